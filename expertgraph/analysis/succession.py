"""Succession risk per skill: what happens to it when people leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from expertgraph.analysis.constants import DEFAULTS, Constants
from expertgraph.analysis.population import Bools, Floats, Ints
from expertgraph.engines.graph import Graph

Risk = Literal["red", "amber", "green", "none"]


@dataclass(frozen=True, slots=True)
class Succession:
    """Of one skill.  ``absence_factor``: the fewest holders who together have half of the summed E, the
    one who crosses the line included (CHAOSS); ``effective_holders`` = 1 / sum(share^2);
    ``active_holders`` have evidence in the last 180 days; ``successor`` is a row, -1 for none."""

    holders: int
    absence_factor: int
    effective_holders: float
    active_holders: int
    risk: Risk
    successor: int


def absence_factor(expertise: Floats, share: float = DEFAULTS.holders_share) -> int:
    """The fewest holders who together hold at least ``share`` of the sum; 0 without any.

    >>> absence_factor(np.array([3.0, 2.0, 1.0]))
    1
    >>> absence_factor(np.array([1.0, 1.0, 1.0]))
    2
    """
    total = expertise.sum()
    if total <= 0:
        return 0
    running = np.cumsum(np.sort(expertise)[::-1])
    # A hair's breadth of rounding must not add a holder.
    return int(np.searchsorted(running, share * total * (1 - 1e-12)) + 1)


def effective_holders(expertise: Floats) -> float:
    """1 / sum of squared shares (the inverse Simpson index): 1 .. number of holders; 0 without any."""
    total = expertise.sum()
    return float(total**2 / (expertise**2).sum()) if total > 0 else 0.0


def assess(
    people: Ints,
    expertise: Floats,
    active: Bools,
    demand: int,
    ties: Graph,
    constants: Constants = DEFAULTS,
) -> Succession:
    """``people`` hold the skill with ``expertise`` > 0; ``active`` who has recent evidence; ``demand`` counts
    questions about it in the last 90 days.

    Red: absence factor 1 with demand, or no active holder.  Amber: fewer than 2 effective holders.
    """
    factor, effective = absence_factor(expertise, constants.holders_share), effective_holders(expertise)
    if not len(people):
        return Succession(0, 0, 0.0, 0, "none", -1)
    if not active.any() or (factor == 1 and demand > 0):
        risk: Risk = "red"
    else:
        risk = "amber" if effective < constants.effective_least else "green"
    return Succession(
        len(people), factor, effective, int(active.sum()), risk, _successor(people, expertise, ties)
    )


def _successor(people: Ints, expertise: Floats, ties: Graph) -> int:
    """The next-highest E; of equal ones whoever has the strongest tie to the top holder, then the first
    row."""
    order = np.lexsort((people, -expertise))
    if len(order) < 2:
        return -1
    top, rest = people[order[0]], people[order[1:]]
    matrix = ties.matrix
    near = dict(
        zip(
            matrix.indices[matrix.indptr[top] : matrix.indptr[top + 1]].tolist(),
            matrix.data[matrix.indptr[top] : matrix.indptr[top + 1]].tolist(),
            strict=True,
        )
    )
    scores = expertise[order[1:]]
    best = rest[scores == scores.max()]
    return int(min(best.tolist(), key=lambda row: (-near.get(row, 0.0), row)))
