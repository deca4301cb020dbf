"""A log of git: who changed what with whom, in every format that git prints, under the names of the mailmap."""

import gzip
import shutil
from pathlib import Path

import pytest

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Options, Rejected
from expertgraph.ingest.source import Source
from expertgraph.records import Channel, Identity, Interaction, Item
from importers.gitlog import GitlogImporter
from importers.gitlog_message import message
from importers.gitlog_paths import Touched
from importers.gitlog_people import Mailmap, Person, person
from importers.gitlog_rows import parse_git_date
from tests.importers.reading import DATA, counts_of, graph_of, outcomes_of, real, rows_of

IMPORTER = GitlogImporter()
BOILER = DATA / "gitlog" / "boiler"
LOG = BOILER / "boiler-git-log.txt"
HOSTILE = DATA / "gitlog" / "hostile-log.txt"
MERGE, BUMP, START, RENAME, TEST, OPEN = (
    "git:dbb0ecf674adbb4b597774609bf20c10b9a963d7",
    "git:b230b504d46855061f0946cb16f58a7f123f8f96",
    "git:3b4035fe2f9ed17f66d318cf485fb939322a1dce",
    "git:9764969051e2d21556423b70af53cc0dccf8395b",
    "git:d2f234e043e16666b2100858669cd3454711cd78",
    "git:9f75b4e230cd835022f29f1318225d4374df7326",
)
EVE = "git:1234+eve-x@users.noreply.github.com"
HEAD = "commit 1111111111111111111111111111111111111111\nAuthor: Ann <ann@example.org>\n"


def log(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_commit_is_an_edit_in_its_repository() -> None:
    outcomes = outcomes_of(IMPORTER, BOILER)
    assert counts_of(outcomes) == {"found": 6}
    (channel,) = rows_of(outcomes, Channel).values()
    assert channel == Channel("git:repo/boiler", "git", "boiler", "code")
    assert rows_of(outcomes, Item)[OPEN] == Item(
        OPEN,
        "git",
        "git:ann@example.org",
        "git:repo/boiler",
        "git:repo/boiler/docs",
        "edit",
        1_700_003_600,
        title="Open the valve when the pressure rises",
        text="The old valve stayed shut above 4 bar.\n\n"
        "commit 0123456789abcdef0123456789abcdef01234567\nAuthor: Mallory <mallory@example.com>\n\n"
        "docs/start.md\nsrc/engine/valve.c",
        edited=1_700_003_600,
    )


def test_commits_to_one_directory_are_one_thread() -> None:
    items = rows_of(outcomes_of(IMPORTER, BOILER), Item)
    assert {each: items[each].thread.removeprefix("git:repo/boiler/") for each in items} == {
        OPEN: "docs",
        TEST: "src/engine",
        RENAME: "src/engine",
        START: "docs",
        BUMP: "",
        MERGE: MERGE,
    }


def test_who_worked_with_whom() -> None:
    acts = rows_of(outcomes_of(IMPORTER, BOILER), Interaction)
    assert {(each.item, each.kind, each.actor[4:7], each.target[4:7]) for each in acts.values()} == {
        (OPEN, "coauthor", "ann", "car"),
        (OPEN, "coauthor", "car", "ann"),
        (OPEN, "review", "bob", "ann"),
        (TEST, "review", "bob", "ann"),
        (TEST, "mention", "ann", "dav"),
        (RENAME, "coauthor", "bob", "123"),
        (RENAME, "coauthor", "123", "bob"),
        (MERGE, "review", "ann", "123"),
    }
    applied = next(each for each in acts.values() if (each.item, each.kind) == (TEST, "review"))
    assert applied.at == 1_700_007_200 + 600


def test_people_are_their_address_under_its_proper_name() -> None:
    people = rows_of(outcomes_of(IMPORTER, BOILER), Identity)
    assert "git:ann@old.example.com" not in people
    assert people["git:ann@example.org"].name == "Ann de Vries"
    assert people["git:bob@example.org"].email == "bob@example.org"
    assert people[EVE] == Identity(EVE, "git", EVE[4:], "Eve Extern", handle="eve-x", edited=1_700_014_400)
    assert not any(each.verified for each in people.values())
    assert {each.name for each in people.values() if each.kind == "bot"} == {"dependabot[bot]", "GitHub"}


@pytest.mark.parametrize(
    ("line", "who", "proper"),
    [
        ("New <a@x.org>", Person("Old", "A@x.org"), Person("New", "A@x.org")),
        ("<n@x.org> <a@x.org> # moved", Person("Old", "a@X.org"), Person("Old", "n@x.org")),
        ("New <n@x.org> <a@x.org>", Person("Old", "a@x.org"), Person("New", "n@x.org")),
        ("New <n@x.org> Build <b@x.org>", Person("BUILD", "B@x.org"), Person("New", "n@x.org")),
        ("New <n@x.org> Build <b@x.org>", Person("Other", "b@x.org"), Person("Other", "b@x.org")),
        ("# New <a@x.org>", Person("Old", "a@x.org"), Person("Old", "a@x.org")),
        ("nonsense <", Person("Old", "a@x.org"), Person("Old", "a@x.org")),
        ("A <a@x.org>\nB <a@x.org>\n<n@x.org> <a@x.org>", Person("Old", "a@x.org"), Person("B", "n@x.org")),
    ],
)
def test_the_mailmap_is_read_as_git_does(line: str, who: Person, proper: Person) -> None:
    assert Mailmap(line.splitlines()).proper(who) == proper


def test_git_s_own_hidden_mailmap_beside_the_log_counts(tmp_path: Path) -> None:
    shutil.copy(LOG, tmp_path)
    assert "git:ann@old.example.com" in rows_of(outcomes_of(IMPORTER, tmp_path / LOG.name), Identity)
    shutil.copy(BOILER / "mailmap", tmp_path / ".mailmap")
    for path in (tmp_path, tmp_path / LOG.name):
        assert "git:ann@old.example.com" not in rows_of(outcomes_of(IMPORTER, path), Identity)


@pytest.mark.parametrize(
    ("lines", "topic", "named"),
    [
        (["1\t2\ta/b/c/d.py", "9\t9\tz.py"], "", ["a/b/c/d.py", "z.py"]),
        (
            ["1\t2\ta/b/c/d.py", "-\t-\ta/b/x.png", "1\t1\tz/y.py"],
            "a/b",
            ["a/b/c/d.py", "a/b/x.png", "z/y.py"],
        ),
        (["0\t0\tsrc/{old => new}/a.c"], "src/new", ["src/new/a.c"]),
        (["0\t0\tsrc/{old => }/a.c"], "src", ["src/a.c"]),
        (["0\t0\told.c => new.c"], "", ["new.c"]),
        (['1\t0\t"na\\303\\257ve/\\"a\\".c"'], "naïve", ['naïve/"a".c']),
        ([" a/b.c | 4 ++--", " 1 file changed, 4 insertions(+)", " .../x.c | 2 +-"], "a", ["a/b.c"]),
        ([":100644 100644 e69de29 58a6c75 R087\ta/b.c\tc/d.c"], "c", ["c/d.c"]),
        (["M\ta/b.c", "R100\ta/c.c\td/c.c"], "a", ["a/b.c", "d/c.c"]),
        (["a/b.c", "", "d.c"], "", ["a/b.c", "d.c"]),
        (["diff --git a/x/y.c b/x/y.c", "--- a/x/y.c", "+a/b/c.c", " 1 | 2 +"], "x", ["x/y.c"]),
        ([], None, []),
    ],
)
def test_what_was_touched(lines: list[str], topic: str | None, named: list[str]) -> None:
    touched = Touched()
    for line in lines:
        touched.take(line.encode())
    assert (touched.topic(), list(touched.named)) == (topic, named)


@pytest.mark.parametrize(
    "text",
    [
        "Wed Nov 15 00:13:20 2023 +0100",
        "Tue Nov 14 23:13:20 2023",
        "2023-11-15 00:13:20 +0100",
        "2023-11-15T00:13:20+01:00",
        "2023-11-14T23:13:20Z",
        "Wed, 15 Nov 2023 00:13:20 +0100",
        "1700003600 +0100",
        "1700003600",
    ],
)
def test_dates(text: str) -> None:
    assert parse_git_date(text) == 1_700_003_600


@pytest.mark.parametrize("text", ["", "3 weeks ago", "Thu Feb 30 10:00:00 2023 +0000", "x" * 9_000, "9" * 90])
def test_no_dates(text: str) -> None:
    assert parse_git_date(text) is None or parse_git_date(text) > 1e50


def test_trailers_are_no_part_of_what_was_said() -> None:
    said = message(
        ["Subject", "goes on", "", "Body.", "", "Fixes: #3", "Acked-By: B <b@x.org>", "Change-Id: I1"]
    )
    assert (said.subject, said.body, said.reviewers) == ("Subject goes on", "Body.", [Person("B", "b@x.org")])
    endless = message(["word " * 200])
    assert (len(endless.subject), endless.body) == (500, ("word " * 200).strip())
    assert not message(["Merge branch 'main' into fix"]).merges
    assert message(["Merge branch 'fix' into 'main'", "", "See merge request boiler/boiler!12"]).merges


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Ann <ann@example.org>", Person("Ann", "ann@example.org")),
        ("A <b> C <<ann@example.org>", Person("A <b> C <", "ann@example.org")),
        ("<ann@example.org>", Person("", "ann@example.org")),
        ("rganor <rganor>", Person("rganor", "rganor")),
        ("Ann", Person("Ann", "")),
        (" <> ", None),
        ("", None),
    ],
)
def test_names_and_addresses(text: str, who: Person | None) -> None:
    assert person(text) == who


def test_a_hostile_log_loses_only_what_is_damaged() -> None:
    outcomes = outcomes_of(IMPORTER, HOSTILE)
    assert counts_of(outcomes) == {
        "found": 4,
        "bad-date": 1,
        "missing-field": 1,
        "control-characters": 1,
    }
    assert [each.place for each in outcomes if isinstance(each, Rejected)] == ["10", "16", "21"]
    people, items = rows_of(outcomes, Identity), rows_of(outcomes, Item)
    assert people["git:rene@example.org"].name == "René"
    assert people["git:name:rganor"].email is None
    assert "git:name:somebody" not in people
    assert items["git:" + "3" * 40].at is None
    assert items["git:" + "7" * 40].title == "Old letters: naïve, and a NUL"
    assert items["git:" + "8" * 40].thread == "git:repo/hostile/a/é"


def test_an_own_format_with_the_subject_as_a_header() -> None:
    outcomes = outcomes_of(IMPORTER, DATA / "gitlog" / "kettle-numstat.txt")
    first, second = rows_of(outcomes, Item).values()
    assert (first.title, first.thread) == ("Whistle when the water boils", "git:repo/kettle/src/whistle")
    assert first.text == "A kettle that stays silent boils dry.\n\nsrc/whistle/tone.c"
    assert second.thread == "git:repo/kettle/"
    kinds = [each.kind for each in rows_of(outcomes, Interaction).values()]
    assert sorted(kinds) == ["coauthor", "coauthor", "review"]


def test_a_huge_message_keeps_its_beginning(tmp_path: Path) -> None:
    text = HEAD + "\n    Subject\n    \n" + "    word\n" * 500_000
    (item,) = rows_of(outcomes_of(IMPORTER, log(tmp_path / "a.txt", text)), Item).values()
    assert 30_000 < len(item.text) < 40_000


def test_colours_utf_16_and_line_ends_of_other_systems(tmp_path: Path) -> None:
    plain = graph_of(outcomes_of(IMPORTER, LOG))
    text = LOG.read_text(encoding="utf-8")
    folder = tmp_path / "boiler"
    folder.mkdir()
    copy = folder / "log.txt"
    coloured = text.replace("commit ", "\x1b[33mcommit ").replace("\n", "\x1b[m\n")
    for data in (
        coloured.encode(),
        text.encode("utf-16"),
        b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
        gzip.compress(text.encode()),
    ):
        copy.write_bytes(data)
        assert graph_of(outcomes_of(IMPORTER, copy)) == plain


def test_two_logs_in_any_order_are_one_graph(tmp_path: Path) -> None:
    parts = LOG.read_text(encoding="utf-8").split("\n\ncommit ")
    older, newer = "commit " + "\n\ncommit ".join(parts[2:]), "\n\ncommit ".join(parts[:4])
    folder = tmp_path / "boiler"
    folder.mkdir()
    first = outcomes_of(IMPORTER, log(folder / "log.txt", older))
    second = outcomes_of(IMPORTER, log(folder / "log.txt", newer))
    assert graph_of(first + second) == graph_of(second + first) == graph_of(outcomes_of(IMPORTER, LOG))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("git-log-enhancements-numstat.txt", "enhancements"),
        ("boiler.log", "boiler"),
        ("git.log", "acme"),
        ("log.txt", "acme"),
        ("digital-clock.gitlog", "digital-clock"),
    ],
)
def test_the_repository_is_named_after_the_file_or_folder(tmp_path: Path, file: str, name: str) -> None:
    (tmp_path / "acme").mkdir()
    (channel,) = rows_of(
        outcomes_of(IMPORTER, log(tmp_path / "acme" / file, HEAD + "\n    x\n")), Channel
    ).values()
    assert channel.name == name


def test_a_merge_whose_parents_are_damaged_is_read_without_them(tmp_path: Path) -> None:
    text = LOG.read_text(encoding="utf-8").replace("Merge: b230b50 3b4035f", "Merge: b230b50 3`4035f")
    acts = rows_of(outcomes_of(IMPORTER, log(tmp_path / "a.txt", text)), Interaction)
    assert not [each for each in acts.values() if each.item == MERGE]


def test_what_is_no_log_is_refused(tmp_path: Path) -> None:
    path = log(tmp_path / "notes.txt", "commit to the plan\nAuthor: me\n")
    with Source.open(path) as source:
        assert IMPORTER.sniff(source) == 0
        with pytest.raises(Unreadable, match="no log of git"):
            list(IMPORTER.read(source, "git", Options()))


def test_a_real_log(shared_data: Path) -> None:
    path = real(shared_data, "org-kubernetes") / "git-log-enhancements-numstat.txt.gz"
    outcomes = outcomes_of(IMPORTER, path)
    assert counts_of(outcomes) == {"found": 7_707}
    people = rows_of(outcomes, Identity)
    assert 880 < len(people) <= 948
    items = rows_of(outcomes, Item).values()
    assert len(items) == 7_707
    assert all(each.title and each.at for each in items)
    assert {each.name for each in people.values() if each.kind == "bot"} >= {"GitHub"}
    threads = {each.thread for each in items}
    assert "git:repo/enhancements/keps/sig-node" in threads
