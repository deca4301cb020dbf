"""What the messages of an edition gave to its index, kept beside it, so that a message is read once in its life.

Reading, splitting into terms and embedding take nine tenths of building an index.  Their outcome is some forty
bytes a message more than the index holds anyway; merged with what came, changed or went since, it makes the same
pieces as reading everything again, and the same functions build the rest from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
from scipy import sparse

from expertgraph.search.arrays import Array, Ints, Longs, Strings, read, write
from expertgraph.search.meaning import Halves
from expertgraph.search.pieces import OPENS, Pieces, openings, persons

T = TypeVar("T")
_COLUMNS = ("version", "author", "person", "thread", "role", "thread_channel")


def keep(folder: Path, pieces: Pieces, vectors: Halves | None) -> None:
    """Write what the index does not hold; ``vectors`` are those of the messages that open a thread."""
    write(folder, {f"kept.{name}": getattr(pieces, name) for name in _COLUMNS})
    Strings.save(folder, "kept.authors", pieces.authors)
    Strings.save(folder, "kept.threads", pieces.thread_names)
    if vectors is not None:
        write(folder, {"kept.openings": vectors})


def recall(folder: Path) -> tuple[Pieces, Halves | None]:
    """The pieces and vectors that a build kept in this folder."""
    columns = {name: read(folder, f"kept.{name}") for name in _COLUMNS}
    lexicon = Strings.load(folder, "lexicon").whole()
    offsets, at = read(folder, "piece.offsets"), read(folder, "item.at")
    counts = sparse.csr_array(
        (read(folder, "piece.tf"), read(folder, "piece.terms"), offsets),
        shape=(len(offsets) - 1, len(lexicon)),
    )
    pieces = Pieces(
        ids=Strings.load(folder, "items").whole(),
        authors=Strings.load(folder, "kept.authors").whole(),
        at=at,
        thread_names=Strings.load(folder, "kept.threads").whole(),
        thread_opening=openings(columns["thread"], at, columns["role"], len(columns["thread_channel"])),
        channels=Strings.load(folder, "channels").whole(),
        lexicon=lexicon,
        counts=counts,
        **columns,
    )
    known = (folder / "kept.openings.npy").exists()
    return pieces, read(folder, "kept.openings") if known else None


def merge(kept: Pieces, fresh: Pieces, source: Longs, rows: Mapping[str, int]) -> Pieces:
    """The messages ``source``: each the row of one in ``kept``, or that of one in ``fresh`` plus ``len(kept.ids)``.

    ``fresh`` must know the title of every thread in which anything came, changed or went.  The outcome equals
    ``read_pieces`` of these messages in this order.
    """
    lexicon, counts = _stacked(kept, fresh)
    channels, *places = _union(kept.channels, fresh.channels)
    keys = [
        list(zip(each.thread_names, place[each.thread_channel].tolist(), strict=True))
        for each, place in zip((kept, fresh), places, strict=True)
    ]
    threads, *numbers = _union(*keys)
    old_title, new_title = len(kept.ids), counts.shape[0] - len(fresh.thread_names)
    title_of = np.full(len(threads), -1, np.int64)
    title_of[numbers[0]] = np.arange(old_title, old_title + len(kept.thread_names))
    title_of[numbers[1]] = np.arange(new_title, counts.shape[0])
    thread, found = _renumbered(_taken(numbers[0][kept.thread], numbers[1][fresh.thread], source))
    authors, *codes = _union(kept.authors, fresh.authors)
    author, writers = _renumbered(_taken(codes[0][kept.author], codes[1][fresh.author], source))
    item = np.where(source < old_title, source, source + len(kept.thread_names))
    lexicon, counts = _in_use(lexicon, counts[np.concatenate([item, title_of[found]])])
    names = [authors[each] for each in writers.tolist()]
    place_of = [threads[each][1] for each in found.tolist()]
    used = sorted({channels[each] for each in place_of})
    numbered = {channel: number for number, channel in enumerate(used)}
    at, role = (_taken(getattr(kept, name), getattr(fresh, name), source) for name in ("at", "role"))
    return Pieces(
        ids=np.array([*kept.ids, *fresh.ids], object)[source].tolist(),
        version=_taken(kept.version, fresh.version, source),
        author=author,
        authors=names,
        person=persons(author, names, rows),
        thread=thread,
        at=at,
        role=role,
        thread_names=[threads[each][0] for each in found.tolist()],
        thread_channel=np.array([numbered[channels[each]] for each in place_of], np.int32),
        thread_opening=openings(thread, at, role, len(found)),
        channels=used,
        lexicon=lexicon,
        counts=counts,
    )


def merge_vectors(kept: Pieces, old: Halves, fresh: Pieces, new: Halves, source: Longs) -> Halves:
    """The vectors of the messages ``source`` that open a thread."""
    opens = [each.role == OPENS for each in (kept, fresh)]
    place = np.concatenate([np.cumsum(opens[0]) - 1, np.cumsum(opens[1]) - 1 + len(old)])
    wanted = place[source[np.concatenate(opens)[source]]]
    vectors: Halves = np.concatenate([old, new])[wanted]
    return vectors


def _taken(old: Array, new: Array, source: Longs) -> Array:
    return np.concatenate([old, new])[source]


def _union(left: Sequence[T], right: Sequence[T]) -> tuple[list[T], Ints, Ints]:
    """All that stands in either, and where what stands in each stands among all."""
    place: dict[T, int] = {each: number for number, each in enumerate(left)}
    for each in right:
        place.setdefault(each, len(place))
    return (
        list(place),
        np.arange(len(left), dtype=np.int32),
        np.array([place[each] for each in right], np.int32),
    )


def _renumbered(codes: Ints) -> tuple[Ints, Longs]:
    """The codes numbered anew in order of their first occurrence, and which old code each number stands for."""
    numbers, found = pd.factorize(codes)
    return numbers.astype(np.int32), found.astype(np.int64)


def _stacked(kept: Pieces, fresh: Pieces) -> tuple[list[str], sparse.csr_array]:
    """The sorted terms of both, and the rows of both below each other."""
    lexicon = sorted({*kept.lexicon, *fresh.lexicon})
    place = {term: number for number, term in enumerate(lexicon)}
    parts = []
    for each in (kept, fresh):
        column = np.array([place[term] for term in each.lexicon], np.int32)
        shape = (each.counts.shape[0], len(lexicon))
        indices = column[each.counts.indices]
        parts.append(sparse.csr_array((each.counts.data, indices, each.counts.indptr), shape=shape))
    return lexicon, sparse.csr_array(sparse.vstack(parts, format="csr"))


def _in_use(lexicon: list[str], counts: sparse.csr_array) -> tuple[list[str], sparse.csr_array]:
    """Only the terms that still occur."""
    used = np.bincount(counts.indices, minlength=len(lexicon)) > 0
    if used.all():
        return lexicon, counts
    column = (np.cumsum(used) - 1).astype(np.int32)
    shape = (counts.shape[0], int(used.sum()))
    return (
        [lexicon[number] for number in np.flatnonzero(used).tolist()],
        sparse.csr_array((counts.data, column[counts.indices], counts.indptr), shape=shape),
    )
