"""A Mastodon archive: accounts are name@host wherever they are seen, and followers-only posts stay out."""

import json
import shutil
import tarfile
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Options
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.source import Source
from expertgraph.records import Channel, Deletion, Identity, Interaction, Item, Membership
from expertgraph.store import open_store
from expertgraph.store.digest import digest
from importers.mastodon import MastodonImporter
from importers.mastodon_activities import account_of
from tests.importers.reading import DATA, NOW, counts_of, graph_of, outcomes_of, rows_of

IMPORTER = MastodonImporter()
ARCHIVE = DATA / "mastodon" / "archive"
ME = "mastodon:ann@social.example"
POST = "mastodon:https://social.example/users/ann/statuses/"


def acts_of(outcomes: list) -> set[tuple[str, str, str]]:
    acts = rows_of(outcomes, Interaction).values()
    return {(act.kind, act.actor[9:], act.target[9:]) for act in acts}


@pytest.mark.parametrize(
    ("url", "acct"),
    [
        ("https://host.example/users/Bob/statuses/1", "bob@host.example"),
        ("https://host.example/@bob/1", "bob@host.example"),
        ("https://Host.example/@bob@far.example/1", "bob@far.example"),
        ("https://host.example/ap/users/1160/statuses/1", None),
        ("https://host.example/notes/9abc", None),
        ("https://host.example/objects/1-2-3", None),
        ("javascript:alert(1)", None),
        (7, None),
    ],
)
def test_whom_an_address_names(url: object, acct: str | None) -> None:
    account = account_of(url)
    assert (account.acct if account else None) == acct


def test_posts_replies_and_polls() -> None:
    items = rows_of(outcomes_of(IMPORTER, ARCHIVE), Item)
    assert {each.id.removeprefix(POST): (each.kind, each.position) for each in items.values()} == {
        "1": ("post", 0),
        "2": ("answer", None),
        "3": ("reply", None),
        "4": ("answer", None),
        "5": ("question", 0),
    }
    assert items[POST + "1"].text == "Wie kent Rust?\n#rust"
    assert items[POST + "5"].text == "Thee of koffie?\n- Thee\n- Koffie"
    assert (items[POST + "4"].title, items[POST + "2"].edited) == ("Mening", 1_700_035_200)
    assert items[POST + "3"].thread == items[POST + "1"].thread
    assert {each.channel for each in items.values()} == {f"{ME}/posts"}


def test_replies_mentions_boosts_favourites_and_follows() -> None:
    outcomes = outcomes_of(IMPORTER, ARCHIVE)
    me, bob = "ann@social.example", "bob@other.example"
    assert acts_of(outcomes) == {
        ("reply", me, bob),
        ("mention", me, "dirk@social.example"),
        ("reply", me, "lin@notes.example"),
        ("reaction", me, bob),
        ("reaction", me, "carol@third.example"),
        ("contact", me, bob),
        ("contact", me, "carol@third.example"),
    }
    boosted = [act for act in rows_of(outcomes, Interaction).values() if act.kind == "reaction" and act.at]
    assert [act.item for act in boosted] == ["mastodon:https://other.example/users/bob/statuses/78"]


def test_what_names_nobody_or_is_the_owners_business_is_skipped_by_name() -> None:
    counts = counts_of(outcomes_of(IMPORTER, ARCHIVE))
    assert counts == {"found": 12, "noise": 3, "private": 2, "direct": 1, "no-author": 2, "bad-field": 1}


def test_a_tombstone_is_a_deletion() -> None:
    (gone,) = rows_of(outcomes_of(IMPORTER, ARCHIVE), Deletion).values()
    assert gone == Deletion(POST + "11", "mastodon", 1_700_208_000)


def test_nothing_private_comes_in_unasked_and_stays_private_when_asked() -> None:
    assert "CANARY" not in str(outcomes_of(IMPORTER, ARCHIVE))
    outcomes = outcomes_of(IMPORTER, ARCHIVE, include_private=True)
    assert "bookmarks" not in str([each for each in outcomes if hasattr(each, "rows")])
    places = {each.id: each.visibility for each in rows_of(outcomes, Channel).values()}
    (direct,) = (each for each in places if "direct/" in each)
    assert places == {
        f"{ME}/posts": "open",
        f"{ME}/followers": "private",
        direct: "private",
    }
    inside = {each.identity for each in rows_of(outcomes, Membership).values() if each.channel == direct}
    assert inside == {ME, "mastodon:bob@other.example"}
    assert ("message", "ann@social.example", "bob@other.example") in acts_of(outcomes)


def _bobs_archive(folder: Path) -> Path:
    """Bob's own archive: he answers Ann."""
    shutil.copytree(ARCHIVE, folder)
    for name in ("likes.json", "bookmarks.json", "following_accounts.csv"):
        (folder / name).unlink()
    actor = json.loads((folder / "actor.json").read_text())
    actor |= {"id": "https://other.example/users/bob", "preferredUsername": "bob", "name": "Bob Bakker"}
    (folder / "actor.json").write_text(json.dumps(actor))
    outbox = json.loads((folder / "outbox.json").read_text())
    post = json.loads(
        json.dumps(outbox["orderedItems"][0]).replace("social.example/users/ann", "other.example/users/bob")
    )
    post["object"]["inReplyTo"] = "https://social.example/users/ann/statuses/1"
    (folder / "outbox.json").write_text(json.dumps(outbox | {"orderedItems": [post]}))
    return folder


def test_archives_of_two_members_join_in_either_order(tmp_path: Path) -> None:
    bob = _bobs_archive(tmp_path / "bob")
    people = rows_of(outcomes_of(IMPORTER, ARCHIVE) + outcomes_of(IMPORTER, bob), Identity)
    assert (people["mastodon:bob@other.example"].name, people[ME].name) == ("Bob Bakker", "Ann de Vries")
    assert ("reply", "bob@other.example", "ann@social.example") in acts_of(outcomes_of(IMPORTER, bob))
    digests = set()
    for number, order in enumerate(([ARCHIVE, bob], [bob, ARCHIVE])):
        store = open_store(f"sqlite:///{tmp_path}/{number}.db")
        import_paths(store, order, options=Options(now=NOW))
        digests.add(digest(store))
        store.close()
    assert len(digests) == 1


def test_a_complete_archive_removes_what_its_owner_deleted_and_nobody_elses_posts(tmp_path: Path) -> None:
    bob = _bobs_archive(tmp_path / "bob")
    shutil.copytree(ARCHIVE, tmp_path / "later")
    outbox = json.loads((ARCHIVE / "outbox.json").read_text())
    outbox["orderedItems"] = outbox["orderedItems"][1:]
    (tmp_path / "later" / "outbox.json").write_text(json.dumps(outbox))
    followed = (
        tmp_path / "later" / "following_accounts.csv"
    )  # with a record that cannot be read nothing is swept
    rows = followed.read_text().splitlines(keepends=True)
    followed.write_text("".join(row for row in rows if "zonder-server" not in row))
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    import_paths(store, [ARCHIVE, bob], options=Options(now=NOW))
    before = set(store.frame("item", ["id"])["id"])
    import_paths(store, [tmp_path / "later"], options=Options(now=NOW), complete=True)
    after = set(store.frame("item", ["id"])["id"])
    store.close()
    assert before - after == {POST + "1"}


def test_the_order_of_activities_does_not_matter(tmp_path: Path) -> None:
    shutil.copytree(ARCHIVE, tmp_path / "archive")
    outbox = json.loads((ARCHIVE / "outbox.json").read_text())
    outbox["orderedItems"].reverse()
    (tmp_path / "archive" / "outbox.json").write_text(json.dumps(outbox))
    assert graph_of(outcomes_of(IMPORTER, tmp_path / "archive")) == graph_of(outcomes_of(IMPORTER, ARCHIVE))


def test_a_bad_activity_costs_itself() -> None:
    outcomes = outcomes_of(IMPORTER, DATA / "mastodon" / "hostile-outbox.json")
    assert counts_of(outcomes) == {
        "found": 2,
        "missing-field": 1,
        "bad-field": 1,
        "bad-date": 1,
        "too-long": 1,
        "bad-json": 2,
    }


def test_a_tar_is_no_outbox(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "archive.tar.gz", "w:gz") as tar:
        tar.add(ARCHIVE / "outbox.json", "outbox.json")
    with Source.open(tmp_path / "archive.tar.gz") as source:
        assert IMPORTER.sniff(source) == 0


def test_several_archives_or_nobodys_cannot_be_one(tmp_path: Path) -> None:
    shutil.copytree(ARCHIVE, tmp_path / "both" / "a")
    shutil.copytree(ARCHIVE, tmp_path / "both" / "b")
    with Source.open(tmp_path / "both") as source:
        assert IMPORTER.sniff(source) == 0
        with pytest.raises(Unreadable, match="more than one"):
            list(IMPORTER.read(source, "mastodon", Options()))
    shutil.copytree(ARCHIVE, tmp_path / "nobody")
    for name in ("actor.json", "outbox.json"):
        (tmp_path / "nobody" / name).unlink()
    with Source.open(tmp_path / "nobody") as source, pytest.raises(Unreadable, match="whose"):
        list(IMPORTER.read(source, "mastodon", Options()))


def test_an_outbox_says_whose_it_is_when_the_account_does_not(tmp_path: Path) -> None:
    shutil.copytree(ARCHIVE, tmp_path / "archive")
    (tmp_path / "archive" / "actor.json").write_text('{"id": ')
    outcomes = outcomes_of(IMPORTER, tmp_path / "archive")
    assert counts_of(outcomes)["bad-json"] == 1
    assert rows_of(outcomes, Item) == rows_of(outcomes_of(IMPORTER, ARCHIVE), Item)
