"""The channels that an import leaves out because they are private, each told once."""

from __future__ import annotations

from collections.abc import Iterator

from expertgraph.ingest.importer import Closed


class Closing:
    """Takes note of private channels where they are met, and tells of them after the record that names them."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._waiting: list[str] = []

    def add(self, channel: str) -> None:
        """A channel, by its full id, that is left out: it may have been open in an earlier export."""
        if channel not in self._known:
            self._known.add(channel)
            self._waiting.append(channel)

    def told(self) -> Iterator[Closed]:
        """Those that are new since the last call."""
        while self._waiting:
            yield Closed(self._waiting.pop())
