"""The onion: the page, the same as tables, and files of it to keep."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, request

from expertgraph import policy
from expertgraph.answers import onion as answers
from expertgraph.answers import onion_time
from expertgraph.answers.onion import OnionAnswer, View
from expertgraph.answers.onion_picture import picture as picture_of
from expertgraph.onion.palette import PALETTES, Theme
from expertgraph.onion.words import Language
from expertgraph.policy import Data
from web import onion_csv
from web.frame import language
from web.onion_drawing import drawing, person_link
from web.onion_filters import asked
from web.onion_told import channel_link
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("onion", __name__)
READS = (Data.RING_INNER, Data.RING_OUTER)
_TYPES = {"svg": "image/svg+xml", "png": "image/png", "html": "text/html"}
_VIEW = (
    Argument("community", "Only this community, by number or label; the sectors are then organisations."),
    Argument("topic", "Only people known for this skill, by id or label."),
    Argument("organisation", "Only people of this organisation."),
    Argument("channel", "Only people who use this channel, by id."),
    Argument("period", "Weeks of use that place the channels: 4, 13, 26 or 52.", "integer"),
    Argument("on", "The rings as they stood on this day, as 2026-05-31."),
    Argument("since", "Movement since this day; none does not count it; without it the last 13 weeks."),
)


def _view() -> View:
    """What the address asks for."""
    frames = onion_time.frames(workspace().edition())
    return asked(frames[0] if frames else None, frames[-1] if frames else None)


def _answer() -> OnionAnswer:
    policy.require(looking(), *READS)
    return answers.onion(workspace(), looking(), _view())


def _extra(answer: OnionAnswer) -> dict[str, Any]:
    return {"drawing": drawing(answer), "link": person_link, "channel_link": channel_link}


@twin(
    blueprint,
    "/onion",
    template="onion.html",
    page="onion",
    summary="Engagement rings around the core; rings 2 and outward without names",
    reads=READS,
    arguments=_VIEW,
    extra=_extra,
)
def onion() -> OnionAnswer:
    """The onion in the view that the address asks for."""
    return _answer()


@twin(
    blueprint,
    "/onion/table",
    template="onion_table.html",
    page="onion",
    summary="The onion as tables: rings, people shown by name, groups without names, channels",
    reads=READS,
    arguments=_VIEW,
    extra=_extra,
)
def table() -> OnionAnswer:
    """The same answer, to be read as tables."""
    return _answer()


@blueprint.get("/onion.csv")
@policy.reads(*READS)
def sheet() -> Response:
    """The tables as a file for a spreadsheet."""
    response = Response(onion_csv.written(_answer()), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="onion.csv"'
    return response


@blueprint.get("/onion.<any(svg, png, html):suffix>")
@policy.reads(*READS)
def picture(suffix: str) -> Response:
    """The onion as a file; ``look`` is light, dark or grey."""
    look = request.args.get("look", "light")
    drawn = picture_of(
        workspace(),
        looking(),
        "." + suffix,
        _view(),
        theme=cast("Theme", look if look in PALETTES else "light"),
        language=cast("Language", language()),
    )
    response = Response(drawn, mimetype=_TYPES[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="onion.{suffix}"'
    # The file carries its own style sheet; opened from here it may use that and nothing else.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
