"""Small pieces of SVG: numbers, texts that cannot break out, circles, diamonds, squares, arcs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from math import cos, pi, sin
from xml.sax.saxutils import escape

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIAMOND = 1.18
"""Half diagonal of a diamond per radius: looks as large as the circle."""


def num(value: float) -> str:
    """A coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return "0" if text in {"-0.0", "0.0"} else text.removesuffix(".0")


def text(value: str) -> str:
    """Text for an element or a double-quoted attribute; what XML cannot hold is left out."""
    return escape(_NOT_XML.sub("", value), {'"': "&quot;"})


def point(radius: float, angle: float) -> str:
    """A point on a circle, 'x y'; the angle runs clockwise from twelve o'clock."""
    return f"{num(radius * sin(angle))} {num(-radius * cos(angle))}"


def arc(radius: float, start: float, end: float) -> str:
    """An arc from one angle to the other, clockwise when the end is larger."""
    large = int(abs(end - start) > pi)
    sweep = int(end > start)
    return f"M{point(radius, start)}A{num(radius)} {num(radius)} 0 {large} {sweep} {point(radius, end)}"


def tile(inner: float, outer: float, start: float, end: float) -> str:
    """A small piece of a ring, with straight sides: at its size nobody sees the bend."""
    corners = [(inner, start), (outer, start), (outer, end), (inner, end)]
    spots = [(round(radius * sin(angle), 1), round(-radius * cos(angle), 1)) for radius, angle in corners]
    steps = [f"{num(x - a)} {num(y - b)}" for (a, b), (x, y) in pairwise(spots)]
    return f"M{num(spots[0][0])} {num(spots[0][1])}l{' '.join(steps)}z"


def diamond(x: float, y: float, r: float) -> str:
    """A closed diamond as a path."""
    d = num(r * _DIAMOND)
    return f"M{num(x)} {num(y - r * _DIAMOND)}l{d} {d} -{d} {d} -{d} -{d}z"


def square(x: float, y: float, r: float) -> str:
    """A closed square as a path."""
    d = num(2 * r * 0.86)
    return f"M{num(x - r * 0.86)} {num(y - r * 0.86)}h{d}v{d}h-{d}z"


def discs(places: Iterable[tuple[float, float]]) -> str:
    """Many equal discs as one path: strokes of no length with round ends."""
    return "".join(f"M{num(x)} {num(y)}h0" for x, y in places)
