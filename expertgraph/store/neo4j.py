"""The server store: a Neo4j database (5.13 or newer) reached over Bolt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import pandas as pd

from expertgraph.errors import StoreUnavailable, WrongCall
from expertgraph.frames import Row, frame_of, rows_of
from expertgraph.schema import ALL, TABLES, Table
from expertgraph.store import Columns, Where, Written
from expertgraph.store import neo4j_cypher as cypher
from expertgraph.store.merge import Rank, decide, rank
from expertgraph.store.questions import MOST_ROWS, MOST_SECONDS, load

try:
    import neo4j
except ImportError as missing:
    raise StoreUnavailable(
        "The driver for Neo4j is not installed.", "Install it with: pip install 'expertgraph[neo4j]'."
    ) from missing

from expertgraph.store.neo4j_connect import Address, connect, translated
from expertgraph.store.neo4j_schema import prepare
from expertgraph.store.neo4j_work import Run, Work, value

_ROWS_AT_ONCE = 20_000


class Neo4jStore:
    """See ``Store``.  Threads may share it; a transaction belongs to its thread.

    ``url`` is the address without the password.  Errors of the server are raised as StoreUnavailable.
    """

    def __init__(self, driver: neo4j.Driver, address: Address) -> None:
        self.url = address.shown
        self._driver = driver
        self._address = address
        self._work = Work(driver, address.database)

    @classmethod
    def open(cls, url: str) -> Neo4jStore:
        """Reach the server and make its database ready (constraints, indexes).

        Raises WrongCall for a bad address, StoreUnavailable (within 6 seconds) when the server is absent, too
        old, or refuses the password, and StoreNewer when a newer version of this program wrote the database.
        """
        address = Address.parse(url)
        driver = connect(address)
        store = cls(driver, address)
        try:
            with translated(address), store._work.session() as session:
                prepare(session, address.shown)
        except BaseException:
            driver.close()
            raise
        return store

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See ``Work.transaction``: it runs again by itself when the server asks for that."""
        with translated(self._address), self._work.transaction():
            yield

    def upsert(self, table: str, frame: Columns) -> Written:
        spec = _table(table)
        rows = rows_of(spec, frame)
        if not rows:
            return Written()
        with translated(self._address):
            return self._work.write(lambda run: _written(run, spec, rows))

    def below(self, table: str, beginnings: Sequence[str]) -> list[str]:
        find = partial(value, text=cypher.below(_table(table)), beginnings=list(beginnings))
        with translated(self._address):
            return sorted(set(self._work.read(find)))

    def delete(self, table: str, keys: Sequence[str]) -> int:
        spec, ids = _table(table), list(dict.fromkeys(keys))
        with translated(self._address):
            return self._work.write(lambda run: _deleted(run, spec, ids))

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
        parts = self._pages(spec, wanted, where or {}, chunk or _ROWS_AT_ONCE)
        if chunk is not None:
            return (frame_of(spec, part) for part in parts)
        whole: dict[str, list[Any]] = {name: [] for name in wanted}
        for part in parts:
            for name, values in part.items():
                whole[name] += values
        return frame_of(spec, whole)

    def _pages(
        self, spec: Table, wanted: list[str], where: Where, size: int
    ) -> Iterator[dict[str, list[Any]]]:
        """Keyset pages, each column as one list: rows as objects of the driver would take thrice as long."""
        text = cypher.page(spec, wanted, where)
        values: dict[str, Any] = {f"w{place}": _plain(given) for place, given in enumerate(where.values())}
        last = ""
        while True:
            read = partial(_record, text=text, values={**values, "after": last, "size": size})
            with translated(self._address):
                ids, *lists = self._work.read(read)
            if not ids:
                return
            yield dict(zip(wanted, lists, strict=True))
            if len(ids) < size:
                return
            last = ids[-1]

    def query(self, named: str, params: Mapping[str, Any] | None = None) -> pd.DataFrame:
        question = load(named)
        given = question.bind(params or {})

        @neo4j.unit_of_work(timeout=MOST_SECONDS)
        def answer(run: neo4j.ManagedTransaction) -> list[neo4j.Record]:
            return run.run(question.cypher, given).fetch(MOST_ROWS)

        with translated(self._address), self._work.session(neo4j.READ_ACCESS) as session:
            rows = session.execute_read(answer)
        return question.frame([row[column.name] for column in question.columns] for row in rows)

    def counts(self) -> dict[str, int]:
        text = cypher.counts()
        with translated(self._address):
            found = self._work.read(lambda run: run.run(text).values("name", "rows"))
        return {name: int(rows) for name, rows in found}

    def close(self) -> None:
        self._driver.close()


def _table(name: str) -> Table:
    try:
        return TABLES[name]
    except KeyError:
        raise WrongCall(f"There is no table {name!r}.", f"Tables: {', '.join(TABLES)}.") from None


def _plain(given: Any) -> Any:
    return sorted(given) if isinstance(given, set | frozenset) else given


def _record(run: Run, text: str, values: dict[str, Any]) -> neo4j.Record:
    return run.run(text, values).single(strict=True)


def _written(run: Run, spec: Table, rows: Sequence[Row]) -> Written:
    count, dangling, fates = 0, 0, list[int]()
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        part = _batch(run, spec, rows[start : start + _ROWS_AT_ONCE])
        count, dangling = count + part.rows, dangling + part.dangling
        fates += part.fates
    return Written(count, dangling, fates)


def _batch(run: Run, spec: Table, rows: Sequence[Row]) -> Written:
    dangling = _dangling(run, spec, rows)
    standing = {row[0]: row for row in value(run, cypher.standing(spec), ids=[row[0] for row in rows])}
    fates, winners = decide(spec, rows, _ranks(spec, standing), dangling)
    moved = [
        row for row in winners if row[0] in standing and _ends(spec, row) != _hung(spec, standing[row[0]])
    ]
    if moved:
        _send(run, cypher.unhook(spec), moved)
    if not spec.edge:
        _send(run, cypher.write(spec), winners)
    else:
        fresh = {row[0] for row in moved}.union(row[0] for row in winners if row[0] not in standing)
        _send(run, cypher.draw(spec), [row for row in winners if row[0] in fresh])
        _send(run, cypher.redraw(spec), [row for row in winners if row[0] not in fresh])
    return Written(len(winners), len(dangling), fates)


def _send(run: Run, text: str, rows: Sequence[Row]) -> None:
    if rows:
        run.run(text, rows=rows, never=cypher.NEVER).consume()


def _ranks(spec: Table, standing: Mapping[str, Sequence[Any]]) -> dict[str, Rank]:
    if not spec.merged:
        return dict.fromkeys(standing, rank(False, None, 0))
    return {key: rank(row[1], row[2], row[3]) for key, row in standing.items()}


def _ends(spec: Table, row: Row) -> list[Any]:
    return [row[spec.names.index(name)] for name in cypher.ends(spec)]


def _hung(spec: Table, row: Sequence[Any]) -> list[Any]:
    return list(row[4 if spec.merged else 1 :])


def _dangling(run: Run, spec: Table, rows: Sequence[Row]) -> frozenset[int]:
    missing: set[int] = set()
    for column in spec.references:
        place = spec.names.index(column.name)
        wanted = {row[place] for row in rows} - {None}
        text = cypher.present(TABLES[column.refs or ""])
        lacking = wanted.difference(value(run, text, ids=sorted(wanted)))
        if lacking:
            missing.update(at for at, row in enumerate(rows) if row[place] in lacking)
    return frozenset(missing)


def _deleted(run: Run, spec: Table, ids: Sequence[str]) -> int:
    """Delete rows after the nodes that refer to them; relationships go with their ends."""
    gone = 0
    for start in range(0, len(ids), _ROWS_AT_ONCE):
        some = ids[start : start + _ROWS_AT_ONCE]
        for table in ALL:
            for column in cypher.pointers(table):
                if column.refs == spec.name:
                    _deleted(run, table, value(run, cypher.hanging(column, table), ids=some))
        gone += value(run, cypher.delete(spec), ids=some)
    return gone
