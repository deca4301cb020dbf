"""map, onion: pictures to share."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from expertgraph import policy
from expertgraph.commands.analysing import moment
from expertgraph.commands.console import Desk, clean, on_store
from expertgraph.policy import Data


@click.command("map")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--of", "subject", default="all", show_default=True, metavar="PERSON|COMMUNITY|all")
@on_store
@policy.reads(Data.GRAPH)
def map_(desk: Desk, out: Path, subject: str) -> None:
    """Write a map as one self-contained file to share; no request leaves the page."""
    from expertgraph.answers.graph import graph
    from expertgraph.sharing import map_file

    answer = graph(desk.workspace, desk.viewer, subject)
    out.write_text(map_file(answer), "utf-8")
    click.echo(
        clean(f"{out}: {len(answer.nodes):,} marks, {len(answer.edges):,} lines. {answer.note}".rstrip())
    )


@click.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--community", metavar="C", help="Only this community (label or number).")
@click.option("--topic", metavar="SKILL", help="Only who is known for this skill (label or id).")
@click.option("--organisation", metavar="NAME", help="Only people of this organisation.")
@click.option("--channel", metavar="ID", help="Only who uses this channel (id or name).")
@click.option("--period", metavar="WEEKS", help="Place channels by the use of 4, 13, 26 or 52 weeks.")
@click.option("--on", metavar="DATE", help="The rings as they stood on this date.")
@click.option("--since", metavar="DATE", help="Show who came inward since this date.")
@click.option("--as-of", metavar="DATE", help="As of this date; computed anew.")
@click.option("--theme", type=click.Choice(["light", "dark", "grey"]), default="light", show_default=True)
@click.option("--language", type=click.Choice(["en", "nl"]))
@on_store
@policy.reads(Data.AGGREGATES, Data.RING_INNER)
def onion(
    desk: Desk, out: Path, as_of: str | None, theme: str, language: str | None, **narrowed: str | None
) -> None:
    """Draw the onion as .svg, .png or .html, by the file's ending; rings 2 and outward without names."""
    from expertgraph.answers.onion_picture import picture
    from expertgraph.answers.onion_view import View
    from expertgraph.onion.palette import Theme
    from expertgraph.onion.words import Language

    language = language or desk.workspace.settings["language"]
    drawn = picture(
        desk.workspace,
        desk.viewer,
        out.suffix.lower(),
        View.of({name: value for name, value in narrowed.items() if value}),
        as_of=moment(as_of),
        theme=cast("Theme", theme),
        language=cast("Language", language),
    )
    out.write_bytes(drawn)
    click.echo(clean(f"{out}: {len(drawn):,} bytes."))
