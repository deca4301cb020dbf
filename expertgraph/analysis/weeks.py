"""ISO weeks in UTC, and who contributed in which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np
import numpy.typing as npt

from expertgraph.analysis.constants import DAY, WEEK
from expertgraph.analysis.population import UNDATED, Bools, Codes, Ints, Items, Small

_MONDAY = 3 * DAY
"""1970-01-01 was a Thursday: the week it belongs to began three days earlier."""


def week_of(at: Ints) -> Ints:
    """Number of the ISO week of a time; week 0 holds 1970-01-01."""
    return (at + _MONDAY) // WEEK


@overload
def start_of(week: int) -> int: ...
@overload
def start_of(week: Ints) -> Ints: ...
def start_of(week: int | Ints) -> int | Ints:
    """The first second of a week: Monday 00:00 UTC."""
    return week * WEEK - _MONDAY


@dataclass(frozen=True, slots=True)
class Contributions:
    """What counts towards rings: items with a date, on the organisation's own channels, by people not bots.

    Sorted by (week, person, channel).  ``person`` holds row numbers of the population.  ``first`` and
    ``last`` are the weeks of the first contribution and of the moment looked at; ``complete`` says that
    the last week is over.
    """

    week: Ints
    person: Small
    channel: Small
    kind: Codes
    position: Small
    first: int
    last: int
    complete: bool

    @property
    def weeks(self) -> int:
        """How many weeks, from the community's first to the last one looked at."""
        return self.last - self.first + 1

    def between(self, first: int, last: int) -> slice:
        """The rows of the weeks first..last, both included."""
        low, high = np.searchsorted(self.week, [first, last + 1])
        return slice(int(low), int(high))

    def matrix(self, people: Small) -> npt.NDArray[np.bool_]:
        """people x weeks: whether each contributed in each week; ``people`` sorted rows."""
        active = np.zeros((len(people), self.weeks), dtype=bool)
        active[np.searchsorted(people, self.person), self.week - self.first] = True
        return active


def contributions(items: Items, own_channel: Bools, bot: Bools, as_of: int) -> Contributions:
    """The contributions before ``as_of``."""
    last = int(week_of(np.array([as_of - 1]))[0])
    counts = (items.at != UNDATED) & (items.at < as_of) & ~bot[items.author]
    counts &= (items.channel >= 0) & own_channel[items.channel] if len(own_channel) else False
    rows = np.flatnonzero(counts)
    week = week_of(items.at[rows])
    order = np.lexsort((items.channel[rows], items.author[rows], week))
    rows, week = rows[order], week[order]
    return Contributions(
        week,
        items.author[rows],
        items.channel[rows],
        items.kind[rows],
        items.position[rows],
        int(week[0]) if len(week) else last,
        last,
        start_of(last + 1) <= as_of,
    )
