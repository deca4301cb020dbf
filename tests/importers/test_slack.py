"""A Slack export: who is who, who answers whom, and that nothing private comes in unasked."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Covers, Options, Rejected, Skipped
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.source import Source
from expertgraph.records import Affiliation, Channel, Identity, Interaction, Item, Membership
from expertgraph.store import open_store
from expertgraph.store.digest import digest
from importers.slack import SlackImporter, _span
from importers.slack_text import plain
from tests.importers.reading import DATA, NOW, counts_of, outcomes_of, real, rows_of

IMPORTER = SlackImporter()
WORKSPACE = DATA / "slack" / "workspace"
PRIVATE = {"include_private": True}


def test_users_are_verified_and_their_kind_is_what_the_export_states() -> None:
    people = rows_of(outcomes_of(IMPORTER, WORKSPACE), Identity)
    assert people["T0TEAM:U1"] == Identity(
        "T0TEAM:U1",
        "T0TEAM",
        "U1",
        "Ann de Vries",
        handle="ann",
        email="ann.devries@example.org",
        verified=True,
        edited=1_690_000_000,
    )
    assert {each.native_id: each.kind for each in people.values()} == {
        "U1": "unknown",
        "U2": "unknown",
        "U3": "external",
        "U4": "external",
        "U5": "bot",
        "U9": "external",
        "B1": "bot",
    }
    assert people["T0TEAM:U2"].deleted
    (title,) = rows_of(outcomes_of(IMPORTER, WORKSPACE), Affiliation).values()
    assert (title.identity, title.role) == ("T0TEAM:U1", "Data engineer")


def test_who_is_in_no_list_is_known_by_the_latest_message() -> None:
    people = rows_of(outcomes_of(IMPORTER, WORKSPACE), Identity)
    assert (people["T0TEAM:U9"].name, people["T0TEAM:U9"].edited) == ("Eve van Extern", 1_700_080_000)
    assert people["T0TEAM:B1"].name == "Buildbot"


def test_a_thread_is_a_question_and_its_answers() -> None:
    items = rows_of(outcomes_of(IMPORTER, WORKSPACE), Item)
    root = "T0TEAM:C1/1700000000.000100"
    places = {
        item.id.removeprefix("T0TEAM:C1/"): (item.kind, item.position, item.reply_to == root)
        for item in items.values()
        if item.thread == root
    }
    assert places == {
        "1700000000.000100": ("question", 0, False),
        "1700000200.000200": ("answer", 1, True),
        "1700000300.000300": ("reply", 2, True),
    }
    assert items[root].edited == 1_700_000_100
    assert items["T0TEAM:C1/4102444800.000100"].at is None
    assert items["T0TEAM:C2/1700000000.000100"].kind == "post"


def test_replies_mentions_and_reactions() -> None:
    acts = rows_of(outcomes_of(IMPORTER, WORKSPACE), Interaction)
    assert {(act.kind, act.actor[7:], act.target[7:], act.item[10:]) for act in acts.values()} == {
        ("mention", "U1", "U2", "1700000000.000100"),
        ("mention", "U1", "U9", "1700000000.000100"),
        ("reaction", "U3", "U1", "1700000000.000100"),
        ("reaction", "U2", "U1", "1700000000.000100"),
        ("reply", "U2", "U1", "1700000200.000200"),
        ("reply", "U9", "B1", "1700000500.000500"),
    }


def test_mrkdwn_becomes_plain_text() -> None:
    items = rows_of(outcomes_of(IMPORTER, WORKSPACE), Item)
    assert items["T0TEAM:C1/1700000000.000100"].text == (
        "Wie kent Rust & a_b_c? @Bob Bakker @eve zie de pagina  in #random @here"
    )
    assert items["T0TEAM:C1/1700000400.000400"].text == "Build 7\nfailed: https://ci.example.org/7"


@pytest.mark.parametrize(
    ("raw", "text", "mentioned"),
    [
        ("<@U1> <@U1|x> <@U1>", "@Ann @Ann @Ann", ["U1"]),
        ("<javascript:alert(1)|link>", "link", []),
        ("<mailto:a@b.nl>", "a@b.nl", []),
        ("<!date^1^{date}|vandaag> <!subteam^S1|@team>", "vandaag @team", []),
        ("*vet* _schuin_ ~weg~ snake_case_name 2*3*4", "vet schuin weg snake_case_name 2*3*4", []),
        ("```\nx = *p\n``` 10:30:15 a::b :+1:", "x = *p\n 10:30:15 a::b", []),
        ("&lt;b&gt; &amp;lt;", "<b> &lt;", []),
        ("a\0b <", "ab <", []),
    ],
)
def test_text(raw: str, text: str, mentioned: list[str]) -> None:
    assert plain(raw, {"U1": "Ann"}) == (text, mentioned)


def test_memberships_are_the_list_the_joins_and_the_leaves() -> None:
    members = rows_of(outcomes_of(IMPORTER, WORKSPACE), Membership)
    general = {
        row.identity[7:]: (row.joined, row.left) for row in members.values() if row.channel == "T0TEAM:C1"
    }
    assert general == {
        "U1": (None, None),
        "U2": (1_699_990_000, None),
        "U3": (None, None),
        "U4": (1_700_080_200, None),
        "U9": (None, 1_700_080_100),
    }


def test_nothing_private_comes_in_unasked() -> None:
    outcomes = outcomes_of(IMPORTER, WORKSPACE)
    assert "CANARY" not in str([each for each in outcomes if not isinstance(each, Skipped)])
    assert {channel.name for channel in rows_of(outcomes, Channel).values()} == {"general", "random"}
    skipped = {
        (each.file, each.rule) for each in outcomes if isinstance(each, Skipped) and each.rule != "noise"
    }
    assert skipped == {
        ("channels.json", "private"),
        ("groups.json", "private"),
        ("dms.json", "direct"),
        ("mpims.json", "direct"),
        ("bestuur/2023-11-14.json", "private"),
        ("D9/2023-11-14.json", "direct"),
        ("oud-kanaal/2023-11-14.json", "private"),
    }


def test_private_places_come_in_when_asked_and_stay_private() -> None:
    outcomes = outcomes_of(IMPORTER, WORKSPACE, **PRIVATE)
    visibility = {channel.name: channel.visibility for channel in rows_of(outcomes, Channel).values()}
    assert visibility == {
        "general": "open",
        "random": "open",
        "geheim": "private",
        "bestuur": "private",
        "D9": "private",
        "mpdm-ann--bob--carol-1": "private",
        "oud-kanaal": "private",
    }
    direct = [act for act in rows_of(outcomes, Interaction).values() if act.kind == "message"]
    assert [(act.actor, act.target, act.share) for act in direct] == [("T0TEAM:U1", "T0TEAM:U2", 1.0)]


def test_a_damaged_day_loses_only_what_is_damaged() -> None:
    outcomes = outcomes_of(IMPORTER, WORKSPACE)
    day = "general/2023-11-16.json"
    bad = [(each.place, each.code) for each in outcomes if isinstance(each, Rejected) and each.file == day]
    assert bad == [("2", "bad-json"), ("4", "bad-json")]
    texts = {item.text for item in rows_of(outcomes, Item).values()}
    assert {"whole", "whole again"} < texts


def test_a_kind_of_message_that_is_no_text_is_set_aside(tmp_path: Path) -> None:
    day = [{"type": "message", "subtype": {}, "user": "U1", "ts": "1700000000.000100", "text": "x"}]
    (tmp_path / "general").mkdir()
    (tmp_path / "general" / "2023-11-14.json").write_text(json.dumps(day))
    (tmp_path / "channels.json").write_text(json.dumps([{"id": "C1", "name": "general"}]))
    (tmp_path / "users.json").write_text("[]")
    assert counts_of(outcomes_of(IMPORTER, tmp_path))["bad-field"] == 1


def test_a_zip_with_a_folder_around_it_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(WORKSPACE.rglob("*.json")):
            archive.write(file, f"My export/{file.relative_to(WORKSPACE)}")
    inside = outcomes_of(IMPORTER, path)
    assert counts_of(inside) == counts_of(outcomes_of(IMPORTER, WORKSPACE))
    assert rows_of(inside, Item) == rows_of(outcomes_of(IMPORTER, WORKSPACE), Item)


def test_an_export_without_lists_says_what_that_means(tmp_path: Path) -> None:
    shutil.copytree(WORKSPACE, tmp_path / "export")
    (tmp_path / "export/users.json").unlink()
    with Source.open(tmp_path / "export") as source:
        assert IMPORTER.default_source(source, Options()) == "slack"
        assert any("no users.json" in note for note in IMPORTER.notes(source, Options()))
    outcomes = outcomes_of(IMPORTER, tmp_path / "export")
    assert rows_of(outcomes, Identity)["slack:U9"].name == "Eve van Extern"
    (tmp_path / "export/channels.json").unlink()
    assert rows_of(outcomes_of(IMPORTER, tmp_path / "export"), Item) == {}


def test_overlapping_exports_in_either_order_are_one_graph(tmp_path: Path) -> None:
    for name, day in (("old", "2023-11-15"), ("new", "2023-11-14")):
        shutil.copytree(WORKSPACE, tmp_path / name)
        (tmp_path / name / "general" / f"{day}.json").unlink()
    digests = set()
    for number, order in enumerate((["old", "new"], ["new", "old"])):
        store = open_store(f"sqlite:///{tmp_path}/{number}.db")
        import_paths(store, [tmp_path / name for name in order], options=Options(now=NOW))
        digests.add(digest(store))
        store.close()
    assert len(digests) == 1


def test_a_real_workspace(shared_data: Path) -> None:
    (path,) = real(shared_data, "slack").glob("R Contributors*.zip")
    outcomes = outcomes_of(IMPORTER, path)
    counts = counts_of(outcomes)
    assert counts == {"found": 1_150 + 20 + 10_162, "noise": 1_077, "private": 1_325}
    assert 10_160 + 1_079 + 1_325 == 12_564
    assert len(rows_of(outcomes, Channel)) == 20
    everything = outcomes_of(IMPORTER, path, **PRIVATE)
    people, items = rows_of(everything, Identity), rows_of(everything, Item)
    assert len(rows_of(everything, Channel)) == 33
    assert counts_of(everything) == {"found": 1_150 + 20 + 11_015, "noise": 1_549}
    assert sum(each.kind == "bot" for each in people.values()) == 21
    assert sum(each.deleted for each in people.values()) == 19
    by_bots = [item for item in items.values() if people[item.author].kind == "bot"]
    assert len(by_bots) >= 4_869
    joins = sum(row.joined is not None for row in rows_of(everything, Membership).values())
    assert 1_400 < joins <= 1_487


def test_people_who_are_only_in_profiles(shared_data: Path) -> None:
    path = real(shared_data, "slack") / "slack-export-viewer-testarchive.zip"
    counts = counts_of(outcomes_of(IMPORTER, path))
    assert counts == {"found": 4 + 2 + 147, "noise": 11}
    assert 147 + 11 == 158


def test_two_exports_in_one_folder_are_two(tmp_path: Path) -> None:
    shutil.copytree(WORKSPACE, tmp_path / "both" / "a")
    shutil.copytree(WORKSPACE, tmp_path / "both" / "b")
    with Source.open(tmp_path / "both") as source:
        assert IMPORTER.sniff(source) == 0
        with pytest.raises(Unreadable, match="more than one"):
            list(IMPORTER.read(source, "slack", Options()))


@pytest.mark.parametrize(
    ("name", "counts", "items"),
    [
        ("html_names.zip", {"found": 11, "bad-date": 4, "bad-json": 2}, 6),
        ("no_users.zip", {"found": 3}, 1),
        ("no_channels.zip", {"found": 3, "private": 2}, 0),
        ("private_and_dm.zip", {"found": 5, "private": 2, "direct": 4}, 1),
        ("broken_day.zip", {"found": 6, "private": 1, "bad-json": 2, "bad-encoding": 1}, 1),
        ("deep_json.zip", {"found": 4, "too-deep": 1}, 0),
    ],
)
def test_hostile_exports(shared_data: Path, name: str, counts: dict[str, int], items: int) -> None:
    outcomes = outcomes_of(IMPORTER, shared_data / "nasty" / "slack" / name)
    assert counts_of(outcomes) == counts
    assert len(rows_of(outcomes, Item)) == items
    assert "CANARY" not in str(outcomes)


def test_what_was_deleted_in_slack_goes(tmp_path: Path) -> None:
    workspace = tmp_path / "export"
    shutil.copytree(DATA / "slack" / "workspace", workspace)
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    import_paths(store, [workspace], options=Options(source="s", now=NOW))
    before = set(store.frame("item")["id"])
    day = workspace / "general" / "2023-11-14.json"
    messages = json.loads(day.read_text())
    opening, other = [each for each in messages if each.get("type") == "message" and "subtype" not in each][
        :2
    ]
    opening |= {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted."}
    messages += [
        {
            "type": "message",
            "subtype": "message_deleted",
            "ts": "1700090000.000100",
            "deleted_ts": other["ts"],
        }
    ]
    day.write_text(json.dumps(messages))
    import_paths(store, [workspace], options=Options(source="s", now=NOW))
    gone = before - set(store.frame("item")["id"])
    assert {each.rpartition("/")[2] for each in gone} == {opening["ts"], other["ts"]}
    assert not gone & set(store.frame("interaction")["item"])


@pytest.mark.parametrize(
    ("name", "span"),
    [
        ("Team Slack export Nov 13 2020 - Jun 5 2026.zip", Covers(1_605_225_600, 1_780_704_000)),
        ("Team Slack export Foo 13 2020 - Jun 5 2026.zip", None),
        ("slack.zip", None),
    ],
)
def test_the_name_of_an_export_says_which_days_it_holds(name: str, span: Covers | None) -> None:
    assert _span(name) == span
