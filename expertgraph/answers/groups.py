"""Groups: the communities that the ties show, silos, and the people through whom nearly everybody is
reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from expertgraph import policy
from expertgraph.analysis.constants import DEFAULTS
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """A community that the ties show: sizes by side, and what its members share."""

    community: int
    label: str
    size: int
    employees: int
    externals: int
    unknown: int
    units: list[str]
    channels: list[str]
    words: list[str]


@dataclass(frozen=True, slots=True)
class SiloRow:
    """A group, a pair of groups, or all: E-I, what sizes make expected, the difference and its z."""

    by: str
    level: str
    group: str
    other: str
    size: int
    ties: int
    ei: float | None
    expected: float | None
    excess: float | None
    z: float | None


@dataclass(frozen=True, slots=True)
class CoverRow:
    """One of the people to talk to, in order; ``reached`` is the share of everybody with ties reached so far,
    ``why``: reaches most, or the only one from a unit or site."""

    person: str
    name: str
    unit: str | None
    site: str | None
    reached: float
    why: str


def communities(workspace: Workspace, viewer: Viewer) -> list[CommunityRow]:
    """The communities, largest first; other roles see those of at least k people, in numbers rounded to 5."""
    policy.require(viewer, Data.AGGREGATES)
    edition = workspace.edition()
    table = edition.table("communities")
    whole = policy.rule(viewer, Data.AGGREGATES) is Rule.ALLOW
    if not whole:
        table = table[table["size"] >= int(workspace.settings["privacy.k"])]

    def number(value: int) -> int:
        return int(value) if whole else 5 * round(int(value) / 5)

    return [
        CommunityRow(
            int(row["community"]),
            str(row["label"]),
            **columns_of(row, ("size", "employees", "externals", "unknown"), number),
            **columns_of(row, ("units", "channels", "words"), _texts),
        )
        for row in table.to_dict("records")
    ]


def silos(workspace: Workspace, viewer: Viewer) -> list[SiloRow]:
    """How closed units, sites, organisations and sides are, most closed first within each level; other
    roles see groups of at least k people."""
    policy.require(viewer, Data.AGGREGATES)
    edition = workspace.edition()
    table = edition.table("units")
    if policy.rule(viewer, Data.AGGREGATES) is not Rule.ALLOW:
        table = _large_groups(table, int(workspace.settings["privacy.k"]))
    level = table["level"].map({"overall": 0, "group": 1, "pair": 2})
    order = np.lexsort((table["other"], table["group"], table["excess"].fillna(9), level, table["by"]))
    return [
        SiloRow(
            **columns_of(row, ("by", "level", "group", "other"), str),
            **columns_of(row, ("size", "ties"), int),
            **columns_of(row, ("ei", "expected", "excess", "z"), _finite),
        )
        for row in table.iloc[order].to_dict("records")
    ]


def _large_groups(table: pd.DataFrame, k: int) -> pd.DataFrame:
    group = table["level"] == "group"
    large = {
        (by, name) for by, name, size in table.loc[group, ["by", "group", "size"]].to_numpy() if size >= k
    }
    kept = [
        level == "overall" or ((by, one) in large and (level == "group" or (by, other) in large))
        for by, level, one, other in table[["by", "level", "group", "other"]].to_numpy()
    ]
    return table[np.array(kept, dtype=bool)] if len(table) else table


def coverage(workspace: Workspace, viewer: Viewer) -> list[CoverRow]:
    """Whom to talk to so as to reach 80 % of everybody with ties, and somebody of each unit and site.

    Others than the owner get it from among the people whose ring they may see.
    """
    policy.require(viewer, Data.RING_INNER)
    from expertgraph.analysis.coverage import cover
    from expertgraph.analysis.tables import numbered
    from expertgraph.engines.graph import Graph

    edition = workspace.edition()
    who, table = edition.table("people"), edition.table("ties")
    near = (table["living"] & (table["strength"] > DEFAULTS.coverage_strength)).to_numpy(bool)
    a, b = table["a"].to_numpy(np.int64)[near], table["b"].to_numpy(np.int64)[near]
    graph = Graph.of_edges(len(who), a, b)
    candidates = policy.people(viewer, Data.RING_INNER, edition) & (who["kind"] != "bot").to_numpy(bool)
    candidates &= ~(who["opted_out"] | who["left"]).to_numpy(bool)
    unit, site = (numbered(who[name])[0] for name in ("unit", "site"))
    found = cover(graph, target=DEFAULTS.coverage_target, candidates=candidates, groups=(unit, site))
    rows = who.iloc[found.chosen]
    return [
        CoverRow(
            str(row["person"]),
            str(row["name"]),
            _text(row["unit"]),
            _text(row["site"]),
            float(reached),
            "unit or site" if added else "reach",
        )
        for row, reached, added in zip(rows.to_dict("records"), found.reached, found.added, strict=True)
    ]


def columns_of(row: Mapping[Any, Any], names: Sequence[str], make: Callable[[Any], Any]) -> dict[str, Any]:
    """Some columns of a row, each made into what the answer wants."""
    return {name: make(row[name]) for name in names}


def _texts(values: Any) -> list[str]:
    return [str(each) for each in values]


def _finite(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _text(value: Any) -> Any:
    return None if value is None or (isinstance(value, float) and np.isnan(value)) else str(value)
