"""where: the outposts, and who comes home from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from expertgraph import policy
from expertgraph.commands.console import Desk, clean, on_store, printed, put, put_json
from expertgraph.policy import Data

if TYPE_CHECKING:
    from expertgraph.answers.where import Flow, Outpost, Where

_COLUMNS = [
    "name", "verdict", "people", "outside_share", "contributions", "trend", "seen", "joined", "within_share",
    "days_median", "both", "back", "channel",
]  # fmt: skip
_ORDERS = ("joined", "people", "outside", "activity", "name")


@click.command()
@click.option("--order", type=click.Choice(_ORDERS), default="joined", show_default=True)
@printed
@on_store
@policy.reads(Data.AGGREGATES, Data.CHANNELS)
def where(desk: Desk, order: str, form: str) -> None:
    """Where to be: each outpost's people and activity, and who was first seen there and came to the own channels."""
    from expertgraph.answers.where import where as answer

    found = answer(desk.workspace, desk.viewer, order)
    if form == "json":
        put_json(found)
        return
    put([_row(each) for each in found.outposts], form, _COLUMNS)
    if form == "table" and found.outposts:
        _tell(found)


def _row(each: Outpost) -> dict[str, Any]:
    return {
        "name": each.name,
        "verdict": each.verdict.code,
        "people": each.people,
        "outside_share": each.outside_share,
        "contributions": each.activity.weeks_26,
        "trend": each.activity.trend,
        "seen": each.flow.seen,
        "joined": each.flow.joined,
        "within_share": each.flow.within_share,
        "days_median": each.flow.days_median,
        "both": each.both,
        "back": each.back,
        "channel": each.channel,
    }


def _tell(found: Where) -> None:
    for each in found.outposts:
        click.echo(clean(f"{each.name}: {each.verdict.text}"))
    click.echo(f"First seen on an outpost: {_flow(found.outposts_flow)}")
    click.echo(f"First seen on an own channel: {_flow(found.own_flow)}")
    if found.least is not None and found.least > 1:
        click.echo(f"Fewer than {found.least} people are not told, others are rounded to 5.")


def _flow(flow: Flow) -> str:
    if flow.seen is None or flow.joined is None:
        return "too few people to tell."
    text = f"{flow.seen:,} people, {flow.joined:,} contributed on an own channel"
    if flow.within_share is not None:
        text += f", {flow.within_share:.0%} within 26 weeks"
    if flow.days_median is not None:
        text += f", half of those who came within {flow.days_median:,} days"
    if flow.stayed_share is not None:
        text += f"; {flow.stayed_share:.0%} of those who came contributed again 4 to 26 weeks later"
    return text + "."
