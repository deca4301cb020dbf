"""pilots: communities that are started small, and what their measures say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import click

from expertgraph import policy
from expertgraph.commands.console import Desk, as_json, clean, on_store, printed, put, put_json
from expertgraph.errors import WrongCall
from expertgraph.pilots.goals import GOALS
from expertgraph.policy import Data

_DAY = 86_400
_VERDICTS = {
    "target": "reached: the last four weeks are at the target",
    "before": "reached, but it was there before the pilot began",
    "change": "on the way: surely better than before its start, the target is not reached",
    "still": "not yet: no sure change since its start",
    "away": "not yet: surely further away than at its start",
    "early": "cannot be said: fewer than four whole weeks are over",
    "few": "cannot be said: too few people to tell of",
    "alike": "cannot be said: its people are nearly those of an earlier pilot",
    "quiet": "cannot be said: in the last four weeks too few people did anything that it counts",
    "aimless": "cannot be said: it has no target",
    "history": "cannot be said: the data do not reach back far enough, and the target is not reached",
}


@click.group()
def pilots() -> None:
    """Start a community small: one group, one theme, one goal; and see what came of it."""


@pilots.command("list")
@printed
@on_store
@policy.reads(Data.PILOTS)
def list_(desk: Desk, form: str) -> None:
    """The pilots and how they stand; without one, where a first one would be worth it."""
    from expertgraph.answers.pilots import pilots as answer

    found = answer(desk.workspace, desk.viewer)
    if form == "table" and not found.pilots:
        click.echo("There is no pilot yet. Start one with expertgraph pilots start.")
        for idea in found.suggestions:
            click.echo("  " + clean(f"worth it: {idea.sort} {idea.name} ({idea.people} people)"))
        return
    put(
        found.pilots,
        form,
        ["id", "name", "state", "measure", "target", "people", "weeks", "verdict", "because"],
    )


@pilots.command()
@click.argument("pilot", metavar="ID")
@as_json
@on_store
@policy.reads(Data.PILOTS)
def show(desk: Desk, pilot: str, as_json: bool) -> None:
    """One pilot: its measures before and since its start, against everybody else and against people much like them."""
    from expertgraph.answers.pilots import pilot as answer

    found = answer(desk.workspace, desk.viewer, pilot)
    if as_json:
        put_json(found)
        return
    row, told = found.pilot, found.evaluation
    click.echo(clean(f"{row.name}: {row.goal} ({row.state}, since {_day(row.started)})"))
    target = "no target" if row.target is None else f"target {_written(row.target, row.unit)}"
    click.echo(f"Measure: {GOALS[row.measure].words}, {target}.")
    click.echo(f"Verdict: {_VERDICTS[row.because]}.")
    if not told.figures:
        return
    click.echo(f"{row.weeks} weeks, {told.people} people; before: {_before(told.before)}")
    rows = [
        {
            "measure": GOALS[each.measure].words,
            "before": _written(each.before, each.unit),
            "now": _written(each.now, each.unit),
            "change": _difference(each.change, each.unit),
            "more than the rest": _difference(each.rest.difference, each.unit),
            "more than the like": _difference(each.matched.difference, each.unit),
        }
        for each in told.figures
    ]
    put(rows, "table")


@pilots.command()
@click.argument("name")
@click.option("--theme", required=True, help="What it is about.")
@click.option("--goal", required=True, help="What it is for, in words.")
@click.option("--measure", type=click.Choice(list(GOALS)), default="active", show_default=True)
@click.option("--target", type=float, help="The value of the measure to reach; shares from 0 to 1.")
@click.option("--from", "started", metavar="DAY", help="Its first day (2026-09-01); without: today.")
@click.option("--until", metavar="DAY", help="Its last day; without: until it is ended.")
@click.option(
    "--person", "people", multiple=True, metavar="PERSON", help="Who takes part; as often as needed."
)
@click.option("--channel", metavar="CHANNEL", help="Whoever is in this channel takes part.")
@click.option("--unit", metavar="UNIT", help="Whoever belongs to this unit takes part.")
@click.option("--community", metavar="COMMUNITY", help="Whoever belongs to this community takes part.")
@as_json
@on_store
@policy.reads(Data.PILOTS)
def start(
    desk: Desk,
    name: str,
    theme: str,
    goal: str,
    measure: str,
    target: float | None,
    started: str | None,
    until: str | None,
    people: tuple[str, ...],
    channel: str | None,
    unit: str | None,
    community: str | None,
    as_json: bool,
) -> None:
    """Set up a pilot called NAME with people, or with those of one channel, unit or community."""
    from expertgraph.pilots.acting import start as act
    from expertgraph.pilots.keeping import Plan

    groups = {"channel": channel, "unit": unit, "community": community}
    chosen = [(by, of) for by, of in groups.items() if of is not None]
    if len(chosen) + bool(people) != 1:
        raise WrongCall(
            "Say who takes part.", "Give --person (as often as needed), --channel, --unit or --community."
        )
    now = desk.workspace.clock()
    begin = now - now % _DAY if started is None else _moment(started)
    ends = None if until is None else _moment(until) + _DAY
    by, of = chosen[0] if chosen else ("people", None)
    made = act(
        desk.workspace, desk.viewer, Plan(name, theme, goal, measure, target, begin, ends), by, of, people
    )
    _done({"id": made}, f"Pilot {made} is set up.", as_json)


@pilots.command()
@click.argument("pilot", metavar="ID")
@click.option("--name", help="What it is called.")
@click.option("--theme", help="What it is about.")
@click.option("--goal", help="What it is for, in words.")
@click.option("--measure", type=click.Choice(list(GOALS)))
@click.option("--target", type=float, help="The value of the measure to reach.")
@click.option("--from", "started", metavar="DAY", help="Its first day, before it begins.")
@click.option("--until", metavar="DAY", help="Its last day.")
@on_store
@policy.reads(Data.PILOTS)
def change(desk: Desk, pilot: str, started: str | None, until: str | None, **said: Any) -> None:
    """Change what a pilot is for; what is not given stays."""
    from expertgraph.pilots.acting import change as act
    from expertgraph.pilots.keeping import read_pilot

    policy.require_whole(desk.viewer, Data.PILOTS)
    plan = read_pilot(desk.workspace.store, pilot).plan
    changes = {name: value for name, value in said.items() if value is not None}
    changes |= {} if started is None else {"started": _moment(started)}
    changes |= {} if until is None else {"ends": _moment(until) + _DAY}
    act(desk.workspace, desk.viewer, pilot, replace(plan, **changes))
    click.echo(f"Pilot {clean(pilot)} is changed.")


@pilots.command()
@click.argument("pilot", metavar="ID")
@click.argument("people", nargs=-1, metavar="PERSON...")
@click.option("--new", is_flag=True, help="Whoever came to its channel or unit since.")
@as_json
@on_store
@policy.reads(Data.PILOTS)
def add(desk: Desk, pilot: str, people: tuple[str, ...], new: bool, as_json: bool) -> None:
    """Let people (ids, addresses or names) take part from now on."""
    from expertgraph.pilots import acting

    if bool(people) == new:
        raise WrongCall("Say who is to take part.", "Name people, or use --new.")
    space, viewer = desk.workspace, desk.viewer
    count = acting.join_again(space, viewer, pilot) if new else acting.add(space, viewer, pilot, people)
    _done({"added": count}, f"{count:,} added.", as_json)


@pilots.command()
@click.argument("pilot", metavar="ID")
@click.argument("people", nargs=-1, required=True, metavar="PERSON...")
@as_json
@on_store
@policy.reads(Data.PILOTS)
def remove(desk: Desk, pilot: str, people: tuple[str, ...], as_json: bool) -> None:
    """Let people take part no longer."""
    from expertgraph.pilots.acting import remove as act

    count = act(desk.workspace, desk.viewer, pilot, people)
    _done({"removed": count}, f"{count:,} removed.", as_json)


@pilots.command()
@click.argument("pilot", metavar="ID")
@as_json
@on_store
@policy.reads(Data.PILOTS)
def end(desk: Desk, pilot: str, as_json: bool) -> None:
    """End a pilot; one that has not begun is called off, and nothing is kept of it."""
    from expertgraph.pilots.acting import end as act

    was = act(desk.workspace, desk.viewer, pilot)
    begun = was.begun(desk.workspace.clock())
    _done({"id": was.id, "kept": begun}, f"Pilot {was.id} is {'over' if begun else 'called off'}.", as_json)


@pilots.command()
@printed
@on_store
@policy.reads(Data.PILOTS)
def suggest(desk: Desk, form: str) -> None:
    """Where a first pilot would be worth it, with reasons."""
    from expertgraph.answers.pilots import pilots as answer

    found = answer(desk.workspace, desk.viewer)
    put(found.suggestions, form)


def _done(said: Any, words: str, as_json: bool) -> None:
    put_json(said) if as_json else click.echo(words)


def _moment(text: str) -> int:
    """The first second (UTC) of a day."""
    try:
        return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise WrongCall(f"{text!r} is no day.", "Write it as 2026-09-01.") from None


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def _before(at: int | None) -> str:
    return "the data do not reach back so far." if at is None else f"as many weeks, from {_day(at)}."


_FORMS: dict[str, Callable[[float], str]] = {
    "share": lambda value: f"{100 * value:.0f} %",
    "rate": lambda value: f"{value:.2f}",
    "hours": lambda value: f"{value:.1f} h",
}


def _written(value: float | None, unit: str) -> str:
    return "-" if value is None else _FORMS[unit](value)


def _difference(found: Any, unit: str) -> str:
    if found is None:
        return "-"
    by = ("+" if found.by > 0 else "") + _FORMS[unit](found.by)
    if found.low is None:
        return by
    return f"{by} ({_FORMS[unit](found.low)} to {_FORMS[unit](found.high)})"
