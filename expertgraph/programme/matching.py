"""Each member of a programme beside somebody much like them before it began, who was not in it.

Exactly alike in ring and side when the member said yes; then as near as can be in weeks with a contribution, of the 13
weeks before, and in unit.  The pairs that are nearest in all are found together (optimal assignment), nobody is used
twice, and a pair further apart than the caliper is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.measures import own_channels, whole_weeks
from expertgraph.analysis.population import Bools, Floats, Ints
from expertgraph.analysis.rings import KNOWN
from expertgraph.edition import Edition

BEFORE = 13
"""Weeks before the start that people are alike in."""
CALIPER = 2
"""Most weeks (of those 13) by which the two of a pair may differ."""
_OTHER_UNIT = 1.0
"""What another unit, or an unknown one, costs: as much as one week."""
_NEVER = 1e6


@dataclass(frozen=True, slots=True)
class Pairs:
    """``member`` and ``other`` are people's rows, ``start`` the Monday from which a member's time in the programme
    counts; ``unmatched``: members for whom nobody is like enough."""

    member: Ints
    other: Ints
    start: Ints
    unmatched: int


def match(edition: Edition, start: dict[int, int], pool: Bools) -> Pairs:
    """Pairs for members (row -> when they said yes, UTC seconds) out of ``pool``, a mask of people's rows.

    The start is the Monday after that moment's week began, so that the weeks before hold nothing of the programme.
    """
    members = np.array(sorted(start), dtype=np.int64)
    pool = pool.copy()
    pool[members] = False
    others = np.flatnonzero(pool)
    begins = np.array([whole_weeks(start[row], start[row])[0] for row in members.tolist()], dtype=np.int64)
    if not len(members) or not len(others):
        return Pairs(members[:0], others[:0], begins[:0], len(members))
    cost = np.full((len(members), len(others)), _NEVER)
    for begin in np.unique(begins).tolist():
        rows = begins == begin
        cost[rows] = _distance(edition, members[rows], others, begin)
    useful = np.flatnonzero((cost < _NEVER).any(axis=0))
    place, chosen = linear_sum_assignment(cost[:, useful])
    chosen = useful[chosen]
    near = cost[place, chosen] < _NEVER
    place, chosen = place[near], chosen[near]
    return Pairs(members[place], others[chosen], begins[place], len(members) - len(place))


def _distance(edition: Edition, members: Ints, others: Ints, begin: int) -> Floats:
    """members x others: weeks apart, plus a week for another unit; ``_NEVER`` where they are no pair."""
    weeks = active_weeks(edition, begin - BEFORE * WEEK, begin)
    apart = np.abs(weeks[members][:, None] - weeks[others][None, :]).astype(np.float64)
    ring, side = ring_at(edition, begin), pd.factorize(edition.table("people")["kind"])[0]
    unit = pd.factorize(edition.table("people")["unit"].replace("", None))[0]
    alike = ring[members][:, None] == ring[others][None, :]
    alike &= side[members][:, None] == side[others][None, :]
    alike &= apart <= CALIPER
    same = (unit[members][:, None] == unit[others][None, :]) & (unit[others] >= 0)[None, :]
    return np.where(alike, apart + np.where(same, 0.0, _OTHER_UNIT), _NEVER)


def ring_at(edition: Edition, at: int) -> Ints:
    """Everybody's ring at a moment: the last change up to it, known before the first one."""
    history = edition.table("ring_history")
    ring = np.full(len(edition.table("people")), KNOWN, dtype=np.int64)
    before = history["week"].to_numpy() <= at
    ring[history["person"].to_numpy()[before]] = history["ring"].to_numpy()[before]
    return ring


def active_weeks(edition: Edition, begin: int, end: int) -> Ints:
    """In how many weeks of [begin, end) each person contributed on the organisation's own channels."""
    table, n = edition.table("person_weeks"), len(edition.table("people"))
    kept = (table["week"].to_numpy() >= begin) & (table["week"].to_numpy() < end)
    kept &= np.append(own_channels(edition), False)[table["channel"].to_numpy()]
    width = max((end - begin) // WEEK, 1)
    code = table["person"].to_numpy(np.int64)[kept] * width + (table["week"].to_numpy()[kept] - begin) // WEEK
    return np.bincount(np.unique(code) // width, minlength=n)


def people_reached(edition: Edition, begin: int, end: int) -> Ints:
    """Distinct people whose thread somebody was the first to answer in [begin, end), on own channels."""
    asked, n = edition.table("threads"), len(edition.table("people"))
    by, at = asked["first_answerer"].to_numpy(np.int64), asked["first_answer_at"].to_numpy()
    kept = (by >= 0) & (at >= begin) & (at < end)
    kept &= np.append(own_channels(edition), False)[asked["channel"].to_numpy()]
    code = np.unique(by[kept] * max(n, 1) + asked["opener"].to_numpy(np.int64)[kept])
    return np.bincount(code // max(n, 1), minlength=n)
