"""desk and digest on the command line."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from expertgraph.analysis.run import analyse
from expertgraph.cli import expertgraph
from expertgraph.desk.digest_file import SUFFIXES
from expertgraph.workspace import Workspace
from tests.desk.world import NOW, fill, of


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A store of the desk's community, with its settings beside it, analysed as of NOW."""
    url = f"sqlite:///{tmp_path / 's.db'}"
    space = Workspace.open(url)
    space.change_settings({"organisation.name": "Own", "privacy.k": 5, "search.meaning": False})
    fill(space.store)
    analyse(space, as_of=NOW)
    space.store.close()
    return url


def run(address: str, *arguments: str) -> Result:
    return CliRunner().invoke(expertgraph, ["--store", address, *arguments])


def test_the_desk_is_printed_and_dealt_with(address: str) -> None:
    assert "Hello from the water board" in run(address, "desk").stdout
    assert run(address, "desk", "done", "welcome", of("newbie")).output == "Done.\n"
    assert "water board" not in run(address, "desk", "--format", "csv").stdout
    assert run(address, "desk", "undo", "welcome", of("newbie")).exit_code == 0
    sorts = [group["sort"] for group in orjson.loads(run(address, "desk", "--json").stdout)["groups"]]
    assert "welcome" in sorts


@pytest.mark.parametrize("role", ["employee", "external", "leadership", "admin", "council"])
def test_it_is_not_for_other_roles(address: str, role: str) -> None:
    for arguments in (["desk"], ["desk", "done", "welcome", of("newbie")]):
        assert "not for your role" in str(run(address, *arguments, "--role", role).exception)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_digest_is_written_to_a_file(address: str, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"week{suffix}"
    done = run(address, "digest", str(out), "--language", "nl", "--week", "2025-W23")
    assert done.exit_code == 0
    assert f"{out}: {out.stat().st_size:,} bytes." in done.output
    assert b"week 23" in out.read_bytes()


def test_without_a_file_it_is_printed(address: str) -> None:
    assert run(address, "digest").stdout.startswith("The community in week 23\n2 June to 8 June 2025\n")
    assert orjson.loads(run(address, "digest", "--json").stdout)["week"] == "2025-W23"


def test_another_ending_or_week_says_what_is_possible(address: str, tmp_path: Path) -> None:
    assert ".eml, .html" in str(run(address, "digest", str(tmp_path / "week.pdf")).exception)
    assert not (tmp_path / "week.pdf").exists()
    assert "2025-W23" in str(run(address, "digest", "--week", "2025-W24").exception)
