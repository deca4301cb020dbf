"""Endorsements: a person says of somebody else that they know something, once, and may take it back.

Stored as a claim by the identity that the endorsing person was minted from.  It adds a little to the prior of the
skill from the next analysis on and never stands for evidence; bots and people who opted out endorse nobody, and are
not endorsed.
"""

from __future__ import annotations

from dataclasses import dataclass

from expertgraph import policy
from expertgraph.edition import Edition
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.frames import columns_of
from expertgraph.policy import Data, Viewer
from expertgraph.records import Claim
from expertgraph.schema import TABLES
from expertgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Endorsement:
    """Who (person row) says that who (person row) has the skill."""

    by: int
    person: int


def may_endorse(viewer: Viewer, edition: Edition) -> bool:
    """Whether the viewer is a person whose word counts."""
    if viewer.person is None or policy.rule(viewer, Data.PROFILE) is policy.Rule.DENY:
        return False
    row = edition.row_of(viewer.person)
    people = edition.table("people")
    return str(people["kind"].iat[row]) != "bot" and not bool(people["opted_out"].iat[row])


def endorse(space: Workspace, viewer: Viewer, subject: str, skill: str) -> None:
    """Say, as the viewer, that ``subject`` (a person id) knows ``skill`` (an id); saying it again changes nothing.

    Denied for who is no person or takes no part; WrongCall about oneself; NotFound where the viewer may not see the
    person, or there is no such skill.
    """
    mine, theirs = _sides(space, viewer, subject)
    if not len(space.store.frame("skill", ["id"], {"id": skill})):
        raise NotFound(f"There is no skill {skill!r}.")
    if _said(space, mine, theirs, skill):
        return
    claim = Claim(
        f"page|{theirs[0]}|{skill}|endorsed|{mine[0]}", theirs[0], skill, "endorsed", None, mine[0],
        space.clock(), space.clock(),
    )  # fmt: skip
    space.store.upsert("claim", columns_of(TABLES["claim"], [claim]))


def take_back(space: Workspace, viewer: Viewer, subject: str, skill: str) -> None:
    """Take back what the viewer said of ``subject``; nothing happens where nothing was said."""
    mine, theirs = _sides(space, viewer, subject)
    space.store.delete("claim", _said(space, mine, theirs, skill))


def endorsed_skills(space: Workspace, viewer: Viewer, subject: str) -> frozenset[str] | None:
    """The skills that the viewer says that ``subject`` has; None where the viewer may not say so of this person."""
    try:
        mine, theirs = _sides(space, viewer, subject)
    except (Denied, NotFound, WrongCall):
        return None
    rows = space.store.frame("claim", ["skill"], {"identity": theirs, "by": mine, "kind": "endorsed"})
    return frozenset(str(each) for each in rows["skill"])


def endorsements(space: Workspace, edition: Edition, skills: list[str]) -> list[Endorsement]:
    """Who says of whom, as of now, that they know one of these skills; each pair once, oneself and those who take
    no part left out."""
    rows = space.store.frame("claim", ["identity", "by"], {"skill": skills, "kind": "endorsed"})
    people = edition.table("people")
    out = edition.array("people", "opted_out").astype(bool) | (people["kind"] == "bot").to_numpy(bool)
    found = set()
    for identity, by in zip(rows["identity"], rows["by"], strict=True):
        person, other = _row(edition, identity), _row(edition, by)
        if person is not None and other is not None and person != other and not (out[person] or out[other]):
            found.add((other, person))
    return [Endorsement(by, person) for by, person in sorted(found)]


def _row(edition: Edition, who: str | None) -> int | None:
    try:
        return None if who is None else edition.row_of(who)
    except NotFound:
        return None


def _sides(space: Workspace, viewer: Viewer, subject: str) -> tuple[list[str], list[str]]:
    """The identities of the viewer and of the subject, those they were minted from first."""
    edition = space.edition()
    if not may_endorse(viewer, edition):
        raise Denied(
            "Only a person who takes part can say that somebody knows something.", "Look as a person first."
        )
    own, row = edition.row_of(str(viewer.person)), edition.row_of(subject)
    people = edition.table("people")
    hidden = bool(people["opted_out"].iat[row]) or people["kind"].iat[row] == "bot"
    if hidden or not policy.people(viewer, Data.PROFILE, edition)[row]:
        raise NotFound(f"There is nobody with the id {subject!r}.")
    if own == row:
        raise WrongCall("Nobody can confirm themself.", "Ask somebody who has seen you do it.")
    return _identities(space, edition, own), _identities(space, edition, row)


def _identities(space: Workspace, edition: Edition, row: int) -> list[str]:
    person = str(edition.array("people", "person")[row])
    minted = [str(each) for each in space.store.frame("person", ["minted"], {"id": person})["minted"]]
    known = [str(each) for each in edition.array("people", "identities")[row]]
    return minted + [each for each in known if each not in minted]


def _said(space: Workspace, mine: list[str], theirs: list[str], skill: str) -> list[str]:
    where = {"identity": theirs, "by": mine, "skill": skill, "kind": "endorsed"}
    return [str(each) for each in space.store.frame("claim", ["id"], where)["id"]]
