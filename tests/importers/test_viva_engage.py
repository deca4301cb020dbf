"""Viva Engage: who answers whom, what was deleted, and that private communities stay out."""

import random
import shutil
from pathlib import Path

import pytest

from expertgraph.ingest.importer import Options, Rejected
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.source import Source
from expertgraph.records import Affiliation, Channel, Deletion, Identity, Interaction, Item, Membership
from expertgraph.store import open_store
from expertgraph.store.digest import digest
from importers.viva_engage import VivaEngageImporter
from importers.viva_engage_rows import time_in
from tests.importers.reading import DATA, NOW, counts_of, graph_of, outcomes_of, rows_of

IMPORTER = VivaEngageImporter()
EXPORT = DATA / "viva_engage" / "export"


def acts_of(outcomes: list) -> set[tuple[str, str, str]]:
    acts = rows_of(outcomes, Interaction).values()
    return {(act.kind, act.actor[5:], act.target[5:]) for act in acts}


def test_users_are_verified_with_department_place_and_title() -> None:
    outcomes = outcomes_of(IMPORTER, EXPORT)
    people = rows_of(outcomes, Identity)
    assert (people["viva:102"].email, people["viva:102"].verified) == ("bob@example.org", True)
    assert [each for each in people if people[each].deleted] == ["viva:103"]
    assert (people["viva:105"].name, people["viva:105"].kind) == ("Buildbot", "bot")
    (where,) = rows_of(outcomes, Affiliation).values()
    assert where[1:6] == ("viva:101", None, "Research", "Utrecht", "Data engineer")


def test_a_thread_and_its_best_answer() -> None:
    items = rows_of(outcomes_of(IMPORTER, EXPORT), Item)
    assert {each.id: (each.kind, each.reply_to, each.accepted) for each in items.values()} == {
        "viva:message/1001": ("question", None, False),
        "viva:message/1002": ("answer", "viva:message/1001", True),
        "viva:message/1003": ("reply", "viva:message/1002", False),
        "viva:message/1008": ("post", None, False),
    }
    first = items["viva:message/1001"]
    assert (first.title, first.text, first.channel) == (
        "Rust",
        "Wie kent Rust?\n@Bob Bakker of @dirk",
        "viva:group/7",
    )
    assert items["viva:message/1002"].at == 1_677_665_400
    assert items["viva:message/1008"].channel == "viva:group/all"


def test_who_answers_and_mentions_whom() -> None:
    assert acts_of(outcomes_of(IMPORTER, EXPORT)) == {
        ("reply", "102", "101"),
        ("reply", "101", "102"),
        ("mention", "101", "102"),
        ("mention", "101", "104"),
    }


def test_a_deleted_message_is_a_deletion() -> None:
    (gone,) = rows_of(outcomes_of(IMPORTER, EXPORT), Deletion).values()
    assert gone == Deletion("viva:message/1004", "viva", 1_677_744_000)


def test_nothing_private_comes_in_unasked() -> None:
    outcomes = outcomes_of(IMPORTER, EXPORT)
    assert "CANARY" not in str(outcomes)
    assert counts_of(outcomes) == {"found": 9, "private": 3, "direct": 1, "noise": 1}
    assert {each.name for each in rows_of(outcomes, Channel).values()} == {"Kennis", "All Company"}


def test_private_places_come_in_when_asked_and_stay_private() -> None:
    outcomes = outcomes_of(IMPORTER, EXPORT, include_private=True)
    places = rows_of(outcomes, Channel)
    assert places["viva:group/8"].visibility == "private"
    direct = "viva:direct/1007"
    assert places[direct].visibility == "private"
    inside = {each.identity for each in rows_of(outcomes, Membership).values() if each.channel == direct}
    assert inside == {"viva:101", "viva:102", "viva:103"}
    shares = [act.share for act in rows_of(outcomes, Interaction).values() if act.kind == "message"]
    assert shares == [0.5, 0.5]


def test_the_order_of_rows_and_of_exports_does_not_matter(tmp_path: Path) -> None:
    shutil.copytree(EXPORT, tmp_path / "shuffled")
    for file in (tmp_path / "shuffled").glob("[UG]*.csv"):
        header, *rows = file.read_text().splitlines()
        random.Random(1).shuffle(rows)
        file.write_text("\n".join([header, *rows]) + "\n")
    assert graph_of(outcomes_of(IMPORTER, tmp_path / "shuffled")) == graph_of(outcomes_of(IMPORTER, EXPORT))
    shutil.copytree(EXPORT, tmp_path / "part")
    (tmp_path / "part" / "Users.csv").unlink()
    digests = set()
    for number, order in enumerate((["shuffled", "part"], ["part", "shuffled"])):
        store = open_store(f"sqlite:///{tmp_path}/{number}.db")
        import_paths(store, [tmp_path / each for each in order], options=Options(now=NOW))
        digests.add(digest(store))
        store.close()
    assert len(digests) == 1


def test_a_bad_row_costs_itself_and_its_words_are_not_quoted() -> None:
    outcomes = outcomes_of(IMPORTER, DATA / "viva_engage" / "hostile-messages.csv")
    assert counts_of(outcomes) == {
        "found": 3,
        "missing-field": 2,
        "bad-field": 1,
        "bad-date": 1,
        "ragged": 1,
        "unclosed-quote": 1,
    }
    assert "CANARY" not in str([each for each in outcomes if isinstance(each, Rejected)])


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2023-03-01 10:10:00 UTC", 1_677_665_400),
        ("2023/03/01 10:10:00 +0000", 1_677_665_400),
        ("2023-03-01T11:10:00+01:00", 1_677_665_400),
        ("null", None),
        ("", None),
    ],
)
def test_times(text: str, seconds: int | None) -> None:
    assert time_in({"created_at": text}, "created_at", NOW) == seconds


def test_what_is_missing_and_unused_is_said(tmp_path: Path) -> None:
    shutil.copy(EXPORT / "Messages.csv", tmp_path)
    (tmp_path / "Files.csv").write_text("id,file_id\n1,2\n")
    with Source.open(tmp_path) as source:
        notes = " ".join(IMPORTER.notes(source, Options()))
    assert "no Users.csv" in notes
    assert "Files.csv" in notes


@pytest.mark.parametrize(
    ("without", "lost"),
    [(("1002",), {"viva:message/1002"}), (("1003", "1005", "1006", "1007", "1008", "1009"), set())],
    ids=["inside", "outside"],
)
def test_a_complete_export_removes_only_between_its_first_and_last_message(
    tmp_path: Path, without: tuple[str, ...], lost: set[str]
) -> None:
    shutil.copytree(EXPORT, tmp_path / "days")
    rows = (EXPORT / "Messages.csv").read_text().splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith((*without, "1004"))]
    (tmp_path / "days" / "Messages.csv").write_text("".join(kept))
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    import_paths(store, [EXPORT], options=Options(now=NOW))
    before = set(store.frame("item", ["id"])["id"])
    import_paths(store, [tmp_path / "days"], options=Options(now=NOW), complete=True)
    after = set(store.frame("item", ["id"])["id"])
    store.close()
    assert before - after == lost
