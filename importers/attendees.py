"""Lists of attendees: what Meetup, Eventbrite or a sign-up form export, or a plain table in Dutch or English.

Coming to an event is a membership of it (of its series, where the table names one), not something written.  Those who
hosted met those who came, unless it was a large gathering.  Written after the columns that Meetup (Manage > Tools >
Download attendees) and Eventbrite (Reports > Attendees) document; no real export was at hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import ClassVar, NamedTuple

from expertgraph.errors import ExpertgraphError, Unreadable
from expertgraph.ingest.importer import Options, Outcome, Rejected, Skipped
from expertgraph.ingest.sheets import SUFFIXES, AnyTable, open_table
from expertgraph.ingest.source import Source
from expertgraph.ingest.tables import Row
from expertgraph.ingest.times import Order, day_order
from importers.attendee_columns import guess, is_attendance, names_people
from importers.attendee_rows import Attendees, Event, Gathering

_MOST_TABLES = 200
_SUFFIXES = (*SUFFIXES, ".xls", ".txt")
"""Meetup calls its tab-separated table .xls."""
_SAMPLE = 1_000


class AttendeesImporter:
    """Who came to which event."""

    name: ClassVar[str] = "attendees"
    label: ClassVar[str] = "Attendees of events (CSV, Excel)"
    hint: ClassVar[str] = (
        "The list of attendees from Meetup (Manage > Download attendees), Eventbrite (Reports > Attendees) or your own "
        "sign-up form, with a column for the event, the answer (RSVP) or the presence."
    )
    carries_visibility: ClassVar[bool] = False

    def sniff(self, source: Source) -> float:
        """Sure when the titles name people and speak of an event, of answers or of presence."""
        tables = [name for name in _names(source) if name.casefold().endswith(_SUFFIXES)]
        return 0.92 if any(_is_list(source, name) for name in tables[:_MOST_TABLES]) else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """Always ``attendees``: an address is one person at every event."""
        return "attendees"

    def notes(self, source: Source, options: Options) -> list[str]:
        """Which column was taken for what, and which are never read."""
        notes = []
        for each in _lists(source, options, []):
            taken = ", ".join(
                f"{field} from {each.table.header[place]!r}" for field, place in each.columns.items()
            )
            notes.append(f"{each.name}: {taken}.")
            places = set(each.columns.values())
            left = [title for place, title in enumerate(each.table.header) if title and place not in places]
            if left:
                notes.append(f"{each.name}: never read: {', '.join(left[:60])}.")
            if each.table.encoding not in {"utf-8", "utf-8-sig"}:
                notes.append(f"{each.name}: read as {each.table.encoding}.")
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """One outcome a row.  Raises Unreadable when no table names people."""
        broken: list[Rejected] = []
        lists = _lists(source, options, broken)
        yield from broken
        if not lists:
            raise Unreadable(
                f"{source.path.name} has no column with names or e-mail addresses.",
                "Name the columns yourself, e.g. --column name=TITLE --column event=TITLE.",
            )
        readers = [
            (each, Attendees(name, options, each.columns, _date_order(each), each.title)) for each in lists
        ]
        gatherings: dict[Event, Gathering] = {}
        for each, reader in readers:
            for row in each.table.rows():
                if type(row) is Row:
                    reader.note(row.cells, gatherings)
        for each, reader in readers:
            for row in each.table.rows():
                if type(row) is Row:
                    yield reader.outcome(each.name, str(row.line), row.cells, gatherings)
                else:
                    yield _without_raw(row)


class _List(NamedTuple):
    """One table, its columns, and what its event is called when no column says so."""

    name: str
    table: AnyTable
    columns: dict[str, int]
    title: str


def _without_raw(row: Row | Rejected | Skipped) -> Outcome:
    """A rejected row without its beginning: it may hold the very columns that are never read."""
    assert not isinstance(row, Row)
    return row._replace(raw="") if isinstance(row, Rejected) else row


def _names(source: Source) -> list[str]:
    names = [each.name for each in source.files()]
    if source.kind in {"file", "gz"}:
        return names
    return [name for name in names if name.casefold().endswith(_SUFFIXES)]


def _is_list(source: Source, name: str) -> bool:
    try:
        return is_attendance(open_table(source, name, is_attendance).titles)
    except ExpertgraphError:
        return False


def _lists(source: Source, options: Options, broken: list[Rejected]) -> list[_List]:
    """The tables that are read; those that cannot be go to ``broken``, unless it is the only one."""
    found = []
    names = _names(source)
    for name in names[:_MOST_TABLES]:
        try:
            table = open_table(source, name, is_attendance)
            columns = guess(table.header, options.columns)
        except Unreadable as error:
            if len(names) == 1:
                raise
            broken.append(Rejected(name, "file", error.code, str(error)))
            continue
        if names_people(columns) and (len(names) == 1 or is_attendance(table.titles)):
            found.append(_List(name, table, columns, _stem(name)))
    return found


def _stem(name: str) -> str:
    base = name.rpartition("/")[2]
    return next((base[: -len(end)] for end in _SUFFIXES if base.casefold().endswith(end)), base) or base


def _date_order(each: _List) -> Order:
    places = [each.columns[name] for name in ("date", "joined") if name in each.columns]
    if not places:
        return "dmy"
    sample = islice((row for row in each.table.rows() if type(row) is Row), _SAMPLE)
    return day_order(row.cells[place] for row in sample for place in places)
