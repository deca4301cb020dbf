"""Collections that others made of what files look like in the wild: csv-spectrum, the W3C's tables, odd mails, broken
zips, legacy encodings.  Each file is a case."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.encoding import guess
from expertgraph.ingest.importer import Rejected, Skipped
from expertgraph.ingest.source import HEAD, Source
from expertgraph.ingest.tables import Row, Table
from tests.importers.reading import real
from tests.torture.fixtures import bring, fresh
from tests.torture.measured import import_measured

SHARED = Path(__file__).resolve().parents[3] / "shared"
ENCODINGS = {
    "GB2312": "gb18030", "MacRoman": "mac-roman", "SHIFT_JIS": "cp932", "UTF-16": "utf-16", "UTF-16LE": "utf-16-le",
    "iso-8859-1": "cp1252", "utf-8-sig": "utf-8-sig", "windows-1250-polish": "cp1250", "windows-1251-russian": "cp1251",
    "windows-1252": "cp1252",
}  # fmt: skip
MISTAKEN = {
    "windows-1250-polish/_ude_1.txt": "taken for cp1252: no way to tell Polish from Western letters in so few words",
    "SHIFT_JIS/andore.com.xml": "shift-jis for cp932: the same but for a few signs",
    "SHIFT_JIS/dogsinn.jp.xml": "shift-jis for cp932: the same but for a few signs",
    "SHIFT_JIS/ooganemochi.com.xml": "shift-jis for cp932: the same but for a few signs",
    "SHIFT_JIS/perth-on.net.xml": "shift-jis for cp932: the same but for a few signs",
}


def cases(pattern: str) -> list[str]:
    """The files of the corpus, by their names in it; one case that is skipped where it is not here."""
    if not SHARED.is_dir():
        return ["absent"]
    folder = real(SHARED, "nasty")
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern) if path.is_file())


@pytest.fixture
def corpus(shared_data: Path) -> Path:
    return real(shared_data, "nasty")


@pytest.mark.parametrize("name", cases("csv-spectrum/csvs/*.csv") + cases("csvw/**/*.csv"))
def test_every_row_of_a_table_is_accounted_for(corpus: Path, name: str) -> None:
    rows = list(csv.reader(io.StringIO((corpus / name).read_bytes().decode("utf-8-sig"), newline="")))
    rows = [row for row in rows if row]
    with Source.open(corpus / name) as source:
        (member,) = source.files()
        try:
            found = list(Table(source, member.name).rows())
        except Unreadable:
            assert len({title.casefold() for title in rows[0]}) < len(rows[0]), "two columns of one name"
            return
    assert all(isinstance(each, Row | Rejected | Skipped) for each in found)
    kept = [each.cells for each in found if isinstance(each, Row)]
    assert kept == [stripped for row in rows[1:] if (stripped := [cell.strip() for cell in row]) in kept]
    assert len(found) == len(rows) - 1
    ragged = [row for row in rows[1:] if len(row) != len(rows[0])]
    assert sum(isinstance(each, Rejected) for each in found) <= len(ragged)


@pytest.mark.parametrize("name", cases("eml/**/*.eml"))
def test_an_odd_mail_is_read(corpus: Path, name: str, tmp_path: Path) -> None:
    mail = (corpus / name).read_bytes()
    (tmp_path / "one.mbox").write_bytes(b"From x@example.org Mon Jan  1 00:00:00 2024\n" + mail + b"\n")
    store = fresh(tmp_path)
    report = bring(store, tmp_path / "one.mbox", "mbox")
    assert report.found >= 1
    assert report.new + report.quarantined >= 1
    store.close()


@pytest.mark.parametrize("name", cases("zip/*.zip"))
def test_a_broken_zip_is_refused(corpus: Path, name: str, tmp_path: Path) -> None:
    ran = import_measured(corpus / name, None, tmp_path)
    assert ran.exit == 3
    assert "Traceback" not in ran.error


@pytest.mark.parametrize("name", cases("encodings/*/*"))
def test_a_legacy_encoding_is_recognised_or_not_guessed(corpus: Path, name: str) -> None:
    data = (corpus / name).read_bytes()
    guessed = guess(data[:HEAD], whole=len(data) < HEAD)
    try:
        text = data.decode(guessed)
    except UnicodeDecodeError:
        assert guessed == "utf-8"  # nothing fits: the rows that are not UTF-8 are set aside one by one
        return
    right = text.lstrip("\ufeff") == data.decode(ENCODINGS[name.split("/")[1]]).lstrip("\ufeff")
    assert right == (name.removeprefix("encodings/") not in MISTAKEN), guessed
