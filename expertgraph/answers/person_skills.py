"""What somebody is known for, with the messages that it adds up from, as the viewer may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from expertgraph.edition import Edition
from expertgraph.objecting import Objected
from expertgraph.policy import Viewer
from expertgraph.search.arrays import Longs
from expertgraph.search.columns import column
from expertgraph.search.evidence import Words, read_words, snippet_of
from expertgraph.search.skills import SeenSkills, seen_skills
from expertgraph.search.words import terms
from expertgraph.workspace import Workspace

MOST_SKILLS = 24
MOST_ITEMS = 3


@dataclass(frozen=True, slots=True)
class SkillItem:
    """One message that speaks for a skill; ``amount`` is its part of the expertise."""

    item: str
    at: int | None
    channel: str
    amount: float
    snippet: str
    marks: list[tuple[int, int]]
    url: str | None


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill: ``expertise`` = ``prior`` + the amounts of all evidence the viewer may see, of which
    ``evidence`` holds the largest and ``items`` the number. ``confirmers`` counts the distinct others
    who accepted, thanked, liked or endorsed (None where some of it is not for the viewer).
    ``claimed_only``: said, with nothing to show for it.
    """

    skill: str
    label: str
    expertise: float
    prior: float
    claimed: bool
    claimed_only: bool
    level: int | None
    items: int
    confirmers: int | None
    evidence: list[SkillItem]


def skills_of(
    space: Workspace, edition: Edition, viewer: Viewer, row: int, objected: Objected
) -> list[SkillRow]:
    """The skills of a person (a row) of which the viewer may see something, most expertise first; without what
    people object to."""
    seen = seen_skills(edition, viewer, objected)
    skill, prior, claimed, level, confirmers = (
        column(edition, "person_skills", name)
        for name in ("skill", "prior", "claimed", "level", "confirmers")
    )
    own = np.flatnonzero((column(edition, "person_skills", "person") == row) & seen.shown)
    own = own[np.lexsort((skill[own], -seen.expertise[own]))][:MOST_SKILLS]
    labels = [str(label) for label in column(edition, "skills", "label")[skill[own]]]
    evidence = _evidence(space, edition, seen, row, own, labels)
    return [
        SkillRow(
            skill=str(column(edition, "skills", "skill")[skill[pair]]),
            label=label,
            expertise=float(seen.expertise[pair]),
            prior=float(prior[pair]),
            claimed=bool(claimed[pair]),
            claimed_only=bool(claimed[pair]) and seen.items[pair] == 0,
            level=int(level[pair]) or None,
            items=int(seen.items[pair]),
            confirmers=None if seen.partly[pair] else int(confirmers[pair]),
            evidence=items,
        )
        for pair, label, items in zip(own.tolist(), labels, evidence, strict=True)
    ]


def _evidence(
    space: Workspace, edition: Edition, seen: SeenSkills, row: int, pairs: Longs, labels: list[str]
) -> list[list[SkillItem]]:
    """The largest evidence items of each of the person's pairs."""
    person, amount = (column(edition, "skill_evidence", name) for name in ("person", "amount"))
    own = np.flatnonzero((person == row) & seen.evidence)
    own = own[np.argsort(-amount[own], kind="stable")]
    chosen = [own[seen.pair[own] == pair][:MOST_ITEMS] for pair in pairs]
    return items_shown(space, edition, chosen, labels)


def items_shown(
    space: Workspace, edition: Edition, chosen: Sequence[Longs], labels: Sequence[str]
) -> list[list[SkillItem]]:
    """Evidence items (rows of ``skill_evidence``) for each of the skills with these labels, in words."""
    item, at, channel, amount = (
        column(edition, "skill_evidence", name) for name in ("item", "at", "channel", "amount")
    )
    said = read_words(space.store, [str(item[each]) for rows in chosen for each in rows])
    names = column(edition, "channels", "name")
    found = []
    for rows, label in zip(chosen, labels, strict=True):
        wanted, shown = set(terms(label)), []
        for each in rows:
            kept = said.get(item[each], Words("", "", None))
            snippet, marks = snippet_of(kept.text or kept.title, wanted)
            place, when = str(names[channel[each]]), int(at[each]) or None
            shown.append(SkillItem(item[each], when, place, float(amount[each]), snippet, marks, kept.url))
        found.append(shown)
    return found
