"""Tables from strangers (CSV and its kin): one bad byte, quote or row costs one row and never the rest.

The separator is read off the header, the encoding as in :mod:`encoding`; a quote that is never closed is
given up after a bounded number of lines, and reading goes on with the line after it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import BinaryIO, NamedTuple

from expertgraph.errors import TooLarge, Unreadable
from expertgraph.ingest.encoding import Recoded
from expertgraph.ingest.importer import Rejected, Skipped
from expertgraph.ingest.source import LongLine, Readable, Source, split_lines

_SEPARATORS = ",;\t|"
_PREAMBLE = 50
"""Lines within which the header must come."""
_CELL_LINES = 1_000
"""Lines that one quoted cell may span."""
_SAMPLE = 200
"""Characters of a bad row that are kept."""
_SEP_LINE = re.compile(r'"?sep=(.)"?$', re.IGNORECASE)

IsHeader = Callable[[Sequence[str]], bool]


class Row(NamedTuple):
    """One row: the line it begins on (from 1) and its cells, without surrounding white space."""

    line: int
    cells: list[str]


class Table:
    """A table that was opened: its header is known, its rows are streamed by :meth:`rows`."""

    def __init__(self, source: Source, name: str, is_header: IsHeader | None = None) -> None:
        """Raises Unreadable when the file is empty or no row can be the header."""
        self.name = name
        self._source = source
        head = source.head(name)
        if not head:
            raise Unreadable(f"{name} is empty.", "Export it again.")
        self.encoding = source.text_encoding(name)
        self._lone_returns = b"\r" in head and b"\n" not in head
        self.delimiter, self.titles, self._first = self._find_header(is_header or any)
        self._limit = source.limits.field

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The titles; Unreadable when two are the same, TooLarge when there are too many."""
        return checked_header(self.name, self.titles, self._source.limits.columns)

    def rows(self, *, fill: bool = False) -> Iterator[Row | Rejected | Skipped]:
        """Every row after the header, in order; empty lines are no rows, rows of empty cells are skipped.

        ``fill``: the format leaves out cells at the end of a row that are empty.
        """
        width, delimiter = len(self.header), self.delimiter
        for line, text, cells in self._records():
            if cells is None:
                yield self._reject(line, *_split_reason(text))
                continue
            if fill and len(cells) < width:
                cells += [""] * (width - len(cells))
            if len(cells) == width or _trimmed(cells, width):
                row = [cell.strip() for cell in cells]
                yield Row(line, row) if any(row) else Skipped(self.name, str(line), "empty")
            elif not any(cell.strip() for cell in cells):
                yield Skipped(self.name, str(line), "empty")
            else:
                reason = f"{len(cells)} cells where the header names {width}"
                yield self._reject(line, "ragged", reason, delimiter.join(cells))

    def index(self, title: str) -> int | None:
        """The place of a column, by its title; case and spaces do not matter."""
        wanted = fold(title)
        return next((place for place, each in enumerate(self.header) if fold(each) == wanted), None)

    def _reject(self, line: int, code: str, reason: str, raw: str) -> Rejected:
        return Rejected(self.name, str(line), code, reason, raw[:_SAMPLE])

    def _find_header(self, is_header: IsHeader) -> tuple[str, list[str], int]:
        delimiter = None
        for line, raw in self._lines():
            if line > _PREAMBLE:
                break
            text = _decode(raw)
            if text is None or isinstance(raw, LongLine):
                continue
            separator = _SEP_LINE.match(text.strip())
            if separator and line == 1:
                delimiter = separator[1]
                continue
            chosen = delimiter or _separator(text)
            cells = [cell.strip() for cell in _parse(text, chosen, strict=False) or []]
            if any(cells) and is_header(cells):
                return chosen, cells, line
        raise Unreadable(
            f"{self.name} has no header row that is understood.",
            "The first row must name the columns; save the table as CSV in UTF-8.",
        )

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """The lines as UTF-8 bytes, whatever the encoding."""
        with self._source.stream(self.name) as stream:
            yield from split_lines(self._recoded(stream), self._source.limits.line, crlf=False)

    def _recoded(self, stream: BinaryIO) -> Readable:
        if self.encoding == "utf-8" and not self._lone_returns:
            return stream
        return Recoded(stream, self.encoding, self._lone_returns)

    def _records(self) -> Iterator[tuple[int, str, list[str] | None]]:
        """(line, text, cells); cells None and text ``code|reason|raw`` for what cannot be used."""
        lines = _Ahead(self._lines())
        delimiter, limit, first = self.delimiter, self._limit, self._first
        for line, raw in lines:
            if line <= first or not raw or raw == b"\r":
                continue
            try:
                text = raw.decode()
            except UnicodeDecodeError:
                yield line, _bad("bad-encoding", "not text in the encoding of the file", raw), None
                continue
            if len(raw) > limit or "\0" in text or "\ufffd" in text:
                problem = self._problem(raw, text)
                if problem:
                    yield line, problem, None
                    continue
            if '"' not in text:
                yield line, text, text.removesuffix("\r").split(delimiter)
            else:
                yield self._quoted(line, text, lines)

    def _problem(self, raw: bytes, text: str) -> str | None:
        if "\0" in text:
            return _bad("control-characters", "NUL characters in the row", raw)
        if "\ufffd" in text and self.encoding != "utf-8":
            return _bad("bad-encoding", f"not text in {self.encoding}", raw)
        if isinstance(raw, LongLine) or any(len(cell) > self._limit for cell in text.split(self.delimiter)):
            return _bad("too-long", f"a cell of more than {self._limit:,} characters", raw)
        return None

    def _quoted(self, line: int, raw: str, lines: _Ahead) -> tuple[int, str, list[str] | None]:
        text = raw.removesuffix("\r")
        cells = _parse(text, self.delimiter, strict=True)
        if cells is None and not _left_open(text, self.delimiter):
            cells = _parse(text, self.delimiter, strict=False)
        elif cells is None:
            cells = self._joined(raw, lines)
        if cells is None:
            reason = "a quote is opened and not properly closed"
            return line, _bad("unclosed-quote", reason, text.encode()), None
        return line, text, cells

    def _joined(self, text: str, lines: _Ahead) -> list[str] | None:
        """The cells of a row whose quoted cell goes on in the lines that follow; None if it is never closed.

        The quotes are even in number only where the cell may end, so that each row is parsed once.
        """
        taken: list[tuple[int, bytes]] = []
        whole, size, quotes = [text], len(text), text.count('"')
        while quotes % 2 and len(taken) < _CELL_LINES and size <= self._limit:
            more = lines.take()
            if more is None:
                break
            taken.append(more)
            part = _decode(more[1])
            if part is None or "\0" in part:
                break
            whole.append(part)
            size += len(part)
            quotes += part.count('"')
        cells = (
            None if quotes % 2 else _parse("\n".join(whole).removesuffix("\r"), self.delimiter, strict=True)
        )
        if cells is None:
            lines.give_back(taken)
        return cells


def checked_header(name: str, titles: Sequence[str], most: int) -> tuple[str, ...]:
    """The titles without empty ones at the end.  Raises Unreadable for doubles, TooLarge beyond ``most``."""
    cells = list(titles)
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > most:
        raise TooLarge(f"{name} has {len(cells):,} columns; the most is {most:,}.")
    folded = [fold(cell) for cell in cells if cell]
    twice = next((title for title, count in Counter(folded).items() if count > 1), None)
    if twice is not None:
        raise Unreadable(f"{name} has two columns called {twice!r}.", "Rename or remove one of them.")
    return tuple(cells)


class _Ahead:
    """An iterator of lines that takes lines back."""

    def __init__(self, lines: Iterator[tuple[int, bytes]]) -> None:
        self._lines = lines
        self._back: list[tuple[int, bytes]] = []

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        return self

    def __next__(self) -> tuple[int, bytes]:
        return self._back.pop() if self._back else next(self._lines)

    def take(self) -> tuple[int, bytes] | None:
        return next(self, None)

    def give_back(self, taken: list[tuple[int, bytes]]) -> None:
        self._back.extend(reversed(taken))


def fold(title: str) -> str:
    """A column title without case and with single spaces."""
    return " ".join(title.casefold().split())


def _decode(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def _separator(header: str) -> str:
    bare = re.sub(r'"[^"]*"', "", header)
    return max(_SEPARATORS, key=bare.count)


def _parse(text: str, delimiter: str, *, strict: bool) -> list[str] | None:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=strict), [])
    except csv.Error:
        return None


def _left_open(text: str, delimiter: str) -> bool:
    """Does the text end inside a quoted cell?"""
    try:
        next(csv.reader([text], delimiter=delimiter, strict=True), None)
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _trimmed(cells: list[str], width: int) -> bool:
    """Cut off empty cells beyond the header (a separator at the line's end); False if that does not fit."""
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return False
    del cells[width:]
    return True


def _bad(code: str, reason: str, raw: bytes) -> str:
    return f"{code}|{reason}|{raw[:_SAMPLE].decode('utf-8', 'backslashreplace')}"


def _split_reason(text: str) -> tuple[str, str, str]:
    code, reason, raw = text.split("|", 2)
    return code, reason, raw
