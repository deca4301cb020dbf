"""A Stack Exchange dump: questions and answers, who speaks to whom in comments, and who is gone."""

import random
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Context, Found, Options, Rejected
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.source import Source
from expertgraph.records import Channel, Deletion, Identity, Interaction, Item, Skill
from expertgraph.store import open_store
from expertgraph.store.digest import digest
from importers.stackexchange import StackexchangeImporter
from tests.importers.reading import DATA, counts_of, graph_of, outcomes_of, real, rows_of

IMPORTER = StackexchangeImporter()
SITE = DATA / "stackexchange" / "vragen.example.org"
HOSTILE = DATA / "stackexchange" / "hostile-posts.xml"
NAME = "vragen.example.org"


def _short(value: str | None) -> str | None:
    return value and value.removeprefix(NAME + ":")


def _at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def test_questions_and_answers() -> None:
    items = {_short(item.id): item for item in rows_of(outcomes_of(IMPORTER, SITE), Item).values()}
    question = items["post/1"]
    assert (question.title, question.text) == ("Why is my index & query slow?", "My index is slow.")
    assert (question.at, question.edited) == (_at("2024-03-01T09:00"), _at("2024-03-02T09:00"))
    assert question.url == "https://vragen.example.org/q/1"
    assert {key: (item.kind, _short(item.thread), _short(item.reply_to)) for key, item in items.items()} == {
        "post/1": ("question", "post/1", None),
        "post/2": ("answer", "post/1", "post/1"),
        "post/3": ("answer", "post/1", "post/1"),
        "post/4": ("answer", "post/1", "post/1"),
        "post/5": ("question", "post/5", None),
        "post/6": ("answer", "post/5", "post/5"),
        "post/9": ("question", "post/9", None),
        "comment/21": ("reply", "post/1", "post/1"),
        "comment/22": ("reply", "post/1", "post/1"),
        "comment/23": ("reply", "post/1", "post/3"),
        "comment/24": ("reply", "post/1", "post/2"),
    }
    assert [key for key, item in items.items() if item.accepted] == ["post/3"]
    assert items["post/9"].at is None
    assert items["comment/24"].text == "a < b"


def test_an_acceptance_is_a_later_edit_of_the_answer(tmp_path: Path) -> None:
    shutil.copytree(SITE, tmp_path / NAME)
    posts = tmp_path / NAME / "Posts.xml"
    posts.write_text(posts.read_text().replace('AcceptedAnswerId="3"', ""))
    before = rows_of(outcomes_of(IMPORTER, tmp_path / NAME), Item)[f"{NAME}:post/3"]
    after = rows_of(outcomes_of(IMPORTER, SITE), Item)[f"{NAME}:post/3"]
    assert (before.accepted, after.accepted) == (False, True)
    assert (after.edited or 0) > (before.edited or 0)


def test_who_speaks_to_whom() -> None:
    acts = rows_of(outcomes_of(IMPORTER, SITE), Interaction)
    assert {(act.kind, _short(act.actor), _short(act.target), _short(act.item)) for act in acts.values()} == {
        ("answer", "11", "10", "post/2"),
        ("answer", "12", "10", "post/3"),
        ("answer", "12", "name/user77", "post/6"),
        ("reply", "11", "10", "comment/21"),
        ("reply", "10", "11", "comment/22"),
        ("reply", "10", "12", "comment/23"),
        ("reply", "name/user77", "11", "comment/24"),
    }


def test_people() -> None:
    people = {_short(each.id): each for each in rows_of(outcomes_of(IMPORTER, SITE), Identity).values()}
    assert {key: (each.name, each.kind, each.deleted) for key, each in people.items()} == {
        "-1": ("Community", "bot", False),
        "10": ("Ann de Vries", "unknown", False),
        "11": ("Bob", "unknown", False),
        "12": ("Carol & co", "unknown", False),
        "13": ("13", "unknown", False),
        "name/user77": ("user77", "unknown", True),
    }
    assert people["10"].edited == _at("2024-06-01T00:00")
    assert people["10"].url == "https://vragen.example.org/users/10"


def test_tags_are_skills_to_look_for() -> None:
    skills = rows_of(outcomes_of(IMPORTER, SITE), Skill)
    assert {each.label for each in skills.values()} == {"query planning", "postgresql", "c++"}


def test_the_site_is_one_channel_as_visible_as_was_said() -> None:
    (channel,) = rows_of(outcomes_of(IMPORTER, SITE, visibility="members"), Channel).values()
    assert (channel.name, channel.kind, channel.visibility) == (NAME, "forum", "members")


def test_what_is_left_out_is_counted() -> None:
    outcomes = outcomes_of(IMPORTER, SITE)
    assert counts_of(outcomes) == {"found": 5 + 2 + 8 + 4, "noise": 2 + 2 + 1 + 1}
    (gone,) = (
        row for each in outcomes if isinstance(each, Found) for row in each.rows if type(row) is Deletion
    )
    assert (_short(gone.id), gone.edited) == ("post/8", _at("2024-04-04T09:00"))
    assert "CANARY" not in str([each for each in outcomes if isinstance(each, Found | Context)])


def test_hostile_rows() -> None:
    outcomes = outcomes_of(IMPORTER, HOSTILE)
    assert [(each.place, each.code) for each in outcomes if isinstance(each, Rejected)] == [
        ("4", "missing-end"),
        ("5", "bad-date"),
        ("6", "missing-field"),
        ("7", "missing-field"),
        ("8", "missing-field"),
        ("9", "control-characters"),
        ("10", "bad-xml"),
    ]
    items = rows_of(outcomes, Item)
    assert {item.id: item.text for item in items.values()} == {
        "hostile-posts:post/1": "kept",
        "hostile-posts:post/8": "nobody",
        "hostile-posts:post/9": "after it",
    }
    gone = {each.native_id: each.name for each in rows_of(outcomes, Identity).values() if each.deleted}
    assert gone == {"post-author/8": "deleted account", "name/Dee": "Dee"}


def test_the_order_of_rows_and_files_does_not_matter(tmp_path: Path) -> None:
    straight = graph_of(outcomes_of(IMPORTER, SITE))
    for seed in range(10):
        mixed = tmp_path / str(seed) / NAME
        mixed.mkdir(parents=True)
        for number, file in enumerate(sorted(SITE.iterdir(), key=lambda each: random.Random(seed).random())):
            head, root, *middle, end = file.read_text(encoding="utf-8-sig").splitlines()
            random.Random(seed).shuffle(middle)
            (mixed / f"{number}.xml").write_text("\n".join([head, root, *middle, end]))
        assert graph_of(outcomes_of(IMPORTER, mixed)) == straight


def test_a_later_dump_wins_in_either_order(tmp_path: Path) -> None:
    for name in ("old", "new"):
        shutil.copytree(SITE, tmp_path / name / NAME)
    old = tmp_path / "old" / NAME / "Posts.xml"
    text = (
        old.read_text()
        .replace("slow?", "sloow?")
        .replace('LastEditDate="2024-03-02', 'LastEditDate="2024-03-01')
    )
    old.write_text(text.replace(' DeletionDate="2024-04-04T09:00:00.000"', ""))
    digests = set()
    for number, order in enumerate((["old", "new"], ["new", "old"])):
        store = open_store(f"sqlite:///{tmp_path}/{number}.db")
        import_paths(store, [tmp_path / name / NAME for name in order])
        digests.add(digest(store))
        titles = store.frame("item", ["title"], {"id": f"{NAME}:post/1"})["title"]
        assert list(titles) == ["Why is my index & query slow?"]
        assert f"{NAME}:post/8" not in list(store.frame("item", ["id"])["id"])
        store.close()
    assert len(digests) == 1


def test_a_zip_is_the_same_as_its_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / f"{NAME}.zip", "w") as archive:
        for file in sorted(SITE.iterdir()):
            archive.write(file, f"{NAME}/{file.name}")
    assert graph_of(outcomes_of(IMPORTER, tmp_path / f"{NAME}.zip")) == graph_of(outcomes_of(IMPORTER, SITE))


def test_a_file_with_a_document_type_costs_that_file(tmp_path: Path) -> None:
    shutil.copytree(SITE, tmp_path / NAME)
    (tmp_path / NAME / "Tags.xml").write_text(
        '<!DOCTYPE tags [<!ENTITY x "y">]><tags><row TagName="&x;"/></tags>'
    )
    outcomes = outcomes_of(IMPORTER, tmp_path / NAME)
    assert [(each.file, each.code) for each in outcomes if isinstance(each, Rejected)] == [
        ("Tags.xml", "unreadable")
    ]
    assert len(rows_of(outcomes, Item)) == 11


@pytest.mark.parametrize("alone", ["Posts.xml", "Users.xml"])
def test_a_file_alone(alone: str) -> None:
    with Source.open(SITE / alone) as source:
        assert IMPORTER.sniff(source) > 0.3
    if alone == "Posts.xml":
        assert counts_of(outcomes_of(IMPORTER, SITE / alone))["found"] == 8
    else:
        with pytest.raises(Unreadable, match=r"Posts\.xml"):
            outcomes_of(IMPORTER, SITE / alone)


def test_two_sites_in_one_folder_are_two(tmp_path: Path) -> None:
    shutil.copytree(SITE, tmp_path / "a.example.org")
    shutil.copytree(SITE, tmp_path / "b.example.org")
    with Source.open(tmp_path) as source:
        assert IMPORTER.sniff(source) == 0
    with pytest.raises(Unreadable, match="several sites"):
        outcomes_of(IMPORTER, tmp_path)
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    report = import_paths(store, [tmp_path / "a.example.org", tmp_path / "b.example.org"])
    assert len(report.sources) == 2
    store.close()


def test_a_real_site(shared_data: Path) -> None:
    (path,) = real(shared_data, "stackexchange").glob("quantumcomputing*")
    outcomes = outcomes_of(IMPORTER, path)
    assert counts_of(outcomes) == {
        "found": 3_461 + 154 + 612 + 1_060 + 3_413,
        "noise": 157 + 157 + 12_560 + 4_671 + 327,
    }
    items, acts = rows_of(outcomes, Item), rows_of(outcomes, Interaction)
    assert sum(item.accepted for item in items.values()) == 389
    assert sum(act.kind == "answer" for act in acts.values()) == 1_017
    assert len(rows_of(outcomes, Skill)) == 154
    assert sum(each.deleted for each in rows_of(outcomes, Identity).values()) == 3


def test_the_folder_around_a_site_is_the_same_source(tmp_path: Path) -> None:
    shutil.copytree(SITE, tmp_path / "dumps" / SITE.name)
    for path in (SITE, tmp_path / "dumps"):
        with Source.open(path) as source:
            assert IMPORTER.default_source(source, Options()) == SITE.name
