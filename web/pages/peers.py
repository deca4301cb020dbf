"""Who should meet: one's own peers, and circles of one trade whose people hardly know each other."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from expertgraph import policy
from expertgraph.answers.peers import PeersAnswer
from expertgraph.answers.peers import peers as answer
from expertgraph.policy import Data
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("peers", __name__)


def _extra(_: PeersAnswer) -> dict[str, Any]:
    viewer = looking()
    return {"anybody": viewer.owner, "may_start": policy.whole(viewer, Data.PILOTS)}


@twin(
    blueprint,
    "/peers",
    template="peers.html",
    page="peers",
    summary="People with the same expertise who do not know each other, and circles of one trade with few ties",
    reads=(Data.OWN, Data.CIRCLES),
    arguments=(Argument("of", "Whose peers; others than the owner see their own"),),
    extra=_extra,
)
def peers() -> PeersAnswer:
    """Who should meet."""
    return answer(workspace(), looking(), request.args.get("of", "").strip())
