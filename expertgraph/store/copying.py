"""Everything from one store into another, in either direction."""

from __future__ import annotations

from collections.abc import Callable

from expertgraph.errors import ExpertgraphError
from expertgraph.schema import ALL
from expertgraph.store import Store

_ROWS_AT_ONCE = 20_000

Progress = Callable[[str, int, int], None]
"""Called with a table's name, how many of its rows were read so far, and how many it has."""


class CopyIncomplete(ExpertgraphError):
    """Rows could not be copied because what they refer to is in neither store."""

    code = "copy-incomplete"


def copy(a: Store, b: Store, progress: Progress | None = None) -> dict[str, int]:
    """Write every row of every table of ``a`` into ``b``; returns the rows read per table.

    A chunk is a transaction, and no chunk is larger than 20,000 rows, so memory stays flat and an interrupted
    copy can be run again.  Into an empty store the copy is exact; where ``b`` holds the same ids already, the
    rules of ``Store.upsert`` decide, and what only ``b`` holds stays.  Raises CopyIncomplete when ``a``
    changed meanwhile, so that a row's reference is missing.
    """
    sizes = a.counts()
    copied = {}
    for table in ALL:
        done = 0
        for chunk in a.frame(table.name, chunk=_ROWS_AT_ONCE):
            written = b.upsert(table.name, chunk)
            done += len(chunk)
            if written.dangling:
                raise CopyIncomplete(
                    f"{written.dangling} rows of {table.name} refer to rows that were not copied.",
                    "The first store was changed meanwhile: run the copy again.",
                )
            if progress:
                progress(table.name, done, max(done, sizes[table.name]))
        copied[table.name] = done
    return copied
