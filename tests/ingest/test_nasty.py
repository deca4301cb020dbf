"""The corpus of hostile files: each is imported by the command line, in a process of its own, and ends as its
manifest says, in seconds and in little memory.  The figures behind the limits here are in ``benchmarks/``."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.store import Store, open_store
from tests.torture.fixtures import bring, fresh
from tests.torture.formats import WRITERS, Entry
from tests.torture.measured import import_measured

NASTY = Path(__file__).resolve().parents[3] / "shared" / "nasty"
MOST_SECONDS = 10.0
MOST_MEMORY = 300 << 20


class Ends(NamedTuple):
    """How the import of a file ends: new and quarantined records, or what its refusal says; ``check`` looks further."""

    new: int | None = None
    quarantined: int = 0
    refusal: str = ""
    check: Callable[[Store], None] = lambda store: None


def _names(*wanted: str) -> Callable[[Store], None]:
    def check(store: Store) -> None:
        assert set(wanted) <= {*store.frame("identity", ["name"])["name"]}

    return check


def _holds_no(*words: str) -> Callable[[Store], None]:
    """Neither in what is known nor in what was set aside."""

    def check(store: Store) -> None:
        everything = "".join(
            store.frame(table).to_json(force_ascii=False)
            for table in ("identity", "item", "quarantine", "channel")
        )
        assert not [word for word in words if word in everything]

    return check


def _set_aside(*places: tuple[str, str]) -> Callable[[Store], None]:
    def check(store: Store) -> None:
        held = store.frame("quarantine", ["place", "code"])
        assert set(places) <= set(zip(held["place"], held["code"], strict=True))

    return check


FORMATS = {
    "zip": None, "csv": None, "vcf": "vcard", "xml": "stackexchange", "slack": "slack", "json": "messages", "mbox": "mbox",
}  # fmt: skip
"""By folder; None where the command has to see for itself."""

EXPECTED: dict[str, Ends] = {
    "zip/bomb_ratio_42MB.zip": Ends(refusal="100 times its size"),
    "zip/bomb_nested.zip": Ends(refusal="nothing but archives"),
    "zip/bomb_overlap_200MB.zip": Ends(refusal="100 times its size"),
    "zip/many_entries_70k.zip": Ends(refusal="more than 50,000 files"),
    "zip/lying_size_header.zip": Ends(refusal="not what its header says"),
    "zip/traversal.zip": Ends(refusal="leads out of its folder"),
    "zip/symlink.zip": Ends(refusal="link or device"),
    "zip/duplicate_names.zip": Ends(refusal="twice"),
    "zip/encrypted_flag.zip": Ends(refusal="encrypted"),
    "zip/truncated.zip": Ends(refusal="not a whole zip"),
    "zip/not_a_zip.zip": Ends(refusal="is not a zip"),
    "zip/bom_names_cp437.zip": Ends(refusal="no format that is known"),
    "csv/latin1.csv": Ends(1, check=_names("Zoë Jäger-Østergaard")),
    "csv/cp1252_euro.csv": Ends(1, check=_names("€ “Jan” Š")),
    "csv/utf16le_bom.csv": Ends(1),
    "csv/utf16be_nobom.csv": Ends(1),
    "csv/utf8_bom.csv": Ends(1),
    "csv/invalid_utf8_row3.csv": Ends(2, 1, check=_set_aside(("3", "bad-encoding"))),
    "csv/mixed_enc.csv": Ends(1, 1),
    "csv/nul_bytes.csv": Ends(1, 2),
    "csv/line_10MB.csv": Ends(1, 1),
    "csv/unclosed_quote.csv": Ends(5_000, 1),
    "csv/formula.csv": Ends(12, check=_names("=1+1", "+1", "@SUM(1)")),
    "csv/dup_header.csv": Ends(refusal="two columns"),
    "csv/ragged.csv": Ends(0, 2),
    "csv/empty.csv": Ends(refusal="no format that is known"),
    "csv/header_only.csv": Ends(0),
    "csv/semicolon_nl.csv": Ends(1, check=_names("Jansen, A.")),
    "csv/cr_only.csv": Ends(2),
    "csv/cols_50k.csv": Ends(refusal="no format that is known"),
    "csv/confusable_people.csv": Ends(2, 4),
    "csv/linkedin_preamble.csv": Ends(2, 1, check=_holds_no('"javascript:')),
    "vcf/xxe_like.vcf": Ends(1, check=_holds_no("root:", '"url":"javascript')),
    "vcf/xcard_xxe.xml": Ends(refusal="no vCard"),
    "vcf/no_end.vcf": Ends(1, 1, check=_names("Inner")),
    "vcf/fold_bomb.vcf": Ends(0, 1),
    "vcf/agent_nested_2000.vcf": Ends(0, 10),
    "vcf/qp_21.vcf": Ends(1),
    "vcf/photo_5MB.vcf": Ends(1),
    "vcf/utf16.vcf": Ends(1),
    "vcf/nul_and_ctrl.vcf": Ends(1, check=_holds_no("\\u0000", "\\u0007", "\\u001b")),
    "xml/se_billion_laughs.xml": Ends(refusal="document type or entities"),
    "xml/se_quadratic.xml": Ends(refusal="document type or entities"),
    "xml/se_xxe_file.xml": Ends(refusal="document type or entities"),
    "xml/se_xxe_param_ssrf.xml": Ends(refusal="document type or entities"),
    "xml/se_deep_200k.xml": Ends(refusal="no posts"),
    "xml/se_xinclude.xml": Ends(0, check=_holds_no("root:")),
    "xml/se_invalid_chars.xml": Ends(2, 1),
    "xml/se_ok_control.xml": Ends(1, 2, check=_holds_no("<script>")),
    "slack/html_names.zip": Ends(10, 6),
    "slack/no_users.zip": Ends(2),
    "slack/no_channels.zip": Ends(3, check=_holds_no("CANARY-PRIVATE")),
    "slack/private_and_dm.zip": Ends(5, check=_holds_no("CANARY")),
    "slack/broken_day.zip": Ends(5, 3),
    "slack/deep_json.zip": Ends(4, 1),
    "json/deep_100k.json": Ends(0, 1),
    "json/huge_int.json": Ends(0, 1),
    "json/nan_inf.json": Ends(0, 1),
    "json/dup_keys.json": Ends(0, 1),
    "json/lone_surrogate.json": Ends(0, 1),
    "mbox/dates.mbox": Ends(14),
    "mbox/broken_mime.mbox": Ends(11),
    "mbox/nested_mime_1500.mbox": Ends(0, 1),
    "mbox/no_from_line.mbox": Ends(refusal="is not a mailbox"),
    "mbox/crlf.mbox": Ends(1),
}


def _manifest(*folders: str) -> list[tuple[str, str]]:
    if not NASTY.is_dir():
        return [("absent", "")]  # one case, which the fixture below skips with its reason
    with (NASTY / "MANIFEST.tsv").open(newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    return [(row["path"], row["exit"]) for row in rows if not folders or row["path"].startswith(folders)]


@pytest.fixture(autouse=True)
def _corpus(shared_data: Path) -> None:
    assert NASTY.is_relative_to(shared_data)


def test_every_row_of_the_manifest_is_covered() -> None:
    rows = {path for path, _ in _manifest()}
    assert rows - {path for path, _ in _manifest("text/")} == set(EXPECTED)
    assert {path.partition("/")[0] for path in rows} == {*FORMATS, "text"}


@pytest.mark.parametrize(("path", "codes"), _manifest(*FORMATS))
def test_it_ends_as_the_manifest_says(path: str, codes: str, tmp_path: Path) -> None:
    ran = import_measured(NASTY / path, FORMATS[path.partition("/")[0]], tmp_path)
    expected = EXPECTED[path]
    assert codes == "any" or str(ran.exit) in codes.split(","), ran.error
    assert "Traceback" not in ran.error
    assert "should not" not in ran.error
    assert ran.seconds < MOST_SECONDS * 10
    assert ran.memory < MOST_MEMORY
    assert {each.name for each in tmp_path.iterdir()} <= {"store.db", "store.db-wal", "store.db-shm"}
    if expected.new is None:
        assert ran.exit == 3
        assert expected.refusal in ran.error
        return
    assert ran.report is not None
    assert (ran.report["new"], ran.report["quarantined"]) == (expected.new, expected.quarantined)
    assert ran.exit == bool(expected.quarantined)
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    expected.check(store)
    store.close()


@pytest.mark.parametrize("name", ["messages", "slack", "hr_csv", "mbox"])
@pytest.mark.parametrize(("path", "_codes"), _manifest("text/"))
def test_hostile_text_is_text(path: str, _codes: str, name: str, tmp_path: Path) -> None:
    """What pages make of it is asked in ``tests/browser/test_hostile_names.py``."""
    lines = [line for line in (NASTY / path).read_text("utf-8", "replace").split("\n") if line.strip()]
    made = [Entry(number, f"Somebody {number}", line) for number, line in enumerate(lines)]
    store = fresh(tmp_path)
    report = bring(store, WRITERS[name](tmp_path / "export", made), name)
    assert report.new + report.quarantined == report.found >= len(lines)
    assert report.quarantined <= sum(len(line) > 60_000 or "\0" in line for line in lines)
    assert len(store.frame("identity")) >= len(lines) - report.quarantined
    assert report.seconds < MOST_SECONDS
    store.close()


@pytest.mark.parametrize(("path", "_codes"), _manifest("json/"))
def test_no_such_json_is_accepted(path: str, _codes: str) -> None:
    with pytest.raises(BadRecord):
        load_json((NASTY / path).read_bytes())


def test_nothing_outside_was_written() -> None:
    assert not os.path.lexists("/tmp/evil.txt")
    assert not os.path.lexists("/etc/evil")
