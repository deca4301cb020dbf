"""link: who is who."""

from __future__ import annotations

import click
import orjson

from expertgraph import linking, policy
from expertgraph.commands.console import Desk, as_json, clean, on_store, put_json, put_table
from expertgraph.policy import Data


@click.command("link")
@click.option("--apply", "apply_", is_flag=True, help="Do the automatic joins.")
@click.option("--suggest", is_flag=True, help="Find pairs that may be one person.")
@click.option("--accept", type=int, multiple=True, metavar="N", help="These suggestions are one person.")
@click.option("--refuse", type=int, multiple=True, metavar="N", help="These suggestions are two people.")
@click.option("--undo", type=int, metavar="N", help="Take decision N back.")
@as_json
@on_store
@policy.reads(Data.LINKS)
def link(
    desk: Desk,
    apply_: bool,
    suggest: bool,
    accept: tuple[int, ...],
    refuse: tuple[int, ...],
    undo: int | None,
    as_json: bool,
) -> None:
    """Join identities that are one person; without options, list suggestions and decisions."""
    policy.require(desk.viewer, Data.LINKS)
    store, now = desk.workspace.store, desk.workspace.clock()
    done: dict[str, object] = {}
    if apply_ or suggest:
        done["linked"] = linking.apply(store)
    if accept:
        done["accepted"] = linking.decide(store, accept, "accept", by=desk.viewer.person, at=now)
    if refuse:
        done["refused"] = linking.decide(store, refuse, "refuse", by=desk.viewer.person, at=now)
    if undo is not None:
        linking.undo(store, undo)
        done["undone"] = undo
    if suggest:
        linking.suggest(store)
    if suggest or not done:
        table = store.frame("suggestion").sort_values("number")
        rows = table[["number", "score", "a", "b", "reasons"]].to_dict("records")
        done["suggestions"] = [{**row, "reasons": orjson.loads(row["reasons"])} for row in rows]
        done["decisions"] = store.frame("decision").sort_values("number").to_dict("records")
    if as_json:
        put_json(done)
    else:
        _tell(done)


def _tell(done: dict[str, object]) -> None:
    linked = done.get("linked")
    if isinstance(linked, linking.Linked):
        joins = (
            ", ".join(f"{count:,} by {rule}" for rule, count in sorted(linked.joined.items())) or "no joins"
        )
        click.echo(f"{linked.identities:,} identities are {linked.people:,} people ({joins}).")
    for verb in ("accepted", "refused"):
        if verb in done:
            click.echo(f"{verb.capitalize()}; undo with the numbers {done[verb]}.")
    if "undone" in done:
        click.echo(f"Decision {done['undone']} is taken back.")
    suggestions = done.get("suggestions")
    if isinstance(suggestions, list):
        rows = (
            [
                str(row["number"]),
                f"{row['score']:.2f}",
                clean(row["a"]),
                clean(row["b"]),
                ", ".join(row["reasons"]),
            ]
            for row in suggestions
        )
        put_table(["number", "score", "identity", "identity", "because"], rows)
        click.echo(
            f"{len(suggestions):,} suggestions; expertgraph link --accept N or --refuse N decides.", err=True
        )
