"""Which file of a network is a list of edges, which one says who people are, and which column is what.

Tables name their columns (source and target, from and to, van and naar, ...).  Lists without a header are
told by what they hold: two numbers, then a weight or a time; a few networks put the time first.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Rejected, Skipped
from expertgraph.ingest.source import HEAD, LongLine, Source
from expertgraph.ingest.tables import Row, Table
from expertgraph.ingest.times import EARLIEST, parse_date
from importers.graph_rows import ATTRIBUTES, field_of, key_of

_ENDINGS = (".csv", ".tsv", ".txt", ".dat", ".edges", ".edgelist", ".tab")
_SURE_PAIRS = ("source target", "ego alter", "src dst", "node1 node2", "person1 person2", "bron doel")
_PAIRS = (
    *_SURE_PAIRS,
    "from to",
    "sender recipient",
    "sender receiver",
    "van naar",
    "afzender ontvanger",
    "i j",
)
_PERSON = frozenset({"id", "node", "person", "persoon", "user", "vertex", "ego", "key"})
_ASIDE = frozenset({"id", "type", "kind", "label", "soort"})
"""Columns that may stand beside a pair of ids without making it doubtful."""
_ABOUT_PEOPLE = (
    "label",
    "metadata",
    "department",
    "attribut",
    "node",
    "people",
    "person",
    "communit",
    "group",
)
_COMMENT = ("#", "%")
_SAMPLE = 200
_RAW = 200
MOST_FILES = 200


class Sheet(NamedTuple):
    """One file: its columns by our names, and ``ties``, columns of which each is a relation of its own.

    ``separator`` None is any run of blanks; ``titled`` says that a header names the columns; ``sure`` is how
    clearly this is a network, 0 .. 1; ``meetings`` that an edge is a meeting of two, both ways; ``ids`` are
    those of the first rows.
    """

    file: str
    about: str
    columns: dict[str, int]
    ties: tuple[tuple[str, int], ...] = ()
    separator: str | None = None
    titled: bool = True
    sure: float = 0.0
    meetings: bool = False
    left: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()


def sheets(source: Source, chosen: Mapping[str, str], named: bool = False) -> list[Sheet]:
    """The files that are part of a network, in order of name.

    ``named``: somebody said that this is one, so that a file alone may have ids that are no numbers.
    """
    names = candidates(source)
    lenient = named and len(names) == 1
    found = [sheet for name in names if (sheet := _sheet(source, name, chosen, lenient)) is not None]
    return found if any(sheet.about == "edges" for sheet in found) else []


def fit(found: list[Sheet]) -> bool:
    """Do edges whose columns have names and a table of people speak of the same ids?"""
    edges = {each for sheet in found if sheet.about == "edges" and sheet.titled for each in sheet.ids}
    people = {each for sheet in found if sheet.about == "people" for each in sheet.ids}
    return len(edges & people) > 1


def candidates(source: Source) -> list[str]:
    """Files that may be tables or lists, by their names."""
    names = [each.name for each in source.files()]
    if len(names) == 1:
        return names
    return [name for name in names if name.casefold().removesuffix(".gz").endswith(_ENDINGS)][:MOST_FILES]


def _sheet(source: Source, name: str, chosen: Mapping[str, str], lenient: bool) -> Sheet | None:
    head = source.head(name)
    if b"\0" in head:
        encoding = source.text_encoding(name)
        if not encoding.startswith("utf-16"):
            return None
    text = head.decode(source.text_encoding(name), "replace").lstrip("\ufeff")
    lines = [line for line in text.splitlines()[: _SAMPLE + 1] if line.strip()]
    if len(head) >= HEAD and len(lines) <= _SAMPLE:
        lines = lines[:-1]
    lines = [line for line in lines if not line.lstrip().startswith((*_COMMENT, "sep=", '"sep='))]
    if not lines:
        return None
    separator = _separator(lines[0])
    rows = [_split(line, separator) for line in lines]
    sheet = _judged(name, rows, separator, chosen, lenient)
    if sheet is None:
        return None
    places = [sheet.columns[field] for field in ("id", "source", "target") if field in sheet.columns]
    ids = {
        row[place].removesuffix(".0") for row in rows[sheet.titled :] for place in places if place < len(row)
    }
    return sheet._replace(ids=frozenset(ids))


def _judged(
    name: str, rows: list[list[str]], separator: str | None, chosen: Mapping[str, str], lenient: bool
) -> Sheet | None:
    if separator is None and len({len(row) for row in rows}) == 1 and _pair(rows[0], chosen) is None:
        return _bare(name, rows, separator, lenient)
    return _titled(name, rows, separator, chosen) or _bare(name, rows, separator, lenient)


def _separator(line: str) -> str | None:
    found = max("\t,;|", key=line.count)
    return found if found in line else None


def _split(line: str, separator: str | None) -> list[str]:
    if separator is not None and '"' in line:
        with suppress(csv.Error):
            return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    return [cell.strip() for cell in line.split(separator)]


def _titled(
    name: str, rows: list[list[str]], separator: str | None, chosen: Mapping[str, str]
) -> Sheet | None:
    titles = rows[0]
    fields: dict[str, int] = {}
    for place, title in enumerate(titles):
        field = _chosen(title, chosen) or field_of(title)
        if field is not None:
            fields.setdefault(field, place)
    pair = _pair(titles, chosen)
    if pair is None:
        return _people(name, titles, fields, separator)
    source, target, sure = pair
    ties = tuple((_relation(title), place) for place, title in enumerate(titles) if _is_tie(title))
    columns = {"source": source, "target": target}
    columns |= {field: fields[field] for field in ("weight", "time") if field in fields}
    kinds = [place for place, title in enumerate(titles) if key_of(title) == "type"]
    columns |= {"type": kinds[0]} if kinds else {}
    used = {*columns.values(), *(place for _, place in ties)}
    left = tuple(title for place, title in enumerate(titles) if place not in used and title)
    if not sure and (
        any(key_of(title) not in _ASIDE for title in left) or _are_dates(rows[1:], source, target)
    ):
        return None
    return Sheet(name, "edges", columns, ties, separator, sure=0.85 if sure else 0.6, left=left)


def _chosen(title: str, chosen: Mapping[str, str]) -> str | None:
    """What the caller said that a column is."""
    return next((field for field, said in chosen.items() if key_of(said) == key_of(title)), None)


def _pair(titles: Sequence[str], chosen: Mapping[str, str]) -> tuple[int, int, bool] | None:
    """(column of the one, of the other, whether such titles leave no doubt)."""
    keys = [key_of(title) for title in titles]
    if "source" in chosen and "target" in chosen:
        ends = key_of(chosen["source"]), key_of(chosen["target"])
        if all(end in keys for end in ends):
            return keys.index(ends[0]), keys.index(ends[1]), True
    bare = [key.removesuffix("id") if len(key) > 2 else key for key in keys]
    for words in _PAIRS:
        one, other = words.split()
        if one in bare and other in bare:
            return bare.index(one), bare.index(other), words in _SURE_PAIRS
    return None


def _people(name: str, titles: list[str], fields: dict[str, int], separator: str | None) -> Sheet | None:
    """A table with an id and something that is read of people."""
    known = {field: place for field, place in fields.items() if field in ATTRIBUTES}
    ids = [place for place, title in enumerate(titles) if key_of(title) in _PERSON]
    if "id" in fields:
        ids = [fields["id"]]
    if not ids or not known:
        return None
    columns = {"id": ids[0], **{field: place for field, place in known.items() if place != ids[0]}}
    left = tuple(title for place, title in enumerate(titles) if place not in columns.values() and title)
    return Sheet(name, "people", columns, separator=separator, left=left)


def _bare(name: str, rows: list[list[str]], separator: str | None, lenient: bool) -> Sheet | None:
    """A list without a header: all its rows as wide, and numbers."""
    rows = [row[:-1] if row and not row[-1] else row for row in rows]
    widths = {len(row) for row in rows}
    width = max(widths)
    stem = name.rpartition("/")[2].casefold()
    if len(widths) > 1 or not 2 <= width <= 4:
        return None
    numbers = [all(_is_number(row[place]) for row in rows) for place in range(width)]
    about_people = any(word in stem for word in _ABOUT_PEOPLE)
    once = len({row[0] for row in rows}) == len(rows)
    if width == 2 and once and numbers[0] and (about_people or not numbers[1]):
        return Sheet(name, "people", {"id": 0, "unit": 1}, separator=separator, titled=False)
    if not all(numbers[2:]) or not (all(numbers) or lenient):
        return None
    columns = _places(stem, rows, width)
    sure = (0.5 if width > 2 else 0.4) if all(numbers) and len(rows) > 2 else 0.0
    meetings = stem.startswith("tij")
    return Sheet(name, "edges", columns, separator=separator, titled=False, sure=sure, meetings=meetings)


def _places(stem: str, rows: list[list[str]], width: int) -> dict[str, int]:
    """Which column is which in rows of two ids and numbers."""
    if width == 2:
        return {"source": 0, "target": 1}
    if width == 4:
        return {"source": 0, "target": 1, "weight": 2, "time": 3}
    if stem.startswith("tij") or _are_times(rows, 0):
        return {"time": 0, "source": 1, "target": 2}
    third = [float(row[2]) for row in rows]
    rising = len(set(third)) > 2 and third == sorted(third) and all(value.is_integer() for value in third)
    return {"source": 0, "target": 1, ("time" if rising or _are_times(rows, 2) else "weight"): 2}


def _are_times(rows: list[list[str]], place: int) -> bool:
    return all(float(row[place]) >= EARLIEST for row in rows if _is_number(row[place]))


def _is_number(text: str) -> bool:
    try:
        return len(text) < 40 and abs(float(text)) < 1e18
    except ValueError:
        return False


def _are_dates(rows: list[list[str]], *places: int) -> bool:
    """Do these columns hold dates (from when to when) rather than people?"""
    cells = [row[place] for row in rows[:20] for place in places if place < len(row) and row[place]]
    return not cells or sum(parse_date(cell) is not None for cell in cells) * 2 > len(cells)


def _is_tie(title: str) -> bool:
    return title.casefold().endswith(("_tie", " tie", "-tie", "_relatie", " relatie"))


def _relation(title: str) -> str:
    return title.casefold().replace("-", "_").replace(" ", "_").rpartition("_")[0]


def rows_of(source: Source, sheet: Sheet) -> Iterator[Row | Rejected | Skipped]:
    """The rows of a sheet, without its header."""
    if sheet.titled and sheet.separator is not None:
        table = Table(source, sheet.file, lambda cells: not cells[0].startswith(_COMMENT))
        if len(table.header) <= max(*sheet.columns.values(), *(place for _, place in sheet.ties), 0):
            raise Unreadable(f"{sheet.file} has no header row that is understood.", "Save it again as CSV.")
        yield from table.rows()
        return
    encoding = source.text_encoding(sheet.file)
    width = 0 if sheet.titled else max(sheet.columns.values()) + 1
    for number, raw in source.lines(sheet.file):
        try:
            text = raw.decode(encoding).removeprefix("\ufeff").strip()
        except UnicodeDecodeError:
            yield _bad(sheet, number, "bad-encoding", f"not text in {encoding}", raw)
            continue
        if not text or text.startswith(_COMMENT):
            continue
        cells = _split(text, sheet.separator) if not isinstance(raw, LongLine) else []
        if isinstance(raw, LongLine) or any(len(cell) > source.limits.field for cell in cells):
            yield _bad(sheet, number, "too-long", "the line or a cell of it is too long", raw)
        elif "\0" in text:
            yield _bad(sheet, number, "control-characters", "NUL characters in the row", raw)
        elif width == 0:
            width = len(cells)  # the header
        elif len(cells) != width and not (len(cells) == width + 1 and not cells[-1]):
            yield _bad(sheet, number, "ragged", f"{len(cells)} cells where there should be {width}", raw)
        else:
            yield Row(number, cells)


def _bad(sheet: Sheet, number: int, code: str, reason: str, raw: bytes) -> Rejected:
    return Rejected(sheet.file, str(number), code, reason, raw[:_RAW].decode("utf-8", "backslashreplace"))
