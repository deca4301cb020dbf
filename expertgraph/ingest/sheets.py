"""Excel workbooks as tables: the first sheet, read row by row, with the guards of any other zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import ParseError

from expertgraph.errors import TooLarge, Unreadable
from expertgraph.ingest.archive import Zip
from expertgraph.ingest.importer import Rejected, Skipped
from expertgraph.ingest.source import Limits, Source
from expertgraph.ingest.tables import IsHeader, Row, Table, checked_header

_EXCEL = (".xlsx", ".xlsm")
SUFFIXES = (".csv", ".tsv", ".tab", ".csv.gz", ".tsv.gz", *_EXCEL)
"""What a table's name may end with."""
_WORKBOOK = Limits(total=512 << 20, member=512 << 20, ratio=400, ratio_floor=16 << 20)
_PACKED = 64 << 20
_ADVICE = "Save the sheet as CSV in UTF-8 and import that."


class Sheet:
    """The first sheet of a workbook, with the same face as :class:`Table`."""

    encoding = "utf-8"
    delimiter = ""

    def __init__(self, source: Source, name: str, is_header: IsHeader | None = None) -> None:
        """Raises Unreadable for what is no workbook or has no header row, TooLarge beyond the limits."""
        self.name = name
        self._limits = source.limits
        self._data = source.read(name, _PACKED)
        Zip(io.BytesIO(self._data), name, _WORKBOOK).close()
        wanted = is_header or any
        for line, cells in self._cells():
            if line > 50:
                break
            if any(cells) and wanted(cells):
                self.titles, self._first = cells, line
                return
        raise Unreadable(f"{name} has no header row that is understood.", _ADVICE)

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The titles; Unreadable when two are the same, TooLarge when there are too many."""
        return checked_header(self.name, self.titles, self._limits.columns)

    def rows(self) -> Iterator[Row | Rejected | Skipped]:
        """Every row after the header; a row wider than the header is set aside."""
        width = len(self.header)
        for line, cells in self._cells():
            if line <= self._first or not any(cells):
                continue
            if any(cells[width:]):
                reason = f"cells beyond the {width} columns that the header names"
                yield Rejected(self.name, str(line), "ragged", reason)
            elif any(len(cell) > self._limits.field for cell in cells):
                yield Rejected(self.name, str(line), "too-long", "a cell is too long")
            else:
                yield Row(line, (cells + [""] * (width - len(cells)))[:width])

    def _cells(self) -> Iterator[tuple[int, list[str]]]:
        import openpyxl

        try:
            book = openpyxl.load_workbook(io.BytesIO(self._data), read_only=True, data_only=True)
            try:
                sheet = book.worksheets[0]
                sheet.reset_dimensions()
                for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
                    yield line, self._texts(values)
            finally:
                book.close()
        except (
            zipfile.BadZipFile,
            ParseError,
            KeyError,
            ValueError,
            IndexError,
            TypeError,
            OSError,
        ) as error:
            raise Unreadable(f"{self.name} is not a workbook that can be read: {error}.", _ADVICE) from error

    def _texts(self, values: tuple[Any, ...]) -> list[str]:
        if len(values) > 4 * self._limits.columns:
            raise TooLarge(f"{self.name} has {len(values):,} columns; the most is {self._limits.columns:,}.")
        return [_text(value) for value in values]


AnyTable = Table | Sheet


def open_table(source: Source, name: str, is_header: IsHeader | None = None) -> AnyTable:
    """A table by its name's ending.  ``is_header`` finds the header below a preamble; if no row is accepted,
    the first row is taken.  Raises Unreadable for what is no table."""
    kind = Sheet if name.casefold().endswith(_EXCEL) else Table
    if is_header is not None:
        try:
            return kind(source, name, is_header)
        except Unreadable:
            pass
    return kind(source, name)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != datetime.min.time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
