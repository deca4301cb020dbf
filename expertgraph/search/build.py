"""Build an edition's search folder from the store, and open it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from expertgraph.edition import Edition
from expertgraph.objecting import objected
from expertgraph.search import kept, meaning, stopwords, words
from expertgraph.search import pieces as pieces_
from expertgraph.search.activity import Activity
from expertgraph.search.arrays import NEVER, Longs, Mask
from expertgraph.search.declared import Declared
from expertgraph.search.documents import make_documents
from expertgraph.search.index import Index
from expertgraph.search.pieces import CHUNK, COLUMNS, Pieces, read_pieces
from expertgraph.search.searcher import Searcher
from expertgraph.search.translating import Translations
from expertgraph.store import Store

FOLDER = "search"
Progress = Callable[[str, int], None]


def build(
    store: Store,
    rows: Mapping[str, int],
    folder: Path,
    *,
    as_of: int,
    settings: Mapping[str, Any],
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write the search index of the messages before ``as_of`` to ``folder`` (an edition's ``search/``).

    ``rows`` maps identity ids to rows of the edition's people; leave out bots and people who opted out:
    what they wrote opens threads but is nobody's evidence.  Returns the counts for the edition's meta data,
    with ``meaning``: on, off (by the setting) or absent (the package is not installed).  The same records,
    settings and date give the same bytes.
    """
    tell = progress or (lambda _what, _count: None)
    collector = meaning.Collector() if meaning_state(settings) == "on" else None
    frames = store.frame("item", list(COLUMNS), chunk=CHUNK)
    pieces = read_pieces(_told(before(frames, as_of), tell), rows, collector)
    vectors = None if collector is None else collector.vectors()
    tell("documents", len(pieces.ids))
    Translations.build(folder, store)
    return write_down(store, rows, folder, pieces, vectors, as_of=as_of, settings=settings)


def write_down(
    store: Store,
    rows: Mapping[str, int],
    folder: Path,
    pieces: Pieces,
    vectors: meaning.Halves | None,
    *,
    as_of: int,
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """Write the index of these pieces, with the claims and objections that the store holds; what ``build``
    returns.  ``vectors`` are those of the messages that open a thread, None without similarity of meaning.
    """
    unwanted = disowned(pieces, objected(store))
    documents = make_documents(pieces, unwanted)
    Index.build(folder, pieces, documents)
    Activity.build(folder, pieces, unwanted)
    Declared.build(folder, store, rows)
    if vectors is not None:
        meaning.save_questions(folder, pieces, vectors, _answered_at(pieces))
    kept.keep(folder, replace(pieces, person=np.where(unwanted, np.int32(-1), pieces.person)), vectors)
    return {
        "as_of": as_of,
        "items": len(pieces.ids),
        "documents": len(documents),
        "terms": len(pieces.lexicon),
        "meaning": meaning_state(settings),
        "reader": reader(),
    }


def meaning_state(settings: Mapping[str, Any]) -> str:
    """Whether similarity of meaning is on, off (by the setting) or absent (the package is not installed)."""
    if not settings["search.meaning"]:
        return "off"
    return "on" if meaning.available() else "absent"


@lru_cache(maxsize=1)
def reader() -> str:
    """A fingerprint of how messages are read: what was read otherwise is not to be mixed with what is read now."""
    files = [Path(str(module.__file__)) for module in (words, stopwords, pieces_, meaning)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def disowned(pieces: Pieces, items: Collection[str]) -> Mask:
    """Which messages are nobody's evidence, because their author's person says so.

    They keep their author: whoever objects to a question still asked it, and to a reply of one's own still talks alone.
    """
    if not items:
        return np.zeros(len(pieces.ids), bool)
    return np.fromiter((item in items for item in pieces.ids), bool, len(pieces.ids))


def before(frames: Iterable[pd.DataFrame], as_of: int) -> Iterator[pd.DataFrame]:
    """The rows of item frames that have no usable time or one before ``as_of``."""
    for frame in frames:
        yield frame[frame["at"].isna() | (frame["at"] < as_of)]


def _told(frames: Iterable[pd.DataFrame], tell: Progress) -> Iterator[pd.DataFrame]:
    read = 0
    for frame in frames:
        read += len(frame)
        tell("messages", read)
        yield frame


def _answered_at(pieces: Pieces) -> Longs:
    """When somebody of the population other than its author first wrote in a thread; NEVER where nobody did."""
    first = np.full(len(pieces.thread_channel), NEVER, np.int64)
    opening = pieces.thread_opening[pieces.thread]
    opener = np.where(opening >= 0, pieces.person[opening], -1)
    rows = (pieces.person >= 0) & (pieces.person != opener)
    np.minimum.at(first, pieces.thread[rows], pieces.at[rows])
    return first


def searcher(edition: Edition) -> Searcher:
    """The searcher of an edition, opened once and kept with it."""
    opened: Searcher = edition.cached(
        "searcher", lambda: Searcher(edition.folder / FOLDER, len(edition.table("people")))
    )
    return opened
