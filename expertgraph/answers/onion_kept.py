"""Drawings that were laid out once: kept by what is drawn, so that all who see the same share one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import orjson

from expertgraph.answers.onion_filters import communities_offered
from expertgraph.answers.onion_people import Seen, people_of, seen
from expertgraph.edition import Draft, Edition
from expertgraph.onion import Onion, OnionInput, layout
from expertgraph.onion.packing import packed, unpacked
from expertgraph.policy import OWNER, Role, Viewer

VERSION = 5
"""Raised when the layout changes: what was kept before is then laid out anew."""
FOLDER = "onions"
"""Where an edition keeps its drawings, each named after what it follows from."""
_MOST = 64
_COMMUNITIES = 24


def drawn(edition: Edition, people: OnionInput, like: Onion | None = None) -> Onion:
    """The layout of these people, as kept with the edition, as kept in memory, or made now."""
    key = fingerprint(people) + ("" if like is None else f"-{hashlib.sha256(packed(like)).hexdigest()}")
    kept: dict[str, Onion] = edition.cached("onions", dict)
    if key not in kept:
        while len(kept) >= _MOST:
            kept.pop(next(iter(kept)), None)
        file = edition.folder / FOLDER / f"{key}.json"
        kept[key] = unpacked(file.read_bytes()) if file.exists() else layout(people, like)
    return kept[key]


def keep(draft: Draft, meta: Mapping[str, Any], k: int) -> int:
    """Lay out what most people look at and keep it with the edition; how many drawings that are.

    The onion of everything and those of the largest communities, as the owner sees them and as everybody who may see
    the open channels does (one drawing where that is the same).
    """
    edition = draft.so_far(meta)
    folder = draft.folder / FOLDER
    folder.mkdir()
    for viewer in (OWNER, Viewer(Role.EMPLOYEE)):
        sight = seen(viewer, edition)
        for community in (None, *_largest(edition, sight, k)):
            inside = sight.ring >= 0
            if community is not None:
                inside &= edition.array("people", "community") == community
            people = people_of(edition, sight, np.flatnonzero(inside), k, community=community)
            file = folder / f"{fingerprint(people)}.json"
            if not file.exists():
                file.write_bytes(packed(layout(people)))
    return len(list(folder.iterdir()))


def _largest(edition: Edition, sight: Seen, k: int) -> list[int]:
    """The communities that are offered to be looked at, as far as their onions are kept."""
    return [int(choice.value) for choice in communities_offered(edition, sight, k)[:_COMMUNITIES]]


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
        [people.k, people.veiled, people.narrowed],
    )
