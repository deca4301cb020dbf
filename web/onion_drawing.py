"""What the onion's page needs beside the answer: the drawing's layers and words in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from expertgraph.answers.onion import OnionAnswer, RingMoves
from expertgraph.onion.drawing import Links, layers
from expertgraph.onion.model import Mark, Onion, Ring
from expertgraph.onion.svg import legend_entries, view_box
from expertgraph.onion.words import RING_WORDS, describe, number, people_told
from web.frame import day
from web.onion_filters import Toolbar, toolbar
from web.onion_lists import Bridge, Inward, bridges, came_from, came_inward, core
from web.onion_told import (
    channel_link,
    ring_rule,
    ring_window,
    sector_name,
    spoken,
    stands_at,
    told,
    users_of,
)
from web.viewing import workspace


@dataclass(frozen=True, slots=True)
class RingRow:
    """A ring for the tables: its name, what is told of its size and of its movement, and its rule."""

    name: str
    told: str
    inward: str
    outward: str
    rule: str
    ring: Ring


@dataclass(frozen=True, slots=True)
class Drawing:
    """The SVG's layers, what explains them, and the lists beside them."""

    layers: Markup
    view_box: str
    description: str
    people: str
    legend: list[tuple[Markup, float, str]]
    rings: list[RingRow]
    core: list[Mark]
    inward: list[Inward]
    bridges: list[Bridge]
    sectors: list[str]
    stands: dict[int, str]
    users: dict[int, str]
    before: dict[str, str]
    since: str
    words: dict[str, Any]
    bar: Toolbar


def person_link(person: str) -> str:
    """Somebody's page."""
    return "/p/" + quote(person, safe=":@")


def drawing(answer: OnionAnswer) -> Drawing:
    """The onion of an answer in the language of this request."""
    onion, language = answer.onion, spoken()
    window = ring_window(workspace().edition().meta)
    moves = {each.ring: each for each in answer.movement}
    since = day(answer.view.since)
    return Drawing(
        layers=Markup(layers(onion, language, Links(person_link, channel_link))),  # noqa: S704 - names are escaped there
        view_box=view_box(onion),
        description=describe(onion, language),
        people=people_told(onion, language),
        legend=[
            (Markup(sample), wide, words)  # noqa: S704 - shapes only
            for sample, wide, words in legend_entries(onion, language)
        ],
        rings=[
            RingRow(
                RING_WORDS[language][ring.number],
                number(ring.people, language) if ring.people is not None else f"<{onion.k}",
                *_movement(moves.get(ring.number), onion.k),
                ring_rule(ring.number, window),
                ring,
            )
            for ring in onion.rings
        ],
        core=core(onion),
        inward=came_inward(onion),
        bridges=bridges(onion),
        sectors=[sector_name(onion, sector.number) for sector in onion.sectors],
        stands={channel.number: stands_at(onion, channel) for channel in onion.channels},
        users={channel.number: users_of(onion, channel) for channel in onion.channels},
        before=_before(onion),
        since=since,
        words=told(onion, moves, window) | {"since": since, "before": _before(onion)},
        bar=toolbar(answer),
    )


def _before(onion: Onion) -> dict[str, str]:
    """By person, the ring that those who moved inward stood in before."""
    return {person_link(mark.person): before for mark in onion.marks if (before := came_from(onion, mark))}


def _movement(moves: RingMoves | None, k: int) -> tuple[str, str]:
    """In and out as the ring table tells them; empty where movement is not counted."""
    if moves is None:
        return "", ""
    few = f"<{k}"
    inward, outward = (few if n is None else number(n, spoken()) for n in (moves.inward, moves.outward))
    return "+" + inward if moves.inward else inward, outward
