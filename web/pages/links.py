"""Who is who: suggestions beside each other, decided by hand or keyboard or all of a kind, with undo."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for

from expertgraph import linking, policy
from expertgraph.answers.links import Links, OwnLinks, own_links
from expertgraph.answers.links import links as answer
from expertgraph.errors import NotFound
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


@twin(
    blueprint,
    "/links/me",
    template="links_me.html",
    page="links_me",
    summary="Identities that may be the viewer's own, with reasons",
    reads=(Data.OWN,),
)
def links_me() -> OwnLinks:
    """Which of these are you?"""
    return own_links(workspace(), looking())


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
    """Accept, refuse or put away a suggestion."""
    space = workspace()
    linking.decide(
        space.store, [number], request.form.get("verdict", ""), by=looking().person, at=space.clock()
    )
    return _back()


@blueprint.post("/links/all")
@policy.reads(Data.LINKS)
def decide_all() -> Response:
    """Accept or refuse all suggestions that rest on the same reasons."""
    verdict, least = request.form.get("verdict", ""), request.form.get("least", 0.0, type=float)
    space = workspace()
    linking.decide_all(
        space.store, verdict, request.form.getlist("because"), least, by=looking().person, at=space.clock()
    )
    return _back()


@blueprint.post("/links/undo/<int:number>")
@policy.reads(Data.LINKS)
def undo(number: int) -> Response:
    """Take a decision back."""
    linking.undo(workspace().store, number)
    return _back()


@blueprint.post("/links/undo-batch/<int:batch>")
@policy.reads(Data.LINKS)
def undo_batch(batch: int) -> Response:
    """Take all decisions of one go back."""
    linking.undo_batch(workspace().store, batch)
    return _back()


@blueprint.post("/links/me/<int:number>")
@policy.reads(Data.OWN)
def claim(number: int) -> Response:
    """This is me, or it is not."""
    space = workspace()
    linking.claim(space.store, _myself(), number, request.form.get("verdict", ""), at=space.clock())
    return _back("links.links_me")


@blueprint.post("/links/me/undo/<int:number>")
@policy.reads(Data.OWN)
def unclaim(number: int) -> Response:
    """Take one's own decision back."""
    linking.undo(workspace().store, number, by=_myself())
    return _back("links.links_me")


def _myself() -> str:
    person = looking().person
    if person is None:
        raise NotFound("You look as nobody in particular.", "Look as a person first.")
    return person


def _back(page: str = "links.links") -> Response:
    return redirect(url_for(page), 303)  # type: ignore[return-value]
