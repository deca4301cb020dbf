"""Recent answers: how much somebody answered lately, as a sum that halves with a half-life.

For every person and channel the decayed count is kept at each answer, so that its value at any moment is one
binary search: ``count(T) = count(t) * 2 ** -((T - t) / H)`` for the last answer t before T.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from expertgraph.search.arrays import DAY, UNDATED, Floats, Ints, Longs, Mask, group_starts, read, write
from expertgraph.search.pieces import ANSWERS, Pieces

HALF_LIFE = 90 * DAY


class Activity:
    """The answers of an edition by person and channel, for reading."""

    def __init__(self, folder: Path) -> None:
        self._person: Ints = read(folder, "activity.person")
        self._channel: Ints = read(folder, "activity.channel")
        self._starts: Longs = read(folder, "activity.starts")
        self._at: Longs = read(folder, "activity.at")
        self._count: Floats = read(folder, "activity.count")
        self._group = np.repeat(np.arange(len(self._person)), np.diff(self._starts))

    @staticmethod
    def build(folder: Path, pieces: Pieces) -> None:
        """Write the decayed counts of dated answers."""
        rows = np.flatnonzero((pieces.role == ANSWERS) & (pieces.person >= 0) & (pieces.at != UNDATED))
        channel = pieces.thread_channel[pieces.thread[rows]]
        order = np.lexsort((rows, pieces.at[rows], channel, pieces.person[rows]))
        person, channel, at = pieces.person[rows][order], channel[order], pieces.at[rows][order]
        starts = group_starts(person, channel)
        write(
            folder,
            {
                "activity.person": person[starts],
                "activity.channel": channel[starts],
                "activity.starts": np.append(starts, len(at)).astype(np.int64),
                "activity.at": at,
                "activity.count": _decayed(at, starts),
            },
        )

    def before(self, time: int, channels: Mask | None) -> tuple[Ints, Ints, Floats]:
        """Person, channel and decayed count of answers strictly before ``time``, in the allowed channels."""
        # Times ascend within a group only: the number before T per group is a count, not one search.
        earlier = np.bincount(self._group[self._at < time], minlength=len(self._person))
        held = earlier > 0
        if channels is not None:
            held &= channels[self._channel]
        last = self._starts[:-1][held] + earlier[held] - 1
        decay = np.exp2(-(time - self._at[last]) / HALF_LIFE)
        return self._person[held], self._channel[held], self._count[last] * decay


def _decayed(at: Longs, starts: Longs) -> Floats:
    """At each answer, the decayed count up to and with it, anew for each group."""
    counts = np.ones(len(at))
    fresh = np.zeros(len(at), bool)
    fresh[starts] = True
    decay = np.exp2(-np.diff(at, prepend=at[:1]) / HALF_LIFE)
    decay[fresh] = 0
    total = 0.0
    for place, factor in enumerate(decay.tolist()):
        total = total * factor + 1
        counts[place] = total
    return counts
