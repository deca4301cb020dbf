"""What a programme did to those who joined it, beside people much like them: never of fewer than k a side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from expertgraph.analysis.population import Bools
from expertgraph.edition import Edition
from expertgraph.errors import NotFound
from expertgraph.onion.cells import told_size
from expertgraph.programme.effect import LEAST_AFTER, Balance, Change, Effect, effect, long_enough
from expertgraph.programme.growth import community
from expertgraph.programme.matching import BEFORE, CALIPER, match
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
    space: Workspace, programme: Programme | None, standing: Mapping[str, Standing]
) -> EffectAnswer:
    """The effect on everybody who said yes, whether they left since or not."""
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
    found = _found(edition, ripe, counted & ~asked, k)
    if found is None:
        return _untold("unlike", k)
    return EffectAnswer(
        True,
        None,
        told_size(found.pairs, k),
        told_size(found.unmatched, k),
        found.balance,
        found.changes,
        k,
        BEFORE,
        LEAST_AFTER,
        CALIPER,
        CAUTION,
    )


def _found(edition: Edition, members: Mapping[int, int], pool: Bools, k: int) -> Effect | None:
    """The effect on these members (row -> when they said yes); None for fewer than k pairs.  Kept with the edition,
    since the same members in the same edition give the same."""

    def make() -> Effect | None:
        pairs = match(edition, dict(members), pool)
        return effect(edition, pairs) if len(pairs.member) >= k else None

    told = f"{sorted(members.items())}|{np.packbits(pool).tobytes().hex()}|{k}"
    found: Effect | None = edition.cached(f"programme.effect|{sha256(told.encode()).hexdigest()}", make)
    return found


def _untold(why: str, k: int) -> EffectAnswer:
    return EffectAnswer(False, why, None, None, [], [], k, BEFORE, LEAST_AFTER, CALIPER, CAUTION)
