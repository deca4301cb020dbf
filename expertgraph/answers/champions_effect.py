"""What a programme did to those who joined it, beside people much like them: never of fewer than k a side.

Others than the owner are told of the first k pairs, the first 2 k and so on, in the order in which the members said yes,
and in steps that five counted things make: so that what is told today and what was told before one more person joined
can never be subtracted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, TypeVar

import numpy as np

from expertgraph.analysis.population import Bools
from expertgraph.edition import Edition
from expertgraph.errors import NotFound
from expertgraph.onion.cells import told_size
from expertgraph.programme.effect import LEAST_AFTER, Balance, Change, Effect, effect, long_enough
from expertgraph.programme.growth import community
from expertgraph.programme.matching import BEFORE, CALIPER, Pairs, match
from expertgraph.programme.state import Programme, Standing
from expertgraph.workspace import Workspace

CAUTION = (
    "Nobody was drawn by lot, so this is no proof: who says yes may be about to do more anyway, and who was very active "
    "before tends to do less later, in the programme or not. An interval that leaves out 0 says that chance alone would "
    "rarely make such a difference; one that holds 0 says that nothing was shown, not that nothing happened."
)


@dataclass(frozen=True, slots=True)
class EffectAnswer:
    """``told``: whether there are figures.  Where not, ``why`` is none (no programme), young (fewer than k members have
    been in it for 4 weeks) or unlike (fewer than k of them have somebody like them).  ``pairs`` and ``unmatched`` are
    rounded to 5, None under k.  ``balance``: how alike both sides were before; ``changes``: a measure each."""

    told: bool
    why: str | None
    pairs: int | None
    unmatched: int | None
    balance: list[Balance]
    changes: list[Change]
    k: int
    weeks_before: int
    least_after: int
    caliper: int
    caution: str


def effect_of(
    space: Workspace, programme: Programme | None, standing: Mapping[str, Standing], *, exact: bool = False
) -> EffectAnswer:
    """The effect on everybody who said yes, whether they left since or not; ``exact``: of all pairs, as it is."""
    edition, k = space.edition(), int(space.settings["privacy.k"])
    if programme is None:
        return _untold("none", k)
    counted, members, asked = (
        community(edition),
        dict[int, int](),
        np.zeros(len(edition.table("people")), bool),
    )
    for person, each in standing.items():
        try:
            row = edition.row_of(person)
        except NotFound:
            continue
        asked[row] = True
        if each.accepted is not None and counted[row]:
            members[row] = each.accepted
    ripe = long_enough(edition, members)
    if len(ripe) < k:
        return _untold("young", k)
    found = _found(edition, ripe, counted & ~asked, k, exact=exact)
    if found is None:
        return _untold("unlike", k)
    return EffectAnswer(
        True,
        None,
        told_size(found.pairs, k),
        told_size(found.unmatched, k),
        found.balance if exact else [_coarse(each, _BALANCE, found.pairs) for each in found.balance],
        found.changes if exact else [_coarse(each, _CHANGE, found.pairs) for each in found.changes],
        k,
        BEFORE,
        LEAST_AFTER,
        CALIPER,
        CAUTION,
    )


def _found(
    edition: Edition, members: Mapping[int, int], pool: Bools, k: int, *, exact: bool
) -> Effect | None:
    """The effect on these members (row -> when they said yes); None for fewer than k pairs.  Kept with the edition,
    since the same members in the same edition give the same."""

    def make() -> Effect | None:
        pairs = match(edition, dict(members), pool)
        if not exact:
            pairs = _whole_groups(edition, pairs, members, k)
        return effect(edition, pairs) if len(pairs.member) >= k else None

    told = f"{sorted(members.items())}|{np.packbits(pool).tobytes().hex()}|{k}|{exact}"
    found: Effect | None = edition.cached(f"programme.effect|{sha256(told.encode()).hexdigest()}", make)
    return found


def _whole_groups(edition: Edition, pairs: Pairs, members: Mapping[int, int], k: int) -> Pairs:
    """The pairs of the members who said yes first, as many as make whole groups of k."""
    person = edition.array("people", "person")
    rows = pairs.member.tolist()
    order = sorted(range(len(rows)), key=lambda place: (members[rows[place]], str(person[rows[place]])))
    kept = np.sort(np.array(order[: len(order) // k * k], dtype=np.int64))
    return replace(pairs, member=pairs.member[kept], other=pairs.other[kept], start=pairs.start[kept])


_BALANCE: dict[str, Callable[[float], float]] = {"members": round, "others": round}
_CHANGE: dict[str, Callable[[float], float]] = {
    "members_before": round, "members_after": round, "others_before": round, "others_after": round,
    "effect": round, "low": math.floor, "high": math.ceil,
}  # fmt: skip
"""Which figures are told in steps, and to which side each goes."""
Told = TypeVar("Told", Balance, Change)


def _coarse(figures: Told, parts: Mapping[str, Callable[[float], float]], pairs: int) -> Told:
    """Figures in steps of what five counted things change in the weeks before the programme."""
    step = 5 / (pairs * BEFORE)
    told: dict[str, Any] = {name: to(getattr(figures, name) / step) * step for name, to in parts.items()}
    if isinstance(figures, Balance):
        told["difference"] = None if figures.difference is None else round(figures.difference, 1)
    return replace(figures, **told)


def _untold(why: str, k: int) -> EffectAnswer:
    return EffectAnswer(False, why, None, None, [], [], k, BEFORE, LEAST_AFTER, CALIPER, CAUTION)
