"""A personnel table: who works where, in which role, with which skills.

Any CSV, TSV or Excel table with a column of names and one of e-mail addresses or personnel numbers; a folder
or zip may add tables of skills per person and of the names behind department, company and skill numbers.
Columns that are not recognised are not read at all, and pay, birth, origin, health and marks never are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import ClassVar

from expertgraph.errors import ExpertgraphError, Unreadable, WrongCall
from expertgraph.ingest.importer import Context, Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.sheets import SUFFIXES, AnyTable, open_table
from expertgraph.ingest.source import Source
from expertgraph.ingest.tables import Row
from expertgraph.ingest.times import day_order
from importers.hr_columns import guess, is_lookup, is_people, is_personal_skills, is_sensitive, key
from importers.hr_rows import Lookups, People

_MOST_TABLES = 200
_MOST_NAMES = 100_000
"""Rows of a table that is kept in memory: the names behind numbers."""
_ADVICE = "Name the columns yourself, e.g. --column name=TITLE --column email=TITLE."


class HrCsvImporter:
    """Personnel tables."""

    name: ClassVar[str] = "hr_csv"
    label: ClassVar[str] = "Personnel table (CSV, TSV, Excel)"
    hint: ClassVar[str] = (
        "A table from the personnel system with names and e-mail addresses or personnel numbers; "
        "departments, sites, roles, dates and skills are used where present."
    )
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """How much of a personnel table the titles of the columns make up; .35 for one without names."""
        best = 0.0
        for name in _names(source)[:_MOST_TABLES]:
            try:
                columns = guess(open_table(source, name, _may_be_header).titles, {})
            except ExpertgraphError:
                continue
            if is_people(columns):
                best = max(best, min(0.85, 0.6 + 0.03 * len(columns)))
            elif "id" in columns and len(columns) >= 3:
                best = max(best, 0.35)
        return best

    def default_source(self, source: Source, options: Options) -> str:
        """Always ``hr``: personnel numbers are one space of numbers."""
        return "hr"

    def notes(self, source: Source, options: Options) -> list[str]:
        """Which column was taken for what, what was left out, and encodings that were assumed."""
        notes = []
        tables, broken = _used(source, options)
        for name, table, columns in tables:
            taken = ", ".join(f"{field} from {table.header[place]!r}" for field, place in columns.items())
            notes.append(f"{name}: {taken}.")
            left = [
                title for place, title in enumerate(table.header) if place not in columns.values() and title
            ]
            if left:
                notes.append(f"{name}: never read: {', '.join(left[:60])}.")
            if table.encoding not in {"utf-8", "utf-8-sig"}:
                notes.append(f"{name}: read as {table.encoding}.")
        used = {name for name, _, _ in tables} | {each.file for each in broken}
        unused = [name for name in _names(source) if name not in used]
        if unused:
            notes.append(f"Not about people and not read: {', '.join(unused[:20])}.")
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """One Found a row of people, of skills per person and of skills; names behind numbers are looked up.

        Raises Unreadable when no table has names with addresses or numbers.
        """
        tables, broken = _used(source, options)
        yield from broken
        _require_people(source, tables, options)
        lookups = Lookups()
        for file, table, columns in tables:
            for of in ("unit", "organisation", "skill"):
                if is_lookup(columns, of):
                    yield from _look_up(file, table, columns, lookups, of, name)
        for file, table, columns in tables:
            if is_people(columns) or is_personal_skills(columns):
                people = People(name, options, columns, lookups, _date_order(table, columns))
                yield from _rows(file, table, people)


def _rows(file: str, table: AnyTable, people: People) -> Iterator[Outcome]:
    make = people.person if is_people(people.columns) else people.skill
    for row in table.rows():
        if type(row) is Row:
            yield make(file, str(row.line), row.cells)
        else:
            yield _without_raw(row)


def _without_raw(row: Row | Rejected | Skipped) -> Outcome:
    """A rejected row without its beginning: it may hold the very columns that are never read."""
    assert not isinstance(row, Row)
    return row._replace(raw="") if isinstance(row, Rejected) else row


def _look_up(
    file: str, table: AnyTable, columns: Mapping[str, int], lookups: Lookups, of: str, source: str
) -> Iterator[Outcome]:
    for row in islice(table.rows(), _MOST_NAMES):
        if type(row) is not Row:
            yield _without_raw(row)
            continue
        record = lookups.learn(of, columns, row.cells, source)
        yield Found(file, str(row.line), (record,)) if record else Context(())


def _may_be_header(cells: Sequence[str]) -> bool:
    return is_people(guess(cells, {}))


def _names(source: Source) -> list[str]:
    names = [each.name for each in source.files()]
    return names if source.kind in {"file", "gz"} else [n for n in names if n.casefold().endswith(SUFFIXES)]


_Used = list[tuple[str, AnyTable, dict[str, int]]]


def _used(source: Source, options: Options) -> tuple[_Used, list[Rejected]]:
    """The tables that are read, with their columns; and those that cannot be.

    Raises Unreadable or TooLarge when the only table cannot be read.
    """
    used: _Used = []
    broken = []
    names = _names(source)
    for name in names[:_MOST_TABLES]:
        try:
            table = open_table(source, name, _may_be_header)
            header = table.header
        except Unreadable as error:
            if len(names) == 1:
                raise
            broken.append(Rejected(name, "file", error.code, str(error)))
            continue
        columns = guess(header, options.columns)
        lookup = any(is_lookup(columns, of) for of in ("unit", "organisation", "skill"))
        if lookup or is_people(columns) or is_personal_skills(columns):
            used.append((name, table, columns))
    return used, broken


def _require_people(source: Source, tables: _Used, options: Options) -> None:
    titles = {key(title) for _, table, _ in tables for title in table.header}
    for field, title in options.columns.items():
        if tables and key(title) not in titles:
            raise WrongCall(f"{source.path.name} has no column {title!r} (for {field}).")
    if any(is_people(columns) for _, _, columns in tables):
        return
    seen = []
    for name in _names(source)[:5]:
        with suppress(Unreadable):
            seen += [title for title in open_table(source, name).titles if title and not is_sensitive(title)]
    raise Unreadable(
        f"{source.path.name} has no column with names next to one with e-mail addresses or personnel numbers "
        f"(columns: {', '.join(seen[:30])}).",
        _ADVICE,
    )


def _date_order(table: AnyTable, columns: Mapping[str, int]) -> str:
    places = [columns[field] for field in ("started", "ended") if field in columns]
    if not places:
        return "dmy"
    sample = islice((row for row in table.rows() if type(row) is Row), 1_000)
    return day_order(row.cells[place] for row in sample for place in places)
