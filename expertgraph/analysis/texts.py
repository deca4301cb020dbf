"""The words of items, read once from the store for everything that needs them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from expertgraph.analysis.communities import Words
from expertgraph.analysis.population import Bools, Ints, Items
from expertgraph.store import Store

_READ_AT_ONCE = 20_000
_MOST_COUNTED = 100_000


def titles(store: Store, items: Items) -> dict[int, str]:
    """Thread -> its title: that of the first of its items that has one."""
    index = pd.Index(items.id)
    best: dict[int, tuple[int, str]] = {}
    for frame in store.frame("item", ["id", "title"], chunk=_READ_AT_ONCE):
        frame = frame[frame["title"].notna()]
        rows = index.get_indexer(pd.Index(frame["id"]))
        for row, title in zip(rows.tolist(), frame["title"], strict=True):
            if row < 0 or not title:
                continue
            thread, place = int(items.thread[row]), int(items.position[row])
            if thread not in best or place < best[thread][0]:
                best[thread] = (place, title)
    return {thread: title for thread, (_, title) in sorted(best.items())}


def read(
    store: Store, items: Items, of: Ints, words: Words, told: Bools
) -> Iterator[tuple[int, int, str, str]]:
    """(item row, thread, title, text) of every item; on the way, feeds ``words`` with an even sample of at
    most 100,000 of those that are ``told`` (a flag an item), by members of the communities ``of`` (one per person)."""
    index = pd.Index(items.id)
    step = max(1, len(items.id) // _MOST_COUNTED)
    for frame in store.frame("item", ["id", "title", "text"], chunk=_READ_AT_ONCE):
        rows = index.get_indexer(pd.Index(frame["id"]))
        title = frame["title"].where(frame["title"].notna(), "").tolist()
        text = frame["text"].where(frame["text"].notna(), "").tolist()
        sampled = np.flatnonzero((rows >= 0) & (rows % step == 0))
        sampled = sampled[told[rows[sampled]]]
        authors = items.author[rows[sampled]]
        words.add(of[authors].tolist(), authors.tolist(), (f"{title[i]} {text[i]}" for i in sampled))
        for row, heading, said in zip(rows.tolist(), title, text, strict=True):
            if row >= 0:
                yield row, int(items.thread[row]), heading, said


def sample(store: Store, items: Items, most: int = 5_000) -> list[str]:
    """The text of evenly chosen items, at most that many."""
    step = max(1, -(-len(items.id) // most))
    chosen = items.id[::step].tolist()
    found = []
    for start in range(0, len(chosen), 500):
        frame = store.frame("item", ["id", "text"], {"id": chosen[start : start + 500]})
        found += [text for text in frame["text"] if text]
    return found
