"""Microsoft Teams: two spellings of one export, threads, what was deleted, and nothing private unasked."""

import json
import shutil
from itertools import permutations
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Options, Rejected
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.source import Source
from expertgraph.records import Affiliation, Channel, Deletion, Identity, Interaction, Item, Membership
from expertgraph.store import open_store
from expertgraph.store.digest import digest
from importers.teams import TeamsImporter
from tests.importers.reading import DATA, NOW, counts_of, graph_of, outcomes_of, real, rows_of

IMPORTER = TeamsImporter()
ADMIN, GRAPH = DATA / "teams" / "TeamsData_Example", DATA / "teams" / "graph"
TENANT = "11111111-aaaa-4bbb-8ccc-000000000001"
ANN, BOB, CAROL, EVE = (f"{TENANT}:33333333-aaaa-4bbb-8ccc-00000000000{n}" for n in (1, 2, 3, 4))
BOT = f"{TENANT}:44444444-aaaa-4bbb-8ccc-000000000001"
PLACE = f"{TENANT}:19:kennis@thread.tacv2"
ROOT = f"{PLACE}/1700000000100"
NAMES = {ANN: "ann", BOB: "bob", CAROL: "carol", EVE: "eve", BOT: "bot"}


def acts_of(outcomes: list) -> set[tuple[str, str, str]]:
    acts = rows_of(outcomes, Interaction).values()
    return {(act.kind, NAMES[act.actor], NAMES[act.target]) for act in acts}


@pytest.mark.parametrize("path", [ADMIN, GRAPH], ids=["admin", "graph"])
def test_a_thread_whatever_the_spelling_and_order(path: Path) -> None:
    items = rows_of(outcomes_of(IMPORTER, path), Item)
    thread = {each.id.rpartition("/")[2]: each for each in items.values() if each.thread == ROOT}
    assert {key: (each.kind, each.position, each.author) for key, each in thread.items()} == {
        "1700000000100": ("question", 0, ANN),
        "1700000200000": ("answer", None, BOB),
        "1700000300000": ("reply", None, ANN),
        "1700001000000": ("answer", None, EVE),
    }
    assert items[ROOT].text == "Wie kent Rust? Bob Bakker"
    assert (items[ROOT].title, items[ROOT].at) == ("Rust", 1_700_000_000)
    assert thread["1700000200000"].text == "Ik, al jaren."
    assert {each.reply_to for each in thread.values()} == {None, ROOT}
    assert items[f"{PLACE}/1700000400000"].kind == "post"


@pytest.mark.parametrize("path", [ADMIN, GRAPH], ids=["admin", "graph"])
def test_who_answers_mentions_and_reacts(path: Path) -> None:
    outcomes = outcomes_of(IMPORTER, path)
    assert acts_of(outcomes) == {
        ("mention", "ann", "bob"),
        ("reply", "bob", "ann"),
        ("reply", "eve", "ann"),
        ("reaction", "carol", "ann"),
    }
    (reaction,) = (act for act in rows_of(outcomes, Interaction).values() if act.kind == "reaction")
    assert reaction.at == 1_700_000_340, "the first of her two signs"


def test_people_are_verified_by_the_list_and_known_from_messages_otherwise() -> None:
    people = rows_of(outcomes_of(IMPORTER, ADMIN), Identity)
    assert (people[ANN].email, people[ANN].verified, people[ANN].kind) == ("ann@example.org", True, "unknown")
    assert people[BOB].email == "b.bakker@example.org"
    assert (people[CAROL].email, people[CAROL].kind) == ("carol@else.example", "external")
    assert (people[EVE].name, people[EVE].kind, people[EVE].verified) == (
        "Gast van Buiten",
        "external",
        False,
    )
    assert (people[BOT].name, people[BOT].kind) == ("Buildbot", "bot")
    (title,) = rows_of(outcomes_of(IMPORTER, ADMIN), Affiliation).values()
    assert (title.identity, title.role, title.site) == (ANN, "Data engineer", "Utrecht")
    assert rows_of(outcomes_of(IMPORTER, GRAPH), Identity)[BOB].deleted


def test_a_deleted_message_is_a_deletion() -> None:
    (gone,) = rows_of(outcomes_of(IMPORTER, GRAPH), Deletion).values()
    assert gone == Deletion(f"{PLACE}/1700000500000", TENANT, 1_700_035_200)


def test_a_changed_message_says_when() -> None:
    items = rows_of(outcomes_of(IMPORTER, GRAPH), Item)
    assert (items[ROOT].edited, items[f"{PLACE}/1700000400000"].edited) == (1_700_000_460, None)


@pytest.mark.parametrize("path", [ADMIN, GRAPH], ids=["admin", "graph"])
def test_nothing_private_comes_in_unasked(path: Path) -> None:
    outcomes = outcomes_of(IMPORTER, path)
    assert "CANARY" not in str(outcomes)
    assert all(channel.visibility == "open" for channel in rows_of(outcomes, Channel).values())


def test_private_places_come_in_when_asked_and_stay_private() -> None:
    outcomes = outcomes_of(IMPORTER, GRAPH, include_private=True)
    places = rows_of(outcomes, Channel)
    assert {each.name: each.visibility for each in places.values()} == {
        "Kennis": "open",
        "General": "open",
        "Bestuur": "private",
        "Geheim": "private",
        "Geheim overleg": "private",
        "oneOnOne chat": "private",
    }
    assert all(each.url is None or each.url.startswith("https://") for each in places.values())
    chat = next(each.id for each in places.values() if each.name == "oneOnOne chat")
    assert ("message", "ann", "bob") in acts_of(outcomes)
    inside = {each.identity for each in rows_of(outcomes, Membership).values() if each.channel == chat}
    assert inside == {ANN, BOB}


def test_without_a_list_of_channels_they_are_private(tmp_path: Path) -> None:
    shutil.copy(GRAPH / "messages.json", tmp_path)
    shutil.copy(GRAPH / "teams.json", tmp_path)
    outcomes = outcomes_of(IMPORTER, tmp_path)
    assert counts_of(outcomes) == {"found": 1, "private": 5}
    with Source.open(tmp_path) as source:
        assert any("no list of channels" in note for note in IMPORTER.notes(source, Options()))


def test_the_source_is_the_tenant_else_teams(tmp_path: Path) -> None:
    shutil.copy(GRAPH / "users.json", tmp_path)
    with Source.open(tmp_path) as source:
        assert IMPORTER.default_source(source, Options()) == "teams"
    with Source.open(ADMIN) as source:
        assert IMPORTER.default_source(source, Options()) == TENANT


def test_overlapping_exports_in_any_order_are_one_graph(tmp_path: Path) -> None:
    digests = set()
    for number, order in enumerate(([ADMIN, GRAPH], [GRAPH, ADMIN])):
        store = open_store(f"sqlite:///{tmp_path}/{number}.db")
        import_paths(store, order, options=Options(now=NOW))
        digests.add(digest(store))
        store.close()
    assert len(digests) == 1


def _with_bobs_answer(folder: Path, **changed: object) -> Path:
    """The export, with something changed about Bob's answer."""
    shutil.copytree(GRAPH, folder)
    page = json.loads((GRAPH / "messages.json").read_text())
    page["value"][0]["replies"][0] |= changed
    (folder / "messages.json").write_text(json.dumps(page))
    return folder


def test_what_was_edited_deleted_or_restored_later_is_so_in_any_order(tmp_path: Path) -> None:
    edit = {"body": {"contentType": "text", "content": "Ik!"}, "lastEditedDateTime": "2023-11-15T08:00:00Z"}
    gone = {"deletedDateTime": "2023-11-16T08:00:00Z", "lastModifiedDateTime": "2023-11-16T08:00:00Z"}
    back = {"deletedDateTime": None, "lastModifiedDateTime": "2023-11-17T08:00:00Z"}
    versions = [
        _with_bobs_answer(tmp_path / str(number), **changed)
        for number, changed in enumerate([{}, edit, edit | gone, edit | back])
    ]
    for last, text in enumerate(["Ik, al jaren.", "Ik!", None, "Ik!"], 1):
        for number, order in enumerate(permutations(versions[:last])):
            store = open_store(f"sqlite:///{tmp_path}/{last}-{number}.db")
            import_paths(store, list(order), options=Options(now=NOW))
            items = store.frame("item", ["id", "text"])
            store.close()
            found = items["text"][items["id"] == f"{PLACE}/1700000200000"].tolist()
            assert found == ([] if text is None else [text])


def test_the_order_of_records_does_not_matter(tmp_path: Path) -> None:
    shutil.copytree(ADMIN, tmp_path / "export")
    for file in (tmp_path / "export").rglob("*.json"):
        file.write_text(json.dumps(json.loads(file.read_text())[::-1]))
    assert graph_of(outcomes_of(IMPORTER, tmp_path / "export")) == graph_of(outcomes_of(IMPORTER, ADMIN))


def test_a_bad_record_costs_itself_and_is_not_quoted() -> None:
    outcomes = outcomes_of(IMPORTER, DATA / "teams" / "hostile-messages.json", include_private=True)
    assert counts_of(outcomes) == {
        "found": 2,
        "missing-field": 3,
        "bad-date": 1,
        "bad-field": 1,
        "bad-json": 1,
        "too-deep": 1,
    }
    assert not any("Rust" in each.raw for each in outcomes if isinstance(each, Rejected))


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("html", "<p>Hoi <b>allen</b></p><p>dag</p>", "Hoi allen\ndag"),
        ("html", '<p>Boe<emoji id="ghost" alt="\N{GHOST}" title="Ghost"></emoji></p>', "Boe\N{GHOST}"),
        ("html", "<script>x</script><at id='0'>Bob</at>&nbsp;<attachment id='1'></attachment>!", "Bob !"),
        ("text", "a < b\x00", "a < b"),
    ],
)
def test_words(tmp_path: Path, kind: str, content: str, text: str) -> None:
    folder = _with_bobs_answer(tmp_path / "export", body={"contentType": kind, "content": content})
    assert rows_of(outcomes_of(IMPORTER, folder), Item)[f"{PLACE}/1700000200000"].text == text


def test_several_exports_in_a_folder_are_several(tmp_path: Path) -> None:
    shutil.copytree(ADMIN, tmp_path / "a")
    shutil.copytree(ADMIN, tmp_path / "b")
    with Source.open(tmp_path) as source:
        assert IMPORTER.sniff(source) == 0
    (tmp_path / "empty").mkdir()
    with Source.open(tmp_path / "empty") as source, pytest.raises(Unreadable):
        list(IMPORTER.read(source, "teams", Options()))


def test_a_real_export(shared_data: Path) -> None:
    path = real(shared_data, "teams")
    outcomes = outcomes_of(IMPORTER, path)
    assert counts_of(outcomes) == {"found": 6 + 5, "private": 1 + 2 + 4, "noise": 3}
    everything = outcomes_of(IMPORTER, path, include_private=True)
    assert counts_of(everything) == {"found": 6 + 6 + 2 + 4, "noise": 3}
    assert {act.kind for act in rows_of(everything, Interaction).values()} == {"reply", "reaction"}
    assert rows_of(everything, Identity)[f"{IMPORTED}:9bd4aca7-99cf-4b1b-a16d-e25717dc9414"].stub


IMPORTED = "af4acab6-6476-4c2f-bef2-ff6479dd3940"
