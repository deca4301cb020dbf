"""What those who import may see: the quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

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


def set_aside(
    space: Workspace, viewer: Viewer, columns: Sequence[str], ids: Sequence[str] | None = None
) -> pd.DataFrame:
    """What the viewer may see of the quarantine, ordered by id; of these ids only where some are given.

    With the rule upload that is what one's own uploads left there, and nothing for a viewer who is no person.
    """
    policy.require(viewer, Data.IMPORTS)
    where: dict[str, str | list[str]] = {} if ids is None else {"id": list(ids)}
    if not policy.whole(viewer, Data.IMPORTS):
        where["source"] = policy.upload_source(viewer) or ""  # no source has an empty name
    return space.store.frame("quarantine", columns, where)


def forget(space: Workspace, viewer: Viewer, ids: Sequence[str] | None = None) -> int:
    """Drop these records of the quarantine, else all, as far as the viewer may see them; returns how many."""
    held = set_aside(space, viewer, ["id"], ids)
    return space.store.delete("quarantine", list(held["id"]))


def quarantine(space: Workspace, viewer: Viewer, page: int = 1) -> Quarantine:
    """The records in quarantine, ``PAGE`` at a time, ordered by file and place."""
    columns = ["id", "file", "place", "code", "reason", "raw", "format", "source"]
    held = set_aside(space, viewer, columns).sort_values(["file", "place", "id"], kind="stable")
    pages = max(-(-len(held) // PAGE), 1)
    page = min(max(page, 1), pages)
    rows = held.iloc[(page - 1) * PAGE : page * PAGE]
    by_code = {str(code): int(count) for code, count in held["code"].value_counts(sort=True).items()}
    return Quarantine(
        len(held), by_code, [SetAside(*row) for row in rows.itertuples(index=False)], page, pages
    )
