"""How far a group's figures would move with other people of the same kind: the bootstrap over people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from expertgraph.analysis.constants import DEFAULTS
from expertgraph.analysis.measures import Tally
from expertgraph.analysis.population import Bools, Floats, Ints
from expertgraph.pilots.goals import GOALS, Goal, ratio, value, weeks_of

DRAWS = 1_000
SURE = 95
"""How sure the intervals are, in percent."""
_LEAST_DRAWN = 0.9
"""Share of the draws in which a figure must exist for an interval to be told."""
_CHUNK = 100


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
    same draws.
    """
    dice = np.random.default_rng([DEFAULTS.seed, side])
    drawn = _ratios(people, (before, now), dice) | {
        code: _medians(people, (before, now), dice) for code, goal in GOALS.items() if goal.parts is None
    }
    return {
        code: Sampled(value(goal, before, people), value(goal, now, people), *drawn[code])
        for code, goal in GOALS.items()
    }


def interval(drawn: Floats) -> tuple[float, float] | None:
    """Between which values the middle ``SURE`` percent of the draws lie; None where too many have no value."""
    there = drawn[~np.isnan(drawn)]
    if len(there) < _LEAST_DRAWN * len(drawn) or not len(there):
        return None
    low, high = np.percentile(there, [(100 - SURE) / 2, (100 + SURE) / 2])
    return float(low), float(high)


def _ratios(
    people: Bools, spans: Sequence[Tally], dice: np.random.Generator
) -> dict[str, tuple[Floats, Floats]]:
    """Draws of the measures that add up.  People with equal numbers are drawn as one kind, which is the same."""
    goals = [goal for goal in GOALS.values() if goal.parts is not None]
    columns = [part[people] for span in spans for goal in goals for part in _parts(goal, span)]
    kinds, count = np.unique(np.stack(columns, axis=1), axis=0, return_counts=True)
    if not people.any():
        nothing = np.full(DRAWS, np.nan)
        return {goal.code: (nothing, nothing) for goal in goals}
    weights = dice.multinomial(int(count.sum()), count / count.sum(), size=DRAWS)
    sums = (weights.astype(np.float64) @ kinds.astype(np.float64)).reshape(DRAWS, len(spans), len(goals), 2)
    shares = ratio(sums[..., 0], sums[..., 1])
    return {goal.code: (shares[:, 0, at], shares[:, 1, at]) for at, goal in enumerate(goals)}


def _parts(goal: Goal, told: Tally) -> tuple[Ints, Ints]:
    assert goal.parts is not None
    return goal.parts(told, weeks_of(told))


def _medians(people: Bools, spans: Sequence[Tally], dice: np.random.Generator) -> tuple[Floats, Floats]:
    """Draws of the median hours: everybody who asked is drawn with all their questions, or not."""
    chosen = [people[span.waited_by] for span in spans]
    askers = np.unique(
        np.concatenate([span.waited_by[mask] for span, mask in zip(spans, chosen, strict=True)])
    )
    found = [np.full(DRAWS, np.nan) for _ in spans]
    total = int(people.sum())
    if not len(askers):
        return found[0], found[1]
    chance = np.append(np.full(len(askers), 1 / total), 1 - len(askers) / total).clip(0, 1)
    for start in range(0, DRAWS, _CHUNK):
        weights = dice.multinomial(total, chance, size=min(_CHUNK, DRAWS - start))
        for place, (span, mask) in enumerate(zip(spans, chosen, strict=True)):
            by = np.searchsorted(askers, span.waited_by[mask])
            found[place][start : start + len(weights)] = _weighted(span.waited[mask], weights[:, by])
    return found[0], found[1]


def _weighted(hours: Floats, weights: Ints) -> Floats:
    """The median of hours under each row of weights; NaN where no weight is left."""
    if not len(hours):
        return np.full(len(weights), np.nan)
    order = np.argsort(hours, kind="stable")
    summed = np.cumsum(weights[:, order], axis=1)
    half = summed[:, -1] / 2
    at = (summed >= half[:, None]).argmax(axis=1)
    return np.where(summed[:, -1] > 0, hours[order][at], np.nan)
