"""Evidence items: what somebody wrote that made them a match, shown where it matches.

One evidence item stands for one document (a person in a thread): of the person's own messages there, the one
that matches the need best.  Its amount is what the whole document gave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from expertgraph.search import words
from expertgraph.search.arrays import UNDATED, Floats, Longs, Mask, spans
from expertgraph.search.confirming import Confirmer
from expertgraph.search.documents import ASKED
from expertgraph.search.index import Index, View
from expertgraph.search.need import Need
from expertgraph.search.searcher import Ranking
from expertgraph.store import Store

SNIPPET = 240
LONGEST = 6_000
"""Characters of a message in which a snippet is looked for."""
_LEAD = 60
"""Characters shown before the first match."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One message that speaks for a person.

    ``amount`` is its part of the person's score; ``at`` UTC seconds, None without a known date.  ``snippet``
    is plain text (empty when the words are not kept), ``marks`` are the [start, end) offsets in it that match
    the need.  ``asked`` says that the person opened the thread rather than answered in it; ``messages`` how
    many messages of the person in the thread this stands for.  ``confirmed`` counts the distinct others who
    accepted, thanked or liked the message (None: not looked up), ``confirmers`` those of them whom the viewer may see.
    ``url`` is a web address or None.
    """

    item: str
    at: int | None
    channel: str
    amount: float
    snippet: str
    marks: list[tuple[int, int]]
    title: str
    url: str | None
    channel_id: str
    asked: bool
    messages: int
    confirmed: int | None = None
    confirmers: list[Confirmer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one item, as kept in the store."""

    title: str
    text: str
    url: str | None


def best_items(index: Index, need: Need, documents: Longs, view: View) -> tuple[Longs, Longs]:
    """For each document its own item row that counts in the view and matches the need best (of equals the longest,
    then the latest), and how many own items that count it has.
    """
    places, lengths = spans(index.documents.offsets, documents)
    items = index.documents.items[places].astype(np.int64)
    document = np.repeat(np.arange(len(documents)), lengths)
    known = (index.item_at[items] < view.time) & ~np.isin(items, view.disowned.rows)
    items, document = items[known], document[known]
    match = index.matching(need.terms, items)
    order = np.lexsort((items, index.item_at[items], index.sizes(items), match, document))
    counts = np.bincount(document, minlength=len(documents))
    return items[order][np.cumsum(counts) - 1], counts.astype(np.int64)


def read_words(store: Store, items: Sequence[str]) -> dict[str, Words]:
    """The words of these items, from the store."""
    wanted = sorted(set(items))
    if not wanted:
        return {}
    frame: pd.DataFrame = store.frame("item", ["id", "title", "text", "url"], {"id": wanted})
    columns = (frame["id"], frame["title"], frame["text"], frame["url"])
    return {
        item: Words(title or "", text or "", safe(url))
        for item, title, text, url in zip(*columns, strict=True)
    }


def safe(url: str | None) -> str | None:
    """The address when it is one of the web; None for any other, which a link could run as a script.

    >>> safe("https://forum.example/1"), safe("javascript:alert(1)")
    ('https://forum.example/1', None)
    """
    return url if url and url.lower().startswith(("https://", "http://")) else None


def evidence_of(
    index: Index,
    ranking: Ranking,
    documents: Longs,
    amounts: Floats,
    channel_names: Mapping[str, str],
    store: Store,
    with_words: Mask,
) -> list[Evidence]:
    """The evidence items of these documents, in their order; the words are read where ``with_words``."""
    wanted = {index.lexicon[term] for term in ranking.need.terms}
    rows, counts = best_items(index, ranking.need, documents, ranking.view)
    said = read_words(store, [index.items[row] for row in rows[with_words].tolist()])
    channels, times = index.channels.whole(), index.item_at[rows].tolist()
    places, asked = index.documents.channel[documents].tolist(), index.documents.role[documents] == ASKED
    found = []
    columns = (rows.tolist(), times, places, asked.tolist(), amounts.tolist(), counts.tolist())
    for row, at, place, opened, amount, count in zip(*columns, strict=True):
        item, channel = index.items[row], channels[place]
        kept = said.get(item, Words("", "", None))
        snippet, marks = snippet_of(kept.text or kept.title, wanted) if item in said else ("", [])
        found.append(
            Evidence(
                item=item,
                at=None if at == UNDATED else at,
                channel=channel_names.get(channel, channel),
                amount=amount,
                snippet=snippet,
                marks=marks,
                title=kept.title,
                url=kept.url,
                channel_id=channel,
                asked=opened,
                messages=count,
            )
        )
    return found


def snippet_of(text: str, wanted: set[str]) -> tuple[str, list[tuple[int, int]]]:
    """At most ``SNIPPET`` characters of the text around the most matching words, and where the matches are.

    >>> snippet_of("We  run the Snowflake warehouse.", {"snowflak"})
    ('We run the Snowflake warehouse.', [(11, 20)])
    """
    text = " ".join(text[:LONGEST].split())
    hits = [
        (match.start(), match.end())
        for match in words.tokens(text)
        if not wanted.isdisjoint(words.terms_of(match[0]))
    ]
    start = _best_start(text, hits)
    end = min(start + SNIPPET, len(text))
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + SNIPPET // 2)
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    shift = len(before) - start
    marks = [(a + shift, b + shift) for a, b in hits if a >= start and b <= end]
    return before + text[start:end] + after, marks


def _best_start(text: str, hits: Sequence[tuple[int, int]]) -> int:
    """Where a snippet that holds most hits begins, at a word."""
    if len(text) <= SNIPPET or not hits:
        return 0
    best, most = hits[0][0], 0
    for place, (begin, _) in enumerate(hits):
        inside = sum(1 for _, end in hits[place : place + 40] if end <= begin + SNIPPET - _LEAD)
        if inside > most:
            best, most = begin, inside
    start = max(best - _LEAD, 0)
    return 0 if start == 0 else text.find(" ", start, best) + 1 or best
