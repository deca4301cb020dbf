"""Who else vouched for a message: the distinct others who accepted, thanked, answered with thanks or liked it.

Accepting is the doing of whoever opened the thread.  Thanks and likes are stored acts towards the message.  A reply
with thanks is a message to it (or the opener's next one in the thread) that begins with a word of thanks; the words
are data, by language.  The author and bots never count, and one person counts once a message, for the strongest of
what they did.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from expertgraph.edition import Edition
from expertgraph.errors import NotFound
from expertgraph.search.arrays import Longs, Mask, group_starts, offsets_of
from expertgraph.search.build import searcher
from expertgraph.search.columns import column
from expertgraph.search.disowned import places_of
from expertgraph.search.index import Index
from expertgraph.store import Store

AFTER = 8
"""Messages after one in which thanks for it are looked for."""
HOW = ("accepted", "thanked", "liked")
"""Strongest first."""
THANKS: dict[str, tuple[str, ...]] = {
    "en": ("thanks", "thank you", "thx", "many thanks", "that helps", "that helped", "that worked", "that works",
           "works now", "perfect", "exactly what i needed"),
    "nl": ("bedankt", "dank", "dankjewel", "dankje", "dank je", "dank u", "hartelijk dank", "top, bedankt",
           "dat helpt", "dat hielp", "dat werkt", "het werkt", "werkt nu", "precies wat ik zocht"),
}  # fmt: skip
"""How a message begins that thanks, by language."""
_BEGINS = re.compile(
    r"\W*(?:hi|hello|hey|hoi|hallo|ah|oh|great|super|top|ok|oke|oké|geweldig)?\W*(?:"
    + "|".join(re.escape(each) for each in sorted({each for words in THANKS.values() for each in words}))
    + r")\b",
    re.IGNORECASE,
)
_KINDS = {"thanks": "thanked", "reaction": "liked"}
_COLUMNS = ["id", "author", "thread", "channel", "at", "position", "reply_to", "accepted", "text"]

Act = tuple[str, str, str]
"""Item id, identity who vouched, how."""


@dataclass(frozen=True, slots=True)
class Confirmer:
    """Somebody who vouched for a message: ``how`` is accepted | thanked | liked."""

    person: str
    name: str
    how: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who vouched for one message: ``count`` distinct others, of whom ``people`` may be named to the viewer."""

    count: int
    people: list[Confirmer]


NOBODY = Confirmed(0, [])


def confirmed(store: Store, edition: Edition, items: Sequence[str], named: Mask) -> dict[str, Confirmed]:
    """Who vouched for each of these items; items that nobody vouched for are left out.

    ``named`` flags the people whom the viewer may see.
    """
    authors, rows = _rows(store, edition, items)
    ways: dict[str, dict[int, int]] = defaultdict(dict)
    for item, identity, how in [*_acts(store, items), *_accepted(rows, authors), *_thanked(rows, authors)]:
        row = _human(edition, identity)
        if row is not None and row != _human(edition, authors.get(item, "")):
            ways[item][row] = min(HOW.index(how), ways[item].get(row, len(HOW)))
    return {item: _told(edition, found, named) for item, found in ways.items()}


def _told(edition: Edition, found: Mapping[int, int], named: Mask) -> Confirmed:
    people, names = column(edition, "people", "person"), column(edition, "people", "name")
    told = [
        Confirmer(people[row], names[row], HOW[how])
        for how, row in sorted((how, row) for row, how in found.items())
        if named[row]
    ]
    return Confirmed(len(found), told)


def _human(edition: Edition, identity: str) -> int | None:
    try:
        row = edition.row_of(identity)
    except NotFound:
        return None
    return None if column(edition, "people", "kind")[row] == "bot" else row


def _rows(store: Store, edition: Edition, items: Sequence[str]) -> tuple[dict[str, str], pd.DataFrame]:
    """The author of each item; the items with what opened their threads and the next ``AFTER`` messages there."""
    index = searcher(edition).index
    wanted = set(items)
    near = {index.items[row] for row in _near(edition, index, [index.row_of_item(item) for item in wanted])}
    rows: pd.DataFrame = store.frame("item", _COLUMNS, {"id": sorted(wanted | near)})
    authors = zip(rows["id"], rows["author"], strict=True)
    return {item: author for item, author in authors if item in wanted}, rows


def _near(edition: Edition, index: Index, rows: Sequence[int]) -> list[int]:
    """What opened the threads of these item rows, and the messages that came next in them."""
    documents = index.documents
    places = places_of(documents, np.array(sorted(rows), np.int64))
    document = np.searchsorted(documents.offsets, places, side="right") - 1
    items, after, ends = _in_order(edition, index)
    start = after[places]
    lengths = np.minimum(ends[documents.thread[document]] - start, AFTER)
    later = np.repeat(start - (np.cumsum(lengths) - lengths), lengths) + np.arange(int(lengths.sum()))
    context = documents.context[document].astype(np.int64)
    found: list[int] = np.unique(np.concatenate([items[later], context[context >= 0]])).tolist()
    return found


def _in_order(edition: Edition, index: Index) -> tuple[Longs, Longs, Longs]:
    """All item rows by thread, time and row; for each place of the documents' items where in that order the next
    message of the thread stands; and where each thread ends in it."""

    def make() -> tuple[Longs, Longs, Longs]:
        documents = index.documents
        said = documents.items.astype(np.int64)
        thread = np.repeat(documents.thread, np.diff(documents.offsets))
        order = np.lexsort((said, index.item_at[said], thread))
        items, threads = said[order], thread[order]
        starts = group_starts(threads, items)
        run_ends = np.append(starts[1:], len(items))
        after = np.empty(len(items), np.int64)
        after[order] = np.repeat(run_ends, np.diff(np.append(starts, len(items))))
        return items, after, offsets_of(threads, int(threads.max(initial=-1)) + 1)[1:]

    found: tuple[Longs, Longs, Longs] = edition.cached("search.items-by-thread", make)
    return found


def _acts(store: Store, items: Sequence[str]) -> Iterator[Act]:
    """Thanks and likes: the id of an act begins with that of the item it happened with."""
    ids = store.below("interaction", [f"{item}|" for item in sorted(set(items))])
    if not ids:
        return
    acts = store.frame("interaction", ["item", "actor", "kind"], {"id": ids, "kind": list(_KINDS)})
    for item, actor, kind in zip(acts["item"], acts["actor"], acts["kind"], strict=True):
        yield item, actor, _KINDS[kind]


def _accepted(rows: pd.DataFrame, authors: Mapping[str, str]) -> Iterator[Act]:
    opener = {
        (thread, channel): author
        for thread, channel, author, opens in zip(
            rows["thread"], rows["channel"], rows["author"], _opens(rows), strict=True
        )
        if opens
    }
    taken = rows[rows["accepted"].astype(bool)]
    for item, thread, channel in zip(taken["id"], taken["thread"], taken["channel"], strict=True):
        if item in authors and (thread, channel) in opener:
            yield item, opener[thread, channel], "accepted"


def _thanked(rows: pd.DataFrame, authors: Mapping[str, str]) -> Iterator[Act]:
    """Messages that begin with thanks: to the item itself, else the opener's right after it."""
    ordered = rows.sort_values(["channel", "thread", "position", "at", "id"], na_position="last")
    place, opener, before = None, None, None
    columns = (ordered[name] for name in ("id", "author", "thread", "channel", "reply_to", "text"))
    for item, author, thread, channel, to, text, opens in zip(*columns, _opens(ordered), strict=True):
        if (channel, thread) != place:
            place, opener, before = (channel, thread), author if opens else None, None
        meant = to or (before if author == opener else None) or ""
        if meant in authors and author != authors[meant] and _BEGINS.match((text or "")[:80]):
            yield meant, author, "thanked"
        before = item


def _opens(rows: pd.DataFrame) -> pd.Series[bool]:
    """Which messages are known to open their thread; not every source tells the place in it."""
    return rows["position"].eq(0).fillna(value=False).astype(bool)
