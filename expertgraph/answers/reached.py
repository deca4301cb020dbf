"""Who is reached and who is not, in sums by unit and site of which none tells of fewer than k people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from expertgraph.analysis.coverage import Unmet
from expertgraph.analysis.population import Bools, Ints
from expertgraph.analysis.tables import numbered
from expertgraph.onion.cells import told_size

Groups = tuple[Ints, list[str]]
"""Each person's group (-1: none), and what the groups are called."""
KINDS = ("unit", "site")


@dataclass(frozen=True, slots=True)
class Wanting:
    """A unit or site of which nobody is in the set: ``why`` is nobody (none with ties who may be named) or room."""

    by: str
    group: str
    why: str


@dataclass(frozen=True, slots=True)
class NotReached:
    """How many people of a unit or site are not reached; ``group`` is None for people without one, and where
    ``others`` for the small groups together."""

    by: str
    group: str | None
    people: int
    others: bool = False


def of_groups(column: pd.Series, counted: Bools) -> Groups:
    """The groups of the people who count."""
    return numbered(column.where(counted, None))


def wanting(unmet: Sequence[Unmet], groups: Sequence[Groups]) -> list[Wanting]:
    """The groups without anybody, by name."""
    return [Wanting(KINDS[each.partition], groups[each.partition][1][each.group], each.why) for each in unmet]


def told_share(count: int, total: int, least: int) -> float | None:
    """A share of people that may be told, from counts rounded to 5; None where they are fewer than ``least``."""
    part, whole = told_size(count, least), told_size(total, least)
    if part is None or not whole:
        return 0.0 if not count and least <= 1 else None
    return min(part / whole, 1.0)


def not_reached(left: Bools, groups: Sequence[Groups], least: int) -> list[NotReached]:
    """The people who are left, by unit and by site, most first.

    Groups with fewer than ``least`` are told together, with as many of the others as it takes to make them that many:
    a single one that is held back would follow from the whole.
    """
    found: list[NotReached] = []
    for by, (label, names) in zip(KINDS, groups, strict=True):
        counts = np.bincount(label[left] + 1, minlength=len(names) + 1).tolist()
        if not names:
            continue
        ranked = sorted((count, place) for place, count in enumerate(counts) if count)
        pooled = 0
        while ranked and (ranked[0][0] < least or 0 < pooled < least):
            pooled += ranked.pop(0)[0]
        found += [
            NotReached(by, names[place - 1] if place else None, told_size(count, least) or 0)
            for count, place in sorted(ranked, key=lambda each: (-each[0], each[1]))
        ]
        if pooled and (told := told_size(pooled, least)) is not None:
            found.append(NotReached(by, None, told, others=True))
    return found
