"""What came in by every importer goes out by every export as it is known: tables, JSON, pictures, copies, the API."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from expertgraph.analysis.run import analyse
from expertgraph.commands.console import clean, safe_cell
from expertgraph.store import open_store
from expertgraph.store.digest import digest
from expertgraph.workspace import Workspace
from tests.importers.reading import real
from tests.torture.fixtures import NOW, bring, covered
from tests.torture.formats import WRITERS, Entry
from tests.torture.formats.by_design import ONE_AUTHOR, essence, essence_of_name
from tests.torture.measured import run
from web import create_app

LISTINGS = "people rings ties communities channels skills succession silos coverage".split()
QUESTIONS = {
    "channel_people": "channel={channel}",
    "thread_people": "thread={thread}",
    "person_evidence": "person={person}",
}
FEW = ("discourse", "esco", "github", "hr_csv", "mbox", "slack", "vcard")
"""Of every kind of source one."""


class Community:
    """Everything naughty from these importers, analysed; nobody of one is anybody of another."""

    def __init__(self, folder: Path, importers: Sequence[str], naughty: list[Entry]) -> None:
        self.importers = importers
        self.folder = folder
        self.naughty = naughty
        self.space = Workspace.open(f"sqlite:///{folder / 'all.db'}", clock=lambda: NOW)
        for name in importers:
            own = [each._replace(home=f"{name.replace('_', '-')}.example") for each in naughty]
            bring(self.space.store, WRITERS[name](folder / name, own), name, source=name)
        analyse(self.space, as_of=NOW)
        self.people = self.space.edition().table("people")

    def printed(self, *arguments: str) -> str:
        """What a command prints."""
        ran = run(["--store", self.space.store.url, *arguments], self.folder)
        assert ran.exit == 0, ran.error
        assert "Traceback" not in ran.error
        return ran.out


@pytest.fixture(scope="module", params=["few", pytest.param("all", marks=pytest.mark.soak)])
def community(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Community]:
    strings = orjson.loads((real(shared_data, "nasty") / "blns" / "blns.json").read_bytes())
    made = [Entry(n, each, f"Number {n} says {each} so") for n, each in enumerate(strings) if essence(each)]
    found = Community(tmp_path_factory.mktemp("naughty"), covered() if request.param == "all" else FEW, made)
    yield found
    found.space.store.close()


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def _names(rows: list[dict[str, Any]]) -> set[str]:
    return {row["name"] for row in rows}


def test_every_name_of_every_importer_becomes_somebody(community: Community) -> None:
    people = {essence(name) for name in community.people["name"]}
    identities = community.space.store.frame("identity", ["source", "name", "stub"])
    for name in set(community.importers) - ONE_AUTHOR:
        own = {essence(each) for each in identities["name"][identities["source"] == name]}
        wanted = {essence_of_name(name, each.name) for each in community.naughty} - {""}
        assert not (wanted & own) - people, name


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_listing_is_the_same_in_every_form(community: Community, listing: str) -> None:
    rows = json.loads(community.printed(listing, "--format", "json"), parse_constant=_refuse)
    table = list(csv.reader(io.StringIO(community.printed(listing, "--format", "csv"), newline="")))
    assert len(table) == len(rows) + 1
    for column, name in enumerate(table[0]):
        for row, cells in zip(rows, table[1:], strict=True):
            if isinstance(row.get(name), str):
                assert cells[column] == safe_cell(clean(row[name]))
    assert not [cell for row in table[1:] for cell in row if cell[:1] in set("=+@\t\r") and not _number(cell)]


def test_all_people_are_listed_by_their_names(community: Community) -> None:
    listed = json.loads(community.printed("people", "--format", "json"))
    assert _names(listed) == set(community.people["name"])
    assert all(char.isprintable() or char == "\n" for char in community.printed("people"))


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_answers_with_what_is_known(community: Community, name: str) -> None:
    store = community.space.store
    items = store.frame("item", ["id", "author", "channel", "thread", "text"])
    item = items[items["text"].fillna("").str.contains("<script>", regex=False)].iloc[0]
    links = dict(store.frame("link", ["id", "person"]).itertuples(index=False))
    given = QUESTIONS[name].format(
        channel=item["channel"], thread=item["thread"], person=links[item["author"]]
    )
    rows = json.loads(
        community.printed("query", name, given, "limit=1000", "--format", "json"), parse_constant=_refuse
    )
    assert rows
    if "name" in rows[0]:
        assert _names(rows) <= set(community.people["name"]) | set(store.frame("identity", ["name"])["name"])
    else:
        assert item["id"] in {row["item"] for row in rows}


def test_a_copy_is_the_same(community: Community, tmp_path: Path) -> None:
    copied = f"sqlite:///{tmp_path / 'copy.db'}"
    run(["store", "copy", community.space.store.url, copied], tmp_path)
    store = open_store(copied)
    assert digest(store) == digest(community.space.store)
    store.close()


def test_a_map_to_share_labels_marks_with_names(community: Community, tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    community.printed("map", str(out), "--of", str(community.people["person"].iloc[0]))
    found = re.search(r"nodes = new vis\.DataSet\((\[.*?\])\);", out.read_text("utf-8"), re.DOTALL)
    assert found is not None
    labels = {each["label"] for each in json.loads(found[1], parse_constant=_refuse)}
    assert labels & set(community.people["name"])


def test_the_api_tells_the_same(community: Community) -> None:
    client = create_app(community.space).test_client()
    for row in community.people.head(300).itertuples():
        told = client.get(f"/api/v1/p/{row.person}")
        assert told.status_code == 200
        assert json.loads(told.data, parse_constant=_refuse)["name"] == row.name
    for path in ("/api/v1/channels", "/api/v1/find?q=says", "/api/v1/quarantine"):
        json.loads(client.get(path).data, parse_constant=_refuse)


def _number(text: str) -> bool:
    try:
        return not math.isnan(float(text))
    except ValueError:
        return False
