"""Pilots as a reader may see them: what each is for, and what its measures say of at least k people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from expertgraph import policy
from expertgraph.analysis.population import Bools
from expertgraph.answers.passable import taking_no_part
from expertgraph.errors import NotFound
from expertgraph.onion.cells import told_size
from expertgraph.pilots.counted import Counted, counted, too_alike
from expertgraph.pilots.evaluating import Evaluation, counting, evaluate
from expertgraph.pilots.goals import GOALS
from expertgraph.pilots.keeping import Member, Pilot, read_members, read_pilot, read_pilots
from expertgraph.pilots.suggesting import Suggestion, suggest
from expertgraph.policy import Data, Viewer
from expertgraph.workspace import Workspace

PLANNED, RUNNING, ENDED = "planned", "running", "ended"


@dataclass(frozen=True, slots=True)
class PilotRow:
    """A pilot: what it is for and how it stands.

    ``state``: planned | running | ended.  ``by``: people | channel | unit | community, ``of`` its name where the viewer
    may know of it.  ``ends`` is the first second that does not belong to it.  ``weeks`` are the whole weeks looked at,
    ``people`` how many the figures are about (None: too few to tell).  ``verdict``: reached | on-the-way | not-yet |
    unsaid, and ``because`` (see ``pilots/verdict.py``).
    """

    id: str
    name: str
    theme: str
    goal: str
    measure: str
    unit: str
    upward: bool
    target: float | None
    by: str
    of: str | None
    started: int
    ends: int | None
    state: str
    weeks: int
    people: int | None
    verdict: str
    because: str


@dataclass(frozen=True, slots=True)
class PilotList:
    """All pilots, and for those who may start one where it would be worth it."""

    pilots: list[PilotRow]
    suggestions: list[Suggestion]
    may_change: bool
    k: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody who takes part, since when; for those who run pilots."""

    person: str
    name: str
    kind: str
    unit: str | None
    joined: int


@dataclass(frozen=True, slots=True)
class PilotPage:
    """One pilot with its evaluation.  ``members`` is None for who may know aggregates only; ``since``: since when the
    figures are about this group, ``waiting``: how many joined or left since and do not count yet (None: not told)."""

    pilot: PilotRow
    evaluation: Evaluation
    members: list[MemberRow] | None
    since: int
    waiting: int | None
    may_change: bool
    k: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a pilot can be set up with, and how many people it is."""

    value: str
    label: str
    people: int | None


@dataclass(frozen=True, slots=True)
class PilotChoices:
    """What a new pilot can be set up with, and the measures it can have its goal in."""

    channels: list[Choice]
    units: list[Choice]
    communities: list[Choice]
    measures: list[str]
    k: int


def pilots(space: Workspace, viewer: Viewer) -> PilotList:
    """The pilots, the latest start first.  Denied for a role that may know nothing of them."""
    policy.require(viewer, Data.PILOTS)
    look = _Look(space, viewer)
    whole = policy.whole(viewer, Data.PILOTS)
    rows = [look.row(each, look.evaluation(each)) for each in look.pilots]
    ideas = suggest(space, viewer) if whole else []
    return PilotList(rows, ideas, whole, look.k)


def pilot(space: Workspace, viewer: Viewer, id: str) -> PilotPage:
    """One pilot; NotFound when there is none."""
    policy.require(viewer, Data.PILOTS)
    look = _Look(space, viewer)
    found = read_pilot(space.store, id)
    told, group = look.evaluation(found), look.counted(found)
    whole = policy.whole(viewer, Data.PILOTS)
    return PilotPage(
        look.row(found, told),
        told,
        look.members(found) if whole else None,
        group.since,
        group.waiting if whole else None,
        whole,
        look.k,
    )


def choices(space: Workspace, viewer: Viewer) -> PilotChoices:
    """What a new pilot can be set up with.  Denied for a role that does not run pilots."""
    policy.require_whole(viewer, Data.PILOTS)
    look = _Look(space, viewer)
    people, there = look.edition.table("people"), look.there
    unit = Counter(name for name in people["unit"][there] if isinstance(name, str) and name)
    community = np.bincount(look.edition.array("people", "community")[there] + 1)
    table = look.edition.table("communities")
    return PilotChoices(
        look.channels(),
        [Choice(name, name, look.size(count)) for name, count in sorted(unit.items())],
        [
            Choice(str(row["label"]), str(row["label"]), look.size(community[row["community"] + 1]))
            for row in table.to_dict("records")
            if row["community"] + 1 < len(community)
        ],
        list(GOALS),
        look.k,
    )


class _Look:
    """What one reader is shown of pilots."""

    def __init__(self, space: Workspace, viewer: Viewer) -> None:
        self.space, self.viewer, self.edition = space, viewer, space.edition()
        self.k = int(space.settings["privacy.k"])
        self.now = space.clock()
        self.pilots = read_pilots(space.store)
        self._members = read_members(space.store, [each.id for each in self.pilots])
        self.there = counting(self.edition)

    def counted(self, pilot: Pilot) -> Counted:
        return counted(self._members[pilot.id], pilot.plan.started, self.k)

    def evaluation(self, pilot: Pilot) -> Evaluation:
        """Computed once for each group, plan and edition."""
        group = self.counted(pilot)
        withheld = "alike" if not self.viewer.owner and self._too_alike(pilot, group) else None
        key = f"pilot.{pilot.id}.{hash((pilot.plan, group.people, self.k))}.{self.viewer.owner}.{withheld}"
        mask = self._mask(group.people)
        found: Evaluation = self.edition.cached(
            key,
            lambda: evaluate(
                self.edition, pilot.plan, mask, k=self.k, exact=self.viewer.owner, withheld=withheld
            ),
        )
        return found

    def row(self, pilot: Pilot, told: Evaluation) -> PilotRow:
        plan, goal = pilot.plan, GOALS[pilot.plan.measure]
        state = ENDED if pilot.ended(self.now) else RUNNING if pilot.begun(self.now) else PLANNED
        return PilotRow(
            pilot.id, plan.name, plan.theme, plan.goal, plan.measure, goal.unit, goal.upward, plan.target,
            pilot.by, self._of(pilot), plan.started, plan.ends, state, (told.end - told.begin) // (7 * 86_400),
            told.people, told.verdict.code, told.verdict.because,
        )  # fmt: skip

    def members(self, pilot: Pilot) -> list[MemberRow]:
        """Who takes part now, by name, of those whom the viewer may see."""
        table = self.edition.table("people")
        seen = policy.people(self.viewer, Data.PROFILE, self.edition) & ~taking_no_part(self.space)
        found = []
        for each in self._members[pilot.id]:
            row = self._row(each)
            if each.left is None and row is not None and seen[row]:
                about = table.iloc[row]
                unit = None if about["unit"] is None else str(about["unit"])
                found.append(
                    MemberRow(each.person, str(about["name"]), str(about["kind"]), unit, each.joined)
                )
        return sorted(found, key=lambda each: (each.name.casefold(), each.person))

    def channels(self) -> list[Choice]:
        """Own channels that the viewer may know of, with the people who can take part."""
        table, known = self.edition.table("channels"), policy.known_channels(self.viewer, self.edition)
        pairs = self.edition.table("channel_members")
        inside = pairs["channel"].to_numpy()[self.there[pairs["person"].to_numpy()]]
        count = np.bincount(inside, minlength=len(table))
        rows = np.flatnonzero(known & (count > 0))
        found = [
            Choice(str(table["channel"].iloc[row]), str(table["name"].iloc[row]), self.size(count[row]))
            for row in rows
        ]
        return sorted(found, key=lambda each: (each.label.casefold(), each.value))

    def size(self, count: int) -> int | None:
        """How many people may be told: exactly to the owner, else rounded to 5 and only from k."""
        return told_size(int(count), 1 if self.viewer.owner else self.k)

    def _of(self, pilot: Pilot) -> str | None:
        if pilot.by != "channel":
            return pilot.of
        table = self.edition.table("channels")
        rows = np.flatnonzero((table["channel"] == pilot.of).to_numpy(bool))
        if not len(rows) or not policy.known_channels(self.viewer, self.edition)[rows[0]]:
            return None
        return str(table["name"].iloc[rows[0]])

    def _too_alike(self, pilot: Pilot, group: Counted) -> bool:
        others = [(each, self._members[each.id]) for each in self.pilots if each.id != pilot.id]
        return too_alike(pilot, group.people, others, self.k)

    def _mask(self, people: Sequence[str] | frozenset[str]) -> Bools:
        mask = np.zeros(len(self.there), dtype=bool)
        for person in people:
            row = self._row_of(person)
            if row is not None:
                mask[row] = True
        return mask & self.there

    def _row(self, member: Member) -> int | None:
        return self._row_of(member.person)

    def _row_of(self, person: str) -> int | None:
        try:
            return self.edition.row_of(person)
        except NotFound:
            return None
