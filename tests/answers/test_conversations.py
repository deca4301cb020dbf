"""Whom to talk to: the list does as it is told, and tells others than the owner sums only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from expertgraph.answers import plain
from expertgraph.answers.conversations import Conversations, conversations
from expertgraph.answers.reached import NotReached, Wanting, not_reached
from expertgraph.declaring import declare
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.workspace import Workspace
from tests.analysis.world import NOW
from tests.answers.crowd import identity, viewer, workspace

MANAGER = Viewer(Role.MANAGER)


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return workspace(tmp_path_factory.mktemp("crowd"))


def names(found: Conversations) -> list[str]:
    return [row.name for row in found.chosen]


def test_hubs_first_then_somebody_of_each_unit_and_site(space: Workspace) -> None:
    found = conversations(space, OWNER)
    assert names(found)[:4] == ["Hub A0", "Hub D0", "Hub C0", "Hub B0"]
    assert [row.why for row in found.chosen[:4]] == ["reach", "reach", "reach", "unit or site"]
    assert {row.unit for row in found.chosen} == {f"Unit {unit}" for unit in "ABCDE"}
    assert {row.site for row in found.chosen} == {"Utrecht", "Delft", "Leiden"}
    assert found.wanting == []
    assert found.chosen[0].adds == 26, "herself, her unit's eleven, unit E's twelve and two other hubs"
    assert found.chosen[0].units == ["Unit A"]
    assert found.people == 60
    assert found.reached == 1.0


def test_as_many_as_asked_with_room_for_what_must_be_there(space: Workspace) -> None:
    found = conversations(space, OWNER, most=5, target=100)
    assert len(found.chosen) == 5
    assert {row.unit for row in found.chosen} == {f"Unit {unit}" for unit in "ABCDE"}
    assert found.wanting == []
    short = conversations(space, OWNER, most=3, target=100)
    assert {each.why for each in short.wanting} == {"room"}
    assert len(short.wanting) == 2, "three people, five units"


def test_leaving_out_and_asking_for(space: Workspace) -> None:
    found = conversations(space, OWNER, without=["Hub A0", "Hub A0"], with_=["Member C7"])
    assert names(found)[0] == "Member C7"
    assert found.chosen[0].why == "asked for"
    assert "Hub A0" not in names(found)
    assert [each.name for each in found.left_out] == ["Hub A0"]
    assert [each.name for each in found.asked_for] == ["Member C7"]
    both = conversations(space, OWNER, without=["Hub A0"], with_=["Hub A0"])
    assert "Hub A0" not in names(both)


def test_from_somebodys_point_of_view_their_own_ties_are_reached(space: Workspace) -> None:
    found = conversations(space, OWNER, origin="Hub A0")
    assert found.before == pytest.approx(26 / 60)
    assert "Hub A0" not in names(found), "nobody needs to talk to themselves"
    assert names(found)[0] in {"Hub C0", "Hub D0", "Hub B0"}


def test_others_choose_from_the_inner_rings_and_see_sums(space: Workspace) -> None:
    found = conversations(space, MANAGER)
    assert set(names(found)) == {"Hub A0", "Hub B0", "Hub C0", "Hub D0"}
    assert found.wanting == [
        Wanting("unit", "Unit E", "nobody"),
        Wanting("site", "Delft", "nobody"),
        Wanting("site", "Leiden", "nobody"),
    ]
    assert [row.adds for row in found.chosen] == [25, 10, 10, 10], "26, 12, 11 and 11, rounded"
    assert found.least == 10


def test_what_few_people_are_is_not_told(space: Workspace) -> None:
    found = conversations(space, MANAGER, without=["Hub B0"])
    told = {(each.by, each.group, each.others): each.people for each in found.not_reached}
    assert told == {("unit", "Unit B", False): 10, ("site", None, True): 10}, (
        "3, 3 and 4 at the sites: together"
    )
    only = conversations(space, MANAGER, most=4, with_=["Hub A0", "Hub B0"], without=["Hub C0", "Hub D0"])
    assert [row.adds for row in only.chosen] == [25, 10]


def test_somebody_who_may_not_be_named_is_like_nobody(space: Workspace) -> None:
    hidden = conversations(space, MANAGER, with_=["Member C7"], without=["Member C8"])
    absent = conversations(space, MANAGER, with_=["Nobody 1"], without=["Nobody 2"])
    assert set(hidden.unknown) == {"Member C7", "Member C8"}
    assert plain(hidden) | {"unknown": 0} == plain(absent) | {"unknown": 0}


def test_whose_point_of_view(space: Workspace) -> None:
    me = viewer(space, Role.EMPLOYEE, identity("A", 0))
    found = conversations(space, me, origin="Hub A0")
    assert found.before == pytest.approx(25 / 60), "one's own ties, rounded like everything"
    assert "Hub A0" not in names(conversations(space, me)), "one does not talk to oneself"
    with pytest.raises(Denied, match="start from themselves"):
        conversations(space, me, origin="Hub B0")
    with pytest.raises(NotFound):
        conversations(space, OWNER, origin="Nobody at all")


@pytest.mark.parametrize("role", [Role.EXTERNAL, Role.ADMIN, Role.COUNCIL])
def test_who_sees_no_ties_in_sums_sees_no_list(space: Workspace, role: Role) -> None:
    with pytest.raises(Denied):
        conversations(space, Viewer(role))


@pytest.mark.parametrize(("most", "target"), [(0, 80), (201, 80), (40, 0), (40, 101)])
def test_limits(space: Workspace, most: int, target: int) -> None:
    with pytest.raises(WrongCall):
        conversations(space, OWNER, most=most, target=target)


def test_opting_out_counts_at_once(tmp_path: Path) -> None:
    space = workspace(tmp_path)
    declare(
        space.store, str(viewer(space, Role.EMPLOYEE, identity("A", 0)).person), "opted-out", "yes", at=NOW
    )
    found = conversations(space, OWNER)
    assert "Hub A0" not in names(found)
    assert found.people == 60 - 1 - 11 - 12, "whom only she had a tie with can not be reached any more"
    space.store.close()


def test_a_single_small_group_does_not_follow_from_the_rest() -> None:
    label = np.repeat([0, 1, 2], [3, 12, 30])
    left = np.ones(45, dtype=bool)
    groups = [(label, ["x", "y", "z"]), (np.full(45, -1), [])]
    found = not_reached(left, groups, 10)
    assert found == [NotReached("unit", "z", 30), NotReached("unit", None, 15, others=True)]
    assert not_reached(left & (label == 0), groups, 10) == []
    assert not_reached(left & (label == 0), groups, 1) == [NotReached("unit", "x", 3)]
