"""Where to be: outposts against the own channels, and the page of one channel."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from expertgraph.answers.channel import ChannelPage
from expertgraph.answers.channel import channel as channel_answer
from expertgraph.answers.where import ORDERS, Where
from expertgraph.answers.where import where as where_answer
from expertgraph.policy import Data
from web import aquarium
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("where", __name__)


def _drawn(answer: Where) -> dict[str, Any]:
    return {"spots": aquarium.spots(answer.outposts), "aquarium": aquarium}


@twin(
    blueprint,
    "/where",
    template="where.html",
    page="where",
    summary="Where to be: each outpost's people and activity, and who first seen there came to the own channels",
    reads=(Data.AGGREGATES, Data.CHANNELS),
    arguments=(Argument("order", f"One of {', '.join(ORDERS)}"),),
    extra=_drawn,
)
def where() -> Where:
    """The outposts beside the own channels."""
    return where_answer(workspace(), looking(), request.args.get("order", ""))


@twin(
    blueprint,
    "/channel/<path:channel>",
    template="channel.html",
    page="channels",
    summary="A channel: its people in sums, its weeks, who carries it, where they come from, what is open",
    reads=(Data.CHANNELS,),
    extra=lambda answer: {"most": max((week.contributions for week in answer.weeks), default=0)},
)
def show(channel: str) -> ChannelPage:
    """A channel's page."""
    return channel_answer(workspace(), looking(), channel)
