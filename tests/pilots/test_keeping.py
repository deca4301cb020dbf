"""What is kept of a pilot, and who may change what when."""

from __future__ import annotations

import pytest

from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.pilots import acting, keeping
from expertgraph.pilots.keeping import Member
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.workspace import Workspace
from tests.pilots.community import DAY, MANAGER, NOW, SIZE, START, WEEK, person, plan


def members(space: Workspace, pilot: str) -> list[Member]:
    return keeping.read_members(space.store, [pilot])[pilot]


def test_a_pilot_of_a_unit_has_its_people_but_not_who_opted_out(space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(), "unit", "heat")
    kept = keeping.read_pilot(space.store, made)
    assert (kept.plan, kept.by, kept.of, kept.at) == (plan(), "unit", "Heat", NOW)
    assert members(space, made) == sorted(
        (Member(person("Heat", number), START, None) for number in range(SIZE - 1)),
        key=lambda each: each.person,
    )


def test_a_pilot_of_a_channel_has_whoever_is_there(space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(), "channel", "Forum")
    assert len(members(space, made)) == 3 * SIZE, "Eva too, neither the bot nor who opted out"
    assert keeping.read_pilot(space.store, made).of == "x:forum"


def test_a_pilot_of_people_is_named_by_address_name_or_id(space: Workspace) -> None:
    named = ["heat00@own.example", "Heat 01", person("Heat", 2), "heat 01"]
    made = acting.start(space, MANAGER, plan(), "people", None, named)
    assert {each.person for each in members(space, made)} == {person("Heat", number) for number in range(3)}


def test_a_pilot_of_a_community_keeps_its_label(space: Workspace) -> None:
    table = space.edition().table("communities")
    label, number = str(table["label"].iloc[0]), int(table["community"].iloc[0])
    one, other = (acting.start(space, OWNER, plan(), "community", said) for said in (label, str(number)))
    assert keeping.read_pilot(space.store, other).of == label
    assert members(space, one) == members(space, other)


def test_the_same_form_sent_twice_sets_up_one_pilot(space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(), "unit", "Heat")
    assert acting.start(space, MANAGER, plan(), "unit", "Heat") == made
    others = [acting.start(space, MANAGER, plan(name="Another"), "unit", "Heat")]
    others.append(acting.start(space, MANAGER, plan(), "unit", "Data"))
    others.append(keeping.set_up(space.store, plan(), "unit", "Heat", [person("Heat", 0)], now=NOW + 1))
    everybody = [each.person for each in members(space, made)]
    others.append(keeping.set_up(space.store, plan(), "unit", "Heat", everybody, now=NOW + DAY))
    assert len({made, *others}) == 5 == len(keeping.read_pilots(space.store))


@pytest.mark.parametrize(
    ("by", "of", "people", "error"),
    [
        ("unit", "Nowhere", [], "no unit 'Nowhere'"),
        ("unit", "", [], "no unit"),
        ("channel", "Secret", [], "no channel 'Secret'"),
        ("people", None, ["heat13@own.example"], "nobody called 'heat13@own.example'"),
        ("people", None, ["Helpful Bot"], "nobody called 'Helpful Bot'"),
        ("people", None, [], "needs people"),
        ("ring", "3", [], "cannot be set up by 'ring'"),
    ],
)
def test_what_is_not_there_or_hidden_is_said_alike(
    space: Workspace, by: str, of: str | None, people: list[str], error: str
) -> None:
    with pytest.raises((NotFound, WrongCall), match=error):
        acting.start(space, MANAGER, plan(), by, of, people)
    assert keeping.read_pilots(space.store) == []


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"name": " "}, "needs a name"),
        ({"goal": ""}, "needs a goal"),
        ({"theme": "x" * 501}, "theme is too long"),
        ({"measure": "karma"}, "no measure 'karma'"),
        ({"target": 1.5}, "target 1.5 cannot be"),
        ({"ends": START}, "cannot end before it begins"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(space: Workspace, said: dict[str, object], error: str) -> None:
    with pytest.raises(WrongCall, match=error):
        acting.start(space, OWNER, plan(**said), "unit", "Heat")


def test_a_running_pilot_changes_its_goal_but_not_its_start(space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(), "unit", "Heat")
    acting.change(space, MANAGER, made, plan(target=0.8, name="Heat II"))
    assert keeping.read_pilot(space.store, made).plan == plan(target=0.8, name="Heat II")
    with pytest.raises(WrongCall, match="begun already"):
        acting.change(space, MANAGER, made, plan(started=START - WEEK))


def test_before_it_begins_its_start_moves_with_its_people(space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(started=NOW + WEEK), "unit", "Heat")
    acting.change(space, MANAGER, made, plan(started=NOW + 2 * WEEK))
    assert {each.joined for each in members(space, made)} == {NOW + 2 * WEEK}


def test_who_is_added_takes_part_from_now_on_and_who_is_removed_no_longer(space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(), "unit", "Heat")
    assert acting.add(space, MANAGER, made, ["Data 00", "Heat 00"]) == 1, "Heat 00 is there"
    assert acting.remove(space, MANAGER, made, ["Heat 01", "Data 05"]) == 1, "Data 05 was never there"
    told = {each.person: each for each in members(space, made)}
    assert told[person("Data", 0)] == Member(person("Data", 0), NOW, None)
    assert told[person("Heat", 1)] == Member(person("Heat", 1), START, NOW)


def test_who_comes_back_has_two_times_there(space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(), "unit", "Heat")
    acting.remove(space, MANAGER, made, ["Heat 01"])
    assert acting.add(space, MANAGER, made, ["Heat 01"]) == 1
    times = [each for each in members(space, made) if each.person == person("Heat", 1)]
    assert [(each.joined, each.left) for each in times] == [(START, NOW), (NOW, None)]
    assert acting.remove(space, MANAGER, made, ["Heat 01"]) == 1


def test_before_it_begins_who_is_removed_was_never_there(space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(started=NOW + WEEK), "unit", "Heat")
    acting.remove(space, MANAGER, made, ["Heat 01"])
    assert person("Heat", 1) not in {each.person for each in members(space, made)}


def test_newcomers_of_its_unit_join_when_asked_for(space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(), "unit", "Heat")
    acting.remove(space, MANAGER, made, ["Heat 01"])
    assert acting.join_again(space, MANAGER, made) == 1
    alone = acting.start(space, MANAGER, plan(), "people", None, ["Heat 01"])
    with pytest.raises(WrongCall, match="channel or a unit"):
        acting.join_again(space, MANAGER, alone)


def test_ending_it_keeps_it_and_calling_it_off_does_not(space: Workspace) -> None:
    running = acting.start(space, MANAGER, plan(), "unit", "Heat")
    planned = acting.start(space, MANAGER, plan(started=NOW + DAY), "unit", "Data")
    for each in (running, planned):
        acting.end(space, MANAGER, each)
    assert [each.id for each in keeping.read_pilots(space.store)] == [running]
    assert keeping.read_pilot(space.store, running).plan.ends == NOW
    assert not len(space.store.frame("pilot_member", ["id"], {"pilot": planned}))
    with pytest.raises(WrongCall, match="over already"):
        acting.end(space, MANAGER, running)
    with pytest.raises(WrongCall, match="over"):
        acting.add(space, MANAGER, running, ["Data 00"])


def test_one_that_begins_this_moment_can_end_this_moment(space: Workspace) -> None:
    made = acting.start(space, MANAGER, plan(started=NOW), "unit", "Heat")
    acting.end(space, MANAGER, made)
    assert keeping.read_pilot(space.store, made).ended(NOW)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.OWNER, Role.MANAGER}])
def test_only_who_runs_pilots_changes_them(space: Workspace, role: Role) -> None:
    made = acting.start(space, MANAGER, plan(), "unit", "Heat")
    viewer = Viewer(role)
    for act in (
        lambda: acting.start(space, viewer, plan(), "unit", "Data"),
        lambda: acting.change(space, viewer, made, plan(target=0.1)),
        lambda: acting.add(space, viewer, made, ["Data 00"]),
        lambda: acting.join_again(space, viewer, made),
        lambda: acting.remove(space, viewer, made, ["Heat 00"]),
        lambda: acting.end(space, viewer, made),
    ):
        with pytest.raises(Denied):
            act()
    assert [each.plan for each in keeping.read_pilots(space.store)] == [plan()]
    assert len(members(space, made)) == SIZE - 1


def test_a_pilot_that_is_not_there_is_said_so(space: Workspace) -> None:
    with pytest.raises(NotFound, match="no pilot 'zz'"):
        acting.end(space, MANAGER, "zz")
