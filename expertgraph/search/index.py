"""BM25 over the evidence documents, counted over exactly what a reader may see at a moment in time.

Robertson and Walker's BM25 in the form of Lucene (idf never negative).  Document frequencies and the
average length are taken over the visible documents only, and documents that straddle the moment are counted
anew from their earlier messages.  So what a reader may not see, or what came later, cannot be felt even in
the collection statistics; general search engines keep one set of statistics for all readers, which is why
this one is our own. The index holds numbers and the lexicon, never the words of a message in their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import sparse

from expertgraph.search.arrays import (
    UNDATED,
    Array,
    Floats,
    Ints,
    Longs,
    Mask,
    Singles,
    Strings,
    read,
    spans,
    sums,
    write,
)
from expertgraph.search.disowned import NOTHING, Disowned, documents_of
from expertgraph.search.documents import ASKED, Documents, term_counts
from expertgraph.search.pieces import Pieces

K1, B = 1.2, 0.9
_DOCUMENTS = (
    "person", "thread", "channel", "role", "first", "last", "offsets", "items", "context", "context_at",
    "heard_at", "said_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Truncated:
    """Documents that straddle a moment, or of which somebody disowned an item, as they are without what came later or
    was disowned: rows of ``documents`` with the time of their last message then, their length, and their terms
    (``document``, ``term``, ``tf`` as triples)."""

    documents: Longs
    last: Longs
    length: Singles
    document: Longs
    term: Ints
    tf: Singles


@dataclass(frozen=True, slots=True)
class View:
    """What counts for one reader at one moment.

    ``visible`` are whole documents, ``truncated`` those that straddle the moment.  ``norm`` is the length
    part of BM25 for each document.  ``channels`` is None when all may be seen.  ``disowned`` is what people say
    must not count about themselves: it is nobody's evidence here.
    """

    time: int
    channels: Mask | None
    visible: Mask
    whole: bool
    truncated: Truncated
    last: Longs
    norm: Singles
    count: int
    disowned: Disowned = NOTHING


class Index:
    """An index on disk, opened for reading; its arrays are mapped, so opening costs next to nothing."""

    def __init__(self, folder: Path) -> None:
        self.lexicon = Strings.load(folder, "lexicon")
        self.items = Strings.load(folder, "items")
        self.channels = Strings.load(folder, "channels")
        self.documents = Documents(*(read(folder, f"document.{name}") for name in _DOCUMENTS))
        self.item_at: Longs = read(folder, "item.at")
        self.length: Singles = read(folder, "length")
        self._term_offsets: Longs = read(folder, "term.offsets")
        self._term_documents: Ints = read(folder, "term.documents")
        self._term_tf: Array = read(folder, "term.tf")
        self._piece_offsets: Longs = read(folder, "piece.offsets")
        self._piece_terms: Ints = read(folder, "piece.terms")
        self._piece_tf: Array = read(folder, "piece.tf")

    @staticmethod
    def build(folder: Path, pieces: Pieces, documents: Documents) -> None:
        """Write the index of these documents."""
        counts = term_counts(documents, pieces)
        columns = counts.tocsc()
        columns.sort_indices()
        Strings.save(folder, "lexicon", pieces.lexicon)
        Strings.save(folder, "items", pieces.ids)
        Strings.save(folder, "channels", pieces.channels)
        write(folder, {f"document.{name}": getattr(documents, name) for name in _DOCUMENTS})
        write(
            folder,
            {
                "item.at": pieces.at,
                "length": np.asarray(counts.sum(axis=1, dtype=np.float32)),
                "term.offsets": columns.indptr.astype(np.int64),
                "term.documents": columns.indices.astype(np.int32),
                "term.tf": columns.data.astype(np.uint16),
                "piece.offsets": pieces.counts.indptr.astype(np.int64),
                "piece.terms": pieces.counts.indices.astype(np.int32),
                "piece.tf": pieces.counts.data.astype(np.uint16),
            },
        )

    def number_of(self, term: str) -> int:
        """The number of a term in the lexicon, or -1."""
        return self.lexicon.place(term)

    def row_of_item(self, item: str) -> int:
        """The row of an item id, or -1."""
        return self.items.place(item)

    def frequency(self, view: View, term: str) -> int:
        """In how many of the view's documents the term stands."""
        number = self.lexicon.place(term)
        if number < 0:
            return 0
        documents = self._term_documents[self._term_offsets[number] : self._term_offsets[number + 1]]
        whole = len(documents) if view.whole else int(np.count_nonzero(view.visible[documents]))
        return whole + int(np.count_nonzero(view.truncated.term == number))

    def view(self, time: int, channels: Mask | None = None, disowned: Disowned = NOTHING) -> View:
        """What counts strictly before ``time`` in the allowed channels (None: in all), without what was disowned."""
        documents = self.documents
        begun = documents.first < time
        if channels is not None:
            begun &= channels[documents.channel]
        complete = (documents.last < time) & (documents.context_at < time)
        complete[documents_of(documents, disowned.rows)] = False
        complete[self._own_context(disowned.rows)] = False
        truncated = self._truncate(np.flatnonzero(begun & ~complete), time, disowned.rows)
        last = documents.last
        if len(truncated.documents):
            last = last.copy()
            last[truncated.documents] = truncated.last
        visible = begun & complete
        return self._with_norm(
            View(time, channels, visible, bool(visible.all()), truncated, last, self.length, 0, disowned)
        )

    def _with_norm(self, view: View) -> View:
        length = self.length
        count = int(np.count_nonzero(view.visible)) + len(view.truncated.documents)
        total = float(length[view.visible].sum(dtype=np.float64)) + float(view.truncated.length.sum())
        if len(view.truncated.documents):
            length = length.copy()
            length[view.truncated.documents] = view.truncated.length
        average = total / count if total else 1.0
        norm = np.asarray(K1 * (1 - B + B * length / average), np.float32)
        return replace(view, norm=norm, count=count)

    def _truncate(self, straddling: Longs, time: int, disowned: Longs) -> Truncated:
        """Count straddling documents anew from their pieces before ``time`` that are not disowned."""
        documents = self.documents
        straddling = self._with_own(straddling, time, disowned)
        without_context = set(self._own_context(disowned).tolist())
        rows, pieces = [], []
        last = np.full(len(straddling), UNDATED, np.int64)
        for place, document in enumerate(straddling):
            own = self._own(document, time, disowned)
            last[place] = self.item_at[own].max(initial=UNDATED)
            context = int(documents.context[document])
            if context >= 0 and documents.context_at[document] < time and document not in without_context:
                own = np.append(own, context)
            if context < 0 or documents.context_at[document] < time:
                own = np.append(own, len(self.items) + documents.thread[document])
            rows.append(np.full(len(own), place))
            pieces.append(own)
        if not rows:
            none = np.zeros(0, np.int64)
            empty = np.zeros(0, np.float32)
            return Truncated(none, none, empty, none, none.astype(np.int32), empty)
        triples = self._terms_of(np.concatenate(rows), np.concatenate(pieces))
        length = np.bincount(triples[0], triples[2], minlength=len(straddling)).astype(np.float32)
        return Truncated(straddling, last, length, straddling[triples[0]], triples[1], triples[2])

    def _with_own(self, documents: Longs, time: int, disowned: Longs) -> Longs:
        """The documents of which something of the person is left; before their first message nobody asks for them."""
        if not len(disowned):
            return documents
        left = [document for document in documents.tolist() if len(self._own(document, time, disowned))]
        return np.array(left, np.int64)

    def _own_context(self, disowned: Longs) -> Longs:
        """Later documents of an asker in the own thread, whose context is the question that the asker disowned."""
        if not len(disowned):
            return disowned
        documents = self.documents
        return np.flatnonzero((documents.role == ASKED) & np.isin(documents.context, disowned))

    def _own(self, document: int, time: int, disowned: Longs) -> Ints:
        """The person's own item rows in a document, before ``time`` and not disowned."""
        own = self.documents.items[self.documents.offsets[document] : self.documents.offsets[document + 1]]
        own = own[self.item_at[own] < time]
        return own[~np.isin(own, disowned)] if len(disowned) else own

    def _terms_of(self, rows: Longs, pieces: Longs) -> tuple[Longs, Ints, Singles]:
        """Row, term and count of all terms of the pieces, summed over the pieces of a row."""
        places, lengths = spans(self._piece_offsets, pieces)
        counts = sparse.coo_array(
            (
                self._piece_tf[places].astype(np.float32),
                (np.repeat(rows, lengths), self._piece_terms[places]),
            ),
            shape=(int(rows.max(initial=-1)) + 1, len(self.lexicon)),
        ).tocsr()
        document = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        return document, counts.indices.astype(np.int32), counts.data

    def bm25(self, view: View, need: dict[int, float]) -> Singles:
        """The BM25 score of every document (0 where not visible) for terms with their weight in the need."""
        scores = np.zeros(len(self.documents), np.float32)
        for term in sorted(need):
            self._add_term(scores, view, term, need[term])
        return scores

    def _add_term(self, scores: Singles, view: View, term: int, weight: float) -> None:
        documents = self._term_documents[self._term_offsets[term] : self._term_offsets[term + 1]]
        tf = self._term_tf[self._term_offsets[term] : self._term_offsets[term + 1]]
        if not view.whole:
            seen = view.visible[documents]
            documents, tf = documents[seen], tf[seen]
        parts = view.truncated
        mine = parts.term == term
        df = len(documents) + int(np.count_nonzero(mine))
        if df == 0:
            return
        idf = weight * float(np.log1p((view.count - df + 0.5) / (df + 0.5))) * (K1 + 1)
        scores[documents] += idf * (tf / (tf + view.norm[documents]))
        if mine.any():
            scores[parts.document[mine]] += idf * (
                parts.tf[mine] / (parts.tf[mine] + view.norm[parts.document[mine]])
            )

    def words(self, pieces: Longs) -> tuple[Longs, Ints, Array]:
        """Place among these pieces, term and count of every term of them (pieces: items, then titles of threads)."""
        places, lengths = spans(self._piece_offsets, pieces)
        return np.repeat(np.arange(len(pieces)), lengths), self._piece_terms[places], self._piece_tf[places]

    def sizes(self, pieces: Array) -> Floats:
        """How many terms each piece (item row) has."""
        places, lengths = spans(self._piece_offsets, pieces)
        return sums(np.repeat(np.arange(len(pieces)), lengths), self._piece_tf[places], len(pieces))

    def matching(self, need: Mapping[int, float], pieces: Array) -> Floats:
        """How much of the need's weight the words of each piece (item row) match."""
        wanted = np.zeros(len(self.lexicon) + 1, np.float64)
        wanted[list(need)] = list(need.values())
        places, lengths = spans(self._piece_offsets, pieces)
        rows = np.repeat(np.arange(len(pieces)), lengths)
        return sums(rows, wanted[self._piece_terms[places]], len(pieces))


def top(scores: Array, most: int) -> Longs:
    """The places of the ``most`` highest positive scores, highest first, ties by place."""
    found = np.flatnonzero(scores > 0)
    if len(found) > most:
        limit = np.partition(scores[found], len(found) - most)[len(found) - most]
        above, level = found[scores[found] > limit], found[scores[found] == limit]
        found = np.concatenate([above, level[: most - len(above)]])
    return found[np.lexsort((found, -scores[found]))]
