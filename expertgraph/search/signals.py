"""What is known of everybody who could have been named for earlier questions, before it is weighed.

A signal is one part of the score with weight 1: 1 for whoever has most of it, 0 for nobody's.  A question is put to
what was written before it; of three, one is put to an index that is half a year behind, and one to an index that is
a quarter behind, because people import now and then, and what is learnt must hold then too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from expertgraph.search.arrays import DAY, Array, Floats, Longs, Mask, Singles
from expertgraph.search.candidates import asked_before
from expertgraph.search.index import View
from expertgraph.search.need import Need
from expertgraph.search.ranking import DEFAULT
from expertgraph.search.replay import Questions, Replies
from expertgraph.search.searcher import Searcher

BEHIND = (0, 90, 180)
"""Days that the index is behind, in turn."""
GRAIN = 7 * DAY
"""Moments are rounded down to this, so that questions of one week share their view of the index."""
HALF_LIVES = (30, 90, 180, 365)
_ALL = replace(
    DEFAULT,
    evidence=tuple((days, 1.0) for days in HALF_LIVES),
    related=((90, 1.0), (180, 1.0)),
    activity=(),
    channel=1.0,
    asker=1.0,
)
_ACTIVITY = (30, 90, 180)
NAMES = (
    *(f"evidence-{days}" for days in HALF_LIVES), "related-90", "related-180",
    *(f"activity-{days}" for days in _ACTIVITY), "channel", "asker",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signals:
    """Signals of all candidates of all questions, one after the other: ``values`` has a row a signal (``NAMES``)
    and a column a candidate; question q owns the columns ``offsets[q]:offsets[q + 1]``.  ``person`` is the
    candidate's row in the people, ``grade`` 2 who helped most, 1 who helped, 0 nobody; ``rows`` are the questions.
    """

    values: Singles
    offsets: Longs
    person: Longs
    grade: Longs
    rows: Longs

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, name: str) -> Singles:
        """One signal of every candidate."""
        row: Singles = self.values[NAMES.index(name)]
        return row

    def slice(self, first: int, end: int) -> Signals:
        """The questions from ``first`` until before ``end``."""
        columns = slice(self.offsets[first], self.offsets[end])
        offsets = self.offsets[first : end + 1] - self.offsets[first]
        person, grade = self.person[columns], self.grade[columns]
        return Signals(self.values[:, columns], offsets, person, grade, self.rows[first:end])

    def without(self, people: Longs) -> Signals:
        """The same questions without these candidates; questions that nobody else helped with fall away."""
        kept = ~np.isin(self.person, people)
        question = np.repeat(np.arange(len(self)), np.diff(self.offsets))
        helped = np.bincount(question[kept & (self.grade > 0)], minlength=len(self)) > 0
        kept &= helped[question]
        counts = np.bincount(question[kept], minlength=len(self))[helped]
        offsets = np.append(0, np.cumsum(counts))
        return Signals(self.values[:, kept], offsets, self.person[kept], self.grade[kept], self.rows[helped])


def gather(
    searcher: Searcher,
    questions: Questions,
    given: Replies,
    rows: Longs,
    allowed: Mask,
    channels: Mask | None = None,
    tell: Callable[[str, int], None] = lambda _what, _count: None,
) -> Signals:
    """The signals of these questions for everybody who is allowed (one flag a person), from what was written in
    ``channels`` (one flag a channel; None: in all)."""
    vectors = None if searcher.questions is None else searcher.questions.vectors_of(questions.thread[rows])
    found: list[tuple[int, Longs, Array, Singles]] = []
    for place in _by_moment(questions, rows).tolist():
        if place % 50 == 0:
            tell("learning from earlier questions", len(found))
        row, vector = int(rows[place]), None if vectors is None else vectors[place]
        one = _one(searcher, questions, given, row, _moment(questions, row), vector, allowed, channels)
        if one is not None:
            found.append((place, *one))
    found.sort(key=lambda each: each[0])
    lengths = [len(people) for _, people, _, _ in found]
    return Signals(
        values=np.concatenate([np.zeros((len(NAMES), 0), np.float32), *(each[3] for each in found)], axis=1),
        offsets=np.append(0, np.cumsum(lengths, dtype=np.int64)),
        person=np.concatenate([np.zeros(0, np.int64), *(each[1] for each in found)]),
        grade=np.concatenate([np.zeros(0, np.int64), *(each[2] for each in found)]),
        rows=rows[[each[0] for each in found]].astype(np.int64),
    )


def _moment(questions: Questions, row: int) -> int:
    """Before when what was written counts for a question."""
    behind = int(questions.at[row]) - BEHIND[row % len(BEHIND)] * DAY
    return behind // GRAIN * GRAIN


def _by_moment(questions: Questions, rows: Longs) -> Longs:
    moments = [_moment(questions, int(row)) for row in rows]
    return np.argsort(np.array(moments, np.int64), kind="stable")


def _one(
    searcher: Searcher,
    questions: Questions,
    given: Replies,
    row: int,
    until: int,
    vector: Singles | None,
    allowed: Mask,
    channels: Mask | None,
) -> tuple[Longs, Array, Singles] | None:
    """Candidates, grades and signals of one question; None where nobody who helped could have been named."""
    asker = int(questions.asker[row])
    fit = allowed.copy()
    if asker >= 0:
        fit[asker] = False
    people = np.flatnonzero(given.candidates(until, searcher.people, fit))
    helped = questions.helpers(row)
    grade = np.array([helped.get(person, 0) for person in people.tolist()], np.int64)
    if not grade.any():
        return None
    before = None if asker < 0 else asked_before(searcher, asker, until, channels)
    view = replace(searcher.view(until, channels), time=int(questions.at[row]))
    channel, need = int(questions.channel[row]), _need(searcher, questions, row)
    values = everybody(searcher, need, vector, view, fit, channel=channel, asked_before=before, until=until)
    return people, grade, values[:, people].astype(np.float32)


def everybody(
    searcher: Searcher,
    need: Need,
    vector: Singles | None,
    view: View,
    fit: Mask,
    *,
    channel: int | None = None,
    asked_before: Floats | None = None,
    until: int | None = None,
) -> Floats:
    """The signals of everybody for a need (a row a signal of ``NAMES``, a column a person)."""
    parts = searcher.parts(
        need, vector, view, fit, channel=channel, asked_before=asked_before, weights=_ALL, until=until
    )
    amounts = {part.code: part.amount for part in parts}
    moment = view.time if until is None else until
    for days in _ACTIVITY:
        amounts[f"activity-{days}"] = searcher.around(view, fit, days, moment)
    nothing = np.zeros(searcher.people)
    return np.stack([amounts.get(name, nothing) for name in NAMES])


def _need(searcher: Searcher, questions: Questions, row: int) -> Need:
    """The question in the index's own terms: its title and opening message."""
    index = searcher.index
    pieces = np.array([questions.item[row], len(index.items) + questions.thread[row]], np.int64)
    _, terms, counts = index.words(pieces)
    asked: dict[int, float] = {}
    for term, count in zip(terms.tolist(), counts.tolist(), strict=True):
        asked[term] = asked.get(term, 0.0) + count
    return Need("", asked)
