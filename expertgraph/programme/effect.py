"""What became of a programme's members, beside that of people much like them: difference in differences.

For each pair and measure: (member after - member before) - (other after - other before), as a rate a week; the
mean over the pairs, with the 95 % interval of 2,000 bootstrap samples of pairs (percentiles, seeded).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.measures import tally, whole_weeks
from expertgraph.analysis.population import Floats
from expertgraph.edition import Edition
from expertgraph.programme.matching import BEFORE, Pairs, active_weeks, people_reached

LEAST_AFTER = 4
"""Weeks in the programme before somebody counts."""
MOST_AFTER = 26
"""Weeks in the programme that are looked at."""
SAMPLES = 2_000
SEED = 20_260_000
MEASURES = ("active_weeks", "answers", "people_reached")
"""Share of weeks with a contribution (0..1); answers a week; distinct people first answered, a week."""


@dataclass(frozen=True, slots=True)
class Balance:
    """How alike the two sides were before: means of both and their difference in pooled standard deviations (None
    where nobody differs)."""

    name: str
    members: float
    others: float
    difference: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """One measure, a week: means before and after on both sides, and the ``effect`` with its interval."""

    name: str
    members_before: float
    members_after: float
    others_before: float
    others_after: float
    effect: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Effect:
    """``pairs`` that were compared, and ``unmatched`` members, for whom nobody was like enough."""

    pairs: int
    unmatched: int
    balance: list[Balance]
    changes: list[Change]


def long_enough(edition: Edition, start: dict[int, int]) -> dict[int, int]:
    """The members (row -> when they said yes) who have been in it for at least 4 whole weeks."""
    now = whole_weeks(edition.as_of, edition.as_of)[1]
    return {row: at for row, at in start.items() if (now - whole_weeks(at, at)[0]) // WEEK >= LEAST_AFTER}


def effect(edition: Edition, pairs: Pairs) -> Effect:
    """The change of the members of these pairs beside that of the others.  ValueError without a pair."""
    if not len(pairs.member):
        raise ValueError("no pairs to compare")
    rates = [_rates(edition, pairs, name) for name in ("before", "after")]
    changes = [
        _change(name, *(rates[time][side][:, place] for side in (0, 1) for time in (0, 1)))
        for place, name in enumerate(MEASURES)
    ]
    return Effect(len(pairs.member), pairs.unmatched, _balance(edition, pairs, rates[0]), changes)


def _rates(edition: Edition, pairs: Pairs, when: str) -> tuple[Floats, Floats]:
    """pairs x measures, of members and of others, a week."""
    now = whole_weeks(edition.as_of, edition.as_of)[1]
    found = np.zeros((2, len(pairs.member), len(MEASURES)))
    for start in np.unique(pairs.start).tolist():
        rows = np.flatnonzero(pairs.start == start)
        begin, end = (start - BEFORE * WEEK, start)
        if when == "after":
            begin, end = start, min(start + MOST_AFTER * WEEK, now)
        weeks = (end - begin) / WEEK
        of_all = np.stack(
            [
                active_weeks(edition, begin, end),
                tally(edition, begin, end).answers,
                people_reached(edition, begin, end),
            ],
            axis=1,
        )
        found[0, rows] = of_all[pairs.member[rows]] / weeks
        found[1, rows] = of_all[pairs.other[rows]] / weeks
    return found[0], found[1]


def _change(name: str, before: Floats, after: Floats, other_before: Floats, other_after: Floats) -> Change:
    each = (after - before) - (other_after - other_before)
    low, high = interval(each)
    return Change(
        name,
        members_before=float(before.mean()),
        members_after=float(after.mean()),
        others_before=float(other_before.mean()),
        others_after=float(other_after.mean()),
        effect=float(each.mean()),
        low=low,
        high=high,
    )


def interval(each: Floats) -> tuple[float, float]:
    """The 95 % interval of a mean by the bootstrap, the same for the same figures."""
    drawn = np.random.default_rng(SEED).integers(0, len(each), (SAMPLES, len(each)))
    low, high = np.percentile(each[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def _balance(edition: Edition, pairs: Pairs, before: tuple[Floats, Floats]) -> list[Balance]:
    found = [_beside(name, before[0][:, place], before[1][:, place]) for place, name in enumerate(MEASURES)]
    unit = edition.table("people")["unit"].fillna("").to_numpy(str)
    same = (unit[pairs.member] == unit[pairs.other]) & (unit[pairs.member] != "")
    return [*found, Balance("same_unit", 1.0, float(same.mean()), None)]


def _beside(name: str, members: Floats, others: Floats) -> Balance:
    spread = float(np.sqrt((members.var() + others.var()) / 2))
    apart = float(members.mean() - others.mean())
    return Balance(name, float(members.mean()), float(others.mean()), apart / spread if spread > 0 else None)
