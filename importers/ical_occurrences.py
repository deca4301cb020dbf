"""When an event was held: once, or at each time of its recurrence up to today."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import date, timedelta

from expertgraph.ingest.components import Component
from expertgraph.ingest.content_lines import Property
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.times import DAY, usable_time
from importers.ical_recurrence import days, parse_rule
from importers.ical_times import When, Zones

MOST_OCCURRENCES = 500
"""Of a recurring event the latest ones count."""
_MOST_RULES = 2
_LAST_YEAR = 2100

Changed = set[tuple[str, int | None]]
"""(UID, seconds): the occurrences that a file describes on their own."""


class Occurrences:
    """The times of the events of one file."""

    def __init__(self, zones: Zones, changed: Changed, now: int) -> None:
        self._zones = zones
        self._changed = changed
        self._now = now

    def moment(self, own: Property) -> str:
        """Which occurrence of a recurring event this is."""
        when = self._zones.when(own)
        return f"{when.local:%Y%m%dT%H%M%S}" if when.seconds is None else str(when.seconds)

    def held(self, event: Component, uid: str) -> tuple[int | None, list[int | None]]:
        """When it begins, and when it was held, in order: [None] where the date is not known, [] when never yet."""
        begins = event.first("DTSTART")
        if begins is None:
            return None, [None]
        start = self._zones.when(begins)
        seconds = start.seconds
        if seconds is None:
            return None, [None]
        now = self._now
        times = {seconds} if event.first("RECURRENCE-ID") else self._occurrences(event, uid, start, seconds)
        past = sorted(each for each in times if not now or each <= now)
        usable: list[int | None] = [at for at in past if usable_time(at, now) is not None]
        return seconds, usable[-MOST_OCCURRENCES:] or ([None] if past else [])

    def _occurrences(self, event: Component, uid: str, start: When, seconds: int) -> set[int]:
        """Every occurrence by RRULE and RDATE, without EXDATE and those that the file describes on their own."""
        times = {seconds}
        for found in event.all("RRULE")[:_MOST_RULES]:
            times.update(self._by_rule(found.text(), start))
        times.update(self._listed(event, "RDATE"))
        times.difference_update(self._listed(event, "EXDATE"))
        return {each for each in times if (uid, each) not in self._changed}

    def _by_rule(self, text: str, start: When) -> Iterator[int]:
        rule = parse_rule(text)
        if rule is None:
            return
        now = self._now
        last = date(1970, 1, 1) + timedelta(days=now // DAY + 1) if now else date(_LAST_YEAR, 12, 31)
        until = self._until(rule.until, start) if rule.until else None
        clock = start.local.time()
        latest: deque[int] = deque(maxlen=MOST_OCCURRENCES)
        for day in days(rule, start.local.date(), last):
            at = start.at(start.local.combine(day, clock))
            if at is None or (until is not None and at > until) or (now and at > now):
                break
            latest.append(at)
        yield from latest

    def _until(self, text: str, start: When) -> int | None:
        """The last moment of a rule; a day counts to its end, and a clock without a zone is the event's."""
        until = self._zones.parsed("UNTIL", text)
        if "T" not in text:
            return start.at(until.local.replace(hour=23, minute=59, second=59))
        return until.seconds if text.endswith("Z") else start.at(until.local)

    def _listed(self, event: Component, name: str) -> Iterator[int]:
        """The moments of RDATE or EXDATE, periods by their beginning."""
        for found in event.all(name)[:MOST_OCCURRENCES]:
            for value in found.text().split(",")[:MOST_OCCURRENCES]:
                try:
                    seconds = self._zones.when(found, value.partition("/")[0]).seconds
                except BadRecord:
                    continue  # one bad date among many costs itself, not the event
                if seconds is not None:
                    yield seconds
