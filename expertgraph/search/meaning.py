"""Similarity of meaning: the questions nearest to a need, by WordLlama vectors computed on this machine.

WordLlama carries its weights in the package, so nothing is downloaded.  The part can be switched off (setting
``search.meaning``), and where the package is not installed the search says so and does without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from expertgraph.search.arrays import Ints, Longs, Mask, Singles, read, write
from expertgraph.search.pieces import OPENS, Pieces

DIMENSIONS = 256
LONGEST = 4_000
"""Characters of a question that are read."""
_MARGIN = 64
"""How many more questions are looked at exactly than are asked for."""
_BATCH = 2048

Halves = NDArray[np.float16]


def available() -> bool:
    """Whether the package is installed."""
    return find_spec("wordllama") is not None


@lru_cache(maxsize=1)
def _model() -> Any:
    import wordllama

    folder = Path(wordllama.__file__).parent
    return wordllama.WordLlama.load(dim=DIMENSIONS, cache_dir=folder, disable_download=True)


def embed(texts: Sequence[str]) -> Singles:
    """Unit vectors, one row a text; a text without any known word is all zero."""
    rows = [text[:LONGEST] for text in texts]
    vectors = np.zeros((len(rows), DIMENSIONS), np.float32)
    # The model pads each of its batches to the longest text: texts of like length beside each other halve its work.
    filled = sorted((place for place, text in enumerate(rows) if text.strip()), key=lambda at: len(rows[at]))
    if filled:
        vectors[filled] = _model().embed([rows[place] for place in filled], norm=False)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Singles = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit


class Collector:
    """Takes opening messages as they stream by, and keeps their vectors (half precision, 512 bytes each)."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._vectors: list[Halves] = []

    def __call__(self, texts: Sequence[str]) -> None:
        self._texts.extend(text[:LONGEST] for text in texts)
        while len(self._texts) >= _BATCH:
            self._embed(_BATCH)

    def _embed(self, count: int) -> None:
        self._vectors.append(embed(self._texts[:count]).astype(np.float16))
        del self._texts[:count]

    def vectors(self) -> Halves:
        """One row for each message that opens a thread, in the order in which they came."""
        if self._texts:
            self._embed(len(self._texts))
        return np.concatenate(self._vectors) if self._vectors else np.zeros((0, DIMENSIONS), np.float16)


def save_questions(folder: Path, pieces: Pieces, vectors: Halves, answered_at: Longs) -> None:
    """Write the vectors of the opening messages of threads.

    ``vectors`` has a row for each message that opens a thread, ``answered_at`` is a thread's first answer by
    somebody of the population (NEVER: none).
    """
    opening = pieces.thread_opening
    place_of = np.cumsum(pieces.role == OPENS) - 1
    threads = np.flatnonzero(opening >= 0)
    write(
        folder,
        {
            "question.thread": threads.astype(np.int32),
            "question.channel": pieces.thread_channel[threads],
            "question.answered_at": answered_at[threads],
            "question.at": pieces.at[opening[threads]],
            "question.vector": vectors[place_of[opening[threads]]].astype(np.float32),
        },
    )


class Questions:
    """The question vectors of an edition, for reading."""

    def __init__(self, folder: Path) -> None:
        self.thread: Ints = read(folder, "question.thread")
        self.channel: Ints = read(folder, "question.channel")
        self.at: Longs = read(folder, "question.at")
        self.answered_at: Longs = read(folder, "question.answered_at")
        self._vectors: Singles = read(folder, "question.vector")

    @staticmethod
    def exist(folder: Path) -> bool:
        """Whether the edition was built with them."""
        return (folder / "question.vector.npy").exists()

    def vectors_of(self, threads: Ints) -> Singles:
        """The vectors of these threads' opening messages; zeros for a thread without one."""
        place = np.minimum(np.searchsorted(self.thread, threads), max(len(self.thread) - 1, 0))
        found = np.zeros((len(threads), DIMENSIONS), np.float32)
        if len(self.thread):
            known = self.thread[place] == threads
            found[known] = self._vectors[place[known]]
        return found

    def nearest(self, vector: Singles, allowed: Mask, most: int) -> tuple[Longs, Singles]:
        """The ``most`` nearest threads among the allowed (one flag a question) with their cosine (> 0).

        A product of matrices rounds its rows differently with other rows beside them, so that questions which a
        reader may not see would be felt in the last digits.  It only chooses who comes into question; their cosines
        are summed from products of half-precision numbers in double precision, which is exact in any order.
        """
        from expertgraph.search.index import top

        # Row by row in this thread: a product of matrices waits for threads of its own, many times longer on a busy
        # machine.
        rough = np.where(allowed, np.vecdot(self._vectors, vector), 0).astype(np.float32)
        near = np.sort(top(rough, most + _MARGIN))
        halves = vector.astype(np.float16).astype(np.float64)
        cosine = (self._vectors[near].astype(np.float64) @ halves).astype(np.float32)
        best = top(cosine, most)
        return self.thread[near[best]].astype(np.int64), cosine[best]
