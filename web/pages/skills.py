"""Skills: the list with a search box, one skill's page, the community's own terms, and endorsements."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from expertgraph import endorsing, policy, terms
from expertgraph.answers.skill import SkillAnswer
from expertgraph.answers.skill import skill as answer
from expertgraph.answers.skill_list import ORDERS, SkillList, skill_list
from expertgraph.policy import Data
from web.pages.find import marked
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("skills", __name__)
READS = (Data.PROFILE, Data.EVIDENCE_OPEN)


@twin(
    blueprint,
    "/skills",
    template="skills.html",
    fragment="skills_found.html",
    page="skills",
    summary="The skills: how many hold each, what is asked, and what is at risk",
    reads=READS,
    arguments=(
        Argument("q", "Only skills with a name that has words beginning like these"),
        Argument("order", f"One of {', '.join(ORDERS)}"),
        Argument("page", "Page, from 1", "integer"),
    ),
    extra=lambda found: {"orders": ORDERS},
)
def skills() -> SkillList:
    """The skills that the viewer may see somebody hold."""
    asked = request.args
    return skill_list(
        workspace(),
        looking(),
        asked.get("q", "").strip()[:200],
        asked.get("order", ""),
        asked.get("page", 1, int),
    )


def _extra(found: SkillAnswer) -> dict[str, Any]:
    return {"marked": marked, "most": max((each.expertise for each in found.shown), default=0.0)}


@twin(
    blueprint,
    "/skill/<path:skill>",
    template="skill.html",
    page="skills",
    summary="A skill: who is known for it and why, what was asked, where it lives, and what goes with it",
    reads=READS,
    extra=_extra,
)
def show(skill: str) -> SkillAnswer:
    """A skill's page."""
    return answer(workspace(), looking(), skill)


@blueprint.post("/skill/<path:skill>/endorse")
@policy.reads(Data.OWN)
def endorse(skill: str) -> Response:
    """Say, as the person who looks, that somebody knows this; or take it back."""
    found = answer(workspace(), looking(), skill)
    person, take_back = request.form.get("person", ""), request.form.get("verdict") == "take-back"
    (endorsing.take_back if take_back else endorsing.endorse)(workspace(), looking(), person, found.skill)
    if request.form.get("back") == "person":
        return _to(url_for("person.show", person=person))
    return _to(url_for("skills.show", skill=found.skill, said="taken-back" if take_back else "endorsed"))


@blueprint.post("/skills/terms")
@policy.reads(Data.IMPORTS)
def add() -> Response:
    """Add a term of the community's own; it counts from the next analysis on."""
    policy.require_whole(looking(), Data.IMPORTS)
    same = request.form.get("same", "").strip() or None
    terms.add_term(workspace().store, request.form.get("term", ""), same, at=workspace().clock())
    return _to(url_for("skills.skills") + "#own")


@blueprint.post("/skills/terms/remove")
@policy.reads(Data.IMPORTS)
def remove() -> Response:
    """Do not look for a term any more."""
    policy.require_whole(looking(), Data.IMPORTS)
    terms.remove_term(workspace().store, request.form.get("term", ""))
    return _to(url_for("skills.skills") + "#own")


def _to(address: str) -> Response:
    return redirect(address, 303)  # type: ignore[return-value]
