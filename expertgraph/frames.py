"""Rows <-> frames: the only place that decides data types.

In memory a text column is ``object`` with None, a time or int ``Int64`` (UTC seconds), a real ``float64``
and a bool ``bool``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from expertgraph.records import version
from expertgraph.schema import Table
from expertgraph.store import Columns

Row = tuple[Any, ...]
_NARROWNESS = {"open": 0, "members": 1, "private": 2}


def rows_of(table: Table, frame: Columns) -> list[Row]:
    """The frame's rows as plain tuples in schema order; ``version`` is computed for merged tables.

    A column that the frame lacks is None throughout.  KeyError names a column that the schema lacks.
    """
    stray = [name for name in frame if name not in table.names]
    if stray:
        raise KeyError(f"table {table.name} has no column {stray[0]!r}")
    names = [name for name in table.names if not (table.merged and name == "version")]
    length = len(next(iter(_values(frame, names)), ()))
    columns = [_plain(frame[name]) if name in frame else [None] * length for name in names]
    rows = list(zip(*columns, strict=True))
    if table.name == "channel":
        place = names.index("visibility")
        return [(*row, _narrow(version(row), row[place])) for row in rows]
    return [(*row, version(row)) for row in rows] if table.merged else rows


def _narrow(version: int, visibility: str) -> int:
    """A channel's version begins with how few may see it, so that of two statements without an edit time the
    narrower stays, whichever file comes last."""
    return (_NARROWNESS.get(visibility, 2) << 61) | (version >> 2)


def _values(frame: Columns, names: Sequence[str]) -> Iterable[Any]:
    return (frame[name] for name in names if name in frame)


def _plain(column: Any) -> Sequence[Any]:
    """Python objects with None for what pandas calls missing."""
    if isinstance(column, pd.Series):
        return list(column.astype(object).where(column.notna(), None))
    if isinstance(column, np.ndarray):
        return list(column.tolist())
    return list(column)


def columns_of(table: Table, rows: Iterable[Row]) -> dict[str, Sequence[Any]]:
    """Record rows (without ``version``) as columns, ready for ``Store.upsert``."""
    names = [name for name in table.names if name != "version"]
    return dict(zip(names, zip(*rows, strict=True), strict=True))


def frame_of(table: Table, columns: dict[str, list[Any]]) -> pd.DataFrame:
    """Columns as read from a store, with the data types above."""
    types = {column.name: column.type for column in table.columns}
    # Said beforehand, the index need not be made out from the columns, which takes a third of the time.
    index = pd.RangeIndex(len(next(iter(columns.values()), ())))
    typed = {name: _typed(values, types[name]) for name, values in columns.items()}
    return pd.DataFrame(typed, index=index, copy=False)


def _typed(values: list[Any], kind: str) -> Any:
    if kind == "text":
        return pd.Series(values, dtype=object)
    if kind == "bool":
        return np.array(values, dtype=bool)
    if kind == "real":
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    missing = np.array([value is None for value in values], dtype=bool)
    filled = np.array([0 if value is None else value for value in values], dtype=np.int64)
    return pd.arrays.IntegerArray(filled, missing)
