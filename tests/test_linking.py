"""Who is who: what joins by itself, what only humans join, and what they say counts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expertgraph import linking
from expertgraph.errors import WrongCall
from expertgraph.frames import columns_of
from expertgraph.records import Identity
from expertgraph.schema import TABLES
from expertgraph.store import Store, open_store

HR = Identity("hr:1", "hr", "1", "Anna de Vries", None, "anna@x.nl", True, "1", "employee")
SLACK = Identity("slack:U1", "slack", "U1", "Anna", "anna", "anna@x.nl", True)
MAIL = Identity("mail:anna@x.nl", "mail", "anna@x.nl", "A. de Vries", None, "anna@x.nl")
LIST = Identity("list2:anna@x.nl", "list2", "anna@x.nl", "A. de Vries", None, "anna@x.nl")
FORUM = Identity("forum:annadevries", "forum", "annadevries", "annadevries", "annadevries")
BOB = Identity("forum:bob", "forum", "bob", "Bob")
EVERYBODY = [HR, SLACK, MAIL, LIST, FORUM, BOB]


def filled(store: Store, identities: list[Identity]) -> Store:
    store.upsert("identity", columns_of(TABLES["identity"], identities))
    linking.apply(store)
    return store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(open_store(f"sqlite:///{tmp_path / 'a.db'}"), EVERYBODY)


def people(store: Store) -> dict[str, str]:
    links = store.frame("link")
    return dict(zip(links["id"], links["person"], strict=True))


def test_a_verified_address_joins_and_mail_identities_join_among_themselves(store: Store) -> None:
    person = people(store)
    assert person["hr:1"] == person["slack:U1"] == linking.person_id("hr:1")
    assert person["mail:anna@x.nl"] == person["list2:anna@x.nl"]
    assert len(set(person.values())) == 4


def test_an_address_that_nobody_verified_never_joins_an_employee(store: Store) -> None:
    person = people(store)
    assert person["mail:anna@x.nl"] != person["hr:1"]
    best = linking.suggest(store).matches[0]
    assert {best.a, best.b} & {"mail:anna@x.nl", "list2:anna@x.nl"}
    assert "same-address" in best.reasons


def test_accept_joins_undo_parts_and_neither_needs_an_import(store: Store) -> None:
    linking.suggest(store)
    (number,) = linking.decide(store, [1], "accept", by="me", at=5)
    assert people(store)["mail:anna@x.nl"] == linking.person_id("hr:1")
    linking.undo(store, number)
    assert people(store)["mail:anna@x.nl"] != linking.person_id("hr:1")
    with pytest.raises(WrongCall):
        linking.undo(store, number)


def test_a_refused_pair_is_not_suggested_again_and_survives_reimport(store: Store) -> None:
    first = linking.suggest(store).matches[0]
    linking.decide(store, [1], "refuse", by=None, at=5)
    filled(store, EVERYBODY)
    assert {(m.a, m.b) for m in linking.suggest(store).matches} & {(first.a, first.b)} == set()


def test_a_refusal_wins_over_the_same_verified_address(store: Store) -> None:
    other = Identity("slack:U9", "slack", "U9", "Anna de Vries", "anna2", None)
    filled(store, [other])
    number = next(i for i, m in enumerate(linking.suggest(store).matches, 1) if "slack:U9" in (m.a, m.b))
    linking.decide(store, [number], "refuse", by=None, at=5)
    filled(store, [other._replace(email="anna@x.nl", verified=True, edited=9)])
    person = people(store)
    assert person["slack:U9"] != person["hr:1"]


def test_a_person_keeps_its_id_when_a_stronger_identity_arrives(tmp_path: Path) -> None:
    store = filled(open_store(f"sqlite:///{tmp_path / 'b.db'}"), [SLACK])
    before = people(store)["slack:U1"]
    filled(store, [HR])
    assert people(store)["hr:1"] == before == people(store)["slack:U1"]


@given(st.permutations(EVERYBODY))
def test_the_order_of_identities_never_matters(
    tmp_path_factory: pytest.TempPathFactory, order: list[Identity]
) -> None:
    folder = tmp_path_factory.mktemp("order")
    assert people(filled(open_store(f"sqlite:///{folder / 'a.db'}"), order)) == {
        "hr:1": linking.person_id("hr:1"),
        "slack:U1": linking.person_id("hr:1"),
        "list2:anna@x.nl": linking.person_id("list2:anna@x.nl"),
        "mail:anna@x.nl": linking.person_id("list2:anna@x.nl"),
        "forum:annadevries": linking.person_id("forum:annadevries"),
        "forum:bob": linking.person_id("forum:bob"),
    }
