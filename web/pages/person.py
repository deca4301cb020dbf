"""Somebody's page: what they are known for and why, where they are, how they stand, and the way to them."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, redirect, request, url_for

from expertgraph import policy
from expertgraph.answers.find import find
from expertgraph.answers.graph import graph
from expertgraph.answers.person import PersonAnswer, RingReason
from expertgraph.answers.person import person as answer
from expertgraph.answers.ring_words import Language, sentence
from expertgraph.declaring import CHOICES, declare, period
from expertgraph.errors import Denied, WrongCall
from expertgraph.policy import Data, Rule
from web.frame import language
from web.pages.find import marked
from web.scene import Scene, scene
from web.twins import twin
from web.viewing import looking, workspace

blueprint = Blueprint("person", __name__)
_HALF, _TEXT, _NAMES = 420.0, 12.0, 30
"""Units from the middle of the picture to its edge, height of a name, and most names."""
_SKILLS = 12
_FOUND_AMONG = 200


def _extra(found: PersonAnswer) -> dict[str, Any]:
    return {
        "told": told,
        "marked": marked,
        "around": _around(found),
        "need": _need(found),
        "most": max((skill.expertise for skill in found.skills), default=0.0),
        "shown_skills": _SKILLS,
        "opt_in": workspace().settings["consent.mode"] == "opt-in",
        "said": _said(found) if found.me or looking().owner else None,
    }


def _around(found: PersonAnswer) -> Scene | None:
    """The picture of the people around, where the viewer may see ties."""
    if not found.ties:
        return None
    return scene(graph(workspace(), looking(), found.person), half=_HALF, text=_TEXT, most=_NAMES)


def _need(found: PersonAnswer) -> Any:
    """Why this person came up for the need they were found with."""
    need = request.args.get("need", "").strip()
    if not need:
        return None
    results = find(workspace(), looking(), need, limit=_FOUND_AMONG, snippets=0).results
    places = [place for place, each in enumerate(results) if each.person == found.person]
    if not places:
        return None
    chosen = find(workspace(), looking(), need, limit=1, offset=places[0], snippets=20).results[0]
    return {"text": need, "result": chosen, "place": places[0] + 1}


@twin(
    blueprint,
    "/p/<person>",
    template="person.html",
    page="find",
    summary="What somebody is known for and why, where they are, and what the viewer may see of how they stand",
    reads=(Data.PROFILE, Data.OWN),
    extra=_extra,
)
def show(person: str) -> PersonAnswer:
    """Somebody's page."""
    return answer(workspace(), looking(), person)


def _said(found: PersonAnswer) -> dict[str, str]:
    """What this person declared about themself."""
    stored = workspace().store.frame("declaration", ["name", "value"], {"subject": found.person})
    return dict(zip(stored["name"], stored["value"], strict=True))


@blueprint.post("/p/<person>/declare")
@policy.reads(Data.OWN)
def say(person: str) -> Response:
    """Say something about oneself: opt out, ask to be coached, be on leave; or take it back."""
    found = answer(workspace(), looking(), person)
    if not found.me and policy.rule(looking(), Data.OWN) is not Rule.ALLOW:
        raise Denied("Everybody says this about themself only.")
    name, value = request.form.get("name", ""), request.form.get("value", "").strip()
    if name not in CHOICES:
        raise WrongCall("That cannot be said here.", f"Known: {', '.join(CHOICES)}.")
    if name == "leave" and value:
        value = f"{value}..{request.form.get('until', '').strip() or value}"
        period(value)
    declare(workspace().store, found.person, name, value or None, at=workspace().clock())
    return redirect(url_for("person.show", person=found.person, said=name), 303)  # type: ignore[return-value]


def told(reason: RingReason) -> str:
    """One reason for a ring as a sentence in the reader's language."""
    return sentence(reason.code, reason.params, cast("Language", language()))
