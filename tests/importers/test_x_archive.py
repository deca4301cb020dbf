"""An X archive: own posts and whom they answer; likes, messages and protected posts stay out."""

import json
import shutil
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Options
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.source import Source
from expertgraph.records import Channel, Deletion, Identity, Interaction, Item, Membership
from expertgraph.store import open_store
from expertgraph.store.digest import digest
from importers.x_archive import XArchiveImporter
from importers.x_posts import created
from tests.importers.reading import DATA, NOW, counts_of, outcomes_of, rows_of

IMPORTER = XArchiveImporter()
ARCHIVE = DATA / "x_archive" / "archive"
FIRST = 1_050_118_621_198_921_728
AT = 1_539_202_764


def acts_of(outcomes: list) -> set[tuple[str, str, str]]:
    acts = rows_of(outcomes, Interaction).values()
    return {(act.kind, act.actor[2:], act.target[2:]) for act in acts}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Wed Oct 10 20:19:24 +0000 2018", AT),
        ("Wed Oct 10 22:19:24 +0200 2018", AT),
        ("2018-10-10T20:19:24.000Z", AT),
        ("Wed Feb 30 20:19:24 +0000 2018", None),
        (5, None),
    ],
)
def test_times(text: object, seconds: int | None) -> None:
    assert created(text) == seconds


def test_posts_with_written_out_addresses_and_without_pictures() -> None:
    items = rows_of(outcomes_of(IMPORTER, ARCHIVE), Item)
    post = items[f"x:{FIRST}"]
    assert (post.text, post.at, post.kind) == ("Rust & meer: https://example.org/rust", AT, "post")
    assert post.url == f"https://x.com/ann_dv/status/{FIRST}"
    kinds = {int(each.id[2:]) - FIRST: (each.kind, each.thread) for each in items.values()}
    assert kinds == {
        0: ("post", f"x:{FIRST}"),
        1: ("answer", "x:900"),
        2: ("reply", f"x:{FIRST}"),
        5: ("post", f"x:{FIRST + 5}"),
    }


def test_the_last_version_of_an_edited_post_stays() -> None:
    post = rows_of(outcomes_of(IMPORTER, ARCHIVE), Item)[f"x:{FIRST + 5}"]
    assert (post.text, post.at, post.edited) == ("Tweede versie", AT, AT + 600)


def test_replies_mentions_reposts_and_follows() -> None:
    outcomes = outcomes_of(IMPORTER, ARCHIVE)
    assert acts_of(outcomes) == {
        ("reply", "42", "77"),
        ("mention", "42", "88"),
        ("reaction", "42", "77"),
        ("contact", "42", "77"),
        ("contact", "99", "42"),
    }
    people = rows_of(outcomes, Identity)
    assert {each.native_id: (each.name, each.handle) for each in people.values()} == {
        "42": ("Ann de Vries", "ann_dv"),
        "77": ("Bob", "bob_b"),
        "88": ("Carol", "carol_c"),
        "99": ("99", None),
    }
    assert (people["x:42"].email, people["x:42"].verified) == ("ann@example.org", False)


def test_what_is_left_out_is_counted_and_never_shown() -> None:
    outcomes = outcomes_of(IMPORTER, ARCHIVE, include_private=True)
    assert "CANARY" not in str(outcomes)
    assert counts_of(outcomes) == {"found": 10, "direct": 2, "no-author": 2, "noise": 2, "missing-field": 1}


def test_a_deleted_post_is_a_deletion() -> None:
    (gone,) = rows_of(outcomes_of(IMPORTER, ARCHIVE), Deletion).values()
    assert gone == Deletion(f"x:{FIRST + 9}", "x", 1_539_331_200)


def _write(folder: Path, name: str, what: str, entries: list) -> None:
    (folder / "data" / name).write_text(f"window.YTD.{what}.part0 = {json.dumps(entries)}")


def test_posts_of_a_protected_account_are_private(tmp_path: Path) -> None:
    shutil.copytree(ARCHIVE, tmp_path / "archive")
    entry = {"protectedAt": "2020-01-01T00:00:00.000Z", "action": "Protect"}
    _write(tmp_path / "archive", "protected-history.js", "protected_history", [{"protectedHistory": entry}])
    with Source.open(tmp_path / "archive") as source:
        assert any("protected" in note for note in IMPORTER.notes(source, Options()))
    outcomes = outcomes_of(IMPORTER, tmp_path / "archive")
    assert counts_of(outcomes)["private"] == 7
    assert rows_of(outcomes, Item) == {}
    asked = outcomes_of(IMPORTER, tmp_path / "archive", include_private=True)
    assert {each.visibility for each in rows_of(asked, Channel).values()} == {"private"}
    assert {each.identity for each in rows_of(asked, Membership).values()} == {"x:42"}


def test_archives_of_two_members_join_in_either_order(tmp_path: Path) -> None:
    bob = tmp_path / "bob"
    (bob / "data").mkdir(parents=True)
    account = {"accountId": "77", "username": "bob_b", "accountDisplayName": "Bob Bakker"}
    _write(bob, "account.js", "account", [{"account": account}])
    post = {"id_str": "900", "created_at": "Wed Oct 10 19:19:24 +0000 2018", "full_text": "Wie kent Rust?"}
    _write(bob, "tweet.js", "tweet", [post])
    assert counts_of(outcomes_of(IMPORTER, bob)) == {"found": 2}
    people = rows_of(outcomes_of(IMPORTER, ARCHIVE) + outcomes_of(IMPORTER, bob), Identity)
    assert people["x:77"].name == "Bob Bakker"
    digests = set()
    for number, order in enumerate(([ARCHIVE, bob], [bob, ARCHIVE])):
        store = open_store(f"sqlite:///{tmp_path}/{number}.db")
        import_paths(store, order, options=Options(now=NOW))
        digests.add(digest(store))
        store.close()
    assert len(digests) == 1


def test_a_bad_post_costs_itself_and_no_message_is_quoted() -> None:
    outcomes = outcomes_of(IMPORTER, DATA / "x_archive" / "hostile-archive")
    assert counts_of(outcomes) == {"found": 3, "missing-field": 2, "bad-date": 1, "bad-json": 2, "direct": 1}
    assert "CANARY" not in str(outcomes)


def test_an_archive_must_say_whose_it_is(tmp_path: Path) -> None:
    shutil.copytree(ARCHIVE, tmp_path / "archive")
    (tmp_path / "archive" / "data" / "account.js").unlink()
    with Source.open(tmp_path / "archive") as source, pytest.raises(Unreadable, match="whose"):
        list(IMPORTER.read(source, "x", Options()))
