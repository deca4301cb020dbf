"""A map as one self-contained file to share: pyvis writes it, no request leaves the page.

pyvis would load a style sheet from elsewhere, scan all edges for every edge added, and let the marks move for
minutes; so the lists are filled directly, the marks keep the places they were given, and the outside links go.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass

from pyvis.network import Network

from expertgraph.answers.graph import GraphAnswer, Mark

_SCALE = 900
_INTERNAL, _EXTERNAL, _UNKNOWN, _COMMUNITY, _CORE = "#0a5ea8", "#b44c00", "#6b6a60", "#3f4a5a", "#c8102e"
_SHAPES = {"employee": "dot", "external": "diamond", "community": "dot"}
_COLOURS = {"employee": _INTERNAL, "external": _EXTERNAL, "community": _COMMUNITY}
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
_OUTSIDE = re.compile(
    r"<(?:link|script)\b[^>]*\b(?:href|src)\s*=\s*\"https?://[^>]*>(?:\s*</script>)?", re.DOTALL
)
_OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {
        "hover": True,
        "keyboard": {"enabled": True, "bindToWindow": False},
        "hideEdgesOnDrag": True,
    },
    "edges": {"smooth": False, "color": {"color": "#b9b5a6", "highlight": "#1a1d24"}},
    "nodes": {"font": {"face": "system-ui, sans-serif", "size": 15}},
}


@dataclass(frozen=True, slots=True)
class Words:
    """What the file says, in one language: the legend, and what was left out."""

    language: str = "en"
    internal: str = "internal"
    external: str = "external"
    unknown: str = "side not known"
    core: str = "core"
    thicker: str = "thicker line = stronger tie"
    dashed: str = "dashed line = a contact only"
    left_out: str = ""


def map_file(answer: GraphAnswer, *, title: str = "expertgraph", words: Words | None = None) -> str:
    """The HTML text of a map; opens anywhere, offline."""
    network = Network(height="calc(100vh - 112px)", width="100%", cdn_resources="in_line", bgcolor="#fbfaf6")
    network.nodes = [_node(each) for each in answer.nodes]
    network.edges = [
        {"from": each.a, "to": each.b, "width": _width(each.strength, answer), "dashes": each.weak}
        for each in answer.edges
    ]
    network.set_options(json.dumps(_OPTIONS))
    page = _OUTSIDE.sub("", network.generate_html())
    page = re.sub(r"<center>.*?</center>", "", page, flags=re.DOTALL)
    return _framed(page, answer.title or title, words or Words(left_out=answer.note))


def _node(mark: Mark) -> dict[str, object]:
    colour = _CORE if mark.ring == 0 else _COLOURS.get(mark.kind, _UNKNOWN)
    size = 8 + 5 * mark.size**0.5 if mark.kind == "community" else 7 + 16 * mark.weight
    # The hover text of the drawing library is HTML; a plain node text is not interpreted.
    return {
        "id": mark.id,
        "label": mark.label,
        "shape": _SHAPES.get(mark.kind, "square"),
        "color": colour,
        "size": round(size, 1),
        "x": round(mark.x * _SCALE, 1),
        "y": round(mark.y * _SCALE, 1),
    }


def _width(strength: float, answer: GraphAnswer) -> float:
    top = max((each.strength for each in answer.edges), default=0.0)
    return round(0.6 + 5 * (strength / top) ** 0.5, 2) if top else 0.6


def _framed(page: str, title: str, words: Words) -> str:
    """A doctype, a policy that forbids every request, a heading, the legend and what was left out."""
    said = {name: html.escape(getattr(words, name)) for name in Words.__slots__}
    heading = html.escape(title)
    legend = (
        f'<p><b style="color:{_INTERNAL}">&#9679;</b> {said["internal"]} &nbsp; '
        f'<b style="color:{_EXTERNAL}">&#9670;</b> {said["external"]} &nbsp; '
        f'<b style="color:{_UNKNOWN}">&#9632;</b> {said["unknown"]} &nbsp; '
        f'<b style="color:{_CORE}">&#9679;</b> {said["core"]} &nbsp; {said["thicker"]} &nbsp; {said["dashed"]} '
        f"&nbsp; {said['left_out']}</p>"
    )
    head = (
        f'<!doctype html>\n<html lang="{said["language"]}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{heading}</title>'
        "<style>body{margin:0;font:15px/1.5 system-ui,sans-serif;color:#1a1d24;background:#fbfaf6}"
        "header{padding:12px 18px}h1{font-size:20px;margin:0}p{margin:2px 0;color:#5c5a50}</style>"
    )
    page = re.sub(r"^\s*<html>\s*<head>\s*<meta charset=\"utf-8\">", lambda _: head, page, count=1)
    return page.replace("<body>", f"<body><header><h1>{heading}</h1>{legend}</header>", 1)
