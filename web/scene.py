"""A map as a picture: where marks, lines and names stand, and the box around them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from expertgraph.answers.graph import GraphAnswer, Mark
from expertgraph.onion.text import width

Boxes = NDArray[np.float64]
Anchor = Literal["start", "middle", "end"]
_FAMED = 8
"""Names that are written even where there is hardly room, on a telephone."""
_EDGE = 14.0


@dataclass(frozen=True, slots=True)
class Name:
    """Where a mark's name is written: the end of the baseline that ``anchor`` says."""

    x: float
    y: float
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark in the picture; ``name`` is None where its name would lie over something, ``famed`` for the few
    that matter most."""

    mark: Mark
    x: float
    y: float
    r: float
    name: Name | None
    famed: bool


@dataclass(frozen=True, slots=True)
class Stroke:
    """A tie in the picture; ``far`` when it does not touch the one in the middle."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    weak: bool
    far: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """The picture; ``box`` is the view box of its SVG."""

    spots: list[Spot]
    strokes: list[Stroke]
    box: str


def scene(answer: GraphAnswer, *, half: float, text: float, most: int) -> Scene:
    """The picture of a map, ``half`` units from the middle to its edge, with ``most`` names ``text`` units high."""
    ranked = sorted(
        answer.nodes, key=lambda each: (not each.me, -each.size, -each.weight, each.label, each.id)
    )
    places = (
        np.array([(each.x * half, each.y * half) for each in ranked], dtype=float).reshape(-1, 2).round(1)
    )
    radii = np.array([radius(each) for each in ranked], dtype=float)
    discs = np.hstack([places - radii[:, None], places + radii[:, None]])
    names, boxes = _names(ranked, discs, text, most)
    spots = [
        Spot(mark, float(x), float(y), float(r), name, mark.kind == "community" or at < _FAMED)
        for at, (mark, (x, y), r, name) in enumerate(zip(ranked, places, radii, names, strict=True))
    ]
    return Scene(spots, _strokes(answer, spots), _box(np.vstack([discs, *boxes])))


def radius(mark: Mark) -> float:
    """How large a mark is drawn."""
    if mark.kind == "community":
        return float(min(8 + 3.2 * mark.size**0.5, 54))
    return 17.0 if mark.me else 5 + 9 * mark.weight


def _names(
    ranked: Sequence[Mark], discs: Boxes, text: float, most: int
) -> tuple[list[Name | None], list[Boxes]]:
    """A name below, right of, left of or above its mark, whichever place is free; the important ones first."""
    names: list[Name | None] = []
    written: list[Boxes] = []
    for at, mark in enumerate(ranked):
        others = np.vstack([np.delete(discs, at, axis=0), *written])
        free = _first_free(mark.label, discs[at], others, text) if len(written) < most else None
        names.append(free[0] if free else None)
        if free:
            written.append(free[1][None, :])
    return names, written


def _first_free(label: str, disc: Boxes, others: Boxes, text: float) -> tuple[Name, Boxes] | None:
    left, top, right, bottom = (float(each) for each in disc)
    across, down, long = (left + right) / 2, (top + bottom) / 2, width(label, text)
    tries: tuple[Name, ...] = (
        Name(across, bottom + text + 1, "middle"),
        Name(right + 4, down + text * 0.35, "start"),
        Name(left - 4, down + text * 0.35, "end"),
        Name(across, top - 5, "middle"),
    )
    for name in tries:
        start = name.x - {"start": 0.0, "middle": long / 2, "end": long}[name.anchor]
        box = np.array([start - 2, name.y - text * 0.85, start + long + 2, name.y + text * 0.25])
        if not ((box[:2] < others[:, 2:]) & (box[2:] > others[:, :2])).all(axis=1).any():
            return Name(round(name.x, 1), round(name.y, 1), name.anchor), box
    return None


def _strokes(answer: GraphAnswer, spots: list[Spot]) -> list[Stroke]:
    at = {spot.mark.id: spot for spot in spots}
    middle = {spot.mark.id for spot in spots if spot.mark.me} if answer.shows == "ego" else set(at)
    top = max((each.strength for each in answer.edges), default=1.0) or 1.0
    return [
        Stroke(
            at[each.a].x, at[each.a].y, at[each.b].x, at[each.b].y,
            round(0.5 + 3.5 * (each.strength / top) ** 0.5, 2),
            each.weak,
            not middle & {each.a, each.b},
        )
        for each in answer.edges
    ]  # fmt: skip


def _box(boxes: Boxes) -> str:
    if not len(boxes):
        return "-1 -1 2 2"
    left, top = boxes[:, :2].min(axis=0) - _EDGE
    right, bottom = boxes[:, 2:].max(axis=0) + _EDGE
    return f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"
