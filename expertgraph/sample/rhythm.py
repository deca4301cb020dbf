"""When people contribute: a plan a person that leads to a ring by constant behaviour, and never by luck."""

from __future__ import annotations

from dataclasses import dataclass

from expertgraph.sample.dice import Dice
from expertgraph.sample.people import ACTIVE, CORE, KNOWN, OCCASIONAL, OUTPOST, Person

DAY = 86_400
WEEK = 7 * DAY
_MONDAY = 4 * DAY
"""The first Monday after 1970-01-01, in seconds."""

WINDOW = 26
RISING_WEEKS = 13
"""How long the champions in the making have been at it."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The ISO weeks (UTC) that the sample covers; ``end`` is not part of it."""

    first: int
    count: int
    end: int

    def start_of(self, week: int) -> int:
        """The first second of a week, numbered from 0."""
        return self.first + week * WEEK

    def week_of(self, at: int) -> int:
        """The number of the week that holds a second."""
        return (at - self.first) // WEEK


def calendar(until: int, years: float) -> Calendar:
    """The weeks of ``years`` up to ``until``.  ValueError for less than half a year."""
    if years < 0.5:
        raise ValueError(f"a sample needs at least half a year, not {years}")
    last = (until - 1 - _MONDAY) // WEEK * WEEK + _MONDAY
    count = round(years * 365.25 / 7)
    return Calendar(last - (count - 1) * WEEK, count, until)


_GAPS = {
    CORE: (1.0, 1.12),
    ACTIVE: (1.9, 2.6),
    OCCASIONAL: (6.0, 9.5),
    KNOWN: (60.0, 140.0),
    OUTPOST: (8.0, 14.0),
}
"""Shortest and longest mean number of weeks between two active weeks, by plan."""
_AMOUNTS = {CORE: (6, 9), ACTIVE: (3, 6), OCCASIONAL: (1, 2), KNOWN: (1, 1), OUTPOST: (1, 2)}
"""Fewest and most contributions in an active week."""


def weeks(person: Person, span: Calendar, dice: Dice) -> dict[int, int]:
    """Contributions planned by week: evenly spread with some play, so that rings hold still."""
    plan: dict[int, int] = {}
    gap = dice.uniform(*_GAPS[person.plan])
    amounts = _AMOUNTS[person.plan]
    week = dice.random() * gap
    rising_from = span.count - RISING_WEEKS
    while week < span.count:
        number = int(week)
        plan[number] = dice.randint(*amounts)
        if person.rising and number >= rising_from:
            plan[number] = dice.randint(2, 5)
            gap = dice.uniform(1.0, 1.15)
        week += max(1.0, gap * dice.uniform(0.75, 1.25))
        if person.rising and number < rising_from:
            week = min(week, rising_from + dice.random())
    return {number: amount for number, amount in plan.items() if _is_there(person, span, number)}


def _is_there(person: Person, span: Calendar, week: int) -> bool:
    """Not before the first day, not while away, and never wholly after the sample's end."""
    start = span.start_of(week)
    if start < person.started or start >= span.end:
        return False
    return person.away is None or not (person.away[0] - WEEK < start < person.away[1])


_HOURS = {8: 3, 9: 8, 10: 9, 11: 8, 12: 4, 13: 7, 14: 8, 15: 8, 16: 6, 17: 2, 19: 1, 20: 2, 21: 1}
_DAYS = {0: 9, 1: 10, 2: 8, 3: 10, 4: 6, 5: 0.7, 6: 0.6}


def moment(span: Calendar, week: int, dice: Dice) -> int:
    """A second in that week and before the end, mostly in office hours; in UTC."""
    for _ in range(50):
        day, hour = dice.pick(_DAYS), dice.pick(_HOURS) - 1
        at = span.start_of(week) + day * DAY + hour * 3600 + dice.randrange(3600)
        if at < span.end:
            return at
    return dice.randrange(span.start_of(week), span.end)


def expected_share(span: Calendar, week: int) -> float:
    """The part of a week's working days that lies before the end: the last week may be a stump."""
    days = (span.end - span.start_of(week)) / DAY
    return max(0.0, min(1.0, days / 5))
