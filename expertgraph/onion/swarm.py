"""Where each mark stands: near its home, inside its cell, on nobody's toes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from expertgraph.onion.geometry import TAU, angle_of, xy
from expertgraph.onion.model import Floats, Ints

_AIR = 0.9
_MARGIN = 1.3
_LABEL_HALF = 20.0
"""Half the width of a ring's name: near the core the gap alone is too narrow for it."""


@dataclass(frozen=True, slots=True)
class Homes:
    """Wanted places of m marks and the cells they may not leave (radii and angles of each)."""

    radius: Floats
    angle: Floats
    size: Floats
    inner: Floats
    outer: Floats
    start: Floats
    end: Floats


def even_spread(
    count: int, inner: float, outer: float, start: float, end: float, *, seed: int = 0
) -> tuple[Floats, Floats]:
    """Radii and angles of ``count`` places spread evenly over a piece of a ring.

    An additive recurrence on the plastic number (R2 sequence, Roberts 2018), mapped so that equal
    areas get equally many, and shaken by a third of the distance between neighbours so that no rows show.
    """
    plastic = 1.32471795724474602596
    steps = np.arange(1, count + 1)
    shake = np.random.default_rng(seed).uniform(-0.3, 0.3, (2, count)) / max(np.sqrt(count), 1.0)
    u, v = (0.5 + steps / plastic) % 1.0, (0.5 + steps / plastic**2) % 1.0
    u, v = np.clip(u + shake[0], 0, 1), np.clip(v + shake[1], 0, 1)
    return np.sqrt(inner**2 + u * (outer**2 - inner**2)), start + v * (end - start)


def relax(homes: Homes, rounds: int = 160) -> Floats:
    """Places (m, 2) without overlaps where there is room: all pairs that touch push each other apart.

    A weak spring to the home fades over the first 70 % of the rounds; a mark gives way in proportion
    to the other's area; after each round everything is put back inside its cell.
    """
    points = _inside(homes, xy(homes.radius, homes.angle))
    wanted, mass = points.copy(), homes.size**2
    for step in range(rounds):
        pull = 0.06 * (1 - step / rounds) ** 2 if step < 0.7 * rounds else 0.0
        points += (wanted - points) * pull
        pairs = _touching(points, homes.size)
        if not len(pairs) and pull == 0.0:
            break
        points += _pushes(points, homes.size, mass, pairs)
        points = _inside(homes, points)
    return points


def _touching(points: Floats, size: Floats) -> Ints:
    """Pairs that come closer than their sizes allow.

    Most marks are small and equal, a few are large: the large ones are looked up apart, so that small ones need not
    look as far as a large one reaches.
    """
    if len(points) < 2:
        return np.empty((0, 2), dtype=np.int64)
    usual = float(np.median(size))
    small, large = np.flatnonzero(size <= usual), np.flatnonzero(size > usual)
    tree = cKDTree(points[small])
    pairs = [small[tree.query_pairs(2 * usual + _AIR, output_type="ndarray")]]
    if len(large):
        among = cKDTree(points[large])
        reach = float(size.max()) + usual + _AIR
        near = among.sparse_distance_matrix(tree, reach, output_type="ndarray")
        pairs.append(np.column_stack([large[near["i"]], small[near["j"]]]))
        pairs.append(large[among.query_pairs(2 * float(size.max()) + _AIR, output_type="ndarray")])
    found = np.concatenate(pairs)
    gap = np.hypot(*(points[found[:, 0]] - points[found[:, 1]]).T)
    return np.asarray(found[gap < size[found[:, 0]] + size[found[:, 1]] + _AIR], dtype=np.int64)


def _pushes(points: Floats, size: Floats, mass: Floats, pairs: Ints) -> Floats:
    i, j = pairs[:, 0], pairs[:, 1]
    apart = points[i] - points[j]
    gap = np.hypot(apart[:, 0], apart[:, 1])[:, None]
    same = (gap < 1e-6).ravel()
    apart[same] = xy(1.0, i[same] * 2.399963)
    way = apart / np.maximum(gap, 1e-6)
    way[same] = apart[same]
    push = 0.5 * (size[i] + size[j] + _AIR - gap.ravel())[:, None] * way
    share = (mass[j] / (mass[i] + mass[j]))[:, None]
    moved = np.empty_like(points)
    for axis in (0, 1):
        moved[:, axis] = np.bincount(i, (push * share)[:, axis], len(points)) - np.bincount(
            j, (push * (1 - share))[:, axis], len(points)
        )
    return moved


def _inside(homes: Homes, points: Floats) -> Floats:
    low, high = homes.inner + homes.size + _MARGIN, homes.outer - homes.size - _MARGIN
    middle_radius = (homes.inner + homes.outer) / 2
    low, high = np.minimum(low, middle_radius), np.maximum(high, middle_radius)
    radius = np.clip(np.hypot(points[:, 0], points[:, 1]), low, high)
    middle, edge = (homes.start + homes.end) / 2, (homes.size + 1.6) / radius
    clear = np.arcsin(np.minimum((_LABEL_HALF + homes.size) / radius, 1.0))
    first = np.minimum(np.maximum(homes.start + edge, clear), middle)
    last = np.maximum(np.minimum(homes.end - edge, TAU - clear), middle)
    turned = (angle_of(points) - middle + np.pi) % TAU - np.pi + middle
    return xy(radius, np.clip(turned, first, last))
