"""store copy, store digest, settings."""

from __future__ import annotations

import click

from expertgraph import policy
from expertgraph.commands.console import Desk, on_store, printed, progress, put
from expertgraph.errors import WrongCall
from expertgraph.policy import Data
from expertgraph.settings import BY_NAME, SETTINGS
from expertgraph.store import open_store


@click.group()
def store() -> None:
    """The store itself: copy it, take its digest."""


@store.command()
@click.argument("origin")
@click.argument("destination")
@policy.reads(Data.GRAPH)
def copy(origin: str, destination: str) -> None:
    """Copy everything from one store into another, both given by address."""
    from expertgraph.store.copying import copy as copy_store

    if origin == destination:
        raise WrongCall("Origin and destination are the same store.")
    a, b = open_store(origin), open_store(destination)
    try:
        with progress("Copying") as show:
            copy_store(a, b, progress=lambda table, done, _: show(table, done))
        click.echo(f"Copied {sum(b.counts().values()):,} rows.")
    finally:
        a.close()
        b.close()


@store.command()
@on_store
@policy.reads(Data.GRAPH)
def digest(desk: Desk) -> None:
    """64 hex digits over everything that was imported and set aside; the same on both stores."""
    from expertgraph.store.digest import digest as digest_of

    policy.require(desk.viewer, Data.GRAPH)
    click.echo(digest_of(desk.workspace.store))


@click.command()
@click.argument("changes", nargs=-1, metavar="[NAME=VALUE]...")
@printed
@on_store
@policy.reads(Data.PUBLIC)
def settings(desk: Desk, changes: tuple[str, ...], form: str) -> None:
    """Show every setting with its meaning, or change some for this store."""
    if changes:
        policy.require_whole(desk.viewer, Data.IMPORTS)
        pairs = [change.partition("=") for change in changes]
        if not all(equals for _, equals, _ in pairs):
            raise WrongCall("A setting is changed as NAME=VALUE.", f"Names: {', '.join(BY_NAME)}.")
        desk.workspace.change_settings({name: value for name, _, value in pairs})
    rows = [
        {
            "name": each.name,
            "value": desk.workspace.settings[each.name],
            "variable": each.variable,
            "help": each.help,
        }
        for each in SETTINGS
        if each.name != "web.secret"
    ]
    put(rows, form)
