"""The desk: every sort of entry has its reason, it ends for the day, and nobody is on it for doing little."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from expertgraph.analysis.constants import DAY
from expertgraph.analysis.run import analyse
from expertgraph.answers import plain
from expertgraph.answers.desk import Desk, DeskEntry, desk, handle, undo
from expertgraph.answers.digest import digest
from expertgraph.asking import ask
from expertgraph.declaring import declare
from expertgraph.desk.digest_file import digest_file
from expertgraph.desk.posts import posts_to_answer
from expertgraph.desk.rules import DEFAULT, SORTS
from expertgraph.desk.scene import Scene
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.frames import columns_of
from expertgraph.objecting import object_to
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.programme.journal import write_programme, write_steps
from expertgraph.programme.state import Programme, Step
from expertgraph.records import Channel, Identity, Item
from expertgraph.schema import TABLES
from expertgraph.settings import Settings
from expertgraph.store import open_store
from expertgraph.workspace import Workspace
from tests.desk.world import MANAGER, NAMES, NOW, PASSERS, REGULARS, SECRET, WEEK, of, opened
from tests.test_docs import flat, shown
from web import create_app


def entries(found: Desk) -> list[DeskEntry]:
    return [entry for group in found.groups for entry in group.entries]


def sort(found: Desk, name: str) -> list[DeskEntry]:
    return [entry for entry in entries(found) if entry.sort == name]


def titles(found: Desk, name: str) -> list[str]:
    return [entry.title for entry in sort(found, name)]


def text(found: Desk) -> str:
    return repr(plain(found))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("welcome", ["Hello from the water board"]),
        ("unanswered", ["Grounding a pole", "Drawing of the lock"]),
        ("twice", ["Which sensor measures groundwater levels best now?"]),
        ("cool", ["Sharing pumps"]),
        ("drift", ["Chat"]),
    ],
)
def test_what_stands_on_the_desk(seen: Workspace, name: str, expected: list[str]) -> None:
    assert titles(desk(seen, MANAGER), name) == expected


def test_posts_worth_a_word_are_those_that_nobody_answered_yet(seen: Workspace) -> None:
    posts = titles(desk(seen, MANAGER), "post")
    assert sorted(posts) == ["A visit to the depot", "Pictures of the depot", "The lock is done"]


def test_each_entry_has_a_reason_and_one_action_in_both_languages(seen: Workspace) -> None:
    for entry in entries(desk(seen, MANAGER)):
        for said in (entry.reason, entry.action):
            assert set(said) == {"en", "nl"}
            assert said["en"] != said["nl"]
            assert "{" not in "".join(said.values())
        assert entry.address.startswith(("/", "https://"))


def test_who_came_into_an_inner_ring_is_to_be_thanked_and_nobody_who_was_there(seen: Workspace) -> None:
    (entry,) = sort(desk(seen, MANAGER), "thank")
    assert entry.person is not None
    assert entry.person.name == NAMES["riser"]
    assert "active" in entry.reason["en"]
    assert "Riser" in entry.words["nl"]


def test_words_for_a_welcome_name_the_person_and_the_post(seen: Workspace) -> None:
    (entry,) = sort(desk(seen, MANAGER), "welcome")
    assert entry.words["en"].startswith("Welcome, Newbie!")
    assert "Hello from the water board" in entry.words["nl"]


def test_the_earlier_answer_is_named_and_linked(seen: Workspace) -> None:
    (entry,) = sort(desk(seen, MANAGER), "twice")
    assert "“Which sensor measures groundwater levels best?”" in entry.reason["en"]
    assert "got an answer" in entry.reason["en"]
    assert entry.link is not None
    assert entry.address.startswith("https://forum.example/")
    assert entry.address != entry.link, "to the earlier one"


@pytest.mark.parametrize("viewer", [OWNER, MANAGER, Viewer(Role.MANAGER, of("regular0"))])
def test_nothing_of_closed_channels_and_nobody_who_opted_out(seen: Workspace, viewer: Viewer) -> None:
    said = text(desk(seen, viewer)).casefold()
    assert "canary" not in said
    assert NAMES["hidden"].casefold() not in said
    assert of("hidden") not in said
    assert of("shy") not in said, "who wrote in a closed channel only, even for a member of it"


def test_people_further_out_are_there_as_authors_of_public_posts_only(seen: Workspace) -> None:
    """Rings 2 and outward appear nowhere by name but at a post of theirs, which says nothing about them."""
    ring = dict(zip(*(seen.edition().array("people", name) for name in ("person", "ring")), strict=True))
    for entry in entries(desk(seen, MANAGER)):
        if entry.person is not None and ring[entry.person.person] > 1:
            assert entry.sort in {"welcome", "post", "unanswered", "twice"}
            assert entry.title
        elif entry.sort in {"cool", "drift"}:
            assert entry.person is None
    said = text(desk(seen, MANAGER))
    assert not [name for name in PASSERS if NAMES[name] in said]


def test_a_returning_members_post_looks_like_any_other(seen: Workspace) -> None:
    posts = sort(desk(seen, MANAGER), "post")
    (own,) = [entry for entry in posts if entry.person and entry.person.person == of("returner")]
    for other in posts:
        assert other.reason == own.reason
        assert other.words == own.words
    said = text(desk(seen, MANAGER)).casefold()
    assert not [word for word in ("return'", "absen", "again after", "weeks ago", "days ago") if word in said]


def test_a_returning_members_post_stands_where_the_lot_puts_it(seen: Workspace) -> None:
    """The order of the three follows from their ids, so it tells nothing; a post with replies is not among them."""
    whats = [entry.what for entry in sort(desk(seen, MANAGER), "post")]
    assert whats == sorted(whats, key=lambda what: sha256(what.encode()).digest())
    threads = seen.edition().table("threads")
    assert (threads[threads["item"].isin(whats)]["replies"] <= DEFAULT.post_replies).all()
    read = seen.store.frame("item", ["id", "text"], {"id": whats})
    assert not read["text"].str.contains("?", regex=False).any()


def test_a_returning_members_post_never_stands_alone(seen: Workspace) -> None:
    scene = Scene(seen, MANAGER)
    everything = posts_to_answer(scene)
    mine = [lead for lead in everything if scene.id_of(lead.person) == of("returner")]
    others = [lead for lead in everything if lead not in mine]
    assert len(mine) == 1
    assert len(others) >= 2
    alone = frozenset(lead.what for lead in others[1:])
    assert [lead.what for lead in posts_to_answer(scene, alone)] == [others[0].what]


def test_what_is_told_of_many_is_rounded_and_of_few_is_not_told(seen: Workspace, tmp_path: Path) -> None:
    (cool,) = sort(desk(seen, MANAGER), "cool")
    assert cool.reason["en"].startswith("About 5 people")
    seen.settings, before = seen.settings.with_({"privacy.k": 20}), seen.settings
    try:
        found = desk(seen, MANAGER)
        assert "Several people" in sort(found, "cool")[0].reason["en"]
        assert not sort(found, "drift"), "fewer than k people in one of the two periods"
    finally:
        seen.settings = before


def test_what_is_written_in_a_closed_channel_changes_nothing(space: Workspace) -> None:
    """Neither who is new, nor who returns, nor anything else: the list is the same, whoever looks."""
    before = desk(space, OWNER)
    more = [
        Item(f"x:s{who}{n}", "x", f"x:{who}", SECRET, f"s{who}{n}", "question", NOW - n * WEEK - DAY, "Shh", "Who knows?", 0)
        for who in ("newbie", "returner", "regular0")
        for n in range(1, 3)
    ]  # fmt: skip
    space.store.upsert("item", columns_of(TABLES["item"], more))
    analyse(space, as_of=NOW)
    assert replace(desk(space, OWNER), edition=before.edition) == before


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.OWNER, Role.MANAGER}])
def test_it_is_the_community_managers_and_the_owners(seen: Workspace, role: Role) -> None:
    with pytest.raises(Denied):
        desk(seen, Viewer(role))
    with pytest.raises(Denied):
        handle(seen, Viewer(role), "welcome", of("newbie"), "done")
    with pytest.raises(Denied):
        undo(seen, Viewer(role), "welcome", of("newbie"))


def test_the_same_edition_gives_the_same_list(seen: Workspace) -> None:
    assert desk(seen, MANAGER) == desk(seen, MANAGER)


def test_done_is_gone_and_can_be_taken_back(space: Workspace) -> None:
    before = desk(space, MANAGER)
    handle(space, MANAGER, "welcome", of("newbie"), "done")
    after = desk(space, MANAGER)
    assert not sort(after, "welcome")
    assert after.left == before.left - 1
    (row,) = after.handled
    assert (row.title, row.verdict, row.until) == (NAMES["newbie"], "done", None)
    undo(space, MANAGER, "welcome", of("newbie"))
    assert desk(space, MANAGER) == before
    with pytest.raises(NotFound):
        undo(space, MANAGER, "welcome", of("newbie"))


def test_later_comes_back_when_its_time_has_come(space: Workspace) -> None:
    (entry,) = sort(desk(space, MANAGER), "cool")
    handle(space, MANAGER, "cool", entry.what, "later")
    clock = _clock(space)
    clock(NOW + DEFAULT.later * DAY - 1)
    assert not sort(desk(space, MANAGER), "cool")
    clock(NOW + DEFAULT.later * DAY)
    assert titles(desk(space, MANAGER), "cool") == ["Sharing pumps"]


def _clock(space: Workspace) -> Callable[[int], None]:
    def stand(at: int) -> None:
        space.clock = lambda: at

    return stand


def test_not_needed_never_comes_back_for_a_post(space: Workspace) -> None:
    (first, second) = sort(desk(space, MANAGER), "unanswered")
    handle(space, MANAGER, "unanswered", first.what, "no")
    _clock(space)(NOW + 365 * DAY)
    assert [entry.what for entry in sort(desk(space, MANAGER), "unanswered")] == [second.what]


def test_the_list_ends_for_the_day(space: Workspace) -> None:
    """Whatever is dealt with leaves no room for more of its sort until tomorrow."""
    done = 0
    while found := entries(desk(space, MANAGER)):
        handle(space, MANAGER, found[0].sort, found[0].what, "done")
        done += 1
        assert done <= sum(DEFAULT.most.values()) == 15
    assert len(desk(space, MANAGER).handled) == done
    _clock(space)(NOW + DAY)
    assert not desk(space, MANAGER).handled


def test_at_most_so_many_of_a_sort(seen: Workspace) -> None:
    found = desk(seen, MANAGER)
    assert set(DEFAULT.most) == set(SORTS)
    assert all(len(group.entries) <= DEFAULT.most[group.sort] for group in found.groups)
    order = [group.sort for group in found.groups]
    assert order == [each for each in SORTS if each in order]


def test_what_is_not_on_the_desk_cannot_be_dealt_with(space: Workspace) -> None:
    for name, what in (("welcome", of("shy")), ("welcome", of("hidden")), ("cool", "x:nothing"), ("x", "y")):
        with pytest.raises(NotFound):
            handle(space, MANAGER, name, what, "done")
    with pytest.raises(WrongCall):
        handle(space, MANAGER, "welcome", of("newbie"), "perhaps")
    assert not len(space.store.frame("handled"))


def test_who_opts_out_now_is_gone_now(space: Workspace) -> None:
    declare(space.store, of("newbie"), "opted-out", "yes", at=NOW)
    declare(space.store, of("riser"), "opted-out", "yes", at=NOW)
    found = desk(space, MANAGER)
    assert not sort(found, "welcome")
    assert not sort(found, "thank")


def test_what_its_author_hides_is_not_shown(space: Workspace) -> None:
    (first, *_) = sort(desk(space, MANAGER), "unanswered")
    object_to(space.store, of("regular0"), "hide", first.what, at=NOW)
    assert first.title not in titles(desk(space, MANAGER), "unanswered")


def test_a_deleted_post_is_gone_at_once(space: Workspace) -> None:
    (first, *_) = sort(desk(space, MANAGER), "unanswered")
    space.store.delete("item", [first.what])
    assert titles(desk(space, MANAGER), "unanswered") == ["Drawing of the lock"]


def test_a_question_put_through_the_program_that_nobody_took(space: Workspace) -> None:
    asked = ask(space, OWNER, "Who can lend us a boat?", "For one day.", channel="Forum")
    (entry,) = sort(desk(space, OWNER), "question")
    assert (entry.title, entry.address) == ("Who can lend us a boat?", f"/q/{asked.question}")
    assert not sort(desk(space, MANAGER), "question"), "whose channel it is not may not see it"
    member = Viewer(Role.MANAGER, of("regular0"))
    assert titles(desk(space, member), "question") == ["Who can lend us a boat?"]
    handle(space, member, "question", asked.question, "done")
    assert [row.title for row in desk(space, member).handled] == ["Who can lend us a boat?"]
    assert [row.title for row in desk(space, MANAGER).handled] == [""]


@pytest.mark.parametrize(
    ("kind", "days", "due"), [("accepted", 0, True), ("training", 20, True), ("training", 2, False), ("active", 20, False)]
)  # fmt: skip
def test_the_next_step_of_a_programme(space: Workspace, kind: str, days: int, due: bool) -> None:
    write_programme(space.store, Programme("p", "Ambassadors", {}, None, None, NOW - 9 * WEEK))
    at = NOW - days * DAY
    write_steps(
        space.store, [Step("p", 1, of("regular1"), "invited", at), Step("p", 2, of("regular1"), kind, at)]
    )
    found = [entry for entry in sort(desk(space, MANAGER), "step") if "not asked" not in entry.reason["en"]]
    assert [entry.person and entry.person.name for entry in found] == [NAMES["regular1"]] * due
    assert all("Ambassadors" in entry.reason["en"] and entry.address == "/champions" for entry in found)


def test_whom_a_programme_may_invite_next_is_of_an_inner_ring(space: Workspace) -> None:
    assert not sort(desk(space, MANAGER), "step"), "there is no programme"
    write_programme(space.store, Programme("p", "Ambassadors", {}, None, None, NOW - 9 * WEEK))
    (first,) = sort(desk(space, MANAGER), "step")
    assert first.person is not None
    assert "was not asked yet" in first.reason["en"]
    assert first.person.name in {NAMES[name] for name in (*REGULARS, "riser")}
    write_steps(space.store, [Step("p", 1, first.person.person, "invited", NOW)])
    (second,) = sort(desk(space, MANAGER), "step")
    assert second.person not in {None, first.person}, "who was asked is left in peace"


ANNA = Identity("x:a", "x", "a", "Anna")
UNDATED = Item("x:1", "x", "x:a", "x:forum", "t", "question", None, None, None, 0)
LITTLE: list[dict[str, list[Any]]] = [
    {},
    {"identity": [ANNA]},
    {"identity": [ANNA], "channel": [Channel("x:forum", "x", "Forum", "forum", "open")], "item": [UNDATED]},
]


@pytest.mark.parametrize("rows", LITTLE, ids=["nothing", "nobody wrote", "no date"])
def test_of_nearly_nothing_there_is_nothing_to_do(tmp_path: Path, rows: dict[str, list[Any]]) -> None:
    store = open_store(f"sqlite:///{tmp_path / 's.db'}")
    space = Workspace(store, Settings(), tmp_path / "files", lambda: NOW)
    for table, records in rows.items():
        store.upsert(table, columns_of(TABLES[table], records))
    analyse(space, as_of=NOW)
    for viewer in (OWNER, MANAGER):
        assert desk(space, viewer).groups == []
        assert b"A quiet week" in digest_file(space, digest(space, viewer), ".md", "en")
    page = create_app(space).test_client().get("/desk?lang=en").get_data(as_text=True)
    assert "Nothing waits for you" in page
    assert "import what is new" in page
    store.close()


def test_every_constant_is_shown_as_it_is() -> None:
    assert shown("docs/definitions.md", "desk") == dict(flat(asdict(DEFAULT)))


def test_it_is_the_same_on_a_neo4j_server(empty_neo4j: str, tmp_path: Path, seen: Workspace) -> None:
    for space in opened(tmp_path, empty_neo4j):
        ours, theirs = desk(space, MANAGER), desk(seen, MANAGER)
        assert ours == theirs
        mails = [digest_file(each, digest(each, MANAGER), ".eml", "en") for each in (space, seen)]
        assert mails[0] == mails[1]
        handle(space, MANAGER, "welcome", of("newbie"), "later")
        assert not sort(desk(space, MANAGER), "welcome")
        undo(space, MANAGER, "welcome", of("newbie"))
        assert desk(space, MANAGER) == ours
