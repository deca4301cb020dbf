"""Introduction paths: who can introduce somebody to a person, or to a person with a skill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from expertgraph import policy
from expertgraph.analysis.introductions import Introductions, Path
from expertgraph.edition import Edition
from expertgraph.errors import Denied, NotFound
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.workspace import Workspace

_GOALS = 5


@dataclass(frozen=True, slots=True)
class Step:
    """A person on the way, and how the one before knows them: the month of last contact (``2026-05``), the
    kind of channel, ``p`` how likely a request is passed on (0..1).  Never content.  None for the first."""

    person: str
    name: str
    last_month: str | None
    channel: str | None
    contact: bool | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Way:
    """One way there: the people, and the product of the steps' p."""

    steps: list[Step]
    p: float


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """Up to three ways, best first; ``skill`` is what was looked for when the goal was no person."""

    origin: str
    goal: str
    skill: str | None
    paths: list[Way]


def path(workspace: Workspace, viewer: Viewer, origin: str, goal: str) -> PathAnswer:
    """Ways from a person to a person or to holders of a skill (ids, names or labels), of at most three steps.

    Others than the owner of the data ask for themselves only.  People who opted out are on no path.  NotFound
    for an unknown person or skill, Denied for somebody else's way.
    """
    policy.require(viewer, Data.TIES)
    if policy.rule(viewer, Data.TIES) not in {Rule.ALLOW, Rule.PATH}:
        raise Denied("Introduction paths are not for your role.")
    edition = workspace.edition()
    start = visible_person(edition, viewer, origin)
    if start is None:
        raise NotFound(f"There is nobody called {origin!r}.", "Use the person's id or full name.")
    if policy.rule(viewer, Data.TIES) is Rule.PATH and (
        viewer.person is None or edition.row_of(viewer.person) != start
    ):
        raise Denied("You can look for your own introductions only.")
    end = visible_person(edition, viewer, goal)
    skill, goals = (None, [end]) if end is not None else _holders(edition, viewer, goal)
    ways = introductions(edition).best(start, goals)
    return PathAnswer(origin, goal, skill, [_way(edition, each) for each in ways])


def introductions(edition: Edition) -> Introductions:
    """The edition's ties, ready for paths; made once."""

    def make() -> Introductions:
        ties, people = edition.table("ties"), edition.table("people")
        ties = ties[(ties["living"] | ties["contact"]).to_numpy(bool)]
        given: dict[str, Any] = {
            name: ties[name].to_numpy() for name in ("a", "b", "s_ab", "s_ba", "strength", "contact")
        }
        barred = (people["opted_out"] | people["left"] | (people["kind"] == "bot")).to_numpy(bool)
        return Introductions(n=len(people), barred=barred, **given)

    found: Introductions = edition.cached("introductions", make)
    return found


def visible_person(edition: Edition, viewer: Viewer, text: str) -> int | None:
    """The row of a person by id, identity, address or name that only one visible person has; None
    otherwise."""
    visible = policy.people(viewer, Data.PROFILE, edition)
    try:
        row = edition.row_of(text)
    except NotFound:
        named = edition.cached("rows_by_name", lambda: _named(edition)).get(text.casefold(), [])
        named = [each for each in named if visible[each]]
        row = named[0] if len(named) == 1 else -1
    return row if row >= 0 and visible[row] else None


def _named(edition: Edition) -> dict[str, list[int]]:
    people = edition.table("people")
    found: dict[str, list[int]] = {}
    for row, (name, emails) in enumerate(zip(people["name"], people["emails"], strict=True)):
        for each in {str(name).casefold(), *(str(email).casefold() for email in emails)}:
            found.setdefault(each, []).append(row)
    return found


def _holders(edition: Edition, viewer: Viewer, text: str) -> tuple[str, list[int]]:
    """A skill's label, and the rows of its best holders as the viewer may see them."""
    from expertgraph.search.skills import seen_skills

    skills = edition.table("skills")
    wanted = text.casefold()
    match = np.flatnonzero((skills["label"].str.casefold() == wanted) | (skills["skill"] == text))
    if not len(match):
        raise NotFound(f"There is no person and no skill {text!r}.", "See expertgraph people, and skills.")
    pairs, seen = edition.table("person_skills"), seen_skills(edition, viewer)
    person = pairs["person"].to_numpy(np.int64)
    held = (pairs["skill"].to_numpy() == match[0]) & seen.shown
    held &= policy.people(viewer, Data.PROFILE, edition)[person]
    rows = np.flatnonzero(held)
    best = rows[np.lexsort((person[rows], -seen.expertise[rows]))][:_GOALS]
    return str(skills["label"].iat[int(match[0])]), person[best].tolist()


def _way(edition: Edition, way: Path) -> Way:
    people = edition.table("people")
    steps = []
    for place, row in enumerate(way.people):
        about = (str(people["person"].iat[row]), str(people["name"].iat[row]))
        steps.append(
            _step(edition, way.people[place - 1], row, about) if place else Step(*about, *[None] * 4)
        )
    return Way(steps, way.p)


def _step(edition: Edition, before: int, row: int, about: tuple[str, str]) -> Step:
    ties: Any = edition.table("ties")
    n = len(edition.table("people"))
    codes = edition.cached(
        "tie_codes", lambda: ties["a"].to_numpy(np.int64) * n + ties["b"].to_numpy(np.int64)
    )
    at = int(np.searchsorted(codes, min(before, row) * n + max(before, row)))
    last, channel = int(ties["last_at"].iat[at]), int(ties["channel"].iat[at])
    return Step(
        *about,
        datetime.fromtimestamp(last, UTC).strftime("%Y-%m") if last else None,
        str(edition.table("channels")["kind"].iat[channel]) if channel >= 0 else None,
        bool(ties["contact"].iat[at]),
        float(introductions(edition).matrix[before, row]),
    )
