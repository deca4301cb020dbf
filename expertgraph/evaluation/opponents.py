"""What people do instead of a search: ask whoever answers most, look through profiles, search the messages.

Each opponent gives every person a score at a moment, from what was written strictly before it.
"""

from __future__ import annotations

import numpy as np

from expertgraph.search.arrays import (
    DAY,
    NEVER,
    Floats,
    Ints,
    Longs,
    Mask,
    Singles,
    group_starts,
    offsets_of,
    sums,
)
from expertgraph.search.documents import ASKED
from expertgraph.search.index import K1, B, Index, View, top
from expertgraph.search.replay import Replies

DOCUMENTS = 300
"""How many (person, thread) documents vote in the plain BM25 opponent."""
WINDOWS = {"popularity-90": 90 * DAY, "popularity-365": 365 * DAY}
HALVING = "popularity-halving"
HALF_LIFE = 90 * DAY
POPULARITY = (*WINDOWS, HALVING)
"""Whoever answered in most threads: of the last 90 days, of the last 365 days, each halving in 90 days."""
PROFILE, PLAIN = "profile", "bm25"


class Popularity:
    """Whoever answered in most threads lately, whatever the question."""

    def __init__(self, given: Replies, people: int) -> None:
        self._given, self._people = given, people
        at, count = given.at, len(given.at)
        order = np.lexsort((np.arange(count), given.thread, given.person))
        same = (np.diff(given.person[order]) == 0) & (np.diff(given.thread[order]) == 0)
        earlier, later = order[:-1][same], order[1:][same]
        # When the same person next replied in the same thread, so that a thread counts once at any moment.
        self._again = np.full(count, NEVER, np.int64)
        self._again[earlier] = at[later]
        # What a reply adds to the halving count, at the moment of the last one of all: its own weight, less that of
        # the reply in the same thread that it takes the place of.
        self._end = int(at[-1]) if count else 0
        weight = np.exp2((at - self._end) / HALF_LIFE)
        self._gain = weight.copy()
        self._gain[later] -= weight[earlier]

    def scores(self, time: int) -> dict[str, Floats]:
        """For each of ``POPULARITY``, how many threads each person answered in before ``time``; of equal numbers the
        more recent one is higher."""
        end = self._given.before(time)
        halving = sums(self._given.person[:end], self._gain[:end], self._people)
        # Two and a half centuries: further apart are only times that are wrong, and those weights are 0.
        halving *= np.exp2(min((self._end - time) / HALF_LIFE, 1_000.0))
        # Below 1, so that it decides between equal whole numbers only.
        recent = halving / (1 + halving.max(initial=0.0))
        found = {}
        for name, window in WINDOWS.items():
            span = slice(self._given.before(time - window), end)
            latest = self._again[span] >= time
            counts = np.bincount(self._given.person[span][latest], minlength=self._people)
            found[name] = np.where(counts > 0, counts + recent, 0.0)
        return found | {HALVING: halving}


def plain(index: Index, view: View, terms: dict[int, float], allowed: Mask) -> Floats:
    """BM25 over (person, thread) without decay or any prior: the best ``DOCUMENTS`` give their score to their person
    (CombSUM, Macdonald & Ounis 2006)."""
    scores: Singles = np.where(allowed[index.documents.person], index.bm25(view, terms), 0)
    best = top(scores, DOCUMENTS)
    return sums(index.documents.person[best], scores[best].astype(np.float64), len(allowed))


class Profiles:
    """A search engine on people: each person is one text, everything they wrote before a moment, ranked by BM25.

    Takes 14 bytes a distinct term of a message (about 170 MB for 400,000 messages).
    """

    def __init__(self, index: Index, people: int) -> None:
        self._people = people
        person, pieces, at = _own_words(index)
        places, term, tf = index.words(pieces)
        self._offsets = offsets_of(np.sort(term), len(index.lexicon))
        order = np.argsort(term, kind="stable")
        self._place, self._tf = places[order].astype(np.int32), tf[order]
        self._person, self._at = person, at
        self._length = np.bincount(places, tf, minlength=len(pieces))

    def scores(self, terms: dict[int, float], time: int) -> Floats:
        """The BM25 score of each person's text of before ``time``."""
        end = int(np.searchsorted(self._at, time))
        length = sums(self._person[:end], self._length[:end], self._people)
        wrote = length > 0
        count = int(np.count_nonzero(wrote))
        scores = np.zeros(self._people)
        if not count:
            return scores
        norm = K1 * (1 - B + B * length / length[wrote].mean())
        for term in sorted(terms):
            tf = self._frequency(term, end)
            held = np.flatnonzero(tf)
            idf = terms[term] * float(np.log1p((count - len(held) + 0.5) / (len(held) + 0.5)))
            scores[held] += idf * (K1 + 1) * tf[held] / (tf[held] + norm[held])
        return scores

    def _frequency(self, term: int, end: int) -> Floats:
        """How often each person wrote a term, in the pieces before the ``end`` of their order in time."""
        first, last = int(self._offsets[term]), int(self._offsets[term + 1])
        # Within a term the pieces stand in order of time, so what came before is a beginning.
        last = first + int(np.searchsorted(self._place[first:last], end))
        places = self._place[first:last]
        return sums(self._person[places], self._tf[first:last], self._people)


def _own_words(index: Index) -> tuple[Ints, Longs, Longs]:
    """Person, piece and time of everything that people wrote themselves, titles of their threads included, in order
    of time; what has no time comes first."""
    documents = index.documents
    items = documents.items.astype(np.int64)
    authors = np.repeat(documents.person, np.diff(documents.offsets))
    asked = np.flatnonzero(documents.role == ASKED)
    first = asked[group_starts(documents.person[asked], documents.thread[asked])]
    person = np.concatenate([authors, documents.person[first]])
    pieces = np.concatenate([items, len(index.items) + documents.thread[first].astype(np.int64)])
    at = np.concatenate([index.item_at[items], documents.first[first]])
    order = np.lexsort((pieces, at))
    return person[order], pieces[order], at[order]
