"""From the ground plan to places: the size and spot of every mark, the dots or tiles of anonymous cells."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from expertgraph.onion.cells import Group
from expertgraph.onion.geometry import ring_edges
from expertgraph.onion.ground import Ground
from expertgraph.onion.model import Cell, Floats, Ints, Mark, Onion, OnionInput
from expertgraph.onion.swarm import Homes, even_spread, relax

DENSITY_ABOVE = 6000
"""Anonymous people up to which each gets a dot; above, outer rings are tiled."""
_SMALLEST, _LARGEST, _LARGEST_DOT = 1.25, 19.0, 4.4
_DOT = 2.4
"""Radius of an anonymous dot at factor 1: the same for everyone."""
_TILE = 16.0
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Places:
    """Everything with a spot: ring radii, the size of anonymous dots, marks, cells, angles by row."""

    edges: Floats
    dot: float
    marks: tuple[Mark, ...]
    cells: tuple[Cell, ...]
    angles: Floats
    density: bool


def place_people(people: OnionInput, ground: Ground, like: Onion | None = None) -> Places:
    """Places for all: ring radii by demand, homes by rank and community, then collision relaxation.

    With ``like`` radii, sizes and the angles of marks are those of that drawing.
    """
    named = np.flatnonzero(people.named)
    tiled = _tiled(ground) if like is None else like.density
    edges, dot, size = _sizes(people, ground, named, tiled) if like is None else _same(people, named, like)
    dotted = [g for g in ground.groups if not (tiled and g.ring >= 2)]
    own = _named_homes(people, ground, named, size, edges)
    if like is not None:
        own = replace(own, angle=_angles_of(people, named, like, own.angle))
    homes = _join(own, _dot_homes(ground, dotted, dot, edges))
    points = np.round(relax(homes, rounds=_rounds(len(homes.size))), 1)
    angles = np.full(len(people.ring), np.nan)
    angles[named] = np.arctan2(points[: len(named), 0], -points[: len(named), 1]) % (2 * np.pi)
    return Places(
        edges=edges,
        dot=round(dot, 2),
        marks=_marks(people, ground, named, points, size),
        cells=_cells(ground, dotted, points[len(named) :], edges),
        angles=angles,
        density=tiled,
    )


def _rounds(marks: int) -> int:
    """Few large marks crowd longer than many small dots, which are spread evenly from the start."""
    return int(np.clip(450_000 // max(marks, 1), 90, 260))


def _tiled(ground: Ground) -> bool:
    return sum(group.people for group in ground.groups) > DENSITY_ABOVE


def _sizes(people: OnionInput, ground: Ground, named: Ints, tiled: bool) -> tuple[Floats, float, Floats]:
    """Ring radii, the radius of anonymous dots and of each mark."""
    wanted = 1.5 + 0.62 * np.sqrt(np.maximum(people.reach[named], 0))
    edges, factor = _radii(people, ground, named, wanted, tiled)
    return (
        edges,
        float(np.clip(_DOT * factor, _SMALLEST, _LARGEST_DOT)),
        np.clip(wanted * factor, _SMALLEST, _LARGEST),
    )


def _same(people: OnionInput, named: Ints, like: Onion) -> tuple[Floats, float, Floats]:
    """Radii and sizes of another drawing; a mark that it did not have is as large as a dot."""
    edges = np.array([like.rings[0].inner, *(ring.outer for ring in like.rings)])
    size = {mark.person: mark.r for mark in like.marks}
    return (
        edges,
        like.dot,
        np.array([size.get(people.person_ids[row], like.dot) for row in named], dtype=float),
    )


def _angles_of(people: OnionInput, named: Ints, like: Onion, otherwise: Floats) -> Floats:
    angle = {mark.person: float(np.arctan2(mark.x, -mark.y) % (2 * np.pi)) for mark in like.marks}
    return np.array(
        [angle.get(people.person_ids[row], other) for row, other in zip(named, otherwise, strict=True)],
        dtype=float,
    )


def _radii(
    people: OnionInput, ground: Ground, named: Ints, wanted: Floats, tiled: bool
) -> tuple[Floats, float]:
    need = np.zeros((ground.rings, len(ground.sectors)))
    area = np.pi * (np.minimum(wanted, _LARGEST) + 0.75) ** 2
    np.add.at(need, (people.ring[named], ground.sector[named]), area)
    fixed = np.zeros(ground.rings, dtype=bool)
    for group in ground.groups:
        if tiled and group.ring >= 2:
            fixed[group.ring] = True
        else:
            span = slice(group.first, group.last + 1)
            width = np.diff(ground.edges)[span]
            need[group.ring, span] += group.people * np.pi * (_DOT + 0.75) ** 2 * width / width.sum()
    return ring_edges(need, np.diff(ground.edges), fixed)


def _named_homes(people: OnionInput, ground: Ground, named: Ints, size: Floats, edges: Floats) -> Homes:
    ring, sector = people.ring[named].astype(np.int64), ground.sector[named]
    inner, outer = edges[ring], edges[ring + 1]
    start, end = ground.edges[sector], ground.edges[sector + 1]
    order = np.lexsort((named, -people.rank[named], ring))
    share = np.empty(len(named))
    share[order] = _evenly(ring[order])
    low = inner + 0.35 * float(size.max(initial=0.0)) + 2
    radius = np.sqrt(low**2 + share * ((outer - 4) ** 2 - low**2))
    angle = start + (end - start) * (0.5 + 0.97 * _angular_offset(ground, named, ring, sector, order))
    return Homes(radius, angle, size, inner, outer, start, end)


def _evenly(cells: Ints) -> Floats:
    """For sorted cell numbers: (position + 0.5) / members of the cell."""
    count = np.bincount(cells)
    first = np.concatenate([[0], np.cumsum(count)])[cells]
    return np.asarray((np.arange(len(cells)) - first + 0.5) / count[cells])


def _angular_offset(ground: Ground, named: Ints, ring: Ints, sector: Ints, by_rank: Ints) -> Floats:
    """Offsets in (-0.5, 0.5) of the sector: those who bridge lean to that side, the rest fill evenly."""
    cell = ring * len(ground.sectors) + sector
    spread = np.empty(len(named))
    stable = by_rank[np.argsort(cell[by_rank], kind="stable")]
    place = _evenly(cell[stable]) * np.bincount(cell)[cell[stable]] - 0.5
    spread[stable] = (place * _GOLDEN + 0.5) % 1.0 - 0.5
    wished = spread + 0.6 * ground.lean[named]
    order = np.lexsort((named, wished, cell))
    even = np.empty(len(named))
    even[order] = _evenly(cell[order]) - 0.5
    return np.asarray(0.75 * even + 0.25 * np.clip(wished, -0.5, 0.5))


def _dot_homes(ground: Ground, groups: list[Group], dot: float, edges: Floats) -> Homes:
    columns: list[list[Floats]] = [[] for _ in range(7)]
    for seed, group in enumerate(groups):
        inner, outer = float(edges[group.ring]), float(edges[group.ring + 1])
        start, end = float(ground.edges[group.first]), float(ground.edges[group.last + 1])
        radius, angle = even_spread(group.people, inner + dot, outer - dot, start, end, seed=seed)
        same = [np.full(group.people, value) for value in (dot, inner, outer, start, end)]
        for column, values in zip(columns, (radius, angle, *same), strict=True):
            column.append(values)
    joined = [np.concatenate(column) if column else np.empty(0) for column in columns]
    return Homes(*joined)


def _join(first: Homes, second: Homes) -> Homes:
    names = ("radius", "angle", "size", "inner", "outer", "start", "end")
    return Homes(*(np.concatenate([getattr(first, name), getattr(second, name)]) for name in names))


def _marks(people: OnionInput, ground: Ground, named: Ints, points: Floats, size: Floats) -> tuple[Mark, ...]:
    def mark(at: int, row: int) -> Mark:
        used = people.use.indices[people.use.indptr[row] : people.use.indptr[row + 1]]
        return Mark(
            person=people.person_ids[row],
            name=people.names[row],
            organisation=people.organisations[row] if len(people.organisations) else "",
            ring=int(people.ring[row]),
            sector=int(ground.sector[row]),
            kind=int(people.kind[row]),
            reach=int(people.reach[row]),
            x=float(points[at, 0]),
            y=float(points[at, 1]),
            r=round(float(size[at]), 1),
            channels=tuple(sorted(int(c) for c in used)),
        )

    order = sorted(
        range(len(named)), key=lambda at: (int(people.ring[named[at]]), people.person_ids[int(named[at])])
    )
    return tuple(mark(at, int(named[at])) for at in order)


def _cells(ground: Ground, dotted: list[Group], points: Floats, edges: Floats) -> tuple[Cell, ...]:
    made, at = [], 0
    shades = _shades(ground, edges)
    for number, group in enumerate(ground.groups):
        dots: tuple[tuple[float, float, int], ...] = ()
        tiles: tuple[tuple[float, float, float, float, int], ...] = ()
        kinds = _shuffled_kinds(group.counts, group.people, number)
        start, end = float(ground.edges[group.first]), float(ground.edges[group.last + 1])
        if group in dotted:
            own = points[at : at + group.people]
            at += group.people
            dots = tuple((float(x), float(y), int(kind)) for (x, y), kind in zip(own, kinds, strict=True))
        else:
            tiles = _tiles(group, number, edges, start, end)
        made.append(
            Cell(
                ring=group.ring,
                sectors=tuple(range(group.first, group.last + 1)),
                start=round(start, 4),
                end=round(end, 4),
                people=group.people,
                internal=group.counts[0],
                external=group.counts[1],
                unknown=group.counts[2],
                dots=dots,
                tiles=tiles,
                shade=shades[number],
            )
        )
    return tuple(made)


def _shuffled_kinds(counts: tuple[int, int, int], places: int, number: int) -> Ints:
    """Sides in proportion to the counts for so many places, in an order that says nothing."""
    ends = np.round(np.cumsum(counts) / sum(counts) * places).astype(np.int64)
    kinds = np.searchsorted(ends, np.arange(places), side="right")
    return np.asarray(np.random.default_rng(number).permutation(np.minimum(kinds, 2)), dtype=np.int64)


def _shades(ground: Ground, edges: Floats) -> list[int]:
    """Quantile 1..5 of each group's people per area."""
    if not ground.groups:
        return []
    density = [
        g.people
        / ((edges[g.ring + 1] ** 2 - edges[g.ring] ** 2) * (ground.edges[g.last + 1] - ground.edges[g.first]))
        for g in ground.groups
    ]
    cuts = np.quantile(density, [0.2, 0.4, 0.6, 0.8])
    return [int(np.searchsorted(cuts, each, side="left")) + 1 for each in density]


def _tiles(
    group: Group, number: int, edges: Floats, start: float, end: float
) -> tuple[tuple[float, float, float, float, int], ...]:
    inner, outer = float(edges[group.ring]) + 2.0, float(edges[group.ring + 1]) - 2.0
    rows = max(1, round((outer - inner) / _TILE))
    high = (outer - inner) / rows
    spots = []
    for row in range(rows):
        low = inner + row * high
        margin = 2.2 / (low + high / 2)
        columns = max(1, round((end - start - 2 * margin) * (low + high / 2) / _TILE))
        wide = (end - start - 2 * margin) / columns
        spots += [
            (low, low + high, start + margin + c * wide, start + margin + (c + 1) * wide)
            for c in range(columns)
        ]
    kinds = _shuffled_kinds(group.counts, len(spots), number)
    return tuple(
        (round(a, 1), round(b, 1), round(c, 4), round(d, 4), int(kind))
        for (a, b, c, d), kind in zip(spots, kinds, strict=True)
    )
