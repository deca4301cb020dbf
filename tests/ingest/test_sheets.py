"""Excel workbooks, read like any other table."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Rejected
from expertgraph.ingest.sheets import Sheet, open_table
from expertgraph.ingest.source import Source
from expertgraph.ingest.tables import Row


def _book(path: Path, rows: list[list[object]]) -> Source:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return Source.open(path)


def test_cells_become_text(tmp_path: Path) -> None:
    source = _book(
        tmp_path / "t.xlsx",
        [
            ["Staff list"],
            [],
            ["Name", "Number", "Since", "Seen"],
            ["Zoë ", 7.0, date(2020, 5, 1), datetime(2021, 1, 2, 3, 4)],
            ["Bo", 1.5, None, "=1+1"],
            [None, None, None, None],
            ["Too", "many", "x", "y", "z"],
        ],
    )
    table = open_table(source, "t.xlsx", lambda cells: "Name" in cells)
    assert isinstance(table, Sheet)
    assert table.header == ("Name", "Number", "Since", "Seen")
    good = [(row.line, row.cells) for row in table.rows() if isinstance(row, Row)]
    assert good[0] == (4, ["Zoë", "7", "2020-05-01", "2021-01-02 03:04:00"])
    assert good[1][1][:2] == ["Bo", "1.5"]
    assert [(row.place, row.code) for row in table.rows() if isinstance(row, Rejected)] == [("7", "ragged")]


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("name,email\n")
    with pytest.raises(Unreadable, match="not a zip"):
        open_table(Source.open(tmp_path / "text.xlsx"), "text.xlsx")
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(Unreadable, match="workbook"):
        open_table(Source.open(tmp_path / "other.xlsx"), "other.xlsx")


def test_a_workbook_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<a/>" + b" " * 40_000_000)
    with pytest.raises(Unreadable, match="times its size"):
        open_table(Source.open(tmp_path / "bomb.xlsx"), "bomb.xlsx")
