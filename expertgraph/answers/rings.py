"""Who carries the community: everybody's engagement ring, as far as the viewer may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from expertgraph import policy
from expertgraph.answers.ring_words import RINGS, sentence
from expertgraph.edition import Edition
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RingReason:
    """Why: a stable code, its parameters, and the same in English."""

    code: str
    params: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class RingRow:
    """One person's ring, by name, with its number in ``level``.  ``since`` is UTC seconds (None: not known);
    what is only for oneself (since, active weeks, reasons) is None or empty for others."""

    person: str
    name: str
    kind: str
    ring: str
    level: int
    since: int | None
    active_weeks: int | None
    window_weeks: int | None
    reasons: list[RingReason]
    identities: list[str]


def rings(workspace: Workspace, viewer: Viewer) -> list[RingRow]:
    """Everybody whose ring the viewer may see, from the core outwards, then by name; bots have none.

    Denied when the role sees no rings at all.
    """
    policy.require(viewer, Data.RING_INNER, Data.RING_OUTER, Data.OWN)
    edition = workspace.edition()
    people = edition.table("people")
    ring = edition.array("people", "ring")
    rows = np.flatnonzero(policy.rings(viewer, edition) & (ring >= 0))
    inside = _inside(viewer, edition)
    why = reasons_of(edition, rows[inside[rows]])
    names = people["name"].to_numpy()
    order = sorted(rows.tolist(), key=lambda row: (ring[row], str(names[row]).casefold(), row))
    return [_row(people, row, bool(inside[row]), why.get(row, [])) for row in order]


def _inside(viewer: Viewer, edition: Edition) -> Any:
    """Oneself, or everybody for the owner of the data."""
    if policy.rule(viewer, Data.OWN) is Rule.ALLOW:
        return np.ones(len(edition.table("people")), dtype=bool)
    mask = np.zeros(len(edition.table("people")), dtype=bool)
    if viewer.person is not None and policy.rule(viewer, Data.OWN) is Rule.OWN:
        mask[edition.row_of(viewer.person)] = True
    return mask


def _row(people: Any, row: int, inside: bool, why: list[RingReason]) -> RingRow:
    level = int(people["ring"].iat[row])
    since = int(people["since"].iat[row])
    return RingRow(
        person=str(people["person"].iat[row]),
        name=str(people["name"].iat[row]),
        kind=str(people["kind"].iat[row]),
        ring=RINGS["en"][level],
        level=level,
        since=since if inside and since else None,
        active_weeks=int(people["active_weeks"].iat[row]) if inside else None,
        window_weeks=int(people["window_weeks"].iat[row]) if inside else None,
        reasons=why,
        identities=[str(each) for each in people["identities"].iat[row]] if inside else [],
    )


def reasons_of(edition: Edition, rows: Any) -> dict[int, list[RingReason]]:
    """The reasons of these people, by row."""
    table = edition.table("reasons")
    chosen = table[np.isin(table["person"].to_numpy(), rows)]
    found: dict[int, list[RingReason]] = {}
    for person, code, text in zip(chosen["person"].tolist(), chosen["code"], chosen["params"], strict=True):
        params = orjson.loads(text)
        found.setdefault(person, []).append(RingReason(code, params, sentence(code, params)))
    return found
