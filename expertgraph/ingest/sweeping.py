"""An import declared complete: what its source no longer holds goes."""

from __future__ import annotations

from collections.abc import Iterable

from expertgraph.records import Channel, Identity, Item, Record
from expertgraph.store import Store


class Seen:
    """The ids that a complete export holds.  Only channels that the export names are swept, so that one mailing
    list's complete archive does not remove another's, and identities stay while anything hangs on them."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.identities: set[str] = set()
        self.channels: set[str] = set()
        self.items: set[str] = set()

    def add(self, rows: Iterable[Record]) -> None:
        """Take note of the rows of one outcome."""
        for row in rows:
            if isinstance(row, Item):
                self.items.add(row.id)
                self.channels.add(row.channel)
            elif isinstance(row, Identity):
                self.identities.add(row.id)
            elif isinstance(row, Channel):
                self.channels.add(row.id)

    def sweep(self, store: Store) -> int:
        """Remove this source's items (with their interactions) and loose identities that were not seen."""
        items = store.frame("item", ["id", "author", "channel"], {"source": self.source})
        gone = items[items["channel"].isin(self.channels) & ~items["id"].isin(self.items)]
        removed = set(gone["id"])
        acts = store.frame("interaction", ["id", "actor", "target", "item"])
        store.delete("interaction", list(acts["id"][acts["item"].isin(removed)]))
        count = store.delete("item", sorted(removed))
        kept = acts[~acts["item"].isin(removed)]
        busy = set(kept["actor"]) | set(kept["target"]) | set(items["author"][~items["id"].isin(removed)])
        stored = store.frame("identity", ["id"], {"source": self.source})["id"]
        loose = [each for each in stored if each not in self.identities and each not in busy]
        return count + store.delete("identity", loose)
