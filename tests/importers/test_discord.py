"""Discord: channels that DiscordChatExporter wrote, and one member's own data package."""

import json
import shutil
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Options, Skipped
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.source import Source
from expertgraph.records import Channel, Identity, Interaction, Item
from expertgraph.store import open_store
from expertgraph.store.digest import digest
from importers.discord import DiscordImporter
from importers.discord_text import plain, snowflake
from tests.importers.reading import DATA, NOW, counts_of, graph_of, outcomes_of, rows_of

IMPORTER = DiscordImporter()
SERVER = DATA / "discord" / "server"
PACKAGE = DATA / "discord" / "package"


def test_people_are_who_the_export_describes_at_its_time() -> None:
    people = rows_of(outcomes_of(IMPORTER, SERVER), Identity)
    assert {row.native_id: (row.name, row.handle, row.kind, row.deleted) for row in people.values()} == {
        "11": ("Ann de Vries", "ann", "unknown", False),
        "12": ("bob", "bob#1234", "unknown", False),
        "13": ("carol", "carol", "unknown", False),
        "14": ("ci", "ci", "bot", False),
        "15": ("Deleted User", "Deleted User", "unknown", True),
    }
    assert {row.edited for row in people.values()} == {1_704_067_200}


def test_replies_answer_the_message_they_name_and_those_of_a_thread_its_opening() -> None:
    items = rows_of(outcomes_of(IMPORTER, SERVER), Item)
    assert {
        int(item.id[16:]): (item.kind, item.reply_to and int(item.reply_to[16:]), int(item.thread[16:]))
        for item in items.values()
    } == {
        1001: ("question", None, 1001),
        1002: ("post", None, 1002),
        1003: ("answer", 1001, 1001),
        1004: ("post", None, 1004),
        1005: ("answer", 999, 999),
        1007: ("reply", 1001, 1001),
        600: ("question", None, 600),
        1101: ("answer", 600, 600),
        1102: ("answer", 1101, 600),
    }
    assert items["discord:message/600"].title == "printing"
    assert items["discord:message/1003"].edited == 1_700_002_800


def test_replies_mentions_and_reactions() -> None:
    acts = rows_of(outcomes_of(IMPORTER, SERVER), Interaction)
    assert {(act.kind, act.actor[8:], act.target[8:], act.item[16:]) for act in acts.values()} == {
        ("mention", "11", "13", "1001"),
        ("reply", "12", "11", "1003"),
        ("reaction", "11", "12", "1003"),
        ("reaction", "13", "12", "1003"),
        ("reply", "12", "13", "1101"),
        ("reply", "13", "12", "1102"),
    }


def test_private_threads_and_direct_messages_are_left_out_unless_asked_for() -> None:
    outcomes = outcomes_of(IMPORTER, SERVER)
    assert "CANARY" not in str(outcomes)
    assert counts_of(outcomes) == {"found": 9, "noise": 2, "private": 1, "direct": 1}
    asked = outcomes_of(IMPORTER, SERVER, include_private=True, visibility="members")
    assert {row.name: row.visibility for row in rows_of(asked, Channel).values()} == {
        "Example": "members",
        "helpdesk": "members",
        "printing": "members",
        "secret": "private",
        "bob": "private",
    }


def test_a_channel_whose_kind_comes_too_late_counts_as_private(tmp_path: Path) -> None:
    found = json.loads((SERVER / "Direct Messages - bob [700].json").read_text())
    turned = {key: found[key] for key in ("guild", "messages", "channel")}
    (tmp_path / "late.json").write_text(json.dumps(turned))
    outcomes = list(IMPORTER.read(Source.open(tmp_path), "discord", Options(now=NOW)))
    assert [each.rule for each in outcomes if isinstance(each, Skipped)] == ["private"]
    assert "CANARY" not in str(outcomes)


def test_a_package_holds_its_owners_own_messages() -> None:
    outcomes = outcomes_of(IMPORTER, PACKAGE)
    assert counts_of(outcomes) == {"found": 2, "direct": 1, "bad-date": 1, "missing-field": 1}
    assert "CANARY" not in str(outcomes)
    items = rows_of(outcomes, Item)
    assert {item.author for item in items.values()} == {"discord:11"}
    assert items["discord:message/1401"].text == "Two\nlines"
    (owner,) = rows_of(outcomes, Identity).values()
    assert (owner.name, owner.email, owner.verified) == ("Ann de Vries", "ann@example.org", False)


def test_a_damaged_direct_message_of_a_package_is_not_quoted(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "package")
    direct = tmp_path / "package/messages/c700/messages.json"
    direct.write_text(direct.read_text().replace('"ID": 1301', '"ID": x'))
    outcomes = outcomes_of(IMPORTER, tmp_path / "package")
    assert counts_of(outcomes)["direct"] == 1
    assert "CANARY" not in str(outcomes)


def test_a_package_that_does_not_say_whose_it_is_cannot_be_used(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "package")
    (tmp_path / "package/account/user.json").unlink()
    with pytest.raises(Unreadable, match="whose"):
        outcomes_of(IMPORTER, tmp_path / "package")


def test_package_and_channels_in_either_order_are_one_graph(tmp_path: Path) -> None:
    digests = set()
    for number, order in enumerate(([SERVER, PACKAGE], [PACKAGE, SERVER])):
        store = open_store(f"sqlite:///{tmp_path}/{number}.db")
        for path in order:
            import_paths(store, [path], options=Options(now=NOW))
        kept = store.frame("item", ["id", "edited"], {"id": ["discord:message/1001"]})
        assert list(kept["edited"]) == [1_700_000_060], "what the channel tells is more than the package"
        digests.add(digest(store))
        store.close()
    assert len(digests) == 1


def test_a_complete_import_removes_only_what_the_export_could_hold(tmp_path: Path) -> None:
    later = json.loads((SERVER / "Example - text - helpdesk [500].json").read_text())
    later["dateRange"] = {"after": "2023-11-14T22:16:00+00:00", "before": None}
    later["messages"] = [each for each in later["messages"] if each["id"] == "1003"]
    (tmp_path / "later.json").write_text(json.dumps(later))
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    held = []
    for path in (SERVER, PACKAGE, tmp_path / "later.json"):
        import_paths(store, [path], options=Options(now=NOW), complete=True)
        items = store.frame("item", ["id"], {"channel": ["discord:channel/500"]})
        held.append({int(each[16:]) for each in items["id"]})
    store.close()
    assert held == [
        {1001, 1002, 1003, 1004, 1005, 1007},
        {1001, 1002, 1003, 1004, 1005, 1007},
        {1001, 1002, 1003},
    ]


def test_the_order_of_messages_and_files_decides_nothing(tmp_path: Path) -> None:
    for number, file in enumerate(sorted(SERVER.glob("*.json"), reverse=True)):
        found = json.loads(file.read_text())
        found["messages"].reverse()
        (tmp_path / f"{number}.json").write_text(json.dumps(found))
    assert graph_of(outcomes_of(IMPORTER, tmp_path)) == graph_of(outcomes_of(IMPORTER, SERVER))


def test_damage_costs_the_message_and_no_other() -> None:
    outcomes = outcomes_of(IMPORTER, DATA / "discord" / "hostile-channel.json")
    assert {item.text for item in rows_of(outcomes, Item).values()} == {"whole", "whole again"}
    assert counts_of(outcomes) == {
        "found": 2, "noise": 1, "bad-json": 2, "missing-field": 2, "bad-date": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "text", "mentioned"),
    [
        ("<@11> <@!12> <@11>", "@Ann @12 @Ann", ["11", "12"]),
        ("<:tick:5> <a:wave:6> <#7> <@&8> <t:1700000000:R>", "#7", []),
        ("a < b > c <@x>", "a < b > c <@x>", []),
    ],
)
def test_text(raw: str, text: str, mentioned: list[str]) -> None:
    found, named = plain(raw, {"11": "Ann"})
    assert (" ".join(found.split()), named) == (text, mentioned)


def test_ids_are_numbers_below_2_to_the_64() -> None:
    assert [snowflake(value) for value in ("12", 12, "012", "", "-1", -1, "9" * 20, "٣", None, True)] == [
        "12", "12", "12", None, None, None, None, None, None, None,
    ]  # fmt: skip
