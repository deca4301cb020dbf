"""What every command shares: the options that choose store and viewer, output as table, CSV or JSON, progress."""

from __future__ import annotations

import csv
import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import click
import orjson

from expertgraph.answers import plain
from expertgraph.policy import Viewer, viewer
from expertgraph.workspace import Workspace

_store = click.option("--store", "store_url", metavar="URL", help="Address of the store.")
_viewer = click.option("--viewer", "person", metavar="PERSON", help="Look as this person.")
_role = click.option("--role", metavar="ROLE", help="Look in this role.")
_format = click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", help="How to print."
)
_json = click.option("--json", "as_json", is_flag=True, help="Short for --format json.")


class Desk:
    """What a command works on: the workspace and whoever looks."""

    def __init__(self, workspace: Workspace, looking: Viewer) -> None:
        self.workspace = workspace
        self.viewer = looking


def on_store(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--store``, ``--viewer`` and ``--role``, and a Desk as its first argument."""

    @_store
    @_viewer
    @_role
    @click.pass_context
    @functools.wraps(function)
    def wrapped(
        context: click.Context,
        /,
        *args: Any,
        store_url: str | None,
        person: str | None,
        role: str | None,
        **more: Any,
    ) -> Any:
        url = store_url or (context.find_root().obj or {}).get("store")
        workspace = Workspace.open(url)
        try:
            return function(Desk(workspace, viewer(role, person)), *args, **more)
        finally:
            workspace.store.close()

    return wrapped


def printed(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--format`` and ``--json``; the function receives ``form``."""

    @_format
    @_json
    @functools.wraps(function)
    def wrapped(*args: Any, form: str, as_json: bool, **more: Any) -> Any:
        return function(*args, form="json" if as_json else form, **more)

    return wrapped


def as_json(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--json``; the function receives ``as_json``."""
    return _json(function)


def put_json(value: Any) -> None:
    """Print a value as indented JSON; keys keep their order, no NaN."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
    click.echo(orjson.dumps(plain(value), option=options).decode())


def put(rows: Sequence[Any], form: str, columns: Sequence[str] | None = None) -> None:
    """Print a listing of dataclasses or mappings in the chosen form; ``columns`` are those of the table."""
    if form == "json":
        put_json(list(rows))
        return
    records = [_record(row) for row in rows]
    names = list(columns or (records[0] if records else ()))
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([safe_cell(_cell(record.get(name))) for name in names] for record in records)
        return
    put_table(names, ([_cell(record.get(name)) for name in names] for record in records))
    if not records:
        click.echo("Nothing to show.", err=True)


def _record(row: Any) -> Mapping[str, Any]:
    if is_dataclass(row) and not isinstance(row, type):
        return {each.name: getattr(row, each.name) for each in fields(row)}
    return dict(row)


def _cell(value: Any) -> str:
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | dict):
        return (
            orjson.dumps(value).decode()
            if value and isinstance(value, dict)
            else ", ".join(map(_cell, value))
        )
    return clean(str(value))


def clean(text: str) -> str:
    """Text that cannot steer a terminal: one line, control characters and direction marks escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: a leading = + - @, tab or return gets a quote before it."""
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\r"} and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _tell_file(file: Path, label: str, what: str, count: int) -> None:
    partial = file.with_suffix(".part")
    partial.write_bytes(orjson.dumps({"label": label, "what": clean(what), "count": count}))
    partial.replace(file)


def put_table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table that fits the terminal; in a pipe it is as wide as its content."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in names:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else 400, highlight=False, markup=False, soft_wrap=True).print(
        table
    )


@contextmanager
def progress(label: str) -> Iterator[Callable[[str, int], None]]:
    """A progress line on a terminal, nothing in a pipe; call it with (what, how many so far).

    With EXPERTGRAPH_PROGRESS the progress is written to that file instead, for whoever started this process.
    """
    told = os.environ.get("EXPERTGRAPH_PROGRESS")
    if told:
        yield functools.partial(_tell_file, Path(told), label)
        return
    if not sys.stderr.isatty():
        yield lambda what, count: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(label)

        def show(what: str, count: int) -> None:
            amount = f" {count:,}" if count else ""
            bar.update(task, description=f"{label} {clean(what)}{amount}")

        yield show
