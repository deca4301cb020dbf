"""Who knows what, what happens when they leave, and who should meet: as far as the viewer may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from expertgraph import policy
from expertgraph.edition import Edition
from expertgraph.errors import Denied
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill and how many hold it."""

    skill: str
    label: str
    holders: int
    active_holders: int
    demand: int


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """What happens to a skill when people leave: red, amber or green, and who would come next."""

    skill: str
    label: str
    risk: str
    holders: int
    absence_factor: int
    effective_holders: float
    active_holders: int
    demand: int
    top: str | None
    successor: str | None


@dataclass(frozen=True, slots=True)
class PeerRow:
    """Somebody with the same expertise whom the person does not know yet."""

    person: str
    name: str
    peer: str
    peer_name: str
    score: float
    cosine: float
    same_role: bool
    skills: list[str]


def skills(workspace: Workspace, viewer: Viewer) -> list[SkillRow]:
    """The skills that the viewer may see somebody hold, most held first."""
    policy.require(viewer, Data.PROFILE)
    edition = workspace.edition()
    table: Any = edition.table("skills")
    holders = _holders(edition, viewer)
    count = np.bincount(holders["skill"], minlength=len(table))
    rows = np.lexsort((table["label"].to_numpy(str), -count))
    return [
        SkillRow(
            str(table["skill"].iat[row]),
            str(table["label"].iat[row]),
            int(count[row]),
            int(table["active_holders"].iat[row]),
            int(table["demand"].iat[row]),
        )
        for row in rows.tolist()
        if count[row]
    ]


def _holders(edition: Edition, viewer: Viewer) -> pd.DataFrame:
    """The pairs of person_skills that the viewer may see, of people whose profile they may see."""
    from expertgraph.search.skills import seen_skills

    pairs = edition.table("person_skills")
    seen = seen_skills(edition, viewer)
    profile = policy.people(viewer, Data.PROFILE, edition)[pairs["person"].to_numpy()]
    shown: pd.DataFrame = pairs.assign(expertise=seen.expertise)[seen.shown & profile]
    return shown


_RISKS = {"red": 0, "amber": 1, "green": 2, "none": 3}


def succession(workspace: Workspace, viewer: Viewer) -> list[SuccessionRow]:
    """Skills by risk, red first; only for roles that see who knows what."""
    policy.require(viewer, Data.EVIDENCE_OPEN)
    if policy.rule(viewer, Data.EVIDENCE_OPEN) is not Rule.ALLOW:
        raise Denied("Succession is not for your role.")
    edition = workspace.edition()
    table = edition.table("skills")
    holders = _holders(edition, viewer).sort_values(
        ["skill", "expertise", "person"], ascending=[True, False, True]
    )
    top = holders.groupby("skill")["person"].first()
    names = edition.table("people")["name"].to_numpy()
    profile = policy.people(viewer, Data.PROFILE, edition)

    def name(row: int) -> str | None:
        return str(names[row]) if row >= 0 and profile[row] else None

    rows = [
        SuccessionRow(
            str(row["skill"]),
            str(row["label"]),
            str(row["risk"]),
            int(row["holders"]),
            int(row["absence_factor"]),
            float(row["effective_holders"]),
            int(row["active_holders"]),
            int(row["demand"]),
            name(int(top.get(number, -1))),
            name(int(row["successor"])),
        )
        for number, row in enumerate(table.to_dict("records"))
        if number in top.index
    ]
    return sorted(rows, key=lambda row: (_RISKS[row.risk], -row.demand, row.effective_holders, row.label))


def peers(workspace: Workspace, viewer: Viewer) -> list[PeerRow]:
    """People with the same expertise and no tie: one's own peers, at most three; everybody's for the
    owner."""
    policy.require(viewer, Data.OWN)
    edition = workspace.edition()
    table, who = edition.table("peers"), edition.table("people")
    if policy.rule(viewer, Data.OWN) is not Rule.ALLOW:
        table = table[table["person"] == own_row(viewer, edition)]
    shown = policy.people(viewer, Data.PROFILE, edition)[table["peer"].to_numpy(np.int64)]
    table = table[shown]
    ids, names = who["person"].to_numpy(), who["name"].to_numpy()
    shared = _Shared(edition, viewer)
    return [
        PeerRow(
            str(ids[u]),
            str(names[u]),
            str(ids[v]),
            str(names[v]),
            score,
            cosine,
            bool(role),
            shared.skills(u, v),
        )
        for u, v, score, cosine, role in zip(
            *(table[name].tolist() for name in ("person", "peer", "score", "cosine", "role")), strict=True
        )
    ]


class _Shared:
    """What two people are both known for, as far as the viewer may see."""

    def __init__(self, edition: Edition, viewer: Viewer) -> None:
        holders = _holders(edition, viewer)
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


def own_row(viewer: Viewer, edition: Edition) -> int:
    """The row of whoever looks; Denied for nobody in particular."""
    if viewer.person is None:
        raise Denied("This shows one's own only.", "Say who is looking with --viewer.")
    return edition.row_of(viewer.person)
