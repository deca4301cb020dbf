"""Skills on the command line."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from expertgraph.cli import expertgraph
from expertgraph.errors import NotFound
from tests.community import workspace


def run(space: Path, *arguments: str) -> Result:
    return CliRunner().invoke(expertgraph, ["--store", f"sqlite:///{space / 's.db'}", "skills", *arguments])


def test_the_command_line_shows_a_skill_and_keeps_terms(tmp_path: Path) -> None:
    workspace(tmp_path).store.close()
    shown = run(tmp_path, "show", "heat pumps").stdout
    assert "1. Anna de Vries" in shown
    assert "Questions of 90 days: 38, unanswered 1" in shown
    assert '"holders": 3' in run(tmp_path, "show", "skill:heat pumps", "--json").stdout
    assert (
        run(tmp_path, "--like", "pump", "--format", "csv").stdout.splitlines()[1].startswith("Heat pumps,3,")
    )
    assert "from the next analysis on" in run(tmp_path, "add", "ladders").stdout
    assert "a word for Heat pumps" in run(tmp_path, "add", "HP", "--same-as", "Heat pumps").stdout
    assert [line.split()[0] for line in run(tmp_path, "terms").stdout.splitlines()] == [
        "term",
        "HP",
        "ladders",
    ]
    assert run(tmp_path, "remove", "HP").exit_code == 0
    assert isinstance(run(tmp_path, "remove", "HP").exception, NotFound)
    assert isinstance(run(tmp_path, "show", "nothing like it").exception, NotFound)
    assert "role" in str(run(tmp_path, "add", "stairs", "--role", "manager").exception)
