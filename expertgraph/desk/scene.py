"""What every sort of entry reads: the edition as far as the desk may show it, and leads to entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from expertgraph import policy
from expertgraph.analysis.constants import DAY
from expertgraph.analysis.population import Bools, Ints
from expertgraph.asking.people import declared_out
from expertgraph.desk.rules import DEFAULT, Rules
from expertgraph.edition import Edition
from expertgraph.errors import NotFound
from expertgraph.objecting import objected
from expertgraph.policy import Data, Viewer
from expertgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Lead:
    """What may become an entry.  ``what``: the id by which it is dealt with; ``item``: id of the post that it is
    about; ``person`` and ``channel``: rows (-1: none); ``about``: what its reason says."""

    sort: str
    what: str
    item: str | None = None
    person: int = -1
    channel: int = -1
    at: int | None = None
    title: str | None = None
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it may be shown: on an open channel, by somebody who may be named.  ``asks``: there is a question mark
    in it, outside of addresses; many sources take whatever opens a thread for a question."""

    item: str
    title: str
    quote: str
    at: int
    url: str | None
    person: int
    channel: int
    asks: bool


class Scene:
    """The edition as one viewer's desk may show it.

    ``open``: the channels that everybody may read and the viewer too; nothing of any other is ever on the desk, not
    even the owner's.  ``seen``: the people who may be named as authors: no bots, nobody who opted out, by the edition
    or since.  ``counted``: the same by the edition alone: whoever opts out is named no more at once and counted no more
    from the next edition on, so that sums before and after do not tell what one person did.
    """

    def __init__(self, space: Workspace, viewer: Viewer, rules: Rules = DEFAULT) -> None:
        self.space = space
        self.viewer = viewer
        self.rules = rules
        self.edition: Edition = space.edition()
        self.now = self.edition.as_of
        is_open = (self.edition.table("channels")["visibility"] == "open").to_numpy(bool)
        self.open: Bools = is_open & policy.channels(viewer, self.edition)
        self.counted: Bools = self._counted()
        self.seen: Bools = self._may_be_named()
        self._kept: dict[str, list[Lead]] = {}

    def _counted(self) -> Bools:
        people = self.edition.table("people")
        shown = policy.people(self.viewer, Data.EVIDENCE_OPEN, self.edition)
        hidden = people["opted_out"].to_numpy(bool) | (people["kind"] == "bot").to_numpy(bool)
        return np.asarray(shown & ~hidden, dtype=bool)

    def _may_be_named(self) -> Bools:
        seen = self.counted.copy()
        said = self.space.store.frame("declaration", ["subject"], {"name": "opted-out"})["subject"]
        for person in declared_out(self.space.store, said):
            row = self.row_of(person)
            if row >= 0:
                seen[row] = False
        return seen

    @cached_property
    def inner(self) -> Bools:
        """Who may be named as one of those who carry the community: rings 0 and 1."""
        ring = self.edition.array("people", "ring")
        allowed = policy.people(self.viewer, Data.RING_INNER, self.edition)
        return np.asarray(allowed & self.seen & np.isin(ring, policy.INNER_RINGS), dtype=bool)

    @cached_property
    def threads(self) -> pd.DataFrame:
        """The threads of open channels that somebody opened who may be named, in order of time."""
        table = self.edition.table("threads")
        rows = self.on_open(table["channel"].to_numpy()) & self.seen[table["opener"].to_numpy()]
        shown: pd.DataFrame = table[rows]
        return shown[~shown["item"].isin(self.objected)] if self.objected else shown

    @cached_property
    def objected(self) -> frozenset[str]:
        """Ids of items whose author does not want them to be shown as theirs."""
        return objected(self.space.store)

    def kept(self, name: str, make: Callable[[], list[Lead]]) -> list[Lead]:
        """What several sorts ask for, made once."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    def first_posts(self, people: Iterable[int], channels: list[str]) -> dict[int, tuple[str, int, int]]:
        """Person (row) -> item, channel (row) and time of their first post on these channels."""
        identities = self.edition.array("people", "identities")
        authors = [str(each) for row in people for each in identities[row]]
        if not authors:
            return {}
        found = self.space.store.frame("item", ["id", "author", "channel", "at"], {"author": authors})
        found = found[(found["at"] < self.now).fillna(False) & found["channel"].isin(channels)]
        posts: dict[int, tuple[str, int, int]] = {}
        for item, author, channel, at in found.sort_values(["at", "id"]).itertuples(index=False, name=None):
            posts.setdefault(self.row_of(author), (item, self.channel_rows[channel], int(at)))
        return posts

    def on_open(self, channel: Ints) -> Bools:
        """Of each channel (row, -1: none) whether it is open."""
        return np.append(self.open, False)[channel]

    def since(self, days: int) -> int:
        """The moment so many days before the edition's."""
        return self.now - days * DAY

    def id_of(self, row: int) -> str:
        """The person id of a row."""
        return str(self._ids[row])

    def name_of(self, row: int) -> str:
        """The name of a row."""
        return str(self._names[row])

    @cached_property
    def _ids(self) -> Any:
        return self.edition.array("people", "person")

    @cached_property
    def _names(self) -> Any:
        return self.edition.array("people", "name")

    def row_of(self, person: str) -> int:
        """The row of a person or identity id; -1 for nobody."""
        try:
            return self.edition.row_of(person)
        except NotFound:
            return -1

    @cached_property
    def channel_rows(self) -> dict[str, int]:
        """Channel id -> row, of the open ones."""
        ids = self.edition.array("channels", "channel")
        return {str(ids[row]): int(row) for row in np.flatnonzero(self.open)}
