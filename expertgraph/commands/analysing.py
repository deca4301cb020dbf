"""analyse, and the listings of its results."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import click
import orjson

from expertgraph import policy
from expertgraph.commands.console import Desk, as_json, clean, on_store, printed, progress, put, put_json
from expertgraph.errors import WrongCall
from expertgraph.kinds import OWNERSHIPS
from expertgraph.policy import Data


def moment(text: str | None) -> int | None:
    """A date (00:00 UTC, exclusive), an ISO timestamp or UTC seconds as UTC seconds; WrongCall otherwise."""
    if text is None:
        return None
    if text.lstrip("-").isdigit() and len(text) > 8:
        return int(text)
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise WrongCall(f"{text!r} is not a date.", "Write 2026-05-31 or 2026-05-31T12:00:00Z.") from None
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())


@click.command()
@click.option("--as-of", metavar="DATE", help="Results as of this date (00:00 UTC, exclusive); default now.")
@click.option("--engine", type=click.Choice(["auto", "spark"]), default="auto", show_default=True)
@as_json
@on_store
@policy.reads(Data.IMPORTS)
def analyse(desk: Desk, as_of: str | None, engine: str, as_json: bool) -> None:
    """Link, compute ties, rings, communities and expertise, build the search index, publish an edition."""
    from expertgraph.analysis.run import analyse as run

    policy.require_whole(desk.viewer, Data.IMPORTS)
    with progress("Analysing") as show:
        edition = run(desk.workspace, as_of=moment(as_of), engine=engine, progress=show)
    if as_json:
        put_json({"edition": edition.number, **edition.meta})
    else:
        people = len(edition.table("people"))
        when = datetime.fromtimestamp(edition.as_of, UTC)
        click.echo(f"Edition {edition.number}: {people:,} people as of {when:%Y-%m-%d %H:%M} UTC.")


_WHAT: dict[str, tuple[str, str, Data]] = {
    "rings": (
        "rings",
        "Who carries the community: everybody's engagement ring that you may see.",
        Data.RING_INNER,
    ),
    "people": ("lists", "The people you may see.", Data.PROFILE),
    "ties": ("lists", "Who works with whom, and how strongly.", Data.TIES),
    "communities": ("lists", "The communities that the ties show.", Data.AGGREGATES),
    "succession": ("lists", "Skills at risk.", Data.AGGREGATES),
    "silos": ("lists", "How closed units are, against what their sizes make expected.", Data.AGGREGATES),
}
_COLUMNS: dict[str, list[str]] = {
    "rings": ["name", "kind", "ring", "active_weeks", "person"],
    "people": ["name", "kind", "organisation", "unit", "site", "role", "person"],
}


def _listing(name: str) -> click.Command:
    module, text, data = _WHAT[name]

    @click.command(name, help=text)
    @printed
    @on_store
    @policy.reads(data)
    def listing(desk: Desk, form: str) -> None:
        policy.require(desk.viewer, data, Data.OWN)
        answers: Any = importlib.import_module(f"expertgraph.answers.{module}")
        put(getattr(answers, name)(desk.workspace, desk.viewer), form, _COLUMNS.get(name))

    return listing


rings, people, ties, communities, succession, silos = map(_listing, _WHAT)


@click.group(invoke_without_command=True)
@click.pass_context
@printed
@on_store
@policy.reads(Data.CHANNELS)
def channels(desk: Desk, context: click.Context, form: str) -> None:
    """The channels, and which are your own, the core, or outposts."""
    if context.invoked_subcommand is None:
        from expertgraph.answers.lists import channels as answer

        put(answer(desk.workspace, desk.viewer), form)


@channels.command("set")
@click.argument("channel", metavar="ID")
@click.argument("ownership", type=click.Choice(OWNERSHIPS))
@on_store
@policy.reads(Data.CHANNELS)
def set_(desk: Desk, channel: str, ownership: str) -> None:
    """Declare a channel as your own, as (part of) the core, or as an outpost; counts from the next analysis."""
    from expertgraph.declaring import declare_ownership

    policy.require_whole(desk.viewer, Data.IMPORTS)
    declare_ownership(desk.workspace.store, channel, ownership, at=desk.workspace.clock())
    click.echo(clean(f"{channel} is {ownership} from the next analysis on."))


@click.command()
@click.argument("origin", metavar="FROM")
@click.argument("goal", metavar="TO-OR-SKILL")
@as_json
@on_store
@policy.reads(Data.TIES)
def path(desk: Desk, origin: str, goal: str, as_json: bool) -> None:
    """Who can introduce FROM to a person, somebody with a skill, or whom words describe: three ways."""
    from expertgraph.answers.path import path as answer
    from expertgraph.introducing_words import reason

    policy.require(desk.viewer, Data.TIES)
    found = answer(desk.workspace, desk.viewer, origin, goal)
    if as_json:
        put_json(found)
        return
    for number, way in enumerate([*found.paths, *found.beyond], 1):
        click.echo(f"{number}. " + clean(" -> ".join(step.name for step in way.steps)))
        for before, step in pairwise(way.steps):
            waiting = f" ({step.open} waiting for an answer)" if step.open else ""
            click.echo("     " + clean(f"{step.name}{waiting}: {reason(before.name, step, 'en')}"))
    if not found.taking_part:
        click.echo("Whoever opted out is introduced to nobody.")
    elif not found.paths and not found.beyond:
        click.echo("There is no way in three steps.")


@click.command()
@click.argument("name", required=False)
@click.argument("parameters", nargs=-1, metavar="[KEY=VALUE]...")
@printed
@on_store
@policy.reads(Data.GRAPH)
def query(desk: Desk, name: str | None, parameters: tuple[str, ...], form: str) -> None:
    """Answer a named graph question; without a name, list them."""
    from expertgraph.store import questions

    policy.require(desk.viewer, Data.GRAPH)
    if name is None:
        rows = [
            {"name": each.name, "title": each.title, "parameters": ", ".join(each.params)}
            for each in map(questions.load, questions.names())
        ]
        put(rows, form)
        return
    pairs = [parameter.partition("=") for parameter in parameters]
    if not all(equals for _, equals, _ in pairs):
        raise WrongCall("A parameter is given as KEY=VALUE.")
    answer = desk.workspace.store.query(name, {key: value for key, _, value in pairs})
    if len(answer) == questions.MOST_ROWS:
        click.echo(f"Only the first {questions.MOST_ROWS:,} rows are shown.", err=True)
    rows = orjson.loads(answer.to_json(orient="records", force_ascii=False))
    put(rows, form, list(answer.columns))
