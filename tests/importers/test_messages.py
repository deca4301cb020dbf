"""The interchange: every line is judged by itself, and a bad one costs only itself."""

import gzip
import json
import random
import time
from pathlib import Path

import pytest

from expertgraph.ingest.importer import Options, Rejected
from expertgraph.ingest.pipeline import import_paths
from expertgraph.records import Channel, Identity, Interaction, Item
from expertgraph.store import open_store
from importers.messages import MessagesImporter
from tests.importers.reading import DATA, NOW, counts_of, graph_of, outcomes_of, rows_of

IMPORTER = MessagesImporter()
QUIRKS = DATA / "messages" / "quirks.jsonl"


def test_a_line_becomes_an_item_its_author_and_whom_it_answers() -> None:
    outcomes = outcomes_of(IMPORTER, QUIRKS)
    items = rows_of(outcomes, Item)
    assert items["quirks:m2"] == Item(
        "quirks:m2",
        "quirks",
        "quirks:bob",
        "quirks:algemeen",
        "quirks:t1",
        "answer",
        1_700_000_600,
        "Welke index?",
        "Een omgekeerde index. 🙂",
        1,
    )
    assert {item.id: item.kind for item in items.values()} == {
        "quirks:m1": "question",
        "quirks:m2": "answer",
        "quirks:m3": "reply",
        "quirks:4": "question",
        "quirks:m5": "question",
        "quirks:m6": "answer",
    }
    acts = rows_of(outcomes, Interaction)
    assert set(acts) == {"quirks:m2|reply|quirks:ann", "quirks:m6|reply|quirks:frank"}
    assert acts["quirks:m2|reply|quirks:ann"].actor == "quirks:bob"
    assert set(rows_of(outcomes, Identity)) == {
        f"quirks:{name}" for name in ("ann", "bob", "carol", "dave", "eve")
    }


def test_what_a_line_leaves_out_has_a_default() -> None:
    item = rows_of(outcomes_of(IMPORTER, QUIRKS), Item)["quirks:m5"]
    assert (item.thread, item.channel, item.at, item.text) == ("quirks:m5", "quirks:quirks", None, None)
    assert rows_of(outcomes_of(IMPORTER, QUIRKS), Item)["quirks:4"].at is None


def test_a_bad_line_is_named_and_costs_only_itself() -> None:
    bad = [each for each in outcomes_of(IMPORTER, QUIRKS) if isinstance(each, Rejected)]
    assert [(each.place, each.code) for each in bad] == [
        ("7", "bad-json"),
        ("8", "missing-field"),
        ("9", "bad-json"),
        ("10", "bad-date"),
        ("11", "duplicate-keys"),
        ("12", "bad-field"),
        ("13", "bad-field"),
        ("14", "bad-json"),
        ("15", "control-characters"),
        ("16", "bad-json"),
    ]


def test_control_characters_do_not_reach_the_store() -> None:
    assert rows_of(outcomes_of(IMPORTER, QUIRKS), Item)["quirks:m6"].text == "ab[2J"


def test_the_source_is_the_stem_or_the_folder(tmp_path: Path) -> None:
    assert {
        item.source for item in rows_of(outcomes_of(IMPORTER, DATA / "messages/archive"), Item).values()
    } == {"archive"}
    packed = tmp_path / "forum" / "messages.jsonl.gz"
    packed.parent.mkdir()
    packed.write_bytes(gzip.compress(QUIRKS.read_bytes()))
    assert "forum:m1" in rows_of(outcomes_of(IMPORTER, packed), Item)
    named = packed.rename(packed.with_name("board.jsonl.gz"))
    assert "board:m1" in rows_of(outcomes_of(IMPORTER, named), Item)
    assert "chosen:m1" in rows_of(outcomes_of(IMPORTER, named, source="chosen"), Item)


def test_visibility_is_what_the_caller_says() -> None:
    channels = rows_of(outcomes_of(IMPORTER, QUIRKS, visibility="members"), Channel)
    assert {channel.visibility for channel in channels.values()} == {"members"}


def test_the_order_of_lines_and_files_never_matters(tmp_path: Path) -> None:
    lines = QUIRKS.read_text().splitlines()
    expected = graph_of(outcomes_of(IMPORTER, QUIRKS))
    random_ = random.Random(7)
    for _ in range(200):
        random_.shuffle(lines)
        cut = random_.randrange(len(lines))
        (tmp_path / "a.jsonl").write_text("\n".join(lines[:cut]))
        (tmp_path / "b.jsonl").write_text("\n".join(lines[cut:]))
        assert graph_of(outcomes_of(IMPORTER, tmp_path, source="quirks")) == expected


def test_a_giant_line_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    good = json.dumps({"id": "x", "author": "ann", "text": "fine"})
    path.write_text('{"id": "a", "author": "ann", "text": "' + "x" * (5 << 20) + '"}\n' + good + "\n")
    assert counts_of(outcomes_of(IMPORTER, path)) == {"too-long": 1, "found": 1}


def test_hostile_lines_take_no_time(shared_data: Path, tmp_path: Path) -> None:
    hostile = (shared_data / "nasty" / "text" / "redos.txt").read_text().splitlines()
    path = tmp_path / "redos.jsonl"
    path.write_text("\n".join(json.dumps({"id": n, "author": "a", "text": t}) for n, t in enumerate(hostile)))
    started = time.process_time()
    assert counts_of(outcomes_of(IMPORTER, path)) == {"found": len(hostile)}
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("name", "lines", "distinct", "acts"),
    [
        ("small_quantum_se", 1_468, 1_468, 886),
        ("human_dblp", 3_126, 3_126, 0),
        ("dev2_urho3d_discourse", 24_823, 24_823, 13_489),
    ],
)
def test_real_messages(shared_data: Path, name: str, lines: int, distinct: int, acts: int) -> None:
    outcomes = outcomes_of(IMPORTER, shared_data / "bench" / name / "messages.jsonl.gz")
    assert counts_of(outcomes) == {"found": lines}
    assert len(rows_of(outcomes, Item)) == distinct
    assert len(rows_of(outcomes, Interaction)) == acts
    assert {item.source for item in rows_of(outcomes, Item).values()} == {name}


def test_a_folder_is_one_source_unless_its_folders_are_sources(tmp_path: Path) -> None:
    both = tmp_path / "both"
    for name in ("one", "two"):
        (both / name).mkdir(parents=True)
        (both / name / "messages.jsonl").write_bytes((DATA / "messages/archive/messages.jsonl").read_bytes())
        (both / name / "queries.jsonl").write_text('{"qid": "q1", "text": "who knows"}\n')
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    report = import_paths(store, [both], options=Options(now=NOW))
    store.close()
    assert [each["source"] for each in report.sources] == ["one", "two"]
    assert (report.found, report.new) == (6, 6)
    assert all("queries.jsonl" in str(each["notes"]) for each in report.sources)
