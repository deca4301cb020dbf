"""The coverage set ("the forty conversations"): the fewest people through whom nearly everybody is reached, with
somebody of each group among them."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from expertgraph.analysis.population import Bools, Floats, Ints
from expertgraph.engines.graph import Graph

NAMED, REACH, GROUP = "named", "reach", "group"
"""Why somebody is in the set: asked for, reaches most, or is there for a group that had nobody yet."""
NOBODY, ROOM = "nobody", "room"
"""Why a group has nobody in the set: there is no candidate, or the set was full."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """A group (label of a partition, by its place) of which nobody could be taken, and why."""

    partition: int
    group: int
    why: str


@dataclass(frozen=True, slots=True)
class Cover:
    """``chosen`` in order; of each the people newly reached (``gained``), the share of the people with ties
    reached so far (``reached``, 0..1) and why they were taken.  ``before`` is the share reached before anybody
    was, ``covered`` who is reached in the end, ``reachable`` who could be."""

    chosen: Ints
    gained: Ints
    reached: Floats
    why: tuple[str, ...]
    before: float
    covered: Bools
    reachable: Bools
    unmet: tuple[Unmet, ...]

    @property
    def added(self) -> Bools:
        """Who was taken for a group that nobody chosen before belongs to."""
        return np.array([each == GROUP for each in self.why], dtype=bool)


def cover(
    graph: Graph,
    *,
    target: float = 0.8,
    most: int | None = None,
    candidates: Bools | None = None,
    groups: Sequence[Ints] = (),
    reached: Bools | None = None,
    named: Sequence[int] = (),
) -> Cover:
    """Greedy maximum coverage (Nemhauser, Wolsey & Fisher 1978: at least 63 % of the best possible).

    Somebody chosen reaches themselves and those they have a tie with.  People without ties can not be reached
    and do not count; who is in ``reached`` is so before anybody is chosen.  ``named`` people come first, whatever
    they add.  Then whoever reaches most more, until ``target`` (share, 1 for all); then somebody for each group of
    each partition in ``groups`` (labels, -1 none) that has a candidate but nobody chosen: again whoever reaches most
    more, or stands for most such groups where room is short.  With at most ``most`` people, room is kept for the
    groups.  Of equal people the first row wins.
    """
    choosing = _Choosing(graph, candidates, groups, reached)
    for row in named[:most]:
        choosing.take(int(row), NAMED)
    while most is None or len(choosing.chosen) < most:
        room = graph.n if most is None else most - len(choosing.chosen)
        if choosing.share() < target and choosing.fits(room) and choosing.take_best():
            continue
        if not choosing.take_for_groups(room, target):
            break
    return choosing.done()


class _Choosing:
    """A set in the making."""

    def __init__(
        self, graph: Graph, candidates: Bools | None, groups: Sequence[Ints], reached: Bools | None
    ) -> None:
        self.graph = graph
        self.reachable = graph.degree > 0
        self.eligible = self.reachable.copy() if candidates is None else self.reachable & candidates
        self.fresh = self.reachable.copy() if reached is None else self.reachable & ~reached
        self.total = int(self.reachable.sum())
        self.before = self.share()
        self.groups = groups
        self.chosen: list[int] = []
        self.gained: list[int] = []
        self.shares: list[float] = []
        self.why: list[str] = []
        # Label -1 (none) is the last place, and never open.
        self.open = [np.zeros(int(label.max(initial=-1)) + 2, dtype=bool) for label in groups]
        for open_, label in zip(self.open, groups, strict=True):
            open_[label[self.eligible]] = True
            open_[-1] = False
        self.heap = [(-int(graph.degree[row]) - 1, int(row)) for row in np.flatnonzero(self.eligible)]
        heapq.heapify(self.heap)

    def share(self) -> float:
        return (self.total - int(self.fresh.sum())) / max(self.total, 1)

    def near(self, row: int) -> Ints:
        matrix = self.graph.matrix
        return np.append(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]], row)

    def take(self, row: int, why: str) -> None:
        near = self.near(row)
        self.gained.append(int(self.fresh[near].sum()))
        self.fresh[near] = False
        self.chosen.append(row)
        self.shares.append(self.share())
        self.why.append(why)
        self.eligible[row] = False
        for open_, label in zip(self.open, self.groups, strict=True):
            open_[label[row]] = False

    def take_best(self) -> bool:
        """Take whoever reaches most more; False where nobody reaches anybody more."""
        while self.heap:
            _, row = heapq.heappop(self.heap)
            now = int(self.fresh[self.near(row)].sum()) if self.eligible[row] else 0
            # Gains only shrink: whoever still beats the next one's old gain is the best.
            if now and self.heap and (-now, row) > self.heap[0]:
                heapq.heappush(self.heap, (-now, row))
            elif now:
                self.take(row, REACH)
                return True
        return False

    def fits(self, room: int) -> bool:
        """Whether there is room for one more beside those whom the groups need."""
        if room > sum(int(open_.sum()) for open_ in self.open):
            return True
        open_ = [each.copy() for each in self.open]
        needed = 0
        while needed < room and (stands := self._stands_for(open_)).any():
            row = int(np.argmax(stands))
            needed += 1
            for each, label in zip(open_, self.groups, strict=True):
                each[label[row]] = False
        return needed < room

    def take_for_groups(self, room: int, target: float) -> bool:
        """Take somebody for a group without anybody; False where no group is left that has somebody.

        Whoever reaches most more; where there may be too little room, whoever stands for most such groups.  Who
        would have been next for ``target`` anyway is not in the set for a group.
        """
        stands = self._stands_for(self.open)
        rows = np.flatnonzero(stands)
        if not len(rows):
            return False
        adds = self._adds()
        tight = room < sum(int(open_.sum()) for open_ in self.open)
        order = (rows, -adds[rows], -stands[rows]) if tight else (rows, -stands[rows], -adds[rows])
        row = int(rows[np.lexsort(order)[0]])
        self.take(row, REACH if self.share() < target and adds[row] == adds.max() > 0 else GROUP)
        return True

    def _adds(self) -> Floats:
        """How many each candidate would newly reach."""
        fresh = self.fresh.astype(np.float64)
        return np.asarray((self.graph.unweighted @ fresh + fresh) * self.eligible, dtype=np.float64)

    def _stands_for(self, open_: Sequence[Bools]) -> Ints:
        """How many of the open groups each candidate belongs to."""
        stands = np.zeros(self.graph.n, dtype=np.int64)
        for each, label in zip(open_, self.groups, strict=True):
            stands += each[label]
        return stands * self.eligible

    def done(self) -> Cover:
        unmet = [
            Unmet(place, int(group), ROOM if open_[group] else NOBODY)
            for place, (open_, label) in enumerate(zip(self.open, self.groups, strict=True))
            for group in np.setdiff1d(label[label >= 0], label[self.chosen])
        ]
        return Cover(
            np.array(self.chosen, dtype=np.int64),
            np.array(self.gained, dtype=np.int64),
            np.array(self.shares),
            tuple(self.why),
            self.before,
            self.reachable & ~self.fresh,
            self.reachable,
            tuple(unmet),
        )
