"""Seeded chance: one named stream a purpose, so that a change in one part leaves the others as they were."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice(random.Random):
    """A stream of chance that follows from the seed and the purpose's name, on every machine alike."""

    def __new__(cls, seed: int, purpose: str) -> Dice:  # noqa: ARG004 (Random's own takes one argument)
        """A stream; the arguments are those of ``__init__``."""
        return super().__new__(cls)

    def __init__(self, seed: int, purpose: str) -> None:
        super().__init__(f"{seed}/{purpose}")

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.random() < probability

    def pick(self, weights: Mapping[T, float]) -> T:
        """A key, by its weight (at least one above 0), in the mapping's own order."""
        point = self.random() * sum(weights.values())
        chosen = None
        for each, weight in weights.items():
            if weight > 0:
                chosen = each
                point -= weight
                if point < 0:
                    break
        if chosen is None:
            raise ValueError("no weight above 0 to pick by")
        return chosen

    def some(self, of: Sequence[T], most: int) -> list[T]:
        """At most ``most`` different ones, in an order of chance."""
        return self.sample(of, min(most, len(of)))
