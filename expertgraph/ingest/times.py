"""Times as exports write them, as whole seconds since 1970-01-01 UTC; None where nothing usable is said.

A time without a zone counts as UTC.  Parsing and judging are apart: a parser says what is written,
:func:`usable_time` whether it can be true, so that an absurd date is kept as "date unknown" and a date that
does not exist (29 February 2023) can be set aside.
"""

from __future__ import annotations

import math
import re
from calendar import timegm
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_tz
from functools import lru_cache
from typing import Literal

EARLIEST = 631_152_000
"""1990-01-01."""
DAY = 86_400
_LATEST = 4_102_444_800
_LONGEST = 100
_MILLISECONDS = 100_000_000_000
_MICROSECONDS = 100_000_000_000_000

Order = Literal["dmy", "mdy"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari",
            "feb february februari",
            "mar march mrt maart",
            "apr april",
            "may mei",
            "jun june juni",
            "jul july juli",
            "aug august augustus",
            "sep sept september",
            "oct october okt oktober",
            "nov november",
            "dec december",
        ),
        1,
    )
    for name in names.split()
}
_CLOCK = r"(?:[,T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(?:UTC|GMT|Z)?)?$"
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _CLOCK)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})" + _CLOCK)
_NAMED = re.compile(r"(\d{1,2})[-./ ]\s*([^\W\d_]{3,9})\.?[-./, ]\s*(\d{4}|\d{2})" + _CLOCK)
_NAMED_FIRST = re.compile(r"([^\W\d_]{3,9})\.? (\d{1,2}),? (\d{4})" + _CLOCK)
_MONTH = re.compile(r"([^\W\d_]{3,9})\.? (\d{4})$")
_MAIL = re.compile(
    r"(?:[A-Z][a-z]{2},? +)?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})"
)


def usable_time(seconds: float | None, now: int) -> int | None:
    """The time if it lies in 1990-01-01 .. ``now`` + 1 day, else None; without ``now`` (0) up to 2100."""
    if seconds is None or not EARLIEST <= seconds < (now + DAY + 1 if now else _LATEST):
        return None
    return int(seconds)


def parse_unix(value: object) -> float | None:
    """Seconds, milliseconds or microseconds since 1970, as a number or as text; None if it is neither."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and len(value) > _LONGEST:
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(seconds):
        return None
    if abs(seconds) >= _MICROSECONDS:
        return seconds / 1_000_000
    return seconds / 1000 if abs(seconds) >= _MILLISECONDS else seconds


def parse_iso(text: str) -> int | None:
    """ISO 8601, also with a blank for the T and with a trailing ``UTC``."""
    text = text.strip().removesuffix(" UTC")
    if len(text) > _LONGEST:
        return None
    try:
        when = datetime.fromisoformat(text)
        return math.floor((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def parse_rfc2822(text: str) -> int | None:
    """The Date header of a mail; None if it is no date, or the zone is not between -24:00 and +24:00."""
    match = _MAIL.match(text)
    if match:
        day, name, year, hour, minute, second, sign, east, extra = match.groups()
        month = _MONTHS.get(name.lower())
        offset = int(east) * 3600 + int(extra) * 60
        if month is None:
            return None
        return _moment((year, month, day, hour, minute, second), -offset if sign == "-" else offset)
    if len(text) > _LONGEST:
        return None
    try:
        parts = parsedate_tz(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return None if parts is None else _moment(parts[:6], parts[9] or 0)


def parse_date(text: str, order: Order = "dmy") -> int | None:
    """A date as people write it, Dutch or English, with or without a clock time.

    ``17 Jun 2021``, ``5-Jan-26``, ``16.09.2021``, ``2015/03/30``, ``Jun 17, 2021``, ``Oct 2019``,
    ``17 maart 2021``, ``1/8/18, 6:14 PM`` (month first when it has AM or PM), and ISO 8601.  ``order`` says
    which comes first in ``1/8/2018``: see :func:`day_order`.
    """
    return None if not text or len(text) > _LONGEST else _parsed(text, order)


@lru_cache(maxsize=16_384)
def _parsed(text: str, order: Order) -> int | None:
    text = " ".join(text.split())
    for pattern, read in _FORMS:
        match = pattern.match(text)
        if match:
            return read(match.groups(), order)
    return parse_iso(text)


def day_order(samples: Iterable[str]) -> Order:
    """Whether a column writes the day or the month first, judged by all of it; the day when nothing tells."""
    for sample in samples:
        match = _YEAR_LAST.match(sample.strip())
        if not match:
            continue
        if int(match[2]) > 12 or match[7]:
            return "mdy"
        if int(match[1]) > 12:
            return "dmy"
    return "dmy"


def _year_first(groups: tuple[str, ...], _: Order) -> int | None:
    return _dated(groups[0], int(groups[1]), groups[2], groups[3:])


def _year_last(groups: tuple[str, ...], order: Order) -> int | None:
    first, second, year, *clock = groups
    if order == "mdy" or clock[3]:
        return _dated(year, int(first), second, tuple(clock))
    return _dated(year, int(second), first, tuple(clock))


def _named(groups: tuple[str, ...], _: Order) -> int | None:
    return _dated(groups[2], _MONTHS.get(groups[1].casefold()), groups[0], groups[3:])


def _named_first(groups: tuple[str, ...], _: Order) -> int | None:
    return _dated(groups[2], _MONTHS.get(groups[0].casefold()), groups[1], groups[3:])


def _month_only(groups: tuple[str, ...], _: Order) -> int | None:
    return _dated(groups[1], _MONTHS.get(groups[0].casefold()), "1", (None,) * 4)


_FORMS = (
    (_YEAR_FIRST, _year_first),
    (_YEAR_LAST, _year_last),
    (_NAMED, _named),
    (_NAMED_FIRST, _named_first),
    (_MONTH, _month_only),
)


def _dated(year: str, month: int | None, day: str, clock: tuple[str | None, ...]) -> int | None:
    hour, minute, second = (int(part or 0) for part in clock[:3])
    half = (clock[3] or "").casefold()
    if month is None or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    whole = int(year)
    if len(year) == 2:
        whole += 2000 if whole < 69 else 1900
    return _moment((whole, month, day, hour, minute, second), 0)


def _moment(parts: tuple[object, ...], offset: int) -> int | None:
    year, month, day, hour, minute, second = (int(part) for part in parts)  # type: ignore[call-overload]
    if abs(offset) > DAY:
        return None
    try:
        when = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return timegm(when.timetuple()) - offset
