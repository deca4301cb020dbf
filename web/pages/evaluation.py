"""How well the search finds, for everybody, and measuring it anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask_babel import gettext

from expertgraph import policy
from expertgraph.answers.evaluation import Evaluation
from expertgraph.answers.evaluation import evaluation as answer
from expertgraph.errors import WrongCall
from expertgraph.policy import Data
from web.jobs import Jobs
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("evaluation", __name__)


def systems() -> dict[str, str]:
    """What each system is called."""
    return {
        "search": gettext("This search"),
        "popularity-90": gettext("Whoever answered most in 90 days"),
        "popularity-365": gettext("Whoever answered most in a year"),
        "popularity-halving": gettext("Whoever answered most, the recent counting more"),
        "profile": gettext("Search on profiles"),
        "bm25": gettext("Plain search in messages"),
    }


def measures() -> dict[str, tuple[str, str, str]]:
    """Of each measure its name, what it means, and what specialists call it."""
    return {
        "s1": (
            gettext("The first one helped"),
            gettext("In which share of the questions the first person named is one of those who really helped."),
            "S@1",
        ),
        "s5": (
            gettext("One of the first five helped"),
            gettext("In which share of the questions somebody among the first five named really helped."),
            "S@5",
        ),
        "r10": (
            gettext("Helpers among the first ten"),
            gettext("Of all who really helped with a question, the share that is among the first ten named."),
            "R@10",
        ),
        "mrr": (
            gettext("How soon a helper comes"),
            gettext("1 if the first person named helped, 1/2 if only the second, 1/3 if only the third, and so on."),
            "MRR",
        ),
        "map": (
            gettext("How high all helpers stand"),
            gettext("For each helper, the share of helpers among those named up to there; 1 if all of them come first."),
            "MAP",
        ),
        "ndcg10": (
            gettext("The main helper before the others"),
            gettext("How close the first ten come to the best order: the main helper counts three times, and the lower "
                    "the less."),
            "nDCG@10",
        ),
    }  # fmt: skip


VARIANTS = ("rolling", "frozen")


def _frozen(said: Mapping[str, str]) -> bool:
    variant = said.get("variant", "rolling")
    if variant not in VARIANTS:
        raise WrongCall(f"There is no variant {variant!r}.", f"Variants: {', '.join(VARIANTS)}.")
    return variant == "frozen"


@twin(
    blueprint,
    "/evaluation",
    template="evaluation.html",
    page="evaluation",
    summary="How well the search finds, against what people do instead: counts and rates only",
    reads=(Data.QUALITY,),
    arguments=(Argument("variant", "rolling: evidence up to each question; frozen: up to the first one."),),
    extra=lambda answer: {"systems": systems(), "measures": measures()},
)
def evaluation() -> Evaluation:
    """The latest evaluation."""
    return answer(workspace(), looking(), frozen=_frozen(request.args))


@blueprint.post("/evaluation")
@policy.reads(Data.QUALITY)
def evaluate() -> Any:
    """Start an evaluation: for those who import everything."""
    policy.require_whole(looking(), Data.IMPORTS)
    jobs: Jobs = current_app.extensions["expertgraph.jobs"]
    job = jobs.evaluate(looking().person, frozen=_frozen(request.form))
    response: Response = redirect(url_for("imports.job", number=job.id), 303)  # type: ignore[assignment]
    return response
