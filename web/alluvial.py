"""Flows between rings as a picture: a column a moment, a block a ring, a band for every flow that may be told."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from expertgraph.answers.ring_flows import Flow, Flows
from expertgraph.answers.ring_words import RINGS

Way = Literal["stay", "in", "out"]
_LEFT, _RIGHT, _TOP, _BOTTOM = 92.0, 112.0, 8.0, 26.0
_WIDE, _HIGH, _BLOCK, _GAP, _LEAST, _CAPTION = 960.0, 300.0, 10.0, 24.0, 5.0, 14.0
_NEW, _GONE = len(RINGS["en"]), len(RINGS["en"]) + 1
_ROW = {**{name: row for row, name in enumerate(RINGS["en"])}, "new": _NEW, "gone": _GONE}


@dataclass(frozen=True, slots=True)
class Block:
    """A ring at a moment; ``row`` 0..4, 5 for who is new and 6 for who is gone; ``people`` None: too few to tell."""

    column: int
    row: int
    x: float
    y: float
    wide: float
    high: float
    people: int | None


@dataclass(frozen=True, slots=True)
class Band:
    """A flow as a closed path; ``way``: stays, moves towards the core (or is new), or away from it (or is gone)."""

    flow: Flow
    path: str
    way: Way


@dataclass(frozen=True, slots=True)
class Alluvial:
    """The picture; ``box`` is the view box of its SVG, ``columns`` the middle of each column, ``base`` where their
    dates stand."""

    box: str
    blocks: list[Block]
    bands: list[Band]
    columns: list[float]
    base: float


def alluvial(flows: Flows) -> Alluvial | None:
    """The picture of the flows; None where there is none to tell."""
    count = len(flows.moments)
    if not flows.flows:
        return None
    amounts = _amounts(flows)
    rows = sorted({row for _, row in amounts})
    scale = _scale(amounts, count)
    high = {row: max(_LEAST, scale * max(n for (_, r), n in amounts.items() if r == row)) for row in rows}
    top, at = {}, _TOP
    for row in rows:
        top[row] = at
        at += high[row] + _GAP
    pace = (_WIDE - _LEFT - _RIGHT - _BLOCK) / (count - 1)
    columns = [_LEFT + pace * column for column in range(count)]
    blocks = [
        Block(
            column,
            row,
            columns[column],
            top[row],
            _BLOCK,
            max(_LEAST, scale * n),
            _told(flows, column, row, n),
        )
        for (column, row), n in sorted(amounts.items())
    ]
    bands = _bands(flows, top, columns, scale)
    base = at - _GAP + _BOTTOM + (_CAPTION if rows[-1] >= _NEW else 0)
    return Alluvial(f"0 0 {_WIDE:g} {base + 8:.0f}", blocks, bands, [x + _BLOCK / 2 for x in columns], base)


def _amounts(flows: Flows) -> dict[tuple[int, int], int]:
    """(column, row) -> how many people the block is drawn for: what is told, or what flows in or out if that is
    more."""
    size: dict[tuple[int, int], int] = {}
    for column, moment in enumerate(flows.moments):
        for row, people in enumerate(moment.people):
            size[column, row] = people or 0
    sent: dict[tuple[int, int], int] = defaultdict(int)
    got: dict[tuple[int, int], int] = defaultdict(int)
    for flow in flows.flows:
        sent[flow.step, _ROW[flow.source]] += flow.people
        got[flow.step + 1, _ROW[flow.target]] += flow.people
    keys = {*size, *sent, *got}
    return {key: max(size.get(key, 0), sent.get(key, 0), got.get(key, 0)) for key in keys}


def _scale(amounts: dict[tuple[int, int], int], count: int) -> float:
    """Units of height a person."""
    totals = [sum(n for (column, _), n in amounts.items() if column == each) for each in range(count)]
    return _HIGH / max(*totals, 1)


def _told(flows: Flows, column: int, row: int, drawn: int) -> int | None:
    return flows.moments[column].people[row] if row < _NEW else drawn


def _bands(flows: Flows, top: dict[int, float], columns: list[float], scale: float) -> list[Band]:
    left: dict[tuple[int, int], float] = defaultdict(float)
    right: dict[tuple[int, int], float] = defaultdict(float)
    arriving: dict[Flow, float] = {}
    for flow in sorted(flows.flows, key=lambda each: (each.step, _ROW[each.target], _ROW[each.source])):
        key = flow.step + 1, _ROW[flow.target]
        arriving[flow] = top[key[1]] + right[key]
        right[key] += flow.people * scale
    bands = []
    for flow in sorted(flows.flows, key=lambda each: (each.step, _ROW[each.source], _ROW[each.target])):
        key = flow.step, _ROW[flow.source]
        begin = top[key[1]] + left[key]
        left[key] += flow.people * scale
        x0, x1 = columns[flow.step] + _BLOCK, columns[flow.step + 1]
        bands.append(Band(flow, _ribbon(x0, begin, x1, arriving[flow], flow.people * scale), _way(flow)))
    return bands


def _ribbon(x0: float, y0: float, x1: float, y1: float, wide: float) -> str:
    middle = (x0 + x1) / 2
    return (
        f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}V{y1 + wide:.1f}"
        f"C{middle:.1f} {y1 + wide:.1f} {middle:.1f} {y0 + wide:.1f} {x0:.1f} {y0 + wide:.1f}Z"
    )


def _way(flow: Flow) -> Way:
    source, target = _ROW[flow.source], _ROW[flow.target]
    if source == target:
        return "stay"
    return "in" if target < source and target != _GONE else "out"
