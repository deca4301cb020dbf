"""People whom no list of an export names, known by what its records say of them: the best of it is kept."""

from __future__ import annotations

from collections.abc import Iterator

from expertgraph.ingest.importer import Context
from expertgraph.records import Identity

_BATCH = 1_000


class KnownPeople:
    """The latest word on each of them, handed out at the end, whatever the order of the records."""

    def __init__(self) -> None:
        self._best: dict[str, Identity] = {}

    def add(self, identity: Identity) -> None:
        """What one record says of somebody, ``edited`` being when it said so; always a stub."""
        known = self._best.get(identity.id)
        if known is None or _rank(identity) > _rank(known):
            self._best[identity.id] = identity

    def context(self) -> Iterator[Context]:
        """Everybody, by id."""
        rows = [self._best[each] for each in sorted(self._best)]
        for at in range(0, len(rows), _BATCH):
            yield Context(tuple(rows[at : at + _BATCH]))


def _rank(identity: Identity) -> tuple[bool, int, str, str]:
    return (identity.name != identity.native_id, identity.edited or 0, identity.name, identity.kind)
