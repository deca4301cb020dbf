"""Who is who: suggestions beside each other, decided by hand or keyboard, with undo."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for

from expertgraph import linking, policy
from expertgraph.answers.keeping import Links
from expertgraph.answers.keeping import links as answer
from expertgraph.errors import WrongCall
from expertgraph.policy import Data
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("links", __name__)


@twin(
    blueprint,
    "/links",
    template="links.html",
    page="links",
    summary="Pairs of identities that may be one person, with reasons, and what was decided",
    reads=(Data.LINKS,),
    arguments=(Argument("page", "Page, from 1", "integer"),),
)
def links() -> Links:
    """Suggestions to decide about."""
    return answer(workspace(), looking(), request.args.get("page", 1, type=int))


@blueprint.post("/links/suggest")
@policy.reads(Data.LINKS)
def suggest() -> Response:
    """Look for pairs anew."""
    linking.apply(workspace().store)
    linking.suggest(workspace().store)
    return _back()


@blueprint.post("/links/<int:number>")
@policy.reads(Data.LINKS)
def decide(number: int) -> Response:
    """Accept or refuse a suggestion."""
    verdict = request.form.get("verdict", "")
    if verdict not in {"accept", "refuse"}:
        raise WrongCall("A suggestion is accepted or refused.")
    space = workspace()
    linking.decide(space.store, [number], verdict, by=looking().person, at=space.clock())
    return _back()


@blueprint.post("/links/undo/<int:number>")
@policy.reads(Data.LINKS)
def undo(number: int) -> Response:
    """Take a decision back."""
    linking.undo(workspace().store, number)
    return _back()


def _back() -> Response:
    return redirect(url_for("links.links"), 303)  # type: ignore[return-value]
