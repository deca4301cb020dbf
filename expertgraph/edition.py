"""An edition: an immutable, numbered result set.  Two pages never disagree, and a crash in the middle of an
analysis leaves the edition before it standing, because one small file, replaced atomically, names the current one.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
from pyarrow import feather

from expertgraph.errors import ExpertgraphError, NoEdition, NotFound, WrongCall

_CURRENT = "current"
FORMAT = 7
"""Raised when the tables of an edition change their shape; an edition in another format is not read."""
KEPT = 5
"""How many analysed editions stay on disk, the latest; and as many of those whose search was refreshed since."""


class Overtaken(ExpertgraphError):
    """Another edition was published while this one was made of the one before."""

    code = "overtaken"


class Edition:
    """A published edition, read-only.  Tables are memory-mapped and cached on first use."""

    def __init__(self, folder: Path, meta: Mapping[str, Any] | None = None) -> None:
        self.folder = folder
        self.meta: dict[str, Any] = (
            orjson.loads((folder / "meta.json").read_bytes()) if meta is None else dict(meta)
        )
        self._tables: dict[str, pd.DataFrame] = {}
        self._cache: dict[str, Any] = {}

    @property
    def number(self) -> int:
        """Its running number, from 1."""
        return int(self.folder.name)

    @property
    def as_of(self) -> int:
        """The moment it describes, UTC seconds, exclusive."""
        return int(self.meta["as_of"])

    @property
    def search_as_of(self) -> int:
        """The moment that its search describes: later than ``as_of`` once it was refreshed."""
        return int(self.meta.get("search", {}).get("as_of", self.as_of))

    @property
    def refreshed(self) -> bool:
        """Whether it is an earlier edition with a newer search."""
        return "refreshed" in self.meta

    def has(self, name: str) -> bool:
        """Whether the edition holds that table."""
        return (self.folder / f"{name}.arrow").exists()

    def table(self, name: str) -> pd.DataFrame:
        """A table by name; do not change it.  KeyError when the edition does not hold it."""
        if name not in self._tables:
            path = self.folder / f"{name}.arrow"
            if not path.exists():
                raise KeyError(f"edition {self.number} holds no table {name!r}")
            self._tables[name] = feather.read_table(path, memory_map=True).to_pandas()
        return self._tables[name]

    def array(self, table: str, column: str) -> np.ndarray[Any, Any]:
        """One column as an array."""
        return self.table(table)[column].to_numpy()

    def cached(self, key: str, make: Any) -> Any:
        """What ``make()`` derives from this edition, computed once."""
        if key not in self._cache:
            self._cache[key] = make()
        return self._cache[key]

    def row_of(self, person: str) -> int:
        """The row number of a person id, or of an identity id behind one; NotFound otherwise."""
        index = self.cached("row_of", self._index)
        try:
            return int(index[person])
        except KeyError:
            raise NotFound(f"There is nobody with the id {person!r}.") from None

    def _index(self) -> dict[str, int]:
        people = self.table("people")
        index: dict[str, int] = {}
        for row, (person, identities) in enumerate(zip(people["person"], people["identities"], strict=True)):
            index.update(dict.fromkeys(identities, row))
            index[person] = row
        return index


class Draft:
    """An edition in the making: write tables and files into it, then publish."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root = root
        _sweep(root)
        self.folder = root / f".draft-{os.getpid()}-{secrets.token_hex(4)}"
        # Held as long as this process lives: a draft whose lock is free was left by one that was killed.
        lock = os.open(self.folder.with_suffix(".lock"), os.O_CREAT | os.O_WRONLY, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        self._let_go = weakref.finalize(self, os.close, lock)
        self.folder.mkdir()

    def write(self, name: str, columns: pd.DataFrame | Mapping[str, Any]) -> None:
        """Write a table (uncompressed Arrow, so that readers map it instead of decoding it)."""
        frame = columns if isinstance(columns, pd.DataFrame) else pd.DataFrame(dict(columns))
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
        feather.write_feather(table, self.folder / f"{name}.arrow", compression="uncompressed")

    def so_far(self, meta: Mapping[str, Any]) -> Edition:
        """What is written, to be read as the edition that it will be; it has no number yet."""
        return Edition(self.folder, meta)

    def take(self, edition: Edition, name: str) -> None:
        """Take a file over from an edition, without copying where the file system can."""
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(edition.folder / name, target)
        except OSError:
            shutil.copyfile(edition.folder / name, target)

    def publish(self, meta: Mapping[str, Any], *, after: int | None = None) -> Edition:
        """Give the draft the next number, move the pointer, drop the oldest editions; returns the edition.

        With ``after``, raises Overtaken unless that is still the number of the current edition.
        """
        (self.folder / "meta.json").write_bytes(
            orjson.dumps(
                {"format": FORMAT, **meta},
                option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_SERIALIZE_NUMPY,
            )
        )
        with _publishing(self.root):
            if after is not None and current(self.root) != after:
                raise Overtaken("Another edition was published in the meantime.", "Try it again.")
            number = max(numbers(self.root), default=0) + 1
            folder = self.root / f"{number:06d}"
            self.folder.rename(folder)
            partial = self.root / f".{_CURRENT}-{os.getpid()}"
            partial.write_text(folder.name)
            partial.replace(self.root / _CURRENT)
            _drop_oldest(self.root)
        self._unlock()
        return open_edition(self.root, number)

    def discard(self) -> None:
        """Throw the draft away."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._unlock()

    def _unlock(self) -> None:
        self.folder.with_suffix(".lock").unlink(missing_ok=True)
        self._let_go()


@contextmanager
def _publishing(root: Path) -> Iterator[None]:
    """One at a time: two processes must not take the same number, nor one undo what the other published."""
    with (root / ".publishing").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _sweep(root: Path) -> None:
    """Throw away drafts that a killed process left."""
    for lock in root.glob(".draft-*.lock"):
        with lock.open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            lock.unlink(missing_ok=True)


def _drop_oldest(root: Path) -> None:
    """Keep the latest editions of each sort, so that many small refreshes do not push out what was analysed."""
    sorts: dict[bool, list[int]] = {False: [], True: []}
    for number in numbers(root):
        sorts[_is_refreshed(root / f"{number:06d}")].append(number)
    for old in (number for each in sorts.values() for number in each[:-KEPT]):
        shutil.rmtree(root / f"{old:06d}", ignore_errors=True)


def _is_refreshed(folder: Path) -> bool:
    try:
        return "refreshed" in orjson.loads((folder / "meta.json").read_bytes())
    except FileNotFoundError:
        return False


def current(root: Path) -> int | None:
    """The number of the current edition; None before the first."""
    try:
        return int((root / _CURRENT).read_text())
    except (FileNotFoundError, ValueError):
        return None


def numbers(root: Path) -> list[int]:
    """The numbers of the editions on disk, ascending."""
    return sorted(int(each.name) for each in root.glob("[0-9]*") if each.is_dir()) if root.exists() else []


def open_edition(root: Path, number: int | None = None) -> Edition:
    """The current edition, or the one with that number; NoEdition before the first, WrongCall for a gone one."""
    if number is None:
        number = current(root)
        if number is None:
            raise NoEdition
    if number not in numbers(root):
        raise WrongCall(f"Edition {number} is not kept any more.")
    edition = _opened(root / f"{number:06d}")
    if edition.meta.get("format") != FORMAT:
        raise NoEdition("The results were made by another version of this program.")
    return edition


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Edition:
    return Edition(folder)
