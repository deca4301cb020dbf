"""Calendars: iCalendar files (RFC 5545), one file or many, with events and who was at them.

A file is read twice: first for its time zones, the names of its calendars and the occurrences of recurring events that
it describes on their own, then for its events.  Recurring events are followed up to today.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from expertgraph.errors import Unreadable, WrongCall
from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.components import Component, components
from expertgraph.ingest.content_lines import line_encoding, numbered_lines, unescape
from expertgraph.ingest.importer import Options, Outcome
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from importers.ical_events import Calendar, Events, Reading, uid_of
from importers.ical_occurrences import Changed
from importers.ical_people import Attendee
from importers.ical_times import Zones
from importers.plain_text import one_line

_SUFFIXES = (".ics", ".ical", ".icalendar", ".ics.gz", ".ifb")
_HEAD = 2_000
_RECORDS = ("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY")
_WANTED = frozenset({"VCALENDAR", "VTIMEZONE", *_RECORDS})
_DROPPED = frozenset(
    "ATTACH IMAGE COMMENT CONTACT GEO LOCATION RESOURCES X-ALT-DESC X-MICROSOFT-LOCATIONS CONFERENCE STRUCTURED-DATA "
    "STYLED-DESCRIPTION X-APPLE-STRUCTURED-LOCATION X-GOOGLE-CONFERENCE X-MS-OLK-SENDER".split()
)


class IcalImporter:
    """Calendars with events."""

    name: ClassVar[str] = "ical"
    label: ClassVar[str] = "Calendar (iCalendar)"
    hint: ClassVar[str] = (
        "The .ics file or zip from Google Calendar (Settings > Import & export), Outlook (Save calendar), Apple "
        "Calendar, Nextcloud or Thunderbird; say whose it is with --owner."
    )
    carries_visibility: ClassVar[bool] = False

    def sniff(self, source: Source) -> float:
        """Nearly certain when a file begins a calendar; in a folder or zip at least half of the files must."""
        calendars = _names(source)
        return 0.95 if calendars and 2 * len(calendars) >= len(source.files()) else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """Always ``ical``: an event has the same UID, and somebody the same address, in every calendar."""
        return "ical"

    def notes(self, source: Source, options: Options) -> list[str]:
        """What was assumed of times and visibility, and which files are not read."""
        notes = ["Times without a time zone count as UTC."]
        names = _names(source) or [each.name for each in source.files()]
        others = sorted({each.name for each in source.files()} - set(names))
        if others:
            notes.append(f"Not calendars and not read: {', '.join(others[:20])}.")
        if not options.owner:
            notes.append(
                "Events that name nobody are left out; with --owner E-MAIL they count as that person's."
            )
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """One outcome an event, to-do, journal entry and free-busy list.  Raises Unreadable for no calendar."""
        owner = _owner(options)
        reading = Reading(name, options.visibility, options.include_private, owner, options.now)
        found = False
        for file in _names(source) or [each.name for each in source.files()]:
            survey = _survey(source, file)
            found = found or survey.any
            events = Events(reading, survey.zones, survey.changed)
            nameless = Calendar(_fallback(source, file, survey), _fallback(source, file, survey))
            for each in _components(source, file):
                if each.name in _RECORDS:
                    calendar = survey.calendars.get(each.outer, nameless)
                    calendar.name = calendar.name or nameless.name
                    calendar.native = calendar.native or nameless.native
                    yield events.outcome(file, each, calendar)
        if not found:
            raise Unreadable(
                f"{source.path.name} holds no calendar.", "Export it again, as iCalendar (.ics)."
            )


@dataclass(slots=True)
class _Survey:
    """What must be known of a file before its events are read."""

    zones: Zones = field(default_factory=Zones)
    calendars: dict[int, Calendar] = field(default_factory=dict)
    moved: list[Component] = field(default_factory=list)
    changed: Changed = field(default_factory=set)
    meeting: set[int] = field(default_factory=set)
    uids: set[str] = field(default_factory=set)
    any: bool = False


def _survey(source: Source, file: str) -> _Survey:
    survey = _Survey()
    for each in _components(source, file):
        survey.any = True
        if each.name == "VTIMEZONE":
            survey.zones.learn(each)
        elif each.name == "VCALENDAR":
            survey.calendars[each.line] = _calendar(each, each.line in survey.meeting)
        elif each.name == "VEVENT":
            _note(survey, each)
    _resolve(survey)
    return survey


def _note(survey: _Survey, event: Component) -> None:
    if event.first("ATTENDEE") is not None:
        survey.meeting.add(event.outer)
    try:
        if len(survey.uids) < 2:
            survey.uids.add(uid_of(event))
    except BadRecord:
        return
    moved = event.first("RECURRENCE-ID")
    if moved is not None:
        kept = [found for found in event.properties if found.name in {"UID", "RECURRENCE-ID"}]
        survey.moved.append(Component(event.name, event.line, event.outer, kept))


def _resolve(survey: _Survey) -> None:
    """The moments of the occurrences described on their own: now that every time zone is known."""
    for each in survey.moved:
        try:
            moved = next(found for found in each.properties if found.name == "RECURRENCE-ID")
            survey.changed.add((uid_of(each), survey.zones.when(moved).seconds))
        except BadRecord:
            continue
    survey.moved.clear()


def _calendar(found: Component, meets: bool) -> Calendar:
    """Name and id of a calendar, as far as it tells them."""
    said = {name: _said(found, name) for name in ("X-WR-CALNAME", "NAME", "X-WR-RELCALID", "METHOD")}
    name = said["X-WR-CALNAME"] or said["NAME"]
    return Calendar(name, (said["X-WR-RELCALID"] or name)[:200], said["METHOD"].upper(), meets)


def _said(found: Component, name: str) -> str:
    try:
        first = found.first(name)
        return one_line(unescape(first.text())) if first is not None else ""
    except BadRecord:
        return ""


def _components(source: Source, file: str) -> Iterator[Component]:
    return components(numbered_lines(source, file), _WANTED, _DROPPED, line_encoding(source, file))


def _fallback(source: Source, file: str, survey: _Survey) -> str:
    """The file's name; its folder's for a file that holds a single event, as servers keep them."""
    if len(survey.uids) < 2 and source.kind in {"folder", "zip"}:
        return file.rpartition("/")[0].rpartition("/")[2] or source.name
    base = file.rpartition("/")[2]
    return (
        next((base[: -len(end)] for end in _SUFFIXES if base.casefold().endswith(end)), base) or source.name
    )


def _names(source: Source) -> list[str]:
    """The files that begin a calendar."""
    names = [each.name for each in source.files()]
    if len(names) > 1:
        names = [name for name in names if name.casefold().endswith(_SUFFIXES)]
    return [name for name in names if _begins_calendar(source, name)]


def _begins_calendar(source: Source, name: str) -> bool:
    head = source.head(name, _HEAD).replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    return head.lstrip(b"\xff\xfe \t\r\n").upper().startswith(b"BEGIN:VCALENDAR")


def _owner(options: Options) -> Attendee | None:
    if not options.owner:
        return None
    address = normalise_email(options.owner)
    if address is None:
        raise WrongCall(f"{options.owner!r} is not an e-mail address.", "Give the owner as --owner E-MAIL.")
    return Attendee(address, None, address)
