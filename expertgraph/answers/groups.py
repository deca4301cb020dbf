"""Groups: the communities that the ties show, and silos."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from expertgraph import policy
from expertgraph.onion.cells import near
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


def communities(workspace: Workspace, viewer: Viewer) -> list[CommunityRow]:
    """The communities, largest first; other roles see those of at least k people, in numbers rounded to 5."""
    policy.require(viewer, Data.AGGREGATES)
    edition = workspace.edition()
    table = edition.table("communities")
    whole = policy.rule(viewer, Data.AGGREGATES) is Rule.ALLOW
    if not whole:
        table = table[table["size"] >= int(workspace.settings["privacy.k"])]

    def number(value: int) -> int:
        return int(value) if whole else near(value)

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


def columns_of(row: Mapping[Any, Any], names: Sequence[str], make: Callable[[Any], Any]) -> dict[str, Any]:
    """Some columns of a row, each made into what the answer wants."""
    return {name: make(row[name]) for name in names}


def _texts(values: Any) -> list[str]:
    return [str(each) for each in values]


def _finite(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
