"""Channels: which are ours, which is the core, which are outposts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for

from expertgraph import policy
from expertgraph.answers import lists
from expertgraph.declaring import declare_ownership
from expertgraph.errors import WrongCall
from expertgraph.kinds import OWNERSHIPS
from expertgraph.policy import Data
from web.twins import twin
from web.viewing import looking, workspace

blueprint = Blueprint("channels", __name__)


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels, the core first, then the most used; ``pending`` says whose a channel was declared to be
    since the edition, by channel id."""

    channels: list[lists.ChannelRow]
    may_declare: bool
    pending: dict[str, str]


@twin(
    blueprint,
    "/channels",
    template="channels.html",
    page="channels",
    summary="The channels: whose they are, who is there, how much is going on",
    reads=(Data.CHANNELS,),
)
def channels() -> Channels:
    """Every channel that the viewer may see."""
    rows = lists.channels(workspace(), looking())
    rows = sorted(rows, key=lambda row: (row.ownership != "core", -(row.contributions or 0), row.name))
    return Channels(rows, policy.rule(looking(), Data.IMPORTS) is policy.Rule.ALLOW, _pending(rows))


def _pending(rows: list[lists.ChannelRow]) -> dict[str, str]:
    """What was declared of these channels and is not in the edition yet."""
    kept = workspace().store.frame("declaration", ["subject", "value"], where={"name": "ownership"})
    declared = dict(zip(kept["subject"], kept["value"], strict=True))
    return {
        row.channel: declared[row.channel]
        for row in rows
        if declared.get(row.channel, row.ownership) != row.ownership
    }


@blueprint.post("/channels")
@policy.reads(Data.IMPORTS)
def declare() -> Response:
    """Declare whose a channel is; counts from the next analysis."""
    policy.require_whole(looking(), Data.IMPORTS)
    channel, ownership = request.form.get("channel", ""), request.form.get("ownership", "")
    if ownership not in OWNERSHIPS:
        raise WrongCall("A channel is own, core or outpost.")
    declare_ownership(workspace().store, channel, ownership, at=workspace().clock())
    return redirect(url_for("channels.channels"), 303)  # type: ignore[return-value]
