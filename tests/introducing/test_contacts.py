"""Who knows somebody at ...: across the border of the organisation, through contacts that colleagues share."""

from __future__ import annotations

import pytest

from expertgraph.analysis.run import analyse
from expertgraph.answers.contacts import own_contacts, share
from expertgraph.answers.introducing import introductions
from expertgraph.answers.lists import people
from expertgraph.answers.path import PathAnswer, path
from expertgraph.answers.person import person
from expertgraph.errors import Denied, NotFound
from expertgraph.introducing import agree, ask
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.workspace import Workspace
from tests.introducing.community import ANNA, BOB, DIRK, NOW, PIET, RITA, contact, employee, mails, opt_out


def rename(space: Workspace, identity: str, name: str) -> None:
    row = space.store.frame("identity", where={"id": identity}).drop(columns="version")
    space.store.upsert("identity", row.assign(name=name, edited=NOW))
    analyse(space, as_of=NOW)


def beyond(answer: PathAnswer) -> list[list[str]]:
    return [[step.name for step in way.steps] for way in answer.beyond]


def test_contacts_are_ones_own_and_shared_by_nobody_at_first(space: Workspace) -> None:
    found = own_contacts(space, employee(ANNA))
    assert [(row.name, row.organisation, row.role, row.shared) for row in found.contacts] == [
        ("Piet Pieters", "Acme", "Head of purchasing", False),
        ("Rita Romein", "Beta", "Head of sales", False),
    ]
    assert own_contacts(space, employee(DIRK)).contacts == []
    assert own_contacts(space, OWNER).contacts == []
    for role in (Role.LEADERSHIP, Role.ADMIN, Role.COUNCIL):
        with pytest.raises(Denied):
            own_contacts(space, Viewer(role, ANNA))


@pytest.mark.parametrize(
    "need", ["somebody at Acme", "Wie kent iemand bij Acme?", "head of purchasing", "ACME"]
)
def test_a_shared_contact_is_found_through_the_colleague(space: Workspace, need: str) -> None:
    assert beyond(path(space, employee(DIRK), DIRK, need)) == []
    share(space, employee(ANNA), [PIET], shared=True)
    assert beyond(path(space, employee(DIRK), DIRK, need)) == [["Dirk Jansen", "Anna Jansen", "Piet Pieters"]]
    assert beyond(path(space, employee(ANNA), ANNA, need)) == [["Anna Jansen", "Piet Pieters"]]
    share(space, employee(ANNA), [PIET], shared=False)
    assert beyond(path(space, employee(DIRK), DIRK, need)) == []


def test_only_what_is_shared_is_found(space: Workspace) -> None:
    share(space, employee(ANNA), [PIET], shared=True)
    assert beyond(path(space, employee(DIRK), DIRK, "somebody at Beta")) == []
    assert beyond(path(space, employee(ANNA), ANNA, "somebody at Beta")) != []
    assert beyond(path(space, Viewer(Role.MANAGER, DIRK), DIRK, "somebody at Acme")) == []
    assert beyond(path(space, OWNER, DIRK, "somebody at Beta")) == []


def test_each_contact_comes_with_its_best_way(space: Workspace) -> None:
    share(space, employee(ANNA), [PIET, RITA], shared=True)
    assert beyond(path(space, employee(DIRK), DIRK, "the head of gardening")) == []
    assert sorted(beyond(path(space, employee(DIRK), DIRK, "who knows a head?"))) == [
        ["Dirk Jansen", "Anna Jansen", "Piet Pieters"],
        ["Dirk Jansen", "Anna Jansen", "Rita Romein"],
    ]
    to_one = path(space, employee(DIRK), DIRK, PIET)
    assert (to_one.how, to_one.paths, to_one.goal_name) == ("person", [], "Piet Pieters")
    assert all(way.ask for way in to_one.beyond)


def test_an_unshared_contact_looks_like_nobody(space: Workspace) -> None:
    for goal in (PIET, f"upload:{ANNA}:piet"):
        with pytest.raises(NotFound) as hidden:
            path(space, employee(DIRK), DIRK, goal)
        with pytest.raises(NotFound) as absent:
            path(space, employee(DIRK), DIRK, "p-aaaaaaaaaaaaa")
        assert str(hidden.value).replace(goal, "?") == str(absent.value).replace("p-aaaaaaaaaaaaa", "?")
    by_name = path(space, employee(DIRK), DIRK, "Piet Pieters")
    assert (by_name.paths, by_name.beyond, by_name.goal_person) == ([], [], None)


def test_a_contact_is_on_no_page_of_anybody_else(space: Workspace) -> None:
    named = {row.name for row in people(space, employee(DIRK))}
    assert "Dirk Jansen" in named
    assert not named & {"Piet Pieters", "Rita Romein", "Anna J."}
    assert {"Piet Pieters", "Rita Romein"} <= {row.name for row in people(space, employee(ANNA))}
    assert "Piet Pieters" in {row.name for row in people(space, OWNER)}
    with pytest.raises(NotFound):
        person(space, employee(DIRK), PIET)
    assert person(space, employee(ANNA), PIET).name == "Piet Pieters"


def test_whoever_is_named_by_an_account_is_the_same_person(space: Workspace) -> None:
    assert own_contacts(space, employee("x:anna")) == own_contacts(space, employee(ANNA))


def test_what_is_not_shared_hides_nothing_of_what_is(space: Workspace) -> None:
    share(space, employee(ANNA), [PIET], shared=True)
    rename(space, contact("rita"), "Piet")
    assert beyond(path(space, employee(DIRK), DIRK, "Piet")) == [
        ["Dirk Jansen", "Anna Jansen", "Piet Pieters"]
    ]


def test_only_ones_own_contacts_can_be_shared(space: Workspace) -> None:
    for whom in (PIET, BOB, "p-aaaaaaaaaaaaa"):
        with pytest.raises(NotFound):
            share(space, employee(DIRK), [whom], shared=True)
    with pytest.raises(Denied):
        share(space, OWNER, [PIET], shared=True)
    assert space.store.counts()["share"] == 0


def test_whoever_knows_the_contact_introduces_and_nobody_writes_to_a_stranger(space: Workspace) -> None:
    share(space, employee(ANNA), [PIET, RITA], shared=True)
    name = ask(space, employee(DIRK), PIET, [ANNA], "We build a heat pump that they may buy.")
    (row,) = introductions(space, employee(ANNA)).of_me
    assert (row.contact, row.target.name) == (True, "Piet Pieters")
    agree(space, employee(ANNA), name)
    assert {address for address, _ in mails(space)} == {"anna@own.example", "dirk@own.example"}


def test_who_shares_and_opts_out_shares_no_longer(space: Workspace) -> None:
    share(space, employee(ANNA), [PIET], shared=True)
    opt_out(space, ANNA)
    assert beyond(path(space, employee(DIRK), DIRK, "somebody at Acme")) == []
