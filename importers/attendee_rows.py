"""Rows of a list of attendees turned into people, memberships and encounters with those who hosted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.importer import Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.times import Order, parse_date, usable_time
from expertgraph.records import Affiliation, Channel, Identity, Interaction, Record
from importers.attendance import MOST_GUESTS, membership
from importers.hr_columns import key
from importers.plain_text import one_line

_NO = frozenset(
    "no nee n false onwaar 0 notattending notgoing declined cancelled canceled geannuleerd afgemeld afwezig absent "
    "niet nietaanwezig waitlist waitlisted wachtlijst deleted refunded maybe misschien noshow didnotattend pending "
    "invited uitgenodigd notcheckedin transferred abandoned rejected afgewezen".split()
)
_HOSTS = frozenset(
    "yes ja y j true waar 1 x host hosts cohost organizer organiser coorganizer assistantorganizer eventorganizer "
    "organisator gastheer gastvrouw speaker spreker presenter facilitator begeleider moderator trainer".split()
)
_MEMBER = frozenset({"member", "lid", "attendee", "deelnemer", "participant", "guest", "gast"})
_NO_DATE = frozenset({"", "-", "n/a", "nvt", "n.v.t.", "none"})
_LONGEST_ID = 200


class Event(NamedTuple):
    """One gathering: ``channel`` is its series (or itself), ``title`` and ``at`` tell it from the others."""

    channel: str
    title: str
    at: int | None


@dataclass(slots=True)
class Gathering:
    """Who hosted, and who came; of a large one only that it was large."""

    hosts: set[str] = field(default_factory=set)
    guests: set[str] = field(default_factory=set)

    def add(self, native: str, host: bool) -> None:
        """Count somebody, once."""
        if host and len(self.hosts) <= MOST_GUESTS:
            self.hosts.add(native)
        if len(self.guests) <= MOST_GUESTS + 1:
            self.guests.add(native)

    @property
    def small(self) -> bool:
        """Can those who hosted have met everybody?"""
        return len(self.guests | self.hosts) <= MOST_GUESTS + 1


class Attendees:
    """Makes the outcome of each row of one table."""

    def __init__(
        self, source: str, options: Options, columns: Mapping[str, int], order: Order, fallback: str
    ) -> None:
        self.source = source
        self.columns = columns
        self._now = options.now
        self._visibility = options.visibility
        self._order = order
        self._fallback = fallback

    def note(self, cells: Sequence[str], gatherings: dict[Event, Gathering]) -> None:
        """First time through: who came to what."""
        try:
            event = self._event(cells)
            if self._rule(cells, event) is None:
                gathering = gatherings.setdefault(event, Gathering())
                gathering.add(self._identity(cells, event).native_id, self._hosts(cells))
                if address := self._host_address(cells):
                    gathering.add(address, True)
        except BadRecord:
            return

    def outcome(
        self, file: str, place: str, cells: Sequence[str], gatherings: Mapping[Event, Gathering]
    ) -> Outcome:
        """Second time: the attendee, what they are a member of, and whom they met."""
        try:
            event = self._event(cells)
            rule = self._rule(cells, event)
            if rule is not None:
                return Skipped(file, place, rule)
            return Found(file, place, tuple(self._rows(cells, event, gatherings.get(event, Gathering()))))
        except BadRecord as bad:
            return Rejected(file, place, bad.code, bad.reason)

    def _rows(self, cells: Sequence[str], event: Event, gathering: Gathering) -> Iterator[Record]:
        identity = self._identity(cells, event)
        channel = Channel(
            f"{self.source}:event/{key(event.channel) or 'event'}",
            self.source,
            event.channel,
            "event",
            self._visibility,
        )
        yield identity
        yield channel
        yield membership(channel.id, identity.id, self._date("joined", cells) or event.at)
        role = self._role(cells)
        if identity.organisation or role:
            key_ = f"{identity.id}|{identity.organisation or ''}|"
            yield Affiliation(key_, identity.id, identity.organisation, role=role, edited=event.at)
        if gathering.small:
            yield from self._met(identity, event, channel, gathering)

    def _met(
        self, guest: Identity, event: Event, channel: Channel, gathering: Gathering
    ) -> Iterator[Interaction]:
        """Each host met each other guest, and was met: a k-th part each, for k others."""
        others = len(gathering.guests | gathering.hosts) - 1
        which = f"{channel.id}/{key(event.title)}/{'' if event.at is None else event.at}|meeting"
        for native in sorted(gathering.hosts - {guest.native_id}):
            host = f"{self.source}:{native}"
            for actor, target in ((host, guest.id), (guest.id, host)):
                yield Interaction(
                    f"{which}|{actor}|{target}",
                    "meeting",
                    actor,
                    target,
                    event.at,
                    channel.id,
                    share=1.0 / others,
                )

    def _event(self, cells: Sequence[str]) -> Event:
        title = self._cell("event", cells) or self._fallback
        return Event(self._cell("series", cells) or title, title, self._date("date", cells))

    def _rule(self, cells: Sequence[str], event: Event) -> str | None:
        """Why somebody is left out: they did not come, or the event is still to be."""
        if not any(cells):
            return "empty"
        answer, presence = key(self._cell("answer", cells)), key(self._cell("presence", cells))
        absent = presence in _NO or ("presence" in self.columns and not presence)
        if answer in _NO or absent or _counts(answer) == 0:
            return "not-attending"
        when = self._written("date", cells)
        return "future" if self._now and when is not None and when > self._now else None

    def _identity(self, cells: Sequence[str], event: Event) -> Identity:
        """By the address, else the member's number, else a hash of name and organisation."""
        parts = ("name",) if self._cell("name", cells) else ("first", "infix", "last")
        name = " ".join(filter(None, (self._cell(part, cells) for part in parts)))
        written, number = self._cell("email", cells), self._cell("id", cells)
        organisation = self._cell("organisation", cells) or None
        email = normalise_email(written)
        if written and email is None and not number:
            raise BadRecord("bad-address", "the e-mail address is none, or imitates another one")
        if email:
            native = email
        elif number and len(number) <= _LONGEST_ID:
            native = f"member/{number}"
        elif name:
            native = hashlib.sha256(f"{name}|{organisation or ''}".casefold().encode()).hexdigest()[:16]
        else:
            raise BadRecord("missing-field", "neither a name nor an e-mail address")
        url = self._cell("url", cells)
        return Identity(
            f"{self.source}:{native}",
            self.source,
            native,
            name or native,
            email=email,
            organisation=organisation,
            url=url if url.startswith(("https://", "http://")) and " " not in url else None,
            edited=event.at,
            stub=not name,
        )

    def _role(self, cells: Sequence[str]) -> str | None:
        """What somebody does at work; Meetup's Title says what they do for the group."""
        role = self._cell("role", cells)
        return role if role and key(role) not in _HOSTS | _MEMBER else None

    def _hosts(self, cells: Sequence[str]) -> bool:
        return key(self._cell("part", cells)) in _HOSTS or key(self._cell("role", cells)) in _HOSTS - _yes()

    def _host_address(self, cells: Sequence[str]) -> str | None:
        """Some lists say with each guest who organised."""
        return normalise_email(self._cell("part", cells)) if "@" in self._cell("part", cells) else None

    def _date(self, name: str, cells: Sequence[str]) -> int | None:
        return usable_time(self._written(name, cells), self._now)

    def _written(self, name: str, cells: Sequence[str]) -> int | None:
        text = self._cell(name, cells)
        if text.casefold() in _NO_DATE:
            return None
        seconds = parse_date(text.replace(" at ", " ").replace(" om ", " "), self._order)
        if seconds is None:
            raise BadRecord("bad-date", f"{text[:40]!r} is not a date")
        return seconds

    def _cell(self, name: str, cells: Sequence[str]) -> str:
        place = self.columns.get(name)
        return one_line(cells[place]) if place is not None else ""


def _yes() -> frozenset[str]:
    return frozenset({"yes", "ja", "y", "j", "true", "waar", "1", "x"})


def _counts(text: str) -> int | None:
    """A number of seats, where an answer is one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
