"""How far others are from one person: steps over ties, and the acquaintance through whom each is reached.

Only people who take part may stand in between.  This is the short answer beside a search result; the best
introduction paths with their reasons are a question of their own.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from expertgraph.edition import Edition
from expertgraph.search.arrays import Array, Ints, Longs, spans

FARTHEST = 3
UNREACHED = -1


def steps_from(edition: Edition, person: int) -> tuple[Array, Ints]:
    """Steps (1 .. ``FARTHEST``; 0 for the person, UNREACHED beyond) to everybody, and the first person on the
    way (-1 where there is none in between); of equal ways the one that begins with the stronger tie."""
    ties: sparse.csr_array = edition.cached("search.adjacency", lambda: _adjacency(edition))
    steps = np.full(ties.shape[0], UNREACHED, np.int8)
    first = np.full(ties.shape[0], -1, np.int32)
    steps[person] = 0
    frontier = np.array([person], np.int64)
    for step in range(1, FARTHEST + 1):
        reached, via = _next(ties, frontier, steps)
        steps[reached] = step
        first[reached] = -1 if step == 1 else np.where(first[via] >= 0, first[via], via)
        frontier = reached
    return steps, first


def _next(ties: sparse.csr_array, frontier: Longs, steps: Array) -> tuple[Longs, Longs]:
    """Who is reached from the frontier for the first time, in order of strength within it, and from whom."""
    places, lengths = spans(ties.indptr, frontier)
    to, via = ties.indices[places].astype(np.int64), np.repeat(frontier, lengths)
    fresh = steps[to] == UNREACHED
    to, via, strength = to[fresh], via[fresh], ties.data[places][fresh]
    rank = np.repeat(np.arange(len(frontier)), lengths)[fresh]
    order = np.lexsort((-strength, rank))
    reached, earliest = np.unique(to[order], return_index=True)
    best_first = np.argsort(earliest, kind="stable")
    return reached[best_first], via[order][earliest][best_first]


def _adjacency(edition: Edition) -> sparse.csr_array:
    """Ties between people who take part, both ways."""
    taking_part = ~edition.array("people", "opted_out") & (edition.array("people", "kind") != "bot")
    table = edition.table("ties")
    a, b = table["a"].to_numpy(np.int64), table["b"].to_numpy(np.int64)
    strength = table["strength"].to_numpy(np.float64)
    kept = taking_part[a] & taking_part[b]
    a, b, strength = a[kept], b[kept], strength[kept]
    ends = (np.concatenate([a, b]), np.concatenate([b, a]))
    size = len(taking_part)
    # A tie of strength 0 (a mere contact) is a tie all the same, so it must not vanish from the matrix.
    return sparse.csr_array((np.concatenate([strength, strength]), ends), shape=(size, size))
