"""The long runs, in parts: ``make soak`` goes on where it was stopped, and its last result is kept in docs/soak.md.

A part is a test with the mark ``soak``.  One that has passed is not run again until code, tests or test data change, or
EXPERTGRAPH_TEST_AGAIN=1 asks for it.  Its row is written as soon as it has passed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "soak.md"
AGAIN = "EXPERTGRAPH_TEST_AGAIN"
MARK = "soak"
CODE = ("expertgraph", "importers", "queries", "tests", "web")
HEAD = """\
# Soak

What `make soak` found when each of its parts last passed. A part that passed for the code as it is now is not run again;
`EXPERTGRAPH_TEST_AGAIN=1 make soak` runs all of them. Continuous integration runs a small dose of the same tests with
every change.

| part | figure | seconds | day | commit | code |
|---|---|---|---|---|---|
"""


class Row(NamedTuple):
    """One part: what it is called, what it counted, how long it took, when and with which code."""

    part: str
    figure: str
    seconds: str
    day: str
    commit: str
    code: str


def read(page: Path = PAGE) -> dict[str, Row]:
    """The rows of the page by part."""
    lines = page.read_text("utf-8").splitlines() if page.exists() else []
    cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("| `")]
    return {
        row[0].strip("`"): Row(row[0].strip("`"), *row[1:]) for row in cells if len(row) == len(Row._fields)
    }


def write(rows: dict[str, Row], page: Path = PAGE) -> None:
    """The page, its parts in alphabetical order."""
    told = "".join(f"| `{row.part}` | {' | '.join(row[1:])} |\n" for _, row in sorted(rows.items()))
    page.write_text(HEAD + told, "utf-8")


def fingerprint(root: Path = ROOT, folders: tuple[str, ...] = CODE) -> str:
    """12 hex digits over all that a part's result may depend on, committed or not."""
    hashed = hashlib.sha256()
    files = [path for folder in folders for path in (root / folder).rglob("*") if path.is_file()]
    for path in sorted(path for path in files if "__pycache__" not in path.parts):
        hashed.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return hashed.hexdigest()[:12]


class Soak:
    """Leaves out what is done, and writes down what passes."""

    def __init__(self, page: Path, code: str, commit: str) -> None:
        self.page = page
        self.code = code
        self.commit = commit

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Deselect the parts that have passed for this very code."""
        if os.environ.get(AGAIN):
            return
        rows = read(self.page)
        done = {part for part, row in rows.items() if row.code == self.code}
        left = [
            item for item in items if not (item.get_closest_marker(MARK) and part_of(item.nodeid) in done)
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(left)])
        items[:] = left

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A row for a part that has passed."""
        if report.when != "call" or not report.passed or MARK not in report.keywords:
            return
        figure = next((value for name, value in report.user_properties if name == MARK), "passed")
        day = datetime.now(UTC).strftime("%Y-%m-%d")
        part = part_of(report.nodeid)
        row = Row(part, str(figure), f"{report.duration:.0f}", day, self.commit, self.code)
        write(read(self.page) | {part: row}, self.page)


def part_of(nodeid: str) -> str:
    """A test's name in the page."""
    return nodeid.removeprefix("tests/").replace("|", "/")


def plugin(config: pytest.Config) -> None:
    """Register where the long runs were asked for."""
    asked = str(config.getoption("markexpr", ""))
    if MARK in asked and "not " + MARK not in asked:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        config.pluginmanager.register(Soak(PAGE, fingerprint(), done.stdout.strip() or "unknown"), "soak")


@pytest.fixture
def soak_figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Say what a test counted; in a long run it is written down."""
    return lambda figure: request.node.user_properties.append((MARK, figure))
