"""Positions for the map, community first: each community a disc, discs packed close to those they have
ties with, and people inside their disc near those they work with.  Deterministic; cost grows with people,
not their square."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from expertgraph.analysis.population import Floats, Ints
from expertgraph.engines.graph import Graph

_GOLDEN = np.pi * (3 - np.sqrt(5))
_ROUNDS_INSIDE = 24
_ROUNDS_LARGE = 8
_LARGE = 20_000
_ROUNDS_BETWEEN = 160
_MOST_RELAXED = 800
_MARGIN = 1.08


def positions(graph: Graph, of: Ints, previous: Floats | None = None) -> Floats:
    """n x 2 positions: people with ties within the unit disc, those without (``of`` < 0) on a margin
    around it.

    ``previous`` (n x 2, NaN where unknown) holds earlier centres in place as a start, so that the map does
    not jump.
    """
    n = graph.n
    place = np.zeros((n, 2))
    inside = np.flatnonzero(of >= 0)
    if len(inside):
        size = np.bincount(of[inside])
        radius = np.sqrt(size.astype(np.float64)) + 0.8
        centre = _centres(_links(graph, of, len(size)), radius, _earlier(previous, of, len(size)))
        offset = _inside(graph, of, inside, radius)
        place[inside] = centre[of[inside]] + offset
        place[inside] /= max(float(np.hypot(*place[inside].T).max()), 1e-9)
    outside = np.flatnonzero(of < 0)
    angle = np.arange(len(outside)) * 2 * np.pi / max(len(outside), 1)
    place[outside] = _MARGIN * np.stack([np.sin(angle), -np.cos(angle)], 1)
    return place


def _links(graph: Graph, of: Ints, count: int) -> sparse.csr_array:
    """Strength between communities, over the geometric mean of their sizes."""
    a, b, weight = graph.edges
    across = of[a] != of[b]
    first, second = of[a][across], of[b][across]
    size = np.maximum(np.bincount(of[of >= 0], minlength=count), 1)
    scaled = weight[across] / np.sqrt(size[first] * size[second])
    half = sparse.coo_array((scaled, (first, second)), shape=(count, count))
    return sparse.csr_array(half + half.T)


def seriate(links: sparse.csr_array) -> Ints:
    """An order of communities that keeps strongly tied ones together: from the first (largest), always the
    one with the strongest ties to those placed last; of equal ones the larger."""
    count = links.shape[0]
    pull = np.zeros(count)
    left = np.ones(count, dtype=bool)
    order = []
    current = 0
    for _ in range(count):
        order.append(current)
        left[current] = False
        pull *= 0.5
        row = slice(links.indptr[current], links.indptr[current + 1])
        pull[links.indices[row]] += links.data[row]
        current = int(np.where(left, pull, -1.0).argmax())
    return np.array(order, dtype=np.int64)


def _centres(links: sparse.csr_array, radius: Floats, earlier: Floats | None) -> Floats:
    """Disc centres: a sunflower in seriated order, then pulled together along ties and pushed apart where
    they overlap.  Beyond the 800 largest, discs stay on the sunflower's rim."""
    count = len(radius)
    order = seriate(links)
    area = np.cumsum(radius[order] ** 2)
    distance = np.sqrt(area - radius[order] ** 2 / 2) * 1.15
    angle = np.arange(count) * _GOLDEN
    place = np.zeros((count, 2))
    place[order] = distance[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)
    if earlier is not None:
        known = ~np.isnan(earlier[:, 0])
        place[known] = earlier[known] * float(distance.max())
    moved = np.arange(min(count, _MOST_RELAXED))
    pull = links[moved][:, moved]
    total = np.asarray(pull.sum(axis=1)).ravel()
    pulled = total > 0
    for round_ in range(_ROUNDS_BETWEEN):
        heat = 0.12 * (1 - round_ / _ROUNDS_BETWEEN)
        near = place[moved]
        goal = np.where(pulled[:, None], (pull @ near) / np.where(pulled, total, 1)[:, None], 0.0)
        near = near + heat * (0.7 * (goal - near) - 0.3 * near)
        place[moved] = _apart(near, radius[moved])
    return place


def _apart(place: Floats, radius: Floats) -> Floats:
    """Push overlapping discs apart, the smaller one further."""
    pairs = cKDTree(place).query_pairs(2 * float(radius.max()), output_type="ndarray")
    if not len(pairs):
        return place
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    i, j = pairs[:, 0], pairs[:, 1]
    gap = place[i] - place[j]
    distance = np.hypot(gap[:, 0], gap[:, 1])
    overlap = radius[i] + radius[j] - distance
    close = overlap > 0
    i, j, gap, distance, overlap = i[close], j[close], gap[close], distance[close], overlap[close]
    turn = (i * _GOLDEN)[:, None]
    aside = np.concatenate([np.cos(turn), np.sin(turn)], 1)
    gap = np.where(distance[:, None] > 1e-9, gap / np.maximum(distance, 1e-9)[:, None], aside)
    mass = radius**2
    share = (mass[j] / (mass[i] + mass[j]))[:, None]
    push = gap * overlap[:, None] * 0.5
    result = place.copy()
    np.add.at(result, i, push * share)
    np.add.at(result, j, -push * (1 - share))
    return result


def _inside(graph: Graph, of: Ints, rows: Ints, radius: Floats) -> Floats:
    """Offsets from the disc's centre: the best connected in the middle, then drawn to their own ties."""
    community = of[rows]
    strength = np.asarray(graph.matrix.sum(axis=1)).ravel()[rows]
    order = np.lexsort((rows, -strength, community))
    rank = np.empty(len(rows), dtype=np.int64)
    first = np.searchsorted(community[order], community[order])
    rank[order] = np.arange(len(rows)) - first
    offset = (np.sqrt(rank + 0.5) * 0.95)[:, None] * _around(rank * _GOLDEN)
    pull = graph.unweighted[rows][:, rows].tocoo()
    same = community[pull.row] == community[pull.col]
    shape = (len(rows), len(rows))
    near = sparse.csr_array((np.ones(int(same.sum())), (pull.row[same], pull.col[same])), shape=shape)
    total = np.asarray(near.sum(axis=1)).ravel()
    # Far apart, so that nobody meets people of another community in the tree.
    shelf = np.stack([community * (4 * radius.max() + 10), np.zeros(len(rows))], 1)
    most = radius[community] - 0.8
    unit = np.full(len(rows), 0.5)
    rounds = _ROUNDS_LARGE if len(rows) > _LARGE else _ROUNDS_INSIDE
    for round_ in range(rounds):
        heat = 0.35 * (1 - round_ / rounds)
        goal = (near @ offset) / np.maximum(total, 1)[:, None]
        offset = offset + heat * (total > 0)[:, None] * (goal - offset)
        offset = _apart(offset + shelf, unit) - shelf
        far = np.hypot(offset[:, 0], offset[:, 1])
        offset *= np.minimum(1.0, np.maximum(most, 0.3) / np.maximum(far, 1e-9))[:, None]
    return np.asarray(offset, dtype=np.float64)


def _around(angle: Floats) -> Floats:
    return np.stack([np.cos(angle), np.sin(angle)], 1)


def _earlier(previous: Floats | None, of: Ints, count: int) -> Floats | None:
    """Mean earlier position of each community's members, NaN where none is known."""
    if previous is None:
        return None
    known = (of >= 0) & ~np.isnan(previous[:, 0])
    size = np.bincount(of[known], minlength=count)
    sums = np.stack([np.bincount(of[known], previous[known, axis], count) for axis in (0, 1)], 1)
    blank = np.full((count, 2), np.nan)
    return np.asarray(np.divide(sums, size[:, None], out=blank, where=size[:, None] > 0))
