"""Build an edition's search folder from the store, and open it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from expertgraph.edition import Edition
from expertgraph.search import meaning
from expertgraph.search.activity import Activity
from expertgraph.search.arrays import NEVER, Longs
from expertgraph.search.declared import Declared
from expertgraph.search.documents import make_documents
from expertgraph.search.index import Index
from expertgraph.search.pieces import CHUNK, COLUMNS, Pieces, read_pieces
from expertgraph.search.searcher import Searcher
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
    collector = meaning.Collector() if settings["search.meaning"] and meaning.available() else None
    pieces = read_pieces(_before(store, as_of, tell), rows, collector)
    tell("documents", len(pieces.ids))
    documents = make_documents(pieces)
    Index.build(folder, pieces, documents)
    Activity.build(folder, pieces)
    Declared.build(folder, store, rows)
    if collector is not None:
        collector.save(folder, pieces, _answered_at(pieces))
    state = "on" if collector is not None else "absent" if settings["search.meaning"] else "off"
    counts = {"items": len(pieces.ids), "documents": len(documents), "terms": len(pieces.lexicon)}
    return counts | {"meaning": state}


def _before(store: Store, as_of: int, tell: Progress) -> Iterator[pd.DataFrame]:
    frames: Iterable[pd.DataFrame] = store.frame("item", list(COLUMNS), chunk=CHUNK)
    read = 0
    for frame in frames:
        read += len(frame)
        tell("messages", read)
        yield frame[frame["at"].isna() | (frame["at"] < as_of)]


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
