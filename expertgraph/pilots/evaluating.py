"""A pilot's measures against its own start, against everybody else, and against people who were as active before."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from expertgraph import policy
from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.measures import Tally, own_channels, tally, whole_weeks
from expertgraph.analysis.population import Bools, Floats
from expertgraph.edition import Edition
from expertgraph.onion.cells import near
from expertgraph.pilots.goals import GOALS, Goal, concerned, step, value
from expertgraph.pilots.keeping import Plan
from expertgraph.pilots.matching import matched
from expertgraph.pilots.sampling import Sampled, interval, sample
from expertgraph.pilots.verdict import LEAST_WEEKS, Verdict, judge

_OUTPOST = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference and between which values it surely (95 %) lies; None where that cannot be said."""

    by: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Side:
    """A group to compare with: its measure before and now, and by how much more the pilot's changed."""

    before: float | None
    now: float | None
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of a pilot: over the weeks before its start, since, and the change; ``rest`` and ``matched``: the
    others.  None: fewer than k people to tell of, nothing to count, or nothing to compare with."""

    measure: str
    unit: str
    upward: bool
    before: float | None
    now: float | None
    change: Difference | None
    rest: Side
    matched: Side


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """The goal's measure in the week that begins at ``at``, or in the ``Evaluation.spread`` weeks up to it; None where it
    cannot be told."""

    at: int
    value: float | None
    before: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What can be told of a pilot.  ``begin``, ``end``: the whole weeks since its start; ``before``: where the
    as many weeks before it begin (None: the data do not reach back so far).  ``spread``: each of the ``weeks`` tells
    of so many weeks up to it.  ``people``, ``rest``, ``matched``: how
    many are compared (None: too few to tell)."""

    begin: int
    end: int
    before: int | None
    people: int | None
    rest: int | None
    matched: int | None
    figures: list[Figure]
    weeks: list[WeekPoint]
    spread: int
    verdict: Verdict


def evaluate(
    edition: Edition, plan: Plan, people: Bools, *, k: int, exact: bool, withheld: str | None = None
) -> Evaluation:
    """Compare; ``people`` is the mask of those whom the figures are about.

    ``withheld`` says why nothing may be told of them.  No figure tells of fewer than ``k`` people; unless ``exact``,
    what is counted is rounded to 5 and hours to whole ones.
    """
    begin, end = _span(edition, plan)
    goal = GOALS[plan.measure]
    if withheld is None and int(people.sum()) < k:
        withheld = "few"
    weeks = (end - begin) // WEEK
    if withheld is not None or weeks < 1:
        verdict = judge(goal, plan.target, weeks, withheld, None, None, None)
        return Evaluation(begin, end, None, None, None, None, [], [], 1, verdict)
    return _Evaluating(edition, plan, people, begin, end, k, exact).told()


def everybody_else(edition: Edition, people: Bools) -> Bools:
    """Who else belongs to the community: seen on its own channels, still here, no bots, nobody who opted out or is
    known from uploads alone."""
    return counting(edition) & ~people & ~np.isin(edition.array("people", "ring"), (-1, _OUTPOST))


def counting(edition: Edition) -> Bools:
    """Whom figures may be about at all: no bots, nobody who left, opted out, or is known from uploads alone."""
    table = edition.table("people")
    shown = policy.people(policy.Viewer(policy.Role.MANAGER), policy.Data.PROFILE, edition)
    return np.asarray(shown & ~(table["left"].to_numpy(bool)) & (table["kind"] != "bot").to_numpy(bool))


def open_channels(edition: Edition) -> Bools:
    """The channels that figures count: the organisation's own, open ones, so that no figure depends on what was said
    where its reader may not read."""
    return own_channels(edition) & (edition.table("channels")["visibility"] == "open").to_numpy(bool)


def _span(edition: Edition, plan: Plan) -> tuple[int, int]:
    until = edition.as_of if plan.ends is None else min(plan.ends, edition.as_of)
    begin, end = whole_weeks(plan.started, until)
    return begin, max(begin, end)


class _Evaluating:
    """One comparison, with what its parts share."""

    def __init__(
        self, edition: Edition, plan: Plan, people: Bools, begin: int, end: int, k: int, exact: bool
    ) -> None:
        self.edition, self.plan, self.people, self.k, self.exact = edition, plan, people, k, exact
        self.begin, self.end = begin, end
        self.goal = GOALS[plan.measure]
        self.channels = open_channels(edition)
        self.before, self.now = self._tally(2 * begin - end, begin), self._tally(begin, end)
        self.first = int(edition.array("person_weeks", "week").min(initial=end))
        self.reaches = self.first <= self.before.begin
        self.spread = 1 if exact and not self.goal.asked else LEAST_WEEKS
        rest = everybody_else(edition, people)
        as_active = matched(people, rest, self.before) if self.reaches else None
        self.rest = rest if int(rest.sum()) >= k else None
        self.matched = as_active

    def told(self) -> Evaluation:
        own = sample(self.people, self.before, self.now, 0)
        others = [
            (group, None if group is None else sample(group, self.before, self.now, side))
            for side, group in enumerate((self.rest, self.matched), 1)
        ]
        figures = [self._figure(goal, own[goal.code], others) for goal in GOALS.values()]
        return Evaluation(
            self.begin,
            self.end,
            self.before.begin if self.reaches else None,
            self._size(self.people),
            None if self.rest is None else self._size(self.rest),
            None if self.matched is None else self._size(self.matched),
            figures,
            self._weeks(),
            self.spread,
            self._verdict(next(each for each in figures if each.measure == self.goal.code)),
        )

    def _figure(
        self, goal: Goal, own: Sampled, others: list[tuple[Bools | None, dict[str, Sampled] | None]]
    ) -> Figure:
        before, now = self._of(goal, self.people, own)
        change = self._difference(goal, before, now, own.drawn_change)
        sides = [
            Side(None, None, None)
            if group is None or drawn is None
            else self._side(goal, own, change, group, drawn[goal.code])
            for group, drawn in others
        ]
        return Figure(goal.code, goal.unit, goal.upward, before, now, change, *sides)

    def _side(
        self, goal: Goal, own: Sampled, change: Difference | None, group: Bools, drawn: Sampled
    ) -> Side:
        before, now = self._of(goal, group, drawn)
        if change is None or before is None or now is None:
            return Side(before, now, None)
        more = change.by - (now - before)
        return Side(before, now, self._with_interval(goal, more, own.drawn_change - drawn.drawn_change))

    def _of(self, goal: Goal, group: Bools, drawn: Sampled) -> tuple[float | None, float | None]:
        """Its values before and now, as they may be told."""
        before = self._told(goal, self.before, group, drawn.before) if self.reaches else None
        return before, self._told(goal, self.now, group, drawn.now)

    def _told(self, goal: Goal, span: Tally, group: Bools, exactly: float | None) -> float | None:
        if exactly is None or concerned(goal, span, group) < self.k:
            return None
        if self.exact:
            return exactly
        fine = step(goal, span, group)
        rounded = math.floor(exactly / fine + 0.5) * fine
        return min(rounded, 1.0) if goal.unit == "share" else rounded

    def _difference(
        self, goal: Goal, before: float | None, now: float | None, drawn: Floats
    ) -> Difference | None:
        if before is None or now is None:
            return None
        return self._with_interval(goal, now - before, drawn)

    def _with_interval(self, goal: Goal, by: float, drawn: Floats) -> Difference:
        found = interval(drawn)
        if found is None:
            return Difference(by, None, None)
        low, high = found
        if not self.exact:
            fine = step(goal, self.now, self.people)
            low, high = math.floor(low / fine) * fine, math.ceil(high / fine) * fine
        return Difference(by, min(low, by), max(high, by))

    def _weeks(self) -> list[WeekPoint]:
        """Week by week, or, where a single one tells too little of too few, as means over four weeks up to each."""
        points = []
        for at in range(self.before.begin if self.reaches else self.begin, self.end, WEEK):
            week = self._tally(max(at + WEEK - self.spread * WEEK, self.first), at + WEEK)
            exactly = value(self.goal, week, self.people)
            points.append(WeekPoint(at, self._told(self.goal, week, self.people, exactly), at < self.begin))
        return points

    def _verdict(self, figure: Figure) -> Verdict:
        last = self._tally(max(self.begin, self.end - LEAST_WEEKS * WEEK), self.end)
        recent = self._told(self.goal, last, self.people, value(self.goal, last, self.people))
        change = figure.change
        surely = (
            None if change is None or change.low is None or change.high is None else (change.low, change.high)
        )
        weeks = (self.end - self.begin) // WEEK
        return judge(self.goal, self.plan.target, weeks, None, recent, figure.before, surely)

    def _tally(self, begin: int, end: int) -> Tally:
        return tally(self.edition, begin, end, self.channels)

    def _size(self, group: Bools) -> int:
        people = int(group.sum())
        return people if self.exact else near(people)
