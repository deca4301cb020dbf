"""Counts of people as a viewer may be told them: of fewer than k none, others rounded to 5; the owner's are exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from expertgraph.onion.cells import near, told_size
from expertgraph.policy import Data, Rule, Viewer, rule
from expertgraph.workspace import Workspace

_STEP = 5


@dataclass(frozen=True, slots=True)
class Sums:
    """How counts are told: of at least ``least`` people (1: all, exactly); None: no counts of people at all, only of
    records, where at least ``k`` people wrote them."""

    least: int | None
    k: int

    @property
    def exact(self) -> bool:
        """Whether everything is told as it is."""
        return self.least is not None and self.least <= 1

    def people(self, count: int) -> int | None:
        """A count of people; None where it may not be told (too few and none look the same)."""
        return None if self.least is None else told_size(count, self.least)

    def parts(self, counts: Sequence[int]) -> list[int] | None:
        """The parts of a group, each rounded; None where the group is too small to tell."""
        if self.people(sum(counts)) is None:
            return None
        return list(counts) if self.exact else [near(each) for each in counts]

    def cells(self, counts: Sequence[int]) -> list[int | None]:
        """The cells that a group falls into, each as told; so that none follows from the rest and the whole, those not
        told hold at least ``least`` people together: where they would not, the smallest of the others goes too."""
        told = [self.people(each) for each in counts]
        while self.least and None in told and any(each is not None for each in told):
            if sum(n for n, each in zip(counts, told, strict=True) if each is None) >= self.least:
                break
            told[min((n, at) for at, n in enumerate(counts) if told[at] is not None)[1]] = None
        return told

    def share(self, part: int, whole: int) -> float | None:
        """Part of whole, 0..1, of the numbers as told; None where one of them is not told, or there is nobody."""
        over, under = self.people(part), self.people(whole)
        return None if over is None or not under else min(over / under, 1.0)

    def days(self, days: float, people: int) -> int | None:
        """A quantile of days over so many people, rounded to 5 where counts are; None where they are too few."""
        if days != days or self.people(people) is None:
            return None
        return round(days) if self.exact else _STEP * round(days / _STEP)

    def records(self, people: int) -> bool:
        """Whether records that so many people wrote may be counted."""
        return self.exact or people >= (self.least or self.k)


def sums(workspace: Workspace, viewer: Viewer) -> Sums:
    """How this viewer is told counts of people."""
    cell = rule(viewer, Data.AGGREGATES)
    k = int(workspace.settings["privacy.k"])
    return Sums({Rule.ALLOW: 1, Rule.AGGREGATE: k}.get(cell), k)
