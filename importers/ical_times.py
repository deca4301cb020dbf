"""Times of calendars: values, time zones by whatever name a program gives them, and their definitions."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from expertgraph.ingest.components import Component
from expertgraph.ingest.content_lines import Property, unescape
from expertgraph.ingest.json import BadRecord

_VALUE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?(Z)?)?\Z", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?\d\d)?\Z", re.ASCII)
_NAMED_OFFSET = re.compile(r"\(?(?:UTC|GMT)\s*([+-])(\d{1,2}):?(\d\d)?\b", re.IGNORECASE | re.ASCII)
_ZONE = re.compile(r"[A-Za-z][\w+-]*(?:/[A-Za-z][\w+-]*){0,2}\Z", re.ASCII)
_MOST_ZONES = 1_000

WINDOWS = {
    "Dateline": "Etc/GMT+12",
    "Hawaiian": "Pacific/Honolulu",
    "Alaskan": "America/Anchorage",
    "Pacific": "America/Los_Angeles",
    "Pacific (Mexico)": "America/Tijuana",
    "US Mountain": "America/Phoenix",
    "Mountain": "America/Denver",
    "Central": "America/Chicago",
    "Central (Mexico)": "America/Mexico_City",
    "Central America": "America/Guatemala",
    "Canada Central": "America/Regina",
    "Eastern": "America/New_York",
    "US Eastern": "America/Indianapolis",
    "SA Pacific": "America/Bogota",
    "Venezuela": "America/Caracas",
    "Atlantic": "America/Halifax",
    "SA Western": "America/La_Paz",
    "Pacific SA": "America/Santiago",
    "Newfoundland": "America/St_Johns",
    "E. South America": "America/Sao_Paulo",
    "Argentina": "America/Buenos_Aires",
    "SA Eastern": "America/Cayenne",
    "Montevideo": "America/Montevideo",
    "Azores": "Atlantic/Azores",
    "Cape Verde": "Atlantic/Cape_Verde",
    "GMT": "Europe/London",
    "Greenwich": "Atlantic/Reykjavik",
    "Morocco": "Africa/Casablanca",
    "W. Europe": "Europe/Amsterdam",
    "Western/Central Europe": "Europe/Berlin",
    "Romance": "Europe/Paris",
    "Central Europe": "Europe/Budapest",
    "Central European": "Europe/Warsaw",
    "W. Central Africa": "Africa/Lagos",
    "GTB": "Europe/Bucharest",
    "E. Europe": "Europe/Chisinau",
    "FLE": "Europe/Kiev",
    "Turkey": "Europe/Istanbul",
    "Israel": "Asia/Jerusalem",
    "Egypt": "Africa/Cairo",
    "South Africa": "Africa/Johannesburg",
    "Kaliningrad": "Europe/Kaliningrad",
    "Russian": "Europe/Moscow",
    "Belarus": "Europe/Minsk",
    "Arabic": "Asia/Baghdad",
    "Arab": "Asia/Riyadh",
    "E. Africa": "Africa/Nairobi",
    "Iran": "Asia/Tehran",
    "Arabian": "Asia/Dubai",
    "Azerbaijan": "Asia/Baku",
    "Caucasus": "Asia/Yerevan",
    "Georgian": "Asia/Tbilisi",
    "Afghanistan": "Asia/Kabul",
    "Pakistan": "Asia/Karachi",
    "West Asia": "Asia/Tashkent",
    "Ekaterinburg": "Asia/Yekaterinburg",
    "India": "Asia/Kolkata",
    "Sri Lanka": "Asia/Colombo",
    "Nepal": "Asia/Kathmandu",
    "Bangladesh": "Asia/Dhaka",
    "Central Asia": "Asia/Almaty",
    "Myanmar": "Asia/Yangon",
    "SE Asia": "Asia/Bangkok",
    "China": "Asia/Shanghai",
    "Singapore": "Asia/Singapore",
    "W. Australia": "Australia/Perth",
    "Taipei": "Asia/Taipei",
    "Tokyo": "Asia/Tokyo",
    "Korea": "Asia/Seoul",
    "Cen. Australia": "Australia/Adelaide",
    "AUS Central": "Australia/Darwin",
    "E. Australia": "Australia/Brisbane",
    "AUS Eastern": "Australia/Sydney",
    "Tasmania": "Australia/Hobart",
    "Vladivostok": "Asia/Vladivostok",
    "New Zealand": "Pacific/Auckland",
    "Fiji": "Pacific/Fiji",
}
"""Windows' names, without their ending "Standard Time"."""


class When(NamedTuple):
    """A moment as it is written: the clock's time, and the zone (None where it is not known)."""

    local: datetime
    zone: tzinfo | None

    def at(self, local: datetime) -> int | None:
        """Seconds UTC of another time on the same clock; None when the zone is not known."""
        if self.zone is None:
            return None
        try:
            return int(local.replace(tzinfo=self.zone).timestamp())
        except (OverflowError, ValueError, OSError):
            return None

    @property
    def seconds(self) -> int | None:
        """Seconds UTC."""
        return self.at(self.local)


class Zones:
    """The time zones of one file: known ones by name, others by what the file says of them."""

    def __init__(self) -> None:
        self._defined: dict[str, Component] = {}
        self._found: dict[str, tzinfo | None] = {}

    def learn(self, definition: Component) -> None:
        """Keep a VTIMEZONE."""
        name = definition.first("TZID")
        if name is not None and definition.problem is None and len(self._defined) < _MOST_ZONES:
            try:
                self._defined[unescape(name.text()).strip()] = definition
            except BadRecord:
                return

    def of(self, name: str) -> tzinfo | None:
        """The zone of that name; None when nothing tells what it is."""
        if name not in self._found:
            if len(self._found) >= _MOST_ZONES:
                self._found.clear()
            self._found[name] = _known(name) or self._described(name) or _offset_in(name)
        return self._found[name]

    def _described(self, name: str) -> tzinfo | None:
        """By the place that a definition names, else by its last standard offset (summer time is not kept)."""
        definition = self._defined.get(name)
        if definition is None:
            return None
        try:
            place = definition.first("X-LIC-LOCATION")
            known = _known(unescape(place.text())) if place is not None else None
            standard = [
                each for each in definition.children if each.name == "STANDARD"
            ] or definition.children
            offsets = [found.text() for each in standard for found in each.all("TZOFFSETTO")]
        except BadRecord:
            return None
        return known or (_offset(offsets[-1]) if offsets else None)

    def when(self, found: Property, value: str | None = None) -> When:
        """The value of a date property.  A time without a zone counts as UTC, a day as its midnight UTC.

        Raises BadRecord ``bad-date`` for what is none.
        """
        return self.parsed(found.name, found.text() if value is None else value, found.parameter("TZID"))

    def parsed(self, what: str, text: str, zone: str = "") -> When:
        """As :meth:`when`, of a value that stands elsewhere."""
        text = text.strip()
        match = _VALUE.match(text)
        if match is None:
            raise BadRecord("bad-date", f"{what} is not a date: {text[:40]!r}")
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        try:
            local = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001 - the zone comes apart
        except ValueError:
            raise BadRecord("bad-date", f"{what} is a date that does not exist: {text[:40]!r}") from None
        if match[7] or not zone or match[4] is None:
            return When(local, UTC)
        return When(local, self.of(zone))


def _known(name: str) -> tzinfo | None:
    """By its name in the tz database or in Windows; programs put their own address before it."""
    name = name.strip().strip('"')
    plain = WINDOWS.get(name.removesuffix(" Standard Time").removesuffix(" Daylight Time"))
    parts = [part for part in name.split("/") if part]
    keys = [plain] if plain else ["/".join(parts[-count:]) for count in (len(parts), 3, 2, 1)]
    for key in keys:
        if len(key) < 64 and _ZONE.match(key):
            try:
                return ZoneInfo(key)
            except (KeyError, ValueError, OSError):
                continue
    return None


def _offset(text: str) -> tzinfo | None:
    match = _OFFSET.match(text.strip())
    return _fixed(match[1], match[2], match[3]) if match else None


def _offset_in(name: str) -> tzinfo | None:
    match = _NAMED_OFFSET.match(name)
    if match is None:
        return None
    hours = match[2]
    return _fixed(match[1], hours, match[3] or "0")


def _fixed(sign: str, hours: str, minutes: str) -> tzinfo | None:
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset) if offset < timedelta(hours=24) else None
