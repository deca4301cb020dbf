"""Oneself, laid over a picture that everybody shares: the others stay where they are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from expertgraph.onion.geometry import xy
from expertgraph.onion.model import Floats, Mark, Onion, Sector

_SMALLEST, _LARGEST = 6.0, 13.0


@dataclass(frozen=True, slots=True)
class Own:
    """The viewer.  ``community`` is the id of their community; None where the sectors are organisations."""

    person: str
    name: str
    organisation: str
    ring: int
    kind: int
    reach: int
    community: int | None


def with_me(onion: Onion, own: Own | None) -> Onion:
    """The picture with the viewer marked: their mark where they have one, else one of their own in their ring."""
    if own is None:
        return onion
    if any(mark.person == own.person for mark in onion.marks):
        marks = tuple(replace(mark, me=mark.person == own.person) for mark in onion.marks)
        return replace(onion, marks=marks)
    ring = min(own.ring, len(onion.rings) - 1)
    sector = _sector(onion, own)
    size = round(float(np.clip(1.5 + 0.62 * np.sqrt(own.reach), _SMALLEST, _LARGEST)), 1)
    x, y = _freest(onion, ring, sector, size)
    mark = Mark(
        person=own.person,
        name=own.name,
        organisation=own.organisation,
        ring=ring,
        sector=sector.number,
        kind=own.kind,
        reach=own.reach,
        x=x,
        y=y,
        r=size,
        channels=(),
        me=True,
    )
    return replace(onion, marks=(*onion.marks, mark))


def _sector(onion: Onion, own: Own) -> Sector:
    """One's community or organisation; else the sector that pools the small ones, else the widest."""

    def fits(sector: Sector) -> bool:
        if own.community is None:
            return bool(own.organisation) and sector.label == own.organisation
        return own.community in sector.communities

    pooled = [each for each in onion.sectors if not each.label]
    widest = max(onion.sectors, key=lambda each: each.end - each.start)
    return next(iter([*filter(fits, onion.sectors), *pooled, widest]))


def _freest(onion: Onion, ring: int, sector: Sector, size: float) -> tuple[float, float]:
    """The spot in a ring and sector that covers the least of what stands there."""
    inner, outer = onion.rings[ring].inner + size + 2, onion.rings[ring].outer - size - 2
    radius = np.linspace(min(inner, outer), max(inner, outer), 7)
    turn = np.linspace(sector.start, sector.end, 27)[1:-1]
    spots = xy(*np.meshgrid(radius, turn, indexing="ij")).reshape(-1, 2)
    taken = _taken(onion)
    away = np.full(len(spots), 0.0)
    for x, y, r in taken:
        away += np.maximum(r + size - np.hypot(spots[:, 0] - x, spots[:, 1] - y), 0.0)
    best = spots[int(np.argmin(np.round(away, 3)))]
    return round(float(best[0]), 1), round(float(best[1]), 1)


def _taken(onion: Onion) -> Floats:
    marks = [(mark.x, mark.y, mark.r) for mark in onion.marks]
    dots = [(x, y, onion.dot) for cell in onion.cells for x, y, _ in cell.dots]
    return np.array(marks + dots, dtype=float).reshape(-1, 3)
