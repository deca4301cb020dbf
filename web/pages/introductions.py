"""Being introduced: the ways to somebody, asking whoever stands in between, answering, and sharing one's contacts."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, redirect, request, url_for

from expertgraph import introducing, policy
from expertgraph.answers.contacts import OwnContacts, own_contacts, share
from expertgraph.answers.introducing import IntroductionsAnswer
from expertgraph.answers.introducing import introductions as answer
from expertgraph.answers.path import PathAnswer, Step, nothing_asked
from expertgraph.answers.path import path as answer_path
from expertgraph.errors import WrongCall
from expertgraph.introducing_words import Language, reason
from expertgraph.policy import Data, Rule
from web.frame import language
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("introductions", __name__)
_ACTS = {"agree": introducing.agree, "decline": introducing.decline}


def told(before: Step, step: Step) -> str:
    """Why one step can be made, in the reader's language."""
    return reason(before.name, step, cast("Language", language()))


def _path_extra(found: PathAnswer) -> dict[str, Any]:
    viewer = looking()
    return {
        "told": told,
        "anybody": policy.rule(viewer, Data.TIES) is Rule.ALLOW,
        "mine": viewer.person is not None and found.origin_person == viewer.person,
        "longest": introducing.LONGEST_NEED,
    }


@twin(
    blueprint,
    "/path",
    template="path.html",
    page="find",
    summary="Up to three ways to somebody, to people with a skill, or to whom words describe, with a reason a step",
    reads=(Data.TIES, Data.CONTACTS, Data.PROFILE),
    arguments=(
        Argument("to", "A person (id or name), a skill, or words such as: somebody at Acme"),
        Argument("from", "From whom; others than the owner of the data ask for themselves only"),
    ),
    extra=_path_extra,
)
def path() -> PathAnswer:
    """Who can introduce me?"""
    space, viewer = workspace(), looking()
    origin = request.args.get("from", "").strip() or viewer.person or ""
    goal = request.args.get("to", "").strip()
    if not origin or not goal:
        return nothing_asked(space, viewer, origin, goal)
    return answer_path(space, viewer, origin, goal)


@twin(
    blueprint,
    "/introductions",
    template="introductions.html",
    page="find",
    summary="Requests for an introduction: asked of the viewer, by the viewer, and introductions to the viewer",
    reads=(Data.INTRODUCTIONS,),
)
def introductions() -> IntroductionsAnswer:
    """What I am asked for, and what I asked for."""
    return answer(workspace(), looking())


@blueprint.post("/introductions")
@policy.reads(Data.INTRODUCTIONS, Data.TIES)
def ask() -> Response:
    """Ask for an introduction along one of the ways that are offered."""
    form = request.form
    introducing.ask(workspace(), looking(), form.get("to", ""), form.getlist("via"), form.get("need", ""))
    return _to("introductions.introductions", done="asked")


@blueprint.post("/introductions/<name>")
@policy.reads(Data.INTRODUCTIONS)
def decide(name: str) -> Response:
    """Agree, decline, or withdraw one's own request."""
    verdict = request.form.get("verdict", "")
    if verdict == "withdraw":
        introducing.withdraw(workspace(), looking(), name)
    elif verdict in _ACTS:
        _ACTS[verdict](workspace(), looking(), name, request.form.get("note", ""))
    else:
        raise WrongCall("That cannot be answered here.", "Answer agree, decline or withdraw.")
    return _to("introductions.introductions", done=verdict)


@twin(
    blueprint,
    "/contacts",
    template="contacts.html",
    page="find",
    summary="The viewer's own uploaded contacts, and which of them are shared",
    reads=(Data.CONTACTS,),
    arguments=(Argument("page", "Page, from 1", "integer"),),
    extra=lambda found: {"page_address": lambda number: url_for("introductions.contacts", page=number)},
)
def contacts() -> OwnContacts:
    """My contacts, and whom I am willing to introduce colleagues to."""
    return own_contacts(workspace(), looking(), request.args.get("page", 1, type=int))


@blueprint.post("/contacts")
@policy.reads(Data.CONTACTS)
def share_contacts() -> Response:
    """Share some of one's contacts, or share them no longer."""
    share(
        workspace(),
        looking(),
        request.form.getlist("contact"),
        shared=request.form.get("share", "") == "yes",
    )
    return _to("introductions.contacts", page=request.form.get("page", "1"))


def _to(endpoint: str, **arguments: str) -> Response:
    return redirect(url_for(endpoint, **arguments), 303)  # type: ignore[return-value]
