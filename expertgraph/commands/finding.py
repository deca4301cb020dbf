"""find: a need in words -> people, with evidence."""

from __future__ import annotations

from pathlib import Path

import click

from expertgraph import policy
from expertgraph.commands.console import Desk, clean, on_store, printed, put, put_json
from expertgraph.errors import WrongCall
from expertgraph.policy import Data


@click.command()
@click.argument("need", required=False)
@click.option("--limit", type=click.IntRange(1, 1000), help="Most people (20; in a batch 100).")
@click.option("--batch", type=click.Path(path_type=Path), help="A queries.jsonl to answer as a TREC run.")
@click.option("--run", "tag", default="expertgraph", show_default=True, help="Tag of the run lines.")
@printed
@on_store
@policy.reads(Data.PROFILE, Data.EVIDENCE_OPEN)
def find(desk: Desk, need: str | None, limit: int | None, batch: Path | None, tag: str, form: str) -> None:
    """Find the people who can help with NEED, and why."""
    policy.require(desk.viewer, Data.PROFILE)
    if batch is not None:
        from expertgraph.search.batch import run_lines

        for line in run_lines(desk.workspace, desk.viewer, batch, tag=tag, limit=limit or 100):
            click.echo(line)
        return
    if not need or not need.strip():
        raise WrongCall("Say what you need.", 'For example: expertgraph find "heat pump simulation".')
    from expertgraph.answers.find import find as answer

    found = answer(desk.workspace, desk.viewer, need, limit=limit or 20)
    if form == "json":
        put_json(found)
    elif form == "csv":
        put(found.results, form, ["person", "name", "score", "ring"])
    else:
        _tell(found)


def _tell(found: object) -> None:
    results = found.results  # type: ignore[attr-defined]
    for place, each in enumerate(results, 1):
        parts = ", ".join(f"{part.label} {part.amount:.2f}" for part in each.parts if part.amount)
        about = ", ".join(text for text in (each.role, each.organisation, each.ring) if text)
        click.echo(
            clean(f"{place}. {each.name}{' (' + about + ')' if about else ''}: {each.score:.2f} = {parts}")
        )
        for item in each.evidence[:2]:
            click.echo(clean(f"     {item.amount:.3f}  {item.channel}: {item.snippet}"))
    if not results:
        click.echo("Nobody was found; try other words, or import more.")
