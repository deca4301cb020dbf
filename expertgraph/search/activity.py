"""Recent answers: how much somebody answered lately, as a sum that halves with a half-life (one of ``HALF_LIVES``).

Somebody who answers in a thread counts once there, at the first answer, and not in threads of their own: who writes
ten thousand messages into one thread, or answers oneself, was no more around than who wrote one.

For every person and channel the decayed count is kept at each answer, so that its value at any moment is one
binary search: ``count(T) = count(t) * 2 ** -((T - t) / H)`` for the last answer t before T.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from expertgraph.search.arrays import (
    DAY,
    UNDATED,
    Array,
    Floats,
    Ints,
    Longs,
    Mask,
    group_starts,
    read,
    write,
)
from expertgraph.search.pieces import ANSWERS, OPENS, Pieces
from expertgraph.search.repeating import repeats

HALF_LIVES = (30, 90, 180)
"""Days after which an answer counts half: what a community is asked how much it is worth."""
USUAL = 90


class Activity:
    """The answers of an edition by person and channel, for reading."""

    def __init__(self, folder: Path) -> None:
        self._person: Ints = read(folder, "activity.person")
        self._channel: Ints = read(folder, "activity.channel")
        self._starts: Longs = read(folder, "activity.starts")
        self._at: Longs = read(folder, "activity.at")
        self._count: dict[int, Floats] = {days: read(folder, f"activity.count-{days}") for days in HALF_LIVES}
        self._answer: dict[str, Array] = {
            name: read(folder, f"activity.answer.{name}") for name in ("person", "channel", "thread", "at")
        }
        self._group = np.repeat(np.arange(len(self._person)), np.diff(self._starts))

    @staticmethod
    def build(folder: Path, pieces: Pieces, disowned: Mask | None = None) -> None:
        """Write the decayed counts of dated answers, without those that are ``disowned`` (one flag a message)."""
        rows = _answers(pieces, disowned)
        thread = pieces.thread[rows]
        order = np.lexsort(
            (rows, pieces.at[rows], thread, pieces.thread_channel[thread], pieces.person[rows])
        )
        rows, thread = rows[order], thread[order]
        answer: dict[str, Array] = {
            "person": pieces.person[rows],
            "channel": pieces.thread_channel[thread],
            "thread": thread,
            "at": pieces.at[rows],
        }
        once = group_starts(answer["person"], answer["channel"], thread)
        once = once[np.lexsort((once, *(answer[name][once] for name in ("at", "channel", "person"))))]
        person, channel, at = (answer[name][once] for name in ("person", "channel", "at"))
        starts = group_starts(person, channel)
        write(
            folder,
            {
                "activity.person": person[starts],
                "activity.channel": channel[starts],
                "activity.starts": np.append(starts, len(at)).astype(np.int64),
                "activity.at": at,
                **{f"activity.count-{days}": _decayed(at, starts, days) for days in HALF_LIVES},
                **{f"activity.answer.{name}": array for name, array in answer.items()},
            },
        )

    def before(
        self,
        time: int,
        channels: Mask | None,
        disowned: tuple[Ints, Ints, Longs] | None = None,
        *,
        days: int = USUAL,
        now: int | None = None,
    ) -> tuple[Ints, Ints, Floats]:
        """Person, channel and decayed count of answers strictly before ``time``, in the allowed channels.

        Ages are taken at ``now`` (``time`` unless said otherwise), and ``days`` is the half-life.

        ``disowned`` (person, channel and time of items) do not count; the figures are those of an index that was
        built without them.
        """
        # Times ascend within a group only: the number before T per group is a count, not one search.
        earlier = np.bincount(self._group[self._at < time], minlength=len(self._person))
        held = earlier > 0
        if channels is not None:
            held &= channels[self._channel]
        last = self._starts[:-1][held] + earlier[held] - 1
        now = time if now is None else now
        decay = np.exp2(-(now - self._at[last]) / (days * DAY))
        person, channel, count = self._person[held], self._channel[held], self._count[days][last] * decay
        if disowned is not None and len(disowned[0]):
            self._count_anew(np.flatnonzero(held), count, (time, now, days), disowned)
        return person, channel, count

    def _count_anew(
        self,
        groups: Longs,
        count: Floats,
        when: tuple[int, int, int],
        disowned: tuple[Ints, Ints, Longs],
    ) -> None:
        """Put the counts of groups that lost answers right, in place."""
        gone = Counter(zip(*(each.tolist() for each in disowned), strict=True))
        touched = {(person, channel) for person, channel, _ in gone}
        for place, group in enumerate(groups.tolist()):
            key = (int(self._person[group]), int(self._channel[group]))
            if key in touched:
                count[place] = self._left(when, gone, key)

    def _left(
        self,
        when: tuple[int, int, int],
        gone: Counter[tuple[int, int, int]],
        key: tuple[int, int],
    ) -> float:
        time, now, days = when
        at = self._once(key, gone)
        at = at[at < time]
        if not len(at):
            return 0.0
        counted: float = _decayed(at, np.zeros(1, np.int64), days)[-1]
        return counted * float(np.exp2(-(now - at[-1]) / (days * DAY)))

    def _once(self, key: tuple[int, int], gone: Counter[tuple[int, int, int]]) -> Longs:
        """When a person answered in the threads of a channel, once a thread, without the answers that are gone."""
        own = slice(*np.searchsorted(self._answer["person"], [key[0], key[0] + 1]))
        here = self._answer["channel"][own] == key[1]
        thread, at = self._answer["thread"][own][here], self._answer["at"][own][here]
        kept = np.ones(len(at), bool)
        for moment in np.unique(at).tolist():
            kept[np.flatnonzero(at == moment)[: gone[(*key, moment)]]] = False
        thread, at = thread[kept], at[kept]
        return np.sort(at[group_starts(thread)])


def _answers(pieces: Pieces, disowned: Mask | None) -> Longs:
    """The dated answers of the population in threads of others, without what they said before or is disowned."""
    counts = (pieces.role == ANSWERS) & (pieces.person >= 0) & (pieces.at != UNDATED)
    counts &= ~repeats(pieces) & _with_others(pieces)
    if disowned is not None:
        counts &= ~disowned
    rows = np.flatnonzero(counts)
    opened = np.flatnonzero((pieces.role == OPENS) & (pieces.person >= 0))
    key = pieces.person.astype(np.int64) << 32 | pieces.thread
    return rows[~np.isin(key[rows], key[opened])]


def _with_others(pieces: Pieces) -> Mask:
    """Which messages stand in a thread that more than one author wrote in."""
    threads = len(pieces.thread_channel)
    first, last = np.full(threads, np.iinfo(np.int32).max, np.int64), np.full(threads, -1, np.int64)
    np.minimum.at(first, pieces.thread, pieces.author)
    np.maximum.at(last, pieces.thread, pieces.author)
    together: Mask = (first < last)[pieces.thread]
    return together


def _decayed(at: Longs, starts: Longs, days: int) -> Floats:
    """At each answer, the decayed count up to and with it, anew for each group."""
    counts = np.ones(len(at))
    fresh = np.zeros(len(at), bool)
    fresh[starts] = True
    decay = np.exp2(-np.diff(at, prepend=at[:1]) / (days * DAY))
    decay[fresh] = 0
    total = 0.0
    for place, factor in enumerate(decay.tolist()):
        total = total * factor + 1
        counts[place] = total
    return counts
