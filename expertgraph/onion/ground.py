"""From people to the ground plan: which sector everyone belongs to, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from expertgraph.onion.cells import Group, anonymous_groups, rounded, told
from expertgraph.onion.geometry import circular_order, sector_edges
from expertgraph.onion.model import RINGS, Bools, Floats, Ints, Onion, OnionInput, Ring, Sector

_MOST_SECTORS = 12
_SMALLEST_SHARE = 0.012


@dataclass(frozen=True, slots=True)
class Ground:
    """Sectors in drawing order with their edges (S + 1,), everyone's sector, and the anonymous groups."""

    sectors: tuple[Sector, ...]
    edges: Floats
    sector: Ints
    lean: Floats
    """-1, 0 or 1: on which side of the sector the community lies that someone bridges to."""
    groups: list[Group]
    rings: int
    """How many rings are drawn: 4, or 5 where there are outposts."""


def lay_ground(people: OnionInput, like: Onion | None = None) -> Ground:
    """Communities become sectors around the circle; those too small for one share the last.

    With ``like`` they stay the sectors of that drawing.
    """
    if like is not None:
        return _ground_of(people, like)
    kept = _communities_with_a_sector(people)
    home = _slot_of(people, kept)
    slots = len(kept) + int((home == len(kept)).any() or not kept)
    order = circular_order(_ties_between(people, kept, slots))
    place = np.empty(slots, dtype=np.int64)
    place[order] = np.arange(slots)
    sector = place[home]
    # As wide as what is told of a sector: the exact count would follow from its width.
    edges = sector_edges(np.array([_told(people, sector == slot) or 0 for slot in range(slots)]))
    counts = _anonymous_counts(people, sector, slots)
    return Ground(
        sectors=_sectors(people, kept, order, sector, edges),
        edges=edges,
        sector=sector,
        lean=_lean(people, kept, place, sector, slots),
        groups=anonymous_groups(counts, people.k),
        rings=_rings_drawn(people),
    )


def _ground_of(people: OnionInput, like: Onion) -> Ground:
    """The sectors of another drawing with these people in them."""
    pooled = next((each.number for each in like.sectors if not each.label), len(like.sectors) - 1)
    at = {community: each.number for each in like.sectors for community in each.communities}
    place = np.array([*(at.get(each.id, pooled) for each in people.communities), pooled], dtype=np.int64)
    sector = place[people.community]
    return Ground(
        sectors=tuple(replace(each, people=_told(people, sector == each.number)) for each in like.sectors),
        edges=np.array([*(each.start for each in like.sectors), like.sectors[-1].end]),
        sector=sector,
        lean=np.zeros(len(sector)),
        groups=anonymous_groups(_anonymous_counts(people, sector, len(like.sectors)), people.k),
        rings=len(like.rings),
    )


def _rings_drawn(people: OnionInput) -> int:
    outposts = any(channel.ownership == "outpost" for channel in people.channels)
    return len(RINGS) if outposts or bool((people.ring == len(RINGS) - 1).any()) else len(RINGS) - 1


def _communities_with_a_sector(people: OnionInput) -> list[int]:
    size = np.bincount(people.community[people.community >= 0], minlength=len(people.communities))
    enough = max(people.k, int(_SMALLEST_SHARE * len(people.ring)), 1)
    large = [int(c) for c in np.argsort(-size, kind="stable") if size[c] >= enough]
    return sorted(large[:_MOST_SECTORS])


def _slot_of(people: OnionInput, kept: list[int]) -> Ints:
    slot = np.full(len(people.communities) + 1, len(kept), dtype=np.int64)
    slot[kept] = np.arange(len(kept))
    return np.asarray(slot[people.community])


def _ties_between(people: OnionInput, kept: list[int], slots: int) -> Floats:
    slot = np.full(len(people.communities), slots - 1, dtype=np.int64)
    slot[kept] = np.arange(len(kept))
    between = np.zeros((slots, slots))
    np.add.at(between, (slot[:, None], slot[None, :]), people.ties)
    return between


def _anonymous_counts(people: OnionInput, sector: Ints, slots: int) -> Ints:
    counts = np.zeros((len(RINGS), slots, 3), dtype=np.int64)
    hidden = ~people.named
    np.add.at(counts, (people.ring[hidden], sector[hidden], people.kind[hidden]), 1)
    return counts


def _sectors(
    people: OnionInput, kept: list[int], order: list[int], sector: Ints, edges: Floats
) -> tuple[Sector, ...]:
    made = []
    for number, slot in enumerate(order):
        inside = sector == number
        pooled = slot == len(kept)
        members = _pooled(people, inside) if pooled else [kept[slot]]
        made.append(
            Sector(
                number=number,
                communities=tuple(people.communities[c].id for c in members),
                label="" if pooled else people.communities[kept[slot]].label,
                people=_told(people, inside),
                start=float(edges[number]),
                end=float(edges[number + 1]),
            )
        )
    return tuple(made)


def _pooled(people: OnionInput, inside: Bools) -> list[int]:
    """The communities that share a sector, as far as it is told that somebody of them is there."""
    found = np.unique(people.community[inside & (people.community >= 0)]).tolist()
    return [each for each in found if _told(people, inside & (people.community == each))]


def _told(people: OnionInput, inside: Bools) -> int | None:
    """What may be told of how many people a sector holds: those without a name count when they are k."""
    named = int((inside & people.named).sum())
    return told(named, int(inside.sum()) - named, people.k)


def _lean(people: OnionInput, kept: list[int], place: Ints, sector: Ints, slots: int) -> Floats:
    if people.lean is None or slots < 2:
        return np.zeros(len(sector))
    slot = np.full(len(people.communities) + 1, -1, dtype=np.int64)
    slot[kept] = place[np.arange(len(kept))]
    towards = slot[people.lean]
    ahead = (towards - sector) % slots
    side = np.where(ahead <= slots / 2, 1.0, -1.0)
    return np.where((towards < 0) | (towards == sector), 0.0, side)


def describe_rings(people: OnionInput, ground: Ground, edges: Floats) -> tuple[Ring, ...]:
    """The rings with what may be told of them, as every page tells it: the named exactly, all others rounded."""
    described = []
    for number in range(ground.rings):
        inside = people.ring == number
        sides = np.bincount(people.kind[inside & people.named], minlength=3)
        exact = people.k <= 1 or not any(group.ring == number for group in ground.groups)
        if not exact or people.k <= 1:
            hidden = np.bincount(people.kind[inside & ~people.named], minlength=3)
            sides = sides + np.array(rounded(hidden, people.k))
        total = _told(people, inside)
        few = people.k > 1 and not total and (number >= 2 or bool(inside.any()))
        described.append(
            Ring(
                number=number,
                inner=round(float(edges[number]), 1),
                outer=round(float(edges[number + 1]), 1),
                people=None if few else total or 0,
                internal=int(sides[0]),
                external=int(sides[1]),
                unknown=int(sides[2]),
                exact=exact,
            )
        )
    return tuple(described)
