"""The coverage set ("the forty conversations"): the fewest people through whom nearly everybody is
reached."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from expertgraph.analysis.population import Bools, Floats, Ints
from expertgraph.engines.graph import Graph


@dataclass(frozen=True, slots=True)
class Cover:
    """``chosen`` in order; ``reached`` is the share of the people with ties reached after each; ``added``
    says who was taken for a group that nobody chosen before belongs to."""

    chosen: Ints
    reached: Floats
    added: Bools


def cover(
    graph: Graph,
    *,
    target: float = 0.8,
    candidates: Bools | None = None,
    groups: Sequence[Ints] = (),
) -> Cover:
    """Greedy maximum coverage (Nemhauser, Wolsey & Fisher 1978: at least 63 % of the best possible).

    Somebody chosen reaches themselves and those they have a tie with.  People without ties can not be reached
    and do not count.  Stops at ``target`` (share, 1 for all); then each group of each partition in ``groups``
    (labels, -1 none) with a candidate but nobody chosen gets the candidate who reaches most more.  Of equal
    people the first row wins.
    """
    matrix = graph.matrix
    reachable = graph.degree > 0
    eligible = reachable if candidates is None else reachable & candidates
    covered = ~reachable
    total = max(int(reachable.sum()), 1)
    chosen: list[int] = []
    shares: list[float] = []

    def take(row: int) -> None:
        covered[row] = True
        covered[matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]] = True
        chosen.append(row)
        shares.append(float((covered & reachable).sum() / total))

    def gain(row: int) -> int:
        near = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        return int((~covered[near]).sum()) + int(not covered[row])

    heap = [(-int(graph.degree[row]) - 1, int(row)) for row in np.flatnonzero(eligible)]
    heapq.heapify(heap)
    while heap and (not shares or shares[-1] < target):
        _, row = heapq.heappop(heap)
        now = gain(row)
        if now <= 0:
            continue
        # Gains only shrink: whoever still beats the next one's old gain is the best.
        if heap and (-now, row) > heap[0]:
            heapq.heappush(heap, (-now, row))
            continue
        take(row)
    by_gain = len(chosen)
    for label in groups:
        for group in np.unique(label[eligible & (label >= 0)]):
            members = np.flatnonzero(eligible & (label == group))
            if not np.isin(members, chosen).any():
                take(int(max(members, key=lambda row: (gain(int(row)), -row))))
    return Cover(np.array(chosen, dtype=np.int64), np.array(shares), np.arange(len(chosen)) >= by_gain)
