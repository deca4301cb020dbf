"""Tails: from where those who are shown by name came inward.

A tail begins in the middle of the ring where somebody stood; for anywhere further out than the named rings at one and
the same distance, so that nothing is told of how little they did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from expertgraph.onion.geometry import xy
from expertgraph.onion.model import Mark, Onion

MOST = 60
_INTO_RING_2 = 12.0


def with_tails(onion: Onion, came_from: Mapping[str, int]) -> Onion:
    """The drawing with a tail for each person in ``came_from`` (person -> ring 1, or 2 for further out); the 60
    longest."""
    tails = {
        mark.person: _begin(onion, mark, came_from[mark.person])
        for mark in onion.marks
        if mark.person in came_from and mark.ring < came_from[mark.person]
    }
    spot = {mark.person: (mark.x, mark.y) for mark in onion.marks}
    longest = sorted(tails, key=lambda who: (-_length(tails[who], spot[who]), who))[:MOST]
    kept = {who: tails[who] for who in longest}
    return replace(onion, marks=tuple(replace(mark, tail=kept.get(mark.person)) for mark in onion.marks))


def _begin(onion: Onion, mark: Mark, ring: int) -> tuple[float, float]:
    stood = onion.rings[ring]
    radius = stood.inner + _INTO_RING_2 if ring >= 2 else (stood.inner + stood.outer) / 2
    x, y = xy(radius, np.arctan2(mark.x, -mark.y)).tolist()
    return round(x, 1), round(y, 1)


def _length(tail: tuple[float, float], spot: tuple[float, float]) -> float:
    return round(float(np.hypot(tail[0] - spot[0], tail[1] - spot[1])), 1)
