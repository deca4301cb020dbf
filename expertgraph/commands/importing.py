"""import, quarantine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from expertgraph import policy
from expertgraph.answers.keeping import forget, set_aside
from expertgraph.answers.uploads import own_upload
from expertgraph.commands.console import Desk, as_json, clean, on_store, printed, progress, put, put_json
from expertgraph.commands.refreshing import after_import
from expertgraph.errors import WrongCall
from expertgraph.ingest.importer import Options
from expertgraph.ingest.pipeline import import_paths, said_before
from expertgraph.ingest.report import Report
from expertgraph.kinds import VISIBILITIES
from expertgraph.policy import Data


def _columns(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    if not all(ours and theirs for ours, _, theirs in pairs):
        raise click.BadParameter("write --column name=HEADER")
    return {ours: theirs for ours, _, theirs in pairs}


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "format", metavar="FORMAT", help="The format; otherwise it is recognised.")
@click.option("--source", metavar="NAME", help="Name of the source; otherwise the format's default.")
@click.option("--visibility", type=click.Choice(VISIBILITIES), default="open", show_default=True)
@click.option("--owner", metavar="E-MAIL", help="Whose archive, address book or calendar it is.")
@click.option(
    "--column", "columns", multiple=True, callback=_columns, help="Our column = the table's header."
)
@click.option("--complete", is_flag=True, help="The export is complete: remove what it no longer holds.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
@as_json
@on_store
@policy.reads(Data.IMPORTS)
def import_(desk: Desk, paths: tuple[Path, ...], format: str | None, as_json: bool, **said: Any) -> None:
    """Import exports: files, folders, zips or gz.  Ends with 1 when records were set aside in quarantine."""
    complete, dry_run = said.pop("complete"), said.pop("dry_run")
    chosen, said = _own(desk, paths, format, said)
    options = Options(include_private=desk.workspace.settings["items.private"], **said)
    with progress("Importing") as show:
        report = import_paths(
            desk.workspace.store,
            list(paths),
            format=chosen,
            options=options,
            complete=complete,
            dry_run=dry_run,
            progress=show,
            clock=desk.workspace.clock,
        )
    written = 0 if dry_run else report.new + report.changed + report.swept
    searchable = after_import(desk.workspace, written)
    put_json(report.plain()) if as_json else _tell(report, dry_run)
    if searchable:
        click.echo(searchable, err=True)
    if report.quarantined:
        raise SystemExit(1)


def _own(
    desk: Desk, paths: tuple[Path, ...], format: str | None, said: dict[str, Any]
) -> tuple[str | None, dict[str, Any]]:
    """Format and options as they were said, or for one's own upload as they must be."""
    uploads = {own_upload(desk.workspace, desk.viewer, path, format, said["owner"]) for path in paths}
    if len(uploads) > 1:
        raise WrongCall("These are of several formats.", "Import one at a time.")
    upload = uploads.pop()
    if upload is None:
        return format, said
    return upload.format, {**said, "source": upload.source, "owner": upload.owner}


def _tell(report: Report, dry_run: bool) -> None:
    for each in report.sources:
        click.echo(clean(f"{each['path']}: {each['format']}, as source {each['source']}"))
        for note in each["notes"]:
            click.echo(clean(f"  {note}"))
    skipped = ", ".join(f"{count:,} {rule}" for rule, count in sorted(report.skipped.items()))
    click.echo(
        f"{report.found:,} records found = {report.new:,} new + {report.same:,} already there"
        + (f" ({report.changed:,} changed)" if report.changed else "")
        + f" + {report.quarantined:,} in quarantine + {report.skipped.total():,} skipped"
        + (f" ({skipped})" if skipped else "")
        + f", in {report.seconds:.1f} s."
    )
    if report.swept:
        of = ", ".join(f"{count:,} {table.replace('_', ' ')}" for table, count in sorted(report.gone.items()))
        verb = "would be" if dry_run else "were"
        click.echo(f"{report.swept:,} rows that the source no longer holds {verb} removed ({of}).")
        for table, identifier in report.gone_ids if dry_run else ():
            click.echo(clean(f"  {table} {identifier}"))
    if dry_run:
        click.echo("Nothing was written: this was a dry run.")
    if report.quarantined:
        click.echo("See expertgraph quarantine list for the records set aside and why.")


@click.group()
def quarantine() -> None:
    """Records that could not be used, and why."""


@quarantine.command("list")
@printed
@on_store
@policy.reads(Data.IMPORTS)
def list_(desk: Desk, form: str) -> None:
    """Every record set aside: file, place, reason and how it begins."""
    columns = ["id", "source", "format", "file", "place", "code", "reason", "raw"]
    held = set_aside(desk.workspace, desk.viewer, columns)
    put(held.to_dict("records"), form, ["file", "place", "code", "reason", "raw"])


@quarantine.command()
@as_json
@on_store
@policy.reads(Data.IMPORTS)
def retry(desk: Desk, as_json: bool) -> None:
    """Import the inputs that have records in quarantine again, from where they came.  Ends with 1 while some stay."""
    store = desk.workspace.store
    held = (
        set_aside(desk.workspace, desk.viewer, ["root", "format", "source"])
        .drop_duplicates()
        .sort_values(["root", "format"])
    )
    reports = []
    for root, kind, source in held.itertuples(index=False):
        if not Path(root).exists():
            click.echo(clean(f"{root} is not there any more; its records stay in quarantine."), err=True)
            continue
        reports.append(
            import_paths(store, [Path(root)], format=kind, options=said_before(store, root, kind, source))
        )
    if as_json:
        put_json([report.plain() for report in reports])
    else:
        for report in reports:
            _tell(report, dry_run=False)
    if len(set_aside(desk.workspace, desk.viewer, ["id"])):
        raise SystemExit(1)


@quarantine.command()
@click.argument("ids", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Drop every record.")
@on_store
@policy.reads(Data.IMPORTS)
def drop(desk: Desk, ids: tuple[str, ...], everything: bool) -> None:
    """Forget records in quarantine by id (see quarantine list --json)."""
    if not ids and not everything:
        raise WrongCall("Nothing was named.", "Give ids, or --all.")
    named = None if everything else ids
    absent = set(ids) - set(set_aside(desk.workspace, desk.viewer, ["id"], named)["id"])
    if absent:
        raise WrongCall(
            f"Not in quarantine: {', '.join(sorted(absent))}.", "See expertgraph quarantine list --json."
        )
    click.echo(f"{forget(desk.workspace, desk.viewer, named):,} records dropped.")
