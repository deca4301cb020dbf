"""An edition: an immutable, numbered result set.  Two pages never disagree, and a crash in the middle of an
analysis leaves the edition before it standing, because one small file, replaced atomically, names the current one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
from pyarrow import feather

from expertgraph.errors import NoEdition, NotFound, WrongCall

_CURRENT = "current"
FORMAT = 2
"""Raised when the tables of an edition change their shape; an edition in another format is not read."""
KEPT = 5
"""How many editions stay on disk."""


class Edition:
    """A published edition, read-only.  Tables are memory-mapped and cached on first use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.meta: dict[str, Any] = orjson.loads((folder / "meta.json").read_bytes())
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
        self.folder = root / f".draft-{os.getpid()}"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()

    def write(self, name: str, columns: pd.DataFrame | Mapping[str, Any]) -> None:
        """Write a table (uncompressed Arrow, so that readers map it instead of decoding it)."""
        frame = columns if isinstance(columns, pd.DataFrame) else pd.DataFrame(dict(columns))
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
        feather.write_feather(table, self.folder / f"{name}.arrow", compression="uncompressed")

    def publish(self, meta: Mapping[str, Any]) -> Edition:
        """Give the draft the next number, move the pointer, drop the oldest editions; returns the edition."""
        (self.folder / "meta.json").write_bytes(
            orjson.dumps(
                {"format": FORMAT, **meta},
                option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_SERIALIZE_NUMPY,
            )
        )
        number = max(numbers(self.root), default=0) + 1
        folder = self.root / f"{number:06d}"
        self.folder.rename(folder)
        partial = self.root / f".{_CURRENT}-{os.getpid()}"
        partial.write_text(folder.name)
        partial.replace(self.root / _CURRENT)
        for old in numbers(self.root)[:-KEPT]:
            shutil.rmtree(self.root / f"{old:06d}", ignore_errors=True)
        return open_edition(self.root)

    def discard(self) -> None:
        """Throw the draft away."""
        shutil.rmtree(self.folder, ignore_errors=True)


def numbers(root: Path) -> list[int]:
    """The numbers of the editions on disk, ascending."""
    return sorted(int(each.name) for each in root.glob("[0-9]*") if each.is_dir()) if root.exists() else []


def open_edition(root: Path, number: int | None = None) -> Edition:
    """The current edition, or the one with that number; NoEdition before the first, WrongCall for a gone one."""
    if number is None:
        try:
            number = int((root / _CURRENT).read_text())
        except (FileNotFoundError, ValueError):
            raise NoEdition from None
    if number not in numbers(root):
        raise WrongCall(f"Edition {number} is not kept any more.")
    edition = _opened(root / f"{number:06d}")
    if edition.meta.get("format") != FORMAT:
        raise NoEdition("The results were made by another version of this program.")
    return edition


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Edition:
    return Edition(folder)
