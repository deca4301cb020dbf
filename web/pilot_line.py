"""A measure week by week as a line: where its points lie in a box of 100 by 100 that is stretched to fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from expertgraph.pilots.evaluating import WeekPoint


@dataclass(frozen=True, slots=True)
class Line:
    """``runs`` are paths of weeks in a row, ``dots`` the points, ``target`` and ``start`` where those lines lie (None:
    none); ``top`` is the value at the upper edge, 0 at the lower.  ``first`` and ``last`` are its weeks."""

    runs: list[str]
    dots: list[tuple[float, float]]
    target: float | None
    start: float | None
    top: float
    first: int
    last: int


def line(weeks: Sequence[WeekPoint], target: float | None, unit: str) -> Line | None:
    """The line of some weeks; None when no week of them can be told."""
    values = [week.value for week in weeks if week.value is not None]
    if not values:
        return None
    top = _top(max(*values, target or 0), unit)
    width = 100 / len(weeks)
    places = [(round((at + 0.5) * width, 2), _height(week.value, top)) for at, week in enumerate(weeks)]
    before = sum(week.before for week in weeks)
    return Line(
        _runs(places),
        [(x, y) for x, y in places if y is not None],
        _height(target, top),
        round(before * width, 2) if before else None,
        top,
        weeks[0].at,
        weeks[-1].at,
    )


def _height(value: float | None, top: float) -> float | None:
    return None if value is None else round(100 - 100 * min(value, top) / top, 2)


def _top(most: float, unit: str) -> float:
    """A round value at or above the greatest one."""
    if unit == "share":
        return next(edge for edge in (0.1, 0.2, 0.5, 1.0) if most <= edge or edge == 1.0)
    if most <= 0:
        return 1.0
    size = 10.0 ** math.floor(math.log10(most))
    return next(size * step for step in (1, 2, 5, 10) if most <= size * step * (1 + 1e-9))


def _runs(places: Sequence[tuple[float, float | None]]) -> list[str]:
    runs: list[list[str]] = [[]]
    for x, y in places:
        if y is None:
            runs.append([])
        else:
            runs[-1].append(f"{'L' if runs[-1] else 'M'}{x} {y}")
    return ["".join(run) for run in runs if len(run) > 1]
