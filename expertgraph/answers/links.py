"""Who is who, to look at: suggestions side by side with what each reason adds, and what was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
import pandas as pd

from expertgraph import linking, policy
from expertgraph.policy import Data, Viewer
from expertgraph.store import Store
from expertgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Side:
    """One of two identities beside each other.  To the person concerned, the other's address is not shown."""

    id: str
    source: str
    name: str
    handle: str | None
    email: str | None
    organisation: str | None
    kind: str
    items: int | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One named part of a suggestion's score: the bits that it adds, or takes."""

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
class Alike:
    """All suggestions that rest on exactly the same reasons: how many, and between which scores."""

    reasons: list[str]
    count: int
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Named:
    """An identity in the journal; its id stands for the name of one that is gone."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision of the journal.  ``by``: the name of the person who took it, where known."""

    number: int
    a: Named
    b: Named
    verdict: str
    undone: bool
    by: str | None
    batch: int | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Decisions taken in one go that still hold: how many, and the reasons and least score that chose them."""

    number: int
    verdict: str
    count: int
    reasons: list[str]
    least: float | None


@dataclass(frozen=True, slots=True)
class Links:
    """Suggestions to decide about, best first (one page), those alike, and the latest decisions and batches."""

    total: int
    suggestions: list[Suggestion]
    alike: list[Alike]
    decisions: list[Decided]
    batches: list[Batch]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class OwnLinks:
    """Identities that may be the viewer's, each beside one that is, and what the viewer decided before."""

    suggestions: list[Suggestion]
    decisions: list[Decided]


SUGGESTIONS_PAGE = 12
_DECISIONS = 20
_BATCHES = 5
_ALIKE = 8


def links(space: Workspace, viewer: Viewer, page: int = 1) -> Links:
    """Who may be who: suggestions with their reasons, and what was decided before."""
    policy.require(viewer, Data.LINKS)
    table = space.store.frame("suggestion").sort_values("number")
    pages = max(-(-len(table) // SUGGESTIONS_PAGE), 1)
    page = min(max(page, 1), pages)
    rows = table.iloc[(page - 1) * SUGGESTIONS_PAGE : page * SUGGESTIONS_PAGE]
    journal = space.store.frame("decision").sort_values("number", ascending=False)
    return Links(
        len(table),
        _suggestions(space.store, rows),
        _alike(table),
        _decided(space.store, journal[:_DECISIONS]),
        _batches(journal),
        page,
        pages,
    )


def own_links(space: Workspace, viewer: Viewer) -> OwnLinks:
    """*This is me*: suggestions about the viewer's own person; empty for a viewer who is nobody in particular."""
    policy.require(viewer, Data.OWN)
    if viewer.person is None:
        return OwnLinks([], [])
    store = space.store
    table = store.frame("suggestion").sort_values("number")
    rows = table[table["number"].isin(linking.claimable(store, viewer.person))]
    person = dict(
        zip(*(store.frame("link", ["id", "person"])[name] for name in ("id", "person")), strict=True)
    )
    suggestions = [_as_own(each, person, viewer.person) for each in _suggestions(store, rows)]
    journal = store.frame("decision", where={"by": viewer.person}).sort_values("number", ascending=False)
    return OwnLinks(suggestions, _decided(store, journal[:_DECISIONS]))


def _as_own(each: Suggestion, person: Mapping[str, str], own: str) -> Suggestion:
    """The viewer's own identity first, and of the other one nothing that is not for everybody."""
    mine, other = (each.a, each.b) if person.get(each.a.id) == own else (each.b, each.a)
    return replace(each, a=mine, b=replace(other, email=None, items=None))


def _suggestions(store: Store, rows: pd.DataFrame) -> list[Suggestion]:
    sides = _sides(store, sorted({*rows["a"], *rows["b"]}))
    columns = [rows[name].tolist() for name in ("number", "score", "a", "b", "parts")]
    return [
        Suggestion(number, score, sides[a], sides[b], [Reason(*part) for part in orjson.loads(parts or "[]")])
        for number, score, a, b, parts in zip(*columns, strict=True)
        if a in sides and b in sides
    ]


def _sides(store: Store, ids: list[str]) -> dict[str, Side]:
    columns = ["id", "source", "name", "handle", "email", "organisation", "kind"]
    identities = store.frame("identity", columns, {"id": ids})
    written = store.frame("item", ["author"], {"author": ids})["author"].value_counts()
    rows: list[dict[str, Any]] = identities.to_dict("records")  # type: ignore[assignment]
    return {row["id"]: Side(**row, items=int(written.get(row["id"], 0))) for row in rows}


def _alike(table: pd.DataFrame) -> list[Alike]:
    """The commonest sets of reasons that more than one suggestion has."""
    sets = [tuple(sorted(orjson.loads(reasons))) for reasons in table["reasons"]]
    scores = table["score"].groupby(pd.Series(sets, index=table.index, dtype=object))
    span = {each: (float(rows.min()), float(rows.max())) for each, rows in scores}
    ranked = sorted(Counter(sets).items(), key=lambda item: (-item[1], item[0]))
    return [Alike(list(each), count, *span[each]) for each, count in ranked[:_ALIKE] if count > 1]


def _decided(store: Store, journal: pd.DataFrame) -> list[Decided]:
    deciders = _deciders(store, {each for each in journal["by"] if each})
    names = _names(store, {*journal["a"], *journal["b"]})
    columns = (journal[name].tolist() for name in ("number", "a", "b", "verdict", "undone", "by", "batch"))
    return [
        Decided(
            number, Named(a, names.get(a, a)), Named(b, names.get(b, b)), verdict, bool(undone),
            deciders.get(by), None if pd.isna(batch) else int(batch),
        )
        for number, a, b, verdict, undone, by, batch in zip(*columns, strict=True)
    ]  # fmt: skip


def _names(store: Store, ids: Iterable[str]) -> dict[str, str]:
    rows = store.frame("identity", ["id", "name"], {"id": sorted(ids)})
    return dict(zip(rows["id"], rows["name"], strict=True))


def _deciders(store: Store, people: set[str]) -> dict[str, str]:
    rows = store.frame("person", ["id", "minted"], {"id": sorted(people)})
    names = _names(store, rows["minted"])
    return {each: names.get(minted, each) for each, minted in zip(rows["id"], rows["minted"], strict=True)}


def _batches(journal: pd.DataFrame) -> list[Batch]:
    """The latest batches of which more than one decision still holds."""
    holds = journal[~journal["undone"].astype(bool) & journal["batch"].notna()]
    size = Counter(int(each) for each in holds["batch"])
    found = []
    for number in sorted((each for each, count in size.items() if count > 1), reverse=True)[:_BATCHES]:
        first = holds[holds["batch"] == number].iloc[0]
        reasons, by_rule, least = (first["rule"] or "").partition(" >= ")
        chosen = (reasons.split(", "), float(least)) if by_rule else ([], None)
        found.append(Batch(number, first["verdict"], size[number], *chosen))
    return found
