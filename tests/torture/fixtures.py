"""The fixtures of every registered importer, to be imported as they are or taken apart."""

from __future__ import annotations

from pathlib import Path

from expertgraph.ingest.importer import Options
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.registry import names
from expertgraph.ingest.report import Report
from expertgraph.schema import ALL
from expertgraph.schema.keeping import QUARANTINE
from expertgraph.store import Store, open_store

DATA = Path(__file__).resolve().parent.parent / "data"
NOW = 1_795_305_600
SOURCE = "torture"
Files = dict[str, bytes]
"""An export in memory: relative name -> bytes."""


def exports(importer: str) -> list[Path]:
    """The friendly and the hostile exports of one importer."""
    return sorted((DATA / importer).glob("*"))


def covered() -> list[str]:
    """The registered importers that have fixtures (the contract test demands them of each)."""
    return [name for name in names() if exports(name)]


def load(path: Path) -> Files:
    """An export as its files; one that is a file is called ``/`` and its name."""
    if path.is_file():
        return {"/" + path.name: path.read_bytes()}
    return {
        each.relative_to(path).as_posix(): each.read_bytes()
        for each in sorted(path.rglob("*"))
        if each.is_file()
    }


def save(files: Files, path: Path) -> Path:
    """Write an export below a new folder that keeps the original's name; returns what is to be imported."""
    for name, data in files.items():
        file = path.parent / name[1:] if name.startswith("/") else path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (only, *_) = files
    return path.parent / only[1:] if only.startswith("/") else path


def fresh(folder: Path, name: str = "store") -> Store:
    """A new embedded store."""
    return open_store(f"sqlite:///{folder / name}.db")


def bring(store: Store, path: Path, format: str, *, source: str = SOURCE, dry_run: bool = False) -> Report:
    """Import one export; whatever became of its records, the counts add up."""
    options = Options(source=source, now=NOW)
    report = import_paths(store, [path], format=format, options=options, dry_run=dry_run)
    told = report.plain()
    assert told["found"] == told["read"] + sum(told["skipped"].values())
    assert told["read"] == told["new"] + told["same"] + told["quarantined"]
    assert told["changed"] <= told["same"]
    return report


def facts(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every imported fact, without the quarantine: that also tells in which file a bad record stood."""
    return {
        table.name: list(store.frame(table.name).astype(object).itertuples(index=False, name=None))
        for table in ALL
        if table.fact and table is not QUARANTINE
    }
