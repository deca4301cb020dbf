"""The Big List of Naughty Strings, as names and as texts, into every importer and out of every export."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from expertgraph.store import Store
from tests.importers.reading import real
from tests.torture.fixtures import bring, covered, fresh
from tests.torture.formats import WRITERS, Entry
from tests.torture.formats.by_design import ONE_AUTHOR, essence, essence_of_name, essence_of_text

NAMES = (("identity", "name"), ("skill", "label"), ("skill_label", "label"))
TEXTS = (("item", "text"), ("item", "title"), ("affiliation", "role"), ("skill_label", "label"))


@pytest.fixture(scope="module")
def naughty(shared_data: Path) -> list[Entry]:
    """All of them but two, which hold nothing but white space and so are no names."""
    strings = orjson.loads((real(shared_data, "nasty") / "blns" / "blns.json").read_bytes())
    assert len(strings) == 515
    found = [Entry(n, each, f"Number {n} says {each} so") for n, each in enumerate(strings)]
    return [each for each in found if essence(each.name)]


def held(store: Store, places: tuple[tuple[str, str], ...]) -> set[str]:
    """What the store holds in these columns."""
    return {text for table, column in places for text in store.frame(table, [column])[column].dropna()}


def altered(store: Store, format: str, made: list[Entry]) -> list[Entry]:
    """The entries whose name or text is not there as it was given."""
    names = {essence(name) for name in held(store, NAMES)}
    texts = "\n".join(essence_of_text(format, text) for text in held(store, TEXTS))
    return [
        each
        for each in made
        if (format not in ONE_AUTHOR and essence_of_name(format, each.name) not in names | {""})
        or essence_of_text(format, each.text) not in texts
    ]


def test_every_importer_can_be_written_for() -> None:
    assert set(covered()) <= set(WRITERS), "write a generator in tests/torture/formats"


@pytest.mark.parametrize("name", covered())
def test_they_survive_the_importer_or_are_set_aside(name: str, naughty: list[Entry], tmp_path: Path) -> None:
    store = fresh(tmp_path)
    report = bring(store, WRITERS[name](tmp_path / "export", naughty), name)
    changed = altered(store, name, naughty)
    assert len(changed) == report.quarantined, changed[:20]
    assert report.quarantined < len(naughty) / 20
    assert report.skipped.total() <= 2
    store.close()


def test_what_is_altered_is_seen(tmp_path: Path) -> None:
    made = [Entry(0, "Ann (née Å)", "Number 0 says <b> so"), Entry(1, "Bob", "Number 1 says \u202e so")]
    store = fresh(tmp_path)
    bring(store, WRITERS["hr_csv"](tmp_path / "export", made), "hr_csv")
    assert altered(store, "hr_csv", made) == []
    assert altered(store, "hr_csv", [made[0]._replace(name="Ann (nee A)")]) != []
    assert altered(store, "hr_csv", [made[0]._replace(text="Number 0 says so")]) != []
    store.close()
