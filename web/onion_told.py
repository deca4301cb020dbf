"""What the onion says of whatever is pointed at: rings with their rule, communities, groups, channels, the core.

One item is a title, a lead, chips, lines, and where it leads, beside the place it has in the picture: the same words for
the card, the tip and the sentence that a screen reader speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast
from urllib.parse import quote

from flask_babel import gettext, ngettext

from expertgraph.analysis.constants import DEFAULTS, RingWindow
from expertgraph.onion.model import Cell, ChannelMark, Onion, Ring, Sector
from expertgraph.onion.words import KIND_WORDS, RING_WORDS, Language, number, ring_count, say
from web.frame import language

Item = dict[str, Any]
_STRONG = 3
"""The level of use from which a group without names is said to use a channel much."""
_MOST_PLACES = 4


def told(onion: Onion, moves: dict[int, Any], window: RingWindow) -> Item:
    """Everything that can be explained in this picture, in the language of the request."""
    return {
        "rings": [_ring(onion, ring, moves.get(ring.number), window) for ring in onion.rings],
        "kinds": KIND_WORDS[spoken()],
        "sectors": [_sector(onion, sector) for sector in onion.sectors],
        "cells": [_cell(onion, cell) for cell in onion.cells],
        "channels": {channel.number: _channel(onion, channel) for channel in onion.channels},
        "hub": _hub(onion),
        "say": {
            "profile": gettext("Open profile"),
            "open": gettext("Open"),
            "reached": gettext("people reached: {n}"),
            "uses": gettext("Uses:"),
            "you": gettext("This is you"),
            "inward": gettext("Moved inward since {day}, from: {ring}"),
        },
    }


def ring_window(meta: dict[str, Any]) -> RingWindow:
    """The thresholds that the rings of an edition follow from."""
    return DEFAULTS.young if meta.get("young") else DEFAULTS.mature


def ring_rule(ring: int, window: RingWindow) -> str:
    """The rule of a ring in one sentence."""
    if ring <= 2:
        values = {"enter": window.enter[ring], "leave": window.leave[ring], "window": window.weeks}
        if ring == 0:
            return gettext(
                "Contributed in at least %(enter)s of the last %(window)s weeks, in two channels, and gives "
                "back to those who gave; stays from %(leave)s weeks on.",
                **values,
            )
        return gettext(
            "Contributed in at least %(enter)s of the last %(window)s weeks; stays from %(leave)s on.",
            **values,
        )
    if ring == 3:
        return gettext("Has an account, reads, reacts, or is a contact.")
    return gettext("Seen only on channels that the organisation does not own.")


def sector_name(onion: Onion, sector: int) -> str:
    """A sector's label; the communities too small for one of their own share the last."""
    return onion.sectors[sector].label or say("small", spoken())


def stands_at(onion: Onion, channel: ChannelMark) -> str:
    """Where a channel stands, as words: everywhere, or a ring and a community."""
    if channel.everywhere:
        return gettext("used everywhere")
    if channel.people is None:
        return gettext("too few people to tell")
    ring = next((r for r in onion.rings if r.inner <= channel.radius <= r.outer), onion.rings[-1])
    at = next((s for s in onion.sectors if s.start <= channel.angle < s.end), None)
    names = [RING_WORDS[spoken()][ring.number], sector_name(onion, at.number) if at else ""]
    return " · ".join(name for name in names if name)


def external_share(channel: ChannelMark) -> int | None:
    """Externals in percent of a channel's people; None where these are too few to tell."""
    if not channel.people or channel.external is None:
        return None
    return min(round(100 * channel.external / channel.people), 100)


def people_in(count: int | None, k: int) -> str:
    """'40 people', or that there are too few to tell."""
    if count is None:
        return gettext("fewer than %(k)s people", k=k)
    return ngettext("%(n)s person", "%(n)s people", count, n=number(count, spoken()))


def users_of(onion: Onion, channel: ChannelMark) -> str:
    """How many use a channel; only those shown by name where the others are too few to tell."""
    named = _named_users(onion, channel)
    if onion.cells and channel.people is not None and channel.people == named:
        return ngettext(
            "%(n)s person shown by name", "%(n)s people shown by name", named, n=number(named, spoken())
        )
    return people_in(channel.people, onion.k)


def _named_users(onion: Onion, channel: ChannelMark) -> int:
    return sum(channel.number in mark.channels for mark in onion.marks)


def moved(onion: Onion, moves: Any) -> list[str]:
    """How many came into a ring from further out, and how many left it outward; what may be told of it."""
    if moves is None:
        return []
    few = gettext("fewer than %(k)s", k=onion.k)
    inward, outward = (few if n is None else number(n, spoken()) for n in (moves.inward, moves.outward))
    return [gettext("in: %(n)s", n=inward), gettext("out: %(n)s", n=outward)]


def _ring(onion: Onion, ring: Ring, moves: Any, window: RingWindow) -> Item:
    chips = [] if ring.people is None else sides(ring)
    return {
        "id": f"ring-{ring.number}",
        "title": gettext("The ring %(name)s", name=RING_WORDS[spoken()][ring.number]),
        "name": RING_WORDS[spoken()][ring.number],
        "lead": gettext("People: %(n)s", n=ring_count(onion, ring.number, spoken())),
        "chips": [*chips, *moved(onion, moves)],
        "lines": [ring_rule(ring.number, window)],
        "inner": ring.inner,
        "outer": ring.outer,
    }


def _sector(onion: Onion, sector: Sector) -> Item:
    named = [mark for mark in onion.marks if mark.sector == sector.number]
    core = sum(mark.ring == 0 for mark in named)
    lines = [
        ngettext("%(n)s of them in the core.", "%(n)s of them in the core.", core, n=core)
        if core
        else gettext("Nobody of it is in the core yet.")
    ]
    joined = next(
        (cell for cell in onion.cells if sector.number in cell.sectors and len(cell.sectors) > 1), None
    )
    if joined:
        lines.append(gettext("Smaller groups are told together with their neighbours."))
    return {
        "id": "sector-" + "-".join(map(str, sector.communities)) + sector.label,
        "title": sector_name(onion, sector.number),
        "lead": people_in(sector.people, onion.k),
        "chips": [],
        "lines": lines,
        "start": sector.start,
        "end": sector.end,
    }


def _cell(onion: Onion, cell: Cell) -> Item:
    names = [sector_name(onion, each) for each in cell.sectors]
    return {
        "id": f"cell-{cell.ring}-{cell.sectors[0]}",
        "title": gettext("People without a name here: about %(n)s", n=number(cell.people, spoken()))
        if onion.k > 1
        else people_in(cell.people, onion.k),
        "lead": f"{RING_WORDS[spoken()][cell.ring]} · {listed(names)}",
        "chips": sides(cell),
        "lines": [],
        "ring": cell.ring,
        "start": cell.start,
        "end": cell.end,
    }


def _channel(onion: Onion, channel: ChannelMark) -> Item:
    owner = {
        "own": gettext("Ours"),
        "core": gettext("Our core"),
        "outpost": gettext("Outpost: not ours"),
    }[channel.ownership]
    chips = [owner]
    share = external_share(channel)
    if share is not None:
        chips.append(gettext("external: %(n)s %%", n=share))
    return {
        "id": channel.id,
        "title": channel.full_name or channel.name,
        "lead": users_of(onion, channel),
        "chips": chips,
        "lines": _use(onion, channel),
        "href": channel_link(channel.id),
        "open": gettext("Open the channel"),
    }


def _use(onion: Onion, channel: ChannelMark) -> list[str]:
    """Where a channel's use lies, and which groups and named people use it."""
    lines = [gettext("Half of its use lies at: %(place)s", place=stands_at(onion, channel))]
    users = _named_users(onion, channel)
    if users and users != channel.people:
        lines.append(gettext("People shown by name who use it: %(n)s", n=number(users, spoken())))
    much = [
        f"{RING_WORDS[spoken()][cell.ring]} ({listed([sector_name(onion, s) for s in cell.sectors])})"
        for cell, level in zip(onion.cells, channel.levels, strict=False)
        if level >= _STRONG
    ]
    if much:
        lines.append(gettext("Much used by the groups: %(groups)s", groups=listed(much)))
    return lines


def _hub(onion: Onion) -> Item:
    names = [channel.name for channel in onion.hubs]
    return {
        "id": "hub",
        "title": listed(names) or say("hub", spoken()),
        "lead": gettext("The core: the organisation's own forum.")
        if names
        else gettext("No channel is marked as your own core yet."),
        "chips": [],
        "lines": [gettext("The closer to it, the more somebody gives.")],
        "href": channel_link(onion.hubs[0].id) if len(onion.hubs) == 1 else "/channels",
        "open": gettext("Open the channel") if len(onion.hubs) == 1 else gettext("All channels"),
        "r": onion.hub,
    }


def sides(counted: Ring | Cell) -> list[str]:
    """'internal: 30' for each side that has anybody."""
    words = KIND_WORDS[spoken()]
    counts = (counted.internal, counted.external, counted.unknown)
    return [f"{word}: {number(n, spoken())}" for word, n in zip(words, counts, strict=True) if n]


def channel_link(channel: str) -> str:
    """Where a channel is told of."""
    return "/channel/" + quote(channel, safe="")


def listed(names: Iterable[str]) -> str:
    """Names in a row; of many, the first few and how many more."""
    given: Sequence[str] = list(names)
    if len(given) <= _MOST_PLACES:
        return ", ".join(given)
    return gettext(
        "%(some)s and %(n)s more", some=", ".join(given[:_MOST_PLACES]), n=len(given) - _MOST_PLACES
    )


def spoken() -> Language:
    """The language of the request, as the drawing has it."""
    return cast("Language", language())
