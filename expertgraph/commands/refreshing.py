"""refresh, and the refresh that follows a small import."""

from __future__ import annotations

import click

from expertgraph import policy
from expertgraph.commands.console import Desk, as_json, on_store, progress, put_json
from expertgraph.errors import ExpertgraphError
from expertgraph.policy import Data
from expertgraph.workspace import Workspace


@click.command()
@as_json
@on_store
@policy.reads(Data.IMPORTS)
def refresh(desk: Desk, as_json: bool) -> None:
    """Make what came, changed or went since the last edition searchable, in seconds; rings, ties and skills stay."""
    from expertgraph.search.refreshing import refresh as run

    policy.require_whole(desk.viewer, Data.IMPORTS)
    with progress("Refreshing") as show:
        edition = run(desk.workspace, progress=show)
    if as_json:
        now = edition or desk.workspace.edition()
        put_json({"edition": now.number, "changed": edition is not None, **now.meta})
    elif edition is None:
        click.echo("The search knows everything already.")
    else:
        told = edition.meta["refreshed"]
        click.echo(
            f"Edition {edition.number}: the search knows {told['came']:,} new or changed messages, "
            f"and {told['went']:,} are gone."
        )


def after_import(workspace: Workspace, records: int) -> str:
    """Refresh after an import that wrote or removed so many records, if it is due; what there is to say of it."""
    from expertgraph.search.refreshing import due
    from expertgraph.search.refreshing import refresh as run

    try:
        if not due(workspace, records):
            return "" if not records else "The search knows it after the next expertgraph analyse."
        with progress("Refreshing") as show:
            edition = run(workspace, progress=show) or workspace.edition()
    except ExpertgraphError as error:
        return f"It is stored, but not searchable yet: {error}"
    return f"It is searchable now (edition {edition.number})."
