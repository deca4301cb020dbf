"""The journal of what humans decided: never rewritten, only marked undone; the last word on a pair counts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from expertgraph.store import Store

VERDICTS = ("accept", "refuse", "unsure")
_ABOUT = ("name", "handle", "email", "organisation", "hr_id", "kind")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The pairs that are one person, those that are two, and those put away until something about them changes."""

    accepted: list[Pair]
    refused: list[Pair]
    unsure: dict[Pair, str]


def verdicts(store: Store) -> Verdicts:
    """What holds of the journal now."""
    journal = store.frame("decision", ["number", "a", "b", "verdict", "undone", "about"]).sort_values(
        "number"
    )
    last: dict[Pair, tuple[str, str]] = {}
    columns = (journal[name].tolist() for name in ("a", "b", "verdict", "undone", "about"))
    for a, b, verdict, undone, about in zip(*columns, strict=True):
        if not undone:
            last[a, b] = (verdict, about or "")
    said = {verdict: [pair for pair in sorted(last) if last[pair][0] == verdict] for verdict in VERDICTS}
    return Verdicts(said["accept"], said["refuse"], {pair: last[pair][1] for pair in said["unsure"]})


def about(store: Store, pairs: Sequence[Pair]) -> Mapping[Pair, str]:
    """A fingerprint of what both sides of each pair say about themselves; of a side that is gone, nothing."""
    ids = sorted({each for pair in pairs for each in pair})
    rows = (
        store.frame("identity", ["id", *_ABOUT], {"id": ids})
        if ids
        else store.frame("identity", ["id", *_ABOUT])
    )
    columns = (rows[name].tolist() for name in ("id", *_ABOUT))
    said = {each: [value or None for value in values] for each, *values in zip(*columns, strict=True)}
    return {(a, b): _fingerprint([said.get(a), said.get(b)]) for a, b in pairs}


def _fingerprint(values: object) -> str:
    return hashlib.sha256(orjson.dumps(values)).hexdigest()[:16]
