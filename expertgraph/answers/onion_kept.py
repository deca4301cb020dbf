"""Drawings that were laid out once: kept by what is drawn, so that all who see the same share one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import orjson

from expertgraph.edition import Edition
from expertgraph.onion import Onion, OnionInput, layout

VERSION = 2
"""Raised when the layout changes: what was kept before is then laid out anew."""
_MOST = 64


def drawn(edition: Edition, people: OnionInput, like: Onion | None = None) -> Onion:
    """The layout of these people, as kept with the edition, as kept in memory, or made now."""
    key = fingerprint(people) + ("" if like is None else hashlib.sha256(repr(like).encode()).hexdigest())
    kept: dict[str, Onion] = edition.cached("onions", dict)
    if key not in kept:
        while len(kept) >= _MOST:
            kept.pop(next(iter(kept)))
        kept[key] = layout(people, like)
    return kept[key]


def fingerprint(people: OnionInput) -> str:
    """SHA-256 of everything that a layout follows from."""
    digest = hashlib.sha256(str(VERSION).encode())
    arrays = (
        people.ring,
        people.kind,
        people.community,
        people.reach,
        people.rank,
        people.named,
        people.ties,
    )
    use = people.use
    for array in (*arrays, people.lean, use.indptr, use.indices, use.data):
        digest.update(b"-" if array is None else np.ascontiguousarray(array).tobytes() + b"|")
    for texts in _texts(people):
        digest.update(orjson.dumps(list(texts)))
    return digest.hexdigest()


def _texts(people: OnionInput) -> Iterable[Iterable[object]]:
    return (
        people.person_ids,
        people.names,
        people.organisations,
        [(each.id, each.label) for each in people.communities],
        [(each.id, each.name, each.kind, each.ownership) for each in people.channels],
        [people.k],
    )
