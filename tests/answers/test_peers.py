"""Who should meet: one's own peers, and circles of one trade, named from profiles and never by who knows whom."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from expertgraph.analysis.circles import among, apart
from expertgraph.analysis.peers import KEPT
from expertgraph.answers import plain
from expertgraph.answers.peers import PAIRS, peer_rows, peers
from expertgraph.declaring import declare
from expertgraph.engines.graph import Graph
from expertgraph.errors import Denied, NotFound
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.workspace import Workspace
from tests.analysis.world import NOW
from tests.answers.crowd import identity, viewer, workspace


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return workspace(tmp_path_factory.mktemp("crowd"))


def test_ones_own_peers_do_the_same_work_elsewhere(space: Workspace) -> None:
    me = viewer(space, Role.EMPLOYEE, identity("A", 1))
    found = peers(space, me)
    assert found.mine
    assert len(found.peers) == 3
    assert all(row.same_role and row.site != "Delft" for row in found.peers), "she is at Delft herself"
    assert {row.role for row in found.peers} <= {"Site manager", "Locatiemanager", "Senior site manager"}


def test_the_fifteen_site_managers_are_a_circle(space: Workspace) -> None:
    (circle,) = peers(space, OWNER).circles
    assert (circle.by, circle.label, len(circle.people)) == ("role", "Site manager", 15)
    assert circle.sites == {"Delft": 5, "Leiden": 5, "Utrecht": 5}
    assert (circle.tied, circle.pairs, circle.exact) == (0.0, 105, True)
    assert circle.expected is not None
    assert circle.expected > 0


@pytest.mark.parametrize("role", [Role.MANAGER, Role.LEADERSHIP])
def test_others_learn_that_they_hardly_know_each_other_and_of_no_pair(space: Workspace, role: Role) -> None:
    found = peers(space, Viewer(role))
    (circle,) = found.circles
    assert found.all_circles
    assert found.peers == []
    assert (circle.tied, circle.expected, circle.exact) == (0.05, None, False), "never: none of these pairs"


def test_an_employee_sees_the_circles_she_belongs_to(space: Workspace) -> None:
    inside = peers(space, viewer(space, Role.EMPLOYEE, identity("B", 2)))
    assert [each.label for each in inside.circles] == ["Site manager"]
    assert not inside.all_circles
    assert peers(space, viewer(space, Role.EMPLOYEE, identity("B", 0))).circles == []
    assert peers(space, Viewer(Role.EMPLOYEE)).circles == []


def test_who_sees_nothing_of_it(space: Workspace) -> None:
    with pytest.raises(Denied):
        peers(space, Viewer(Role.COUNCIL))
    for role in (Role.ADMIN, Role.EXTERNAL):
        found = peers(space, Viewer(role))
        assert (found.peers, found.circles) == ([], [])


def test_somebody_elses_peers_are_the_owners_to_see(space: Workspace) -> None:
    assert peers(space, OWNER, "Member A1").name == "Member A1"
    assert all(row.name == "Member A1" for row in peers(space, OWNER, "Member A1").peers)
    with pytest.raises(Denied, match="own peers"):
        peers(space, viewer(space, Role.MANAGER, identity("A", 0)), "Member A1")
    with pytest.raises(NotFound):
        peers(space, OWNER, "Nobody at all")


def test_at_most_three_each_of_twelve_that_are_kept(space: Workspace) -> None:
    of_each = Counter(row.person for row in peer_rows(space, OWNER))
    assert max(of_each.values()) == 3
    kept = Counter(space.edition().array("peers", "person").tolist())
    assert 3 < max(kept.values()) <= KEPT


def test_the_best_pairs_come_once_each(space: Workspace) -> None:
    found = peers(space, OWNER)
    pairs = [frozenset((row.person, row.peer)) for row in found.peers]
    assert 0 < len(pairs) == len(set(pairs)) <= PAIRS
    assert [row.score for row in found.peers] == sorted((row.score for row in found.peers), reverse=True)


def test_who_opted_out_is_in_no_circle_and_has_no_peers(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    gone = viewer(space, Role.EMPLOYEE, identity("A", 1))
    declare(space.store, str(gone.person), "opted-out", "yes", at=NOW)
    told = peers(space, Viewer(Role.MANAGER))
    assert len(told.circles[0].people) == 14
    assert not re.search(str(gone.person), str(plain(told)))
    own = peers(space, gone)
    assert (own.taking_part, own.peers, own.circles) == (False, [], [])
    assert all(row.peer != gone.person for row in peers(space, OWNER).peers)
    space.store.close()


def test_among_counts_ties_and_what_degrees_make_expected() -> None:
    # A ring of six; the group is 0, 1 and 3: one tie of three pairs, each with two ties out of six.
    a = np.arange(6)
    graph = Graph.of_edges(6, a, (a + 1) % 6)
    member = sparse.csr_array((np.ones(3), ([0, 1, 3], [0, 0, 0])), shape=(6, 1))
    found = among(graph, member, np.array([0, 1, 0, 2, 0, -1]))
    assert (found.people.tolist(), found.pairs.tolist(), found.ties.tolist()) == ([3], [3], [1])
    assert found.sites.tolist() == [3]
    assert found.expected.tolist() == pytest.approx([3 * 2 * 2 / 12])
    assert apart(found, 3).tolist() == [True], "one tie, and one expected"
    assert apart(found, 4).tolist() == [False]
    assert apart(among(graph, member, np.array([0, 1, 0, 1, 0, -1])), 3).tolist() == [False], (
        "two places only"
    )
