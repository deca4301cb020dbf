"""Circles: people of one trade at several sites with few ties among them, each reinventing the same wheel."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy import sparse

from expertgraph import policy
from expertgraph.analysis.circles import Among, among, apart
from expertgraph.analysis.population import Bools, Ints
from expertgraph.analysis.roles import families
from expertgraph.analysis.tables import numbered
from expertgraph.answers.conversations import tied
from expertgraph.answers.knowledge import holders_seen
from expertgraph.answers.passable import taking_no_part
from expertgraph.edition import Edition
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.workspace import Workspace

_STEPS = 20
"""Shares are told to others than the owner in steps of a twentieth, rounded up: none says that there is no tie at all,
which would tell of every pair of the named people that they do not know each other."""
_SKILLS, _SKILL_HOLDERS = 5, 3


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a circle, as on their profile."""

    person: str
    name: str
    role: str | None
    unit: str | None
    site: str | None


@dataclass(frozen=True, slots=True)
class Circle:
    """``by`` role (a family of titles) or skill, ``label`` what it is called, ``sites`` how many people are at each.
    ``tied`` is the share of pairs with a tie, ``expected`` the share that the people's numbers of ties make
    expected; not ``exact``: tied is at most that, in steps of 5 %, and expected is not told.  ``skills`` are what
    at least three of them are known for, the commonest first."""

    by: str
    label: str
    people: list[Member]
    sites: dict[str, int]
    pairs: int
    tied: float
    expected: float | None
    exact: bool
    skills: list[str]


def circles(workspace: Workspace, viewer: Viewer) -> list[Circle]:
    """The circles of at least k people that the viewer may see, roles before skills, those with the fewest of the
    expected ties first; employees see those that they belong to."""
    rule = policy.rule(viewer, Data.CIRCLES)
    if rule is Rule.DENY or (rule is Rule.OWN and viewer.person is None):
        return []
    found = _Circles(workspace, viewer)
    made = [*found.of_roles(), *found.of_skills()]
    if rule is Rule.OWN:
        me = str(found.who["person"].iat[found.edition.row_of(viewer.person or "")])
        made = [each for each in made if any(member.person == me for member in each.people)]
    return made


class _Circles:
    """What circles are made of, for one viewer."""

    def __init__(self, workspace: Workspace, viewer: Viewer) -> None:
        self.viewer, self.edition = viewer, workspace.edition()
        self.who = self.edition.table("people")
        out = taking_no_part(workspace)
        self.shown: Bools = policy.people(viewer, Data.PROFILE, self.edition) & ~out
        self.graph = tied(self.edition, out)
        self.site, self.site_names = numbered(self.who["site"])
        self.least = int(workspace.settings["privacy.k"])
        self.skill_names = [str(each) for each in self.edition.table("skills")["label"]]
        self.holds = self._holds(workspace)

    def _holds(self, workspace: Workspace) -> sparse.csr_array:
        """people x skills, as far as the viewer may see who is known for what."""
        shape = (len(self.who), len(self.skill_names))
        if policy.rule(self.viewer, Data.EVIDENCE_OPEN) is not Rule.ALLOW:
            return sparse.csr_array(shape)
        rows = holders_seen(workspace, self.edition, self.viewer)
        rows = rows[(rows["expertise"] > 0) & self.shown[rows["person"]]]
        return _matrix(rows["person"].to_numpy(np.int64), rows["skill"].to_numpy(np.int64), shape)

    def of_roles(self) -> list[Circle]:
        label, names = role_families(self.edition)
        rows = np.flatnonzero((label >= 0) & self.shown)
        return self._told("role", _matrix(rows, label[rows], (len(label), len(names))), names)

    def of_skills(self) -> list[Circle]:
        return self._told("skill", self.holds, self.skill_names)

    def _told(self, by: str, members: sparse.csr_array, names: list[str]) -> list[Circle]:
        if not members.nnz:
            return []
        found = among(self.graph, members, self.site)
        groups = np.flatnonzero(apart(found, self.least))
        filled = found.ties[groups] / np.maximum(found.expected[groups], 1e-9)
        order = groups[np.lexsort((groups, -found.people[groups], filled))]
        by_group = sparse.csc_array(members)
        return [
            self._circle(by, names[group], _column(by_group, group), found, group) for group in order.tolist()
        ]

    def _circle(self, by: str, label: str, rows: Ints, found: Among, group: int) -> Circle:
        pairs, exact = int(found.pairs[group]), self.viewer.owner
        share = float(found.ties[group]) / pairs
        held = np.asarray(self.holds[rows].sum(axis=0)).ravel()
        common = np.lexsort((np.arange(len(held)), -held))[:_SKILLS]
        site = self.site[rows]
        counts = np.bincount(site[site >= 0], minlength=len(self.site_names))
        return Circle(
            by,
            label,
            [self._member(row) for row in rows.tolist()],
            {
                self.site_names[each]: int(counts[each])
                for each in np.lexsort((np.arange(len(counts)), -counts))
                if counts[each]
            },
            pairs,
            share if exact else max(ceil(_STEPS * share - 1e-9), 1) / _STEPS,
            float(found.expected[group]) / pairs if exact else None,
            exact,
            [
                self.skill_names[each]
                for each in common
                if held[each] >= _SKILL_HOLDERS and self.skill_names[each] != label
            ],
        )

    def _member(self, row: int) -> Member:
        texts = {name: self.who[name].iat[row] for name in ("role", "unit", "site")}
        return Member(
            str(self.who["person"].iat[row]),
            str(self.who["name"].iat[row]),
            **{name: text if isinstance(text, str) and text else None for name, text in texts.items()},
        )


def role_families(edition: Edition) -> tuple[Ints, list[str]]:
    """Everybody's role family as a number (-1: none), and what the families are called."""
    found: tuple[Ints, list[str]] = edition.cached(
        "role_families", lambda: families(edition.table("people")["role"])
    )
    return found


def _matrix(rows: Ints, columns: Ints, shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)


def _column(matrix: sparse.csc_array, column: int) -> Ints:
    return np.sort(matrix.indices[matrix.indptr[column] : matrix.indptr[column + 1]]).astype(np.int64)
