"""Pairs that may be one person, kept and numbered for a human to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import pandas as pd

from expertgraph.linking.journal import about, verdicts
from expertgraph.matching import Found, Known, Match, find
from expertgraph.store import Store

_COLUMNS = (
    "id", "source", "native_id", "name", "handle", "email", "organisation", "hr_id", "kind", "deleted",
)  # fmt: skip


def suggest(store: Store) -> Found:
    """Find pairs that may be one person, best first, and keep them, numbered, for a human to decide.

    One pair for two people, the best.  Left out are bots and deleted accounts, people told apart, and pairs that
    somebody was not sure about and about which nothing changed since.
    """
    person = people(store)
    found = find(known(store), person)
    hidden = _put_away(store, person)
    best: dict[frozenset[str], Match] = {}
    for match in found.matches:
        two = frozenset((person.get(match.a, match.a), person.get(match.b, match.b)))
        if two not in hidden:
            best.setdefault(two, match)
    matches = list(best.values())
    _keep(store, matches)
    return Found(matches, found.pairs, found.capped)


def people(store: Store) -> dict[str, str]:
    """Identity -> person."""
    links = store.frame("link", ["id", "person"])
    return dict(zip(links["id"], links["person"], strict=True))


def _put_away(store: Store, person: Mapping[str, str]) -> set[frozenset[str]]:
    said = verdicts(store)
    now = about(store, list(said.unsure))
    pairs = [*said.refused, *(pair for pair, then in said.unsure.items() if now[pair] == then)]
    return {frozenset((person.get(a, a), person.get(b, b))) for a, b in pairs}


def known(store: Store) -> list[Known]:
    """What matching looks at, of every identity that may be somebody."""
    identity = store.frame("identity", _COLUMNS)
    identity = identity[(identity["kind"] != "bot") & ~identity["deleted"].astype(bool)]
    places = _places(store)
    columns = (identity[name].tolist() for name in _COLUMNS[:8])
    return [
        Known(
            each, source, name, handle or None, email or None, organisation or None, hr_id or None,
            bool(email) and native == email, places.get(each, ()),
        )
        for each, source, native, name, handle, email, organisation, hr_id in zip(*columns, strict=True)
    ]  # fmt: skip


def _places(store: Store) -> dict[str, tuple[str, ...]]:
    """Identity -> names of the channels, lists and meetings that it belongs to or wrote in."""
    channel = store.frame("channel", ["id", "name"])
    name = dict(zip(channel["id"], channel["name"], strict=True))
    member = store.frame("membership", ["identity", "channel"])
    wrote = store.frame("item", ["author", "channel"]).rename(columns={"author": "identity"})
    both = pd.concat([member, wrote], ignore_index=True).drop_duplicates()
    found: dict[str, list[str]] = {}
    for identity, place in zip(both["identity"].tolist(), both["channel"].tolist(), strict=True):
        if identity and place in name:
            found.setdefault(identity, []).append(name[place])
    return {identity: tuple(places) for identity, places in found.items()}


def _keep(store: Store, matches: Sequence[Match]) -> None:
    with store.transaction():
        store.delete("suggestion", list(store.frame("suggestion", ["id"])["id"]))
        if matches:
            columns: dict[str, list[Any]] = {
                "id": [f"{match.a}|{match.b}" for match in matches],
                "number": list(range(1, len(matches) + 1)),
                "a": [match.a for match in matches],
                "b": [match.b for match in matches],
                "score": [match.score for match in matches],
                "reasons": [orjson.dumps(match.reasons).decode() for match in matches],
                "parts": [orjson.dumps(match.parts).decode() for match in matches],
            }
            store.upsert("suggestion", columns)
