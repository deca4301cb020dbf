"""Who is who: what joins by itself, what only humans join, and what they say counts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expertgraph import linking
from expertgraph.errors import NotFound, WrongCall
from expertgraph.frames import columns_of
from expertgraph.ingest.pipeline import import_paths
from expertgraph.records import Channel, Identity, Membership
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


@pytest.mark.parametrize(
    ("other", "joins"),
    [
        ({"name": "anna  DE VRIES"}, True),
        ({"email": "anna@y.nl"}, False),
        ({"name": "Zoe Smit"}, False),
        ({"hr_id": "2"}, False),
    ],
)
def test_a_personnel_number_joins_only_who_has_the_name_too(
    tmp_path: Path, other: dict[str, str], joins: bool
) -> None:
    second = HR._replace(id="hr2:1", source="hr2", **({"email": None, "verified": False} | other))
    second = second._replace(verified=second.email is not None)
    found = people(filled(open_store(f"sqlite:///{tmp_path / 'n.db'}"), [HR, second]))
    assert (found[HR.id] == found[second.id]) is joins


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


def suggested(store: Store) -> set[frozenset[str]]:
    table = store.frame("suggestion", ["a", "b"])
    return {frozenset(pair) for pair in zip(table["a"], table["b"], strict=True)}


def number_of(store: Store, *ids: str) -> int:
    table = store.frame("suggestion", ["number", "a", "b"])
    wanted = {frozenset(ids)}
    return next(int(n) for n, *pair in table.itertuples(index=False) if {frozenset(pair)} == wanted)


TWINS = [
    Identity(f"{source}:{name}", source, name, f"{name.capitalize()} Blom")
    for source in ("one", "two")
    for name in ("iris", "joris", "maud")
]


@pytest.fixture
def twins(tmp_path: Path) -> Store:
    store = filled(open_store(f"sqlite:///{tmp_path / 't.db'}"), TWINS)
    linking.suggest(store)
    return store


def test_not_sure_puts_a_pair_away_until_something_about_it_changes(twins: Store) -> None:
    pair = ("one:iris", "two:iris")
    linking.decide(twins, [number_of(twins, *pair)], "unsure", by=None, at=5)
    linking.suggest(twins)
    assert frozenset(pair) not in suggested(twins)
    assert people(twins)["one:iris"] != people(twins)["two:iris"]
    filled(twins, [TWINS[0]._replace(handle="irisje", edited=9)])
    linking.suggest(twins)
    assert frozenset(pair) in suggested(twins)


def test_all_of_a_kind_are_decided_in_one_go_and_taken_back_in_one_go(twins: Store) -> None:
    before = suggested(twins)
    assert len(before) == 3
    assert linking.decide_all(twins, "accept", ["same-name"], 0.999, by="me", at=5) == []
    assert linking.decide_all(twins, "accept", ["same-name", "same-handle"], 0, by="me", at=5) == []
    batch = linking.decide_all(twins, "accept", ["same-name"], 0.5, by="me", at=5)
    assert len(batch) == 3
    assert len(set(people(twins).values())) == 3
    assert suggested(twins) == set()
    linking.undo(twins, batch[1])
    assert linking.undo_batch(twins, batch[0]) == [batch[0], batch[2]]
    assert len(set(people(twins).values())) == 6
    assert suggested(twins) == before, "they can be decided anew without another search"
    assert list(twins.frame("decision")["rule"]) == ["same-name >= 0.5"] * 3
    with pytest.raises(WrongCall):
        linking.undo_batch(twins, batch[0])


@pytest.mark.parametrize("reasons", [[], ["the-moon"]])
def test_a_rule_needs_reasons_that_there_are(twins: Store, reasons: list[str]) -> None:
    with pytest.raises(WrongCall):
        linking.decide_all(twins, "accept", reasons, 0, by=None, at=5)


def test_a_verdict_that_there_is_not_is_told(twins: Store) -> None:
    with pytest.raises(WrongCall):
        linking.decide(twins, [1], "perhaps", by=None, at=5)


def test_an_accepted_pair_takes_along_what_is_now_one_person(store: Store) -> None:
    third = Identity("git:1", "git", "1", "Anna de Vries", "annadevries")
    filled(store, [third])
    linking.suggest(store)
    linking.decide(store, [number_of(store, "git:1", "hr:1")], "accept", by=None, at=5)
    person = people(store)
    table = store.frame("suggestion", ["a", "b"])
    assert all(person[a] != person[b] for a, b in table.itertuples(index=False))


@pytest.mark.parametrize(("verdict", "together"), [("accept", True), ("refuse", False)])
def test_a_decision_outlives_a_sweep_and_holds_when_the_identity_comes_back(
    tmp_path: Path, verdict: str, together: bool
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 's.db'}")
    file = tmp_path / "people.csv"
    head, anna, iris = "id,name\n", "1,Anna Blom\n", "2,Iris Blom\n"
    filled(store, [Identity("forum:anna", "forum", "anna", "Anna Blom")])

    def imported(text: str) -> None:
        file.write_text(text, "utf-8")
        import_paths(store, [file], format="hr_csv", complete=True)
        linking.apply(store)
        linking.suggest(store)

    imported(head + anna + iris)
    before = people(store)
    linking.decide(store, [number_of(store, "forum:anna", "hr:1")], verdict, by=None, at=5)
    decided = people(store)
    imported(head + iris)
    assert "hr:1" not in people(store)
    assert people(store)["hr:2"] == before["hr:2"]
    imported(head + anna + iris)
    assert people(store) == decided
    assert (decided["hr:1"] == decided["forum:anna"]) is together
    assert frozenset(("forum:anna", "hr:1")) not in suggested(store)


def test_a_person_outlives_the_identity_it_was_minted_from(tmp_path: Path) -> None:
    again = LIST._replace(id="list3:anna", source="list3", email="anna@x.nl", verified=True)
    store = filled(open_store(f"sqlite:///{tmp_path / 'left.db'}"), [HR, SLACK, again])
    before = people(store)[HR.id]
    store.delete("identity", [HR.id])
    linking.apply(store)
    assert people(store) == {SLACK.id: before, again.id: before}
    filled(store, [again._replace(email="other@x.nl", edited=5)])
    assert sorted(person == before for person in people(store).values()) == [False, True]


def test_who_is_no_longer_in_an_export_that_is_not_complete_stays(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 's.db'}")
    file = tmp_path / "people.csv"
    for text in ("id,name\n1,Anna Blom\n2,Iris Blom\n", "id,name\n2,Iris Blom\n"):
        file.write_text(text, "utf-8")
        import_paths(store, [file], format="hr_csv")
        linking.apply(store)
    assert set(people(store)) == {"hr:1", "hr:2"}


def test_addresses_that_only_look_alike_never_join(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 's.db'}")
    addresses = {
        "One": "anna@x.nl", "Two": "ANNA@X.NL", "Cyrillic": "\u0430nna@x.nl", "Hidden": "anna@x.nl\u200b",
        "Plus": "anna+tag@x.nl", "Dotted": "ann\u0130@x.nl", "Wide": "anna\uff20x.nl",
        "Pair": "anna@x.nl, b@x.nl", "Inside": "an\u200dna@x.nl",
    }  # fmt: skip
    rows = "".join(
        f'{number},"{email}",{name}\n' for number, (name, email) in enumerate(addresses.items(), 1)
    )
    (tmp_path / "people.csv").write_text("id,email,name\n" + rows, "utf-8")
    import_paths(store, [tmp_path / "people.csv"], format="hr_csv")
    joined = linking.apply(store)
    person = people(store)
    assert joined.joined.get("e-mail", 0) == joined.identities - joined.people
    if {"hr:1", "hr:2"} <= set(person):
        assert person["hr:1"] == person["hr:2"]
    others = [person[each] for each in person if each not in {"hr:1", "hr:2"}]
    assert len(set(others)) == len(others)
    assert not set(others) & {person.get("hr:1"), person.get("hr:2")}


@pytest.fixture
def claims(tmp_path: Path) -> Store:
    """Anna as the personnel office knows her, an account that may be hers, and another Anna Blom with a number."""
    who = [
        Identity("hr:1", "hr", "1", "Anna Blom", None, "anna@x.nl", True, "1", "employee"),
        Identity("forum:a", "forum", "a", "Anna Blom", "annab"),
        Identity("other:9", "other", "9", "Anna Blom", None, None, False, "9", "employee"),
        Identity("list:i", "list", "i", "Iris Smit"),
        Identity("forum:i", "forum", "i", "Iris Smit"),
    ]
    store = filled(open_store(f"sqlite:///{tmp_path / 'c.db'}"), who)
    linking.suggest(store)
    return store


def test_this_is_me_is_written_down_under_the_persons_name(claims: Store) -> None:
    anna = people(claims)["hr:1"]
    (mine,) = linking.claimable(claims, anna)
    decision = linking.claim(claims, anna, mine, "accept", at=5)
    assert people(claims)["forum:a"] == anna
    row = claims.frame("decision", where={"number": decision}).iloc[0]
    assert (row["by"], row["verdict"], row["rule"]) == (anna, "accept", "this is me")
    linking.undo(claims, decision, by=anna)
    assert people(claims)["forum:a"] != anna


def test_nobody_claims_what_concerns_others_or_a_personnel_number(claims: Store) -> None:
    person = people(claims)
    theirs = number_of(claims, "forum:i", "list:i")
    numbered = number_of(claims, "forum:a", "other:9")
    for number in (theirs, 999):
        with pytest.raises(NotFound):
            linking.claim(claims, person["hr:1"], number, "accept", at=5)
    with pytest.raises(NotFound):
        linking.claim(claims, person["forum:a"], numbered, "accept", at=5)


@pytest.mark.parametrize(("visibility", "may"), [("open", True), ("members", False), ("private", False)])
def test_nobody_claims_who_was_in_a_place_that_is_not_open(claims: Store, visibility: str, may: bool) -> None:
    claims.upsert(
        "channel", columns_of(TABLES["channel"], [Channel("forum:c", "forum", "c", "chat", visibility)])
    )
    member = Membership("forum:c|forum:a", "forum:c", "forum:a")
    claims.upsert("membership", columns_of(TABLES["membership"], [member]))
    assert bool(linking.claimable(claims, people(claims)["hr:1"])) is may


def test_only_ones_own_decisions_can_be_taken_back_by_oneself(claims: Store) -> None:
    (number,) = linking.decide(claims, [1], "refuse", by=None, at=5)
    with pytest.raises(WrongCall):
        linking.undo(claims, number, by=people(claims)["hr:1"])


def test_a_decision_of_before_there_were_batches_is_taken_back_as_well(twins: Store) -> None:
    old = {"id": ["000000001"], "number": [1], "a": ["one:iris"], "b": ["two:iris"], "verdict": ["accept"]}
    twins.upsert("decision", old | {"undone": [False], "by": [None], "at": [5]})
    linking.apply(twins)
    (later,) = linking.decide(twins, [number_of(twins, "one:maud", "two:maud")], "accept", by=None, at=6)
    assert people(twins)["one:iris"] == people(twins)["two:iris"]
    linking.undo(twins, 1)
    assert people(twins)["one:iris"] != people(twins)["two:iris"]
    assert linking.undo_batch(twins, later) == [later]
