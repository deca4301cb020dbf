"""How far a group's figures would move with other people of the same kind: the bootstrap over people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph.analysis.constants import DEFAULTS
from expertgraph.analysis.measures import Tally
from expertgraph.analysis.population import Bools, Floats, Ints
from expertgraph.pilots.goals import GOALS, Goal, ratio, value, weeks_of

DRAWS = 1_000
MOST_DRAWN = 1_000
SURE = 95
"""How sure the intervals are, in percent."""
_LEAST_DRAWN = 0.9
"""Share of the draws in which a figure must exist for an interval to be told."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """A measure of one group before and now, and in each draw (NaN where there is nothing to divide by)."""

    before: float | None
    now: float | None
    drawn_before: Floats
    drawn_now: Floats

    @property
    def drawn_change(self) -> Floats:
        """Now less before, in each draw."""
        return self.drawn_now - self.drawn_before


def sample(people: Bools, before: Tally, now: Tally, side: int) -> dict[str, Sampled]:
    """All measures of a group by code; the same people are drawn for both spans.

    ``side`` numbers the groups of one comparison, so that their draws are independent; the same input gives the
    same draws.  More than ``MOST_DRAWN`` people are put by chance into as many equal lots, and lots are drawn: that
    moves a figure as much as drawing people does.
    """
    dice = np.random.default_rng([DEFAULTS.seed, side])
    lot = _lots(people, dice)
    lots = int(lot.max(initial=-1)) + 1
    even = np.full(lots, 1 / max(lots, 1))
    weights = dice.multinomial(lots, even, size=DRAWS).astype(np.float64) if lots else np.zeros((DRAWS, 0))
    found = {}
    for code, goal in GOALS.items():
        drawn = [_drawn(goal, span, lot, weights) for span in (before, now)]
        found[code] = Sampled(value(goal, before, people), value(goal, now, people), *drawn)
    return found


def interval(drawn: Floats) -> tuple[float, float] | None:
    """Between which values the middle ``SURE`` percent of the draws lie; None where too many have no value."""
    there = drawn[~np.isnan(drawn)]
    if len(there) < _LEAST_DRAWN * len(drawn) or not len(there):
        return None
    low, high = np.percentile(there, [(100 - SURE) / 2, (100 + SURE) / 2])
    return float(low), float(high)


def _lots(people: Bools, dice: np.random.Generator) -> Ints:
    """The lot of each person of a group, by row; -1 for everybody else."""
    lot = np.full(len(people), -1, dtype=np.int64)
    count = int(people.sum())
    lot[people] = np.arange(count) if count <= MOST_DRAWN else dice.permutation(count) % MOST_DRAWN
    return lot


def _drawn(goal: Goal, span: Tally, lot: Ints, weights: Floats) -> Floats:
    """A measure in each draw."""
    inside, lots = lot >= 0, weights.shape[1]
    if goal.parts is None:
        return _medians(span, lot, weights)
    over, under = (
        weights @ np.bincount(lot[inside], part[inside], lots).astype(np.float64)
        for part in goal.parts(span, weeks_of(span))
    )
    return ratio(over, under)


def _medians(span: Tally, lot: Ints, weights: Floats) -> Floats:
    """The median hours in each draw, to a tenth of an hour: whoever is drawn comes with all their questions."""
    by = lot[span.waited_by]
    chosen, lots = by >= 0, weights.shape[1]
    tenth = np.floor(span.waited[chosen] * 10).astype(np.int64)
    levels = int(tenth.max(initial=0)) + 1
    counts = np.bincount(by[chosen] * levels + tenth, minlength=lots * levels).reshape(lots, levels)
    summed = np.cumsum(weights @ counts.astype(np.float64), axis=1)
    total = summed[:, -1]
    at = (summed >= total[:, None] / 2).argmax(axis=1)
    return np.where(total > 0, at / 10, np.nan)
