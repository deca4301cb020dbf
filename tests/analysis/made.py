"""Small populations made by hand: acts and items in a line each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from expertgraph.analysis.population import KINDS, UNDATED, Acts, Items
from expertgraph.kinds import ITEM_KINDS

DAY = 86_400
NOW = 1_750_000_000


def acts(*rows: tuple[int, int, str, int | None], channel: int = 0, share: float = 1.0) -> Acts:
    """Acts from (actor, target, kind, at)."""
    n = len(rows)
    return Acts(
        np.array([row[0] for row in rows], dtype=np.int32),
        np.array([row[1] for row in rows], dtype=np.int32),
        np.array([KINDS.index(row[2]) for row in rows], dtype=np.int8),
        np.array([UNDATED if row[3] is None else row[3] for row in rows], dtype=np.int64),
        np.full(n, channel, dtype=np.int32),
        np.full(n, -1, dtype=np.int32),
        np.full(n, share),
    )


def items(*rows: tuple[int, int, int, int | None], kinds: Sequence[str] | None = None) -> Items:
    """Items from (author, channel, thread, at); the first of a thread opens it."""
    n = len(rows)
    thread = [row[2] for row in rows]
    position = [thread[:row].count(each) for row, each in enumerate(thread)]
    kinds = kinds or ["question" if place == 0 else "answer" for place in position]
    return Items(
        np.array([f"i{row:05d}" for row in range(n)], dtype=object),
        np.array([row[0] for row in rows], dtype=np.int32),
        np.array([row[1] for row in rows], dtype=np.int32),
        np.array(thread, dtype=np.int32),
        np.array([ITEM_KINDS.index(kind) for kind in kinds], dtype=np.int8),
        np.array([UNDATED if row[3] is None else row[3] for row in rows], dtype=np.int64),
        np.array(position, dtype=np.int32),
        np.full(n, -1, dtype=np.int32),
        np.zeros(n, dtype=bool),
    )


def people(n: int, bots: Sequence[int] = ()) -> np.ndarray:
    """The bot mask of ``n`` people."""
    mask = np.zeros(n, dtype=bool)
    mask[list(bots)] = True
    return mask


NOBODY = (np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64))
"""No memberships."""
