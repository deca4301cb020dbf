"""The Big List of Naughty Strings, as names and as texts, into every importer and out of every export."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import orjson
import pytest

from expertgraph.store import Store
from tests.importers.reading import real
from tests.torture.fixtures import bring, covered, fresh
from tests.torture.formats import WRITERS, Entry

NAMES = (("identity", "name"), ("skill", "label"), ("skill_label", "label"), ("channel", "name"))
TEXTS = (
    ("item", "text"), ("item", "title"), ("affiliation", "role"), ("affiliation", "unit"), ("affiliation", "organisation"),
    ("skill_label", "label"), ("channel", "name"),
)  # fmt: skip
ONLY_NAMES: set[str] = set()
"""Formats in which people have names and nobody writes anything."""


def essence(text: str) -> str:
    """What must survive: all but control characters, and white space as one blank.  That is what is left out of names
    and texts by design, so that none of them can steer a terminal or forge a line."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) != "Cc")
    return " ".join(kept.split())


@pytest.fixture(scope="module")
def naughty(shared_data: Path) -> list[Entry]:
    """All of them; those that hold nothing but white space and control characters are no names."""
    strings = orjson.loads((real(shared_data, "nasty") / "blns" / "blns.json").read_bytes())
    assert len(strings) == 515
    return [Entry(n, each, f"Number {n} says {each} so") for n, each in enumerate(strings)]


def held(store: Store, places: tuple[tuple[str, str], ...]) -> set[str]:
    """What the store holds in these columns."""
    return {
        essence(text) for table, column in places for text in store.frame(table, [column])[column].dropna()
    }


def test_every_importer_can_be_written_for() -> None:
    assert set(covered()) <= set(WRITERS), "write a generator in tests/torture/formats"


@pytest.mark.parametrize("name", covered())
def test_they_survive_the_importer_or_are_set_aside(name: str, naughty: list[Entry], tmp_path: Path) -> None:
    with_name = [each for each in naughty if essence(each.name)]
    store = fresh(tmp_path)
    report = bring(store, WRITERS[name](tmp_path / "export", with_name), name)
    names, texts = held(store, NAMES), held(store, TEXTS)
    lost = [
        each.name
        for each in with_name
        if essence(each.name) not in names or (name not in ONLY_NAMES and essence(each.text) not in texts)
    ]
    print(name, report.plain(), len(lost), lost[:40])
    assert len(lost) <= report.quarantined
    assert report.quarantined <= len(lost) * 2
    store.close()
