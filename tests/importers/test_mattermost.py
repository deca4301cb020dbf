"""Mattermost's bulk export: posts with their replies, and that nothing private comes in unasked."""

import json
import zipfile
from pathlib import Path

from expertgraph.ingest.importer import Options, Rejected
from expertgraph.ingest.pipeline import import_paths
from expertgraph.records import Affiliation, Channel, Deletion, Identity, Interaction, Item, Membership
from expertgraph.store import open_store
from importers.mattermost import MattermostImporter
from tests.importers.reading import DATA, NOW, counts_of, graph_of, outcomes_of, real, rows_of

IMPORTER = MattermostImporter()
BULK = DATA / "mattermost" / "bulk"
PREFIX = "mattermost:post/org/helpdesk/"
COUNTS = {
    "found": 10, "noise": 6, "private": 4, "direct": 1, "missing-field": 1, "bad-date": 1, "bad-json": 1,
}  # fmt: skip


def test_people_are_who_the_administrators_export_says() -> None:
    outcomes = outcomes_of(IMPORTER, BULK)
    people = rows_of(outcomes, Identity)
    assert {
        row.native_id: (row.name, row.email, row.verified, row.kind, row.deleted) for row in people.values()
    } == {
        "ann": ("Ann de Vries", "ann@example.org", True, "unknown", False),
        "bob": ("Bobby", "bob@example.org", True, "unknown", True),
        "carol": ("carol", None, False, "external", False),
        "ci": ("CI", None, False, "bot", False),
        "webhook/Deployer": ("Deployer", None, False, "bot", False),
    }
    (title,) = rows_of(outcomes, Affiliation).values()
    assert (title.identity, title.role) == ("mattermost:ann", "Data engineer")
    assert {row.identity for row in rows_of(outcomes, Membership).values()} == {
        "mattermost:ann",
        "mattermost:bob",
    }


def test_a_post_and_its_replies_are_a_question_and_answers() -> None:
    items = rows_of(outcomes_of(IMPORTER, BULK), Item)
    root = f"{PREFIX}ann/1700000000001"
    assert {item.id.removeprefix(PREFIX): (item.kind, item.reply_to == root) for item in items.values()} == {
        "ann/1700000000001": ("question", False),
        "bob/1700000060000": ("answer", True),
        "ann/1700000061000": ("reply", True),
        "ann/1700000000003": ("post", False),
    }
    assert items[root].edited == 1_700_000_090
    assert items[f"{PREFIX}ann/1700000000003"].author == "mattermost:webhook/Deployer"


def test_replies_mentions_and_reactions() -> None:
    acts = rows_of(outcomes_of(IMPORTER, BULK), Interaction)
    assert {(act.kind, act.actor[11:], act.target[11:]) for act in acts.values()} == {
        ("mention", "ann", "carol"),
        ("reaction", "bob", "ann"),
        ("reply", "bob", "ann"),
        ("reaction", "ann", "bob"),
    }


def test_what_was_deleted_is_said_to_be_gone(tmp_path: Path) -> None:
    gone = f"{PREFIX}carol/1700000062000"
    (deletion,) = rows_of(outcomes_of(IMPORTER, BULK), Deletion).values()
    assert (deletion.id, deletion.edited) == (gone, 1_700_000_070)
    before = tmp_path / "before.jsonl"
    text = (BULK / "import.jsonl").read_text().replace('"delete_at": 1700000070000', '"delete_at": 0')
    before.write_text(text)
    for number, order in enumerate(([before, BULK], [BULK, before])):
        store = open_store(f"sqlite:///{tmp_path}/{number}.db")
        for path in order:
            import_paths(store, [path], options=Options(now=NOW))
        assert gone not in set(store.frame("item", ["id"])["id"])
        assert f"{PREFIX}bob/1700000060000" in set(store.frame("item", ["id"])["id"])
        store.close()


def test_nothing_private_comes_in_unasked() -> None:
    outcomes = outcomes_of(IMPORTER, BULK)
    assert "CANARY" not in str(outcomes)
    assert counts_of(outcomes) == COUNTS
    assert [(each.place, each.code) for each in outcomes if isinstance(each, Rejected)] == [
        ("2.4", "missing-field"),
        ("17", "bad-date"),
        ("18", "bad-json"),
    ]


def test_private_places_come_in_when_asked_and_stay_private() -> None:
    outcomes = outcomes_of(IMPORTER, BULK, include_private=True)
    assert {row.name: row.visibility for row in rows_of(outcomes, Channel).values()} == {
        "Help desk": "open",
        "Board": "private",
        "unlisted": "private",
        "direct/ann,bob": "private",
    }
    (sent,) = [row for row in rows_of(outcomes, Interaction).values() if row.kind == "message"]
    assert (sent.actor, sent.target, sent.share) == ("mattermost:ann", "mattermost:bob", 1.0)


def test_the_order_of_lines_decides_nothing_and_a_zip_is_the_same(tmp_path: Path) -> None:
    first, *lines = (BULK / "import.jsonl").read_text().splitlines()
    turned = tmp_path / "export.zip"
    with zipfile.ZipFile(turned, "w") as archive:
        archive.writestr("import.jsonl", "\n".join([first, *lines[::-1]]))
        archive.writestr("data/picture.png", b"\x89PNG")
    assert graph_of(outcomes_of(IMPORTER, turned)) == graph_of(outcomes_of(IMPORTER, BULK))


def test_a_channel_that_is_listed_twice_is_open_only_if_both_say_so(tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    channel = {"team": "t", "name": "c", "display_name": "C"}
    lines = [{"type": "version", "version": 1}]
    lines += [{"type": "channel", "channel": channel | {"type": kind}} for kind in "OPO"]
    post = {"team": "t", "channel": "c", "user": "u", "message": "CANARY", "create_at": 1_700_000_000_000}
    path.write_text("\n".join(json.dumps(line) for line in [*lines, {"type": "post", "post": post}]))
    outcomes = outcomes_of(IMPORTER, path)
    assert "CANARY" not in str(outcomes)


def test_a_line_that_cannot_be_used_is_quoted_without_what_is_private(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(
        '{"type":"version","version":1}\n'
        '{"type":"direct_post","direct_post":{"user":"ann","message":"CANARY\n'
        '{"type":"user","user":{"email":"a@b.nl","password":"CANARY"}}\n'
    )
    outcomes = outcomes_of(IMPORTER, tmp_path / "x.jsonl")
    assert counts_of(outcomes) == {"noise": 1, "bad-json": 1, "missing-field": 1}
    assert "CANARY" not in str(outcomes)


def test_hostile_lines() -> None:
    assert counts_of(outcomes_of(IMPORTER, DATA / "mattermost" / "hostile-lines.jsonl")) == {
        "found": 2, "noise": 1, "missing-field": 4, "bad-json": 3, "bad-field": 2, "bad-date": 1,
    }  # fmt: skip


def test_a_real_server(shared_data: Path) -> None:
    outcomes = outcomes_of(IMPORTER, real(shared_data, "mattermost") / "export.json")
    assert counts_of(outcomes) == {"found": 17, "noise": 11, "private": 7}
    assert len(rows_of(outcomes, Channel)) == 4
    assert len(rows_of(outcomes, Identity)) == 5
    assert len(rows_of(outcomes, Item)) == 8
