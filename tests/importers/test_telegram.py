"""Telegram Desktop's JSON: one public group, and the account of somebody with chats of every type."""

import json
from pathlib import Path

from expertgraph.ingest.importer import Skipped
from expertgraph.records import Channel, Identity, Interaction, Item
from importers.telegram import TelegramImporter
from tests.importers.reading import DATA, counts_of, graph_of, outcomes_of, rows_of

IMPORTER = TelegramImporter()
GROUP = DATA / "telegram" / "group.json"
ACCOUNT = DATA / "telegram" / "account"


def test_people_bear_their_latest_name_and_a_channel_is_none() -> None:
    people = rows_of(outcomes_of(IMPORTER, GROUP), Identity)
    assert {row.native_id: (row.name, row.kind, row.deleted) for row in people.values()} == {
        "user11": ("Ann de Vries", "unknown", False),
        "user12": ("Bob", "unknown", False),
        "user13": ("Carol", "unknown", False),
        "user14": ("user14", "unknown", True),
        "channel99": ("Helpdesk", "bot", False),
    }


def test_replies_answer_and_a_topic_gives_its_title() -> None:
    items = rows_of(outcomes_of(IMPORTER, GROUP), Item)
    assert {
        int(item.id.partition("/")[2]): (
            item.kind,
            item.reply_to and int(item.reply_to.partition("/")[2]),
            item.title,
        )
        for item in items.values()
    } == {
        2: ("question", None, None),
        3: ("answer", 2, None),
        4: ("reply", 2, None),
        5: ("post", None, None),
        6: ("post", None, None),
        7: ("post", None, None),
        9: ("question", None, "Printing"),
        10: ("post", None, None),
    }
    assert items["telegram:channel99/2"].text == "Does anybody know why my VPN drops, Carol @bobby?"
    assert items["telegram:channel99/3"].edited == 1_700_000_900
    assert items["telegram:channel99/9"].thread == "telegram:channel99/8"


def test_forwarded_words_are_not_the_senders() -> None:
    items = rows_of(outcomes_of(IMPORTER, GROUP), Item)
    assert items["telegram:channel99/5"].text is None
    assert "CANARY" not in str(items)


def test_replies_mentions_and_reactions() -> None:
    acts = rows_of(outcomes_of(IMPORTER, GROUP), Interaction)
    assert {(act.kind, act.actor[13:], act.target[13:], act.item[19:]) for act in acts.values()} == {
        ("mention", "11", "13", "2"),
        ("reply", "12", "11", "3"),
        ("reaction", "11", "12", "3"),
        ("reaction", "13", "12", "3"),
    }


def test_of_an_account_only_public_chats_come_in_unasked() -> None:
    outcomes = outcomes_of(IMPORTER, ACCOUNT)
    assert "CANARY" not in str(outcomes)
    assert counts_of(outcomes) == {"found": 4, "direct": 3, "private": 3}
    assert {row.name: row.visibility for row in rows_of(outcomes, Channel).values()} == {
        "Helpdesk": "open",
        "News": "open",
        "Old": "open",
    }
    assert rows_of(outcomes, Identity)["telegram:user50"].kind == "bot", "it has a chat as a bot"
    assert ("result.json", "left.2.1", "private") in outcomes


def test_private_chats_come_in_when_asked_and_stay_private() -> None:
    outcomes = outcomes_of(IMPORTER, ACCOUNT, include_private=True)
    visibility = {row.name: row.visibility for row in rows_of(outcomes, Channel).values()}
    assert {name for name, each in visibility.items() if each == "open"} == {"Helpdesk", "News", "Old"}
    assert visibility["Board"] == visibility["Bob"] == visibility["Odd"] == "private"
    assert not [each for each in outcomes if isinstance(each, Skipped)]
    acts = rows_of(outcomes, Interaction)
    assert [(act.kind, act.item) for act in acts.values()] == [("reply", "telegram:channel77/2")]


def test_a_type_that_comes_after_the_messages_is_no_permission(tmp_path: Path) -> None:
    found = json.loads(GROUP.read_text())
    late = {"name": "x", "type": "personal_chat", "id": 5} | {"messages": found["messages"]}
    (tmp_path / "result.json").write_text(json.dumps(late | {"type": "personal_chat"}))
    assert set(counts_of(outcomes_of(IMPORTER, tmp_path))) == {"direct"}
    late = {"messages": found["messages"], "type": "public_supergroup", "id": 5}
    (tmp_path / "result.json").write_text(json.dumps(late))
    assert set(counts_of(outcomes_of(IMPORTER, tmp_path))) == {"private"}


def test_damage_in_one_chat_does_not_open_the_next(tmp_path: Path) -> None:
    """The public chat's last message has no end; the private chat after it stays private."""
    chats = json.loads((ACCOUNT / "result.json").read_text())["chats"]["list"]
    account = {
        "about": "Here is the data you requested.",
        "chats": {"about": "", "list": chats[-2:] + chats[:2]},
    }
    for indent in (1, None):
        text = json.dumps(account, indent=indent)
        hurt = text.replace('"New"', '"New')
        hurt = hurt.replace('"Out today"', '"Out today", "x": {')
        assert hurt != text
        (tmp_path / "result.json").write_text(hurt)
        outcomes = outcomes_of(IMPORTER, tmp_path)
        assert not [row for row in graph_of(outcomes) if "CANARY" in str(row)]


def test_the_order_of_messages_decides_nothing(tmp_path: Path) -> None:
    found = json.loads(GROUP.read_text())
    found["messages"].reverse()
    (tmp_path / "group.json").write_text(json.dumps(found))
    assert graph_of(outcomes_of(IMPORTER, tmp_path)) == graph_of(outcomes_of(IMPORTER, GROUP))


def test_an_older_export_writes_numbers_and_local_dates(tmp_path: Path) -> None:
    old = {"id": 1, "type": "message", "date": "2019-03-04T05:06:07", "edited": "2019-03-05T00:00:00"}
    old |= {"from": "Ann", "from_id": 4_700_000_011, "text": "Old"}
    chat = {"name": "G", "type": "public_supergroup", "id": 9, "messages": [old]}
    (tmp_path / "result.json").write_text(json.dumps(chat))
    (item,) = rows_of(outcomes_of(IMPORTER, tmp_path), Item).values()
    assert (item.author, item.at, item.edited) == ("telegram:user4700000011", 1_551_675_967, 1_551_744_000)


def test_damage_costs_the_message_and_no_other() -> None:
    outcomes = outcomes_of(IMPORTER, DATA / "telegram" / "hostile-group.json")
    assert {item.text for item in rows_of(outcomes, Item).values()} == {"whole", "whole again"}
    assert counts_of(outcomes) == {
        "found": 2, "bad-json": 2, "missing-field": 2, "bad-date": 1, "bad-field": 1,
    }  # fmt: skip
