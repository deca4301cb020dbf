"""Read every message once: who wrote it, where, when, and how often which term occurs in it.

The store is read in one streaming pass in order of item id, so the result depends on the data alone.  What
stays in memory is numbers (about 12 bytes a distinct term of a message); the words themselves are let go.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from expertgraph.search import words
from expertgraph.search.arrays import UNDATED, Array, Ints, Longs, Mask

COLUMNS = ("id", "author", "channel", "thread", "kind", "at", "title", "text", "position", "version")
TITLES = ("id", "channel", "thread", "title", "position")
CHUNK = 20_000
OPENS, ANSWERS, OTHER = 0, 1, 2

Opening = Callable[[Sequence[str]], None]
"""Receives the words (title and text) of the messages that open a thread, in order of item row."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The messages of a community as columns, one row an item in order of id.

    ``version`` is the stored record's, ``author`` numbers ``authors`` (identity ids), ``person`` is the row in
    the population or -1, ``thread`` numbers the pairs of thread (``thread_names``) and channel, both in order
    of their first message; ``at`` is UTC seconds or UNDATED, ``role`` OPENS, ANSWERS or OTHER.  ``counts`` has
    a row for each item and, after those, one for each thread's title; its columns follow ``lexicon``, which is
    sorted and holds no term that does not occur.
    """

    ids: list[str]
    version: Longs
    author: Ints
    authors: list[str]
    person: Ints
    thread: Ints
    at: Longs
    role: Array
    thread_names: list[str]
    thread_channel: Ints
    thread_opening: Ints
    channels: list[str]
    lexicon: list[str]
    counts: sparse.csr_array


class _Counter:
    """Collects term counts row by row, and compacts them to a sparse matrix now and then."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._memo: dict[str, tuple[int, ...]] = {}
        self._flat = array("i")
        self._lengths = array("i")
        self._blocks: list[tuple[Array, Array, Array]] = []

    def add(self, text: str) -> None:
        before = len(self._flat)
        memo = self._memo
        for match in words.tokens(text):
            word = match[0]
            found = memo.get(word)
            if found is None:
                found = memo[word] = tuple(
                    self.numbers.setdefault(term, len(self.numbers)) for term in words.terms_of(word)
                )
            self._flat.extend(found)
        self._lengths.append(len(self._flat) - before)

    def compact(self) -> None:
        lengths = np.frombuffer(self._lengths, np.int32)
        flat = np.frombuffer(self._flat, np.int32).astype(np.int64)
        rows = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
        keys, counts = np.unique(rows << 32 | flat, return_counts=True)
        per_row = np.bincount(keys >> 32, minlength=len(lengths))
        tf = np.minimum(counts, np.iinfo(np.uint16).max).astype(np.uint16)
        self._blocks.append((per_row, (keys & 0xFFFFFFFF).astype(np.int32), tf))
        self._flat, self._lengths = array("i"), array("i")

    def matrix(self) -> tuple[list[str], sparse.csr_array]:
        """The sorted lexicon and the counts with their columns in its order."""
        self.compact()
        lexicon = sorted(self.numbers)
        column = np.zeros(len(lexicon), np.int32)
        column[[self.numbers[term] for term in lexicon]] = np.arange(len(lexicon), dtype=np.int32)
        per_row, numbers, tf = (np.concatenate(each) for each in zip(*self._blocks, strict=True))
        offsets = np.concatenate([[0], np.cumsum(per_row)])
        shape = (len(per_row), len(lexicon))
        matrix = sparse.csr_array((tf, column[numbers], offsets), shape=shape)
        matrix.sort_indices()
        return lexicon, matrix


class _Reader:
    def __init__(self, on_opening: Opening | None) -> None:
        self.on_opening = on_opening
        self.counter = _Counter()
        self.ids: list[str] = []
        self.columns: list[tuple[Array, ...]] = []
        self.authors: dict[str, int] = {}
        self.channels: dict[str, int] = {}
        self.threads: dict[tuple[str, int], int] = {}
        self.titles: list[tuple[int, str]] = []

    def read(self, frame: pd.DataFrame) -> None:
        position = frame["position"].to_numpy(dtype=np.int64, na_value=-1)
        kinds = frame["kind"].to_numpy()
        opens = (position == 0) | ((position < 0) & np.isin(kinds, ["question", "post"]))
        number = self.authors.setdefault
        self.columns.append(
            (
                frame["version"].to_numpy(dtype=np.int64),
                np.array([number(author, len(self.authors)) for author in frame["author"]], np.int32),
                np.array(self._threads(frame), np.int32),
                frame["at"].to_numpy(dtype=np.int64, na_value=UNDATED),
                np.where(opens, OPENS, np.where(kinds == "answer", ANSWERS, OTHER)).astype(np.uint8),
            )
        )
        self._read_words(frame, opens)
        self.ids.extend(frame["id"])

    def read_titles(self, frame: pd.DataFrame) -> None:
        """Of each thread keep the title of its first message that has one (frames in order of id)."""
        position = frame["position"].to_numpy(dtype=np.int64, na_value=1 << 40)
        for place, title, thread in zip(position, frame["title"], self._threads(frame), strict=True):
            if title and place < self.titles[thread][0]:
                self.titles[thread] = (int(place), title)

    def _threads(self, frame: pd.DataFrame) -> list[int]:
        return [
            self._thread(thread, channel)
            for thread, channel in zip(frame["thread"], frame["channel"], strict=True)
        ]

    def _thread(self, thread: str, channel: str) -> int:
        place = self.channels.setdefault(channel, len(self.channels))
        number = self.threads.setdefault((thread, place), len(self.threads))
        if number == len(self.titles):
            self.titles.append((1 << 41, ""))
        return number

    def _read_words(self, frame: pd.DataFrame, opens: Mask) -> None:
        texts = [text or "" for text in frame["text"]]
        for text in texts:
            self.counter.add(text)
        self.counter.compact()
        if self.on_opening:
            titles = frame["title"].to_numpy()
            self.on_opening([f"{titles[row] or ''}\n{texts[row]}" for row in np.flatnonzero(opens)])

    def pieces(self, rows: Mapping[str, int]) -> Pieces:
        """All that was read."""
        for _, title in self.titles:
            self.counter.add(title)
        lexicon, counts = self.counter.matrix()
        columns = self.columns or [tuple(np.zeros(0, kind) for kind in _KINDS)]
        version, author, thread, at, role = (np.concatenate(each) for each in zip(*columns, strict=True))
        order = sorted(self.channels)
        renumbered = np.zeros(len(order), np.int32)
        renumbered[[self.channels[channel] for channel in order]] = np.arange(len(order), dtype=np.int32)
        places = np.array([place for _, place in self.threads], np.int32)
        return Pieces(
            ids=self.ids,
            version=version,
            author=author,
            authors=list(self.authors),
            person=persons(author, list(self.authors), rows),
            thread=thread,
            at=at,
            role=role,
            thread_names=[name for name, _ in self.threads],
            thread_channel=renumbered[places],
            thread_opening=openings(thread, at, role, len(places)),
            channels=order,
            lexicon=lexicon,
            counts=counts,
        )


_KINDS = (np.int64, np.int32, np.int32, np.int64, np.uint8)


def read_pieces(
    frames: Iterable[pd.DataFrame], rows: Mapping[str, int], on_opening: Opening | None = None
) -> Pieces:
    """Turn item frames (columns ``COLUMNS``, ordered by id) into columns and term counts.

    ``rows`` maps identity ids to rows of the population; what others wrote still opens threads, but is
    nobody's evidence.  A thread that runs through two channels counts as two, so that whoever may see one
    of them only sees what was said there.
    """
    reader = _Reader(on_opening)
    for frame in frames:
        reader.read(frame)
        reader.read_titles(frame)
    return reader.pieces(rows)


def read_changed(
    frames: Iterable[pd.DataFrame],
    titles: Iterable[pd.DataFrame],
    rows: Mapping[str, int],
    on_opening: Opening | None = None,
) -> Pieces:
    """Some messages (``frames``), with the titles of all threads that ``titles`` has messages of.

    ``titles`` are frames with the columns ``TITLES`` of every message of those threads, ordered by id.
    """
    reader = _Reader(on_opening)
    for frame in frames:
        reader.read(frame)
    for frame in titles:
        reader.read_titles(frame)
    return reader.pieces(rows)


def persons(author: Ints, authors: Sequence[str], rows: Mapping[str, int]) -> Ints:
    """The row in the population of each message's author; -1 for who is not in it."""
    row_of = np.array([rows.get(each, -1) for each in authors], np.int32)
    return row_of[author]


def openings(thread: Ints, at: Longs, role: Array, threads: int) -> Ints:
    """The item that opens each thread (the earliest of several), or -1."""
    opening = np.full(threads, -1, np.int32)
    candidates = np.flatnonzero(role == OPENS)
    late = np.where(at[candidates] == UNDATED, np.iinfo(np.int64).max, at[candidates])
    latest_first = candidates[np.lexsort((candidates, late))][::-1]
    opening[thread[latest_first]] = latest_first
    return opening
