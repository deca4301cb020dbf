"""Introduction paths: who can introduce somebody to a person, to people with a skill, or to whom words describe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from expertgraph import policy
from expertgraph.analysis.introductions import Contacts, Path
from expertgraph.answers.contacts import only_contacts, usable_contacts
from expertgraph.answers.goals import MOST_HOLDERS, described_by, holders, rows_called, visible_person
from expertgraph.answers.passable import Passable, introductions, passable
from expertgraph.edition import Edition
from expertgraph.errors import Denied, NotFound
from expertgraph.kinds import INTERACTIONS
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.search.columns import column
from expertgraph.workspace import Workspace

__all__ = ["PathAnswer", "Step", "Way", "introductions", "path", "visible_person"]
_CONTACTS = 20
_ACTS = 3
_ID = re.compile(r"p-[a-z2-7]{13}|[^\s:]+:\S+")


@dataclass(frozen=True, slots=True)
class Step:
    """A person on the way, and how the one before knows them: the month of last contact (``2026-05``), the
    kind of channel, the kinds of acts (commonest first, ``threads`` for common conversations), ``p`` how likely a
    request is passed on (0..1).  Never content.  None for the first.

    ``open``: how many requests wait for this person, of those in the middle only.
    """

    person: str
    name: str
    kind: str
    organisation: str | None
    last_month: str | None
    channel: str | None
    contact: bool | None
    acts: list[str]
    p: float | None
    open: int | None


@dataclass(frozen=True, slots=True)
class Way:
    """One way there: the people, and the product of the steps' p.  ``ask``: whether it can be asked for here (there
    is somebody in the middle, and all of them can answer here)."""

    steps: list[Step]
    p: float
    ask: bool


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """Up to three ways, best first.

    ``how`` the goal was understood: person | skill | words (nothing: none was given); ``skill`` is its label.
    ``beyond``: ways to contacts that colleagues share, where the goal is words or such a contact.  ``taking_part``:
    False where the one who asks has opted out, and so is introduced to nobody.
    """

    origin: str
    goal: str
    skill: str | None
    paths: list[Way]
    how: str
    origin_person: str | None
    origin_name: str | None
    goal_person: str | None
    goal_name: str | None
    beyond: list[Way]
    taking_part: bool


def path(workspace: Workspace, viewer: Viewer, origin: str, goal: str) -> PathAnswer:
    """Ways from a person (id or name) to a person, to holders of a skill, or to whom words describe: the best people
    for that need, and contacts at an organisation or in a role.  At most three steps.

    Others than the owner of the data ask for themselves only.  People who opted out are on no path.  NotFound
    for an unknown person, Denied for somebody else's way.
    """
    require_paths(viewer)
    edition = workspace.edition()
    start = visible_person(edition, viewer, origin)
    if start is None:
        raise NotFound(f"There is nobody called {origin!r}.", "Use the person's id or full name.")
    if policy.rule(viewer, Data.TIES) is Rule.PATH and (
        viewer.person is None or edition.row_of(viewer.person) != start
    ):
        raise Denied("You can look for your own introductions only.")
    named = rows_called(edition, goal)
    contacts = described_by(workspace, goal)
    ground = passable(workspace, viewer, (start, [*named, *contacts]))
    look = _Look(workspace, edition, viewer, start, ground, contacts)
    return look.answer(origin, goal)


def nothing_asked(workspace: Workspace, viewer: Viewer, origin: str = "", goal: str = "") -> PathAnswer:
    """The answer while it is not said from whom or to whom."""
    require_paths(viewer)
    edition = workspace.edition()
    row = visible_person(edition, viewer, origin) if origin else None
    about = [None if row is None else column(edition, "people", name)[row] for name in ("person", "name")]
    return PathAnswer(origin, goal, None, [], "nothing", about[0], about[1], None, None, [], True)


def require_paths(viewer: Viewer) -> None:
    """Raise Denied unless introductions are for the viewer's role."""
    policy.require(viewer, Data.TIES)
    if policy.rule(viewer, Data.TIES) not in {Rule.ALLOW, Rule.PATH}:
        raise Denied("Introduction paths are not for your role.")


class _Look:
    """One search for ways."""

    def __init__(
        self,
        space: Workspace,
        edition: Edition,
        viewer: Viewer,
        origin: int,
        ground: Passable,
        contacts: Sequence[int],
    ) -> None:
        self.space, self.edition, self.viewer = space, edition, viewer
        self.origin, self.ground = origin, ground
        self.contacts = [each for each in contacts if ground.seen[each]]

    def answer(self, origin: str, goal: str) -> PathAnswer:
        end = visible_person(self.edition, self.viewer, goal, seen=self.ground.seen)
        skill: str | None = None
        goals: Sequence[int]
        contacts: Sequence[int] = []
        if end is not None:
            how, goals = "person", [end]
            if only_contacts(self.edition)[end]:
                goals, contacts = [], [end]
        elif (held := holders(self.space, self.edition, self.viewer, goal)) is not None:
            how, (skill, goals), contacts = "skill", held, self.contacts
        elif _ID.fullmatch(goal):
            raise NotFound(f"There is nobody called {goal!r}.", "Use the person's id or full name.")
        else:
            how, goals, contacts = "words", self._experts(goal), self.contacts
        return PathAnswer(
            origin,
            goal,
            skill,
            self._ways(goals) if how == "person" else self._ways_anew(goals),
            how,
            self._about("person", self.origin),
            self._about("name", self.origin),
            None if end is None else self._about("person", end),
            None if end is None else self._about("name", end),
            self._ways_out(contacts),
            not self.ground.out[self.origin],
        )

    def _about(self, name: str, row: int) -> Any:
        return column(self.edition, "people", name)[row]

    def _ways(
        self, goals: Sequence[int], count: int | None = None, contacts: Contacts | None = None
    ) -> list[Way]:
        ground = self.ground
        fit = [goal for goal in goals if ground.seen[goal] and not ground.out[goal]]
        if not fit or ground.out[self.origin]:
            return []
        usable = ground.contacts if contacts is None else contacts
        found = ground.made.best(self.origin, fit, count=count, closed=ground.closed, contacts=usable)
        return [self._way(each) for each in found]

    def _ways_anew(self, goals: Sequence[int]) -> list[Way]:
        """Ways to goals that were not known when the ground was laid."""
        between = (self.origin, goals)
        contacts = usable_contacts(self.space, self.viewer, self.ground.made, between)
        return self._ways(goals, contacts=contacts)

    def _ways_out(self, contacts: Sequence[int]) -> list[Way]:
        """The best way to each of the contacts, of those that friends share first; to a single one, three ways."""
        if len(contacts) < 2:
            return self._ways(contacts)
        known, knows = self.ground.contacts.known, self.ground.contacts.knows
        friends = self.ground.made.friends(self.origin)
        near = np.isin(knows, [self.origin, *friends])
        close = set(known[near].tolist())
        chosen = sorted(contacts, key=lambda row: (row not in close, row))[:_CONTACTS]
        ways = sorted((way for row in chosen for way in self._ways([row], 1)), key=lambda way: -way.p)
        return ways[: self.ground.made.constants.path_count]

    def _experts(self, words: str) -> list[int]:
        """Whom the search finds for these words."""
        from expertgraph.answers.find import find

        found = find(
            self.space,
            self.viewer,
            words,
            limit=MOST_HOLDERS,
            snippets=0,
            asker=self._about("person", self.origin),
        )
        return [self.edition.row_of(each.person) for each in found.results]

    def _way(self, way: Path) -> Way:
        steps = [self._step(way.people, place) for place in range(len(way.people))]
        middle = steps[1:-1]
        return Way(steps, way.p, bool(middle) and all(each.kind != "external" for each in middle))

    def _step(self, people: tuple[int, ...], place: int) -> Step:
        row = people[place]
        month, channel, contact, acts, p = None, None, None, list[str](), None
        if place:
            before = people[place - 1]
            month, channel, contact, acts = _known(self.edition, before, row)
            p = float(self.ground.made.matrix[before, row]) or self.ground.made.p_contact
        middle = 0 < place < len(people) - 1
        return Step(
            person=self._about("person", row),
            name=self._about("name", row),
            kind=self._about("kind", row),
            organisation=self._about("organisation", row),
            last_month=month,
            channel=channel,
            contact=contact,
            acts=acts,
            p=p,
            open=self.ground.open.get(row, 0) if middle else None,
        )


def _known(edition: Edition, before: int, row: int) -> tuple[str | None, str | None, bool, list[str]]:
    """How two people know each other: month of last contact, kind of channel, whether a mere contact, kinds of
    acts."""
    a, b = column(edition, "ties", "a"), column(edition, "ties", "b")
    n = len(edition.table("people"))
    codes = edition.cached("tie_codes", lambda: a.astype(np.int64) * n + b.astype(np.int64))
    code = min(before, row) * n + max(before, row)
    at = int(np.searchsorted(codes, code))
    contact = at == len(codes) or codes[at] != code or bool(column(edition, "ties", "contact")[at])
    if contact or not column(edition, "ties", "living")[at]:
        return None, None, True, []
    last, channel = int(column(edition, "ties", "last_at")[at]), int(column(edition, "ties", "channel")[at])
    counts = {
        kind: int(column(edition, "ties", f"n_{kind}")[at])
        for kind, each in INTERACTIONS.items()
        if not each.contact
    }
    acts = sorted((kind for kind, count in counts.items() if count), key=lambda kind: -counts[kind])[:_ACTS]
    return (
        datetime.fromtimestamp(last, UTC).strftime("%Y-%m") if last else None,
        str(column(edition, "channels", "kind")[channel]) if channel >= 0 else None,
        False,
        acts or ["threads"],
    )
