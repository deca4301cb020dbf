"""The champions programme: candidates with reasons, invitations and their answers, the target and the effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast

from flask import Blueprint, Response, redirect, request, url_for

from expertgraph import policy, programme
from expertgraph.answers.champions import ChampionsAnswer, Reason
from expertgraph.answers.champions import champions as answer
from expertgraph.answers.champions_course import Course
from expertgraph.answers.onboarding import LONGEST_ABOUT, OnboardingAnswer, Why
from expertgraph.answers.onboarding import onboarding as plan
from expertgraph.errors import WrongCall
from expertgraph.policy import Data
from expertgraph.programme.acting import LONGEST_NAME, LONGEST_TEXT
from expertgraph.programme.criteria import CRITERIA
from expertgraph.programme.plan_words import plan_sentence
from expertgraph.programme.words import CRITERION, CriterionWords, Language, evidence_sentence
from web.frame import language
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("champions", __name__)
LEAST = (0.2, 0.4, 0.6, 0.8)
"""The least values that the page offers."""
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 880, 250, 80, 12, 30


@dataclass(frozen=True, slots=True)
class Chart:
    """The course as lines in a drawing: SVG paths, the grid as (y, share), and moments as (x, UTC seconds)."""

    width: int
    height: int
    left: int
    bottom: int
    share: str
    area: str
    wanted: str
    last: tuple[float, float] | None
    grid: list[tuple[float, float]]
    moments: list[tuple[float, int]]


def chart(course: Course) -> Chart:
    """Shares from 0 to a little above the highest, over the weeks that there are; what is not told breaks the line."""
    points = course.points
    shares = [each.share for each in points]
    wanted = [each.wanted for each in points]
    step = next(
        each
        for each in (0.01, 0.02, 0.05, 0.1, 0.25, 1.0)
        if each * 4 >= max([0.01, *(value for value in (*shares, *wanted) if value is not None)])
    )
    top = 4 * step
    width, height = _WIDTH - _LEFT - 14, _HEIGHT - _TOP - _BOTTOM

    def place(at: int, value: float) -> tuple[float, float]:
        x = _LEFT + width * at / max(len(points) - 1, 1)
        return round(x, 1), round(_TOP + height * (1 - value / top), 1)

    drawn = [None if value is None else place(at, value) for at, value in enumerate(shares)]
    line = [None if value is None else place(at, value) for at, value in enumerate(wanted)]
    every = max(1, len(points) // 5)
    return Chart(
        _WIDTH,
        _HEIGHT,
        _LEFT,
        _HEIGHT - _BOTTOM,
        _path(drawn),
        "" if None in drawn else f"{_path(drawn)}V{_HEIGHT - _BOTTOM}H{_LEFT}Z",
        _path(line),
        drawn[-1],
        [(place(0, step * each)[1], step * each) for each in range(5)],
        [(place(at, 0)[0], points[at].at) for at in range(0, len(points) - every // 2, every)],
    )


def _path(places: list[tuple[float, float] | None]) -> str:
    text, down = "", False
    for each in places:
        if each is not None:
            text += f"{'L' if down else 'M'}{each[0]} {each[1]}"
        down = each is not None
    return text


def _words(code: str) -> CriterionWords:
    return CRITERION[code][cast("Language", language())]


def _told(reason: Reason) -> str:
    return evidence_sentence(reason.criterion, reason.params, cast("Language", language()))


def _extra(found: ChampionsAnswer) -> dict[str, Any]:
    return {
        "words": _words,
        "told": _told,
        "chart": chart(found.course) if found.course and found.course.points else None,
        "offered": LEAST,
        "longest": (LONGEST_NAME, LONGEST_TEXT),
        "iso": lambda at: "" if at is None else datetime.fromtimestamp(at, UTC).date().isoformat(),
        "after": datetime.fromtimestamp(workspace().clock() + 86_400, UTC).date().isoformat(),
    }


@twin(
    blueprint,
    "/champions",
    template="champions.html",
    page="champions",
    summary="The champions programme: candidates with reasons, who said yes, the target and the effect",
    reads=(Data.PROGRAMME, Data.RING_INNER),
    arguments=tuple(
        Argument(name, "Least value 0..1 of this criterion; without any, those of the programme", "number")
        for name in CRITERIA
    ),
    extra=_extra,
)
def champions() -> ChampionsAnswer:
    """The programme that runs, as far as it is the viewer's to see."""
    return answer(workspace(), looking(), _asked())


def _said(why: Why) -> str:
    return plan_sentence(why.code, why.params, cast("Language", language()))


@twin(
    blueprint,
    "/onboarding",
    template="onboarding.html",
    page="onboarding",
    summary="A newcomer's first weeks: whom to meet, where to introduce oneself, a first small step; one's own only",
    reads=(Data.OWN, Data.PROFILE),
    arguments=(
        Argument("about", "What the newcomer works on or wants to learn, in words"),
        Argument("person", "Whose plan: one's own, or of who asked to be coached"),
    ),
    extra=lambda found: {"say": _said, "longest": LONGEST_ABOUT},
)
def onboarding() -> OnboardingAnswer:
    """Whom to meet, and where to begin."""
    asked = request.args
    return plan(workspace(), looking(), asked.get("about", ""), asked.get("person") or None)


def _asked() -> dict[str, float] | None:
    """The least values in the address; None when it names no criterion at all."""
    named = [name for name in CRITERIA if name in request.args]
    return _least(request.args) if named else None


def _least(given: Any) -> dict[str, float]:
    try:
        return {name: float(given[name]) for name in CRITERIA if given.get(name, "").strip()}
    except ValueError:
        raise WrongCall("A least value is no number.", "Give a number from 0 to 1, such as 0.4.") from None


@blueprint.post("/champions")
@policy.reads(Data.PROGRAMME)
def set_up() -> Response:
    """Begin a programme, or change the one that runs."""
    form = request.form
    target, by = form.get("target", "").strip(), form.get("by", "").strip()
    try:
        share = float(target.replace(",", ".")) / 100 if target else None
        moment = date.fromisoformat(by) if by else None
    except ValueError:
        raise WrongCall("The target is a percentage and a day.", "For example 10 and 2027-06-30.") from None
    at = (
        None
        if moment is None
        else int(datetime(moment.year, moment.month, moment.day, tzinfo=UTC).timestamp())
    )
    programme.set_up(workspace(), looking(), form.get("name", ""), _least(form), share, at)
    return _back("set-up")


@blueprint.post("/champions/end")
@policy.reads(Data.PROGRAMME)
def end() -> Response:
    """End the programme that runs."""
    programme.end(workspace(), looking())
    return _back("ended")


@blueprint.post("/champions/invitations")
@policy.reads(Data.PROGRAMME, Data.RING_INNER)
def invite() -> Response:
    """Invite the candidates that were chosen."""
    form = request.form
    programme.invite(
        workspace(),
        looking(),
        form.getlist("person"),
        cohort=form.get("cohort", ""),
        text=form.get("text", ""),
    )
    return _back("invited")


@blueprint.post("/champions/steps")
@policy.reads(Data.PROGRAMME)
def step() -> Response:
    """Record a step of somebody who is invited or takes part."""
    form = request.form
    programme.act(workspace(), looking(), form.get("kind", ""), person=form.get("person", ""))
    return _back("recorded")


@blueprint.post("/champions/mine")
@policy.reads(Data.PROGRAMME)
def mine() -> Response:
    """Say yes or no to one's own invitation, or leave."""
    programme.act(workspace(), looking(), request.form.get("kind", ""))
    return _back("said")


def _back(done: str) -> Response:
    return redirect(url_for("champions.champions", done=done), 303)  # type: ignore[return-value]
