"""The store: six coarse verbs with two implementations, SQLite (embedded) and Neo4j (a server)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, overload

import pandas as pd

from expertgraph.errors import WrongCall

Columns = Mapping[str, Sequence[Any]] | pd.DataFrame
"""A frame: column name -> values, all of one length."""
Where = Mapping[str, Any]
"""Column -> value, a list of values (any of them), or None (is null); all must hold."""

SAME, NEW, CHANGED, DANGLING, OLDER = 0, 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Written:
    """What an upsert did: rows written, rows left out because an end is missing, and each input row's fate
    (SAME, NEW, CHANGED, DANGLING, or OLDER: what is stored outranks it), in input order; the first of several
    rows with one id is the NEW one."""

    rows: int = 0
    dangling: int = 0
    fates: list[int] = field(default_factory=list)


class Store(Protocol):
    """What both stores promise; ``tests/contract/test_store.py`` holds them to it."""

    url: str

    def upsert(self, table: str, frame: Columns) -> Written:
        """Write rows idempotently.  Rows whose references are missing are left out and counted.

        In merged tables a stub loses to a real row, then the later ``edited`` wins, then the greater
        ``version``; elsewhere the last write wins.
        """

    def below(self, table: str, beginnings: Sequence[str]) -> list[str]:
        """The ids of rows whose id begins with one of these texts, sorted."""

    def delete(self, table: str, keys: Sequence[str]) -> int:
        """Delete rows by id with what hangs on them; returns how many rows of ``table`` went."""

    @overload
    def frame(
        self, table: str, columns: Sequence[str] | None = None, where: Where | None = None, chunk: None = None
    ) -> pd.DataFrame: ...
    @overload
    def frame(
        self, table: str, columns: Sequence[str] | None = None, where: Where | None = None, *, chunk: int
    ) -> Iterator[pd.DataFrame]: ...
    def frame(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        where: Where | None = None,
        chunk: int | None = None,
    ) -> pd.DataFrame | Iterator[pd.DataFrame]:
        """Read columns of a table ordered by id; an iterator of frames of at most ``chunk`` rows if given.

        Text columns are object with None, times and ints Int64, reals float64, bools bool.
        """

    def query(self, named: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Answer a named question from ``queries/``: read-only, with a row cap and a time cap."""

    def transaction(self) -> AbstractContextManager[None]:
        """Everything written inside commits together or not at all."""

    def counts(self) -> dict[str, int]:
        """Rows per table."""

    def close(self) -> None:
        """Let go of files and connections."""


def open_store(url: str) -> Store:
    """Open ``sqlite:///relative.db``, ``sqlite:////absolute.db``, ``bolt://...`` or ``neo4j://...`` (+s, +ssc).

    Raises WrongCall for another scheme and StoreUnavailable when the store cannot be used.
    """
    scheme = url.split("://", 1)[0].lower()
    if scheme == "sqlite":
        from expertgraph.store.sqlite import SqliteStore

        return SqliteStore.open(url)
    if scheme.split("+")[0] in {"bolt", "neo4j"}:
        from expertgraph.store.neo4j import Neo4jStore

        return Neo4jStore.open(url)
    raise WrongCall(
        f"The store address {url!r} is not known.",
        "Use sqlite:///file.db, or bolt://user:password@host:7687 for a Neo4j server.",
    )
