"""Who is in an event: its organiser and attendees, as people."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.components import Component
from expertgraph.ingest.content_lines import Property, unescape
from expertgraph.ingest.json import BadRecord
from expertgraph.records import Identity
from importers.plain_text import one_line

_NO_PEOPLE = frozenset({"ROOM", "RESOURCE", "GROUP"})
_CALENDARS = ("@group.calendar.google.com", "@resource.calendar.google.com", "@group.v.calendar.google.com")
_AWAY = frozenset({"DECLINED", "DELEGATED"})
_NOBODY = re.compile(
    r"(?:mailto:|invalid:)?(?:invalid:)?(?:nomail|unknown(?:organizer)?(?:@.*)?)?\Z", re.IGNORECASE
)
_LONGEST_ID = 200


class Attendee(NamedTuple):
    """Somebody in an event.  ``accepted`` and ``away`` say how the invitation was answered, if at all."""

    native: str
    name: str | None
    email: str | None
    accepted: bool = False
    away: bool = False
    chairs: bool = False

    def identity(self, source: str, edited: int | None) -> Identity:
        """The identity; a stub where only the address is known."""
        name = self.name or self.native
        key = f"{source}:{self.native}"
        return Identity(
            key, source, self.native, name, email=self.email, edited=edited, stub=self.name is None
        )


def organizer(event: Component) -> Attendee | None:
    """Who called the event; None for nobody, or for a calendar that is shared."""
    found = event.first("ORGANIZER")
    return _attendee(found) if found is not None else None


def attendees(event: Component) -> list[Attendee]:
    """The people invited, each once; no rooms, devices, groups or mere recipients of a copy."""
    people: dict[str, Attendee] = {}
    for found in event.all("ATTENDEE"):
        kind, role = found.parameter("CUTYPE").upper(), found.parameter("ROLE").upper()
        if kind not in _NO_PEOPLE and role != "NON-PARTICIPANT":
            person = _attendee(found)
            if person is not None:
                people[person.native] = person
    return list(people.values())


def _attendee(found: Property) -> Attendee | None:
    """By the address, else by whatever address-like thing is written, else by name."""
    try:
        written = one_line(unescape(found.text()))
    except BadRecord:
        return None
    bare = re.sub(r"^mailto:", "", written, flags=re.IGNORECASE).strip()
    email = normalise_email(bare) or normalise_email(found.parameter("EMAIL"))
    if email is not None and email.endswith(_CALENDARS):
        return None
    said = one_line(found.parameter("CN"))
    name = said if said and said.casefold() not in {email, bare.casefold()} else None
    if email:
        native = email
    elif bare and not _NOBODY.match(bare) and len(bare) <= _LONGEST_ID:
        native = bare
    elif name:
        native = hashlib.sha256(name.casefold().encode()).hexdigest()[:16]
    else:
        return None
    status = found.parameter("PARTSTAT").upper()
    chairs = found.parameter("ROLE").upper() == "CHAIR"
    return Attendee(native, name, email, status == "ACCEPTED", status in _AWAY, chairs)
