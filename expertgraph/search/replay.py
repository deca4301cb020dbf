"""A community's own answered questions, to be asked again of what was written before them.

Whoever helped is known: of the first ``MOST_REPLIES`` replies within ``WITHIN`` seconds of the opening message,
every author but the asker (grade 1), of whom one is the main helper (grade 2): whose answer was accepted, else
who wrote most words.  Who could have been named are those with at least ``LEAST`` dated replies before.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from expertgraph.search.arrays import DAY, UNDATED, Floats, Ints, Longs, Mask, group_starts, offsets_of, sums
from expertgraph.search.documents import ANSWERED, ASKED
from expertgraph.search.index import Index

MOST_REPLIES = 12
WITHIN = 14 * DAY
LEAST = 3


@dataclass(frozen=True, slots=True)
class Questions:
    """Answered questions as columns, in order of time and then thread.

    ``item`` is the row of the opening message in ``index.items``, ``asker`` a row of the people (-1: nobody of
    the population), ``channel`` a number of ``index.channels``.  Who helped question q is
    ``helper[offsets[q]:offsets[q + 1]]``, with ``grade`` 2 (the main helper) or 1.
    """

    thread: Ints
    item: Ints
    at: Longs
    channel: Ints
    asker: Ints
    offsets: Longs
    helper: Ints
    grade: Ints

    def __len__(self) -> int:
        return len(self.thread)

    def helpers(self, question: int) -> dict[int, int]:
        """Row of each helper -> grade."""
        span = slice(self.offsets[question], self.offsets[question + 1])
        return dict(zip(self.helper[span].tolist(), self.grade[span].tolist(), strict=True))

    def between(self, first: int, end: int) -> Longs:
        """The questions asked from ``first`` until before ``end`` (UTC seconds)."""
        return np.flatnonzero((self.at >= first) & (self.at < end))


@dataclass(frozen=True, slots=True)
class Replies:
    """Every dated answer in order of time: who, where, when, in which thread, which item, and its words."""

    person: Ints
    channel: Ints
    at: Longs
    thread: Ints
    item: Ints
    words: Floats

    def before(self, time: int) -> int:
        """How many were written strictly before ``time``."""
        return int(np.searchsorted(self.at, time))

    def candidates(self, time: int, people: int, allowed: Mask | None = None) -> Mask:
        """Whoever had answered at least ``LEAST`` times before (one flag a person)."""
        found = np.bincount(self.person[: self.before(time)], minlength=people) >= LEAST
        return found if allowed is None else found & allowed

    def most_active(self, time: int, most: int, days: int = 365) -> Longs:
        """Who answered most in the ``days`` before ``time``, most first, ties by row."""
        span = slice(int(np.searchsorted(self.at, time - days * DAY)), self.before(time))
        counts = np.bincount(self.person[span])
        rows = np.flatnonzero(counts)
        return rows[np.lexsort((rows, -counts[rows]))][:most]


def replies(index: Index, channels: Mask | None = None) -> Replies:
    """The dated answers of the population, in these channels (one flag a channel; None: in all)."""
    documents = index.documents
    lengths = np.diff(documents.offsets)
    chosen = documents.role == ANSWERED
    if channels is not None:
        chosen &= channels[documents.channel]
    kept = np.repeat(chosen, lengths)
    item = documents.items[kept]
    person, channel, thread = (
        np.repeat(column, lengths)[kept] for column in (documents.person, documents.channel, documents.thread)
    )
    at = index.item_at[item]
    dated = at != UNDATED
    order = np.lexsort((item[dated], at[dated]))
    rows = np.flatnonzero(dated)[order]
    place, _, count = index.words(item[rows].astype(np.int64))
    words = sums(place, count, len(rows))
    return Replies(person[rows], channel[rows], at[rows], thread[rows], item[rows], words)


def questions(index: Index, given: Replies, accepted: Collection[str] = ()) -> Questions:
    """The answered questions of an index; ``accepted``: ids of the items that were marked as the answer."""
    documents = index.documents
    threads = int(max(documents.thread.max(initial=-1), given.thread.max(initial=-1))) + 1
    opening = np.full(threads, -1, np.int64)
    opening[documents.thread[documents.context >= 0]] = documents.context[documents.context >= 0]
    asked = documents.role == ASKED
    first = documents.items[documents.offsets[:-1]]
    opening[documents.thread[asked][::-1]] = first[asked][::-1]
    asker = np.full(threads, -1, np.int64)
    asker[documents.thread[asked]] = documents.person[asked]
    counted = _counted(index, given, opening, asker)
    return _collected(index, given, counted, opening, asker, accepted)


def _counted(index: Index, given: Replies, opening: Longs, asker: Longs) -> Longs:
    """Rows of the replies that count as help, by thread and time."""
    thread = given.thread
    at = np.where(opening[thread] >= 0, index.item_at[opening[thread]], UNDATED)
    rows = np.flatnonzero((at != UNDATED) & (given.person != asker[thread]) & (given.at >= at))
    rows = rows[given.at[rows] - at[rows] <= WITHIN]
    rows = rows[np.lexsort((rows, thread[rows]))]
    starts = group_starts(thread[rows])
    place = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
    return rows[place < MOST_REPLIES]


def _collected(
    index: Index, given: Replies, rows: Longs, opening: Longs, asker: Longs, accepted: Collection[str]
) -> Questions:
    thread, person = given.thread[rows].astype(np.int64), given.person[rows].astype(np.int64)
    marked = np.zeros(len(rows), bool)
    if accepted:
        marked[:] = [index.items[int(item)] in accepted for item in given.item[rows]]
    order = np.lexsort((person, thread))
    thread, person, marked, words = thread[order], person[order], marked[order], given.words[rows][order]
    starts = group_starts(thread, person)
    place = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(order))))
    weight = sums(place, words, len(starts)) + sums(place, marked, len(starts)) * 1e9
    thread, person = thread[starts], person[starts]
    best = np.lexsort((person, -weight, thread))
    grade = np.ones(len(starts), np.int32)
    grade[best[group_starts(thread[best])]] = 2
    asked = thread[group_starts(thread)]
    by_time = np.lexsort((asked, index.item_at[opening[asked]]))
    rank = np.empty(len(asked), np.int64)
    rank[by_time] = np.arange(len(asked))
    number = rank[np.searchsorted(asked, thread)]
    final = np.lexsort((person, number))
    asked = asked[by_time]
    channel = np.zeros(int(index.documents.thread.max(initial=-1)) + 1, np.int32)
    channel[index.documents.thread] = index.documents.channel
    return Questions(
        thread=asked.astype(np.int32),
        item=opening[asked].astype(np.int32),
        at=index.item_at[opening[asked]],
        channel=channel[asked],
        asker=asker[asked].astype(np.int32),
        offsets=offsets_of(number[final], len(asked)),
        helper=person[final].astype(np.int32),
        grade=grade[final],
    )
