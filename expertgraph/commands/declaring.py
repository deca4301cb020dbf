"""availability, object: what somebody says about themself."""

from __future__ import annotations

import click

from expertgraph import policy
from expertgraph.commands.console import Desk, clean, on_store, printed, put
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.objecting import KINDS
from expertgraph.policy import Data


@click.command()
@click.argument("who", metavar="PERSON")
@click.option("--away", metavar="FIRST..LAST", help="Not there from the first to the last of these days.")
@click.option("--here", is_flag=True, help="Not away any more.")
@click.option("--busy/--free", default=None, help="Not to be asked anything for now; or again.")
@on_store
@policy.reads(Data.OWN)
def availability(desk: Desk, who: str, away: str | None, here: bool, busy: bool | None) -> None:
    """Say whether PERSON can be asked: away for some days, or busy until further notice; or show what is said."""
    from expertgraph.answers.declarations import say
    from expertgraph.availability import available

    space = desk.workspace
    if away and here:
        raise WrongCall("Somebody is away or here, not both.")
    if away or here:
        say(space, desk.viewer, who, "away", away)
    if busy is not None:
        say(space, desk.viewer, who, "busy", "yes" if busy else None)
    edition = space.edition()
    row = edition.row_of(who)
    if not policy.people(desk.viewer, Data.PROFILE, edition)[row]:
        raise NotFound(f"There is nobody with the id {who!r}.")
    now = available(space, edition).of(row)
    told = [text for text, holds in (("away", now.away), ("busy", now.busy)) if holds] or ["can be asked"]
    click.echo(
        clean(f"{edition.array('people', 'name')[row]}: {', '.join(told)}; {now.open} open questions.")
    )


@click.command("object")
@click.argument("who", metavar="PERSON")
@click.argument("what", required=False, metavar="[ITEM|SKILL]")
@click.option("--kind", type=click.Choice(KINDS), default="hide", show_default=True)
@click.option("--reason", default="", help="Why, in words that only PERSON and the owner of the data read.")
@click.option("--back", is_flag=True, help="Let it count again.")
@printed
@on_store
@policy.reads(Data.OBJECTIONS)
def object_(desk: Desk, who: str, what: str | None, kind: str, reason: str, back: bool, form: str) -> None:
    """Let a message or a skill not count as evidence about PERSON; without one, list what does not count."""
    from expertgraph.answers.objections import object_to, objections

    if what:
        object_to(desk.workspace, desk.viewer, who, kind, what, reason, back=back)
    edition = desk.workspace.edition()
    own = str(edition.array("people", "person")[edition.row_of(who)])
    rows = objections(desk.workspace, desk.viewer, own)
    if rows is None:
        raise Denied("Everybody says this about themself only.")
    put(rows, form, ["kind", "what", "label", "reason"])
