"""What those who import may see: the quarantine."""

from __future__ import annotations

from dataclasses import dataclass

from expertgraph import policy
from expertgraph.policy import Data, Viewer
from expertgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SetAside:
    """One record in quarantine."""

    id: str
    file: str
    place: str
    code: str
    reason: str
    raw: str | None
    format: str
    source: str


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Records set aside: how many by reason code, and one page of them."""

    total: int
    by_code: dict[str, int]
    records: list[SetAside]
    page: int
    pages: int


PAGE = 50
"""Records on a page."""


def quarantine(space: Workspace, viewer: Viewer, page: int = 1) -> Quarantine:
    """The records in quarantine, ``PAGE`` at a time, ordered by file and place."""
    policy.require(viewer, Data.IMPORTS)
    columns = ["id", "file", "place", "code", "reason", "raw", "format", "source"]
    held = space.store.frame("quarantine", columns).sort_values(["file", "place", "id"], kind="stable")
    pages = max(-(-len(held) // PAGE), 1)
    page = min(max(page, 1), pages)
    rows = held.iloc[(page - 1) * PAGE : page * PAGE]
    by_code = {str(code): int(count) for code, count in held["code"].value_counts(sort=True).items()}
    return Quarantine(
        len(held), by_code, [SetAside(*row) for row in rows.itertuples(index=False)], page, pages
    )
