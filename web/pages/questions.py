"""Questions: the lists that somebody may see, and one question with its steps and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)

from expertgraph import policy
from expertgraph.answers import askable
from expertgraph.answers.questions import LISTS, QuestionAnswer, QuestionCounts, QuestionRow, counts
from expertgraph.answers.questions import calendar as calendar_file
from expertgraph.answers.questions import question as answer
from expertgraph.answers.questions import questions as answer_list
from expertgraph.asking import act, customer_link, see
from expertgraph.asking.acting import LONGEST_TEXT
from expertgraph.errors import WrongCall
from expertgraph.policy import Data, Rule
from web.pages.find import marked
from web.pages.imports import jobs
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("questions", __name__)
READS = (Data.QUESTIONS,)
SUGGESTED = 5
_PASSING = ("routed", "forwarded", "handed-over")


@dataclass(frozen=True, slots=True)
class Questions:
    """One of the lists, what still waits first; ``counts``: how many of each list still wait; ``totals``: how many
    questions there are, by where they stand, for those who see no single one (None for others)."""

    which: str
    rows: list[QuestionRow]
    counts: dict[str, int]
    totals: QuestionCounts | None


@twin(
    blueprint,
    "/questions",
    template="questions.html",
    page="ask",
    summary="Questions that the viewer asked, was asked, may answer, or that nobody took",
    reads=READS,
    arguments=(Argument("which", f"One of {', '.join(LISTS)}"),),
    extra=lambda found: {"lists": lists()},
)
def index() -> Questions:
    """One of the lists."""
    space, viewer = workspace(), looking()
    found = answer_list(space, viewer, request.args.get("which", "mine"))
    sums = counts(space, viewer) if policy.rule(viewer, Data.QUESTIONS) is Rule.AGGREGATE else None
    return Questions(found.which, found.rows, found.counts, sums)


def lists() -> list[str]:
    """The lists that can hold something for the viewer."""
    viewer = looking()
    rule = policy.rule(viewer, Data.QUESTIONS)
    if rule is Rule.AGGREGATE:
        return []
    own = ["to-me", "channel"] if viewer.person else []
    return ["mine", *own, *(["open"] if rule in {Rule.ALLOW, Rule.OPEN} else [])]


def _extra(found: QuestionAnswer) -> dict[str, Any]:
    key = None
    if found.mine and found.customer and found.customer.link:
        key = customer_link(workspace(), looking(), found.id)
    return {
        "lists": lists(),
        "among": _among(found),
        "marked": marked,
        "key": key,
        "just_asked": session.pop("asked", None) == found.id,
        "name": request.args.get("name", ""),
        "longest": LONGEST_TEXT,
        **_who_else(found),
    }


def _among(found: QuestionAnswer) -> str:
    """The list through which the viewer comes to a question."""
    if found.mine:
        return "mine"
    if any(each.person == looking().person for each in found.people):
        return "to-me"
    return "open" if "open" in lists() else "channel"


def _who_else(found: QuestionAnswer) -> dict[str, Any]:
    """To whom the viewer may pass the question on: suggested for it, or of the name that was typed."""
    if not set(_PASSING) & set(found.may):
        return {"people": [], "named": []}
    out = {each.person for each in found.people} | ({found.asker.person} if found.asker else set())
    space, viewer = workspace(), looking()
    people = askable.suggested(space, viewer, f"{found.title} {found.text}"[:600], SUGGESTED, out)
    named = askable.named(space, viewer, request.args.get("name", ""), out | {each.person for each in people})
    return {"people": people, "named": named}


@twin(
    blueprint,
    "/q/<question>",
    template="question.html",
    fragment="question_pass.html",
    page="ask",
    summary="One question: its state, every step, the answers, and what the viewer may do",
    reads=READS,
    extra=_extra,
)
def show(question: str) -> QuestionAnswer:
    """One question."""
    space, viewer = workspace(), looking()
    if not request.path.startswith("/api/"):
        see(space, viewer, question)
    return answer(space, viewer, question)


@blueprint.post("/q/<question>/<kind>")
@policy.reads(*READS)
def step(question: str, kind: str) -> Response:
    """Take a step with a question."""
    said = request.form
    text = said.get("text", "").strip()
    try:
        act(
            workspace(),
            looking(),
            question,
            kind,
            target=said.get("target") or None,
            text=text or None,
            answer=said.get("answer", type=int),
        )
    except WrongCall as error:
        found = answer(workspace(), looking(), question)
        page = render_template(
            "question.html", answer=found, page="ask", problem=error, kept={kind: text}, **_extra(found)
        )
        return make_response(page, error.status)
    if kind == "answered" and current_app.config.get("SEARCH_FOLLOWS"):
        jobs().refresh()
    return redirect(url_for("questions.show", question=question, _anchor="steps"), 303)  # type: ignore[return-value]


@blueprint.get("/q/<question>.ics")
@policy.reads(*READS)
def calendar(question: str) -> Response:
    """A reminder for one's own calendar."""
    response = Response(calendar_file(workspace(), looking(), question), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="question-{question}.ics"'
    return response
