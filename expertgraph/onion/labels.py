"""Pills and names: placed by measure, slid until free, dropped rather than laid over each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph.onion.beside import Standing
from expertgraph.onion.geometry import TAU, xy
from expertgraph.onion.ground import Ground
from expertgraph.onion.model import GAP, HUB, RADIUS, ChannelMark, Floats, Ints, Mark, NameLabel
from expertgraph.onion.places import Places
from expertgraph.onion.text import initials, short_name, shortened, width

PILL_HEIGHT = 23.0
PILL_TEXT = 12.0
NAME_TEXT = 12.0
INITIALS_FROM = 9.0
"""Mark radius from which it carries initials."""
SECTOR_BAND = 29.0
"""Room outside the last ring for the curved sector names."""
_MOST_NAMES, _NAMED_FROM = 18, 5.0
"""How many names stand beside marks, and from which radius of a mark."""
_PILL_ROOM = 146.0
_NAMED_COST, _DOT_COST = 5.0, 0.4
"""What a unit of area costs that a pill takes from a named mark, and from a dot."""
_CLEAR = 2.0
"""Air between a name and the marks of others."""


@dataclass(slots=True)
class Boxes:
    """Axis-parallel boxes that are taken, as rows of (left, top, right, bottom)."""

    rows: Floats

    def overlap(self, boxes: Floats) -> Floats:
        """Area that each of the candidate boxes (m, 4) shares with the taken ones."""
        around = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
        near = self.rows[
            (self.rows[:, :2] < around[2:]).all(axis=1) & (self.rows[:, 2:] > around[:2]).all(axis=1)
        ]
        low = np.maximum(boxes[:, None, :2], near[None, :, :2])
        high = np.minimum(boxes[:, None, 2:], near[None, :, 2:])
        return np.asarray(np.prod(np.maximum(high - low, 0.0), axis=2).sum(axis=1))

    def take(self, box: Floats) -> None:
        """Mark a box as taken."""
        self.rows = np.vstack([self.rows, box])


class Crowd:
    """How much of the drawing is covered where: sums over boxes by a summed-area table (Crow 1984)."""

    _CELL = 4.0
    _HALF = 640.0
    _SAMPLES = np.array([(x, y) for x in (-0.6, 0.0, 0.6) for y in (-0.6, 0.0, 0.6)])

    def __init__(self, points: Floats, size: Floats, cost: Floats) -> None:
        spots = (points[:, None, :] + size[:, None, None] * self._SAMPLES[None]).reshape(-1, 2)
        weight = np.repeat(np.pi * size**2 * cost / len(self._SAMPLES), len(self._SAMPLES))
        steps = int(2 * self._HALF / self._CELL)
        at = self._index(spots)
        cells = np.bincount(at[:, 0] * steps + at[:, 1], weight, steps * steps).reshape(steps, steps)
        self.table = np.zeros((steps + 1, steps + 1))
        self.table[1:, 1:] = cells.cumsum(axis=0).cumsum(axis=1)

    def _index(self, spots: Floats) -> Ints:
        steps = int(2 * self._HALF / self._CELL)
        return np.clip(((spots + self._HALF) / self._CELL).astype(np.int64), 0, steps - 1)

    def inside(self, boxes: Floats) -> Floats:
        """The cost of what each box (m, 4) covers, to the nearest 4 units."""
        low, high = self._index(boxes[:, :2]), self._index(boxes[:, 2:]) + 1
        whole = self.table[high[:, 0], high[:, 1]] + self.table[low[:, 0], low[:, 1]]
        return np.asarray(whole - self.table[low[:, 0], high[:, 1]] - self.table[high[:, 0], low[:, 1]])


def _crowd(places: Places) -> Crowd:
    """Named marks and anonymous dots, with what a pill pays for covering them."""
    marks = [(mark.x, mark.y, mark.r, _NAMED_COST) for mark in places.marks]
    dots = [(x, y, places.dot, _DOT_COST) for cell in places.cells for x, y, _ in cell.dots]
    table = np.array(marks + dots, dtype=float).reshape(-1, 4)
    return Crowd(table[:, :2], table[:, 2], table[:, 3])


def taken_at_first(ground: Ground, places: Places) -> Boxes:
    """The red core, and the gap at twelve o'clock with the ring names."""
    rows = [(-HUB + 4, -HUB + 4, HUB - 4, HUB - 4)]
    for inner, outer in zip(places.edges[: ground.rings], places.edges[1:], strict=False):
        middle = ring_label_at(inner, outer)
        half = float(inner * np.sin(GAP / 2))
        rows += [(-40.0, middle - 15, 40.0, middle + 17), (-half, -float(outer), half, -float(inner))]
    return Boxes(np.array(rows, dtype=float))


def ring_label_at(inner: float, outer: float) -> float:
    """Height (y) of a ring's name in the gap, the same for drawing and for keeping clear of it."""
    return float(-(inner * 0.47 + outer * 0.53))


def place_pills(standing: list[Standing], places: Places, taken: Boxes) -> tuple[ChannelMark, ...]:
    """A pill for each channel: own ones inside the rings, outposts outside the last."""
    crowd = _crowd(places)
    return tuple(_pill(each, places, taken, crowd) for each in standing)


def _mark_discs(places: Places) -> Floats:
    """Boxes around the marks."""
    rows = [(mark.x - mark.r, mark.y - mark.r, mark.x + mark.r, mark.y + mark.r) for mark in places.marks]
    return np.array(rows, dtype=float).reshape(-1, 4)


def _pill(each: Standing, places: Places, taken: Boxes, crowd: Crowd) -> ChannelMark:
    text = shortened(each.channel.name, PILL_TEXT, _PILL_ROOM - 35) or each.channel.name[:6]
    wide = round(width(text, PILL_TEXT) + 35, 1)
    outpost = each.channel.ownership == "outpost"
    spots, strain = _outside_spots(each, wide) if outpost else _inside_spots(each, places, wide)
    half = np.array([wide / 2 + 2, PILL_HEIGHT / 2 + 2])
    boxes = np.hstack([spots - half, spots + half])
    cost = 50 * taken.overlap(boxes) + crowd.inside(boxes) + strain
    best = int(np.argmin(np.round(cost, 6)))
    taken.take(boxes[best])
    show_arc = each.known and not each.everywhere and not outpost
    x, y = np.round(spots[best], 1)
    return ChannelMark(
        number=each.number,
        id=each.channel.id,
        name=text,
        kind=each.channel.kind,
        ownership=each.channel.ownership,
        people=each.people,
        radius=round(each.radius, 1),
        angle=round(each.angle, 4),
        arc=(round(each.angle - each.half, 4), round(each.angle + each.half, 4)) if show_arc else None,
        everywhere=each.known and each.everywhere and not outpost,
        x=float(x),
        y=float(y),
        width=wide,
        levels=each.levels,
        external=each.external,
        full_name=each.channel.name,
    )


def _inside_spots(each: Standing, places: Places, wide: float) -> tuple[Floats, Floats]:
    """Candidates along the arc first, then beyond it and a little in or out; strain grows with the detour."""
    reach = np.pi if each.everywhere or not each.known else max(each.half, 0.35)
    slide = np.concatenate([np.linspace(-reach, reach, 61), np.linspace(-np.pi, np.pi, 61)])
    nudge = np.array([0.0, -14.0, 14.0, -28.0, 28.0, -44.0, 44.0, 66.0, 92.0, 120.0])
    angle, radial = (grid.ravel() for grid in np.meshgrid(each.angle + slide, nudge, indexing="ij"))
    beyond_rim = np.abs(np.sin(angle)) * wide / 2 + np.abs(np.cos(angle)) * PILL_HEIGHT / 2
    radius = np.minimum(np.maximum(each.radius + radial, places.edges[0] + 24), RADIUS - 3 - beyond_rim)
    beyond = np.maximum(np.abs(angle - each.angle) - reach, 0.0)
    strain = 30 * np.abs(angle - each.angle) + 900 * beyond + 4.0 * np.abs(radial)
    return xy(radius, angle), strain


def _outside_spots(each: Standing, wide: float) -> tuple[Floats, Floats]:
    angle = each.angle + np.linspace(-np.pi, np.pi, 121)
    turned = np.abs((angle + np.pi) % TAU - np.pi)
    clear = RADIUS + SECTOR_BAND + np.abs(np.sin(angle)) * wide / 2 + np.abs(np.cos(angle)) * PILL_HEIGHT / 2
    strain = 30 * np.abs(angle - each.angle) + 400 * (turned < GAP)
    return xy(clear + 4, angle), strain


def place_names(places: Places, taken: Boxes) -> tuple[NameLabel, ...]:
    """Short names for at most 18 people of the inner rings, nearest to the centre first.

    Sixteen directions at four distances are tried; a name that fits nowhere is left out.
    """
    chosen = sorted(
        (m for m in places.marks if m.ring <= 1 and m.r >= _NAMED_FROM),
        key=lambda m: (m.ring, np.hypot(m.x, m.y)),
    )
    air = np.array([-_CLEAR, -_CLEAR, _CLEAR, _CLEAR])
    discs = Boxes(np.vstack([_mark_discs(places) + air, _dot_discs(places)]))
    limit = float(places.edges[2]) if places.density else RADIUS
    labels: list[NameLabel] = []
    for mark in chosen:
        if len(labels) == _MOST_NAMES:
            break
        label = _name_beside(mark, discs, taken, limit)
        if label is not None:
            labels.append(label)
    return tuple(labels)


def _dot_discs(places: Places) -> Floats:
    r = places.dot
    rows = [(x - r, y - r, x + r, y + r) for cell in places.cells if cell.ring <= 2 for x, y, _ in cell.dots]
    return np.array(rows, dtype=float).reshape(-1, 4)


def _name_beside(mark: Mark, discs: Boxes, taken: Boxes, limit: float) -> NameLabel | None:
    text = short_name(mark.name)
    wide, high = width(text, NAME_TEXT) + 2, NAME_TEXT
    direction = np.arange(16) * TAU / 16 + TAU / 4
    away, turn = (grid.ravel() for grid in np.meshgrid([3.0, 8.0, 15.0, 24.0], direction, indexing="ij"))
    edge = xy(mark.r + away, turn) + np.array([mark.x, mark.y])
    side = np.sin(turn)
    left = np.where(side > 0.3, edge[:, 0], np.where(side < -0.3, edge[:, 0] - wide, edge[:, 0] - wide / 2))
    top = edge[:, 1] - high / 2 + np.where(np.abs(side) <= 0.3, -np.cos(turn) * high / 2, 0.0)
    boxes = np.column_stack([left, top, left + wide, top + high])
    free = (taken.overlap(boxes) == 0) & (discs.overlap(boxes) <= 0.5)
    fits = np.flatnonzero(free & (np.hypot(left + wide / 2, top + high / 2) < limit - wide / 2))
    if not len(fits):
        return None
    best = int(fits[0])
    taken.take(boxes[best])
    anchor = "start" if side[best] > 0.3 else "end" if side[best] < -0.3 else "middle"
    x = left[best] + {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    leader = None
    if away[best] > 8:
        rim = xy(mark.r + 1, turn[best]) + np.array([mark.x, mark.y])
        ends = np.round(np.concatenate([rim, edge[best]]), 1)
        leader = (float(ends[0]), float(ends[1]), float(ends[2]), float(ends[3]))
    return NameLabel(text, round(float(x), 1), round(float(top[best] + high * 0.82), 1), anchor, leader)


def initials_of(mark: Mark) -> str:
    """Initials for a mark that is large enough to carry them, else empty."""
    return initials(mark.name) if mark.r >= INITIALS_FROM else ""
