"""One number for all that is known: equal for equal facts, whichever store holds them."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
import pandas as pd

from expertgraph.schema import ALL, Table
from expertgraph.schema.keeping import QUARANTINE
from expertgraph.store import Store

_ROWS_AT_ONCE = 20_000


def digest(store: Store) -> str:
    """SHA-256, as 64 hex digits, of the facts and the quarantine; memory stays flat.

    The facts are the tables marked so in the schema, without the columns that hold when this program did
    something.  Of the quarantine: file, place and reason.  Rows come in the order of their ids, tables in the
    schema's; each is hashed as its name and columns followed by its rows, in JSON.
    """
    hashed = hashlib.sha256()
    for table in ALL:
        if table.fact:
            columns = digested(table)
            hashed.update(orjson.dumps([table.name, *columns]))
            for chunk in store.frame(table.name, columns, chunk=_ROWS_AT_ONCE):
                hashed.update(_canonical(chunk))
    return hashed.hexdigest()


def digested(table: Table) -> list[str]:
    """The columns of a table that count."""
    if table is QUARANTINE:
        return ["file", "place", "reason"]
    return [name for name in table.names if name not in table.clock]


def _canonical(chunk: pd.DataFrame) -> bytes:
    """The rows as JSON arrays, one after the other, the same however they are cut into chunks."""
    columns = [_plain(chunk[name]) for name in chunk.columns]
    return orjson.dumps(list(zip(*columns, strict=True)))[1:-1] + b","


def _plain(column: pd.Series[Any]) -> list[Any]:
    values = column.astype(object)
    return values.where(values.notna(), None).tolist()
