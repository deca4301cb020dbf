"""Spread the load over people who fit a need equally well.

Results are cut into bands from the best downwards: a band holds whoever scores at most ``BAND`` of its best score
less than that best one.  Within a band those come first whom least hinders from being asked; nobody leaves the band
that the score put them in, and nobody's score changes.
"""

from __future__ import annotations

import numpy as np

from expertgraph.search.arrays import Floats, Ints, Longs

BAND = 0.05
"""Part of a band's best score within which people count as equally good."""


def bands(scores: Floats) -> Longs:
    """The band of each of these scores, which descend.

    >>> bands(np.array([1.0, 0.96, 0.95, 0.94, 0.5])).tolist()
    [0, 0, 0, 1, 2]
    """
    band = np.zeros(len(scores), np.int64)
    start, number = 0, 0
    while start < len(scores):
        end = int(np.searchsorted(-scores, -scores[start] * (1 - BAND), side="right"))
        band[start:end] = number
        start, number = end, number + 1
    return band


def spread(order: Longs, score: Floats, hindrance: Ints) -> Longs:
    """The people (rows, best first) in the same bands, within each by what hinders them, then as they were."""
    place = np.arange(len(order))
    return order[np.lexsort((place, hindrance[order], bands(score[order])))]
