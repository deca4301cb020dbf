"""The onion: the page, the same as a table, and pictures of it to keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

from flask import Blueprint, Response, request
from markupsafe import Markup

from expertgraph import policy
from expertgraph.answers import onion as answers
from expertgraph.answers.onion import OnionAnswer, View
from expertgraph.answers.onion_picture import picture as picture_of
from expertgraph.onion.drawing import Links, layers
from expertgraph.onion.model import Mark, Onion
from expertgraph.onion.palette import PALETTES, Theme
from expertgraph.onion.svg import legend_entries, view_box
from expertgraph.onion.words import KIND_WORDS, RING_WORDS, Language, describe, people_told, ring_count, say
from expertgraph.policy import Data
from web.frame import language
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("onion", __name__)
READS = (Data.RING_INNER, Data.RING_OUTER)
_TYPES = {"svg": "image/svg+xml", "png": "image/png", "html": "text/html"}
_NARROW = Argument("community", "Only this community, by number or label.")


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the page needs beside the answer: the SVG layers, and words in the reader's language."""

    layers: Markup
    view_box: str
    description: str
    people: str
    legend: list[tuple[Markup, float, str]]
    rings: list[dict[str, Any]]
    core: list[Mark]
    words: dict[str, Any]


def _link(person: str) -> str:
    return "/p/" + quote(person, safe=":@")


def _channel_link(channel: str) -> str:
    return "/channels#" + quote(channel, safe="")


def drawing(answer: OnionAnswer) -> Drawing:
    """The onion of an answer in the language of this request."""
    onion, spoken = answer.onion, cast("Language", language())
    return Drawing(
        layers=Markup(layers(onion, spoken, Links(_link, _channel_link))),  # noqa: S704 - names are escaped there
        view_box=view_box(onion),
        description=describe(onion, spoken),
        people=people_told(onion, spoken),
        legend=[
            (Markup(sample), wide, words)  # noqa: S704 - shapes only
            for sample, wide, words in legend_entries(onion, spoken)
        ],
        rings=_rings(onion, spoken),
        core=[mark for mark in onion.marks if mark.ring == 0][:12],
        words={
            "rings": RING_WORDS[spoken],
            "kinds": KIND_WORDS[spoken],
            "sectors": [sector.label or say("small", spoken) for sector in onion.sectors],
            "channels": {channel.number: channel.name for channel in onion.channels},
        },
    )


def _rings(onion: Onion, spoken: Language) -> list[dict[str, Any]]:
    return [
        {
            "number": ring.number,
            "name": RING_WORDS[spoken][ring.number],
            "told": ring_count(onion, at, spoken),
            "ring": ring,
        }
        for at, ring in enumerate(onion.rings)
    ]


@twin(
    blueprint,
    "/onion",
    template="onion.html",
    page="onion",
    summary="Engagement rings around the core; rings 2 and outward without names",
    reads=READS,
    arguments=(_NARROW,),
    extra=lambda answer: {"drawing": drawing(answer), "link": _link},
)
def onion() -> OnionAnswer:
    """The onion of everything, or of one community."""
    return answers.onion(workspace(), looking(), View.of(request.args))


@twin(
    blueprint,
    "/onion/table",
    template="onion_table.html",
    page="onion",
    summary="The onion as tables: rings, people shown by name, groups without names, channels",
    reads=READS,
    arguments=(_NARROW,),
    extra=lambda answer: {"drawing": drawing(answer), "link": _link},
)
def table() -> OnionAnswer:
    """The same answer, to be read as tables."""
    return answers.onion(workspace(), looking(), View.of(request.args))


@blueprint.get("/onion.<any(svg, png, html):suffix>")
@policy.reads(*READS)
def picture(suffix: str) -> Response:
    """The onion as a file; ``look`` is light, dark or grey."""
    look = request.args.get("look", "light")
    drawn = picture_of(
        workspace(),
        looking(),
        "." + suffix,
        View.of(request.args),
        theme=cast("Theme", look if look in PALETTES else "light"),
        language=cast("Language", language()),
    )
    response = Response(drawn, mimetype=_TYPES[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="onion.{suffix}"'
    # The file carries its own style sheet; opened from here it may use that and nothing else.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
