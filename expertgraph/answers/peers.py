"""Who should meet: one's own peers, and the circles of one trade whose people do not know each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from expertgraph import policy
from expertgraph.analysis.constants import DEFAULTS
from expertgraph.answers.circles import Circle, circles
from expertgraph.answers.goals import visible_person
from expertgraph.answers.knowledge import holders_seen, own_row
from expertgraph.answers.passable import taking_no_part
from expertgraph.edition import Edition
from expertgraph.errors import Denied, NotFound
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.workspace import Workspace

PAIRS = 12
"""How many pairs the page shows where nobody in particular is asked about."""


@dataclass(frozen=True, slots=True)
class PeerRow:
    """Somebody with the same expertise whom the person does not know yet.  ``role``, ``unit``, ``site`` and
    ``organisation`` are the peer's; ``skills`` what both are known for, as far as the viewer may see."""

    person: str
    name: str
    peer: str
    peer_name: str
    score: float
    cosine: float
    same_role: bool
    skills: list[str]
    peer_kind: str = "unknown"
    role: str | None = None
    unit: str | None = None
    site: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class PeersAnswer:
    """``person`` is whose peers these are; None: nobody's in particular, and ``peers`` are the best pairs (the
    owner's alone).  ``taking_part``: whether they do; who opted out has no peers.  ``circles`` are those that the
    viewer may see, of at least ``least`` people; ``all_circles``: not only the viewer's own."""

    person: str | None
    name: str | None
    mine: bool
    taking_part: bool
    peers: list[PeerRow]
    circles: list[Circle]
    all_circles: bool
    least: int


def peers(workspace: Workspace, viewer: Viewer, of: str = "") -> PeersAnswer:
    """One's own peers, at most three, and circles; for the owner anybody's (``of``), or the best pairs.

    Denied where neither is for the viewer, or where somebody else's are asked for.  NotFound for an unknown ``of``.
    """
    policy.require(viewer, Data.OWN)
    edition = workspace.edition()
    row = _whose(edition, viewer, of)
    who = edition.table("people")
    rule = policy.rule(viewer, Data.CIRCLES)
    if row is not None:
        rows = _rows(workspace, viewer, edition, row)
    else:
        rows = _best_pairs(peer_rows(workspace, viewer)) if viewer.owner else []
    me = None if viewer.person is None else edition.row_of(viewer.person)
    return PeersAnswer(
        None if row is None else str(who["person"].iat[row]),
        None if row is None else str(who["name"].iat[row]),
        row is not None and row == me,
        row is None or not bool(taking_no_part(workspace)[row]),
        rows,
        circles(workspace, viewer),
        rule not in (Rule.DENY, Rule.OWN),
        int(workspace.settings["privacy.k"]),
    )


def _whose(edition: Edition, viewer: Viewer, of: str) -> int | None:
    if not of:
        return None if viewer.person is None else edition.row_of(viewer.person)
    row = visible_person(edition, viewer, of)
    if row is None:
        raise NotFound(f"There is nobody called {of!r}, or more than one.", "Give the person's id.")
    if not viewer.owner and (viewer.person is None or row != edition.row_of(viewer.person)):
        raise Denied("Others than the owner of the data see their own peers.")
    return row


def peer_rows(workspace: Workspace, viewer: Viewer) -> list[PeerRow]:
    """People with the same expertise and no tie: one's own peers, at most three; everybody's for the
    owner."""
    policy.require(viewer, Data.OWN)
    edition = workspace.edition()
    whole = policy.rule(viewer, Data.OWN) is Rule.ALLOW
    return _rows(workspace, viewer, edition, None if whole else own_row(viewer, edition))


def _rows(workspace: Workspace, viewer: Viewer, edition: Edition, row: int | None) -> list[PeerRow]:
    table, who = edition.table("peers"), edition.table("people")
    if row is not None:
        table = table[table["person"] == row]
    out = taking_no_part(workspace)
    shown = (policy.people(viewer, Data.PROFILE, edition) & ~out)[table["peer"].to_numpy(np.int64)]
    table = table[shown & ~out[table["person"].to_numpy(np.int64)]]
    ids, names = who["person"].to_numpy(), who["name"].to_numpy()
    shared = _Shared(workspace, edition, viewer)
    columns = (table[name].tolist() for name in ("person", "peer", "score", "cosine", "role"))
    rows = [
        PeerRow(
            str(ids[u]),
            str(names[u]),
            str(ids[v]),
            str(names[v]),
            score,
            cosine,
            role,
            shared.skills(u, v),
            str(who["kind"].iat[v]),
            **{name: _text(who[name].iat[v]) for name in ("role", "unit", "site", "organisation")},
        )
        for u, v, score, cosine, role in zip(*columns, strict=True)
    ]
    # Who shares neither work nor anything that the viewer may see is no reason to meet that could be told.
    told = [each for each in rows if each.skills or each.same_role]
    counted: Counter[str] = Counter()
    return [each for each in told if _next(counted, each.person) <= DEFAULTS.peer_most]


def _next(counted: Counter[str], person: str) -> int:
    counted[person] += 1
    return counted[person]


def _best_pairs(rows: list[PeerRow]) -> list[PeerRow]:
    """The pairs with the highest score, each once."""
    best: dict[frozenset[str], PeerRow] = {}
    for row in sorted(rows, key=lambda each: (-each.score, each.person, each.peer)):
        best.setdefault(frozenset((row.person, row.peer)), row)
    return list(best.values())[:PAIRS]


class _Shared:
    """What two people are both known for, as far as the viewer may see."""

    def __init__(self, space: Workspace, edition: Edition, viewer: Viewer) -> None:
        holders = holders_seen(space, edition, viewer)
        self.labels = edition.table("skills")["label"].to_numpy()
        self.of: dict[int, dict[int, float]] = {}
        columns = (holders[name].tolist() for name in ("person", "skill", "expertise"))
        for person, skill, amount in zip(*columns, strict=True):
            self.of.setdefault(person, {})[skill] = amount

    def skills(self, u: int, v: int, most: int = 3) -> list[str]:
        mine, theirs = self.of.get(u, {}), self.of.get(v, {})
        both = sorted(
            mine.keys() & theirs.keys(), key=lambda skill: (-min(mine[skill], theirs[skill]), skill)
        )
        return [str(self.labels[skill]) for skill in both[:most]]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
