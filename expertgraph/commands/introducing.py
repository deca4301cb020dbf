"""introduce: ask to be introduced, answer, withdraw; one's own contacts and which of them one shares."""

from __future__ import annotations

import click

from expertgraph import introducing, policy
from expertgraph.answers.introducing import IntroductionRow
from expertgraph.commands.console import Desk, as_json, clean, on_store, printed, put, put_json
from expertgraph.policy import Data

_SAYS = {
    "asked": "waits for an answer",
    "waiting": "not asked yet",
    "agreed": "said yes",
    "declined": "not this time",
    "withdrawn": "withdrawn",
}


@click.group()
def introduce() -> None:
    """Be introduced to somebody, or introduce others: see expertgraph path for the ways."""


@introduce.command()
@click.argument("to")
@click.option("--via", multiple=True, metavar="PERSON", help="Who stands in between, in order (their ids).")
@click.option("--need", required=True, help="What the introduction is for.")
@as_json
@on_store
@policy.reads(Data.INTRODUCTIONS, Data.TIES)
def ask(desk: Desk, to: str, via: tuple[str, ...], need: str, as_json: bool) -> None:
    """Ask whoever stands in between for an introduction to TO (a person id), along a way that path shows."""
    name = introducing.ask(desk.workspace, desk.viewer, to, via, need)
    _done(name, "is asked", as_json)


@introduce.command("list")
@as_json
@on_store
@policy.reads(Data.INTRODUCTIONS)
def list_(desk: Desk, as_json: bool) -> None:
    """What waits for your answer, what you asked for, and who was introduced to you."""
    from expertgraph.answers.introducing import introductions

    found = introductions(desk.workspace, desk.viewer)
    if as_json:
        put_json(found)
        return
    if found.person is None:
        click.echo("You look as nobody in particular: say --viewer PERSON.")
    elif not (found.of_me or found.by_me or found.to_me or found.before):
        click.echo(
            "No introductions: none waits for your answer, and you asked for none. See expertgraph path."
        )
    for title, rows in (
        ("Asked of you", found.of_me),
        ("Asked by you", found.by_me),
        ("Introduced to you", found.to_me),
        ("Answered before", found.before),
    ):
        if rows:
            click.echo(f"{title}:")
        for row in rows:
            click.echo("  " + clean(_line(row)))


def _line(row: IntroductionRow) -> str:
    nobody = "somebody who is not here any more"
    asked = ", ".join(f"{each.who.name or nobody}: {_SAYS[each.state]}" for each in row.middles)
    return f"{row.id}  {row.asker.name or nobody} -> {row.target.name or nobody} ({asked}): {row.need}"


@introduce.command()
@click.argument("name", metavar="ID")
@click.option("--note", default="", help="What to add for both.")
@as_json
@on_store
@policy.reads(Data.INTRODUCTIONS)
def agree(desk: Desk, name: str, note: str, as_json: bool) -> None:
    """Say yes: the next in between is asked, or the target learns of it."""
    introducing.agree(desk.workspace, desk.viewer, name, note)
    _done(name, "is agreed", as_json)


@introduce.command()
@click.argument("name", metavar="ID")
@click.option("--note", default="", help="A reason, if you want to give one.")
@as_json
@on_store
@policy.reads(Data.INTRODUCTIONS)
def decline(desk: Desk, name: str, note: str, as_json: bool) -> None:
    """Say not this time; the asker learns no reason unless you give one."""
    introducing.decline(desk.workspace, desk.viewer, name, note)
    _done(name, "is declined", as_json)


@introduce.command()
@click.argument("name", metavar="ID")
@as_json
@on_store
@policy.reads(Data.INTRODUCTIONS)
def withdraw(desk: Desk, name: str, as_json: bool) -> None:
    """Take your own request back."""
    introducing.withdraw(desk.workspace, desk.viewer, name)
    _done(name, "is withdrawn", as_json)


def _done(name: str, what: str, as_json: bool) -> None:
    put_json({"id": name}) if as_json else click.echo(f"Introduction {name} {what}.")


@introduce.command()
@click.option("--page", type=click.IntRange(1), default=1, help="Which hundred of them.")
@printed
@on_store
@policy.reads(Data.CONTACTS)
def contacts(desk: Desk, page: int, form: str) -> None:
    """Your own uploaded contacts, and which of them you share."""
    from expertgraph.answers.contacts import own_contacts

    found = own_contacts(desk.workspace, desk.viewer, page)
    put(found.contacts, form)
    if found.pages > 1:
        click.echo(f"Page {found.page} of {found.pages}.", err=True)


@introduce.command()
@click.argument("contacts", nargs=-1, required=True, metavar="CONTACT...")
@click.option("--off", is_flag=True, help="Share them no longer.")
@on_store
@policy.reads(Data.CONTACTS)
def share(desk: Desk, contacts: tuple[str, ...], off: bool) -> None:
    """Let colleagues find some of your contacts, and ask you for an introduction to them."""
    from expertgraph.answers.contacts import share as answer

    count = answer(desk.workspace, desk.viewer, contacts, shared=not off)
    click.echo(f"{count:,} {'not shared any more' if off else 'shared'}.")
