"""The lists beside the onion: who moved inward, the core, who is at home in more than one community."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import cast

from flask_babel import gettext

from expertgraph.onion.model import Mark, Onion
from expertgraph.onion.words import RING_WORDS, Language
from web.frame import language
from web.onion_told import sector_name

_MOST = 12
"""How many bridges are listed."""


@dataclass(frozen=True, slots=True)
class Inward:
    """Somebody who came closer: from which ring, to which."""

    mark: Mark
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Bridge:
    """Somebody who also uses channels that live in other communities."""

    mark: Mark
    home: str
    others: list[str]


def came_inward(onion: Onion) -> list[Inward]:
    """Those with a tail, the innermost first."""
    names = RING_WORDS[cast("Language", language())]
    found = [mark for mark in onion.marks if tail_of(mark) is not None]
    found.sort(key=lambda mark: (mark.ring, hypot(mark.x, mark.y), mark.person))
    return [Inward(mark, came_from(onion, mark), names[mark.ring]) for mark in found]


def tail_of(mark: Mark) -> tuple[float, float] | None:
    """Where a mark's tail begins, None for who stayed."""
    return mark.tail


def came_from(onion: Onion, mark: Mark) -> str:
    """The ring that somebody stood in before, by name; from ring 2 outward it is one word for all of them."""
    tail = tail_of(mark)
    if tail is None:
        return ""
    away = hypot(*tail)
    ring = next((each.number for each in onion.rings if away < each.outer), 2)
    if ring > 1:
        return gettext("further out")
    return RING_WORDS[cast("Language", language())][ring]


def core(onion: Onion) -> list[Mark]:
    """The named people of the core, nearest to the centre first."""
    return sorted((mark for mark in onion.marks if mark.ring == 0), key=lambda m: (hypot(m.x, m.y), m.person))


def bridges(onion: Onion) -> list[Bridge]:
    """People shown by name who use channels whose use lies in another community than their own; most of them first."""
    home: dict[int, int] = {}
    for channel in onion.channels:
        if channel.arc is not None:
            at = next((s.number for s in onion.sectors if s.start <= channel.angle < s.end), None)
            if at is not None:
                home[channel.number] = at
    found = []
    for mark in onion.marks:
        others = sorted({home[number] for number in mark.channels if number in home} - {mark.sector})
        if others and mark.ring <= 1:
            found.append(
                Bridge(mark, sector_name(onion, mark.sector), [sector_name(onion, s) for s in others])
            )
    found.sort(key=lambda each: (-len(each.others), each.mark.ring, -each.mark.reach, each.mark.person))
    return found[:_MOST]
