"""What a group of people did in a span of weeks: one set of counts for everything that compares groups or times.

Counted from the edition's ``person_weeks``, ``threads`` and ``arrivals``.  Who may be told which of it, and of how
many people at least, is for those who call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph.analysis.constants import DAY
from expertgraph.analysis.population import Bools, Floats, Ints
from expertgraph.analysis.weeks import start_of, week_of
from expertgraph.edition import Edition

ANSWERED_WITHIN = 7 * DAY
"""How long a question may wait for its first answer, and how old it must be to count, in seconds."""


@dataclass(frozen=True, slots=True)
class Measures:
    """A group over [begin, end), whole weeks; on the organisation's own channels unless others were asked for.

    ``active``: how many contributed, ``active_share`` of all people of the group (0..1).  ``contributions``,
    ``started`` (threads) and ``answers`` (in threads of others) count items.  ``questions``: threads of the group that
    open with a question.  ``answered_share``: share of those that another person answered within 7 days (0..1), only
    questions that are 7 days old; ``median_hours`` to that first answer, of those so answered; ``crossing_share``: of
    those so answered, whose first answer came from an external or from another unit (0..1), as far as both are known.
    ``newcomers``: who contributed on an own channel for the first time ever.  ``helped``: distinct people whose
    thread got its first answer, in the period, from one of the group.  None where nothing can be said: a share of
    none, a median of none.
    """

    begin: int
    end: int
    people: int
    active: int
    active_share: float | None
    contributions: int
    started: int
    answers: int
    questions: int
    answered_share: float | None
    median_hours: float | None
    crossing_share: float | None
    newcomers: int
    helped: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The same, person by person (by row), so that any group, or a sample drawn from it, can be added up.

    ``ripe``: questions that are old enough to say whether they were answered; ``answered`` those that were in
    time, ``known`` those of them of which it is known whether the answer ``crossed``.  ``active_weeks``: in how many
    weeks they contributed.  ``waited`` holds, for each question answered in time, who asked and the hours.
    """

    begin: int
    end: int
    active_weeks: Ints
    contributions: Ints
    started: Ints
    answers: Ints
    questions: Ints
    ripe: Ints
    answered: Ints
    known: Ints
    crossed: Ints
    newcomer: Ints
    waited_by: Ints
    waited: Floats

    @property
    def active(self) -> Ints:
        """1 for who contributed at all, else 0."""
        return (self.contributions > 0).astype(np.int64)


def whole_weeks(begin: int, end: int) -> tuple[int, int]:
    """The Mondays, 00:00 UTC, at or before two moments: the span that the measures count over."""
    first, last = start_of(week_of(np.array([begin, end])))
    return int(first), int(last)


def measure(edition: Edition, people: Bools, begin: int, end: int, channels: Bools | None = None) -> Measures:
    """The measures of ``people`` (a mask of rows) over the whole weeks in [begin, end).

    ``channels`` (a mask of rows) restricts what counts; None: the organisation's own.  Both moments go back to the
    Monday before them.
    """
    told = tally(edition, begin, end, channels)
    count, ripe = int(people.sum()), _total(told.ripe, people)
    active = _total(told.active, people)
    waited = told.waited[people[told.waited_by]]
    return Measures(
        told.begin,
        told.end,
        count,
        active,
        _share(active, count),
        _total(told.contributions, people),
        _total(told.started, people),
        _total(told.answers, people),
        _total(told.questions, people),
        _share(_total(told.answered, people), ripe),
        float(np.median(waited)) if len(waited) else None,
        _share(_total(told.crossed, people), _total(told.known, people)),
        _total(told.newcomer, people),
        _helped(edition, people, told.begin, told.end, _counting(edition, channels)),
    )


def tally(edition: Edition, begin: int, end: int, channels: Bools | None = None) -> Tally:
    """The counts of everybody over the whole weeks in [begin, end), person by person."""
    begin, end = whole_weeks(begin, end)
    n, counting = len(edition.table("people")), _counting(edition, channels)
    weeks, asked = edition.table("person_weeks"), edition.table("threads")
    rows = _rows_of(edition, begin, end)
    rows = rows[counting[weeks["channel"].to_numpy()[rows]]]
    person = weeks["person"].to_numpy()[rows].astype(np.int64)

    def sums(column: str) -> Ints:
        return np.bincount(person, weeks[column].to_numpy()[rows], n).astype(np.int64)

    spoken = np.unique(person + n * week_of(weeks["week"].to_numpy()[rows]))
    span = slice(*np.searchsorted(asked["at"].to_numpy(), [begin, end]))
    part = asked.iloc[span]
    questions = part["question"].to_numpy(bool) & counting[part["channel"].to_numpy()]
    opener, at, first, by = (
        part[name].to_numpy()[questions] for name in ("opener", "at", "first_answer_at", "first_answerer")
    )
    ripe = at + ANSWERED_WITHIN <= edition.as_of
    answered = ripe & (by >= 0) & (first - at <= ANSWERED_WITHIN)
    known, crossed = _crossing(edition, opener, by)

    def of(mask: Bools) -> Ints:
        return np.bincount(opener[mask], minlength=n)

    return Tally(
        begin,
        end,
        np.bincount(spoken % n, minlength=n) if n else spoken,
        sums("contributions"),
        sums("started"),
        sums("answers"),
        np.bincount(opener, minlength=n),
        of(ripe),
        of(answered),
        of(answered & known),
        of(answered & crossed),
        _newcomers(edition, n, begin, end, counting),
        opener[answered].astype(np.int64),
        np.maximum(first - at, 0)[answered] / 3_600,
    )


def own_channels(edition: Edition) -> Bools:
    """Which channels are the organisation's own, the core among them."""
    return np.asarray(edition.table("channels")["ownership"] != "outpost", dtype=bool)


def _counting(edition: Edition, channels: Bools | None) -> Bools:
    """The mask of the channels that count; its last place is for no channel at all (-1), which never does."""
    return np.append(own_channels(edition) if channels is None else channels, False)


def _rows_of(edition: Edition, begin: int, end: int) -> Ints:
    """The rows of ``person_weeks`` in [begin, end), found without looking at all of them."""

    def make() -> tuple[Ints, Ints]:
        week = edition.table("person_weeks")["week"].to_numpy()
        order = np.argsort(week, kind="stable")
        return order, week[order]

    order, week = edition.cached("measures.weeks", make)
    return np.asarray(order[slice(*np.searchsorted(week, [begin, end]))])


def _within(at: Ints, begin: int, end: int) -> Bools:
    return np.asarray((at >= begin) & (at < end), dtype=bool)


def _crossing(edition: Edition, asker: Ints, answerer: Ints) -> tuple[Bools, Bools]:
    """Of each pair whether it is known if the answer came from outside the asker's unit, and whether it did."""
    people = edition.table("people")
    external = (people["kind"] == "external").to_numpy(bool)[answerer]
    unit = people["unit"].fillna("").to_numpy(object)
    placed = (unit[asker] != "") & (unit[answerer] != "")
    known = np.asarray(external | placed, dtype=bool)
    return known, np.asarray(external | (placed & (unit[asker] != unit[answerer])), dtype=bool)


def _newcomers(edition: Edition, n: int, begin: int, end: int, counting: Bools) -> Ints:
    arrived = edition.table("arrivals")
    new = _within(arrived["first_own_at"].to_numpy(), begin, end)
    new &= counting[arrived["first_own_channel"].to_numpy()]
    return np.bincount(arrived["person"].to_numpy()[new], minlength=n)


def _helped(edition: Edition, people: Bools, begin: int, end: int, counting: Bools) -> int:
    asked = edition.table("threads")
    by = asked["first_answerer"].to_numpy()
    rows = (by >= 0) & np.append(people, False)[by] & counting[asked["channel"].to_numpy()]
    rows &= _within(asked["first_answer_at"].to_numpy(), begin, end)
    return len(np.unique(asked["opener"].to_numpy()[rows]))


def _total(counts: Ints, people: Bools) -> int:
    return int(counts[people].sum())


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
