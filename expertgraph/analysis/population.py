"""The store's tables as arrays: who there is, where they meet, what they wrote and did to each other.

Everything after this module works on row numbers.  People are numbered in order of person id, channels in
order of channel id, items in order of item id.  Nothing at or after the moment ``as_of`` is seen; what has
no usable time is kept with ``UNDATED``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from expertgraph.analysis.people import Side, make_people, read_leave
from expertgraph.kinds import INTERACTIONS, ITEM_KINDS
from expertgraph.store import Store

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

UNDATED = int(np.iinfo(np.int64).min)
"""The time of what has no usable time."""
KINDS = tuple(INTERACTIONS)
"""Interaction kinds by code."""
_READ_AT_ONCE = 200_000


@dataclass(frozen=True, slots=True)
class Acts:
    """Directed acts between two different people, in order of their id.  ``channel`` and ``item`` are -1
    for none."""

    actor: Small
    target: Small
    kind: Codes
    at: Ints
    channel: Small
    item: Small
    share: Floats

    def take(self, rows: Any) -> Acts:
        """The acts of these rows (mask or numbers)."""
        return Acts(*(getattr(self, name)[rows] for name in self.__slots__))

    def of_kinds(self, *, contact: bool) -> Bools:
        """Which acts are contacts, or which are not."""
        contacts = [KINDS.index(name) for name, kind in INTERACTIONS.items() if kind.contact]
        return np.asarray(np.isin(self.kind, contacts) == contact, dtype=bool)


@dataclass(frozen=True, slots=True)
class Items:
    """What people wrote, in order of item id.  ``thread`` numbers threads of one source; ``kind`` is a
    code of ``ITEM_KINDS``; ``position`` is -1 and ``reply_to`` -1 where not known."""

    id: npt.NDArray[np.object_]
    author: Small
    channel: Small
    thread: Small
    kind: Codes
    at: Ints
    position: Small
    reply_to: Small
    accepted: Bools

    @property
    def threads(self) -> int:
        """How many threads there are."""
        return int(self.thread.max(initial=-1)) + 1


@dataclass(frozen=True, slots=True)
class Population:
    """All of it.  ``people`` and ``channels`` are frames by row number; ``member_*`` are pairs (person,
    channel) of everybody who is or was in a channel or contributed to it, sorted, and when last; ``leave`` is row ->
    [(first, last)]."""

    as_of: int
    people: pd.DataFrame
    manager: Small
    leave: Mapping[int, Sequence[tuple[int, int]]]
    channels: pd.DataFrame
    items: Items
    acts: Acts
    member_person: Small
    member_channel: Small
    member_last: Ints
    claims: pd.DataFrame
    sources: Mapping[int, frozenset[str]]

    @property
    def n(self) -> int:
        """How many people, bots included."""
        return len(self.people)

    @property
    def bot(self) -> Bools:
        """Which people are bots."""
        return np.asarray(self.people["kind"] == "bot", dtype=bool)

    @property
    def own_channel(self) -> Bools:
        """Which channels are the organisation's own (the core among them)."""
        return np.asarray(self.channels["ownership"] != "outpost", dtype=bool)


def read(store: Store, settings: Mapping[str, Any], as_of: int) -> Population:
    """Read the store as of a moment (UTC seconds, exclusive)."""
    link = store.frame("link", ["id", "person"])
    side = Side(settings["organisation.name"], settings["organisation.domains"])
    declared = store.frame("declaration", ["subject", "name", "value"])
    people, manager, person_of = make_people(
        store.frame("identity"), store.frame("affiliation"), link, declared, settings, side, as_of
    )
    channels = channels_now(store, declared, settings)
    place_of = pd.Index(channels["channel"])
    items = _items(store, person_of, place_of, as_of)
    acts = _acts(store, person_of, place_of, pd.Index(items.id), as_of)
    members = _members(store, person_of, place_of, items, as_of)
    return Population(
        as_of,
        people,
        manager,
        read_leave(declared, pd.Index(people["person"])),
        channels,
        items,
        acts,
        *members,
        _claims(store, person_of, as_of),
        _sources(store, person_of),
    )


def times(column: pd.Series) -> Ints:
    """A nullable time column as int64, UNDATED where there is none."""
    return np.asarray(column.astype("Int64").fillna(UNDATED), dtype=np.int64)


def channels_now(store: Store, declared: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """channel, name, kind, visibility, source and ownership (own | core | outpost), in order of channel id."""
    channels = store.frame("channel", ["id", "name", "kind", "visibility", "source"]).rename(
        columns={"id": "channel"}
    )
    channels["ownership"] = np.where(channels["kind"] == "social", "outpost", "own").astype(object)
    for ownership in ("outpost", "core"):
        wanted = {name.casefold() for name in settings["channels." + _PLURAL.get(ownership, ownership)]}
        named = channels["channel"].str.casefold().isin(wanted) | channels["name"].str.casefold().isin(wanted)
        channels.loc[named, "ownership"] = ownership
    said = declared[declared["name"] == "ownership"].set_index("subject")["value"]
    told = channels["channel"].map(said)
    channels["ownership"] = told.where(told.notna(), channels["ownership"]).astype(object)
    return channels


_PLURAL = {"outpost": "outposts"}


def _items(store: Store, person_of: pd.Series, place_of: pd.Index, as_of: int) -> Items:
    columns = [
        "id",
        "source",
        "author",
        "channel",
        "thread",
        "kind",
        "at",
        "position",
        "reply_to",
        "accepted",
    ]
    parts = []
    for frame in store.frame("item", columns, chunk=_READ_AT_ONCE):
        at = times(frame["at"])
        frame = frame[at < as_of]
        parts.append(
            pd.DataFrame(
                {
                    "id": frame["id"],
                    "author": _rows(person_of, frame["author"]),
                    "channel": place_of.get_indexer(pd.Index(frame["channel"])).astype(np.int32),
                    "thread": frame["source"] + "\x00" + frame["thread"],
                    "kind": _codes(frame["kind"], ITEM_KINDS),
                    "at": at[at < as_of],
                    "position": np.asarray(frame["position"].astype("Int64").fillna(-1), dtype=np.int32),
                    "reply_to": frame["reply_to"],
                    "accepted": np.asarray(frame["accepted"], dtype=bool),
                }
            )
        )
    whole = (
        pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({name: [] for name in Items.__slots__})
    )
    ids = pd.Index(whole["id"].astype(object))
    return Items(
        np.asarray(ids, dtype=object),
        whole["author"].to_numpy(np.int32),
        whole["channel"].to_numpy(np.int32),
        pd.factorize(whole["thread"])[0].astype(np.int32),
        whole["kind"].to_numpy(np.int8),
        whole["at"].to_numpy(np.int64),
        whole["position"].to_numpy(np.int32),
        ids.get_indexer(pd.Index(whole["reply_to"].astype(object))).astype(np.int32),
        whole["accepted"].to_numpy(bool),
    )


def _acts(store: Store, person_of: pd.Series, place_of: pd.Index, item_of: pd.Index, as_of: int) -> Acts:
    parts = []
    columns = ["kind", "actor", "target", "at", "channel", "item", "share"]
    for frame in store.frame("interaction", columns, chunk=_READ_AT_ONCE):
        actor, target = _rows(person_of, frame["actor"]), _rows(person_of, frame["target"])
        at, kind = times(frame["at"]), _codes(frame["kind"], KINDS)
        channel = place_of.get_indexer(pd.Index(frame["channel"])).astype(np.int32)
        item = item_of.get_indexer(pd.Index(frame["item"])).astype(np.int32)
        whole = Acts(actor, target, kind, at, channel, item, frame["share"].to_numpy(np.float64))
        parts.append(
            whole.take((actor != target) & (actor >= 0) & (target >= 0) & (kind >= 0) & (at < as_of))
        )
    if not parts:
        return no_acts()
    return Acts(*(np.concatenate([getattr(part, name) for part in parts]) for name in Acts.__slots__))


def no_acts() -> Acts:
    """Nobody did anything."""
    small = np.zeros(0, dtype=np.int32)
    whole = np.zeros(0, dtype=np.int64)
    return Acts(small, small, np.zeros(0, dtype=np.int8), whole, small, small, np.zeros(0))


def _members(
    store: Store, person_of: pd.Series, place_of: pd.Index, items: Items, as_of: int
) -> tuple[Small, Small, Ints]:
    """Members and contributors of channels, with their last dated contribution there."""
    frame = store.frame("membership", ["channel", "identity", "joined"])
    frame = frame[times(frame["joined"]) < as_of]
    person = np.concatenate([_rows(person_of, frame["identity"]), items.author])
    channel = np.concatenate(
        [place_of.get_indexer(pd.Index(frame["channel"])).astype(np.int32), items.channel]
    )
    at = np.concatenate([np.full(len(frame), UNDATED), items.at])
    known = (person >= 0) & (channel >= 0)
    pairs, place = np.unique(np.stack([person[known], channel[known]], axis=1), axis=0, return_inverse=True)
    last = np.full(len(pairs), UNDATED, dtype=np.int64)
    np.maximum.at(last, place, at[known])
    return pairs[:, 0].astype(np.int32), pairs[:, 1].astype(np.int32), last


def _claims(store: Store, person_of: pd.Series, as_of: int) -> pd.DataFrame:
    """Claims with ``person`` and ``by_person`` as row numbers (-1: not one of the people here)."""
    claims = store.frame("claim", ["identity", "skill", "kind", "level", "by", "at"])
    claims = claims[times(claims["at"]) < as_of].reset_index(drop=True)
    claims["person"] = _rows(person_of, claims["identity"])
    claims["by_person"] = _rows(person_of, claims["by"])
    return claims


def _sources(store: Store, person_of: pd.Series) -> dict[int, frozenset[str]]:
    """Person row -> the sources that know them by more than a mere mention."""
    frame = store.frame("identity", ["id", "source"])
    rows = _rows(person_of, frame["id"])
    found: dict[int, set[str]] = {}
    for row, source in zip(rows.tolist(), frame["source"], strict=True):
        found.setdefault(row, set()).add(source)
    return {row: frozenset(found[row]) for row in sorted(found)}


def _rows(person_of: pd.Series, identities: Iterable[Any]) -> Small:
    found = person_of.index.get_indexer(pd.Index(identities, dtype=object))
    values = person_of.to_numpy(np.int32)
    return np.where(found >= 0, values[found] if len(values) else -1, -1).astype(np.int32)


def _codes(column: pd.Series, names: Sequence[str]) -> Codes:
    return pd.Index(names).get_indexer(pd.Index(column)).astype(np.int8)
