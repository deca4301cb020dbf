"""Reading an export in a test: its outcomes, its rows by kind, and the graph they make."""

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from expertgraph.ingest.importer import Context, Found, Importer, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.source import Source
from expertgraph.records import Deletion, Interaction, Item, Record, version

DATA = Path(__file__).resolve().parent.parent / "data"
NOW = 1_795_305_600


def outcomes_of(importer: Importer, path: Path, **options: object) -> list[Outcome]:
    """Everything an importer says of a path."""
    chosen = Options(now=NOW, **options)  # type: ignore[arg-type]
    with Source.open(path) as source:
        name = chosen.source or importer.default_source(source, chosen)
        return list(importer.read(source, name, chosen))


def rows_of(outcomes: list[Outcome], kind: type[Any]) -> dict[str, Any]:
    """Rows of one kind by id; those that a store would keep."""
    kept, gone = _latest(outcomes, kind), _latest(outcomes, Deletion)
    if kind not in {Item, Interaction}:
        return kept
    items = _latest(outcomes, Item)
    dead = {each for each in gone if each not in items or _rank(items[each])[:2] <= _rank(gone[each])[:2]}
    return {each: row for each, row in kept.items() if not dead & {each, getattr(row, "item", None)}}


def _latest(outcomes: list[Outcome], kind: type[Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for row in _rows(outcomes):
        if isinstance(row, kind) and (row.id not in kept or _rank(row) > _rank(kept[row.id])):
            kept[row.id] = row
    return kept


def graph_of(outcomes: list[Outcome]) -> set[Record]:
    """What a store would hold, whatever the order of files."""
    kinds = {type(row) for row in _rows(outcomes)}
    return {row for kind in kinds for row in rows_of(outcomes, kind).values()}


def counts_of(outcomes: list[Outcome]) -> Counter[str]:
    """found, every rule and every code, counted."""
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        if isinstance(outcome, Found):
            counts["found"] += 1
        elif isinstance(outcome, Skipped):
            counts[outcome.rule] += 1
        elif isinstance(outcome, Rejected):
            counts[outcome.code] += 1
    return counts


def real(shared: Path, name: str) -> Path:
    """The folder of a real data set."""
    get = shared / "data" / "get"
    done = subprocess.run([get, name], env=os.environ, check=True, capture_output=True, text=True)
    return Path(done.stdout.strip())


def _rows(outcomes: list[Outcome]) -> Iterator[Record]:
    for outcome in outcomes:
        if isinstance(outcome, Found | Context):
            yield from outcome.rows


def _rank(row: Record) -> tuple[bool, int, int]:
    return (not getattr(row, "stub", False), row.edited or 0, version(row))
