"""Map: communities, the people of one, the people around one; and the file to share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext

from expertgraph import policy
from expertgraph.answers.graph import GraphAnswer, graph
from expertgraph.policy import Data
from expertgraph.sharing import Words, map_file
from web.frame import language, number
from web.scene import scene
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("map", __name__)
READS = (Data.AGGREGATES, Data.TIES, Data.OWN)
_HALF, _TEXT, _LARGE, _NAMES = 460.0, 14.0, 22.0, 60
"""Units from the middle of the picture to its edge, height of a person's and a community's name, most names."""


def _drawn(answer: GraphAnswer) -> dict[str, Any]:
    """What the page needs beside the answer: the picture, and who is tied to whom for the table."""
    names = {each.id: each.label for each in answer.nodes}
    partners: dict[str, list[str]] = {each.id: [] for each in answer.nodes}
    for each in answer.edges:
        partners[each.a].append(names[each.b])
        partners[each.b].append(names[each.a])
    text = _LARGE if answer.shows == "communities" else _TEXT
    drawn = scene(answer, half=_HALF, text=text, most=_NAMES)
    return {"scene": drawn, "partners": partners, "subject": _subject()}


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
    answer = graph(workspace(), looking(), _subject())
    text = map_file(answer, title=gettext("Who works with whom"), words=_words(answer))
    headers = {
        "Content-Disposition": "attachment; filename=expertgraph-map.html",
        "Content-Security-Policy": "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; "
        "style-src 'unsafe-inline'; img-src data:",
    }
    return Response(text, headers=headers, mimetype="text/html")


def _words(answer: GraphAnswer) -> Words:
    """What the file says, in the reader's language."""
    left_out = gettext(
        "%(n)s not drawn: weak or no ties, or groups too small to show", n=number(answer.left_out)
    )
    return Words(
        language=language(),
        internal=gettext("Internal"),
        external=gettext("External"),
        unknown=gettext("Side not known"),
        core=gettext("Core"),
        thicker=gettext("thicker line = stronger tie"),
        dashed=gettext("dashed line = a contact only"),
        left_out=left_out if answer.left_out else "",
    )
