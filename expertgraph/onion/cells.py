"""Anonymous people, cell by cell: merged until no cell tells of fewer than k, and rounded to 5."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from expertgraph.onion.model import Ints

_STEP = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring sectors ``first`` .. ``last`` of one ring that are told as one, with counts per side."""

    ring: int
    first: int
    last: int
    counts: tuple[int, int, int]
    """internal, external, unknown: rounded to 5 (exact when k is 1)."""

    @property
    def people(self) -> int:
        """How many people the group stands for."""
        return sum(self.counts)


def anonymous_groups(counts: Ints, k: int) -> list[Group]:
    """Groups of at least k people out of ``counts[ring, sector, side]``.

    Sectors are taken in drawing order; a cell under k, or empty (the two look the same), joins its
    neighbour.  A ring with fewer than k people in all is left out.  With k of 1 every cell stands alone.
    """
    groups: list[Group] = []
    for ring in range(len(counts)):
        if int(counts[ring].sum()) < max(k, 1):
            continue
        groups.extend(
            Group(ring, first, last, rounded(counts[ring, first : last + 1].sum(axis=0), k))
            for first, last in _runs(counts[ring].sum(axis=1), k)
        )
    return groups


def _runs(people: Ints, k: int) -> list[tuple[int, int]]:
    if k <= 1:
        return [(int(s), int(s)) for s in np.flatnonzero(people)]
    runs: list[tuple[int, int]] = []
    first, gathered = 0, 0
    for sector, count in enumerate(people):
        gathered += int(count)
        if gathered >= k:
            runs.append((first, sector))
            first, gathered = sector + 1, 0
    if first < len(people):
        runs[-1] = (runs[-1][0], len(people) - 1)
    return runs


def near(count: int | np.integer[Any]) -> int:
    """The multiple of 5 that is nearest."""
    return (int(count) + _STEP // 2) // _STEP * _STEP


def rounded(counts: Ints, k: int) -> tuple[int, int, int]:
    """Counts per side rounded to the nearest 5, at least 5 in all; exact when k is 1."""
    if k <= 1:
        return int(counts[0]), int(counts[1]), int(counts[2])
    told = [near(count) for count in counts]
    if sum(told) == 0:
        told[int(np.argmax(counts))] = _STEP
    return told[0], told[1], told[2]


def told_size(people: int, k: int) -> int | None:
    """The size of a group that may be shown: rounded to 5, None under k; exact when k is 1."""
    if k <= 1:
        return people
    return None if people < k else near(people)


def told(named: int, anonymous: int, k: int) -> int | None:
    """A total that may be shown: exact without anonymous people, else rounded to 5; None under k."""
    if anonymous == 0 or k <= 1:
        return named + anonymous
    if anonymous < k:
        return named or None
    return near(named + anonymous)
