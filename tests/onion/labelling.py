"""Every word of a drawing as boxes, by the measures it is drawn with: do any two lie over each other?"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from expertgraph.onion import Onion
from expertgraph.onion.labels import NAME_TEXT, ring_label_at
from expertgraph.onion.model import RADIUS, Floats
from expertgraph.onion.text import shortened, width
from expertgraph.onion.words import RING_WORDS, number, ring_count

_SECTOR_TEXT = 14.5


def labels(onion: Onion) -> list[tuple[str, Floats]]:
    """What each label says, and its boxes (m, 4); the largest first."""
    found = [*_pills(onion), *_names(onion), *_rings(onion), *_sectors(onion)]
    return sorted(found, key=lambda label: -float(np.prod(label[1][:, 2:] - label[1][:, :2], axis=1).sum()))


def overlapping(onion: Onion, most: int = 30) -> list[tuple[str, str]]:
    """Pairs among the largest labels that lie over each other."""
    return [(a[0], b[0]) for a, b in combinations(labels(onion)[:most], 2) if _meet(a[1], b[1])]


def _meet(a: Floats, b: Floats) -> bool:
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    return bool(((high - low) > 0.3).all(axis=2).any())


def _pills(onion: Onion) -> list[tuple[str, Floats]]:
    return [
        (c.name, np.array([[c.x - c.width / 2, c.y - 11.5, c.x + c.width / 2, c.y + 11.5]]))
        for c in onion.channels
    ]


def _names(onion: Onion) -> list[tuple[str, Floats]]:
    found = []
    for label in onion.labels:
        wide = width(label.text, NAME_TEXT)
        left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
        top = label.y - NAME_TEXT * 0.78
        found.append((label.text, np.array([[left, top, left + wide, top + NAME_TEXT * 0.98]])))
    return found


def _rings(onion: Onion) -> list[tuple[str, Floats]]:
    found = []
    for ring in onion.rings:
        middle, name = ring_label_at(ring.inner, ring.outer), RING_WORDS["en"][ring.number]
        half = max(width(name, 13), width(ring_count(onion, ring.number, "en"), 12)) / 2
        found.append((name, np.array([[-half, middle - 12, half, middle + 15]])))
    return found


def _sectors(onion: Onion) -> list[tuple[str, Floats]]:
    """Along the rim: a chain of small boxes."""
    found = []
    for sector in onion.sectors:
        count = "" if sector.people is None else number(sector.people, "en")
        radius = RADIUS + 14
        room = (sector.end - sector.start) * (RADIUS + 9) - 14 - width(count, _SECTOR_TEXT) - 5
        name = shortened(sector.label or "Other", _SECTOR_TEXT, room)
        wide = width(f"{name} {count}", _SECTOR_TEXT)
        if name:
            turn = (sector.start + sector.end) / 2 + np.linspace(
                -0.5, 0.5, max(int(wide / 6), 2)
            ) * wide / radius
            spots = np.stack([radius * np.sin(turn), -radius * np.cos(turn)], axis=1)
            found.append((name, np.hstack([spots - 4, spots + 4])))
    return found
