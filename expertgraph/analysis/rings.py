"""Engagement rings: how firmly somebody takes part, by milestones of their own.

A ring follows from *active weeks*: ISO weeks (UTC) of the window with at least one contribution on a
channel that is the organisation's own.

    ring            entered at, of 26 weeks (of 13)    left after 4 weeks running below
    0 core          17 (9), and the two conditions     13 (7)
    1 active         7 (4)                              5 (3)
    2 occasional     2 (1)                              1 (1)
    3 known          has an account, reads, reacts, is a contact
    4 outpost        seen only on channels that the organisation does not own
    -1               a bot

Core also asks for contributions in two channels (where at least two channels had contributions from five
people in the window) and a reciprocity of 0.2; both only to enter.  The shorter window holds while the
community is younger than 26 weeks.  A promotion counts in the very week; a demotion only after four whole
weeks running below, and then to the innermost ring that has not been below its own threshold as long.
Weeks of marked leave without a contribution do not exist for that person: neither the window nor the hold
moves on.

These are not ``networkx.onion_layers``.  Nobody moves because somebody else posted more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from expertgraph.analysis.constants import DEFAULTS, Constants, RingWindow
from expertgraph.analysis.mutual import reciprocity
from expertgraph.analysis.population import UNDATED, Acts, Bools, Floats, Ints, Small
from expertgraph.analysis.weeks import Contributions, start_of, week_of

CORE, ACTIVE, OCCASIONAL, KNOWN, OUTPOST, BOT = 0, 1, 2, 3, 4, -1
NAMES = ("core", "active", "occasional", "known", "outpost")
Matrix = npt.NDArray[np.bool_]
Rings = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Replay:
    """What replaying the weeks left, for the people who ever contributed (``people``: sorted rows).

    ``recent`` has a row a person and a column for each of the last 26 weeks that count for them, oldest
    first; ``below`` counts the whole weeks running below the threshold of rings 0, 1, 2; ``on_leave`` says
    for whom the last week is one of leave.  ``changes`` are
    (row, from when, ring), in order of time; nobody starts with one.
    """

    people: Small
    ring: Rings
    recent: Matrix
    below: npt.NDArray[np.int16]
    changes: tuple[Ints, Ints, Rings]
    window: RingWindow
    channels: Ints
    reciprocity: Floats
    channels_needed: bool
    on_leave: Bools


def window_at(week: int, first: int, constants: Constants = DEFAULTS) -> RingWindow:
    """The window in force in a week of a community whose first contribution was in week ``first``."""
    return constants.young if week - first < constants.young_until else constants.mature


def replay(
    contributed: Contributions,
    acts: Acts,
    as_of: int,
    leave: Mapping[int, Sequence[tuple[int, int]]] | None = None,
    constants: Constants = DEFAULTS,
) -> Replay:
    """Replay every week from the community's first contribution.  ``acts``: without bots."""
    people = np.unique(contributed.person)
    active = contributed.matrix(people)
    frozen = _frozen(people, active, leave or {}, contributed.first)
    core = _CoreConditions(contributed, acts, as_of, people, constants)
    ring = np.full(len(people), KNOWN, dtype=np.int8)
    below = np.zeros((3, len(people)), dtype=np.int16)
    changes: list[tuple[Small, int, Rings]] = []
    counted = _Counted(active, frozen)
    for index in range(contributed.weeks):
        week = contributed.first + index
        window = window_at(week, contributed.first, constants)
        weeks = counted.active_weeks(index, window.weeks)
        here = ~frozen[:, index] if frozen is not None else np.ones(len(people), dtype=bool)
        risen = _promoted(ring, weeks, window, here, partial(core.met, week=week, window=window))
        _note(changes, people, ring, risen, start_of(week))
        ring = risen
        if week == contributed.last and not contributed.complete:
            break
        low = weeks < np.array(window.leave, dtype=np.int16)[:, None]
        below = np.where(here, np.where(low, below + 1, 0), below).astype(np.int16)
        fallen = _demoted(ring, below, constants.hold)
        _note(changes, people, ring, fallen, start_of(week + 1))
        ring = fallen
    window = window_at(contributed.last, contributed.first, constants)
    everyone = np.arange(len(people))
    return Replay(
        people,
        ring,
        counted.recent(constants.mature.weeks),
        below,
        _joined(changes),
        window,
        core.channels(everyone, contributed.last, window),
        core.reciprocity(everyone, contributed.last, window),
        core.several_busy_channels(contributed.last, window),
        frozen[:, -1] if frozen is not None else np.zeros(len(people), dtype=bool),
    )


def _promoted(
    ring: Rings, weeks: Ints, window: RingWindow, here: Bools, core_met: Callable[[Ints], Bools]
) -> Rings:
    reached = np.select([weeks >= window.enter[1], weeks >= window.enter[2]], [ACTIVE, OCCASIONAL], KNOWN)
    best = np.minimum(ring, reached.astype(np.int8))
    candidates = np.flatnonzero((weeks >= window.enter[0]) & (best > CORE) & here)
    if len(candidates):
        best[candidates[core_met(candidates)]] = CORE
    return np.where(here, best, ring).astype(np.int8)


def _demoted(ring: Rings, below: npt.NDArray[np.int16], hold: int) -> Rings:
    lost = below >= hold
    result = ring.copy()
    for each in (CORE, ACTIVE, OCCASIONAL):
        out = (result == each) & lost[each]
        result[out] = each + 1
    return result


def _note(
    changes: list[tuple[Small, int, Rings]], people: Small, before: Rings, after: Rings, at: int
) -> None:
    rows = np.flatnonzero(before != after)
    if len(rows):
        changes.append((people[rows], at, after[rows]))


def _joined(changes: list[tuple[Small, int, Rings]]) -> tuple[Ints, Ints, Rings]:
    if not changes:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int8)
    rows = np.concatenate([each[0] for each in changes]).astype(np.int64)
    at = np.concatenate([np.full(len(each[0]), each[1]) for each in changes]).astype(np.int64)
    return rows, at, np.concatenate([each[2] for each in changes])


def _frozen(
    people: Small, active: Matrix, leave: Mapping[int, Sequence[tuple[int, int]]], first: int
) -> Matrix | None:
    """Weeks of leave without a contribution, people x weeks; None when nobody marked any."""
    if not leave:
        return None
    frozen = np.zeros_like(active)
    for row, spans in leave.items():
        place = int(np.searchsorted(people, row))
        if place == len(people) or people[place] != row:
            continue
        for begin, end in spans:
            low, high = week_of(np.array([begin, end - 1])) - first
            frozen[place, max(low, 0) : max(high + 1, 0)] = True
    return frozen & ~active


class _Counted:
    """Active weeks in the last weeks that count: frozen weeks are left out of a person's own calendar."""

    def __init__(self, active: Matrix, frozen: Matrix | None) -> None:
        self.active = active
        self.total = np.zeros((active.shape[0], active.shape[1] + 1), dtype=np.int16)
        np.cumsum(active, axis=1, out=self.total[:, 1:])
        self.frozen = frozen
        self.away = np.flatnonzero(frozen.any(axis=1)) if frozen is not None else np.zeros(0, dtype=np.int64)

    def active_weeks(self, index: int, window: int) -> Ints:
        weeks = (self.total[:, index + 1] - self.total[:, max(0, index + 1 - window)]).astype(np.int64)
        for row in self.away:
            weeks[row] = self._own_calendar(int(row), index)[-window:].sum()
        return weeks

    def recent(self, weeks: int) -> Matrix:
        found = np.zeros((len(self.active), weeks), dtype=bool)
        last = self.active[:, -weeks:]
        found[:, weeks - last.shape[1] :] = last
        for row in self.away:
            own = self._own_calendar(int(row), self.active.shape[1] - 1)[-weeks:]
            found[row] = False
            found[row, weeks - len(own) :] = own
        return found

    def _own_calendar(self, row: int, index: int) -> Matrix:
        assert self.frozen is not None
        return self.active[row, : index + 1][~self.frozen[row, : index + 1]]


class _CoreConditions:
    """The two extra conditions of the core, for a few people in one week."""

    def __init__(
        self, contributed: Contributions, acts: Acts, as_of: int, people: Small, constants: Constants
    ) -> None:
        dated = acts.take((acts.at != UNDATED) & acts.of_kinds(contact=False))
        self.acts = dated.take(np.argsort(dated.at, kind="stable"))
        self.contributed = contributed
        self.as_of = as_of
        self.people = people
        self.constants = constants
        self.kept: tuple[tuple[int, int], tuple[Ints, Ints]] | None = None

    def met(self, rows: Ints, week: int, window: RingWindow) -> Bools:
        enough = np.ones(len(rows), dtype=bool)
        if self.several_busy_channels(week, window):
            enough = self.channels(rows, week, window) >= self.constants.core_channels
        if enough.any():
            mutual = self.reciprocity(rows[enough], week, window) >= self.constants.core_reciprocity
            enough[enough] = mutual
        return enough

    def channels(self, rows: Ints, week: int, window: RingWindow) -> Ints:
        """Channels contributed to in the window."""
        person, _ = self._person_channels(week, window)
        return np.bincount(person, minlength=int(self.people.max(initial=0)) + 1)[self.people[rows]]

    def several_busy_channels(self, week: int, window: RingWindow) -> bool:
        """Whether at least two channels had contributions from five people in the window."""
        _, channel = self._person_channels(week, window)
        busy = np.bincount(channel) >= self.constants.core_channel_people if len(channel) else np.zeros(0)
        return int(busy.sum()) >= self.constants.core_channels

    def _person_channels(self, week: int, window: RingWindow) -> tuple[Ints, Ints]:
        """Pairs (person row, channel) with a contribution in the window; the last answer is kept."""
        if self.kept is not None and self.kept[0] == (week, window.weeks):
            return self.kept[1]
        rows = self.contributed.between(week - window.weeks + 1, week)
        width = int(self.contributed.channel.max(initial=0)) + 1
        code = np.unique(
            self.contributed.person[rows].astype(np.int64) * width + self.contributed.channel[rows]
        )
        self.kept = ((week, window.weeks), (code // width, code % width))
        return self.kept[1]

    def reciprocity(self, rows: Ints, week: int, window: RingWindow) -> Floats:
        """sum_v min(S_pv, S_vp) / sum_v max(S_pv, S_vp) over the window; 0 without acts."""
        begin, end = start_of(week - window.weeks + 1), min(start_of(week + 1), self.as_of)
        low, high = np.searchsorted(self.acts.at, [begin, end])
        acts = self.acts.take(slice(int(low), int(high)))
        return reciprocity(acts, self.people[rows], end, self.constants.half_life)
