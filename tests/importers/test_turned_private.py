"""A channel that turned private in its source becomes private in the graph, with all that was stored of it."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from expertgraph.ingest.importer import Closed, Options
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.registry import importers
from expertgraph.ingest.report import Report
from expertgraph.store import Store, open_store
from tests.importers.reading import DATA, NOW, counts_of, outcomes_of

Turn = Callable[[Path], None]


def edit(file: str, old: str, new: str) -> Turn:
    """Turns an export by another word in one of its files."""

    def turn(export: Path) -> None:
        path = export / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return turn


def out_of_the_lists(export: Path) -> None:
    """A folder of messages whose channel no list names any more."""
    edit("channels.json", '"id": "C2",', '"id": "C5",')(export)
    edit("channels.json", '"name": "random",', '"name": "other",')(export)


CASES = {
    "slack": (
        "slack/workspace",
        edit("channels.json", '"name": "general",', '"name": "general", "is_private": true,'),
        ["C1"],
    ),
    "mattermost": (
        "mattermost/bulk",
        edit("import.jsonl", '"Help desk", "type": "O"', '"Help desk", "type": "P"'),
        ["channel/org/helpdesk"],
    ),
    "zulip": (
        "zulip/realm",
        edit("realm.json", '"invite_only": false', '"invite_only": true'),
        ["stream/7"],
    ),
    "telegram": ("telegram", edit("group.json", "public_supergroup", "private_supergroup"), ["channel99"]),
    "teams: its channel": (
        "teams/graph",
        edit("channels-kennis.json", '"standard"', '"private"'),
        ["19:kennis@thread.tacv2"],
    ),
    "teams: the team": (
        "teams/graph",
        edit("teams.json", '"Public"', '"Private"'),
        ["19:kennis@thread.tacv2", "22222222-aaaa-4bbb-8ccc-000000000001"],
    ),
    "viva_engage": (
        "viva_engage/export",
        edit("Groups.csv", "Kennis,Wie weet wat,false", "Kennis,Wie weet wat,true"),
        ["group/7"],
    ),
    "github": (
        "github/kettle",
        edit("repo.json", '"private": false,\n  "visibility": "public"', '"private": true'),
        ["acme/kettle"],
    ),
}
"""Per importer an export, how it turns, and the channels that are private afterwards."""


@pytest.fixture
def store(tmp_path: Path):
    opened = open_store(f"sqlite:///{tmp_path}/store.db")
    yield opened
    opened.close()


def bring(store: Store, export: Path, name: str) -> Report:
    options = Options(now=NOW, source="s")
    report = import_paths(store, [export], format=name, options=options)
    told = counts_of(outcomes_of(importers()[name], export, source="s"))
    assert report.found == told.total()
    return report


def access(store: Store) -> dict[str, str]:
    channels = store.frame("channel")
    return dict(zip(channels["id"], channels["visibility"], strict=True))


def versions(case: str, tmp_path: Path) -> tuple[str, Path, Path, list[str]]:
    """(importer, the open export, the same after it turned, ids of what turned)."""
    folder, turn, turned = CASES[case]
    before, after = tmp_path / "before" / "export", tmp_path / "after" / "export"
    for copy in (before, after):
        copytree(DATA / folder, copy)
    if case == "telegram":
        before, after = before / "group.json", after / "group.json"
        turn(after.parent)
    else:
        turn(after)
    return case.partition(":")[0], before, after, [f"s:{each}" for each in turned]


@pytest.mark.parametrize("case", CASES)
def test_a_channel_that_turned_private_is_closed_with_what_was_stored(
    case: str, store: Store, tmp_path: Path
) -> None:
    name, before, after, turned = versions(case, tmp_path)
    bring(store, before, name)
    items = store.counts()["item"]
    assert {access(store)[each] for each in turned} == {"open"}
    assert bring(store, after, name).skipped["private"] > 0
    assert {access(store)[each] for each in turned} == {"private"}
    assert store.counts()["item"] == items
    bring(store, before, name)
    assert {access(store)[each] for each in turned} == {"private"}


@pytest.mark.parametrize("case", CASES)
def test_the_export_closes_a_channel_once_and_only_where_it_is_left_out(case: str, tmp_path: Path) -> None:
    name, before, after, turned = versions(case, tmp_path)
    importer = importers()[name]
    said = [each.channel for each in outcomes_of(importer, after, source="s") if isinstance(each, Closed)]
    assert set(turned) <= set(said)
    assert len(said) == len(set(said))
    already = {each for each in outcomes_of(importer, before, source="s") if isinstance(each, Closed)}
    assert {each.channel for each in already} == set(said) - set(turned)
    everything = outcomes_of(importer, after, source="s", include_private=True)
    assert not [each for each in everything if isinstance(each, Closed)]


@pytest.mark.parametrize("case", CASES)
def test_an_older_open_export_opens_what_was_never_stored_until_the_later_one_comes_again(
    case: str, store: Store, tmp_path: Path
) -> None:
    name, before, after, turned = versions(case, tmp_path)
    for export, expected in ((after, None), (before, "open"), (after, "private")):
        bring(store, export, name)
        assert {access(store).get(each) for each in turned} == {expected}


def test_a_slack_folder_in_no_list_is_closed_by_its_name(tmp_path: Path) -> None:
    export = tmp_path / "export"
    copytree(DATA / "slack" / "workspace", export)
    out_of_the_lists(export)
    said = {
        each for each in outcomes_of(importers()["slack"], export, source="s") if isinstance(each, Closed)
    }
    assert Closed("s:random") in said
