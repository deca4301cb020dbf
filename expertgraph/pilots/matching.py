"""People to compare with: as many, who were as active before."""

from __future__ import annotations

import numpy as np

from expertgraph.analysis.measures import Tally
from expertgraph.analysis.population import Bools, Floats, Ints


def matched(group: Bools, others: Bools, before: Tally) -> Bools | None:
    """For each of the group one of the others, the nearest by activity before; a mask, or None for too few others.

    Nearest: by active weeks, and contributions on a logarithmic scale, each divided by its spread among all of them.
    The most active choose first, nobody is chosen twice, and of two as near the first row is.
    """
    wanted, free = np.flatnonzero(group), np.flatnonzero(others & ~group)
    if len(free) < len(wanted):
        return None
    place = _places(before, np.concatenate([wanted, free]))
    mine, theirs = place[: len(wanted)], place[len(wanted) :]
    open_ = np.ones(len(free), dtype=bool)
    chosen = np.zeros(len(group), dtype=bool)
    for each in np.argsort(-mine.sum(axis=1), kind="stable"):
        away = np.where(open_, np.abs(theirs - mine[each]).sum(axis=1), np.inf)
        nearest = int(np.argmin(away))
        open_[nearest] = False
        chosen[free[nearest]] = True
    return chosen


def _places(before: Tally, rows: Ints) -> Floats:
    columns = (before.active_weeks[rows].astype(float), np.log1p(before.contributions[rows]))
    return np.stack([column / (column.std() or 1.0) for column in columns], axis=1)
