"""Events of a calendar turned into items, encounters and memberships."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from expertgraph.ingest.components import Component
from expertgraph.ingest.content_lines import unescape
from expertgraph.ingest.importer import Found, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.times import usable_time
from expertgraph.records import Channel, Deletion, Interaction, Item, Membership, Record
from importers.attendance import MOST_GUESTS, membership
from importers.ical_occurrences import Changed, Occurrences
from importers.ical_people import Attendee, attendees, organizer
from importers.ical_times import Zones
from importers.plain_text import html_to_text, one_line, tidy

_ANSWERS = frozenset({"REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER"})
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|ul|ol|li|html|body|table|font|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE
)
_CALL = re.compile(r"(?m)^\s*(?:-::~|[_─]{15,}|.{0,40}Join (?:Zoom|Microsoft Teams) Meeting)")
"""Where the block begins that conference programs add, with its telephone numbers and passcodes."""
_WEB = re.compile(r"https?://[^\s<>\"]{1,2000}\Z", re.IGNORECASE)
_LONGEST_ID = 200


@dataclass(slots=True)
class Calendar:
    """One VCALENDAR: its name and id, whether it is a message about an event, and whether people meet in it."""

    name: str
    native: str
    method: str = ""
    meets: bool = False

    def channel(self, source: str, visibility: str) -> Channel:
        """The calendar as a channel; its private events are in one of their own."""
        kind = "meeting" if self.meets else "event"
        native = f"{self.native}/private" if visibility == "private" else self.native
        return Channel(f"{source}:calendar/{native}", source, self.name, kind, visibility)


class Reading(NamedTuple):
    """What holds for every event of an import."""

    source: str
    visibility: str
    private: bool
    owner: Attendee | None
    now: int


class Events:
    """Makes the outcome of each component of one file."""

    def __init__(self, reading: Reading, zones: Zones, changed: Changed) -> None:
        self._reading = reading
        self._source = reading.source
        self._zones = zones
        self._occurrences = Occurrences(zones, changed, reading.now)

    def outcome(self, file: str, event: Component, calendar: Calendar) -> Outcome:
        """Found for an event that was held or was called off, Skipped by a rule, or Rejected."""
        place = str(event.line)
        try:
            if event.name != "VEVENT":
                return Skipped(file, place, "not-an-event")
            if event.problem is not None:
                raise event.problem
            rows = self._rows(event, calendar)
            return Skipped(file, place, rows) if isinstance(rows, str) else Found(file, place, rows)
        except BadRecord as bad:
            return Rejected(file, place, bad.code, bad.reason, _beginning(event))

    def _rows(self, event: Component, calendar: Calendar) -> tuple[Record, ...] | str:
        """The rows, or the rule by which the event is left out."""
        private = _word(event, "CLASS") in {"PRIVATE", "CONFIDENTIAL"}
        if private and not self._reading.private:
            return "private"
        if calendar.method in _ANSWERS:
            return "noise"
        uid = uid_of(event)
        own = event.first("RECURRENCE-ID")
        native = f"event/{uid}" + (f"/{self._occurrences.moment(own)}" if own is not None else "")
        identifier = f"{self._source}:{native}"
        edited = self._edited(event)
        if calendar.method == "CANCEL" or _word(event, "STATUS") == "CANCELLED":
            return (Deletion(identifier, self._source, edited),)
        start, held = self._occurrences.held(event, uid)
        if not held:
            return "future" if start is not None and start > self._reading.now else "empty"
        channel = calendar.channel(self._source, "private" if private else self._reading.visibility)
        caller, guests = self._people(event)
        first = usable_time(start, self._reading.now) or held[0]
        people = [each for each in ([caller] if caller else []) + guests if not each.away]
        rows: list[Record] = [each.identity(self._source, edited) for each in people]
        members = list(self._members(channel, caller, people, first))
        if caller is None:
            return (*members, channel, *rows) if members else "nobody"
        item = self._item(event, identifier, caller, channel, f"{self._source}:event/{uid}", first, edited)
        invited = [each for each in guests if not each.away]
        recurs = event.first("RRULE") is not None or event.first("RDATE") is not None
        acts = self._acts(item, caller, invited, [(at, f"|{at}" if recurs else "") for at in held])
        return (item, channel, *rows, *members, *acts)

    def _people(self, event: Component) -> tuple[Attendee | None, list[Attendee]]:
        """Who called the event (else who chairs it, else the owner of the calendar), and the other people in it."""
        guests = attendees(event)
        chair = next((each for each in guests if each.chairs), None)
        caller = organizer(event) or chair or self._reading.owner
        if caller is not None and caller.name is None:
            name = next((each.name for each in guests if each.native == caller.native), None)
            caller = caller._replace(name=name)
        return caller, [each for each in guests if caller is None or each.native != caller.native]

    def _members(
        self, channel: Channel, caller: Attendee | None, people: list[Attendee], at: int | None
    ) -> Iterator[Membership]:
        """Who called the event and who accepted come to the calendar's meetings."""
        for each in people:
            if each.accepted or each is caller:
                yield membership(channel.id, f"{self._source}:{each.native}", at)

    def _item(
        self,
        event: Component,
        identifier: str,
        caller: Attendee,
        channel: Channel,
        thread: str,
        at: int | None,
        edited: int | None,
    ) -> Item:
        return Item(
            identifier,
            self._source,
            f"{self._source}:{caller.native}",
            channel.id,
            thread,
            "post",
            at,
            title=one_line(_text(event, "SUMMARY")) or None,
            text=_description(event) or None,
            position=0,
            url=_url(event),
            edited=edited,
        )

    def _acts(
        self, item: Item, caller: Attendee, guests: list[Attendee], held: list[tuple[int | None, str]]
    ) -> Iterator[Interaction]:
        """The organiser met everybody who did not decline, and who accepted met the organiser; each a k-th part."""
        if len(guests) > MOST_GUESTS:
            return
        who = f"{self._source}:{caller.native}"
        for at, which in held:
            for guest in guests:
                whom = f"{self._source}:{guest.native}"
                share = 1.0 / len(guests)
                yield _met(f"{item.id}|meeting|{whom}{which}", who, whom, at, item, share)
                if guest.accepted:
                    yield _met(f"{item.id}|meeting|{who}{which}|{whom}", whom, who, at, item, share)

    def _edited(self, event: Component) -> int | None:
        """LAST-MODIFIED, else DTSTAMP; SEQUENCE says nothing that these do not."""
        for name in ("LAST-MODIFIED", "DTSTAMP", "CREATED"):
            found = event.first(name)
            try:
                seconds = self._zones.when(found).seconds if found is not None else None
            except BadRecord:
                continue
            if seconds is not None:
                return usable_time(seconds, self._reading.now)
        return None


def uid_of(event: Component) -> str:
    """The event's UID, or a hash of what it says where that is missing or too long for an id.

    Raises BadRecord where nothing tells it from any other event.
    """
    said = one_line(_text(event, "UID"))
    if 0 < len(said) <= _LONGEST_ID:
        return said
    parts = (said, *(_text(event, name) for name in ("DTSTART", "SUMMARY", "ORGANIZER")))
    if not said and not parts[1]:
        raise BadRecord("missing-field", "neither a UID nor a start")
    return hashlib.sha256("|".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _met(identifier: str, actor: str, target: str, at: int | None, item: Item, share: float) -> Interaction:
    return Interaction(identifier, "meeting", actor, target, at, item.channel, item.id, share, item.edited)


def _text(event: Component, name: str) -> str:
    found = event.first(name)
    return unescape(found.text()) if found is not None else ""


def _word(event: Component, name: str) -> str:
    return _text(event, name).strip().upper()


def _description(event: Component) -> str:
    """The words, without markup and without how to dial in."""
    text = _text(event, "DESCRIPTION")
    if _MARKUP.search(text):
        text = html_to_text(text)
    return tidy(_CALL.split(text, maxsplit=1)[0])


def _url(event: Component) -> str | None:
    url = _text(event, "URL").strip()
    return url if _WEB.match(url) else None


def _beginning(event: Component) -> str:
    """The start of an event that cannot be used: nothing of what it is about when it may be private."""
    shown = [
        f"{each.name}:{each.value[:80].decode('utf-8', 'backslashreplace')}"
        for each in event.properties
        if each.name in {"UID", "DTSTART", "DTSTAMP", "RECURRENCE-ID", "RRULE"}
    ]
    return " | ".join(shown)[:200]
