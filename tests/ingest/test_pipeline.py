"""Every input record is accounted for, whatever happens on the way."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import orjson
import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Options
from expertgraph.ingest.pipeline import Stopped, import_paths, said_before
from expertgraph.store import Store, open_store
from expertgraph.store.digest import digest

CLOCK = 1_790_000_000


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path / 'a.db'}")


def write_messages(path: Path, count: int, *, bad: tuple[int, ...] = (), first: int = 0) -> Path:
    lines = []
    for n in range(first, first + count):
        message = {
            "id": f"m{n}",
            "thread": f"t{n // 5}",
            "channel": "c",
            "title": f"Question {n // 5}",
            "author": f"u{n % 7}",
            "time": 1_700_000_000 + n * 60,
            "pos": n % 5,
            "reply_to": f"u{(n - 1) % 7}" if n % 5 else None,
            "text": f"words number {n}",
        }
        lines.append(b"{broken" if n in bad else orjson.dumps(message))
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def run(store: Store, path: Path, **more: object) -> dict[str, object]:
    options = Options(source="s")
    return import_paths(
        store, [path], format="messages", options=options, clock=lambda: CLOCK, **more
    ).plain()  # type: ignore[arg-type]


def test_the_report_adds_up_and_bad_lines_are_located(store: Store, tmp_path: Path) -> None:
    report = run(store, write_messages(tmp_path / "x.jsonl", 50, bad=(3, 40)))
    assert (report["found"], report["read"], report["new"], report["quarantined"]) == (50, 50, 48, 2)
    held = store.frame("quarantine").sort_values("place")
    assert [*held["file"]] == ["x.jsonl"] * 2
    assert sorted(place.split()[-1] for place in held["place"]) == ["4", "41"]


def test_the_second_import_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write_messages(tmp_path / "x.jsonl", 50, bad=(3,))
    run(store, path)
    before = digest(store)
    again = run(store, path)
    assert (again["new"], again["same"], again["changed"], again["quarantined"]) == (0, 49, 0, 1)
    assert digest(store) == before


def test_overlapping_exports_in_either_order_give_one_graph(tmp_path: Path) -> None:
    first = write_messages(tmp_path / "x.jsonl", 30)
    second = write_messages(tmp_path / "y.jsonl", 30, first=20)
    digests = []
    for name, order in (("ab", (first, second)), ("ba", (second, first))):
        store = open_store(f"sqlite:///{tmp_path / name}.db")
        for path in order:
            run(store, path)
        digests.append(digest(store))
        assert store.counts()["item"] == 50
    assert digests[0] == digests[1]


def test_a_mended_file_leaves_quarantine_by_itself(store: Store, tmp_path: Path) -> None:
    path = write_messages(tmp_path / "x.jsonl", 10, bad=(3,))
    run(store, path)
    write_messages(path, 10)
    assert run(store, path)["new"] == 1
    assert store.counts()["quarantine"] == 0


def test_a_dry_run_writes_nothing(store: Store, tmp_path: Path) -> None:
    report = run(store, write_messages(tmp_path / "x.jsonl", 20, bad=(1,)), dry_run=True)
    assert (report["new"], report["quarantined"]) == (19, 1)
    assert not any(store.counts().values())


def test_an_edited_message_counts_as_changed_only_when_it_wins(store: Store, tmp_path: Path) -> None:
    path = write_messages(tmp_path / "x.jsonl", 5)
    run(store, path)
    path.write_bytes(path.read_bytes().replace(b"words number 2", b"other words 2"))
    outcome = run(store, path)
    text = dict(zip(store.frame("item")["id"], store.frame("item")["text"], strict=True))["s:m2"]
    assert outcome["same"] == 5
    assert (outcome["changed"], text) in {(1, "other words 2"), (0, "words number 2")}
    # The order of arrival does not decide: a fresh store that sees them the other way round agrees.
    other = open_store(f"sqlite:///{tmp_path / 'b.db'}")
    run(other, path)
    write_messages(path, 5)
    run(other, path)
    assert digest(other) == digest(store)


def test_a_stopped_import_goes_on_where_it_stopped(store: Store, tmp_path: Path) -> None:
    path = write_messages(tmp_path / "x.jsonl", 500, bad=(7,))
    with pytest.raises(Stopped):
        run(store, path, batch=100, stop=lambda: True)
    partial = store.counts()["item"]
    assert 0 < partial < 499
    report = run(store, path, batch=100)
    assert (report["found"], report["new"], report["quarantined"]) == (500, 499, 1)
    assert any("Went on" in note for note in report["sources"][0]["notes"])  # type: ignore[index]
    undisturbed = open_store(f"sqlite:///{tmp_path / 'b.db'}")
    run(undisturbed, path)
    assert digest(store) == digest(undisturbed)
    assert store.counts()["checkpoint"] == 0


def test_kill_9_loses_and_doubles_nothing(tmp_path: Path) -> None:
    path = write_messages(tmp_path / "x.jsonl", 30_000)
    url = f"sqlite:///{tmp_path / 'k.db'}"
    command = [
        sys.executable,
        "-m",
        "expertgraph.cli",
        "--store",
        url,
        "import",
        str(path),
        "--as",
        "messages",
    ]
    undisturbed = open_store(f"sqlite:///{tmp_path / 'u.db'}")
    import_paths(undisturbed, [path], format="messages")
    for delay in (0.6, 0.9, 1.2):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        threading.Event().wait(delay)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    done = subprocess.run([*command, "--json"], capture_output=True, check=True)
    report = orjson.loads(done.stdout)
    assert report["found"] == 30_000 == report["new"] + report["same"]
    assert digest(open_store(url)) == digest(undisturbed)


def test_a_complete_import_removes_what_is_gone_and_only_that(store: Store, tmp_path: Path) -> None:
    path = write_messages(tmp_path / "x.jsonl", 20)
    run(store, path)
    write_messages(path, 10)
    shown = run(store, path, complete=True, dry_run=True)
    assert shown["gone"] == {"item": 10, "interaction": 8}
    assert shown["gone_ids"][0] == ("item", "s:m10")
    assert store.counts()["item"] == 20
    report = run(store, path, complete=True)
    assert (report["gone"], report["swept"]) == (shown["gone"], 18)
    assert store.counts()["item"] == 10
    assert set(store.frame("interaction")["item"]) <= set(store.frame("item")["id"])


def test_a_folder_of_exports_is_imported_one_by_one(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    write_messages(folder / "x.jsonl", 10)
    write_messages(folder / "y.jsonl", 10, first=10)
    (folder / "README.md").write_text("hello")
    report = import_paths(store, [folder], clock=lambda: CLOCK)
    assert report.new == 20


def test_an_unknown_file_is_refused_with_advice(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(b"\x00\x01\x02")
    with pytest.raises(Unreadable, match="--as"):
        import_paths(store, [path])


def test_an_id_that_no_store_holds_goes_to_quarantine(store: Store, tmp_path: Path) -> None:
    path = write_messages(tmp_path / "x.jsonl", 3)
    path.write_bytes(path.read_bytes().replace(b'"m1"', b'"' + b"m" * 9_000 + b'"'))
    report = run(store, path)
    assert (report["new"], report["quarantined"]) == (2, 1)


def test_a_channel_never_becomes_wider_by_importing_again(tmp_path: Path) -> None:
    path = write_messages(tmp_path / "x.jsonl", 10)
    for number, order in enumerate((("private", "open"), ("open", "private"))):
        store = open_store(f"sqlite:///{tmp_path / str(number)}.db")
        for visibility in order:
            options = Options(source="s", visibility=visibility)
            import_paths(store, [path], format="messages", options=options, clock=lambda: CLOCK)
        assert [*store.frame("channel")["visibility"]] == ["private"]


def test_trying_again_means_the_same(store: Store, tmp_path: Path) -> None:
    path = write_messages(tmp_path / "x.jsonl", 10, bad=(2,))
    options = Options(source="s", visibility="members")
    import_paths(store, [path], format="messages", options=options, clock=lambda: CLOCK)
    assert said_before(store, str(path.resolve()), "messages", "s").visibility == "members"
    assert [*store.frame("run")["state"]] == ["done"]


def test_what_was_mended_leaves_quarantine_also_after_an_interruption(store: Store, tmp_path: Path) -> None:
    path = write_messages(tmp_path / "x.jsonl", 40, bad=(3, 30))
    run(store, path)
    write_messages(path, 40, bad=(4,))
    with pytest.raises(Stopped):
        run(store, path, batch=10, stop=lambda: True)
    report = run(store, path, batch=10)
    assert "interrupted" in report["sources"][0]["notes"][-1]
    assert [*store.frame("quarantine")["place"]] == ["5"]


def test_a_file_changed_in_the_middle_is_read_from_the_start(store: Store, tmp_path: Path) -> None:
    path = write_messages(tmp_path / "x.jsonl", 40)
    with pytest.raises(Stopped):
        run(store, path, batch=10, stop=lambda: True)
    path.write_bytes(path.read_bytes().replace(b'words number 1"', b'other number 1"'))
    report = run(store, path, batch=10)
    assert not any("interrupted" in note for note in report["sources"][0]["notes"])
    assert report["found"] == 40


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8", []), ("cp1252", ["Read as cp1252, by its look: staff.csv."])]
)
def test_the_report_says_which_encoding_was_assumed(
    store: Store, tmp_path: Path, encoding: str, said: list[str]
) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes("Name;Email\nRenée Müller;r@example.org\nZoë Brück;z@example.org\n".encode(encoding))
    notes = import_paths(store, [path], format="hr_csv", clock=lambda: CLOCK).sources[0]["notes"]
    assert [note for note in notes if note.startswith("Read as")] == said


def test_a_damaged_export_sweeps_nothing_and_says_so(store: Store, tmp_path: Path) -> None:
    path = write_messages(tmp_path / "x.jsonl", 20)
    run(store, path)
    write_messages(path, 10, bad=(4,))
    report = run(store, path, complete=True)
    assert (report["swept"], store.counts()["item"]) == (0, 20)
    assert "Nothing was removed: 1 records" in report["sources"][-1]["notes"][-1]


def test_the_parts_of_one_source_are_complete_together(store: Store, tmp_path: Path) -> None:
    parts = [
        write_messages(tmp_path / f"{name}.jsonl", 10, first=first) for name, first in (("a", 0), ("b", 10))
    ]
    options = Options(source="s")
    for _ in range(2):
        report = import_paths(
            store, parts, format="messages", options=options, complete=True, clock=lambda: CLOCK
        )
        assert (report.swept, store.counts()["item"]) == (0, 20)
    report = import_paths(
        store, parts[:1], format="messages", options=options, complete=True, clock=lambda: CLOCK
    )
    assert report.gone["item"] == 10
