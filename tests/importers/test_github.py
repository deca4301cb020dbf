"""GitHub: issues, pull requests, comments and reviews, from the API and from GH Archive, as one graph."""

import json
import shutil
from itertools import permutations
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Closed, Options, Rejected, Skipped
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.source import Source
from expertgraph.records import Channel, Deletion, Identity, Interaction, Item
from expertgraph.store import open_store
from expertgraph.store.digest import digest
from importers.github import GithubImporter
from importers.github_text import words
from tests.importers.reading import DATA, NOW, counts_of, graph_of, outcomes_of, rows_of

IMPORTER = GithubImporter()
KETTLE = DATA / "github" / "kettle"
HOUR = DATA / "github" / "2024-01-01-15.json"
REPO = "github:acme/kettle"


def written(path: Path, *found: object) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in found), encoding="utf-8")
    return path


def listed(name: str) -> list[dict[str, object]]:
    return json.loads((KETTLE / name).read_text(encoding="utf-8"))


def test_every_record_is_accounted_for() -> None:
    assert counts_of(outcomes_of(IMPORTER, KETTLE)) == {"found": 16, "noise": 1}
    assert counts_of(outcomes_of(IMPORTER, HOUR)) == {"found": 8, "noise": 3, "private": 1}


def test_a_repository_is_a_place_where_code_is_written() -> None:
    (channel,) = rows_of(outcomes_of(IMPORTER, KETTLE), Channel).values()
    assert channel == Channel(
        REPO,
        "github",
        "Acme/kettle",
        "code",
        "open",
        url="https://github.com/Acme/kettle",
        edited=1_709_251_200,
    )


def test_an_issue_is_a_question_and_its_comments_are_answers() -> None:
    items = rows_of(outcomes_of(IMPORTER, KETTLE), Item)
    assert items[f"{REPO}#1"] == Item(
        f"{REPO}#1",
        "github",
        "github:ann-dv",
        REPO,
        f"{REPO}#1",
        "question",
        1_704_103_200,
        title="The kettle boils dry",
        text="When I use *quick boil* the kettle boils dry, cc @BOB and @nobody-here.\n\n// @eve-x",
        position=0,
        url="https://github.com/Acme/kettle/issues/1",
        edited=1_704_448_800,
    )
    places = {
        each.id[7:]: (each.kind, each.thread[19:], (each.reply_to or "")[7:]) for each in items.values()
    }
    assert places == {
        "acme/kettle#1": ("question", "1", ""),
        "acme/kettle#2": ("post", "2", ""),
        "acme/kettle#3": ("question", "3", ""),
        "issuecomment-11": ("answer", "1", "acme/kettle#1"),
        "issuecomment-12": ("reply", "1", "acme/kettle#1"),
        "issuecomment-13": ("reply", "2", "acme/kettle#2"),
        "issuecomment-14": ("answer", "1", "acme/kettle#1"),
        "issuecomment-15": ("answer", "3", "acme/kettle#3"),
        "pullrequestreview-21": ("reply", "2", "acme/kettle#2"),
        "pullrequestreview-22": ("reply", "2", "acme/kettle#2"),
        "discussion_r-31": ("reply", "2", "acme/kettle#2"),
        "discussion_r-32": ("reply", "2", "discussion_r-31"),
    }


def test_who_answers_reviews_and_names_whom() -> None:
    acts = rows_of(outcomes_of(IMPORTER, KETTLE), Interaction)
    assert {(each.item[7:], each.kind, each.actor[7:], each.target[7:]) for each in acts.values()} == {
        ("acme/kettle#1", "mention", "ann-dv", "bob"),
        ("acme/kettle#1", "mention", "ann-dv", "carol"),
        ("issuecomment-11", "reply", "bob", "ann-dv"),
        ("issuecomment-12", "mention", "ann-dv", "bob"),
        ("issuecomment-13", "reply", "carol", "bob"),
        ("issuecomment-14", "reply", "dependabot[bot]", "ann-dv"),
        ("acme/kettle#2", "mention", "bob", "ann-dv"),
        ("pullrequestreview-21", "review", "ann-dv", "bob"),
        ("pullrequestreview-21", "mention", "ann-dv", "carol"),
        ("discussion_r-31", "review", "ann-dv", "bob"),
        ("discussion_r-32", "reply", "bob", "ann-dv"),
    }


def test_a_login_is_somebody_whatever_its_case_and_a_profile_tells_more() -> None:
    people = rows_of(outcomes_of(IMPORTER, KETTLE), Identity)
    assert people["github:ann-dv"] == Identity(
        "github:ann-dv",
        "github",
        "ann-dv",
        "Ann de Vries",
        handle="Ann-dV",
        email="ann@example.org",
        organisation="acme",
        url="https://github.com/Ann-dV",
        edited=1_682_899_200,
    )
    assert people["github:dependabot[bot]"].kind == "bot"
    assert people["github:ghost"].deleted
    assert len(people) == 5


def test_an_event_tells_of_the_post_and_what_it_belongs_to() -> None:
    outcomes = outcomes_of(IMPORTER, HOUR)
    items, acts = rows_of(outcomes, Item), rows_of(outcomes, Interaction)
    assert items[f"{REPO}#4"].author == "github:eve-x"
    assert (items[f"{REPO}#6"].kind, items[f"{REPO}#6"].title) == ("question", "Which tea?")
    assert {
        (each.item[7:], each.actor[7:], each.target[7:]) for each in acts.values() if each.kind == "review"
    } == {
        ("pullrequestreview-23", "ann-dv", "eve-x"),
        ("discussion_r-33", "bob", "eve-x"),
    }
    (gone,) = rows_of(outcomes, Deletion).values()
    assert gone.id == "github:issuecomment-16"


def test_the_api_and_the_archive_are_one_graph_in_any_order(tmp_path: Path) -> None:
    digests = set()
    for number, order in enumerate(permutations([KETTLE, HOUR])):
        store = open_store(f"sqlite:///{tmp_path}/{number}.db")
        import_paths(store, list(order), options=Options(now=NOW))
        items = store.frame("item", ["id"])["id"].to_list()
        assert "github:issuecomment-16" not in items
        assert len(items) == 12 + 4
        digests.add(digest(store))
        store.close()
    assert len(digests) == 1


@pytest.mark.parametrize("first", ["comments.json", "issues.json", "reviews.json"])
def test_the_order_of_files_does_not_matter(first: str, tmp_path: Path) -> None:
    shutil.copytree(KETTLE, tmp_path / "copy")
    (tmp_path / "copy" / first).rename(tmp_path / "copy" / f"0-{first}")
    (tmp_path / "copy" / "repo.json").rename(tmp_path / "copy" / "z.json")
    assert graph_of(outcomes_of(IMPORTER, tmp_path / "copy")) == graph_of(outcomes_of(IMPORTER, KETTLE))


def test_a_pull_request_is_the_same_among_issues_and_pulls(tmp_path: Path) -> None:
    for name in ("issues.json", "pulls.json"):
        shutil.copy(KETTLE / name, tmp_path)
    among_issues = rows_of(outcomes_of(IMPORTER, tmp_path / "issues.json"), Item)[f"{REPO}#2"]
    assert rows_of(outcomes_of(IMPORTER, tmp_path / "pulls.json"), Item)[f"{REPO}#2"] == among_issues


def test_the_later_edit_wins(tmp_path: Path) -> None:
    old = listed("issues.json")[0]
    new = {**old, "title": "It boils dry", "updated_at": "2024-02-01T00:00:00Z"}
    for order in permutations([old, new]):
        path = written(tmp_path / "issues.jsonl", *order)
        assert rows_of(outcomes_of(IMPORTER, path), Item)[f"{REPO}#1"].title == "It boils dry"


@pytest.mark.parametrize("shape", ["lines", "list", "lists", "list of lists", "page", "pages"])
def test_however_the_answers_were_gathered(shape: str, tmp_path: Path) -> None:
    found = listed("issues.json")
    text = {
        "lines": "\n".join(map(json.dumps, found)),
        "list": json.dumps(found),
        "lists": json.dumps(found[:1]) + json.dumps(found[1:], indent=2),
        "list of lists": json.dumps([found[:1], found[1:]]),
        "page": json.dumps({"total_count": 3, "items": found, "incomplete_results": False}),
        "pages": "\n".join(json.dumps({"items": [each], "total_count": 3}) for each in found),
    }[shape]
    path = tmp_path / "issues.json"
    path.write_text(text, encoding="utf-8")
    expected = outcomes_of(IMPORTER, KETTLE / "issues.json")
    assert graph_of(outcomes_of(IMPORTER, path)) == graph_of(expected)
    assert counts_of(outcomes_of(IMPORTER, path)) == {"found": 3}


def test_what_a_private_repository_holds_stays_out_unless_asked(tmp_path: Path) -> None:
    outcomes = outcomes_of(IMPORTER, HOUR)
    assert "CANARY" not in str([each for each in outcomes if not isinstance(each, Skipped)])
    assert "secret" not in str([each for each in outcomes if not isinstance(each, Closed)])
    asked = outcomes_of(IMPORTER, HOUR, include_private=True)
    assert {each.name: each.visibility for each in rows_of(asked, Channel).values()} == {
        "Acme/kettle": "open",
        "acme/secret": "private",
    }
    shutil.copytree(KETTLE, tmp_path / "copy")
    repo = json.loads((KETTLE / "repo.json").read_text()) | {"private": True, "visibility": "private"}
    (tmp_path / "copy" / "repo.json").write_text(json.dumps(repo))
    assert counts_of(outcomes_of(IMPORTER, tmp_path / "copy")) == {"private": 14, "found": 2, "noise": 1}


@pytest.mark.parametrize(
    ("stated", "visibility"),
    [({}, "members"), ({"private": False}, "open"), ({"private": True, "visibility": "internal"}, "members")],
)
def test_visibility_is_as_stated_else_as_said(
    stated: dict[str, object], visibility: str, tmp_path: Path
) -> None:
    repo = {"full_name": "Acme/kettle", "owner": {}, "url": "https://api.github.com/repos/Acme/kettle"}
    path = written(tmp_path / "a.jsonl", listed("issues.json")[0], {**repo, **stated})
    (channel,) = rows_of(outcomes_of(IMPORTER, path, visibility="members"), Channel).values()
    assert channel.visibility == visibility


def test_what_a_webhook_got(tmp_path: Path) -> None:
    issue, user = listed("issues.json")[0], listed("users.json")[0]
    repo = {"full_name": "Acme/kettle", "private": False, "html_url": "https://github.com/Acme/kettle"}
    about = {"issue": issue, "repository": repo, "sender": user}
    opened, deleted = {"action": "opened", **about}, {"action": "deleted", **about}
    outcomes = outcomes_of(IMPORTER, written(tmp_path / "a.jsonl", opened))
    assert list(rows_of(outcomes, Item)) == [f"{REPO}#1"]
    outcomes += outcomes_of(IMPORTER, written(tmp_path / "a.jsonl", deleted))
    assert list(rows_of(outcomes, Deletion)) == [f"{REPO}#1"]


@pytest.mark.parametrize(
    ("body", "text", "mentioned"),
    [
        ("See @Ann and @bob, not a@b.nl", "See @Ann and @bob, not a@b.nl", ["ann", "bob"]),
        ("@acme/team @types/node x@y @a.b", "@acme/team @types/node x@y @a.b", []),
        ("`@ann` \n```\n@bob\n```\n@eve.", "`@ann` \n@bob\n@eve.", ["eve"]),
        ("> @ann said\nyes", "yes", []),
        ("<!-- @ann\n-->yes<!-- open", "yes", []),
        ("![shot](https://x.nl/a.png) [link](https://x.nl) <b>bold</b>", "shot link bold", []),
        ("List<String> &lt;b&gt; & <script>x</script>", "List<String> <b> & <script>x</script>", []),
        ("a\r\nb\0c", "a\nbc", []),
        (None, None, []),
        (7, None, []),
        ("", None, []),
    ],
)
def test_markdown(body: object, text: str | None, mentioned: list[str]) -> None:
    assert words(body) == (text, mentioned)


def test_long_code_keeps_its_beginning() -> None:
    text, _ = words("```\n" + "line\n" * 500 + "```\nafter")
    assert text is not None
    assert (text.count("line"), text.endswith("after")) == (12, True)


def test_hostile_lines_lose_only_themselves() -> None:
    outcomes = outcomes_of(IMPORTER, DATA / "github" / "hostile-lines.jsonl")
    bad = {int(each.place): each.code for each in outcomes if isinstance(each, Rejected)}
    assert bad == {
        2: "bad-json",
        3: "bad-date",
        4: "bad-field",
        5: "missing-field",
        6: "bad-field",
        7: "bad-field",
        8: "missing-field",
        9: "bad-json",
        11: "too-deep",
        12: "duplicate-keys",
    }
    items = rows_of(outcomes, Item)
    assert {each.title for each in items.values()} == {"Whole", "<script>alert(1)</script>", "Whole again"}
    odd = items[f"{REPO}#5"]
    assert (odd.at, odd.edited, odd.url) == (None, None, None)


def test_a_damaged_list_goes_on_with_the_next_record() -> None:
    outcomes = outcomes_of(IMPORTER, DATA / "github" / "hostile-list.json")
    assert counts_of(outcomes) == {"found": 2, "bad-json": 2}


def test_other_files_beside_are_not_read_and_told(tmp_path: Path) -> None:
    shutil.copytree(KETTLE, tmp_path / "copy")
    (tmp_path / "copy" / "notes.json").write_text('{"a": 1}')
    with Source.open(tmp_path / "copy") as source:
        assert IMPORTER.sniff(source) > 0.5
        assert any("notes.json" in note for note in IMPORTER.notes(source, Options()))
    (tmp_path / "empty").mkdir()
    with Source.open(tmp_path / "empty") as source, pytest.raises(Unreadable, match="no records of GitHub"):
        list(IMPORTER.read(source, "github", Options()))
