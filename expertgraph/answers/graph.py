"""Maps: the people around one person, the people of a community, or the whole as communities.

Somebody else's ties are the owner's to see; other roles get the map of communities, with nobody named and no
community smaller than k.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from expertgraph import policy
from expertgraph.answers.path import visible_person
from expertgraph.edition import Edition
from expertgraph.errors import Denied, NotFound
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.workspace import Workspace

MOST_PEOPLE = 500
"""Above this many people, communities become single marks."""
MOST_EDGES = 2_500
_EGO = 60
_NO_COMMUNITY = -1


@dataclass(frozen=True, slots=True)
class Mark:
    """A person or a community on a map.  ``x`` and ``y`` are in -1 .. 1, ``size`` is people (1 for a person),
    ``weight`` 0 .. 1 how much of the map's contact passes it."""

    id: str
    label: str
    kind: str
    x: float
    y: float
    size: int
    weight: float
    group: int
    ring: int | None
    me: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A tie between two marks; ``strength`` in tie-strength units, ``weak`` a mere contact."""

    a: str
    b: str
    strength: float
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A community in the legend."""

    number: int
    label: str
    size: int


@dataclass(frozen=True, slots=True)
class GraphAnswer:
    """A map: what it shows (ego | community | communities | people), marks, lines, legend, and what was left out."""

    shows: str
    title: str
    nodes: list[Mark]
    edges: list[Line]
    groups: list[Group]
    people: int
    left_out: int
    note: str


def graph(space: Workspace, viewer: Viewer, subject: str = "all") -> GraphAnswer:
    """The map of a person (id or name of an identity), a community (number or label), or ``all``.

    Raises NotFound for nobody and nothing, Denied when the viewer's role sees no ties and no aggregates.
    """
    edition = space.edition()
    if subject == "all":
        return _whole(space, viewer, edition)
    community = _community(edition, subject)
    if community is not None:
        if policy.rule(viewer, Data.TIES) is not Rule.ALLOW:
            raise Denied("The ties inside a community are not for your role.", "See the map of communities.")
        members = np.flatnonzero(edition.array("people", "community") == community)
        label = str(edition.table("communities")["label"].iloc[community])
        return _people(edition, viewer, members, "community", label)
    row = visible_person(edition, viewer, subject)
    if row is None:
        raise NotFound(f"There is nobody and no community called {subject!r}.")
    return _ego(edition, viewer, row)


def _community(edition: Edition, subject: str) -> int | None:
    table = edition.table("communities")
    labels = [str(label).casefold() for label in table["label"]]
    if subject.casefold() in labels:
        return labels.index(subject.casefold())
    if subject.isdigit() and int(subject) < len(labels):
        return int(subject)
    return None


def _whole(space: Workspace, viewer: Viewer, edition: Edition) -> GraphAnswer:
    kinds = edition.array("people", "kind")
    everybody = np.flatnonzero((kinds != "bot") & (edition.array("people", "degree") > 0))
    if policy.rule(viewer, Data.TIES) is Rule.ALLOW and len(everybody) <= MOST_PEOPLE:
        return _people(edition, viewer, everybody, "people", "")
    policy.require(viewer, Data.AGGREGATES)
    return _communities(space, viewer, edition)


def _communities(space: Workspace, viewer: Viewer, edition: Edition) -> GraphAnswer:
    least = 1 if viewer.owner else int(space.settings["privacy.k"])
    table = edition.table("communities")
    size = table["size"].to_numpy()
    shown = np.flatnonzero(size >= max(least, 2))
    member = edition.array("people", "community")
    x, y = edition.array("people", "x"), edition.array("people", "y")
    at = {int(c): (float(np.nanmean(x[member == c])), float(np.nanmean(y[member == c]))) for c in shown}
    ties = edition.table("community_ties")
    inside = ties["a"].isin(shown) & ties["b"].isin(shown) & (ties["a"] != ties["b"])
    chosen = ties[inside].nlargest(MOST_EDGES, "strength")
    weight = _weights(chosen, len(table))
    places = _unit(np.array([at[int(c)] for c in shown]).reshape(-1, 2))
    nodes = [
        Mark(
            f"community:{c}",
            str(table["label"].iloc[c]),
            "community",
            *place,
            int(size[c]),
            weight[c],
            int(c),
            None,
        )
        for c, place in zip(shown.tolist(), places, strict=True)
    ]
    edges = [
        Line(f"community:{a}", f"community:{b}", float(s))
        for a, b, s in zip(*(chosen[name].tolist() for name in ("a", "b", "strength")), strict=True)
    ]
    people = int(size[shown].sum())
    left_out = int((edition.array("people", "kind") != "bot").sum()) - people
    note = (
        f"Communities are single marks; {left_out:,} people without ties or in smaller groups are not drawn."
    )
    return GraphAnswer("communities", "", nodes, edges, _groups(table, shown), people, left_out, note)


def _people(edition: Edition, viewer: Viewer, rows: Any, shows: str, title: str) -> GraphAnswer:
    left_out = max(len(rows) - MOST_PEOPLE, 0)
    strength = edition.array("people", "strength")
    if left_out:
        rows = np.sort(rows[np.argsort(-strength[rows], kind="stable")[:MOST_PEOPLE]])
    ties = edition.table("ties")
    inside = np.zeros(len(strength), dtype=bool)
    inside[rows] = True
    chosen = ties[inside[ties["a"].to_numpy()] & inside[ties["b"].to_numpy()]]
    chosen = chosen[~chosen["contact"]].nlargest(MOST_EDGES, "strength")
    x, y = edition.array("people", "x"), edition.array("people", "y")
    places = _unit(np.column_stack([x[rows], y[rows]]))
    nodes = _marks(edition, viewer, rows.tolist(), places)
    note = f"{left_out:,} people with the weakest ties are not drawn." if left_out else ""
    table = edition.table("communities")
    present = np.unique(edition.array("people", "community")[rows])
    groups = _groups(table, present[present >= 0])
    return GraphAnswer(shows, title, nodes, _lines(edition, chosen), groups, len(rows), left_out, note)


def _ego(edition: Edition, viewer: Viewer, row: int) -> GraphAnswer:
    """Somebody in the middle, those with strong ties nearer, neighbours of one community side by side."""
    own = viewer.person is not None and edition.row_of(viewer.person) == row
    if policy.rule(viewer, Data.TIES) is not Rule.ALLOW and not own:
        raise NotFound("There is no map of this person for you to see.")
    ties = edition.table("ties")
    mine = ties[(ties["a"] == row) | (ties["b"] == row)].nlargest(_EGO, "strength")
    other = np.where(mine["a"] == row, mine["b"], mine["a"]).astype(int)
    community = edition.array("people", "community")
    order = np.lexsort((-mine["strength"].to_numpy(), community[other]))
    angle = {int(other[place]): math.tau * at / max(len(order), 1) for at, place in enumerate(order)}
    rank = {int(each): at for at, each in enumerate(other)}
    places = [(0.0, 0.0)]
    for each in other.tolist():
        radius = 0.42 + 0.55 * rank[each] / max(len(other), 1)
        places.append((radius * math.sin(angle[each]), -radius * math.cos(angle[each])))
    rows = [row, *other.tolist()]
    inside = np.zeros(len(community), dtype=bool)
    inside[rows] = True
    between = ties[inside[ties["a"].to_numpy()] & inside[ties["b"].to_numpy()]].nlargest(
        MOST_EDGES, "strength"
    )
    nodes = _marks(edition, viewer, rows, places, me=row)
    total = int(((ties["a"] == row) | (ties["b"] == row)).sum())
    left_out = total - len(other)
    note = f"{left_out:,} weaker ties are not drawn." if left_out else ""
    present = np.unique(community[rows])
    groups = _groups(edition.table("communities"), present[present >= 0])
    title = str(edition.table("people")["name"].iloc[row])
    return GraphAnswer("ego", title, nodes, _lines(edition, between), groups, len(rows), left_out, note)


def _marks(
    edition: Edition, viewer: Viewer, rows: list[int], places: Any, me: int | None = None
) -> list[Mark]:
    people = edition.table("people")
    ring, rings = people["ring"].to_numpy(), policy.rings(viewer, edition)
    strength = people["strength"].to_numpy()
    top = float(strength[rows].max()) if rows else 0.0
    ids, names, kinds, group = (people[name].to_numpy() for name in ("person", "name", "kind", "community"))
    return [
        Mark(
            str(ids[row]),
            str(names[row]),
            str(kinds[row]),
            round(float(x), 4),
            round(float(y), 4),
            1,
            round(float(strength[row]) / top, 4) if top else 0.0,
            int(group[row]),
            int(ring[row]) if rings[row] and ring[row] >= 0 else None,
            row == me,
        )
        for row, (x, y) in zip(rows, places, strict=True)
    ]


def _lines(edition: Edition, chosen: Any) -> list[Line]:
    ids = edition.array("people", "person")
    columns = (chosen[name].tolist() for name in ("a", "b", "strength", "contact"))
    return [Line(str(ids[a]), str(ids[b]), round(s, 6), bool(c)) for a, b, s, c in zip(*columns, strict=True)]


def _weights(ties: Any, count: int) -> list[float]:
    total = np.bincount(ties["a"], ties["strength"], count) + np.bincount(ties["b"], ties["strength"], count)
    top = float(total.max()) if len(total) else 0.0
    return [round(float(each) / top, 4) if top else 0.0 for each in total]


def _groups(table: Any, numbers: Any) -> list[Group]:
    return [Group(int(n), str(table["label"].iloc[n]), int(table["size"].iloc[n])) for n in numbers]


def _unit(places: Any) -> list[tuple[float, float]]:
    """Places moved and scaled into -1 .. 1, the proportions kept; what has no place goes to the middle."""
    places = np.nan_to_num(np.asarray(places, dtype=float))
    if not len(places):
        return []
    low, high = places.min(axis=0), places.max(axis=0)
    half = max(float((high - low).max()) / 2, 1e-9)
    scaled = np.clip((places - (low + high) / 2) / half, -1, 1)
    return [(round(float(x), 4), round(float(y), 4)) for x, y in scaled]
