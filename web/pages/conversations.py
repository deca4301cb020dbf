"""The forty conversations: whom to talk to, edited by leaving people out and asking for others; the address is the
state."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from expertgraph import policy
from expertgraph.answers.conversations import MOST, Conversations
from expertgraph.answers.conversations import conversations as answer
from expertgraph.commands.console import clean, safe_cell
from expertgraph.errors import WrongCall
from expertgraph.policy import Data
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("conversations", __name__)
READS = (Data.RING_INNER, Data.AGGREGATES, Data.TIES)
_TARGET = 80
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 250, 72, 16, 14, 32
_COLUMNS = ("name", "role", "unit", "site", "why", "adds", "reached", "person")


@dataclass(frozen=True, slots=True)
class Curve:
    """The share reached after each conversation as a drawing: ``path`` and ``area`` (SVG), ``points`` (x, y), the
    grid as (y, share), the target's height, and numbers of people as (x, number)."""

    width: int
    height: int
    left: int
    right: int
    path: str
    area: str
    points: list[tuple[float, float]]
    grid: list[tuple[float, float]]
    target: float
    ticks: list[tuple[float, int]]


def curve(found: Conversations) -> Curve | None:
    """The drawing; None where there is nothing to draw.  What is not told is left out of the line."""
    shares = [(0, found.before), *((place, row.reached) for place, row in enumerate(found.chosen, 1))]
    told = [(place, share) for place, share in shares if share is not None]
    if len(told) < 2:
        return None
    last, right, floor = max(len(found.chosen), 1), _WIDTH - _RIGHT, _HEIGHT - _BOTTOM

    def x(place: int) -> float:
        return round(_LEFT + (right - _LEFT) * place / last, 1)

    def y(share: float) -> float:
        return round(floor - (floor - _TOP) * share, 1)

    points = [(x(place), y(share)) for place, share in told]
    path = "M" + "L".join(f"{across} {down}" for across, down in points)
    area = f"{path}L{points[-1][0]} {floor}L{points[0][0]} {floor}Z"
    step = next(each for each in (1, 2, 5, 10, 20, 50) if last / each <= 8)
    grid = [(y(share), share) for share in (0, 0.25, 0.5, 0.75, 1.0)]
    ticks = [(x(place), place) for place in range(0, last + 1, step)]
    return Curve(_WIDTH, _HEIGHT, _LEFT, right, path, area, points, grid, y(found.target / 100), ticks)


def state(found: Conversations) -> list[tuple[str, str]]:
    """The arguments that give this list again."""
    pairs = [("most", str(found.most))] if found.most != MOST else []
    pairs += [("target", str(found.target))] if found.target != _TARGET else []
    pairs += [("from", found.origin.person)] if found.origin else []
    pairs += [("with", each.person) for each in found.asked_for]
    return [*pairs, *(("without", each.person) for each in found.left_out)]


def _extra(found: Conversations) -> dict[str, Any]:
    viewer = looking()
    return {
        "curve": curve(found),
        "kept": [pair for pair in state(found) if pair[0] in ("with", "without")],
        "changed": _changed(found),
        "anybody": viewer.owner,
        "me": viewer.person,
        "file": _address(state(found), "/conversations.csv"),
    }


def _changed(found: Conversations) -> Callable[..., str]:
    """Addresses of this list with one person more, or without one."""

    def changed(*, add: tuple[str, str] | None = None, drop: tuple[str, str] | None = None) -> str:
        pairs = [pair for pair in state(found) if pair != drop]
        if add is not None and add[0] == "without":
            pairs = [pair for pair in pairs if pair != ("with", add[1])]
        return _address([*pairs, *([add] if add else [])])

    return changed


def _address(pairs: list[tuple[str, str]], path: str = "/conversations") -> str:
    return path + ("?" + urlencode(pairs) if pairs else "")


@twin(
    blueprint,
    "/conversations",
    template="conversations.html",
    page="conversations",
    summary="Whom to talk to so as to reach every unit and site, what each adds, and what is still not reached",
    reads=READS,
    arguments=(
        Argument("most", f"At most that many people; {MOST}", "integer"),
        Argument("target", f"Until that percentage of the people with ties is reached; {_TARGET}", "integer"),
        Argument("from", "Whose own ties count as reached already; others than the owner: oneself"),
        Argument("with", "Somebody who must be among them; may be repeated"),
        Argument("without", "Somebody who is left out; may be repeated"),
    ),
    extra=_extra,
)
def conversations() -> Conversations:
    """Whom to talk to."""
    asked = request.args
    return answer(
        workspace(),
        looking(),
        most=_number("most"),
        target=_number("target"),
        origin=asked.get("from", "").strip(),
        without=[each.strip() for each in asked.getlist("without")],
        with_=[each.strip() for each in asked.getlist("with")],
    )


def _number(name: str) -> int | None:
    """A whole number of the address; None where it says none."""
    text = request.args.get(name, "").strip()
    if not text:
        return None
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise WrongCall(f"{name}: {text[:40]!r} is no whole number.", "Write it as 40.")
    return int(text)


@blueprint.get("/conversations.csv")
@policy.reads(*READS)
def table() -> Response:
    """The list for a spreadsheet; no cell is taken for a formula."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_COLUMNS)
    for row in conversations().chosen:
        values = [getattr(row, name) for name in _COLUMNS]
        writer.writerow([safe_cell(clean("" if value is None else str(value))) for value in values])
    name = "attachment; filename=conversations.csv"
    return Response(written.getvalue(), mimetype="text/csv", headers={"Content-Disposition": name})
