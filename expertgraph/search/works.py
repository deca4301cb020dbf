"""Channels of works: where people publish (papers, announcements, posts) rather than ask and answer.

Who opens a thread elsewhere asks, and asking says little about knowing.  In a channel of works whoever opens a
thread made what is in it: each of its k authors counts for 1/k.  A channel is one of works from its
``AUTHORS``-th author on, for as long as no more than ``ANSWERERS`` people ever answered anybody there: both follow
from that channel alone, and a few who talk to themselves can neither make nor unmake it.
"""

from __future__ import annotations

import numpy as np

from expertgraph.search.arrays import NEVER, Array, Floats, Ints, Longs, Mask, group_starts
from expertgraph.search.documents import ANSWERED, ASKED, Documents

AUTHORS, ANSWERERS = 20, 2


class Works:
    """The channels of works of an index, at any moment."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        channels = int(documents.channel.max(initial=-1)) + 1
        opened, answered = documents.role == ASKED, documents.role == ANSWERED
        self._since = _since(documents, opened, channels, AUTHORS)
        self._until = _since(documents, answered, channels, ANSWERERS + 1)
        self._authors = _authors(documents, opened)

    def channels(self, time: int) -> Mask:
        """Which channels were channels of works before ``time``."""
        return (self._since < time) & ~(self._until < time)

    def among(self, channel: Ints, time: int) -> Mask:
        """Which of these channels were; one in which nobody wrote who can be found (bots alone) never was."""
        known = self.channels(time)
        return np.append(known, False)[np.where((channel >= 0) & (channel < len(known)), channel, len(known))]

    def factor(self, rows: Longs, time: int, asked: float) -> Floats:
        """What a document counts by its person's role: 1 answered, ``asked`` asked, 1/k for one of k authors."""
        documents = self._documents
        author = self.channels(time)[documents.channel[rows]]
        opened = np.where(author, 1 / np.maximum(self._authors[documents.thread[rows]], 1), asked)
        return np.where(documents.role[rows] == ANSWERED, 1.0, opened)


def _since(documents: Documents, chosen: Mask, channels: int, number: int) -> Longs:
    """When the ``number``-th distinct person of the chosen documents first wrote in each channel; NEVER: not yet."""
    rows = np.flatnonzero(chosen)
    person, channel, first = documents.person[rows], documents.channel[rows], documents.first[rows]
    order = np.lexsort((first, person, channel))
    order = order[group_starts(channel[order], person[order])]
    order = order[np.lexsort((first[order], channel[order]))]
    starts = group_starts(channel[order])
    enough = np.diff(np.append(starts, len(order))) >= number
    found = np.full(channels, NEVER, np.int64)
    at = starts[enough]
    found[channel[order][at]] = first[order][at + number - 1]
    return found


def _authors(documents: Documents, opened: Mask) -> Ints:
    """How many people opened each thread together."""
    rows = np.flatnonzero(opened)
    starts = group_starts(documents.person[rows], documents.thread[rows])
    threads = int(documents.thread.max(initial=-1)) + 1
    counts: Array = np.bincount(documents.thread[rows][starts], minlength=threads)
    return counts.astype(np.int32)
