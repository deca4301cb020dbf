"""The written pages: links resolve, nothing a person can call or import is missing, and every figure is the code's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from expertgraph.analysis.constants import DEFAULTS
from expertgraph.cli import COMMANDS
from expertgraph.ingest.registry import names
from expertgraph.kinds import INTERACTIONS
from expertgraph.matching import PARTS
from expertgraph.search.ranking import DEFAULT
from web.twins import PREFIX, TWINS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
ROW = re.compile(r"^\| `([^`]+)` \| `([^`]*)` \|", re.MULTILINE)


def text(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_and_anchor_resolves(page: Path) -> None:
    wrong = []
    for link in LINK.findall(text(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            wrong.append(link)
    assert not wrong


def test_every_page_can_be_reached_from_the_readme() -> None:
    linked = {link.partition("#")[0] for link in LINK.findall(text(ROOT / "README.md"))}
    assert {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} <= linked


def test_every_command_is_documented() -> None:
    commands = text(ROOT / "docs/operating.md").partition("## Commands")[2]
    assert set(COMMANDS) <= set(re.findall(r"`(\w+)", commands))


def test_every_format_has_a_section() -> None:
    assert set(names()) <= anchors(ROOT / "docs/formats.md")


def test_every_twin_is_documented() -> None:
    rows = re.findall(r"^\| `(/api/v1/[^`]+)`", text(ROOT / "docs/api.md"), re.MULTILINE)
    assert {PREFIX + twin.rule for twin in TWINS} <= set(rows)


def shown(page: str, mark: str) -> dict[str, Any]:
    """The table after a mark: name -> value."""
    table = text(ROOT / page).partition(f"<!-- constants: {mark} -->\n")[2].partition("\n\n")[0]
    return {name: ast.literal_eval(value) for name, value in ROW.findall(table)}


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Names of nested values joined with dots."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


@pytest.mark.parametrize(
    ("page", "mark", "real"),
    [
        ("docs/definitions.md", "analysis", asdict(DEFAULTS)),
        ("docs/definitions.md", "search", asdict(DEFAULT)),
        ("docs/linking.md", "linking", PARTS),
    ],
    ids=["analysis", "search", "linking"],
)
def test_every_constant_is_shown_as_it_is(page: str, mark: str, real: Mapping[str, Any]) -> None:
    assert shown(page, mark) == dict(flat(real))


def test_every_kind_of_interaction_is_shown_with_its_weight() -> None:
    part = text(ROOT / "docs/definitions.md").partition("## Interactions")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([\d.]+) \|$", part, re.MULTILINE)
    assert {name: float(weight) for name, weight in rows} == {k: v.weight for k, v in INTERACTIONS.items()}
