"""Address books: who somebody is at work, out of every version of vCard, and nothing that is nobody's business."""

import random
import tracemalloc
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable, WrongCall
from expertgraph.ingest.importer import Found, Options, Rejected
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.source import Source
from expertgraph.records import Affiliation, Claim, Identity, Interaction, Skill
from expertgraph.store import open_store
from expertgraph.store.digest import digest
from importers.vcard import VcardImporter
from tests.importers.reading import DATA, NOW, counts_of, graph_of, outcomes_of, real, rows_of

IMPORTER = VcardImporter()
CONTACTS = DATA / "vcard" / "contacts.vcf"
BOOK = DATA / "vcard" / "book"
NASTY = Path(__file__).resolve().parents[3] / "shared" / "nasty" / "vcf"


def _card(tmp_path: Path, *lines: str, **options: object) -> dict[str, Identity]:
    path = tmp_path / "one.vcf"
    path.write_text("\n".join(("BEGIN:VCARD", "VERSION:4.0", *lines, "END:VCARD")))
    people = rows_of(outcomes_of(IMPORTER, path, **options), Identity)
    return {key: row for key, row in people.items() if not key.endswith(":owner")}


def test_a_card_is_a_person_a_contact_and_a_place_at_work() -> None:
    found = outcomes_of(IMPORTER, CONTACTS)
    ann = "vcard:6d1b0c8e-0001"
    assert rows_of(found, Identity)[ann] == Identity(
        ann,
        "vcard",
        "6d1b0c8e-0001",
        "Ann de Vries",
        email="ann.devries@example.org",
        organisation="Stichting Water, Wind & Land",
        url="http://example.org/ann",
        edited=1_700_000_000,
    )
    act = rows_of(found, Interaction)[f"vcard:owner|contact|{ann}"]
    assert (act.kind, act.actor, act.target, act.at) == ("contact", "vcard:owner", ann, None)
    (work,) = (each for each in rows_of(found, Affiliation).values() if each.identity == ann)
    assert (work.organisation, work.unit) == ("Stichting Water, Wind & Land", "Research, Data")
    assert (work.role, work.site) == ("Data engineer", "Delft")


def test_nothing_private_comes_along() -> None:
    seen = repr(outcomes_of(IMPORTER, CONTACTS))
    for private in ("cats", "1980", "VIP", "Dorps", "Ons Dorp", "Kade", "/9j/", "+31", "thuis", "javascript"):
        assert private not in seen, private


def test_groups_and_companies_are_no_people_and_a_card_of_nobody_is_set_aside() -> None:
    found = outcomes_of(IMPORTER, CONTACTS)
    assert counts_of(found) == {"found": 4, "not-a-person": 2, "missing-field": 1}
    assert {row.name for row in rows_of(found, Identity).values()} == {
        "Owner of the address book",
        "Ann de Vries",
        "Bob Bakker",
        "Carol Q. Doe",
        "Me Myself",
    }


def test_expertise_is_a_declared_skill_with_a_level() -> None:
    found = outcomes_of(IMPORTER, CONTACTS)
    claims = {(row.identity, row.skill, row.level) for row in rows_of(found, Claim).values()}
    bob = "vcard:bob@example.com"
    assert claims == {(bob, "skill:rust", 5), (bob, "skill:water management", 1)}
    assert {row.label for row in rows_of(found, Skill).values()} == {"Rust", "Water management"}


def test_the_owner_is_who_one_says_and_finds_their_own_card() -> None:
    with Source.open(CONTACTS) as source:
        assert IMPORTER.default_source(source, Options(owner="Me@example.org")) == "vcard:me@example.org"
        with pytest.raises(WrongCall):
            IMPORTER.default_source(source, Options(owner="nobody"))
    found = outcomes_of(IMPORTER, CONTACTS, owner="me@example.org")
    owner = rows_of(found, Identity)["vcard:me@example.org:owner"]
    assert (owner.name, owner.email, owner.stub) == ("Me Myself", "me@example.org", False)
    acts = rows_of(found, Interaction).values()
    assert {act.actor for act in acts} == {owner.id}
    assert owner.id not in {act.target for act in acts}


def test_old_telephones_macs_and_windows() -> None:
    people = rows_of(outcomes_of(IMPORTER, BOOK), Identity)
    assert {row.email: (row.name, row.organisation) for row in people.values() if row.email} == {
        "zoe@example.org": ("Zoë Jäger", "Café Noord"),
        "assistant@example.org": ("Her assistant", None),
        "juergen@example.org": ("Jürgen Groß", None),
        "rene@example.org": ("René Coppée", "Hôtel Élysée"),
    }


@pytest.mark.parametrize(
    ("lines", "native", "name", "email"),
    [
        (["FN:A", "UID:urn:uuid:AB-1", "EMAIL:a@x.nl"], "ab-1", "A", "a@x.nl"),
        (["FN:A", "EMAIL:A@X.nl"], "a@x.nl", "A", "a@x.nl"),
        (["EMAIL:a@x.nl"], "a@x.nl", "a@x.nl", "a@x.nl"),
        (["FN:A", "EMAIL;TYPE=home:h@x.nl", "EMAIL;TYPE=work:w@x.nl"], "w@x.nl", "A", "w@x.nl"),
        (["FN:A", "EMAIL;PREF=50:b@x.nl", "EMAIL;PREF=1:a@x.nl"], "a@x.nl", "A", "a@x.nl"),
        (["FN:A", "EMAIL:not an address"], "f7e2a5b2ba7be3e1", "A", None),
        (["FN:", "N:Doe;Jo;;Dr.;", "EMAIL:a@x.nl"], "a@x.nl", "Jo Doe", "a@x.nl"),
        (["NICKNAME:Jo,Joey", "EMAIL:a@x.nl"], "a@x.nl", "Jo", "a@x.nl"),
        (["FN;CHARSET=X-NO;QUOTED-PRINTABLE:=EB", "N:Doe;Jo", "EMAIL:a@x.nl"], "a@x.nl", "Jo Doe", "a@x.nl"),
        (["FN:A\x00\x1b[2J", "EMAIL:a@x.nl"], "a@x.nl", "A[2J", "a@x.nl"),
    ],
)
def test_who_it_is(lines: list[str], native: str, name: str, email: str | None, tmp_path: Path) -> None:
    (person,) = _card(tmp_path, *lines).values()
    if email is None:
        assert len(person.native_id) == 16
        native = person.native_id
    assert (person.native_id, person.name, person.email) == (native, name, email)
    assert not person.verified


def test_one_bad_card_costs_one_card() -> None:
    found = outcomes_of(IMPORTER, DATA / "vcard" / "hostile-cards.vcf")
    assert [(each.place, each.code) for each in found if isinstance(each, Rejected)] == [
        ("2", "missing-field"),
        ("11", "bad-encoding"),
        ("15", "bad-address"),
    ]
    assert {row.name for row in rows_of(found, Identity).values()} >= {"Good one", "a:b"}


def test_a_later_revision_wins_in_any_order(tmp_path: Path) -> None:
    cards = [
        f"BEGIN:VCARD\nVERSION:3.0\nUID:1\nFN:{name}\nREV:{rev}\nEND:VCARD\n"
        for name, rev in (
            ("Old", "20200101T000000Z"),
            ("New", "2024-01-01T00:00:00Z"),
            ("Older", "20190101T000000Z"),
        )
    ]
    for seed in range(6):
        random.Random(seed).shuffle(cards)
        (tmp_path / "book.vcf").write_text("".join(cards))
        assert rows_of(outcomes_of(IMPORTER, tmp_path / "book.vcf"), Identity)["vcard:1"].name == "New"


def test_a_folder_of_cards_is_the_same_as_one_file(tmp_path: Path) -> None:
    text = CONTACTS.read_bytes()
    cards = [part + b"END:VCARD\r\n" for part in text.split(b"END:VCARD\r\n")[:-1]]
    (tmp_path / "cards").mkdir()
    for number, card in enumerate(reversed(cards)):
        (tmp_path / "cards" / f"{number}.vcf").write_bytes(card)
    assert graph_of(outcomes_of(IMPORTER, tmp_path / "cards")) == graph_of(outcomes_of(IMPORTER, CONTACTS))


def test_pictures_beside_the_cards_do_not_hide_them(tmp_path: Path) -> None:
    (tmp_path / "all.vcf").write_bytes(CONTACTS.read_bytes())
    for number in range(5):
        (tmp_path / f"{number}.jpg").write_bytes(b"\xff\xd8")
    with Source.open(tmp_path) as source:
        assert IMPORTER.sniff(source) > 0.9
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "more.txt").write_text("x")
    with Source.open(tmp_path) as source:
        assert IMPORTER.sniff(source) == 0.0


def test_two_overlapping_address_books_make_the_same_graph_in_any_order(tmp_path: Path) -> None:
    digests = set()
    for number, paths in enumerate(([CONTACTS, BOOK], [BOOK, CONTACTS, BOOK])):
        store = open_store(f"sqlite:///{tmp_path}/{number}.db")
        for path in paths:
            import_paths(store, [path], options=Options(now=NOW, owner="me@example.org"))
        digests.add(digest(store))
        store.close()
    assert len(digests) == 1


def test_what_holds_no_card_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.vcf").write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    with pytest.raises(Unreadable, match="no vCard"):
        outcomes_of(IMPORTER, tmp_path / "x.vcf")


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("xxe_like", {"found": 1}),
        ("no_end", {"found": 1, "missing-field": 1}),
        ("fold_bomb", {"too-long": 1}),
        ("agent_nested_2000", {"too-deep": 10}),
        ("qp_21", {"found": 1}),
        ("photo_5MB", {"found": 1}),
        ("utf16", {"found": 1}),
        ("nul_and_ctrl", {"found": 1}),
    ],
)
def test_hostile_cards_end_as_the_corpus_says(name: str, counts: dict[str, int], shared_data: Path) -> None:
    tracemalloc.start()
    found = outcomes_of(IMPORTER, NASTY / f"{name}.vcf")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counts_of(found) == counts
    assert peak < 40 << 20
    assert "/etc/passwd" not in repr(found) or name == "xxe_like"
    assert not any(row.url for row in rows_of(found, Identity).values())


def test_the_corpus_of_hostile_cards_is_covered(shared_data: Path) -> None:
    here = Path(__file__).read_text()
    assert all(f'("{each.stem}", ' in here for each in NASTY.glob("*.vcf"))


def test_real_address_books(shared_data: Path) -> None:
    for path in sorted(real(shared_data, "vcard").glob("*.vcf")):
        found = outcomes_of(IMPORTER, path)
        assert counts_of(found).keys() == {"found"}, path
        assert sum(isinstance(each, Found) for each in found) == path.read_bytes().upper().count(
            b"BEGIN:VCARD"
        )
        for row in rows_of(found, Identity).values():
            assert row.stub or (row.name.isprintable() and "=" not in row.name)
