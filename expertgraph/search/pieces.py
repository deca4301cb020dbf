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

COLUMNS = ("id", "author", "channel", "thread", "kind", "at", "title", "text", "position")
CHUNK = 20_000
OPENS, ANSWERS, OTHER = 0, 1, 2

Opening = Callable[[Sequence[int], Sequence[str]], None]
"""Receives the item rows and the words (title and text) of messages that open a thread."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The messages of a community as columns, one row an item in order of id.

    ``person`` is the row in the population or -1, ``thread`` numbers the pairs of thread and channel,
    ``at`` is UTC seconds or UNDATED, ``role`` OPENS, ANSWERS or OTHER.  ``counts`` has a row for each item
    and, after those, one for each thread's title; its columns follow ``lexicon``, which is sorted.
    """

    ids: list[str]
    person: Ints
    thread: Ints
    at: Longs
    role: Array
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
    def __init__(self, rows: Mapping[str, int], on_opening: Opening | None) -> None:
        self.rows = rows
        self.on_opening = on_opening
        self.counter = _Counter()
        self.ids: list[str] = []
        self.columns: list[tuple[Array, ...]] = []
        self.channels: dict[str, int] = {}
        self.threads: dict[tuple[str, int], int] = {}
        self.titles: list[tuple[int, str]] = []

    def read(self, frame: pd.DataFrame) -> None:
        position = frame["position"].to_numpy(dtype=np.int64, na_value=-1)
        kinds = frame["kind"].to_numpy()
        opens = (position == 0) | ((position < 0) & np.isin(kinds, ["question", "post"]))
        threads = [
            self._thread(thread, channel)
            for thread, channel in zip(frame["thread"], frame["channel"], strict=True)
        ]
        self.columns.append(
            (
                np.array([self.rows.get(author, -1) for author in frame["author"]], np.int32),
                np.array(threads, np.int32),
                frame["at"].to_numpy(dtype=np.int64, na_value=UNDATED),
                np.where(opens, OPENS, np.where(kinds == "answer", ANSWERS, OTHER)).astype(np.uint8),
            )
        )
        self._read_words(frame, threads, np.where(position < 0, 1 << 40, position), opens)
        self.ids.extend(frame["id"])

    def _thread(self, thread: str, channel: str) -> int:
        place = self.channels.setdefault(channel, len(self.channels))
        number = self.threads.setdefault((thread, place), len(self.threads))
        if number == len(self.titles):
            self.titles.append((1 << 41, ""))
        return number

    def _read_words(self, frame: pd.DataFrame, threads: list[int], position: Longs, opens: Mask) -> None:
        first_row = len(self.ids)
        texts = [text or "" for text in frame["text"]]
        titles = [title or "" for title in frame["title"]]
        for row, (text, title, thread) in enumerate(zip(texts, titles, threads, strict=True)):
            self.counter.add(text)
            if title and position[row] < self.titles[thread][0]:
                self.titles[thread] = (int(position[row]), title)
        self.counter.compact()
        if self.on_opening:
            asked = np.flatnonzero(opens)
            self.on_opening(
                [first_row + int(row) for row in asked], [f"{titles[row]}\n{texts[row]}" for row in asked]
            )


def read_pieces(
    frames: Iterable[pd.DataFrame], rows: Mapping[str, int], on_opening: Opening | None = None
) -> Pieces:
    """Turn item frames (columns ``COLUMNS``, ordered by id) into columns and term counts.

    ``rows`` maps identity ids to rows of the population; what others wrote still opens threads, but is
    nobody's evidence.  A thread that runs through two channels counts as two, so that whoever may see one
    of them only sees what was said there.
    """
    reader = _Reader(rows, on_opening)
    for frame in frames:
        reader.read(frame)
    for _, title in reader.titles:
        reader.counter.add(title)
    lexicon, counts = reader.counter.matrix()
    columns = reader.columns or [
        (np.zeros(0, np.int32),) * 2 + (np.zeros(0, np.int64), np.zeros(0, np.uint8))
    ]
    person, thread, at, role = (np.concatenate(each) for each in zip(*columns, strict=True))
    order = sorted(reader.channels)
    renumbered = np.zeros(len(order), np.int32)
    renumbered[[reader.channels[channel] for channel in order]] = np.arange(len(order), dtype=np.int32)
    places = np.array([place for _, place in reader.threads], np.int32)
    return Pieces(
        ids=reader.ids,
        person=person,
        thread=thread,
        at=at,
        role=role,
        thread_channel=renumbered[places],
        thread_opening=_openings(thread, at, role, len(places)),
        channels=order,
        lexicon=lexicon,
        counts=counts,
    )


def _openings(thread: Ints, at: Longs, role: Array, threads: int) -> Ints:
    """The item that opens each thread (the earliest of several), or -1."""
    opening = np.full(threads, -1, np.int32)
    candidates = np.flatnonzero(role == OPENS)
    late = np.where(at[candidates] == UNDATED, np.iinfo(np.int64).max, at[candidates])
    latest_first = candidates[np.lexsort((candidates, late))][::-1]
    opening[thread[latest_first]] = latest_first
    return opening
