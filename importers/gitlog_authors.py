"""Who wrote which commit: a first pass, so that a merge finds whose work it brings in.

A merge names its parents by the beginning of their hashes.  Twelve bytes a commit, in two arrays.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left

import numpy as np

from expertgraph.ingest.source import Source
from importers.gitlog_commits import COMMIT, decode, plain_lines
from importers.gitlog_people import Person, person

_DIGITS = 16
_HASH = re.compile(r"[0-9a-f]{4,64}\Z")


class CommitAuthors:
    """hash -> the author as the commit names them; asked by a beginning of the hash that only one has."""

    def __init__(self) -> None:
        self._keys = array("Q")
        self._authors = array("I")
        self._numbers: dict[Person, int] = {}
        self._people: list[Person] = []

    def add(self, native: str, author: Person) -> None:
        """Note a commit."""
        number = self._numbers.setdefault(author, len(self._people))
        if number == len(self._people):
            self._people.append(author)
        self._keys.append(_number(native, "0"))
        self._authors.append(number)

    def seal(self) -> None:
        """Sort; once, after the last commit and before the first question.  A commit that came twice is one."""
        keys, authors = np.array(self._keys, np.uint64), np.array(self._authors, np.uint32)
        _, first = np.unique(keys, return_index=True)
        self._keys, self._authors = array("Q", keys[first].tobytes()), array("I", authors[first].tobytes())

    def of(self, start: str) -> Person | None:
        """The author of the only commit whose hash begins so; None for none, or more than one."""
        if not _HASH.match(start):
            return None
        at = bisect_left(self._keys, _number(start, "0"))
        last = _number(start, "f")
        if at == len(self._keys) or self._keys[at] > last:
            return None
        if at + 1 < len(self._keys) and self._keys[at + 1] <= last:
            return None
        return self._people[self._authors[at]]


def _number(start: str, fill: str) -> int:
    return int(start[:_DIGITS].ljust(_DIGITS, fill), 16)


def survey(source: Source, files: list[str]) -> CommitAuthors:
    """The first pass over the logs of an import."""
    authors = CommitAuthors()
    for file in files:
        native = None
        for _, line in plain_lines(source, file):
            if line.startswith(b"commit "):
                match = COMMIT.match(line)
                native = match[1].decode() if match else native
            elif native is not None and line.startswith(b"Author:"):
                who = person(decode(line[7:1_000]))
                if who is not None:
                    authors.add(native, who)
                native = None
    authors.seal()
    return authors
