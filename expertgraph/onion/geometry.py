"""Angles, sectors and ring radii: the ground on which the marks stand."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import numpy.typing as npt

from expertgraph.onion.model import GAP, HUB, RADIUS, Floats, Ints

TAU = 2 * np.pi
_EXACT_UP_TO = 9
_CORE_WIDTH, _RING_WIDTH = 66.0, 42.0
_SMALLEST_SECTOR = 0.035
_NAMED_RINGS, _NAMED_SHARE = 2, 2.2


def xy(radius: npt.ArrayLike, angle: npt.ArrayLike) -> Floats:
    """Polar to drawing coordinates, shape (..., 2); the angle runs clockwise from twelve o'clock."""
    r, a = np.asarray(radius, float), np.asarray(angle, float)
    return np.stack([r * np.sin(a), -r * np.cos(a)], axis=-1)


def angle_of(points: Floats) -> Floats:
    """The angle of points (m, 2), in [0, tau)."""
    return np.asarray(np.arctan2(points[:, 0], -points[:, 1]) % TAU)


def circular_order(ties: Floats) -> list[int]:
    """The order of communities around the circle that keeps strongly tied ones adjacent.

    Maximises the ties between neighbours, those two places apart counting 0.4: exact for up to 9
    communities, else 2-opt from a greedy start.  Starts with community 0, and is direction-free.
    """
    count = len(ties)
    if count < 3:
        return list(range(count))
    tied = (ties + ties.T) / 2
    np.fill_diagonal(tied, 0.0)
    if count <= _EXACT_UP_TO:
        return _exact_order(tied)
    return _two_opt(tied, _greedy_order(tied))


def _worth(tied: Floats, order: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    near = tied[order, np.roll(order, -1, axis=-1)].sum(axis=-1)
    return np.asarray(near + 0.4 * tied[order, np.roll(order, -2, axis=-1)].sum(axis=-1))


def _exact_order(tied: Floats) -> list[int]:
    rest = np.array(list(permutations(range(1, len(tied)))), dtype=np.intp)
    rest = rest[rest[:, 0] < rest[:, -1]]
    orders = np.column_stack([np.zeros(len(rest), dtype=np.intp), rest])
    return [int(c) for c in orders[int(np.argmax(np.round(_worth(tied, orders), 9)))]]


def _greedy_order(tied: Floats) -> list[int]:
    order, left = [0], set(range(1, len(tied)))
    while left:
        nearest = min(left, key=lambda c: (-tied[order[-1], c], c))
        order.append(nearest)
        left.remove(nearest)
    return order


def _two_opt(tied: Floats, order: list[int]) -> list[int]:
    best = float(_worth(tied, np.array(order)))
    improved = True
    while improved:
        improved = False
        for i in range(1, len(order) - 1):
            for j in range(i + 1, len(order)):
                tried = [*order[:i], *reversed(order[i : j + 1]), *order[j + 1 :]]
                worth = float(_worth(tied, np.array(tried)))
                if worth > best + 1e-9:
                    order, best, improved = tried, worth, True
    return order


def sector_edges(people: Ints) -> Floats:
    """Boundaries of the sectors in drawing order, shape (S + 1,), in radians; the gap is left out.

    A sector's width grows with people ** 0.75, so that a small community stays legible.
    """
    weight = np.maximum(people, 1) ** 0.75
    share = np.maximum(weight / weight.sum(), _SMALLEST_SECTOR)
    ends = np.cumsum(share / share.sum()) * (TAU - GAP)
    return np.asarray(np.concatenate([[0.0], ends]) + GAP / 2)


def ring_edges(need: Floats, widths: Floats, fixed: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    """Radii of the rings (len + 1) and the factor by which marks of unit size may grow to fill them.

    ``need[r, s]`` is the area that ring r's marks ask for in sector s at factor 1; ``widths[s]`` the sectors'
    angles; a ``fixed`` ring (tiles) asks for its smallest width only.  The fullest sector decides.
    """
    factor = 2.2
    while True:
        edges = _edges_at(need * factor**2, widths, fixed)
        if edges[-1] <= RADIUS or factor <= 0.2:
            break
        factor -= 0.05
    return _fitted(edges), factor


def _fitted(edges: Floats) -> Floats:
    """The radii brought to the outermost one: room that is left goes to the rings of named people first."""
    widths = np.diff(edges)
    spare = RADIUS - float(edges[-1])
    if spare <= 0:
        return np.asarray(edges[0] + np.cumsum([0.0, *widths]) * (RADIUS - edges[0]) / widths.sum())
    share = np.where(np.arange(len(widths)) < _NAMED_RINGS, _NAMED_SHARE, 1.0) * widths
    grown = widths + spare * share / share.sum()
    return np.asarray(edges[0] + np.cumsum([0.0, *grown]))


def _edges_at(need: Floats, widths: Floats, fixed: npt.NDArray[np.bool_]) -> Floats:
    edges = [HUB]
    for ring, row in enumerate(need):
        smallest = _CORE_WIDTH if ring == 0 else _RING_WIDTH
        fullest = float((row / np.maximum(widths - 0.04, 0.05)).max(initial=0.0))
        asked = (0.55 * fullest + 0.45 * float(row.sum()) / (TAU - GAP)) / 0.56
        grown = edges[-1] + 1.35 * smallest if fixed[ring] else float(np.sqrt(edges[-1] ** 2 + 2 * asked))
        edges.append(max(grown, edges[-1] + smallest))
    return np.array(edges)
