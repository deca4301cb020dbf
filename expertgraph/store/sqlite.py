"""The embedded store: one SQLite file, in WAL mode, read by many processes while one writes."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from expertgraph import schema
from expertgraph.errors import StoreNewer, StoreUnavailable, WrongCall
from expertgraph.frames import Row, frame_of, rows_of
from expertgraph.schema import TABLES, Table
from expertgraph.store import Columns, Where, Written
from expertgraph.store.merge import Rank, decide, rank
from expertgraph.store.questions import MOST_ROWS, MOST_SECONDS, load
from expertgraph.store.sqlite_schema import CREATE, column_text

_READ_AT_ONCE = 100_000
_BUSY_MILLISECONDS = 5_000


class SqliteStore:
    """See ``Store``.  Each thread gets its own connection; a transaction belongs to its thread."""

    def __init__(self, path: Path, url: str) -> None:
        self.path = path
        self.url = url
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._mode = "rwc"

    @classmethod
    def open(cls, url: str) -> SqliteStore:
        """Open or create the file of ``sqlite:///relative`` or ``sqlite:////absolute``."""
        path = Path(url.removeprefix("sqlite:///"))
        if not url.startswith("sqlite:///") or not path.name:
            raise WrongCall(f"The store address {url!r} names no file.", "Write sqlite:///name.db.")
        store = cls(path, url)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            store._migrate()
            store._mode = "rw"
        except (sqlite3.Error, OSError, StoreUnavailable) as error:
            if isinstance(error, StoreNewer):
                raise
            cause = error.__cause__ or error
            raise StoreUnavailable(
                f"The store {path} cannot be opened: {cause}.",
                "Check that the file is a database of this program and that you may write there.",
            ) from error
        return store

    def _migrate(self) -> None:
        connection = self._connection
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > schema.VERSION:
            raise StoreNewer(
                f"The store {self.path} was written by a newer version of expertgraph (schema {found}).",
                "Upgrade expertgraph, or choose another store with --store.",
            )
        if found == schema.VERSION:
            return
        with self.transaction():
            if found:
                self._add_columns(found)
            for statement in CREATE:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {schema.VERSION:d}")

    def _add_columns(self, found: int) -> None:
        """Bring tables of an older version up to date; those that are missing are made whole afterwards."""
        for table, column in schema.added(found):
            if self._connection.execute(f'PRAGMA table_info("{table.name}")').fetchall():
                self._connection.execute(f'ALTER TABLE "{table.name}" ADD COLUMN {column_text(column)}')

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with _translated(self.path):
                connection = self._connect()
            self._local.connection = connection
            with self._lock:
                self._all.append(connection)
        return connection

    def _connect(self) -> sqlite3.Connection:
        # Only opening may create the file: a store that was moved away is gone, not empty.
        address = f"{self.path.absolute().as_uri()}?mode={self._mode}"
        connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS:d}")
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        for pragma in ("secure_delete = ON", "cache_size = -65536", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        # SQLite's own lower() knows ASCII only; the questions compare any language's letters.
        connection.create_function("lowered", 1, _lowered, deterministic=True)
        return connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside commits together or not at all; a transaction inside another joins it."""
        if self._connection.in_transaction:
            yield
            return
        with _translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        with _translated(self.path):
            self._connection.execute("COMMIT")

    def upsert(self, table: str, frame: Columns) -> Written:
        spec = _table(table)
        rows = rows_of(spec, frame)
        if not rows:
            return Written()
        with self.transaction(), _translated(self.path):
            dangling = self._dangling(spec, rows)
            fates, winners = decide(spec, rows, self._ranks(spec, rows), dangling)
            self._connection.executemany(_upsert_text(spec), winners)
        return Written(len(winners), len(dangling), fates)

    def _ranks(self, spec: Table, rows: Sequence[Row]) -> dict[str, Rank]:
        stub = "t.stub" if "stub" in spec.names else "0"
        what = f"{stub}, t.edited, t.version" if spec.merged else "0, NULL, 0"
        found = self._connection.execute(
            f'SELECT t.id, {what} FROM json_each(?) AS wanted JOIN "{spec.name}" AS t ON t.id = wanted.value',
            (_json([row[0] for row in rows]),),
        )
        return {row[0]: rank(row[1], row[2], row[3]) for row in found}

    def _dangling(self, spec: Table, rows: Sequence[Row]) -> frozenset[int]:
        missing: set[int] = set()
        for column in spec.references:
            place = spec.names.index(column.name)
            wanted = {row[place] for row in rows} - {None}
            present = {
                row[0]
                for row in self._connection.execute(
                    f'SELECT t.id FROM json_each(?) AS wanted JOIN "{column.refs}" AS t ON t.id = wanted.value',
                    (_json(sorted(wanted)),),
                )
            }
            if len(present) < len(wanted):
                lacking = wanted - present
                missing.update(at for at, row in enumerate(rows) if row[place] in lacking)
        return frozenset(missing)

    def below(self, table: str, beginnings: Sequence[str]) -> list[str]:
        text = (
            f'SELECT DISTINCT t.id FROM json_each(?) AS wanted JOIN "{_table(table).name}" AS t '
            "ON t.id >= wanted.value AND t.id < wanted.value || char(0x10ffff) ORDER BY t.id"
        )
        with _translated(self.path):
            return [row[0] for row in self._connection.execute(text, (_json(list(beginnings)),))]

    def delete(self, table: str, keys: Sequence[str]) -> int:
        spec = _table(table)
        with self.transaction(), _translated(self.path):
            cursor = self._connection.execute(
                f'DELETE FROM "{spec.name}" WHERE id IN (SELECT value FROM json_each(?))',
                (_json(list(keys)),),
            )
            return cursor.rowcount

    def frame(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        where: Where | None = None,
        chunk: int | None = None,
    ) -> Any:
        spec = _table(table)
        wanted = list(columns) if columns is not None else list(spec.names)
        for name in [*wanted, *(where or {})]:
            if name not in spec.names:
                raise WrongCall(f"Table {table} has no column {name!r}.")
        parts = self._parts(spec, wanted, where or {}, chunk or _READ_AT_ONCE)
        if chunk is not None:
            return parts
        frames = list(parts)
        if not frames:
            return frame_of(spec, {name: [] for name in wanted})
        return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)

    def _parts(self, spec: Table, wanted: list[str], where: Where, size: int) -> Iterator[pd.DataFrame]:
        """Keyset pages; each column leaves SQLite as one JSON array, not as row objects (half the time)."""
        condition, values = _condition(where)
        types = {column.name: column.type for column in spec.columns}
        arrays = ", ".join(f"json_group_array({_exact(name, types[name])})" for name in wanted)
        inner = ", ".join(dict.fromkeys(f'"{name}"' for name in ["id", *wanted]))
        text = (
            f'SELECT count(*), max(id){", " if arrays else ""}{arrays} FROM (SELECT {inner} FROM "{spec.name}" '
            f"WHERE id > ?{condition} ORDER BY id LIMIT {size:d})"
        )
        last = ""
        while True:
            with _translated(self.path):
                count, last, *packed = self._connection.execute(text, (last, *values)).fetchone()
            if not count:
                return
            yield frame_of(
                spec, {name: orjson.loads(part) for name, part in zip(wanted, packed, strict=True)}
            )
            if count < size:
                return

    def query(self, named: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        question = load(named)
        connection = self._connection
        until = time.monotonic() + MOST_SECONDS
        connection.set_progress_handler(lambda: int(time.monotonic() > until), 100_000)
        connection.execute("PRAGMA query_only = ON")
        try:
            cursor = connection.execute(question.sql, question.bind(params or {}))
            return question.frame(cursor.fetchmany(MOST_ROWS))
        except sqlite3.OperationalError as error:
            raise StoreUnavailable(f"The question {named} could not be answered: {error}.") from error
        finally:
            connection.execute("PRAGMA query_only = OFF")
            connection.set_progress_handler(None, 0)

    def counts(self) -> dict[str, int]:
        with _translated(self.path):
            return {
                name: self._connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
                for name in TABLES
            }

    def close(self) -> None:
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
        self._local = threading.local()


def _table(name: str) -> Table:
    try:
        return TABLES[name]
    except KeyError:
        raise WrongCall(f"There is no table {name!r}.", f"Tables: {', '.join(TABLES)}.") from None


def _lowered(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _upsert_text(spec: Table) -> str:
    names = ", ".join(f'"{name}"' for name in spec.names)
    places = ", ".join("?" for _ in spec.names)
    updates = ", ".join(f'"{name}" = excluded."{name}"' for name in spec.names if name != "id")
    return f'INSERT INTO "{spec.name}" ({names}) VALUES ({places}) ON CONFLICT (id) DO UPDATE SET {updates}'


def _condition(where: Where) -> tuple[str, list[Any]]:
    text, values = "", []
    for name, value in where.items():
        if value is None:
            text += f' AND "{name}" IS NULL'
        elif isinstance(value, list | tuple | set | frozenset):
            text += f' AND "{name}" IN (SELECT value FROM json_each(?))'
            values.append(_json(sorted(value)))
        else:
            text += f' AND "{name}" = ?'
            values.append(value)
    return text, values


def _exact(name: str, kind: str) -> str:
    """JSON would round a real to 15 digits; 17 bring every double back unchanged."""
    return (
        f'CASE WHEN "{name}" IS NULL THEN NULL ELSE printf(\'%!.17g\', "{name}") END'
        if kind == "real"
        else f'"{name}"'
    )


def _json(values: Sequence[Any]) -> str:
    return orjson.dumps(values).decode()


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailable(
            f"The store {path} did not answer: {error}.",
            "Try again; if it stays so, check the disk and the file.",
        ) from error
