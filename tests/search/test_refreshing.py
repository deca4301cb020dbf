"""A refresh: what came, changed or went is searchable in seconds, and the index is what a build would have made."""

import filecmp
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expertgraph.analysis.run import analyse
from expertgraph.answers.find import find
from expertgraph.declaring import declare
from expertgraph.edition import KEPT, Edition, Overtaken, numbers, open_edition
from expertgraph.frames import columns_of
from expertgraph.objecting import HIDE, object_to, take_back
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.records import Channel, Identity, Item, Membership
from expertgraph.schema import TABLES
from expertgraph.search.access import indexed
from expertgraph.search.build import build
from expertgraph.search.refreshing import SMALL, due, refresh
from expertgraph.settings import Settings
from expertgraph.store import open_store
from expertgraph.workspace import Workspace
from tests.search.community import DAY, NOW, SOURCE, Community, identity, item

ITEMS = [
    item(1, "anna", "t1", "How do I calibrate the sensor?", title="Sensor", opens=True, days_ago=50),
    item(2, "bram", "t1", "Calibrate the sensor with the reference lamp.", days_ago=49),
    item(3, "carl", "t2", "Which lamp is the reference?", title="Lamp", opens=True, days_ago=40),
    item(4, "dora", "t2", "The tungsten lamp.", days_ago=39),
]


class Moving(Community):
    """A community whose clock goes on and whose people change their minds."""

    def __init__(self, folder: Path, *, meaning: bool = False, url: str | None = None) -> None:
        super().__init__(folder, meaning=meaning)
        if url:
            self.store.close()
            self.store = open_store(url)
        self.now = NOW
        self.space = Workspace(
            self.store, Settings({"search.meaning": meaning}), folder / "files", lambda: self.now
        )
        self.edits = 0

    def write(self, written: Item) -> None:
        """A message as it is from now on."""
        self.edits += 1
        self._put("identity", [Identity(written.author, SOURCE, *[written.author.split(":")[1]] * 2)])
        self._put(
            "channel", [Channel(written.channel, SOURCE, written.channel.split(":")[1], "forum", "open")]
        )
        self._put("item", [written._replace(edited=self.edits)])

    def analysed(self) -> Edition:
        return analyse(self.space)

    def person(self, own: str) -> str:
        """The person behind an identity, who before the first analysis has no id of their own."""
        linked = self.store.frame("link", ["person"], {"identity": own})["person"]
        return linked.iloc[0] if len(linked) else own

    def put(self, table: str, row: Any) -> None:
        self.store.upsert(table, columns_of(TABLES[table], [row]))

    def names(self, need: str, viewer: Viewer = OWNER) -> list[str]:
        return [each.name for each in find(self.space, viewer, need).results]


@pytest.fixture
def moving(tmp_path: Path) -> Iterator[Moving]:
    made = Moving(tmp_path)
    made.fill(ITEMS)
    made.analysed()
    yield made
    made.store.close()


def built(space: Workspace, folder: Path) -> Edition:
    """The current edition, after making sure that its search is the one that a build would make."""
    edition = space.edition()
    rows = indexed(edition.table("people"))
    build(space.store, rows, folder, as_of=edition.search_as_of, settings=space.settings)
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in (edition.folder / "search").iterdir())
    same, *_ = filecmp.cmpfiles(folder, edition.folder / "search", names, shallow=False)
    assert sorted(same) == names
    return edition


people = st.sampled_from(["anna", "bram", "carl", "dora", "erik"])
messages = st.builds(
    item,
    st.integers(1, 12),
    people,
    st.sampled_from(["t1", "t2", "t3"]),
    st.lists(st.sampled_from(["sensor", "lamp", "drift", "pump", "Café"]), max_size=4).map(" ".join),
    days_ago=st.sampled_from([None, -20, -1, 1, 1, 39, 50, 400]),
    channel=st.sampled_from(["general", "lab"]),
    title=st.sampled_from([None, "Sensor", "Heat pumps"]),
    opens=st.booleans(),
)
steps = st.one_of(
    st.tuples(st.just("write"), messages),
    st.tuples(st.just("write"), messages),
    st.tuples(st.just("delete"), st.integers(1, 12)),
    st.tuples(st.just("opt out"), people),
    st.tuples(st.just("opt in"), people),
    st.tuples(st.just("object"), st.integers(1, 12)),
    st.tuples(st.just("take back"), st.integers(1, 12)),
)


def do(community: Moving, what: str, with_what: Any) -> None:
    store = community.store
    if what == "write":
        community.write(with_what)
    elif what == "delete":
        store.delete("item", [f"{SOURCE}:{with_what:04d}"])
    elif what.startswith("opt"):
        out = "yes" if what == "opt out" else None
        declare(store, community.person(identity(with_what)), "opted-out", out, at=NOW)
    else:
        number = f"{SOURCE}:{with_what:04d}"
        for author in store.frame("item", ["author"], {"id": number})["author"]:
            if what == "object":
                object_to(store, community.person(author), HIDE, number, at=NOW)
            else:
                take_back(store, community.person(author), HIDE, number)


@settings(max_examples=25)
@given(
    st.lists(messages, min_size=1, max_size=8), st.lists(st.lists(steps, max_size=6), min_size=1, max_size=3)
)
def test_a_refresh_makes_the_bytes_of_a_build(first: list[Item], rounds: list[list[tuple[str, Any]]]) -> None:
    """Whatever comes, changes, moves, goes or is objected to, in any order."""
    with TemporaryDirectory() as name:
        community = Moving(Path(name), meaning=True)
        for each in first:
            community.write(each)
        community.analysed()
        for number, changes in enumerate(rounds):
            community.now += 10 * DAY
            for what, with_what in changes:
                do(community, what, with_what)
            refresh(community.space)
            if refresh(community.space) is not None:
                raise AssertionError("a second refresh found something to do")
            if community.space.edition().refreshed:
                built(community.space, Path(name) / f"built-{number}")
        community.store.close()


def test_without_anything_new_there_is_nothing_to_do(moving: Moving) -> None:
    before = moving.space.edition().number
    assert refresh(moving.space) is None
    assert moving.space.edition().number == before
    assert not list(moving.space.editions.glob(".draft*"))


def test_a_new_answer_is_found_and_counts_from_its_own_moment(moving: Moving) -> None:
    old = moving.space.edition()
    assert "dora" not in moving.names("calibrate")
    moving.now += 3 * DAY
    moving.write(item(5, "dora", "t1", "Calibrate it twice.", days_ago=-2))
    edition = refresh(moving.space)
    assert edition is not None
    assert (edition.number, edition.as_of, edition.search_as_of) == (old.number + 1, NOW, NOW + 3 * DAY)
    assert edition.meta["refreshed"] == {"from": old.number, "at": NOW + 3 * DAY, "came": 1, "went": 0}
    assert "dora" in moving.names("calibrate")
    assert find(moving.space, OWNER, "calibrate").as_of == NOW + 3 * DAY


def test_a_message_of_the_future_waits_until_its_time(moving: Moving) -> None:
    moving.write(item(5, "dora", "t1", "Calibrate it twice.", days_ago=-2))
    assert refresh(moving.space) is None
    moving.now += 3 * DAY
    refresh(moving.space)
    assert "dora" in moving.names("calibrate")


def test_whoever_is_new_is_found_after_the_next_analysis(moving: Moving) -> None:
    moving.write(item(5, "erik", "t1", "Calibrate it with a tuning fork."))
    refresh(moving.space)
    assert "erik" not in moving.names("tuning fork")
    moving.analysed()
    assert "erik" in moving.names("tuning fork")


def test_an_edition_opened_before_goes_on_answering(moving: Moving) -> None:
    """Its files stay mapped while later editions come and its folder goes."""
    old = moving.space.edition()
    before = moving.names("lamp")
    for number in range(KEPT + 1):
        moving.write(item(10 + number, "bram", "t9", "Yet another lamp."))
        refresh(moving.space)
        moving.analysed()
    assert not old.folder.exists()
    moving.space.edition = lambda _number=None: old  # type: ignore[method-assign, misc]
    assert moving.names("lamp") == before


def test_refreshes_do_not_push_out_what_was_analysed(moving: Moving) -> None:
    analysed = moving.space.edition().number
    for number in range(KEPT + 2):
        moving.write(item(10 + number, "bram", "t9", "Yet another lamp."))
        refresh(moving.space)
    assert numbers(moving.space.editions) == [analysed, *range(analysed + 3, analysed + KEPT + 3)]
    assert open_edition(moving.space.editions, analysed).meta["as_of"] == NOW


def test_who_sees_a_channel_does_not_wait_for_an_analysis(moving: Moving) -> None:
    colleague = Viewer(Role.EMPLOYEE, moving.person(identity("anna")))
    assert "dora" in moving.names("tungsten", colleague)
    moving.put("channel", Channel(f"{SOURCE}:general", SOURCE, "general", "forum", "members", edited=9))
    moving.write(item(5, "dora", "t5", "Secret tungsten.", channel="vault"))
    moving.put("channel", Channel(f"{SOURCE}:vault", SOURCE, "vault", "forum", "members", edited=9))
    refresh(moving.space)
    assert moving.names("secret", colleague) == []
    moving.put("membership", Membership("m", f"{SOURCE}:vault", identity("anna")))
    refresh(moving.space)
    assert moving.names("secret", colleague) == ["dora"]


def test_whoever_opts_out_is_gone_with_all_tables(moving: Moving) -> None:
    declare(moving.store, moving.person(identity("bram")), "opted-out", "yes", at=NOW)
    edition = refresh(moving.space)
    assert edition is not None
    assert "bram" not in moving.names("calibrate sensor lamp")
    assert edition.table("people")["opted_out"].sum() == 1


def test_an_edition_published_meanwhile_is_not_undone(moving: Moving) -> None:
    """The refresh begins again upon it; against somebody who publishes all the time it says so."""
    moving.write(item(5, "dora", "t1", "Calibrate it twice."))
    published = []

    def once(what: str, _count: int) -> None:
        if what == "documents" and not published:
            moving.write(item(6, "carl", "t1", "Calibrate at noon."))
            moving.analysed()
            published.append(moving.space.edition().number)

    assert refresh(moving.space, progress=once) is None  # the analysis knows both messages
    assert moving.space.edition().number == published[0]

    def always(what: str, _count: int) -> None:
        if what == "documents":
            moving.write(item(7 + len(published), "carl", "t1", "Calibrate again."))
            moving.analysed()
            moving.write(item(20 + len(published), "carl", "t1", "And again."))
            published.append(0)

    moving.write(item(7, "dora", "t1", "Calibrate thrice."))
    with pytest.raises(Overtaken, match="meantime"):
        refresh(moving.space, progress=always)
    assert not list(moving.space.editions.glob(".draft*"))


def test_a_refresh_while_an_analysis_runs_is_not_lost(tmp_path: Path) -> None:
    community = Moving(tmp_path)
    community.fill(ITEMS)
    analyse(community.space)

    def meanwhile(what: str, _count: int) -> None:
        if what == "silos":
            community.now += DAY
            community.write(item(5, "dora", "t1", "Calibrate it with zirconium.", days_ago=0))
            community.edits += refresh(community.space) is not None

    edition = analyse(community.space, progress=meanwhile)
    assert edition.number == 4
    assert edition.meta["refreshed"]["from"] == 3
    assert community.names("zirconium") == ["dora"]
    community.store.close()


def test_a_kill_in_the_middle_leaves_the_edition_and_is_cleaned_up(moving: Moving) -> None:
    moving.write(item(5, "dora", "t1", "Calibrate it twice."))
    program = f"""
import os
from expertgraph.search.refreshing import refresh
from expertgraph.workspace import Workspace
from expertgraph.settings import Settings
from expertgraph.store import open_store
from pathlib import Path
space = Workspace(open_store({moving.store.url!r}), Settings({{"search.meaning": False}}),
                  Path({str(moving.space.folder)!r}), lambda: {NOW})
import expertgraph.edition as edition
edition.Draft.publish = lambda *_, **__: os.kill(os.getpid(), 9)
refresh(space)
"""
    done = subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == -signal.SIGKILL
    assert moving.space.edition().number == 1
    assert len(list(moving.space.editions.glob(".draft-*"))) == 2
    refresh(moving.space)
    assert moving.space.edition().number == 2
    assert not list(moving.space.editions.glob(".draft-*"))
    assert (moving.space.edition().folder / "ties.arrow").stat().st_nlink == 2


def test_the_same_in_neo4j(tmp_path: Path, empty_neo4j: str) -> None:
    community = Moving(tmp_path, url=empty_neo4j)
    community.fill(ITEMS)
    community.analysed()
    community.write(item(5, "dora", "t1", "Calibrate it twice."))
    community.write(item(2, "bram", "t2", "I meant the lamp.", days_ago=38))
    community.store.delete("item", [ITEMS[2].id])
    edition = refresh(community.space)
    assert edition is not None
    assert (edition.meta["refreshed"]["came"], edition.meta["refreshed"]["went"]) == (2, 1)
    assert "dora" in community.names("calibrate")
    built(community.space, tmp_path / "built")
    community.store.close()


def test_an_index_read_in_another_way_is_built_anew(moving: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("expertgraph.search.build.reader", lambda: "another")
    edition = refresh(moving.space)
    assert edition is not None
    assert edition.meta["refreshed"]["came"] == len(ITEMS)
    built(moving.space, moving.folder / "built")


def test_when_an_import_is_followed_by_a_refresh(moving: Moving, tmp_path: Path) -> None:
    assert [due(moving.space, count) for count in (0, 1, SMALL, SMALL + 1)] == [False, True, True, False]
    empty = Moving(tmp_path / "empty")
    assert not due(empty.space, 1)
    empty.fill(ITEMS)
    analyse(empty.space, as_of=NOW)  # a date that somebody chose stays chosen
    assert not due(empty.space, 1)
    empty.store.close()
