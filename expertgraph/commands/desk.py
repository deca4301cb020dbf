"""desk and digest: the community manager's day, and the community's week."""

from __future__ import annotations

from pathlib import Path

import click

from expertgraph import policy
from expertgraph.commands.console import Desk, as_json, clean, on_store, printed, put, put_json
from expertgraph.policy import Data

_READS = (Data.DESK,)


@click.group(invoke_without_command=True)
@click.pass_context
@printed
@on_store
@policy.reads(*_READS)
def desk(desk: Desk, context: click.Context, form: str) -> None:
    """What is worth doing in the community today, each entry with its reason and one action."""
    if context.invoked_subcommand is not None:
        return
    from expertgraph.answers.desk import desk as answer

    found = answer(desk.workspace, desk.viewer)
    if form == "json":
        put_json(found)
        return
    language = desk.workspace.settings["language"]
    entries = [entry for group in found.groups for entry in group.entries]
    rows = [
        {
            "sort": entry.sort,
            "what": entry.what,
            "entry": entry.title or (entry.person.name if entry.person else ""),
            "why": entry.reason[language],
            "do": f"{entry.action[language]}: {entry.address}",
        }
        for entry in entries
    ]
    put(rows, form, ["sort", "what", "entry", "why", "do"])
    if rows and form == "table":
        click.echo("When it is done: expertgraph desk done SORT WHAT (or later, no, undo).", err=True)


def _verdict(name: str, said: str, text: str) -> None:
    """Add a command that deals with an entry; ``said`` is what it prints."""

    @desk.command(name, help=text)
    @click.argument("sort")
    @click.argument("what")
    @on_store
    @policy.reads(*_READS)
    def verdict(desk: Desk, sort: str, what: str) -> None:
        from expertgraph.answers import desk as answers

        if name == "undo":
            answers.undo(desk.workspace, desk.viewer, sort, what)
        else:
            answers.handle(desk.workspace, desk.viewer, sort, what, name)
        click.echo(said)


_verdict("done", "Done.", "Say that the entry SORT WHAT is done.")
_verdict("later", "Put off.", "Put the entry SORT WHAT off for a week.")
_verdict("no", "Noted.", "Say that the entry SORT WHAT is not needed.")
_verdict("undo", "It stands on the desk again.", "Take back what was said about the entry SORT WHAT.")


@click.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--week", metavar="WEEK", help="Which, as 2026-W46; default: the last whole one.")
@click.option("--language", type=click.Choice(["en", "nl"]), help="Default: the setting language.")
@as_json
@on_store
@policy.reads(Data.AGGREGATES, Data.RING_INNER)
def digest(desk: Desk, out: Path | None, week: str | None, language: str | None, as_json: bool) -> None:
    """The community's week as a file to share: OUT ends in .eml, .html, .md or .txt; without OUT it is printed."""
    from expertgraph.answers.digest import digest as answer
    from expertgraph.desk.digest_file import digest_file

    found = answer(desk.workspace, desk.viewer, week)
    if as_json:
        put_json(found)
        return
    spoken = language or desk.workspace.settings["language"]
    if out is None:
        click.echo(digest_file(desk.workspace, found, ".txt", spoken).decode("utf-8"), nl=False)
        return
    written = digest_file(desk.workspace, found, out.suffix.lower(), spoken)
    out.write_bytes(written)
    click.echo(clean(f"{out}: {len(written):,} bytes."))
