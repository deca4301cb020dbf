"""The measures that a pilot can have its goal in: each a ratio over people, so that any group of them adds up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.measures import Tally
from expertgraph.analysis.population import Bools, Floats, Ints

Parts = Callable[[Tally, int], tuple[Ints, Ints]]


@dataclass(frozen=True, slots=True)
class Goal:
    """One measure.  ``unit``: share (0..1) | rate (a person and week) | hours.  ``upward``: more is better.
    ``asked``: it is about those who ask, else about everybody.  ``most`` is the greatest target that can be meant.
    ``parts`` gives, person by person, what is divided by what; None for the median of hours.
    """

    code: str
    words: str
    unit: str
    upward: bool
    asked: bool
    most: float
    parts: Parts | None

    def better(self, value: float, than: float) -> bool:
        """Whether a value is as good as another or better."""
        return value >= than if self.upward else value <= than


def weeks_of(told: Tally) -> int:
    """How many weeks a tally is over."""
    return (told.end - told.begin) // WEEK


def _per_week(count: Callable[[Tally], Ints]) -> Parts:
    return lambda told, weeks: (count(told), np.full(len(count(told)), weeks, dtype=np.int64))


GOALS: Mapping[str, Goal] = MappingProxyType(
    {
        each.code: each
        for each in (
            Goal(
                "active", "people who contribute in a week", "share", True, False, 1,
                _per_week(lambda told: told.active_weeks),
            ),
            Goal(
                "contributions", "contributions a person and week", "rate", True, False, 1_000,
                _per_week(lambda told: told.contributions),
            ),
            Goal(
                "answers", "answers to others a person and week", "rate", True, False, 1_000,
                _per_week(lambda told: told.answers),
            ),
            Goal(
                "answered", "their questions answered within 7 days", "share", True, True, 1,
                lambda told, _: (told.answered, told.ripe),
            ),
            Goal(
                "crossing", "those answers that come from another unit or from outside", "share", True, True, 1,
                lambda told, _: (told.crossed, told.known),
            ),
            Goal("hours", "median hours to the first answer", "hours", False, True, 168, None),
        )
    }
)  # fmt: skip
"""By code.  Own, open channels only; weeks are whole weeks.  ``docs/definitions.md`` says each in full."""


def concerned(goal: Goal, told: Tally, people: Bools) -> int:
    """Of how many people a figure tells: all of them, or those whose questions it is about."""
    if goal.parts is None:
        return len(np.unique(told.waited_by[people[told.waited_by]]))
    return int((people & (goal.parts(told, weeks_of(told))[1] > 0)).sum())


def value(goal: Goal, told: Tally, people: Bools) -> float | None:
    """The measure of a group; None where there is nothing to divide by."""
    if goal.parts is None:
        waited = told.waited[people[told.waited_by]]
        return float(np.median(waited)) if len(waited) else None
    over, under = (part[people].sum() for part in goal.parts(told, weeks_of(told)))
    return float(over / under) if under else None


def step(goal: Goal, told: Tally, people: Bools) -> float:
    """How finely the measure of a group is told to others than the owner: the change of it that five counted things
    make; whole hours."""
    if goal.parts is None:
        return 1.0
    under = goal.parts(told, weeks_of(told))[1][people].sum()
    return float(5 / under) if under else 1.0


def ratio(over: Floats, under: Floats) -> Floats:
    """Quotients; NaN where there is nothing to divide by."""
    found: Floats = np.divide(over, under, out=np.full(over.shape, np.nan), where=under > 0)
    return found
