"""Real exports on both stores: every report adds up, a second import changes nothing, and the digests are equal."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from expertgraph.ingest.importer import Options
from expertgraph.ingest.pipeline import import_paths
from expertgraph.store import Store, open_store
from expertgraph.store.digest import digest
from tests.servers.neo4j_server import wipe

CLOCK = 1_795_000_000


class Export(NamedTuple):
    """A real export: where it lies, its format, and the source it is imported as."""

    name: str
    archive: str
    path: str
    format: str


SMALL = (
    Export("slack-viewer", "slack", "slack-export-viewer-testarchive.zip", "slack"),
    Export("discourse-topics", "discourse", "topic-json-format-sample", "discourse"),
    Export("r-announce", "mailinglist", "r-announce", "mbox"),
    Export("hr-dataset", "hr", "HRDataset_v14.csv", "hr_csv"),
    Export("quantum", "bench", "small_quantum_se/messages.jsonl.gz", "messages"),
)
LARGE = (
    Export("r-slack", "slack", "R Contributors*.zip", "slack"),
    Export("delving", "discourse", "delvingbitcoin-posts-api", "discourse"),
    Export("r-mixed-models", "mailinglist", "r-sig-mixed-models", "mbox"),
    Export("linkedin", "linkedin", "*.zip", "linkedin"),
    Export("urho3d", "bench", "dev2_urho3d_discourse/messages.jsonl.gz", "messages"),
    Export("dblp", "bench", "human_dblp/messages.jsonl.gz", "messages"),
    Export("lean", "bench", "dev_lean_zulip/messages.jsonl.gz", "messages"),
)


def place(shared: Path, export: Export) -> Path:
    """Where the export lies, unpacked once into the cache."""
    if export.archive == "bench":
        return shared / "bench" / export.path
    printed = subprocess.run(
        [shared / "data" / "get", export.archive],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ},
    )
    (found,) = sorted(Path(printed.stdout.strip()).rglob(export.path))[:1]
    return found


def bring(store: Store, path: Path, export: Export) -> dict[str, int]:
    """Import it and return the counts, checked to add up."""
    options = Options(source=export.name)
    report = import_paths(store, [path], format=export.format, options=options, clock=lambda: CLOCK).plain()
    assert report["found"] == report["read"] + sum(report["skipped"].values())
    assert report["read"] == report["new"] + report["same"] + report["quarantined"]
    assert report["found"] > 0
    return {name: report[name] for name in ("found", "read", "new", "same", "quarantined")}


def check(first: Store, second: Store, path: Path, export: Export) -> None:
    """Twice into each store: the same counts, nothing new the second time, one digest."""
    digests, counts = set(), []
    for store in (first, second):
        counts.append(bring(store, path, export))
        digests.add(digest(store))
        again = bring(store, path, export)
        assert (again["new"], again["found"]) == (0, counts[-1]["found"])
        assert again["quarantined"] == counts[-1]["quarantined"]
        digests.add(digest(store))
        store.close()
    assert counts[0] == counts[1]
    assert len(digests) == 1


@pytest.mark.parametrize("export", SMALL, ids=lambda export: export.name)
def test_both_stores_hold_the_same(
    shared_data: Path, tmp_path: Path, empty_neo4j: str, export: Export
) -> None:
    embedded = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    check(embedded, open_store(empty_neo4j), place(shared_data, export), export)
    wipe(empty_neo4j)


@pytest.mark.soak
@pytest.mark.parametrize("export", LARGE, ids=lambda export: export.name)
def test_both_stores_hold_the_same_at_size(
    shared_data: Path, tmp_path: Path, empty_neo4j: str, export: Export
) -> None:
    embedded = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    check(embedded, open_store(empty_neo4j), place(shared_data, export), export)
    wipe(empty_neo4j)


@pytest.mark.parametrize("export", LARGE[:3], ids=lambda export: export.name)
def test_large_ones_twice_into_the_embedded_store(shared_data: Path, tmp_path: Path, export: Export) -> None:
    stores = [open_store(f"sqlite:///{tmp_path / name}.db") for name in ("a", "b")]
    check(stores[0], stores[1], place(shared_data, export), export)
