"""Who can be asked now: away for some days, busy until they say otherwise, and how much waits for each.

People say the first two about themselves.  What waits for somebody is the number of open questions and requests for
an introduction that wait for an answer of theirs.  None of it hides anybody: it is said, and of people who fit equally
well those come first who can be asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import numpy as np

from expertgraph.asking.people import load
from expertgraph.edition import Edition
from expertgraph.errors import NotFound
from expertgraph.search.arrays import Ints
from expertgraph.store import Store
from expertgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether somebody can be asked: ``away`` up to and including the day ``until`` (the UTC second in which it
    begins; None: not said), ``busy`` until taken back, ``open`` questions and introductions that wait for them,
    ``full`` when that is as many as one person is asked."""

    away: bool = False
    until: int | None = None
    busy: bool = False
    open: int = 0
    full: bool = False


FREE = Availability()


@dataclass(frozen=True, slots=True)
class Available:
    """Everybody's availability by row of the people; who is not named is free."""

    rows: Mapping[int, Availability] = field(default_factory=dict)

    def of(self, row: int) -> Availability:
        """One person's."""
        return self.rows.get(row, FREE)

    def hindrance(self, people: int) -> Ints:
        """How much speaks against asking each person, for an order among equals: away, else busy or full, else what
        waits for them."""
        found = np.zeros(people, np.int32)
        for row, each in self.rows.items():
            found[row] = (each.away << 30) | ((each.busy or each.full) << 29) | min(each.open, 1 << 28)
        return found


def available(space: Workspace, edition: Edition) -> Available:
    """Everybody's availability now, by the workspace's clock."""
    today = datetime.fromtimestamp(space.clock(), UTC).date()
    most = int(space.settings["asking.most-open"])
    away, busy = _said(space.store, today)
    waiting = load(space.store)
    rows: dict[int, Availability] = {}
    for person in {*away, *busy, *waiting}:
        row = _row(edition, person)
        if row is not None:
            asked = int(waiting[person])
            until = away.get(person)
            rows[row] = Availability(
                person in away,
                None if until is None else _second(until),
                person in busy,
                asked,
                asked >= most,
            )
    return Available(rows)


def absent(space: Workspace) -> set[str]:
    """The person ids of those who are away or busy now."""
    away, busy = _said(space.store, datetime.fromtimestamp(space.clock(), UTC).date())
    return {*away, *busy}


def _said(store: Store, today: date) -> tuple[dict[str, date | None], set[str]]:
    """Who is away today, with the last day (of a leave nobody is told it), and who is busy."""
    rows = store.frame("declaration", ["subject", "name", "value"], {"name": ["away", "busy", "leave"]})
    away: dict[str, date | None] = {}
    busy: set[str] = set()
    for subject, name, value in zip(rows["subject"], rows["name"], rows["value"], strict=True):
        if name == "busy":
            busy.add(subject)
            continue
        last = _last_day(value, today)
        if last is not None and (name == "away" or subject not in away):
            away[subject] = last if name == "away" and last < date.max else None
    return away, busy


def _last_day(value: str, today: date) -> date | None:
    """The last day of the span (FIRST..LAST, FIRST.. or one day) that today is in; None when it is in none."""
    for part in value.split(","):
        begin, dots, end = part.strip().partition("..")
        try:
            first = date.fromisoformat(begin)
            last = first if not dots else date.fromisoformat(end) if end else date.max
        except ValueError:
            continue
        if first <= today <= last:
            return last
    return None


def _second(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _row(edition: Edition, person: str) -> int | None:
    try:
        return edition.row_of(person)
    except NotFound:
        return None
