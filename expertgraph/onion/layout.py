"""The whole onion, from people to places.  Pure, seeded, and rounded to 0.1: same input, same bytes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from expertgraph.onion.beside import MOST_CHANNELS, Standing, standings
from expertgraph.onion.ground import Ground, describe_rings, lay_ground
from expertgraph.onion.labels import PILL_HEIGHT, SECTOR_BAND, place_names, place_pills, taken_at_first
from expertgraph.onion.model import HUB, RADIUS, Channel, ChannelMark, Onion, OnionInput
from expertgraph.onion.places import Places, place_people

_OUTPOSTS = 4


def layout(people: OnionInput, like: Onion | None = None) -> Onion:
    """Draw out a community as rings around its own core channel.

    A ring is a rule, the radius inside it a rank; the angle means community; a channel stands where its
    use sits.  Nobody outside ``people.named`` appears with an id or a name; they are equal dots, evenly
    spread over merged cells of at least ``people.k`` people.

    ``like`` is a drawing of the same people at another moment: sectors, ring radii, the size of marks and their
    angles are kept from it, so that one can be played after the other.
    """
    if like is not None:
        people = replace(people, ring=np.minimum(people.ring, len(like.rings) - 1).astype(np.int8))
    ground = lay_ground(people, like)
    places = place_people(people, ground, like)
    found = standings(people, ground, places)
    hubs, shown, more = _split(people, found)
    taken = taken_at_first(ground, places)
    pills = place_pills(shown, places, taken)
    labels = place_names(places, taken)
    across, high = _extent(pills)
    if like is not None:
        across, high = max(across, like.width), max(high, like.height)
    return Onion(
        width=across,
        height=high,
        hub=HUB - 6,
        dot=places.dot,
        k=people.k,
        rings=describe_rings(people, ground, places.edges),
        sectors=ground.sectors,
        marks=places.marks,
        cells=places.cells,
        hubs=hubs,
        channels=pills,
        more_channels=more,
        labels=labels,
        spokes=_spokes(ground, places),
        density=places.density,
    )


def _split(
    people: OnionInput, found: list[Standing]
) -> tuple[tuple[Channel, ...], list[Standing], tuple[str, ...]]:
    """The core channels for the centre, those to be drawn, and the names of the rest.

    Drawn are the most used, and of outposts always the four most used: where to be is what they tell.
    """
    hubs = [each.channel for each in found if each.channel.ownership == "core"]
    silent = [c for c in people.channels if c.ownership == "core" and c not in hubs]
    others = [each for each in found if each.channel.ownership != "core"]
    outposts = [each for each in others if each.channel.ownership == "outpost"][:_OUTPOSTS]
    most = [each for each in others if each not in outposts][: MOST_CHANNELS - len(outposts)]
    drawn = {each.number for each in (*outposts, *most)}
    return (
        (*hubs, *silent),
        [each for each in others if each.number in drawn],
        tuple(each.channel.name for each in others if each.number not in drawn),
    )


def _extent(pills: tuple[ChannelMark, ...]) -> tuple[float, float]:
    """Width and height of the drawing, symmetric around the centre."""
    across = [abs(pill.x) + pill.width / 2 for pill in pills]
    down = [abs(pill.y) + PILL_HEIGHT / 2 for pill in pills]
    rim = RADIUS + SECTOR_BAND + 6
    return 2 * round(max([rim, *across]) + 6, 1), 2 * round(max([rim, *down]) + 6, 1)


def _spokes(ground: Ground, places: Places) -> tuple[tuple[float, float, float], ...]:
    """Sector boundaries ring by ring, left out where a merged cell crosses them."""
    crossed = {(g.ring, boundary) for g in ground.groups for boundary in range(g.first + 1, g.last + 1)}
    return tuple(
        (round(float(angle), 4), round(float(places.edges[ring]), 1), round(float(places.edges[ring + 1]), 1))
        for boundary, angle in enumerate(ground.edges)
        for ring in range(ground.rings)
        if (ring, boundary) not in crossed
    )
