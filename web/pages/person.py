"""Somebody's page: what they are known for and why, where they are, how they stand, and the way to them."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, redirect, request, url_for

from expertgraph import policy
from expertgraph.answers.declarations import said, say
from expertgraph.answers.graph import graph
from expertgraph.answers.objections import object_to
from expertgraph.answers.person import PersonAnswer, RingReason
from expertgraph.answers.person import person as answer
from expertgraph.answers.ring_words import Language, sentence
from expertgraph.answers.why import WhyAnswer
from expertgraph.answers.why import why as because
from expertgraph.declaring import PERIODS, period
from expertgraph.endorsing import endorsed_skills
from expertgraph.policy import Data
from web.frame import language
from web.pages.find import marked
from web.scene import Scene, scene
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("person", __name__)
_HALF, _TEXT, _NAMES = 420.0, 12.0, 30
"""Units from the middle of the picture to its edge, height of a name, and most names."""
_SKILLS = 12


def _extra(found: PersonAnswer) -> dict[str, Any]:
    return {
        "told": told,
        "marked": marked,
        "around": _around(found),
        "need": _need(found),
        "most": max((skill.expertise for skill in found.skills), default=0.0),
        "shown_skills": _SKILLS,
        "endorsed": endorsed_skills(workspace(), looking(), found.person),
        "opt_in": workspace().settings["consent.mode"] == "opt-in",
        "said": said(workspace(), found.person) if found.me or looking().owner else None,
    }


def _around(found: PersonAnswer) -> Scene | None:
    """The picture of the people around, where the viewer may see ties."""
    if not found.ties:
        return None
    return scene(graph(workspace(), looking(), found.person), half=_HALF, text=_TEXT, most=_NAMES)


def _need(found: PersonAnswer) -> WhyAnswer | None:
    """Why this person came up for the need they were found with."""
    need = request.args.get("need", "").strip()
    if not need:
        return None
    reason = because(workspace(), looking(), found.person, need)
    return reason if reason.all.place else None


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


def _why_extra(found: WhyAnswer) -> dict[str, Any]:
    largest = max((thread.evidence.amount for thread in found.threads), default=0.0)
    return {"marked": marked, "largest": largest}


@twin(
    blueprint,
    "/p/<person>/why",
    template="why.html",
    page="find",
    summary="Why somebody is found for a need: the score down to messages, and the place without mere activity",
    reads=(Data.PROFILE, Data.EVIDENCE_OPEN),
    arguments=(Argument("q", "The need in words"),),
    extra=_why_extra,
)
def why(person: str) -> WhyAnswer:
    """What somebody's score for a need is made of."""
    return because(workspace(), looking(), person, request.args.get("q", "").strip())


@blueprint.post("/p/<person>/object")
@policy.reads(Data.OBJECTIONS)
def object_(person: str) -> Response:
    """Say that a message or a skill must not count about oneself; or take that back."""
    form = request.form
    object_to(
        workspace(),
        looking(),
        person,
        form.get("kind", ""),
        form.get("what", ""),
        form.get("reason", ""),
        back=bool(form.get("back")),
    )
    need = form.get("q", "").strip()
    if need:
        return redirect(url_for("person.why", person=person, q=need), 303)  # type: ignore[return-value]
    return redirect(url_for("person.show", person=person), 303)  # type: ignore[return-value]


@blueprint.post("/p/<person>/declare")
@policy.reads(Data.OWN)
def declare(person: str) -> Response:
    """Say something about oneself: opt out, ask to be coached, be on leave, away or busy; or take it back."""
    name, value = request.form.get("name", ""), request.form.get("value", "").strip()
    if name in PERIODS and value:
        value = f"{value}..{request.form.get('until', '').strip() or value}"
        period(value)
    say(workspace(), looking(), person, name, value or None)
    return redirect(url_for("person.show", person=person, said=name), 303)  # type: ignore[return-value]


def told(reason: RingReason) -> str:
    """One reason for a ring as a sentence in the reader's language."""
    return sentence(reason.code, reason.params, cast("Language", language()))
