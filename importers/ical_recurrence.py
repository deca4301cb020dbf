"""Which days a recurring event falls on (RFC 5545, RRULE), with work that is bounded by days and not by the rule.

A rule from a stranger may match nothing for eight thousand years, or every second: here each day between the start
and the last wanted day is looked at once.  Rules by the hour or finer, and by week numbers, are not followed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

_DAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_BY_DAY = re.compile(r"([+-]?\d{1,3})?(MO|TU|WE|TH|FR|SA|SU)\Z", re.ASCII)
_UNITS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_FOLLOWED = frozenset("FREQ INTERVAL COUNT UNTIL BYDAY BYMONTHDAY BYYEARDAY BYMONTH BYSETPOS WKST".split())
_IGNORED = frozenset("BYHOUR BYMINUTE BYSECOND".split())
_EARLIEST_YEAR = 1970


class Rule(NamedTuple):
    """A recurrence rule; ``times`` is COUNT, ``until`` is as written."""

    unit: str
    interval: int = 1
    times: int | None = None
    until: str | None = None
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    weekdays: tuple[tuple[int, int], ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


def parse_rule(text: str) -> Rule | None:
    """The rule; None for one that is malformed or not followed."""
    parts = dict(part.split("=", 1) for part in text.strip().upper().split(";") if "=" in part)
    if parts.get("FREQ") not in _UNITS or not parts.keys() <= _FOLLOWED | _IGNORED:
        return None
    try:
        interval = int(parts.get("INTERVAL", "1"))
        count = int(parts["COUNT"]) if "COUNT" in parts else None
        rule = Rule(
            parts["FREQ"],
            interval,
            count,
            parts.get("UNTIL"),
            _numbers(parts.get("BYMONTH")),
            _numbers(parts.get("BYMONTHDAY")),
            _numbers(parts.get("BYYEARDAY")),
            _weekdays(parts.get("BYDAY")),
            tuple(_numbers(parts.get("BYSETPOS"))),
            _DAYS[parts.get("WKST", "MO")],
        )
    except (ValueError, KeyError):
        return None
    return rule if interval > 0 and (count is None or count > 0) else None


def _numbers(text: str | None) -> frozenset[int]:
    return frozenset(int(part) for part in text.split(",")) if text else frozenset()


def _weekdays(text: str | None) -> tuple[tuple[int, int], ...]:
    """(n, weekday): the n-th of the month or year, 0 for every one."""
    found = []
    for part in text.split(",") if text else ():
        match = _BY_DAY.match(part.strip())
        if match is None:
            raise ValueError(part)
        found.append((int(match[1] or 0), _DAYS[match[2]]))
    return tuple(found)


def days(rule: Rule, start: date, last: date) -> Iterator[date]:
    """The days from ``start`` to ``last`` that the rule names, in order."""
    if start.year < _EARLIEST_YEAR:
        return
    rule = _completed(rule, start)
    given = 0
    for period in _periods(rule, start, last):
        for day in _chosen(rule, [day for day in period if _matches(rule, day)]):
            if day < start:
                continue
            if day > last or (rule.times is not None and given >= rule.times):
                return
            given += 1
            yield day


def _completed(rule: Rule, start: date) -> Rule:
    """What a rule does not say, the start does."""
    if rule.weekdays or rule.month_days or rule.year_days or rule.unit == "DAILY":
        return rule
    if rule.unit == "WEEKLY":
        return rule._replace(weekdays=((0, start.weekday()),))
    months = rule.months or (frozenset({start.month}) if rule.unit == "YEARLY" else rule.months)
    return rule._replace(months=months, month_days=frozenset({start.day}))


def _periods(rule: Rule, start: date, last: date) -> Iterator[list[date]]:
    """The days of every period that the rule looks at."""
    if rule.unit in {"DAILY", "WEEKLY"}:
        length = 1 if rule.unit == "DAILY" else 7
        first = start if length == 1 else start - timedelta(days=(start.weekday() - rule.week_start) % 7)
        span = (last - first).days
        for offset in range(0, span + 1, length * rule.interval):
            yield [first + timedelta(days=offset + day) for day in range(length)]
        return
    months = 1 if rule.unit == "MONTHLY" else 12
    number = start.year * 12 + (start.month - 1 if months == 1 else 0)
    while number <= last.year * 12 + last.month - 1:
        yield [
            date(each // 12, each % 12 + 1, day)
            for each in range(number, number + months)
            for day in range(1, monthrange(each // 12, each % 12 + 1)[1] + 1)
        ]
        number += months * rule.interval


def _chosen(rule: Rule, found: list[date]) -> list[date]:
    if not rule.positions:
        return found
    places = {each - 1 if each > 0 else len(found) + each for each in rule.positions if each}
    return [found[place] for place in sorted(places) if 0 <= place < len(found)]


def _matches(rule: Rule, day: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days:
        length = monthrange(day.year, day.month)[1]
        if not {day.day, day.day - length - 1} & rule.month_days:
            return False
    if rule.year_days:
        number, length = day.timetuple().tm_yday, 366 if monthrange(day.year, 2)[1] == 29 else 365
        if not {number, number - length - 1} & rule.year_days:
            return False
    return not rule.weekdays or any(_is_nth(rule, day, nth, weekday) for nth, weekday in rule.weekdays)


def _is_nth(rule: Rule, day: date, nth: int, weekday: int) -> bool:
    """Is it the n-th such weekday of its month (or of its year, in a yearly rule without months)?"""
    if day.weekday() != weekday:
        return False
    if nth == 0 or rule.unit in {"DAILY", "WEEKLY"}:
        return True
    if rule.unit == "YEARLY" and not rule.months:
        first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    else:
        first = day.replace(day=1)
        last = day.replace(day=monthrange(day.year, day.month)[1])
    return nth == ((day - first).days // 7 + 1 if nth > 0 else -((last - day).days // 7 + 1))
