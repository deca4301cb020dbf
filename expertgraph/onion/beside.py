"""Channels beside the people: each stands where its use sits.

Radius is the use-weighted median, angle the circular mean of its contributors; the arc spans the middle
half of the use.  Anonymous people count by ring and sector only, and only when at least k of them use it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph.onion.cells import rounded, told, told_size
from expertgraph.onion.ground import Ground
from expertgraph.onion.model import Channel, Floats, Ints, OnionInput
from expertgraph.onion.places import Places

EVERYWHERE_BELOW = 0.38
"""Resultant length under which a channel is used everywhere rather than somewhere."""
MOST_CHANNELS = 14
_STEPS = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a channel's use sits; ``known`` is False when too few people tell us."""

    number: int
    channel: Channel
    people: int | None
    use: float
    radius: float
    angle: float
    half: float
    everywhere: bool
    known: bool
    levels: tuple[int, ...]
    external: int | None


def standings(people: OnionInput, ground: Ground, places: Places) -> list[Standing]:
    """All channels but those that nobody uses, most used first."""
    spread = _Spread(people, ground, places)
    found = [spread.standing(number) for number in range(len(people.channels))]
    used = [each for each in found if each.use > 0]
    return sorted(used, key=lambda each: (-each.use, each.channel.id))


class _Spread:
    """The use of each channel over rings and angles, as far as it may be told."""

    def __init__(self, people: OnionInput, ground: Ground, places: Places) -> None:
        self.people, self.ground, self.places = people, ground, places
        self.use = people.use.tocsc()

    def standing(self, number: int) -> Standing:
        """Median radius, mean angle and half arc of one channel."""
        users, weight = self._column(number)
        named = self.people.named[users]
        hidden = int((~named).sum())
        counted = named | (hidden >= self.people.k) | self.people.veiled
        total = float(weight[counted].sum() if self.people.narrowed else weight.sum())
        angle, half, resultant = self._angular(users[counted], weight[counted])
        return Standing(
            number=number,
            channel=self.people.channels[number],
            people=told_size(len(users), self.people.k)
            if self.people.veiled
            else told(int(named.sum()), hidden, self.people.k),
            use=total,
            radius=self._median_radius(users[counted], weight[counted]),
            angle=angle,
            half=half,
            everywhere=resultant < EVERYWHERE_BELOW,
            known=bool(counted.any()),
            levels=self._levels(users[~named]),
            external=self._external(users[counted]),
        )

    def _external(self, users: Ints) -> int | None:
        """Externals among those who are counted: exact where all have a name, else rounded to 5."""
        if not len(users):
            return None
        sides = np.bincount(self.people.kind[users], minlength=3)
        exact = self.people.named[users].all() and not self.people.veiled
        return rounded(sides, 1 if exact else self.people.k)[1]

    def _column(self, number: int) -> tuple[Ints, Floats]:
        part = slice(self.use.indptr[number], self.use.indptr[number + 1])
        if self.people.veiled and part.stop - part.start < self.people.k:
            part = slice(0, 0)
        return np.asarray(self.use.indices[part], dtype=np.int64), np.asarray(
            self.use.data[part], dtype=float
        )

    def _median_radius(self, users: Ints, weight: Floats) -> float:
        edges = self.places.edges
        if not len(users):
            return float(edges[min(4, len(edges) - 1)])
        per_ring = np.bincount(self.people.ring[users], weights=weight, minlength=len(edges) - 1)
        share = np.concatenate([[0.0], np.cumsum(per_ring)[: len(edges) - 1]]) / per_ring.sum()
        ring = min(int(np.searchsorted(share, 0.5, side="right")) - 1, len(edges) - 2)
        inside = (0.5 - share[ring]) / max(share[ring + 1] - share[ring], 1e-12)
        return float(np.sqrt(edges[ring] ** 2 + inside * (edges[ring + 1] ** 2 - edges[ring] ** 2)))

    def _angular(self, users: Ints, weight: Floats) -> tuple[float, float, float]:
        if not len(users):
            return float(np.pi), 0.0, 0.0
        angle, weight = self._angles(users, weight)
        mean = (weight * np.exp(1j * angle)).sum() / weight.sum()
        middle = float(np.angle(mean) % (2 * np.pi))
        away = np.abs((angle - middle + np.pi) % (2 * np.pi) - np.pi)
        order = np.argsort(away, kind="stable")
        reached = np.cumsum(weight[order]) / weight.sum()
        half = float(away[order][min(int(np.searchsorted(reached, 0.5)), len(order) - 1)])
        return middle, half, float(abs(mean))

    def _angles(self, users: Ints, weight: Floats) -> tuple[Floats, Floats]:
        """Named people at their mark; anonymous ones spread over their sector in three equal parts."""
        named = self.people.named[users]
        sector = self.ground.sector[users[~named]]
        start, wide = self.ground.edges[sector], np.diff(self.ground.edges)[sector]
        parts = [start + wide * share for share in (1 / 6, 1 / 2, 5 / 6)]
        angles = np.concatenate([self.places.angles[users[named]], *parts])
        return angles, np.concatenate([weight[named], *[weight[~named] / 3] * 3])

    def _levels(self, users: Ints) -> tuple[int, ...]:
        ring, sector = self.people.ring[users], self.ground.sector[users]
        levels = []
        for group in self.ground.groups:
            inside = int(((ring == group.ring) & (sector >= group.first) & (sector <= group.last)).sum())
            share = inside / group.people
            levels.append(0 if inside < self.people.k else min(_STEPS, int(np.ceil(_STEPS * share))))
        return tuple(levels)
