"""coverage and peers: whom to talk to, and who should meet."""

from __future__ import annotations

import click

from expertgraph import policy
from expertgraph.commands.console import Desk, clean, on_store, printed, put
from expertgraph.policy import Data

_COVER = ["name", "unit", "site", "why", "adds", "reached", "person"]
_PEERS = ["name", "peer_name", "role", "unit", "site", "same_role", "skills", "score", "peer"]
_CIRCLES = ["by", "label", "people", "sites", "pairs", "tied", "expected", "skills"]


@click.command()
@click.option("--most", metavar="N", type=int, help="At most that many people; default 40.")
@click.option("--target", metavar="PERCENT", type=int, help="Until that share is reached; default 80.")
@click.option(
    "--from", "origin", metavar="PERSON", default="", help="Whose own ties count as reached already."
)
@click.option("--without", multiple=True, metavar="PERSON", help="Leave somebody out; may be repeated.")
@click.option("--with", "with_", multiple=True, metavar="PERSON", help="Somebody who must be among them.")
@printed
@on_store
@policy.reads(Data.RING_INNER, Data.AGGREGATES, Data.TIES)
def coverage(
    desk: Desk,
    most: int | None,
    target: int | None,
    origin: str,
    without: tuple[str, ...],
    with_: tuple[str, ...],
    form: str,
) -> None:
    """Whom to talk to so as to reach every unit and site, and what each adds.  Who can not be had is said beside."""
    from expertgraph.answers.conversations import conversations

    policy.require(desk.viewer, Data.RING_INNER, Data.AGGREGATES, Data.TIES)
    found = conversations(
        desk.workspace, desk.viewer, most=most, target=target, origin=origin, without=without, with_=with_
    )
    put(found.chosen, form, None if form == "json" else _COVER)
    for text in found.unknown:
        click.echo(clean(f"{text!r} is nobody who may be named, or more than one person."), err=True)
    for each in found.wanting:
        why = "nobody there has ties and may be named" if each.why == "nobody" else "no room"
        click.echo(clean(f"Nobody from {each.by} {each.group}: {why}."), err=True)
    for left in found.not_reached:
        group = "small groups together" if left.others else left.group or f"no {left.by}"
        click.echo(clean(f"Not reached, {left.by}: {group}, {left.people} people."), err=True)


@click.command()
@click.option("--of", metavar="PERSON", default="", help="Whose; others than the owner see their own.")
@click.option(
    "--circles", "whole", is_flag=True, help="Circles of one trade whose people hardly know each other."
)
@printed
@on_store
@policy.reads(Data.OWN, Data.CIRCLES)
def peers(desk: Desk, of: str, whole: bool, form: str) -> None:
    """People with the same expertise who do not know each other."""
    from expertgraph.answers.circles import circles
    from expertgraph.answers.peers import peer_rows
    from expertgraph.answers.peers import peers as answer

    policy.require(desk.viewer, Data.OWN, Data.CIRCLES)
    if not whole:
        found = (
            answer(desk.workspace, desk.viewer, of).peers if of else peer_rows(desk.workspace, desk.viewer)
        )
        put(found, form, None if form == "json" else _PEERS)
        return
    policy.require(desk.viewer, Data.CIRCLES)
    made = circles(desk.workspace, desk.viewer)
    if form == "json":
        put(made, form)
        return
    rows = [
        {name: getattr(each, name) for name in _CIRCLES}
        | {
            "people": len(each.people),
            "sites": ", ".join(f"{site} {count}" for site, count in each.sites.items()),
        }
        for each in made
    ]
    put(rows, form, _CIRCLES)
