"""Where a first pilot would be worth it: reasons that can be counted, of groups that are large enough."""

from __future__ import annotations

import pytest

from expertgraph.answers.pilots import pilots
from expertgraph.pilots.suggesting import Suggestion, suggest
from expertgraph.policy import OWNER, Viewer
from expertgraph.workspace import Workspace
from tests.pilots.community import EMPLOYEE, MANAGER, SIZE


def ideas(space: Workspace, viewer: Viewer = OWNER) -> dict[str, Suggestion]:
    return {each.sort: each for each in suggest(space, viewer)}


def test_a_channel_where_much_is_asked_and_little_answered(space: Workspace) -> None:
    found = ideas(space)["channel"]
    assert (found.name, found.by, found.of, found.measure) == ("Forum", "channel", "x:forum", "answered")
    assert found.people == 3 * SIZE - 1, "neither who opted out nor anybody who only answers"
    assert found.asked is not None
    assert found.unanswered is not None
    assert 0 < found.unanswered < found.asked


def test_people_of_one_trade_at_three_sites_who_hardly_know_each_other(space: Workspace) -> None:
    found = ideas(space)["trade"]
    assert (found.name, found.people, found.places) == ("Fitter", 3 * SIZE - 1, 3)
    assert found.tied == pytest.approx(1 / (41 * 40 / 2)), "one pair of all has a tie"


def test_a_community_with_nobody_at_its_core(space: Workspace) -> None:
    found = ideas(space)["community"]
    ring, of = (space.edition().array("people", name) for name in ("ring", "community"))
    labels = space.edition().table("communities")["label"].tolist()
    assert not (ring[of == labels.index(found.of)] == 0).any()
    assert found.active is not None


@pytest.mark.parametrize("k", [60, 1_000])
def test_of_groups_under_k_nothing_is_suggested(space: Workspace, k: int) -> None:
    space.change_settings({"privacy.k": k})
    assert ideas(space) == {}


def test_others_than_the_owner_get_rounded_counts(space: Workspace) -> None:
    for found in ideas(space, MANAGER).values():
        assert all(
            count % 5 == 0 for count in (found.people, found.asked, found.unanswered, found.active) if count
        )


def test_suggestions_are_for_those_who_can_start_a_pilot(space: Workspace) -> None:
    assert pilots(space, OWNER).suggestions
    assert pilots(space, MANAGER).suggestions
    assert pilots(space, EMPLOYEE).suggestions == []
