"""Asking to be introduced: the people in the middle decide, one after the other, and only then the target learns."""

from __future__ import annotations

import pytest

from expertgraph.answers.introducing import introductions
from expertgraph.answers.path import path
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.introducing import agree, ask, decline, withdraw
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.workspace import Workspace
from tests.introducing.community import (
    ANNA,
    BOB,
    CARLA,
    DIRK,
    EVA,
    PIET,
    ZOE,
    employee,
    mails,
    opt_out,
)

NEED = "I want to hear how you size heat pumps."


def asked_to(space: Workspace) -> list[str]:
    return [address for address, _ in mails(space)]


def test_the_middle_is_asked_and_only_then_the_target_learns(space: Workspace) -> None:
    name = ask(space, employee(DIRK), BOB, [ANNA], NEED)
    assert asked_to(space) == ["anna@own.example"]
    assert introductions(space, employee(BOB)).to_me == []
    (row,) = introductions(space, employee(ANNA)).of_me
    assert (row.id, row.need, row.asker.name, row.target.name) == (name, NEED, "Dirk Jansen", "Bob Jansen")
    assert row.may == ["agree", "decline"]
    agree(space, employee(ANNA), name, "Dirk asks good questions.")
    assert sorted(asked_to(space)) == ["anna@own.example", "bob@own.example", "dirk@own.example"]
    to_bob = dict(mails(space))["bob@own.example"]
    assert "Dirk asks good questions." in to_bob
    assert NEED in to_bob
    assert '"reply_to":"dirk@own.example"' in to_bob
    assert introductions(space, employee(BOB)).to_me[0].state == "agreed"
    assert introductions(space, employee(ANNA)).of_me == []


def test_a_no_is_not_this_time_and_the_target_never_learns(space: Workspace) -> None:
    name = ask(space, employee(DIRK), BOB, [ANNA], NEED)
    decline(space, employee(ANNA), name)
    assert sorted(asked_to(space)) == ["anna@own.example", "dirk@own.example"]
    (row,) = introductions(space, employee(DIRK)).by_me
    assert (row.state, row.middles[0].note) == ("declined", None)
    everything = introductions(space, employee(BOB))
    assert (everything.of_me, everything.to_me, everything.before) == ([], [], [])
    other = ask(space, employee(DIRK), BOB, [EVA], NEED)
    decline(space, employee(EVA), other, "Bob is moving house.")
    notes = {row.id: row.middles[0].note for row in introductions(space, employee(DIRK)).by_me}
    assert notes == {name: None, other: "Bob is moving house."}


def test_two_in_the_middle_are_asked_one_after_the_other(space: Workspace) -> None:
    name = ask(space, employee(DIRK), CARLA, [ANNA, BOB], NEED)
    assert asked_to(space) == ["anna@own.example"]
    assert introductions(space, employee(BOB)).of_me == []
    with pytest.raises(NotFound):
        agree(space, employee(BOB), name)
    (row,) = introductions(space, employee(ANNA)).of_me
    assert row.after is not None
    assert (row.after.name, len(row.middles)) == ("Bob Jansen", 1)
    agree(space, employee(ANNA), name)
    assert introductions(space, employee(CARLA)).to_me == []
    agree(space, employee(BOB), name)
    assert introductions(space, employee(CARLA)).to_me[0].asker.name == "Dirk Jansen"
    assert sorted(set(asked_to(space))) == [
        f"{each}@own.example" for each in ("anna", "bob", "carla", "dirk")
    ]


def test_never_two_open_requests_for_one_pair(space: Workspace) -> None:
    name = ask(space, employee(DIRK), BOB, [ANNA], NEED)
    with pytest.raises(WrongCall, match="already"):
        ask(space, employee(DIRK), BOB, [EVA], NEED)
    withdraw(space, employee(DIRK), name)
    assert introductions(space, employee(ANNA)).of_me == []
    again = ask(space, employee(DIRK), BOB, [EVA], NEED)
    assert again != name
    agree(space, employee(EVA), again)
    ask(space, employee(DIRK), BOB, [ANNA], NEED)


def test_at_the_cap_one_is_neither_offered_nor_asked(space: Workspace) -> None:
    space.change_settings({"asking.most-open": 1})
    ask(space, employee(BOB), DIRK, [ANNA], NEED)
    ways = path(space, employee(DIRK), DIRK, BOB).paths
    assert [[step.person for step in way.steps] for way in ways] == [[DIRK, EVA, BOB]]
    with pytest.raises(WrongCall, match="cannot be asked for"):
        ask(space, employee(DIRK), BOB, [ANNA], NEED)
    assert path(space, employee(DIRK), DIRK, ANNA).paths, "the way to her stays"
    assert ways[0].steps[1].open == 0


def test_who_will_be_asked_later_counts_for_the_cap_already(space: Workspace) -> None:
    space.change_settings({"asking.most-open": 1})
    ask(space, employee(DIRK), CARLA, [ANNA, BOB], NEED)
    assert path(space, employee(EVA), EVA, CARLA).paths == []


def test_what_the_middle_has_open_is_shown(space: Workspace) -> None:
    ask(space, employee(BOB), DIRK, [ANNA], NEED)
    ways = path(space, employee(DIRK), DIRK, BOB).paths
    assert {way.steps[1].name: way.steps[1].open for way in ways} == {"Anna Jansen": 1, "Eva Jansen": 0}
    assert ways[0].steps[0].open is None


@pytest.mark.parametrize("who", [DIRK, BOB])
def test_who_opts_out_meanwhile_is_not_introduced(space: Workspace, who: str) -> None:
    name = ask(space, employee(DIRK), BOB, [ANNA], NEED)
    opt_out(space, who)
    before = [each for each in asked_to(space) if each == "bob@own.example"]
    with pytest.raises(WrongCall, match="cannot be made any more"):
        agree(space, employee(ANNA), name)
    assert [each for each in asked_to(space) if each == "bob@own.example"] == before == []
    assert introductions(space, employee(DIRK)).by_me[0].state == "declined"


def test_a_request_is_nobody_elses(space: Workspace) -> None:
    name = ask(space, employee(DIRK), BOB, [ANNA], NEED)
    for stranger in (BOB, ZOE, EVA):
        for act in (agree, decline, withdraw):
            with pytest.raises(NotFound) as hidden:
                act(space, employee(stranger), name)
            with pytest.raises(NotFound) as absent:
                act(space, employee(stranger), "0" * 16)
            assert str(hidden.value).replace(name, "0" * 16) == str(absent.value)
    with pytest.raises(NotFound):
        withdraw(space, employee(ANNA), name)
    for role in (Role.EXTERNAL, Role.ADMIN, Role.COUNCIL):
        with pytest.raises(Denied):
            agree(space, Viewer(role, ANNA), name)
    with pytest.raises(Denied):
        ask(space, OWNER, BOB, [ANNA], NEED)
    with pytest.raises(Denied):
        ask(space, Viewer(Role.LEADERSHIP, DIRK), CARLA, [ANNA, BOB], NEED)


def test_what_is_decided_stays(space: Workspace) -> None:
    name = ask(space, employee(DIRK), BOB, [ANNA], NEED)
    agree(space, Viewer(Role.LEADERSHIP, ANNA), name)
    for act, who in ((agree, ANNA), (decline, ANNA), (withdraw, DIRK)):
        with pytest.raises(WrongCall, match="already"):
            act(space, employee(who), name)


def test_only_ways_that_are_offered_can_be_asked_for(space: Workspace) -> None:
    for via in ([ZOE], [CARLA], [], [ANNA, EVA], [ANNA, ANNA]):
        with pytest.raises(WrongCall):
            ask(space, employee(DIRK), BOB, via, NEED)
    with pytest.raises(WrongCall, match="what you want"):
        ask(space, employee(DIRK), BOB, [ANNA], "   ")
    with pytest.raises(NotFound):
        ask(space, employee(DIRK), PIET, [ANNA], NEED)
    assert mails(space) == []
