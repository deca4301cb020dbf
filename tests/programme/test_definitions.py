"""The definitions tell the numbers that the code counts with."""

import re
from pathlib import Path

from expertgraph.programme import criteria, effect, matching, welcome

DOCS = Path(__file__).resolve().parents[2] / "docs"


def section(page: str, title: str) -> str:
    text = (DOCS / page).read_text("utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return " ".join(text.split())


def test_the_criteria_and_what_makes_them_full() -> None:
    text = section("definitions.md", "Champions")
    rows = {name: [int(n) for n in re.findall(r"full at (\d+)", row)] for name, row in _rows(text).items()}
    full = criteria.FULL
    assert rows == {
        "passion": [full["started"]],
        "position": [full["top_skills"], full["told_skills"]],
        "vision": [],
        "helping": [full["answers"], full["helped"]],
        "island": [full["crossing"]],
        "tools": [full["channels"], full["kinds"]],
    }
    assert tuple(rows) == criteria.CRITERIA
    assert f"last {criteria.WEEKS} whole weeks" in text
    assert f"first {criteria.TOP} of at least {criteria.TOP} holders" in text


def _rows(text: str) -> dict[str, str]:
    return dict(re.findall(r"\| `(\w+)`: ([^|]+\|[^|]+)\|", text))


def test_the_effect_and_the_plan() -> None:
    text = section("definitions.md", "Champions")
    for said in (
        f"at most {matching.CALIPER} weeks' difference in the {matching.BEFORE} weeks before",
        f"after up to {effect.MOST_AFTER} weeks and at least {effect.LEAST_AFTER}",
        f"{effect.SAMPLES:,} draws",
    ):
        assert said in text
    assert welcome.WEIGHTS == {"topic": 0.5, "answered": 0.3, "active": 0.2}  # half, three tenths, two tenths
    assert "(half)" in section("champions.md", "Newcomers")
    assert "(three tenths;" in section("champions.md", "Newcomers")
    assert "(two tenths)" in section("champions.md", "Newcomers")
