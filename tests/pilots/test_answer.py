"""What each reader is told of a pilot."""

from __future__ import annotations

import pytest

from expertgraph.answers import plain
from expertgraph.answers.pilots import choices, pilot, pilots
from expertgraph.declaring import declare
from expertgraph.errors import Denied, NotFound
from expertgraph.pilots import acting
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.workspace import Workspace
from tests.pilots.community import EMPLOYEE, LEADERSHIP, MANAGER, NOW, SIZE, START, WEEK, opened, person, plan

READERS = [Role.MANAGER, Role.EMPLOYEE, Role.LEADERSHIP, Role.COUNCIL]


def heat(space: Workspace, **said: object) -> str:
    return acting.start(space, MANAGER, plan(**said), "unit", "Heat")


def test_the_list_says_how_each_stands(space: Workspace) -> None:
    running, planned = heat(space), heat(space, started=NOW + WEEK, name="Next")
    over = acting.start(space, MANAGER, plan(ends=NOW - WEEK, name="Past"), "unit", "Data")
    told = {each.id: each for each in pilots(space, OWNER).pilots}
    assert {name: told[name].state for name in told} == {
        running: "running",
        planned: "planned",
        over: "ended",
    }
    assert (told[running].verdict, told[running].people, told[running].weeks) == ("reached", 13, 8)
    assert (told[planned].verdict, told[planned].because, told[planned].people) == ("unsaid", "early", None)
    assert told[over].weeks == 7


@pytest.mark.parametrize("role", READERS)
def test_who_may_read_of_pilots_reads_figures_of_k_people(space: Workspace, role: Role) -> None:
    told = pilot(space, Viewer(role), heat(space))
    assert told.evaluation.people == 15
    assert told.pilot.verdict == "reached"
    assert (told.members is not None) == (role is Role.MANAGER)
    assert told.may_change == (role is Role.MANAGER)


@pytest.mark.parametrize("role", [Role.EXTERNAL, Role.ADMIN])
def test_pilots_are_not_for_everybody(space: Workspace, role: Role) -> None:
    made = heat(space)
    for ask in (lambda: pilots(space, Viewer(role)), lambda: pilot(space, Viewer(role), made)):
        with pytest.raises(Denied):
            ask()


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.LEADERSHIP, Role.COUNCIL])
def test_nobody_is_named_to_who_may_know_aggregates_only(space: Workspace, role: Role) -> None:
    made = acting.start(space, MANAGER, plan(), "people", None, [person("Heat", n) for n in range(12)])
    told = str(plain(pilot(space, Viewer(role), made))) + str(plain(pilots(space, Viewer(role))))
    for number in range(12):
        assert f"Heat {number:02d}" not in told
        assert person("Heat", number) not in told


def test_members_are_those_who_take_part_now_and_not_who_opted_out(space: Workspace) -> None:
    made = heat(space)
    acting.remove(space, MANAGER, made, ["Heat 00"])
    told = pilot(space, MANAGER, made)
    assert told.members is not None
    assert [each.name for each in told.members] == [f"Heat {number:02d}" for number in range(1, SIZE - 1)]
    assert (told.waiting, told.since) == (1, START)
    assert told.evaluation.people == 15, "still of thirteen, until ten have changed"


def test_who_opts_out_is_gone_at_once_and_cannot_be_added(space: Workspace) -> None:
    made = heat(space)
    declare(space.store, person("Heat", 3), "opted-out", "yes", at=NOW)
    declare(space.store, person("Data", 3), "opted-out", "yes", at=NOW)
    told = pilot(space, MANAGER, made)
    assert told.members is not None
    assert "Heat 03" not in [each.name for each in told.members]
    with pytest.raises(NotFound, match="nobody called 'Data 03'"):
        acting.add(space, MANAGER, made, ["Data 03"])


def test_a_swap_of_one_person_changes_no_figure(space: Workspace) -> None:
    made = heat(space)
    before = pilot(space, MANAGER, made)
    acting.remove(space, MANAGER, made, ["Heat 00"])
    acting.add(space, MANAGER, made, ["Data 00"])
    assert pilot(space, MANAGER, made).evaluation == before.evaluation


def test_two_pilots_cannot_be_subtracted(space: Workspace) -> None:
    first = heat(space)
    later = opened(space.folder.parent, NOW + 60)
    named = [person("Heat", n) for n in range(12)] + [person("Data", 0)]
    second = acting.start(later, MANAGER, plan(name="Nearly Heat"), "people", None, named)
    for viewer in (MANAGER, EMPLOYEE, LEADERSHIP):
        hidden = pilot(later, viewer, second)
        assert (hidden.pilot.because, hidden.evaluation.figures, hidden.evaluation.weeks) == ("alike", [], [])
        assert pilot(later, viewer, first).evaluation.figures
    assert pilot(later, OWNER, second).evaluation.figures, "who holds the data has them anyway"
    later.store.close()


def test_small_and_private_groups_say_nothing(space: Workspace) -> None:
    small = acting.start(space, OWNER, plan(), "channel", "Secret")
    told = pilot(space, MANAGER, small)
    assert (told.pilot.because, told.pilot.people, told.evaluation.figures) == ("few", None, [])
    assert told.pilot.of is None, "nor that there is such a channel"
    assert pilot(space, OWNER, small).pilot.of == "Secret"
    assert pilot(space, OWNER, small).evaluation.figures == [], "of fewer than k nothing is told to anybody"


def test_what_is_not_there_looks_the_same_to_everybody(space: Workspace) -> None:
    for role in READERS:
        with pytest.raises(NotFound, match="no pilot 'nope'"):
            pilot(space, Viewer(role), "nope")


def test_what_a_new_pilot_can_be_set_up_with(space: Workspace) -> None:
    told = choices(space, MANAGER)
    assert [(each.value, each.people) for each in told.units] == [("Care", 15), ("Data", 15), ("Heat", 15)]
    assert [each.label for each in told.channels] == ["Forum"]
    assert "Secret" in [each.label for each in choices(space, OWNER).channels]
    with pytest.raises(Denied):
        choices(space, EMPLOYEE)
