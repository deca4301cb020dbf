"""Columns of an edition as plain arrays, converted once: reading single cells of a frame is many times
dearer.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from expertgraph.edition import Edition
from expertgraph.search.arrays import Array


def column(edition: Edition, table: str, name: str) -> Array:
    """A column as an array; text and lists become objects, with None where there is nothing."""
    found: Array = edition.cached(f"column.{table}.{name}", lambda: _plain(edition.table(table)[name]))
    return found


def _plain(series: pd.Series) -> Array:
    if isinstance(series.dtype, np.dtype) and series.dtype != object:
        return series.to_numpy()
    plain = np.empty(len(series), object)
    plain[:] = [None if _missing(value) else value for value in series]
    return plain


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)
