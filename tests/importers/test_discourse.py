"""A Discourse forum in both of its shapes: who answers whom, what is left out, and that file order decides nothing."""

import json
import random
import shutil
import time
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Options, Rejected, Skipped
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.source import Source
from expertgraph.records import Channel, Deletion, Identity, Interaction, Item
from expertgraph.store import open_store
from importers.discourse import DiscourseImporter
from importers.who_wrote import WhoWrote
from tests.importers.reading import DATA, NOW, counts_of, graph_of, outcomes_of, real, rows_of

IMPORTER = DiscourseImporter()
TOPICS = DATA / "discourse" / "topics"
POSTS = DATA / "discourse" / "forum.example.org"
FORUM = "forum.example.org:"


def test_a_topic_is_a_question_and_its_answers() -> None:
    items = rows_of(outcomes_of(IMPORTER, TOPICS), Item)
    shown = {
        item.id.removeprefix(FORUM): (
            item.author.removeprefix(FORUM),
            item.kind,
            item.position,
            item.accepted,
        )
        for item in items.values()
    }
    assert shown == {
        "post/1": ("ann", "question", 0, False),
        "post/2": ("bob", "answer", 1, True),
        "post/3": ("carol", "answer", 2, False),
        "post/4": ("ann", "reply", 3, False),
        "post/7": ("discobot", "answer", 6, False),
    }
    assert items[f"{FORUM}post/1"].title == "Hoe werkt foo?"
    assert items[f"{FORUM}post/3"].reply_to == f"{FORUM}post/2"
    assert items[f"{FORUM}post/2"].url == "https://forum.example.org/t/812/2"


def test_a_reply_goes_to_the_post_it_names_else_to_the_opener() -> None:
    acts = rows_of(outcomes_of(IMPORTER, TOPICS), Interaction).values()
    assert {(act.kind, act.actor.removeprefix(FORUM), act.target.removeprefix(FORUM)) for act in acts} == {
        ("reply", "bob", "ann"),
        ("mention", "bob", "carol"),
        ("reply", "carol", "bob"),
        ("reply", "discobot", "ann"),
    }


def test_cooked_html_becomes_the_authors_own_words() -> None:
    items = rows_of(outcomes_of(IMPORTER, TOPICS), Item)
    assert items[f"{FORUM}post/1"].text == "Hoe werkt foo()?\nGraag hulp & uitleg"
    answer = items[f"{FORUM}post/2"].text
    assert answer.startswith("Zo, @Carol:\n")
    assert "Hoe werkt" not in answer
    assert "alert" not in answer
    assert 400 < len(answer) < 900


def test_what_is_left_out_is_left_out_by_name() -> None:
    outcomes = outcomes_of(IMPORTER, TOPICS)
    assert "CANARY" not in str([each for each in outcomes if not isinstance(each, Skipped)])
    assert counts_of(outcomes) == {
        "found": 6,
        "noise": 1,
        "private": 2,
        "direct": 1,
        "no-posts": 1,
        "missing-field": 1,
        "bad-json": 1,
    }
    bad = [(each.file, each.place) for each in outcomes if isinstance(each, Rejected)]
    assert bad == [("812.json", "8"), ("broken.json", "1")]
    assert "mallory" not in str(outcomes)


def test_private_posts_come_in_when_asked() -> None:
    outcomes = outcomes_of(IMPORTER, TOPICS, include_private=True)
    assert {f"{FORUM}post/{number}" for number in (9, 20, 30)} < set(rows_of(outcomes, Item))
    channels = {row.name: row.visibility for row in rows_of(outcomes, Channel).values()}
    assert channels == {"Vragen": "open", "Bestuur": "private", "forum.example.org": "open"}


def test_people_and_channels() -> None:
    outcomes = outcomes_of(IMPORTER, TOPICS, visibility="members")
    people = rows_of(outcomes, Identity)
    assert people[f"{FORUM}discobot"].kind == "bot"
    assert (people[f"{FORUM}ann"].name, people[f"{FORUM}ann"].handle) == ("Ann", "ann")
    (channel,) = rows_of(outcomes, Channel).values()
    assert (channel.id, channel.name, channel.visibility) == (f"{FORUM}category/16", "Vragen", "members")


def test_single_posts_and_a_conflicting_copy() -> None:
    outcomes = outcomes_of(IMPORTER, POSTS)
    assert counts_of(outcomes) == {"found": 4}
    items = rows_of(outcomes, Item)
    assert len(items) == 3
    assert items[f"{FORUM}post/102"].text == "Antwoord, later verbeterd"
    acts = {(act.actor, act.target) for act in rows_of(outcomes, Interaction).values()}
    assert acts == {(f"{FORUM}bob", f"{FORUM}ann"), (f"{FORUM}carol", f"{FORUM}bob")}


def test_the_order_of_files_never_matters(tmp_path: Path) -> None:
    documents = [file.read_text() for file in sorted([*TOPICS.glob("*.json"), *POSTS.rglob("*.json")])]
    documents = [text for text in documents if "category_list" not in text]
    withdrawn = json.loads(next(POSTS.rglob("*carol.json")).read_text()) | {"user_deleted": True}
    documents.append(json.dumps(withdrawn))
    (tmp_path / "categories.json").write_text((TOPICS / "categories.json").read_text())
    random_ = random.Random(3)
    graphs = set()
    for _ in range(200):
        random_.shuffle(documents)
        for number, text in enumerate(documents):
            (tmp_path / f"{number}.json").write_text(text)
        graphs.add(frozenset(graph_of(outcomes_of(IMPORTER, tmp_path, source="forum.example.org"))))
    assert len(graphs) == 1


@pytest.mark.parametrize("withdrawn", [1, 2, 3])
def test_a_post_that_was_withdrawn_stays_out_in_its_older_copies_too(tmp_path: Path, withdrawn: int) -> None:
    post = json.loads(next(POSTS.rglob("*ann.json")).read_text())
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    for number in (1, 2, 3):
        folder = tmp_path / str(number)
        folder.mkdir()
        copy = post | {"user_deleted": True} if number == withdrawn else post
        (folder / "post.json").write_text(json.dumps(copy))
        import_paths(store, [folder], format="discourse", options=Options(source="f", now=NOW))
    assert (store.counts()["item"], store.counts()["interaction"], store.counts()["deletion"]) == (0, 0, 1)


def test_two_authors_of_one_place_have_one_winner() -> None:
    entries = [(5, "bob", 50, 10), (5, "ann", 51, 10), (5, "zed", 52, 9), (6, "eve", 60, 0)]
    for order in (entries, entries[::-1]):
        wrote = WhoWrote()
        for entry in order:
            wrote.add(*entry)
        wrote.seal()
        assert (wrote.of(5), wrote.of(6), wrote.of(7)) == (("bob", 50), ("eve", 60), None)
    empty = WhoWrote()
    empty.seal()
    assert empty.of(1) is None


def test_deep_html_takes_no_time(tmp_path: Path) -> None:
    post = json.loads(next(POSTS.rglob("*ann.json")).read_text())
    for number, cooked in enumerate(
        ("<div>" * 300_000, "<" * 50_000, "<p" * 100_000, "<a href='x'>" * 3_000)
    ):
        document = post | {"id": number + 1, "cooked": cooked + "end"}
        (tmp_path / f"{number}.json").write_text(json.dumps(document))
    started = time.process_time()
    assert counts_of(outcomes_of(IMPORTER, tmp_path)) == {"found": 4}
    assert time.process_time() - started < 2


def test_a_real_forum_of_posts(shared_data: Path) -> None:
    outcomes = outcomes_of(IMPORTER, real(shared_data, "discourse") / "delvingbitcoin-posts-api")
    assert counts_of(outcomes) == {"found": 4_723, "noise": 2}  # 59 of them say that a post was deleted
    items = rows_of(outcomes, Item)
    gone = rows_of(outcomes, Deletion).keys() - items.keys()
    left_out = {each.file.rpartition("/")[2][:10] for each in outcomes if isinstance(each, Skipped)}
    assert (len(items), len(items) + len(gone) + len(left_out)) == (
        4_604,
        4_661,
    )  # one was hidden, then restored
    assert {item.source for item in items.values()} == {"delvingbitcoin.org"}
    assert not any(item.at is None for item in items.values())


def test_real_topics(shared_data: Path) -> None:
    outcomes = outcomes_of(IMPORTER, real(shared_data, "discourse") / "topic-json-format-sample")
    assert counts_of(outcomes) == {"found": 5 + 105 + 115}
    assert len({item.thread for item in rows_of(outcomes, Item).values()}) == 3


def test_two_forums_in_one_folder_are_two(tmp_path: Path) -> None:
    shutil.copytree(POSTS, tmp_path / "both" / "a")
    other = next(POSTS.rglob("*ann.json")).read_text().replace("forum.example.org", "elders.example.org")
    (tmp_path / "both" / "b").mkdir()
    (tmp_path / "both" / "b" / "1.json").write_text(other)
    drawn = other.replace("/user_avatar/elders.example.org/ann", "/letter_avatar_proxy/v4/letter/a")
    (tmp_path / "both" / "b" / "0.json").write_text(drawn)
    with Source.open(tmp_path / "both") as source:
        assert IMPORTER.sniff(source) == 0
        with pytest.raises(Unreadable, match=r"elders\.example\.org, forum\.example\.org"):
            IMPORTER.default_source(source, Options())
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    report = import_paths(store, [tmp_path / "both"], options=Options(now=NOW))
    store.close()
    assert [each["source"] for each in report.sources] == ["forum.example.org", "elders.example.org"]
    assert report.found == 6
