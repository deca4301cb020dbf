"""What both stores promise; every test runs against SQLite on a file and against a real Neo4j server."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expertgraph import schema
from expertgraph.errors import StoreNewer, WrongCall
from expertgraph.records import Claim, Identity, Skill, version
from expertgraph.schema import ALL, TABLES
from expertgraph.store import CHANGED, DANGLING, NEW, OLDER, SAME, Store
from tests.contract.conftest import STORES
from tests.contract.rows import act, channel, columns, everything, identity, item, plain, put

NAUGHTY = [
    "",
    " ",
    "null",
    "Ünïcödé ☃ 漢字 العربية",
    "🧑‍💻 \U0010ffff",
    "tab\tnew\nline\r\x00\x1b\x7f",
    "'; DROP TABLE identity; --",
    '"}) DETACH DELETE n //',
    "` MATCH (n) DETACH DELETE n `",
    "$ids {{rows}} :name ?1 %s",
    "\\u0041\\",
    "1e309",
    "x" * 100_000,
]
fresh = count()


@dataclass(frozen=True)
class Kept:
    """What a row with a contested id turned out to be."""

    name: str
    edited: int | None
    stub: bool


@pytest.mark.parametrize("kind", STORES)
class TestStore:
    def test_is_empty_at_first(self, store: Store) -> None:
        assert store.counts() == dict.fromkeys(TABLES, 0)
        for table in ALL:
            assert list(store.frame(table.name).columns) == list(table.names)

    def test_same_rows_twice_change_nothing(self, store: Store) -> None:
        rows = identity("a"), identity("b"), channel(), item("1", "a"), act("a", "b")
        assert [written.fates for written in put(store, *rows)] == [[NEW, NEW], [NEW], [NEW], [NEW]]
        before = everything(store)
        again = put(store, *rows)
        assert [written.fates for written in again] == [[SAME, SAME], [SAME], [SAME], [SAME]]
        assert sum(written.rows for written in again) == 0
        assert everything(store) == before

    def test_fates_count_each_row_of_a_batch(self, store: Store) -> None:
        put(store, identity("a", edited=5))
        later, earlier = identity("a", name="Later", edited=6), identity("a", name="Earlier", edited=4)
        written = store.upsert("identity", columns(earlier, later, later, identity("b"), identity("b")))
        assert written.fates == [OLDER, CHANGED, SAME, NEW, SAME]
        assert written.rows == 2
        assert store.frame("identity", ["name"])["name"].tolist() == ["Later", "b"]

    def test_a_real_row_replaces_a_stub_and_is_new(self, store: Store) -> None:
        put(store, identity("a", stub=True, edited=99))
        assert put(store, identity("a", name="Anna", edited=1))[0].fates == [NEW]
        assert put(store, identity("a", name="?", stub=True, edited=100))[0].fates == [OLDER]
        assert plain(store.frame("identity", ["name", "stub"])) == [("Anna", False)]

    @given(
        rows=st.lists(
            st.tuples(st.sampled_from(["x", "y", "z"]), st.sampled_from([None, -1, 0, 7]), st.booleans()),
            min_size=1,
            max_size=6,
        ),
        split=st.integers(0, 6),
        data=st.data(),
    )
    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_order_of_arrival_never_matters(
        self, store: Store, rows: list[tuple[str, int | None, bool]], split: int, data: st.DataObject
    ) -> None:
        native = f"n{next(fresh)}"
        made = [identity(native, name=name, edited=edited, stub=stub) for name, edited, stub in rows]
        for part in (made[:split], made[split:]):
            if part:
                store.upsert("identity", columns(*part))
        kept = _kept(store, native)
        best = max(
            made, key=lambda row: (not row.stub, -(2**63) if row.edited is None else row.edited, version(row))
        )
        assert kept == Kept(best.name, best.edited, best.stub)
        other = f"n{next(fresh)}"
        for row in data.draw(st.permutations(made)):
            store.upsert("identity", columns(row._replace(id=f"s:{other}")))
        assert len(store.frame("identity", where={"id": f"s:{other}"})) == 1

    def test_both_orders_of_two_rows_without_edit_times_agree(self, store: Store) -> None:
        one, two = identity("a", name="One"), identity("a", name="Two")
        greater = max(one, two, key=version)
        for first, second in ((one, two), (two, one)):
            put(store, first)
            put(store, second)
            assert _kept(store, "a").name == greater.name
            store.delete("identity", ["s:a"])

    def test_rows_whose_references_are_missing_are_left_out_and_counted(self, store: Store) -> None:
        put(store, identity("a"), identity("b"), channel())
        written = store.upsert("interaction", columns(act("a", "b"), act("a", "gone"), act("gone", "b")))
        assert (written.rows, written.dangling, written.fates) == (1, 2, [NEW, DANGLING, DANGLING])
        assert store.upsert("item", columns(item("1", "gone"))).fates == [DANGLING]
        assert store.upsert("item", columns(item("1", "a", channel="gone"))).fates == [DANGLING]
        assert store.counts()["interaction"] == 1
        assert store.counts()["item"] == 0

    def test_an_edited_row_may_hang_elsewhere(self, store: Store) -> None:
        put(store, identity("a"), identity("b"), identity("c"), channel("c"), channel("d"))
        put(store, item("1", "a", edited=1), act("a", "c", item="i", edited=1))
        put(store, item("1", "b", channel="d", edited=2), act("b", "c", item="i", edited=2))
        assert plain(store.frame("item", ["author", "channel"])) == [("s:b", "s:d")]
        assert plain(store.frame("interaction", ["actor"])) == [("s:b",)]
        assert store.delete("identity", ["s:a"]) == 1
        assert (store.counts()["item"], store.counts()["interaction"]) == (1, 1)
        assert store.delete("channel", ["s:d"]) == 1
        assert store.delete("identity", ["s:b"]) == 1
        assert (store.counts()["item"], store.counts()["interaction"]) == (0, 0)

    def test_in_tables_that_are_not_merged_the_last_write_wins(self, store: Store) -> None:
        row = {"id": ["x|own"], "subject": ["x"], "name": ["own"], "value": ["1"], "at": [5]}
        assert store.upsert("declaration", row).fates == [NEW]
        assert store.upsert("declaration", row | {"value": ["2"], "at": [4]}).fates == [CHANGED]
        assert plain(store.frame("declaration")) == [("x|own", "x", "own", "2", 4)]

    def test_a_transaction_is_kept_whole(self, store: Store) -> None:
        with store.transaction():
            put(store, identity("a"))
            with store.transaction():
                put(store, identity("b"))
            assert len(store.frame("identity")) == 2
            assert store.counts()["identity"] == 2
        assert store.counts()["identity"] == 2

    def test_a_transaction_that_fails_leaves_nothing(self, store: Store) -> None:
        put(store, identity("a", edited=1))
        before = everything(store)
        with pytest.raises(ZeroDivisionError):
            _write_then_fail(store)
        assert everything(store) == before
        put(store, identity("c"))
        assert store.counts()["identity"] == 2

    def test_any_text_comes_back_as_it_was(self, store: Store) -> None:
        texts = {f"{place:02}": text for place, text in enumerate(NAUGHTY)}
        put(store, *(identity(key, name=text, handle=text) for key, text in texts.items()))
        frame = store.frame("identity", ["native_id", "name", "handle", "email"])
        assert dict(zip(frame["native_id"], frame["name"], strict=True)) == texts
        assert frame["name"].tolist() == frame["handle"].tolist()
        assert frame["email"].tolist() == [None] * len(NAUGHTY)

    def test_any_id_is_only_an_id(self, store: Store) -> None:
        ids = [text[:500].replace("\x00", "") for text in NAUGHTY if text]
        put(store, *(Identity(key, "s", key, "n") for key in ids))
        assert store.frame("identity", ["id"])["id"].tolist() == sorted(ids)
        assert all(len(store.frame("identity", where={"id": key})) == 1 for key in ids)
        assert store.delete("identity", ids) == len(ids)
        assert store.counts()["identity"] == 0

    def test_ids_are_ordered_by_code_point(self, store: Store) -> None:
        ids = ["a", "B", "ä", "z", "\uffff", "\U00010000", "\U0001f9d1", "\ud7ff", "10", "9", "~"]
        put(store, *(Identity(key, "s", key, "n") for key in ids))
        assert store.frame("identity", ["id"])["id"].tolist() == sorted(ids)
        chunks = [frame["id"].tolist() for frame in store.frame("identity", ["id"], chunk=3)]
        assert [key for chunk in chunks for key in chunk] == sorted(ids)

    def test_data_types_are_the_same_with_and_without_rows(self, store: Store) -> None:
        expected = {"text": np.dtype(object), "int": pd.Int64Dtype(), "time": pd.Int64Dtype()}
        expected |= {"real": np.dtype(float), "bool": np.dtype(bool)}
        _one_row_in_each_table(store)
        for table in ALL:
            for where in (None, {"id": "none such"}):
                types = dict(store.frame(table.name, where=where).dtypes)
                assert types == {column.name: expected[column.type] for column in table.columns}, table.name

    def test_the_largest_numbers_and_no_time_come_back(self, store: Store) -> None:
        put(store, identity("a"), identity("b"), channel())
        put(
            store,
            item("1", "a", at=None),
            item("2", "a", at=2**63 - 1, position=-(2**63)),
            item("3", "a", at=0),
        )
        put(
            store,
            act("a", "b", share=1 / 3),
            act("a", "b", at=2, share=5e-324),
            act("a", "b", at=3, share=0.1 + 0.2),
        )
        assert plain(store.frame("item", ["at", "position"])) == [
            (None, None),
            (2**63 - 1, -(2**63)),
            (0, None),
        ]
        assert store.frame("interaction", ["share"])["share"].tolist() == [1 / 3, 5e-324, 0.1 + 0.2]

    def test_columns_that_are_not_given_are_empty(self, store: Store) -> None:
        store.upsert("person", {"id": ["person:x"], "minted": ["x"]})
        frame = pd.DataFrame(
            {"id": ["1"], "format": "f", "source": "s", "root": "/", "state": "done", "report": "{}"}
        )
        assert store.upsert("run", frame).fates == [NEW]
        assert plain(store.frame("run", ["started", "ended"])) == [(None, None)]

    def test_frames_can_be_filtered(self, store: Store) -> None:
        put(store, identity("a", email="a@x"), identity("b"), identity("c", source="t"), channel())
        put(store, item("1", "a", at=1), item("2", "b", at=2, thread="s:u"), item("3", "a", at=None))
        put(store, act("a", "b"), act("b", "a"))

        def ids(table: str, **where: object) -> list[str]:
            return [key.removeprefix("s:") for key in store.frame(table, ["id"], where=where)["id"]]

        assert ids("identity", source="s") == ["a", "b"]
        assert ids("identity", source=["s", "t"], email=None) == ["b", "t:c"]
        assert ids("identity", id=[]) == []
        assert ids("item", author="s:a") == ["1", "3"]
        assert ids("item", author=["s:a", "s:b"], channel="s:c", thread="s:t") == ["1", "3"]
        assert ids("item", at=None) == ["3"]
        assert ids("item", at=[1, 2], accepted=False) == ["1", "2"]
        assert ids("interaction", actor="s:a") == ["a>b@1|reply|s:b"]
        assert ids("interaction", target=["s:a", "none"], kind="reply") == ["b>a@1|reply|s:a"]
        assert ids("interaction", kind="x' OR 1=1 //") == []

    def test_chunks_hold_every_row_once(self, store: Store) -> None:
        put(store, *(identity(f"{number:03}", deleted=number % 2 == 0) for number in range(10)))
        chunks = list(store.frame("identity", ["name"], where={"deleted": True}, chunk=2))
        assert [len(chunk) for chunk in chunks] == [2, 2, 1]
        assert [name for chunk in chunks for name in chunk["name"]] == ["000", "002", "004", "006", "008"]
        assert list(store.frame("skill", chunk=2)) == []

    def test_a_large_batch(self, store: Store) -> None:
        people = [identity(f"{number:05}", name=f"Name {number}") for number in range(25_000)]
        assert store.upsert("identity", columns(*people)).rows == 25_000
        acts = [act(f"{number:05}", f"{(number * 7) % 25_000:05}", at=number) for number in range(1, 25_000)]
        assert store.upsert("interaction", columns(*acts)).fates == [NEW] * 24_999
        assert store.upsert("interaction", columns(*acts)).fates == [SAME] * 24_999
        assert store.frame("identity", ["name"])["name"].tolist() == [person.name for person in people]

    def test_names_that_the_schema_lacks_are_refused(self, store: Store) -> None:
        with pytest.raises(WrongCall, match="no table"):
            store.frame("identity) DETACH DELETE (n")
        with pytest.raises(WrongCall, match="no column"):
            store.frame("identity", ["name`"])
        with pytest.raises(WrongCall, match="no column"):
            store.frame("identity", where={"1=1 OR name": "x"})
        with pytest.raises(WrongCall, match="no table"):
            store.upsert("nodes", {"id": ["x"]})
        with pytest.raises(WrongCall, match="no table"):
            store.delete("nodes", ["x"])

    def test_deleting_takes_along_what_hangs_on_a_row(self, store: Store) -> None:
        _one_row_in_each_table(store)
        put(store, identity("b"), act("a", "b"))
        assert store.delete("identity", ["s:a", "s:a", "none"]) == 1
        left = {name for name, rows in store.counts().items() if rows}
        gone = {"affiliation", "membership", "item", "interaction", "claim", "link"}
        assert left == set(TABLES) - gone
        assert store.frame("identity", ["id"])["id"].tolist() == ["s:b"]
        assert store.delete("skill", []) == 0

    def test_rows_are_found_by_how_their_ids_begin(self, store: Store) -> None:
        put(store, identity("a"), identity("b"), channel(), item("1", "a"), item("11", "a"))
        put(store, act("a", "b", item="1"), act("b", "a", item="1"), act("a", "b", item="11"))
        found = ["s:1|reply|s:a", "s:1|reply|s:b"]
        assert store.below("interaction", ["s:1|"]) == found
        assert store.below("interaction", ["s:1|", "s:1|reply|s:b", "S:1|"]) == found
        assert store.below("item", ["s:1"]) == ["s:1", "s:11"]
        assert store.below("item", []) == []

    def test_a_store_of_an_older_version_is_brought_up_to_date(
        self, store: Store, url: str, opened: Callable[[str], Store], kind: str
    ) -> None:
        put(store, Skill("skill:x", "X", "s"))
        _make_older(store, kind)
        again = opened(url)
        assert plain(again.frame("skill", ["id", "kind"])) == [("skill:x", "skill")]
        put(again, Skill("skill:g", "G", "s", kind="group"))
        assert again.counts()["skill"] == 2

    def test_a_store_of_a_newer_version_is_refused(
        self, store: Store, url: str, opened: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(store, identity("a"))
        monkeypatch.setattr("expertgraph.schema.VERSION", 0)
        with pytest.raises(StoreNewer, match="newer version"):
            opened(url)
        monkeypatch.undo()
        assert opened(url).counts()["identity"] == 1

    def test_threads_share_a_store(self, store: Store) -> None:
        def write(worker: int) -> None:
            with store.transaction():
                put(store, identity("same", name=f"w{worker}", edited=worker), identity(f"own{worker}"))

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(write, range(8)))
        assert store.counts()["identity"] == 9
        assert _kept(store, "same") == Kept("w7", 7, False)


def _write_then_fail(store: Store) -> None:
    with store.transaction():
        put(store, identity("a", name="Changed", edited=2), identity("b"), channel(), item("1", "a"))
        store.delete("identity", ["s:a"])
        raise ZeroDivisionError


def _make_older(store: Store, kind: str) -> None:
    """Take from the store what version 2 of the schema brought."""
    if kind == "sqlite":
        run = store._connection.execute  # type: ignore[attr-defined]
        for table in ("skill_label", "skill_relation", "deletion"):
            run(f"DROP TABLE {table}")
        for table, column in schema.added(1):
            run(f'ALTER TABLE "{table.name}" DROP COLUMN "{column.name}"')
        run("PRAGMA user_version = 1")
    else:
        with store._work.session() as session:  # type: ignore[attr-defined]
            session.run("MATCH (s:Skill) REMOVE s.kind").consume()
            session.run("MATCH (s:Schema) SET s.version = 1").consume()


def _kept(store: Store, native: str) -> Kept:
    frame = store.frame("identity", ["name", "edited", "stub"], where={"id": f"s:{native}"})
    [row] = plain(frame)
    return Kept(*row)


def _one_row_in_each_table(store: Store) -> None:
    put(store, identity("a"), channel(), Skill("skill:x", "X", "s"), item("1", "a"), act("a", "a"))
    put(store, Claim("s:a|skill:x|declared|", "s:a", "skill:x", "declared", level=5))
    values = {"text": "x", "int": 1, "time": 1, "real": 0.5, "bool": True}
    known = {"identity": "s:a", "channel": "s:c", "person": "person:s:a", "id": "s:a"}
    known |= {"skill": "skill:x", "other": "skill:x"}
    for table in ALL:
        if not store.counts()[table.name]:
            row = {column.name: [known.get(column.name, values[column.type])] for column in table.columns}
            row["id"] = ["person:s:a"] if table.name == "person" else ["s:a"]
            row.pop("version", None)
            assert store.upsert(table.name, row).rows == 1
