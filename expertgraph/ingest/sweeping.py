"""An import declared complete: what its source no longer holds goes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from expertgraph.ingest.importer import Covers
from expertgraph.records import Channel, Identity, Item, Record, SkillLabel, SkillRelation
from expertgraph.store import Store

Mask = npt.NDArray[np.bool_]
_HELD = ("interaction", "membership", "affiliation", "claim", "skill_label", "skill_relation")
"""Tables without a source of their own: a row belongs to the source that its id begins with."""
_AT_ONCE = 100_000
MOST_SHOWN = 1_000


@dataclass(slots=True)
class Gone:
    """What a sweep removes: ``counts`` by table, and the first of them as (table, id)."""

    counts: dict[str, int] = field(default_factory=dict)
    shown: list[tuple[str, str]] = field(default_factory=list)

    def add(self, table: str, ids: Sequence[str]) -> None:
        """Note rows of a table."""
        if ids:
            self.counts[table] = self.counts.get(table, 0) + len(ids)
            self.shown += [(table, each) for each in ids[: MOST_SHOWN - len(self.shown)]]


class Seen:
    """What a complete export holds, as one number an id so that memory stays small.

    Only places that the export names are swept, so that one mailing list's complete archive does not remove
    another's; of a vocabulary only the languages, and the relations of the skills, that it tells of; only the span
    that it says it covers; and identities stay while anything hangs on them.  ``damaged`` counts the records that
    could not be read: one of them may be what seems gone.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.channels: set[str] = set()
        self.people: set[str] = set()
        self._numbers = array("q")
        self._tables: set[str] = set()
        self._languages: set[str] = set()
        self._related: set[str] = set()
        self.damaged = 0
        self._span: tuple[int | None, int | None] = (None, None)

    def add(self, rows: Iterable[Record]) -> None:
        """Take note of the rows of one outcome."""
        for row in rows:
            self._numbers.append(hash(row.id))
            self._tables.add(type(row).__name__)
            if isinstance(row, Item):
                self.channels.add(row.channel)
            elif isinstance(row, Channel):
                self.channels.add(row.id)
            elif isinstance(row, Identity) and not row.stub:
                self.people.add(row.id)
            elif isinstance(row, SkillLabel):
                self._languages.add(row.language)
            elif isinstance(row, SkillRelation):
                self._related.add(row.skill)

    def cover(self, span: Covers) -> None:
        """Sweep only what lies in this span; of several, all of what they cover."""
        first, last = self._span if self._span != (None, None) else (span.first, span.last)
        self._span = (_least(first, span.first), _most(last, span.last))

    def sweep(self, store: Store) -> Gone:
        """Remove this source's rows that were not seen; call it inside a transaction."""
        self._seen = np.unique(np.frombuffer(self._numbers, dtype=np.int64))
        self._strangers = _longer_names(store, self.source)
        gone = Gone()
        removed = self._sweep_items(store, gone)
        for table in _HELD:
            self._sweep_held(store, table, removed, gone)
        self._sweep_people(store, gone)
        return gone

    def _sweep_items(self, store: Store, gone: Gone) -> set[str]:
        removed: list[str] = []
        for frame in store.frame("item", ["id", "channel", "at"], {"source": self.source}, chunk=_AT_ONCE):
            lost = self._unseen(frame["id"]) & frame["channel"].isin(self.channels).to_numpy()
            removed += frame["id"][lost & self._within(frame["at"])].tolist()
        store.delete("item", removed)
        gone.add("item", removed)
        return set(removed)

    def _sweep_held(self, store: Store, table: str, items: set[str], gone: Gone) -> None:
        lost: list[str] = []
        for frame in store.frame(table, _COLUMNS[table], chunk=_AT_ONCE):
            mine = self._own(frame["id"])
            lost += frame["id"][mine & self._unseen(frame["id"]) & self._missed(table, frame, items)].tolist()
        store.delete(table, lost)
        gone.add(table, lost)

    def _missed(self, table: str, frame: pd.DataFrame, items: set[str]) -> Mask:
        """Which rows would be in the export if they still held."""
        if table == "interaction":
            placed = frame["channel"].isin(self.channels).to_numpy() & self._within(frame["at"])
            alone = frame["channel"].isna().to_numpy() & frame["actor"].isin(self.people).to_numpy()
            return np.asarray(placed | alone | frame["item"].isin(items).to_numpy(), dtype=bool)
        if table == "membership":
            told = "Membership" in self._tables
            return np.asarray(frame["channel"].isin(self.channels).to_numpy() & told, dtype=bool)
        if table in {"affiliation", "claim"}:
            return np.asarray(frame["identity"].isin(self.people), dtype=bool)
        if table == "skill_label":
            return np.asarray(frame["language"].isin(self._languages), dtype=bool)
        return np.asarray(frame["skill"].isin(self._related), dtype=bool)

    def _sweep_people(self, store: Store, gone: Gone) -> None:
        """Identities that are not in the export and on which no item or act hangs."""
        stored = store.frame("identity", ["id"], {"source": self.source})["id"]
        loose = set(stored[self._unseen(stored)])
        if not loose or "Identity" not in self._tables:
            return
        for table, columns in (("interaction", ["actor", "target"]), ("item", ["author"])):
            for frame in store.frame(table, columns, chunk=_AT_ONCE):
                for column in columns:
                    loose.difference_update(frame[column])
        store.delete("identity", sorted(loose))
        gone.add("identity", sorted(loose))

    def _unseen(self, ids: pd.Series[Any]) -> Mask:
        numbers = np.fromiter((hash(each) for each in ids), dtype=np.int64, count=len(ids))
        return ~np.isin(numbers, self._seen)

    def _own(self, ids: pd.Series[Any]) -> Mask:
        mine = ids.str.startswith(self.source + ":") & ~ids.str.startswith(self._strangers)
        return np.asarray(mine, dtype=bool)

    def _within(self, at: pd.Series[Any]) -> Mask:
        first, last = self._span
        inside = np.ones(len(at), dtype=bool)
        if first is not None:
            inside &= np.asarray((at >= first).fillna(value=False), dtype=bool)
        if last is not None:
            inside &= np.asarray((at < last).fillna(value=False), dtype=bool)
        return inside


_COLUMNS = {
    "interaction": ["id", "channel", "at", "actor", "item"],
    "membership": ["id", "channel"],
    "affiliation": ["id", "identity"],
    "claim": ["id", "identity"],
    "skill_label": ["id", "language"],
    "skill_relation": ["id", "skill"],
}


def _longer_names(store: Store, source: str) -> tuple[str, ...]:
    """How the ids of other sources begin whose name begins with this one's: ``linkedin:owner`` beside ``linkedin``."""
    names: Iterator[str] = (str(each) for each in store.frame("run", ["source"])["source"].unique())
    return tuple(sorted(name + ":" for name in names if name.startswith(source + ":")))


def _least(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else min(one, other)


def _most(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)
