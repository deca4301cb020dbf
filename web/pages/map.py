"""Map: communities, the people of one, the people around one; and the file to share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from expertgraph import policy
from expertgraph.answers.graph import GraphAnswer, Mark, graph
from expertgraph.onion.labels import fitting
from expertgraph.policy import Data
from expertgraph.sharing import map_file
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("map", __name__)
READS = (Data.AGGREGATES, Data.TIES, Data.OWN)
_SIZE = 460
_LABELS = 60
_TEXT = 11.0


def _drawn(answer: GraphAnswer) -> dict[str, Any]:
    """What the drawing needs beside the answer: places in the picture, and whose label is shown."""
    at = {each.id: (round(each.x * _SIZE, 1), round(each.y * _SIZE, 1)) for each in answer.nodes}
    top = max((each.strength for each in answer.edges), default=1.0) or 1.0
    lines = [
        (*at[each.a], *at[each.b], round(0.5 + 3.5 * (each.strength / top) ** 0.5, 2), each.weak)
        for each in answer.edges
    ]
    names = {each.id: each.label for each in answer.nodes}
    partners: dict[str, list[str]] = {each.id: [] for each in answer.nodes}
    for each in answer.edges:
        partners[each.a].append(names[each.b])
        partners[each.b].append(names[each.a])
    ranked = sorted(answer.nodes, key=lambda each: (not each.me, -each.size, -each.weight, each.label))
    return {
        "at": at,
        "lines": lines,
        "partners": partners,
        "labelled": _labelled(ranked, at),
        "radius": radius,
        "subject": _subject(),
    }


def _labelled(ranked: list[Mark], at: dict[str, tuple[float, float]]) -> set[str]:
    """Whose name is written: the most important first, as far as names do not lie over each other."""
    below = [at[each.id][1] + radius(each) + 13 for each in ranked]
    chosen = fitting([n.label for n in ranked], [at[n.id][0] for n in ranked], below, _TEXT, _LABELS)
    return {ranked[place].id for place in chosen}


def radius(each: Mark) -> float:
    """How large a node is drawn."""
    if each.kind == "community":
        return float(min(8 + 3.2 * each.size**0.5, 54))
    return 17.0 if each.me else 5 + 9 * each.weight


def _subject() -> str:
    return request.args.get("of", "all").strip() or "all"


@twin(
    blueprint,
    "/map",
    template="map.html",
    page="map",
    summary="A map: of communities, of one community's people, or of the people around somebody",
    reads=READS,
    arguments=(Argument("of", "a person's id, a community's number or label, or all"),),
    extra=_drawn,
)
def map_() -> GraphAnswer:
    """The map that was asked for."""
    return graph(workspace(), looking(), _subject())


@blueprint.get("/map/file")
@policy.reads(*READS)
def file() -> Response:
    """The map as a self-contained file, for download: its own page, with its own rules, never inside ours."""
    text = map_file(graph(workspace(), looking(), _subject()))
    headers = {
        "Content-Disposition": "attachment; filename=expertgraph-map.html",
        "Content-Security-Policy": "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; "
        "style-src 'unsafe-inline'; img-src data:",
    }
    return Response(text, headers=headers, mimetype="text/html")
