"""Rings, listings and paths: what each viewer gets, and what nobody else learns."""

from __future__ import annotations

from pathlib import Path

import pytest

from expertgraph.analysis.run import analyse
from expertgraph.answers import lists, plain
from expertgraph.answers.path import path
from expertgraph.answers.rings import rings
from expertgraph.answers.skill_list import skill_list
from expertgraph.errors import Denied, NotFound
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.workspace import Workspace
from tests.analysis.world import DAY, NOW, community, talk, workspace


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = workspace(tmp_path_factory.mktemp("world"), community())
    analyse(made)
    return made


def viewer(space: Workspace, identity: str, role: Role = Role.EMPLOYEE) -> Viewer:
    edition = space.edition()
    return Viewer(role, edition.table("people")["person"].iloc[edition.row_of(identity)])


def test_the_owner_sees_every_ring_with_reasons_from_the_core_outwards(space: Workspace) -> None:
    found = rings(space, OWNER)
    assert [row.level for row in found] == sorted(row.level for row in found)
    assert len(found) == 10, "everybody but the bot"
    assert all(row.reasons and row.active_weeks is not None for row in found)
    assert {"person", "name", "kind", "ring", "since", "active_weeks", "reasons"} <= set(plain(found[0]))
    anna = next(row for row in found if row.name == "Anna")
    assert anna.ring == "core"
    assert anna.identities == ["hr:0", "slack:anna"]
    assert anna.reasons[0].text.startswith("Contributed in 26 of the last 26 weeks")


def test_others_see_the_inner_rings_by_name_and_only_their_own_reasons(space: Workspace) -> None:
    found = rings(space, viewer(space, "hr:3"))
    others = [row for row in found if row.name != "Dina"]
    assert others
    assert all(row.level <= 1 for row in others)
    assert not any(row.reasons or row.identities for row in others)
    assert all(row.active_weeks is None and row.since is None for row in others)
    assert [row.ring for row in found if row.name == "Dina"] == ["known"], "one's own, whatever it is"


def test_roles_that_see_no_rings_are_told_so(space: Workspace) -> None:
    assert rings(space, Viewer(Role.ADMIN)) == []
    with pytest.raises(Denied):
        lists.people(space, Viewer(Role.COUNCIL))


def test_ties_are_ones_own(space: Workspace) -> None:
    everything = lists.ties(space, OWNER)
    assert [tie.strength for tie in everything] == sorted((tie.strength for tie in everything), reverse=True)
    assert everything[0].acts["answer"] > 10
    own = lists.ties(space, viewer(space, "hr:1"))
    assert own
    assert all("Bas" in (tie.a_name, tie.b_name) for tie in own)
    with pytest.raises(Denied, match="own"):
        lists.ties(space, Viewer(Role.EMPLOYEE))


def test_small_groups_are_not_shown_to_others(space: Workspace) -> None:
    assert lists.communities(space, OWNER)
    assert lists.communities(space, Viewer(Role.LEADERSHIP)) == []
    groups = {row.group for row in lists.silos(space, OWNER) if row.level == "group"}
    assert {"Data", "Cloud"} <= groups
    assert all(row.level == "overall" for row in lists.silos(space, Viewer(Role.LEADERSHIP)))


def test_private_channels_are_for_the_owner_and_members(space: Workspace) -> None:
    assert {row.name for row in lists.channels(space, OWNER)} == {"Forum", "data", "secret", "LinkedIn"}
    assert "secret" not in {row.name for row in lists.channels(space, Viewer(Role.EMPLOYEE))}
    assert {row.name: row.ownership for row in lists.channels(space, OWNER)} == {
        "Forum": "core",
        "data": "own",
        "secret": "own",
        "LinkedIn": "outpost",
    }


def test_skills_and_what_is_at_risk(space: Workspace) -> None:
    labels = {row.label: row.holders for row in skill_list(space, OWNER).skills}
    assert labels["Python"] == 1, "who only ever asked about it is no holder"
    at_risk = {row.label: row for row in lists.succession(space, OWNER)}
    assert at_risk["Beekeeping"].risk == "red", "only ever claimed: nobody is active in it"
    assert at_risk["Python"].top == "Anna"
    with pytest.raises(Denied):
        lists.succession(space, Viewer(Role.ADMIN))


def test_what_is_said_in_private_changes_nothing_for_others(tmp_path: Path) -> None:
    plain_space, secret_space = (tmp_path / name for name in ("plain", "secret"))
    plain_space.mkdir()
    secret_space.mkdir()
    one = workspace(plain_space, community())
    hidden = [
        row
        for number in range(5)
        for row in talk("fred", "esra", NOW - DAY, 5_000 + number, "Python", "slack:secret")
    ]
    two = workspace(secret_space, community() + hidden)
    for each in (one, two):
        analyse(each)
    employee = Viewer(Role.EMPLOYEE)
    assert skill_list(two, OWNER) != skill_list(one, OWNER)
    assert skill_list(two, employee) == skill_list(one, employee)
    assert lists.succession(two, employee) == lists.succession(one, employee)


def test_coverage_reaches_everybody_with_ties(space: Workspace) -> None:
    found = lists.coverage(space, OWNER)
    assert found[-1].reached >= 0.8
    assert {row.unit for row in found} >= {"Data", "Cloud"}
    assert len({row.person for row in found}) == len(found)


def test_paths_name_the_way_and_never_the_words(space: Workspace) -> None:
    assert path(space, OWNER, "Ilse", "gast@else.example").paths == [], "Ilse knows nobody"
    found = path(space, OWNER, "Anna", "Gast")
    step = found.paths[0].steps[-1]
    assert (step.name, step.channel, step.contact) == ("Gast", "chat", False)
    assert step.last_month is not None
    assert len(step.last_month) == 7
    assert 0 < found.paths[0].p < 1


def test_a_path_to_a_skill_leads_to_one_of_its_holders(space: Workspace) -> None:
    found = path(space, OWNER, "Gast", "Python")
    assert found.skill == "Python"
    assert found.paths[0].steps[-1].name == "Anna"


def test_a_path_is_for_oneself_and_to_people_who_exist(space: Workspace) -> None:
    bas = viewer(space, "hr:1")
    assert path(space, bas, "Bas", "Carl").paths
    with pytest.raises(Denied, match="own introductions"):
        path(space, bas, "Anna", "Gast")
    with pytest.raises(NotFound):
        path(space, OWNER, "Anna", "p-aaaaaaaaaaaaa")
    assert path(space, OWNER, "Anna", "Nobody At All").paths == [], "words that describe nobody"


def test_an_edition_made_of_nothing_lists_nothing(tmp_path: Path) -> None:
    empty = workspace(tmp_path, [])
    analyse(empty)
    for name in lists.__all__:
        assert getattr(lists, name)(empty, OWNER) == [], name
    assert rings(empty, OWNER) == []
