"""Which earlier questions are asked again, and of what: the latest slice of a community's answered questions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph.search.arrays import Floats, Ints, Longs, Mask
from expertgraph.search.replay import LEAST, WITHIN, Questions, Replies

FEW, MANY, CANDIDATES_FOR_MANY = 5, 10, 500
"""How many of the most active the long tail leaves out: 5, or 10 from 500 candidates on; in a small community a
quarter of the candidates, at least one."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The latest answered questions, in order of time.

    ``rows`` are rows of ``questions``, of ``answered`` that could be asked again.  Evidence counts up to each
    question, or, ``frozen``, up to ``start``, when the first of them was asked.  ``active`` are the most active
    people of the year before ``start``, whom the long tail leaves out.
    """

    questions: Questions
    given: Replies
    rows: Longs
    answered: int
    frozen: bool
    start: int
    active: Longs

    def time(self, row: int) -> int:
        """The moment before which evidence counts for a question."""
        return self.start if self.frozen else int(self.questions.at[row])


def latest(asked: Questions, given: Replies, *, until: int, most: int, people: int, frozen: bool) -> Slice:
    """The last ``most`` of the questions answered by a candidate, of the later half of them, so that as much history
    lies before.  Questions of the last fortnight before ``until`` may still be answered, and wait."""
    usable = np.flatnonzero(_answered(asked, given) & (asked.at <= until - WITHIN))
    rows = usable[max(len(usable) - most, len(usable) // 2) :]
    start = int(asked.at[rows[0]]) if len(rows) else until
    active = given.most_active(start, left_out(int(np.count_nonzero(given.candidates(start, people)))))
    return Slice(asked, given, rows, len(usable), frozen, start, active)


def left_out(candidates: int) -> int:
    """How many of the most active the long tail leaves out.

    >>> [left_out(candidates) for candidates in (2, 12, 100, 500)]
    [1, 3, 5, 10]
    """
    return MANY if candidates >= CANDIDATES_FOR_MANY else min(FEW, max(candidates // 4, 1))


def _answered(asked: Questions, given: Replies) -> Mask:
    """Which questions have a helper who could have been named when they were asked."""
    question = np.repeat(np.arange(len(asked)), np.diff(asked.offsets))
    earlier = _earlier(given, asked.helper, asked.at[question])
    found = np.zeros(len(asked), bool)
    found[question[earlier >= LEAST]] = True
    return found


def _earlier(given: Replies, person: Ints, at: Longs) -> Longs:
    """How many replies each person had given before each time."""
    order = np.lexsort((given.at, given.person))
    first = np.searchsorted(given.person[order], person)
    # One search for all: replies and questions together in order of person and time, replies at the same
    # moment after the question.
    who = np.concatenate([person, given.person])
    when = np.concatenate([at, given.at])
    is_reply = np.concatenate([np.zeros(len(person), bool), np.ones(len(given.person), bool)])
    mixed = np.lexsort((is_reply, when, who))
    before = np.cumsum(is_reply[mixed])
    places = np.empty(len(mixed), np.int64)
    places[mixed] = before
    return places[: len(person)] - first


def ranked(scores: Floats, candidates: Mask, most: int) -> list[int]:
    """The candidates with a score, best first, ties by row, at most ``most``."""
    rows = np.flatnonzero(candidates & (scores > 0))
    best: list[int] = rows[np.lexsort((rows, -scores[rows]))][:most].tolist()
    return best
