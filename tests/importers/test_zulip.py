"""Zulip: topics and who answers whom in them, from an archive of names or from the organisation's own export."""

import json
import shutil
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Options, Rejected, Skipped
from expertgraph.ingest.source import Source
from expertgraph.records import Channel, Identity, Interaction, Item, Membership
from importers.zulip import ZulipImporter
from importers.zulip_text import Person, of_html, of_markdown
from tests.importers.reading import DATA, counts_of, graph_of, outcomes_of, real, rows_of

IMPORTER = ZulipImporter()
ARCHIVE = DATA / "zulip" / "archive"
REALM = DATA / "zulip" / "realm"


def places(items: dict[str, Item]) -> dict[int, tuple[str, str | None]]:
    """Per message its kind, and the one it answers."""
    return {
        int(item.id.rpartition("/")[2]): (item.kind, item.reply_to and item.reply_to.rpartition("/")[2])
        for item in items.values()
    }


def acts(found: dict[str, Interaction]) -> set[tuple[str, ...]]:
    return {
        (act.kind, act.actor.partition(":")[2], act.target.partition(":")[2], act.item.rpartition("/")[2])
        for act in found.values()
    }


def test_an_archive_is_streams_topics_and_names() -> None:
    outcomes = outcomes_of(IMPORTER, ARCHIVE)
    assert counts_of(outcomes) == {"found": 7, "noise": 2}
    assert {row.name for row in rows_of(outcomes, Channel).values()} == {"Support desk", "Announcements"}
    assert {row.name: row.kind for row in rows_of(outcomes, Identity).values()} == {
        "Ann de Vries": "unknown",
        "Bob": "unknown",
        "Carol": "unknown",
        "build bot": "bot",
    }


def test_the_first_message_asks_and_the_others_answer_it_or_whom_they_quote_or_name() -> None:
    outcomes = outcomes_of(IMPORTER, ARCHIVE)
    assert places(rows_of(outcomes, Item)) == {
        101: ("post", None),
        102: ("answer", "101"),
        103: ("answer", "101"),
        105: ("answer", "101"),
        106: ("answer", "101"),
        201: ("post", None),
    }
    assert acts(rows_of(outcomes, Interaction)) == {
        ("mention", "Bob", "Ann de Vries", "102"),
        ("reply", "Bob", "Ann de Vries", "103"),
        ("reply", "build bot", "Ann de Vries", "105"),
        ("reply", "Carol", "Ann de Vries", "106"),
    }


def test_a_message_that_was_moved_belongs_where_the_talk_went_on() -> None:
    """The file of the resolved topic begins with a full stop and is read all the same."""
    items = rows_of(outcomes_of(IMPORTER, ARCHIVE), Item)
    assert items["zulip:message/101"].text == "My VPN drops every hour. Does anybody know why? Solved."
    assert {item.thread for item in items.values()} == {"zulip:topic/7/VPN drops?", "zulip:topic/9/Lunch"}


def test_the_order_of_an_archives_files_and_messages_decides_nothing(tmp_path: Path) -> None:
    turned = tmp_path / "archive"
    shutil.copytree(ARCHIVE, turned)
    for file in turned.rglob("*.json"):
        found = json.loads(file.read_text())
        if isinstance(found, list):
            file.write_text(json.dumps(found[::-1]))
    assert graph_of(outcomes_of(IMPORTER, turned)) == graph_of(outcomes_of(IMPORTER, ARCHIVE))


def test_an_archives_visibility_is_what_the_caller_says() -> None:
    outcomes = outcomes_of(IMPORTER, ARCHIVE, visibility="members")
    assert {row.visibility for row in rows_of(outcomes, Channel).values()} == {"members"}
    with Source.open(ARCHIVE) as source:
        assert any(
            "count as members" in note for note in IMPORTER.notes(source, Options(visibility="members"))
        )


def test_an_organisations_people_are_verified_as_far_as_it_states_their_address() -> None:
    people = rows_of(outcomes_of(IMPORTER, REALM), Identity)
    told = {row.native_id: (row.email, row.verified, row.kind, row.deleted) for row in people.values()}
    assert told == {
        "1": ("ann@example.org", True, "unknown", False),
        "2": ("bob@example.org", True, "unknown", True),
        "3": (None, False, "external", False),
        "4": ("ci-bot@example.org", False, "bot", False),
        "90": (None, False, "bot", False),
    }


def test_an_organisations_messages_quote_mention_and_are_reacted_to() -> None:
    outcomes = outcomes_of(IMPORTER, REALM)
    assert places(rows_of(outcomes, Item)) == {
        301: ("question", None),
        302: ("answer", "301"),
        304: ("answer", "301"),
        305: ("answer", "301"),
    }
    assert rows_of(outcomes, Item)["example:message/302"].edited == 1_700_000_090
    assert acts(rows_of(outcomes, Interaction)) == {
        ("reply", "2", "1", "302"),
        ("reaction", "1", "2", "302"),
        ("reply", "4", "1", "304"),
        ("mention", "3", "2", "305"),
    }
    assert set(rows_of(outcomes, Membership)) == {
        "example:stream/7|example:1",
        "example:stream/7|example:3",
    }


def test_nothing_private_comes_in_unasked() -> None:
    outcomes = outcomes_of(IMPORTER, REALM)
    assert "CANARY" not in str(outcomes)
    assert counts_of(outcomes) == {
        "found": 10, "private": 3, "direct": 2, "noise": 1, "bad-date": 1, "missing-field": 1,
    }  # fmt: skip
    bad = [(each.file, each.place, each.code) for each in outcomes if isinstance(each, Rejected)]
    assert bad == [
        ("messages-000002.json", "5", "bad-date"),
        ("messages-000002.json", "6", "missing-field"),
    ]


def test_private_places_come_in_when_asked_and_stay_private() -> None:
    outcomes = outcomes_of(IMPORTER, REALM, include_private=True)
    visibility = {row.name: row.visibility for row in rows_of(outcomes, Channel).values()}
    assert visibility == {
        "Support desk": "open",
        "Board": "private",
        "direct 91": "private",
        "direct 95": "private",
        "direct 99": "private",
    }
    sent = [row for row in rows_of(outcomes, Interaction).values() if row.kind == "message"]
    assert {(row.actor, row.target, row.share) for row in sent} == {
        ("example:1", "example:2", 1.0),
        ("example:2", "example:1", 0.5),
        ("example:2", "example:3", 0.5),
    }
    assert not [each for each in outcomes if isinstance(each, Skipped) and each.rule != "noise"]


def test_what_is_rejected_is_quoted_without_what_is_private(tmp_path: Path) -> None:
    shutil.copytree(REALM, tmp_path / "realm")
    realm, messages = tmp_path / "realm/realm.json", tmp_path / "realm/messages-000002.json"
    realm.write_text(realm.read_text().replace('"full_name"', '"name"'))
    messages.write_text(messages.read_text().replace('"subject": "Budget"', '"subject": Budget'))
    outcomes = outcomes_of(IMPORTER, tmp_path / "realm")
    assert counts_of(outcomes)["missing-field"] == 5
    assert counts_of(outcomes)["bad-json"] == 1
    assert "CANARY" not in str(outcomes)


def test_two_exports_in_one_folder_are_two(tmp_path: Path) -> None:
    shutil.copytree(REALM, tmp_path / "both" / "a")
    shutil.copytree(REALM, tmp_path / "both" / "b")
    with Source.open(tmp_path / "both") as source:
        assert IMPORTER.sniff(source) == 0
        with pytest.raises(Unreadable, match="more than one"):
            list(IMPORTER.read(source, "zulip", Options()))


def test_a_damaged_topic_loses_only_what_is_damaged() -> None:
    outcomes = outcomes_of(IMPORTER, DATA / "zulip" / "hostile-topics")
    assert {item.text for item in rows_of(outcomes, Item).values()} == {"whole", "whole again", ""}
    assert counts_of(outcomes) == {
        "found": 3, "bad-json": 3, "missing-field": 2, "bad-field": 1, "bad-date": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "text", "quoted", "named"),
    [
        ("@**Bob** @_**Ann|1** @**all**", "@Bob @Ann @all", None, [("Bob", None), ("Ann", "1")]),
        ("````quote\n@**Bob|2**\n```\nx\n````\nmine", "mine", None, []),
        ("@_**A|1** [zei](#narrow/near/5):\n```quote\nx\n```\nja", "ja", ("A", "1"), []),
        ("a\0b @ **c", "ab @ **c", None, []),
    ],
)
def test_markdown(
    typed: str, text: str, quoted: tuple[str, str] | None, named: list[tuple[str, str]]
) -> None:
    words = of_markdown(typed)
    assert words.text == text
    assert words.quoted == (Person(*quoted) if quoted else None)
    assert words.named == tuple(Person(*each) for each in named)


def test_formulas_are_said_once_and_quotes_are_not_own_words() -> None:
    formula = (
        '<p>so <span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>x</mi></mrow>'
        '<annotation>x^2</annotation></semantics></math></span><span class="katex-html">x2</span></span></p>'
    )
    assert of_html(formula).text == "so x^2"
    assert of_html("<blockquote><p>theirs</p></blockquote><p>mine</p>").text == "mine"


def test_a_real_archive(shared_data: Path) -> None:
    path = real(shared_data, "zulip") / "lean-subset"
    outcomes = outcomes_of(IMPORTER, path)
    assert counts_of(outcomes) == {"found": 43_736, "noise": 191}
    assert 43_736 + 191 == 42_945 + 982, "982 lie in topics whose file's name begins with a full stop"
    people = rows_of(outcomes, Identity)
    assert len(rows_of(outcomes, Channel)) == 7
    assert [row.name for row in people.values() if row.kind == "bot"] == ["github mathlib4 bot"]
    items = rows_of(outcomes, Item)
    assert len(items) == 41_510
    assert sum(item.at is None for item in items.values()) == 0
