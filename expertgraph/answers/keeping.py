"""What those who import and review may see: quarantine, suggestions and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from expertgraph import policy
from expertgraph.matching import PARTS
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


@dataclass(frozen=True, slots=True)
class Side:
    """One of two identities beside each other."""

    id: str
    source: str
    name: str
    handle: str | None
    email: str | None
    organisation: str | None
    kind: str
    items: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One named part of a suggestion's score."""

    code: str
    amount: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two identities that may be one person."""

    number: int
    score: float
    a: Side
    b: Side
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision of the journal."""

    number: int
    a: str
    b: str
    verdict: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Links:
    """Suggestions to decide about, best first (one page), and the latest decisions."""

    total: int
    suggestions: list[Suggestion]
    decisions: list[Decided]
    page: int
    pages: int


SUGGESTIONS_PAGE = 12
_DECISIONS = 20


def links(space: Workspace, viewer: Viewer, page: int = 1) -> Links:
    """Who may be who: suggestions with their reasons, and what was decided before."""
    policy.require(viewer, Data.LINKS)
    store = space.store
    table = store.frame("suggestion").sort_values("number")
    pages = max(-(-len(table) // SUGGESTIONS_PAGE), 1)
    page = min(max(page, 1), pages)
    rows = table.iloc[(page - 1) * SUGGESTIONS_PAGE : page * SUGGESTIONS_PAGE]
    sides = _sides(space, sorted({*rows["a"], *rows["b"]}))
    columns = [rows[name].tolist() for name in ("number", "score", "a", "b", "reasons")]
    suggestions = [
        Suggestion(
            number, score, sides[a], sides[b], [Reason(code, PARTS[code]) for code in orjson.loads(reasons)]
        )
        for number, score, a, b, reasons in zip(*columns, strict=True)
        if a in sides and b in sides
    ]
    journal = store.frame("decision", ["number", "a", "b", "verdict", "undone"]).sort_values("number")
    latest = journal.iloc[::-1][:_DECISIONS]
    decided = [Decided(*row) for row in zip(*(latest[name].tolist() for name in latest), strict=True)]
    return Links(len(table), suggestions, decided, page, pages)


def _sides(space: Workspace, ids: list[str]) -> dict[str, Side]:
    columns = ["id", "source", "name", "handle", "email", "organisation", "kind"]
    identities = space.store.frame("identity", columns, {"id": ids})
    written = space.store.frame("item", ["author"], {"author": ids})["author"].value_counts()
    rows: list[dict[str, Any]] = identities.to_dict("records")  # type: ignore[assignment]
    return {row["id"]: Side(**row, items=int(written.get(row["id"], 0))) for row in rows}
