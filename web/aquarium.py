"""The picture of where to be: the own channels in the middle, outposts around, an arrow inward for who came from each."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from expertgraph.answers.where import Outpost

WIDTH = 560
MOST = 8
"""Outposts in the picture; the table has all."""
CORE = 56
_POND = 88
_CENTRE = (WIDTH / 2, 204.0)
_AROUND = (196.0, 146.0)
_SMALLEST, _LARGEST = 11.0, 34.0
_THIN, _WIDEST = 3.0, 18.0
_LINE, _LINES, _LETTER = 19, 2, 24
"""Most letters of a line of a name, most lines, and the height of a line on a telephone."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An outpost in the picture: where, how large (its area is people, with a least size), its name in lines and where the
    first of them stands (over it in the upper half), and the line from it to the core with the arrow's head.  ``flow``
    is that line's width: people who came, against the most that were first seen on an outpost; 0 for a mere dotted
    line."""

    outpost: Outpost
    x: float
    y: float
    r: float
    lines: list[str]
    name_y: float
    x1: float
    y1: float
    x2: float
    y2: float
    head: str
    flow: float


def spots(outposts: Sequence[Outpost]) -> list[Spot]:
    """The outposts to draw, those from which most people came first, clockwise from the top left."""
    ranked = sorted(outposts, key=lambda each: (-(each.flow.joined or 0), -(each.people or 0), each.channel))
    drawn = ranked[:MOST]
    crowd = max((each.people or 0 for each in drawn), default=0) or 1
    stream = max((each.flow.seen or 0 for each in drawn), default=0) or 1
    return [_spot(each, place, len(drawn), crowd, stream) for place, each in enumerate(drawn)]


def box(drawn: Sequence[Spot]) -> str:
    """The picture's view box: as high as what is in it."""
    top = min([_CENTRE[1] - _POND, *(min(each.y - each.r, each.name_y - _LETTER) for each in drawn)]) - 8
    bottom = max([_CENTRE[1] + _POND, *(each.name_y + _LETTER * len(each.lines) for each in drawn)])
    return f"0 {top:.0f} {WIDTH} {bottom - top:.0f}"


def _spot(each: Outpost, place: int, count: int, crowd: int, stream: int) -> Spot:
    angle = math.pi * (1.0 + (2 * place / count if count > 1 else 0.0))
    x, y = _CENTRE[0] + _AROUND[0] * math.cos(angle), _CENTRE[1] + _AROUND[1] * math.sin(angle)
    r = _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt((each.people or 0) / crowd)
    joined = each.flow.joined or 0
    flow = _THIN + (_WIDEST - _THIN) * joined / stream if joined else 0.0
    dx, dy = _CENTRE[0] - x, _CENTRE[1] - y
    length = math.hypot(dx, dy)
    dx, dy = dx / length, dy / length
    tip, base = length - CORE - 4, length - CORE - 4 - (8 + flow)
    start, end = r + 4, base if flow else tip
    wing = 5 + flow * 0.8
    corners = [
        (x + dx * tip, y + dy * tip),
        (x + dx * base - dy * wing, y + dy * base + dx * wing),
        (x + dx * base + dy * wing, y + dy * base - dx * wing),
    ]
    head = "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in corners) + "Z" if flow else ""
    line = (x + dx * start, y + dy * start, x + dx * end, y + dy * end)
    x1, y1, x2, y2 = (round(value, 1) for value in line)
    lines = _lines(each.name)
    above = y < _CENTRE[1] - _LETTER
    name_y = round(y - r - 9 - 0.8 * _LETTER * (len(lines) - 1) if above else y + r + 20, 1)
    return Spot(
        each, round(x, 1), round(y, 1), round(r, 1), lines, name_y, x1, y1, x2, y2, head, round(flow, 1)
    )


def _lines(name: str) -> list[str]:
    return textwrap.wrap(name, _LINE, max_lines=_LINES, placeholder="…") or [name[:_LINE]]
