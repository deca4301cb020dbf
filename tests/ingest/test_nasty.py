"""The corpus of hostile archives and tables: each file ends as its manifest says, in little memory."""

import csv
import os
import tracemalloc
from pathlib import Path

import pytest

from expertgraph.errors import ExpertgraphError
from expertgraph.ingest.importer import Options
from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.pipeline import import_paths
from expertgraph.store import open_store

NASTY = Path(__file__).resolve().parents[3] / "shared" / "nasty"
OPTIONS = Options(now=1_760_000_000)
MOST_MEMORY = 200 << 20

NEW_AND_QUARANTINED = {
    "csv/latin1.csv": (1, 0),
    "csv/cp1252_euro.csv": (1, 0),
    "csv/utf16le_bom.csv": (1, 0),
    "csv/utf16be_nobom.csv": (1, 0),
    "csv/utf8_bom.csv": (1, 0),
    "csv/invalid_utf8_row3.csv": (2, 1),
    "csv/mixed_enc.csv": (1, 1),
    "csv/nul_bytes.csv": (1, 2),
    "csv/line_10MB.csv": (1, 1),
    "csv/unclosed_quote.csv": (5_000, 1),
    "csv/formula.csv": (12, 0),
    "csv/ragged.csv": (0, 2),
    "csv/header_only.csv": (0, 0),
    "csv/semicolon_nl.csv": (1, 0),
    "csv/cr_only.csv": (2, 0),
    "csv/confusable_people.csv": (2, 4),
    "csv/linkedin_preamble.csv": (2, 1),
}


def _manifest(*folders: str) -> list[tuple[str, str]]:
    if not NASTY.is_dir():
        return [("absent", "")]  # one case, which the fixture below skips with its reason
    with (NASTY / "MANIFEST.tsv").open(newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    return [(row["path"], row["exit"]) for row in rows if row["path"].startswith(folders)]


@pytest.fixture(autouse=True)
def _corpus(shared_data: Path) -> None:
    assert NASTY.is_relative_to(shared_data)


def test_the_corpus_is_covered() -> None:
    rows = _manifest("zip/", "csv/", "json/")
    assert len(rows) == 12 + 20 + 5
    assert set(NEW_AND_QUARANTINED) < {path for path, _ in rows}


@pytest.mark.parametrize(("path", "codes"), _manifest("zip/", "csv/"))
def test_it_ends_as_the_manifest_says(path: str, codes: str, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    tracemalloc.start()
    try:
        report = import_paths(store, [NASTY / path], options=OPTIONS)
        code = 1 if report.quarantined else 0
        assert (report.new, report.quarantined) == NEW_AND_QUARANTINED[path]
    except ExpertgraphError as error:
        code = error.exit_code
        assert path not in NEW_AND_QUARANTINED
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        store.close()
    assert codes == "any" or str(code) in codes.split(",")
    assert peak < MOST_MEMORY
    assert sorted(each.name for each in tmp_path.iterdir() if not each.name.startswith("store.db")) == []


@pytest.mark.parametrize(("path", "_codes"), _manifest("json/"))
def test_no_such_json_is_accepted(path: str, _codes: str) -> None:
    with pytest.raises(BadRecord):
        load_json((NASTY / path).read_bytes())


def test_nothing_outside_was_written() -> None:
    assert not os.path.lexists("/tmp/evil.txt")
    assert not os.path.lexists("/etc/evil")
