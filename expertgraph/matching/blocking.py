"""Which identities are compared at all: those that share a key, and not all of a block that is too large.

A hundred thousand identities have five thousand million pairs; those that share a key are a few for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from expertgraph.matching.spelling import SHORTEST_ACCOUNT

if TYPE_CHECKING:
    import duckdb

MOST_PAIRS = 1_000
"""A key that would make more pairs is too common: its block is split by organisation and by mail domain."""
_PREFIX = 3


@dataclass(frozen=True, slots=True)
class Capped:
    """A key so common that even its parts by organisation and domain were not all compared."""

    kind: str
    key: str
    identities: int


def keys(known: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Rows (kind, key, side, row number): identities meet under a key unless both stand on side 1."""
    kind, key, side, row = [], [], [], []
    for number, found in enumerate(_keys(known)):
        for k, value, s in found:
            kind.append(k)
            key.append(value)
            side.append(s)
            row.append(number)
    return {"kind": kind, "key": key, "side": side, "row": row}


def _keys(known: dict[str, list[Any]]) -> Iterator[set[tuple[str, str, int]]]:
    names = ("email", "name", "ends", "first", "family", "initial", "spelled_full", "spelled_short")
    accounts = ("handle", "local", "handle_letters", "local_letters")
    values = zip(*(known[each] for each in (*names, *accounts)), strict=True)
    for email, name, ends, first, family, initial, full, short, *own in values:
        found = {("account", each, 0) for each in own if each and len(each) >= SHORTEST_ACCOUNT}
        if email:
            found.add(("address", email, 0))
        if name:
            found |= {("name", name, 0), ("ends", ends, 0)}
            found.add(("initial", initial, int(len(first) > 1)))
            found |= {("account", each, 1) for each in (*full, *short)}
            found |= {
                ("typo", f"{first} {family[:_PREFIX]}", 0),
                ("typo", f"{first[:_PREFIX]} {family}", 0),
            }
        yield found


def pairs(connection: duckdb.DuckDBPyConnection) -> list[Capped]:
    """From the tables ``known`` and ``keys`` make the table ``pairs``; returns what was left out of it.

    Pairs that belong to one person already, or have two personnel numbers, are in no block.
    """
    connection.execute(_BLOCKS)
    connection.execute(_PARTS, {"most": MOST_PAIRS})
    connection.execute(_PAIRS, {"most": MOST_PAIRS})
    rows = connection.execute(_CAPPED, {"most": MOST_PAIRS}).fetchall()
    return [Capped(*row) for row in rows]


_BLOCKS = """
    CREATE TABLE blocks AS
    SELECT *, count(*) OVER block AS identities,
        sum(1 - side) OVER block * (sum(1 - side) OVER block - 1) // 2
        + sum(1 - side) OVER block * sum(side) OVER block AS pairs
    FROM keys WINDOW block AS (PARTITION BY kind, key)
"""
_PARTS = """
    CREATE TABLE parts AS
    WITH part AS (
        SELECT kind, key || chr(1) || 'o' || organisation AS key, side, row
        FROM blocks JOIN known USING (row) WHERE pairs > $most AND organisation IS NOT NULL
        UNION ALL
        SELECT kind, key || chr(1) || 'd' || domain AS key, side, row
        FROM blocks JOIN known USING (row) WHERE pairs > $most AND domain IS NOT NULL
    )
    SELECT *, count(*) OVER block AS identities,
        sum(1 - side) OVER block * (sum(1 - side) OVER block - 1) // 2
        + sum(1 - side) OVER block * sum(side) OVER block AS pairs
    FROM part WINDOW block AS (PARTITION BY kind, key)
"""
_PAIRS = """
    CREATE TABLE pairs AS
    WITH small AS (
        SELECT kind, key, side, row FROM blocks WHERE pairs BETWEEN 1 AND $most
        UNION ALL
        SELECT kind, key, side, row FROM parts WHERE pairs BETWEEN 1 AND $most
    ), met AS (
        SELECT DISTINCT least(a.row, b.row) AS one, greatest(a.row, b.row) AS other
        FROM small a JOIN small b USING (kind, key)
        WHERE a.side = 0 AND (b.side = 1 OR a.row < b.row) AND a.row <> b.row
    )
    SELECT '0' AS match_key, x.unique_id AS join_key_l, y.unique_id AS join_key_r
    FROM met JOIN known x ON x.row = one JOIN known y ON y.row = other
    WHERE x.person <> y.person AND (x.hr_id = y.hr_id OR x.hr_id IS NULL OR y.hr_id IS NULL)
"""
_CAPPED = """
    SELECT kind, key, count(*) AS identities FROM blocks
    WHERE pairs > $most GROUP BY kind, key ORDER BY identities DESC, kind, key
"""
