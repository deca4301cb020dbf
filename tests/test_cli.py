"""The command line as people and scripts meet it."""

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from expertgraph.cli import COMMANDS

MESSAGE = '{"id":"1","thread":"t","channel":"c","title":"Heat pump?","author":"a","time":1700000000,"pos":0,"text":"Who?"}\n'


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    store = f"sqlite:///{folder / 's.db'}"
    command = [sys.executable, "-m", "expertgraph.cli", "--store", store, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_every_command_is_there_and_helps(tmp_path: Path) -> None:
    from expertgraph.cli import expertgraph

    for name in COMMANDS:
        command = expertgraph.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert command.help, name


def test_exit_codes_are_the_contract(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text(MESSAGE)
    bad.write_text(MESSAGE + "{oops\n")
    assert run(tmp_path, "import", str(good)).returncode == 0
    assert run(tmp_path, "import", str(bad)).returncode == 1
    assert run(tmp_path, "import").returncode == 2
    assert run(tmp_path, "find", "anything").returncode == 2
    assert run(tmp_path, "import", str(tmp_path / "absent.zip")).returncode == 3
    assert (
        subprocess.run(
            [sys.executable, "-m", "expertgraph.cli", "--store", "bolt://neo4j:x@127.0.0.1:1", "rings"],
            capture_output=True,
            check=False,
        ).returncode
        == 4
    )


def test_before_the_first_analysis_it_says_what_to_do(tmp_path: Path) -> None:
    for command in ("rings", "people", "find x", "skills"):
        done = run(tmp_path, *command.split())
        assert (done.returncode, "expertgraph analyse" in done.stderr) == (2, True), done.stderr


def test_the_report_is_one_json_object_that_adds_up(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(MESSAGE + "{oops\n")
    report = orjson.loads(run(tmp_path, "import", str(path), "--json").stdout)
    assert report["found"] == report["read"] + sum(report["skipped"].values())
    assert report["read"] == report["new"] + report["same"] + report["quarantined"] == 2
    listed = orjson.loads(run(tmp_path, "quarantine", "list", "--json").stdout)
    assert [each["file"] for each in listed] == ["x.jsonl"]


def test_the_digest_is_64_hex_digits_and_nothing_else(tmp_path: Path) -> None:
    out = run(tmp_path, "store", "digest").stdout
    assert len(out.strip()) == 64
    assert int(out, 16) >= 0


def test_no_traceback_reaches_a_person(tmp_path: Path) -> None:
    (tmp_path / "s.db").write_text("this is no database, and long enough to be looked at" * 50)
    done = run(tmp_path, "rings")
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    assert "cannot be opened" in done.stderr


@pytest.mark.parametrize("role", ["council", "external"])
def test_a_role_that_may_not_import_is_refused(tmp_path: Path, role: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(MESSAGE)
    done = run(tmp_path, "import", str(path), "--role", role)
    assert done.returncode == 2
    assert "not for your role" in done.stderr


def test_a_file_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "\x1b[31mred.jsonl"
    path.write_text(MESSAGE)
    assert "\x1b" not in run(tmp_path, "import", str(path), "--as", "messages").stdout
