"""link: who is who."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
import orjson

from expertgraph import linking, policy
from expertgraph.commands.console import Desk, as_json, clean, on_store, put_json, put_table
from expertgraph.errors import WrongCall
from expertgraph.policy import Data

_DONE = {"accept": "accepted", "refuse": "refused", "unsure": "put away"}


@click.command("link")
@click.option("--apply", "apply_", is_flag=True, help="Do the automatic joins.")
@click.option("--suggest", is_flag=True, help="Find pairs that may be one person.")
@click.option("--accept", type=int, multiple=True, metavar="N", help="These suggestions are one person.")
@click.option("--refuse", type=int, multiple=True, metavar="N", help="These suggestions are two people.")
@click.option(
    "--unsure", type=int, multiple=True, metavar="N", help="Put away until something about them changes."
)
@click.option("--accept-all", is_flag=True, help="All with exactly the reasons --because are one person.")
@click.option("--refuse-all", is_flag=True, help="All with exactly the reasons --because are two people.")
@click.option("--because", multiple=True, metavar="REASON", help="A reason, as --suggest lists them.")
@click.option("--from", "least", type=float, default=0.0, metavar="SCORE", help="Only from this score up.")
@click.option("--undo", type=int, metavar="N", help="Take decision N back.")
@click.option(
    "--undo-batch", type=int, metavar="N", help="Take all decisions back that were taken in one go as N."
)
@as_json
@on_store
@policy.reads(Data.LINKS)
def link(
    desk: Desk,
    apply_: bool,
    suggest: bool,
    accept: tuple[int, ...],
    refuse: tuple[int, ...],
    unsure: tuple[int, ...],
    accept_all: bool,
    refuse_all: bool,
    because: tuple[str, ...],
    least: float,
    undo: int | None,
    undo_batch: int | None,
    as_json: bool,
) -> None:
    """Join identities that are one person; without options, list suggestions and decisions."""
    policy.require(desk.viewer, Data.LINKS)
    if accept_all and refuse_all:
        raise WrongCall("One rule cannot both accept and refuse.")
    store = desk.workspace.store
    done: dict[str, Any] = {}
    if apply_ or suggest:
        done["linked"] = linking.apply(store)
    done |= _decide(desk, {"accept": accept, "refuse": refuse, "unsure": unsure})
    if accept_all or refuse_all:
        done |= _decide_all(desk, "accept" if accept_all else "refuse", because, least)
    if undo is not None:
        linking.undo(store, undo)
        done["undone"] = undo
    if undo_batch is not None:
        done["undone_batch"] = linking.undo_batch(store, undo_batch)
    if suggest:
        done["capped"] = linking.suggest(store).capped
    if suggest or not done:
        done |= _listed(desk)
    if as_json:
        put_json(done)
    else:
        _tell(done)


def _decide(desk: Desk, numbers: dict[str, tuple[int, ...]]) -> dict[str, Any]:
    now, by = desk.workspace.clock(), desk.viewer.person
    return {
        _DONE[verdict].replace(" ", "_"): linking.decide(desk.workspace.store, chosen, verdict, by=by, at=now)
        for verdict, chosen in numbers.items()
        if chosen
    }


def _decide_all(desk: Desk, verdict: str, because: Sequence[str], least: float) -> dict[str, Any]:
    now, by = desk.workspace.clock(), desk.viewer.person
    found = linking.decide_all(desk.workspace.store, verdict, because, least, by=by, at=now)
    return {_DONE[verdict]: found, "batch": found[0] if found else None}


def _listed(desk: Desk) -> dict[str, Any]:
    store = desk.workspace.store
    table = store.frame("suggestion").sort_values("number")
    rows = table[["number", "score", "a", "b", "reasons", "parts"]].to_dict("records")
    for row in rows:
        row["reasons"] = orjson.loads(row["reasons"])
        row["parts"] = dict(orjson.loads(row["parts"] or "[]"))
    decisions = store.frame("decision").sort_values("number")
    return {
        "suggestions": rows,
        "decisions": decisions.astype(object).where(decisions.notna(), None).to_dict("records"),
    }


def _tell(done: dict[str, Any]) -> None:
    linked = done.get("linked")
    if isinstance(linked, linking.Linked):
        joins = (
            ", ".join(f"{count:,} by {rule}" for rule, count in sorted(linked.joined.items())) or "no joins"
        )
        click.echo(f"{linked.identities:,} identities are {linked.people:,} people ({joins}).")
    for verb in _DONE.values():
        if (numbers := done.get(verb.replace(" ", "_"))) is not None:
            click.echo(_told(verb, numbers, "batch" in done))
    if "undone" in done:
        click.echo(f"Decision {done['undone']} is taken back.")
    if "undone_batch" in done:
        click.echo(f"{len(done['undone_batch']):,} decisions are taken back.")
    if "suggestions" in done:
        _tell_suggestions(done["suggestions"], done.get("capped", []))


def _told(verb: str, numbers: Sequence[int], batch: bool) -> str:
    if not numbers:
        return "No suggestion has exactly these reasons from this score up."
    if batch:
        return f"{len(numbers):,} {verb}; undo with --undo-batch {numbers[0]}."
    return f"{verb.capitalize()}; undo with the numbers {list(numbers)}."


def _tell_suggestions(suggestions: list[dict[str, Any]], capped: Sequence[Any]) -> None:
    rows = (
        [
            str(row["number"]),
            f"{row['score']:.2f}",
            clean(row["a"]),
            clean(row["b"]),
            ", ".join(f"{code} {row['parts'].get(code, 0):+.1f}" for code in row["reasons"]),
        ]
        for row in suggestions
    )
    put_table(["number", "score", "identity", "identity", "because (bits)"], rows)
    click.echo(
        f"{len(suggestions):,} suggestions; expertgraph link --accept N, --refuse N or --unsure N decides.",
        err=True,
    )
    if capped:
        named = ", ".join(f"{clean(each.key)} ({each.identities:,})" for each in capped[:3])
        click.echo(f"{len(capped):,} keys too common to compare all who share them: {named}.", err=True)
