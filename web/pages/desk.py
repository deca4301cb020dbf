"""The community manager's desk: today's list, and saying what was done with an entry."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for

from expertgraph import policy
from expertgraph.answers.desk import Desk, handle, undo
from expertgraph.answers.desk import desk as answer
from expertgraph.policy import Data
from web.twins import twin
from web.viewing import looking, workspace

blueprint = Blueprint("desk", __name__)
READS = (Data.DESK,)


@twin(
    blueprint,
    "/desk",
    template="desk.html",
    page="desk",
    summary="What is worth doing in the community today, each entry with its reason and one action",
    reads=READS,
    extra=lambda found: {"just": request.args.get("just", "")},
)
def desk() -> Desk:
    """Today's list."""
    return answer(workspace(), looking())


@blueprint.post("/desk/<any(done, later, no):verdict>")
@policy.reads(*READS)
def deal(verdict: str) -> Response:
    """Say that an entry is done, to be shown later, or not needed."""
    handle(workspace(), looking(), request.form.get("sort", ""), request.form.get("what", ""), verdict)
    return _back(verdict)


@blueprint.post("/desk/undo")
@policy.reads(*READS)
def take_back() -> Response:
    """Let an entry stand on the desk again."""
    undo(workspace(), looking(), request.form.get("sort", ""), request.form.get("what", ""))
    return _back("undone")


def _back(just: str) -> Response:
    return redirect(url_for("desk.desk", just=just), 303)  # type: ignore[return-value]
