"""Arrays and lists of strings on disk: one ``.npy`` file each, memory-mapped by readers, same input same
bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Mask = NDArray[np.bool_]

UNDATED = int(np.iinfo(np.int64).min)
"""The time of what has no usable time."""
NEVER = int(np.iinfo(np.int64).max)
"""The time of what did not happen."""
DAY = 86_400


def write(folder: Path, arrays: dict[str, Array]) -> None:
    """Write each array to ``<folder>/<name>.npy``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)


def read(folder: Path, name: str) -> Array:
    """The array written as ``name``, mapped from disk (an empty one cannot be mapped and is loaded)."""
    path = folder / f"{name}.npy"
    try:
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)
    except ValueError:
        mapped = np.load(path, allow_pickle=False)
    # numpy's memmap class makes every slice many times dearer than a plain array over the mapping.
    plain: Array = mapped.view(np.ndarray)
    return plain


class Strings(Sequence[str]):
    """A list of strings kept as one block of UTF-8 and the offsets into it.

    >>> list(Strings(*Strings.pack(["a", "é"])))
    ['a', 'é']
    """

    def __init__(self, block: Array, offsets: Array) -> None:
        self._block = block
        self._offsets = offsets
        # A memory view gives plain bytes and numbers, several times faster than an array gives its own kinds.
        self._bytes, self._ends = memoryview(block.data), memoryview(offsets.data)
        self._count = len(offsets) - 1

    @staticmethod
    def pack(strings: Iterable[str]) -> tuple[Array, Array]:
        """The block (uint8) and the offsets (int64, one more than there are strings)."""
        # A lone surrogate is no text, but it must not stop an analysis.
        encoded = [string.encode("utf-8", "replace") for string in strings]
        offsets = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(each) for each in encoded], out=offsets[1:])
        return np.frombuffer(b"".join(encoded), np.uint8), offsets

    @classmethod
    def save(cls, folder: Path, name: str, strings: Iterable[str]) -> None:
        """Write the strings under ``name``."""
        block, offsets = cls.pack(strings)
        write(folder, {f"{name}.block": block, f"{name}.offsets": offsets})

    @classmethod
    def load(cls, folder: Path, name: str) -> Strings:
        """The strings written under ``name``."""
        return cls(read(folder, f"{name}.block"), read(folder, f"{name}.offsets"))

    def whole(self) -> list[str]:
        """All of them as a list: many times faster than one by one."""
        text, ends = self._block.tobytes(), self._offsets.tolist()
        return [text[start:end].decode("utf-8") for start, end in pairwise(ends)]

    def place(self, string: str) -> int:
        """Where the string stands in a sorted list, or -1."""
        # The order of UTF-8 is that of the characters: no need to decode what is passed on the way.
        wanted = string.encode("utf-8", "replace")
        text, ends = self._bytes, self._ends
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if text[ends[middle] : ends[middle + 1]].tobytes() < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < self._count and text[ends[low] : ends[low + 1]] == wanted else -1

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        index %= self._count
        return self._bytes[self._ends[index] : self._ends[index + 1]].tobytes().decode("utf-8")


def group_starts(*keys: Array) -> Longs:
    """Where a new combination of ``keys`` begins in arrays sorted by them.

    >>> group_starts(np.array([0, 0, 1]), np.array([5, 6, 6])).tolist()
    [0, 1, 2]
    """
    if not len(keys[0]):
        return np.zeros(0, np.int64)
    fresh = np.zeros(len(keys[0]), bool)
    fresh[0] = True
    for key in keys:
        fresh[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(fresh)


def offsets_of(groups: Array, count: int) -> Longs:
    """CSR offsets (length ``count + 1``) of sorted group numbers 0 .. count-1.

    >>> offsets_of(np.array([0, 0, 2]), 3).tolist()
    [0, 2, 2, 3]
    """
    return np.concatenate([[0], np.cumsum(np.bincount(groups, minlength=count))]).astype(np.int64)


def sums(groups: Array, amounts: Array, count: int) -> Floats:
    """The sum of the amounts of each group 0 .. count-1.

    >>> sums(np.array([0, 0, 2]), np.array([1.0, 2.0, 3.0]), 3).tolist()
    [3.0, 0.0, 3.0]
    """
    total: Floats = np.bincount(groups, amounts, minlength=count).astype(np.float64)
    return total


def spans(offsets: Array, rows: Array) -> tuple[Longs, Longs]:
    """The places of all entries of CSR rows, row after row, and how many each row has.

    >>> [each.tolist() for each in spans(np.array([0, 2, 3]), np.array([1, 0]))]
    [[2, 0, 1], [1, 2]]
    """
    lengths = offsets[rows + 1] - offsets[rows]
    before = np.cumsum(lengths) - lengths
    places = np.repeat(offsets[rows] - before, lengths) + np.arange(int(lengths.sum()))
    return places.astype(np.int64), lengths
