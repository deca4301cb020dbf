"""What a server's database needs before the first row: constraints, indexes, and the mark of the schema."""

from __future__ import annotations

import neo4j

from expertgraph import schema
from expertgraph.errors import StoreNewer, StoreUnavailable
from expertgraph.schema import ALL, TABLES, Table
from expertgraph.store.neo4j_cypher import LOCK, label, quoted

INDEXED = {"item": ("thread",), "declaration": ("subject",), "question_step": ("question",)}
"""Columns, beside the id, that rows are looked up by; references are relationships and need no index."""
_MOST_WAITING = 600
_READ_MARK = "MATCH (s:Schema) RETURN max(s.version) AS version"
_WRITE_MARK = f"MERGE (s:Schema) SET s.version = $version, s.{quoted(LOCK)} = false"


def statements() -> list[str]:
    """Every constraint and index, each created only where it is missing.

    The id of a node and of a relationship is unique (the Community Edition knows both since 5.7).
    """
    made = [_unique(table) for table in ALL]
    for name, columns in INDEXED.items():
        made += [_index(TABLES[name], column) for column in columns]
    return made


def _fillings(version: int) -> list[tuple[str, str]]:
    """What gives the rows of an older version the columns that came later: (statement, value)."""
    return [
        (
            f"MATCH {_subject(table)} WHERE n.{quoted(column.name)} IS NULL SET n.{quoted(column.name)} = $value",
            column.default,
        )
        for table, column in schema.added(version)
        if column.default is not None
    ]


def _unique(table: Table) -> str:
    name = quoted(f"expertgraph_{table.name}_id")
    return f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR {_subject(table)} REQUIRE n.id IS UNIQUE"


def _index(table: Table, column: str) -> str:
    name = quoted(f"expertgraph_{table.name}_{column}")
    return f"CREATE INDEX {name} IF NOT EXISTS FOR {_subject(table)} ON (n.{quoted(column)})"


def _subject(table: Table) -> str:
    return f"()-[n:{quoted(table.edge[0])}]-()" if table.edge else f"(n:{label(table)})"


def prepare(session: neo4j.Session, where: str) -> None:
    """Bring the database to this program's schema; does nothing where it is there already.

    Raises StoreNewer for a newer one and StoreUnavailable when another program's data is found.
    """
    found = session.execute_read(lambda run: run.run(_READ_MARK).single(strict=True)["version"])
    if found is not None and found > schema.VERSION:
        raise StoreNewer(
            f"The store {where} was written by a newer version of expertgraph (schema {found}).",
            "Upgrade expertgraph, or choose another store with --store.",
        )
    if found == schema.VERSION:
        return
    if found is None:
        _refuse_strangers(session, where)
    for statement in statements():
        session.run(statement).consume()
    for statement, value in _fillings(found or schema.VERSION):
        session.run(statement, value=value).consume()
    session.run("CALL db.awaitIndexes($seconds)", seconds=_MOST_WAITING).consume()
    session.execute_write(lambda run: run.run(_WRITE_MARK, version=schema.VERSION).consume())


def _refuse_strangers(session: neo4j.Session, where: str) -> None:
    """Another program's database is left alone."""
    ours = " OR ".join(f"n:{label(table)}" for table in ALL if table.label)
    text = f"MATCH (n) WHERE NOT ({ours}) RETURN labels(n) AS labels LIMIT 1"
    stranger = session.execute_read(lambda run: run.run(text).single())
    if stranger is not None:
        labels = ":".join(stranger["labels"]) or "no label"
        raise StoreUnavailable(
            f"The database at {where} holds data of another program (a node with {labels}).",
            "Give expertgraph a database of its own: append its name to the address, as in bolt://host:7687/name.",
        )
