"""Pilots: the list with suggestions, setting one up, and one with its evaluation."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from expertgraph import policy
from expertgraph.answers.circles import circles
from expertgraph.answers.pilots import PilotChoices, PilotList, PilotPage, choices
from expertgraph.answers.pilots import pilot as answer_pilot
from expertgraph.answers.pilots import pilots as answer_pilots
from expertgraph.errors import ExpertgraphError, WrongCall
from expertgraph.pilots import acting
from expertgraph.pilots.goals import GOALS
from expertgraph.pilots.keeping import LONGEST_NAME, LONGEST_TEXT, SORTS, Plan
from expertgraph.policy import Data
from web.pilot_line import line
from web.pilot_words import measures, reasons, verdicts
from web.twins import Argument, twin
from web.viewing import looking, workspace

blueprint = Blueprint("pilots", __name__)
_DAY = 86_400


def _words() -> dict[str, Any]:
    return {"measures": measures(), "verdicts": verdicts(), "reasons": reasons(), "iso": iso, "day_s": _DAY}


def iso(seconds: int | None) -> str:
    """UTC seconds as a day that a date field takes; empty for None."""
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).date().isoformat()


@twin(
    blueprint,
    "/pilots",
    template="pilots.html",
    page="pilots",
    summary="Pilots and how they stand, and where a first one would be worth it; counts of at least k people",
    reads=(Data.PILOTS,),
    extra=lambda _: _words(),
)
def pilots() -> PilotList:
    """The pilots."""
    return answer_pilots(workspace(), looking())


@twin(
    blueprint,
    "/pilots/new",
    template="pilot_new.html",
    page="pilots",
    summary="What a new pilot can be set up with: channels, units, communities and measures",
    reads=(Data.PILOTS,),
    arguments=(
        Argument("by", "people, channel, unit or community: what the form begins with"),
        Argument("of", "Which channel, unit or community"),
        Argument("measure", "The measure that the goal is in"),
        Argument("theme", "What it is about"),
        Argument("trade", "A circle of one trade whose people it is to be set up with"),
    ),
    extra=lambda _: {**_words(), **_form(_asked_for())},
)
def new() -> PilotChoices:
    """A form for a new pilot."""
    return choices(workspace(), looking())


@twin(
    blueprint,
    "/pilot/<id>",
    template="pilot.html",
    page="pilots",
    summary="One pilot: its measures against its own start, everybody else and people much like them, with intervals",
    reads=(Data.PILOTS,),
    extra=lambda found: {**_words(), **_form(_of(found)), "line": _line(found)},
)
def pilot(id: str) -> PilotPage:
    """One pilot with its evaluation."""
    return answer_pilot(workspace(), looking(), id)


@blueprint.post("/pilots")
@policy.reads(Data.PILOTS)
def start() -> Response:
    """Set a pilot up; what cannot be is said beside what was filled in."""
    policy.require_whole(looking(), Data.PILOTS)
    form = request.form
    by = form.get("by", "people")
    of = form.get(f"of-{by}", form.get("of", ""))
    try:
        made = acting.start(workspace(), looking(), _plan(), by, of, _people())
    except ExpertgraphError as error:
        filled = _form({**form, "of": of})
        answer = choices(workspace(), looking())
        page = render_template(
            "pilot_new.html", answer=answer, page="pilots", error=error, **_words(), **filled
        )
        return make_response(page, error.status)
    return _to(made)


@blueprint.post("/pilot/<id>")
@policy.reads(Data.PILOTS)
def change(id: str) -> Response:
    """Change what a pilot is for."""
    policy.require_whole(looking(), Data.PILOTS)
    acting.change(workspace(), looking(), id, _plan())
    return _to(id)


@blueprint.post("/pilot/<id>/members")
@policy.reads(Data.PILOTS)
def members(id: str) -> Response:
    """Add people, add who came since, or remove people."""
    policy.require_whole(looking(), Data.PILOTS)
    verb = request.form.get("verb", "")
    if verb == "add":
        acting.add(workspace(), looking(), id, _people())
    elif verb == "again":
        acting.join_again(workspace(), looking(), id)
    elif verb == "remove":
        acting.remove(workspace(), looking(), id, request.form.getlist("person"))
    else:
        raise WrongCall("That cannot be done to members.", "Use add, again or remove.")
    return _to(id)


@blueprint.post("/pilot/<id>/end")
@policy.reads(Data.PILOTS)
def end(id: str) -> Response:
    """End it, or call it off before it begins."""
    policy.require_whole(looking(), Data.PILOTS)
    was = acting.end(workspace(), looking(), id)
    return _to(id) if was.begun(workspace().clock()) else _list()


def _line(found: PilotPage) -> Any:
    return line(found.evaluation.weeks, found.pilot.target, found.pilot.unit)


def _of(found: PilotPage) -> dict[str, Any]:
    """A pilot as its form says it."""
    row = found.pilot
    return {
        "name": row.name,
        "theme": row.theme,
        "goal": row.goal,
        "measure": row.measure,
        "target": "" if row.target is None else f"{row.target * (100 if row.unit == 'share' else 1):g}",
        "started": iso(row.started),
        "ends": iso(None if row.ends is None else row.ends - _DAY),
    }


def _asked_for() -> dict[str, Any]:
    """What the address says of the form; a trade stands for its people, by name or, where two have it, by id."""
    said: dict[str, Any] = dict(request.args.items())
    trade = said.get("trade")
    for circle in circles(workspace(), looking()) if trade else []:
        if circle.by == "role" and circle.label == trade:
            often = Counter(each.name for each in circle.people)
            names = [each.name if often[each.name] == 1 else each.person for each in circle.people]
            said |= {"by": "people", "people": "\n".join(sorted(names))}
    return said


def _form(said: dict[str, Any]) -> dict[str, Any]:
    """What the form is filled in with."""
    fields = ("name", "theme", "goal", "measure", "target", "started", "ends", "by", "of", "people")
    filled = {name: str(said.get(name, "")) for name in fields}
    filled["measure"] = filled["measure"] if filled["measure"] in GOALS else "active"
    filled["by"] = filled["by"] if filled["by"] in SORTS else "people"
    filled["started"] = filled["started"] or iso(workspace().clock())
    return {"form": filled, "longest": {"name": LONGEST_NAME, "text": LONGEST_TEXT}}


def _plan() -> Plan:
    form = request.form
    measure = form.get("measure", "")
    ends = _moment(form.get("ends", ""))
    started = _moment(form.get("started", ""))
    return Plan(
        form.get("name", ""),
        form.get("theme", ""),
        form.get("goal", ""),
        measure,
        _target(form.get("target", ""), measure),
        workspace().clock() if started is None else started,
        None if ends is None else ends + _DAY,
    )


def _target(text: str, measure: str) -> float | None:
    """A target as people write it: shares in percent, with a comma or a point."""
    if not text.strip():
        return None
    try:
        value = float(text.strip().rstrip("%").strip().replace(",", "."))
    except ValueError:
        raise WrongCall(f"{text!r} is no number.", "Write a target such as 60 or 0.8.") from None
    share = measure in GOALS and GOALS[measure].unit == "share"
    return value / 100 if share else value


def _moment(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return int(datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise WrongCall(f"{text!r} is no day.", "Write it as 2026-09-01.") from None


def _people() -> list[str]:
    return [each.strip() for each in re.split(r"[\n,;]", request.form.get("people", "")) if each.strip()]


def _to(pilot: str) -> Response:
    return redirect(url_for("pilots.pilot", id=pilot), 303)  # type: ignore[return-value]


def _list() -> Response:
    return redirect(url_for("pilots.pilots"), 303)  # type: ignore[return-value]
