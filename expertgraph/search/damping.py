"""What keeps anybody from talking themselves up: what is said without anybody else's doing counts ever less.

Of one person, and for one need, taken from the strongest on:

- what says again what the person said before counts nothing;
- of documents that rest on the person alone only the best counts: threads that nobody else wrote in, and messages in
  threads of others that are about something else;
- threads that the person opened and somebody answered count 1, 1/2, 1/3 ...: asking says little about knowing.

Nothing of that holds in channels of works, where nobody is answered.  What is left is to answer
questions on the topic in new words, and that is what is looked for; two who play into each other's hands can do that.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from expertgraph.search.arrays import Array, Floats, Longs, Mask, group_starts
from expertgraph.search.documents import ANSWERED, ASKED
from expertgraph.search.index import Index, View


class Damping:
    """The damping of an index's documents."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def factor(
        self, rows: Longs, scores: Array, view: View, terms: Mapping[int, float] | None, works: Mask
    ) -> Floats:
        """What each of these documents counts (0..1), given their strength.

        ``terms`` are the need's; without them (None) every thread counts as one about it.  ``works`` flags the
        channels of works.
        """
        documents = self._index.documents
        person = documents.person[rows].astype(np.int64)
        talked = ~works[documents.channel[rows]] & (documents.said_at[rows] < view.time)
        alone = talked & self._alone(rows, view, terms)
        opened = talked & ~alone & (documents.role[rows] == ASKED)
        factor = np.ones(len(rows))
        factor[alone] = _places(rows, scores, alone, person) == 0
        factor[documents.said_at[rows] >= view.time] = 0
        factor[opened] = 1 / (1 + _places(rows, scores, opened, person))
        return factor

    def _alone(self, rows: Longs, view: View, terms: Mapping[int, float] | None) -> Mask:
        documents = self._index.documents
        unheard = documents.heard_at[rows] >= view.time
        if terms is None:
            return np.asarray(unheard, bool)
        answered = np.flatnonzero((documents.role[rows] == ANSWERED) & ~unheard)
        unheard[answered] = ~self._on_topic(rows[answered], view, terms)
        return np.asarray(unheard, bool)

    def _on_topic(self, rows: Longs, view: View, terms: Mapping[int, float]) -> Mask:
        """Whether the thread's title or opening message, which others wrote, has any word of the need."""
        documents, titles = self._index.documents, len(self._index.items)
        about = self._index.matching(terms, titles + documents.thread[rows].astype(np.int64)) > 0
        known = np.flatnonzero(
            (documents.context[rows] >= 0) & (documents.context_at[rows] < view.time) & ~about
        )
        about[known] = self._index.matching(terms, documents.context[rows[known]].astype(np.int64)) > 0
        return np.asarray(about, bool)


def _places(rows: Longs, scores: Array, chosen: Mask, person: Longs) -> Longs:
    """The place of each chosen document among those of its person: 0 for the strongest."""
    picked = np.flatnonzero(chosen)
    order = np.lexsort((rows[picked], -scores[picked], person[picked]))
    starts = group_starts(person[picked][order])
    place = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    found = np.empty(len(order), np.int64)
    found[order] = place
    return found
