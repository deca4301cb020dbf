"""find: a need in words -> people, with evidence; why: what one of them is found for."""

from __future__ import annotations

from pathlib import Path

import click

from expertgraph import policy
from expertgraph.commands.console import Desk, clean, on_store, printed, put, put_json
from expertgraph.errors import WrongCall
from expertgraph.policy import Data


@click.command()
@click.argument("need", required=False)
@click.option("--limit", type=click.IntRange(1, 1000), help="Most people (20; in a batch 1,000).")
@click.option("--batch", type=click.Path(path_type=Path), help="A queries.jsonl to answer as a TREC run.")
@click.option("--run", "tag", default="expertgraph", show_default=True, help="Tag of the run lines.")
@click.option(
    "--view",
    type=click.Choice(["all", "topical"]),
    default="all",
    show_default=True,
    help="Topical: without what rests on mere activity.",
)
@printed
@on_store
@policy.reads(Data.PROFILE, Data.EVIDENCE_OPEN)
def find(
    desk: Desk, need: str | None, limit: int | None, batch: Path | None, tag: str, view: str, form: str
) -> None:
    """Find the people who can help with NEED, and why."""
    policy.require(desk.viewer, Data.PROFILE)
    if batch is not None:
        from expertgraph.search.batch import run_lines

        for line in run_lines(desk.workspace, desk.viewer, batch, tag=tag, limit=limit or 1000):
            click.echo(line)
        return
    if not need or not need.strip():
        raise WrongCall("Say what you need.", 'For example: expertgraph find "heat pump simulation".')
    from expertgraph.answers.find import find as answer

    found = answer(desk.workspace, desk.viewer, need, limit=limit or 20, view=view)
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


@click.command()
@click.argument("who", metavar="PERSON")
@click.argument("need")
@printed
@on_store
@policy.reads(Data.PROFILE, Data.EVIDENCE_OPEN)
def why(desk: Desk, who: str, need: str, form: str) -> None:
    """Show what PERSON is found for NEED by: the parts of the score, down to messages."""
    from expertgraph.answers.why import why as answer

    found = answer(desk.workspace, desk.viewer, who, need)
    if form == "json":
        put_json(found)
        return
    if form == "csv":
        rows = [each.evidence for each in found.threads]
        put(rows, form, ["item", "at", "channel", "amount", "asked", "confirmed", "url"])
        return
    if not found.all.place:
        click.echo(clean(f"Nothing that counts and that you may see speaks for {found.name}."))
        return
    click.echo(clean(f"{found.name}: place {found.all.place} of {found.all.of}, {found.all.score:.3f}"))
    for part in found.parts:
        click.echo(clean(f"  {part.amount:7.3f}  {part.label}"))
    for thread in found.threads:
        item = thread.evidence
        said = "asked" if item.asked else "answered"
        click.echo(clean(f"  {item.amount:7.4f}  {item.channel}, {said}: {item.snippet}"))
