"""What somebody objects to about themself: told to them and the owner of the data, to nobody else."""

from __future__ import annotations

from dataclasses import dataclass

from expertgraph import objecting, policy
from expertgraph.errors import Denied, NotFound
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.search.columns import column
from expertgraph.search.evidence import Words, read_words
from expertgraph.workspace import Workspace

_LONGEST = 160


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """One objection: ``kind`` hide | wrong | not-mine, ``what`` the id of the item or skill, ``label`` the beginning of
    the message or the name of the skill (empty: not there any more), ``reason`` as given, ``at`` UTC seconds."""

    kind: str
    what: str
    label: str
    url: str | None
    reason: str
    at: int


def may_object(space: Workspace, viewer: Viewer, person: str) -> bool:
    """Whether the viewer speaks for this person: it is they themself, or the owner of the data."""
    cell = policy.rule(viewer, Data.OBJECTIONS)
    if cell is Rule.ALLOW:
        return True
    edition = space.edition()
    me = viewer.person is not None and edition.row_of(viewer.person) == edition.row_of(person)
    return cell is Rule.OWN and me


def objections(space: Workspace, viewer: Viewer, person: str) -> list[ObjectionRow] | None:
    """What this person objected to, latest first; None where that is not for the viewer."""
    if not may_object(space, viewer, person):
        return None
    raised = objecting.objections_of(space.store, person)
    said = read_words(space.store, [each.what for each in raised if each.kind != objecting.NOT_MINE])
    labels = _labels(space)
    rows = []
    for each in raised:
        words = said.get(each.what, Words("", "", None))
        text = " ".join((words.text or words.title).split())[:_LONGEST]
        label = labels.get(each.what, "") if each.kind == objecting.NOT_MINE else text
        rows.append(ObjectionRow(each.kind, each.what, label, words.url, each.reason, each.at))
    return rows


def object_to(
    space: Workspace,
    viewer: Viewer,
    person: str,
    kind: str,
    what: str,
    reason: str = "",
    *,
    back: bool = False,
) -> None:
    """Object for this person to an item or a skill, or (``back``) take that back; it counts in every answer at once.

    NotFound when there is nobody with that id or the viewer may not see them, Denied for anybody else's person,
    WrongCall and NotFound as ``objecting.object_to``.
    """
    edition = space.edition()
    row = edition.row_of(person)
    if not policy.people(viewer, Data.PROFILE, edition)[row]:
        raise NotFound(f"There is nobody with the id {person!r}.")
    person = str(column(edition, "people", "person")[row])
    if not may_object(space, viewer, person):
        raise Denied("Everybody says this about themself only.")
    if back:
        objecting.take_back(space.store, person, kind, what)
        return
    if kind == objecting.NOT_MINE and what not in _labels(space):
        raise NotFound(f"There is nothing with the id {what!r} to object to.")
    objecting.object_to(space.store, person, kind, what, reason, at=space.clock())


def _labels(space: Workspace) -> dict[str, str]:
    """Skill id -> name."""
    edition = space.edition()
    if not edition.has("skills"):
        return {}
    skills, labels = column(edition, "skills", "skill"), column(edition, "skills", "label")
    return {str(skill): str(label) for skill, label in zip(skills, labels, strict=True)}
