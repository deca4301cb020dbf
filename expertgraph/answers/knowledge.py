"""Who knows what, and what happens when they leave: as far as the viewer may see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from expertgraph import objecting, policy
from expertgraph.analysis.constants import DAY, DEFAULTS
from expertgraph.analysis.population import Ints
from expertgraph.analysis.succession import Succession, assess
from expertgraph.edition import Edition
from expertgraph.engines.graph import Graph
from expertgraph.errors import Denied
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.workspace import Workspace


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
    top: str
    successor: str | None


@dataclass(frozen=True, slots=True)
class _Assessed:
    """A skill with what its visible evidence says."""

    row: int
    skill: str
    label: str
    demand: int
    top: int
    state: Succession


def _assessed(space: Workspace, edition: Edition, viewer: Viewer, only: int | None = None) -> list[_Assessed]:
    """Every skill (or ``only`` one, by row) that somebody visible holds, from the evidence, holders and questions
    that the viewer may see and nothing else: two stores that differ in what is hidden give the same answer."""
    holders, skills_ = holders_seen(space, edition, viewer), edition.table("skills")
    holders = holders[(holders["expertise"] > 0) & ~edition.array("people", "left")[holders["person"]]]
    if only is not None:
        holders = holders[holders["skill"] == only]
    demand = demand_seen(edition, viewer)
    ties = _graph(edition) if viewer.owner else Graph.of_edges(len(edition.table("people")), _NONE, _NONE)
    found = []
    for skill, part in holders.groupby("skill", sort=True):
        number = int(str(skill))
        person, amount = part["person"].to_numpy(np.int64), part["expertise"].to_numpy(np.float64)
        state = assess(person, amount, part["active"].to_numpy(bool), int(demand[number]), ties)
        top = int(person[np.lexsort((person, -amount))[0]])
        name = (str(skills_["skill"].iat[number]), str(skills_["label"].iat[number]))
        found.append(_Assessed(number, *name, int(demand[number]), top, state))
    return found


def assessed_skill(space: Workspace, edition: Edition, viewer: Viewer, skill: int) -> Succession | None:
    """What the visible evidence for a skill (a row) says; None where nobody visible holds it."""
    found = _assessed(space, edition, viewer, skill)
    return found[0].state if found else None


def assessed_skills(space: Workspace, edition: Edition, viewer: Viewer) -> dict[int, Succession]:
    """The same of every skill that somebody visible holds, by row."""
    return {each.row: each.state for each in _assessed(space, edition, viewer)}


def demand_seen(edition: Edition, viewer: Viewer) -> Ints:
    """Questions of the last 90 days per skill that the viewer may read."""
    asked = edition.table("skill_demand")
    open_ = policy.channels(viewer, edition)[asked["channel"].to_numpy()]
    count = len(edition.table("skills"))
    return np.bincount(asked["skill"][open_], asked["questions"][open_], count).astype(np.int64)


_NONE = np.zeros(0, dtype=np.int64)


def _graph(edition: Edition) -> Graph:
    def make() -> Graph:
        ties = edition.table("ties")
        ties = ties[ties["living"].to_numpy(bool)]
        a, b = ties["a"].to_numpy(np.int64), ties["b"].to_numpy(np.int64)
        return Graph.of_edges(len(edition.table("people")), a, b, ties["strength"].to_numpy(np.float64))

    found: Graph = edition.cached("living_graph", make)
    return found


def holders_seen(space: Workspace, edition: Edition, viewer: Viewer) -> pd.DataFrame:
    """The pairs of person_skills that the viewer may see, of people whose profile they may see and who did more
    than ask; ``active``: with visible evidence of the last 180 days."""
    from expertgraph.search.skills import seen_skills

    pairs, evidence = edition.table("person_skills"), edition.table("skill_evidence")
    seen = seen_skills(edition, viewer, objecting.standing(space.store, edition))
    profile = policy.people(viewer, Data.PROFILE, edition)[pairs["person"].to_numpy()]
    recent = evidence["at"].to_numpy() >= edition.as_of - DEFAULTS.active_days * DAY
    active = np.zeros(len(pairs), dtype=bool)
    active[seen.pair[seen.evidence & recent]] = True
    shown: pd.DataFrame = pairs.assign(expertise=seen.expertise, active=active)[seen.known & profile]
    return shown


_RISKS = {"red": 0, "amber": 1, "green": 2, "none": 3}


def succession(workspace: Workspace, viewer: Viewer) -> list[SuccessionRow]:
    """Skills by risk, red first; only for roles that see who knows what."""
    policy.require(viewer, Data.EVIDENCE_OPEN)
    if policy.rule(viewer, Data.EVIDENCE_OPEN) is not Rule.ALLOW:
        raise Denied("Succession is not for your role.")
    edition = workspace.edition()
    names = edition.table("people")["name"].to_numpy()
    rows = [
        SuccessionRow(
            each.skill,
            each.label,
            each.state.risk,
            each.state.holders,
            each.state.absence_factor,
            each.state.effective_holders,
            each.state.active_holders,
            each.demand,
            str(names[each.top]),
            str(names[each.state.successor]) if each.state.successor >= 0 else None,
        )
        for each in _assessed(workspace, edition, viewer)
    ]
    return sorted(rows, key=lambda row: (_RISKS[row.risk], -row.demand, row.effective_holders, row.label))


def own_row(viewer: Viewer, edition: Edition) -> int:
    """The row of whoever looks; Denied for nobody in particular."""
    if viewer.person is None:
        raise Denied("This shows one's own only.", "Say who is looking with --viewer.")
    return edition.row_of(viewer.person)
