"""What only the server store has: reaching it, its schema, and transactions that run again by themselves."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from urllib.parse import urlsplit

import pytest

from expertgraph.errors import StoreUnavailable, WrongCall
from expertgraph.frames import rows_of
from expertgraph.schema import ALL
from expertgraph.schema.facts import IDENTITY, INTERACTION
from expertgraph.store import neo4j_connect, neo4j_cypher, neo4j_work
from expertgraph.store.neo4j import Neo4jStore
from expertgraph.store.neo4j_connect import PASSWORD, USER, Address, connect, require_version
from tests.contract.rows import act, columns, identity, put
from tests.servers.neo4j_server import wipe


@contextmanager
def opened(url: str) -> Iterator[Neo4jStore]:
    """A store that is closed again."""
    store = Neo4jStore.open(url)
    try:
        yield store
    finally:
        store.close()


@pytest.fixture
def store(empty_neo4j: str) -> Iterator[Neo4jStore]:
    """An empty store."""
    with opened(empty_neo4j) as store:
        yield store


class TestAddress:
    def test_reads_user_password_host_port_and_database(self) -> None:
        address = Address.parse("neo4j+s://an%40na:p%2Fw@db.example:7688/graph")
        assert (address.server, address.database) == ("neo4j+s://db.example:7688", "graph")
        assert (address.user, address.password) == ("an@na", "p/w")

    def test_never_shows_the_password(self) -> None:
        address = Address.parse("bolt://me:secret@[::1]/")
        assert address.shown == "bolt://[::1]:7687"
        assert "secret" not in repr(address)

    def test_takes_what_it_lacks_from_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(USER, "someone")
        monkeypatch.setenv(PASSWORD, "from-environment")
        address = Address.parse("bolt+ssc://host")
        assert (address.user, address.password) == ("someone", "from-environment")
        assert Address.parse("bolt://me:own@host").password == "own"

    @pytest.mark.parametrize(
        "url", ["bolt://", "bolt+x://host", "http://host", "bolt://host:x", "bolt://host/a/b"]
    )
    def test_refuses_what_names_no_server(self, url: str) -> None:
        with pytest.raises(WrongCall, match="not usable"):
            Address.parse(url)


class TestReaching:
    def test_says_that_no_server_answers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(neo4j_connect, "CONNECT_SECONDS", 0.3)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1]
            with pytest.raises(StoreUnavailable, match=f"No Neo4j server answers at bolt://127.0.0.1:{port}"):
                Neo4jStore.open(f"bolt://neo4j:x@127.0.0.1:{port}")
        with pytest.raises(StoreUnavailable, match="No Neo4j server answers"):
            Neo4jStore.open(f"bolt://neo4j:x@127.0.0.1:{port}")

    def test_gives_up_within_six_seconds(self) -> None:
        assert neo4j_connect.CONNECT_SECONDS < 6

    def test_says_that_the_password_is_refused(self, neo4j_url: str) -> None:
        parts = urlsplit(neo4j_url)
        with pytest.raises(StoreUnavailable, match="refuses the password of 'neo4j'") as raised:
            Neo4jStore.open(f"bolt://neo4j:wrong@{parts.hostname}:{parts.port}")
        assert USER in raised.value.advice
        assert "wrong" not in str(raised.value)

    def test_takes_the_password_from_the_environment(
        self, empty_neo4j: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        parts = urlsplit(empty_neo4j)
        monkeypatch.setenv(PASSWORD, parts.password or "")
        with opened(f"bolt://{parts.hostname}:{parts.port}") as store:
            assert store.url == f"bolt://{parts.hostname}:{parts.port}"
            assert store.counts()["identity"] == 0

    def test_says_that_the_database_does_not_exist(self, neo4j_url: str) -> None:
        with pytest.raises(StoreUnavailable, match="no database 'elsewhere'"):
            Neo4jStore.open(neo4j_url + "/elsewhere")

    @pytest.mark.parametrize("agent", ["Neo4j/4.4.30", "Neo4j/5.12.0", "Memgraph", ""])
    def test_says_that_the_server_is_too_old(self, agent: str) -> None:
        with pytest.raises(StoreUnavailable, match=r"needs Neo4j 5\.13 or newer"):
            require_version(agent, "bolt://host:7687")

    @pytest.mark.parametrize("agent", ["Neo4j/5.13.0", "Neo4j/5.26.30", "Neo4j/2026.08.1"])
    def test_takes_newer_servers(self, agent: str) -> None:
        require_version(agent, "bolt://host:7687")


class TestSchema:
    def test_constraints_and_indexes_are_there_and_awaited(self, neo4j_url: str) -> None:
        wipe(neo4j_url, schema=True)
        with opened(neo4j_url) as store:
            text = "SHOW INDEXES YIELD state RETURN collect(state)"
            unique = "SHOW CONSTRAINTS YIELD name RETURN collect(name)"
            states = store._work.read(lambda run: neo4j_work.value(run, text))
            names = store._work.read(lambda run: neo4j_work.value(run, unique))
        assert set(states) == {"ONLINE"}
        assert sorted(names) == sorted(f"expertgraph_{table.name}_id" for table in ALL)

    def test_another_programs_data_is_left_alone(self, empty_neo4j: str) -> None:
        with connect(Address.parse(empty_neo4j)) as driver:
            driver.execute_query("CREATE (:Stranger)")
        with pytest.raises(StoreUnavailable, match=r"another program .*Stranger"):
            Neo4jStore.open(empty_neo4j)
        wipe(empty_neo4j)

    def test_rows_are_nodes_and_relationships_that_cypher_can_walk(self, store: Neo4jStore) -> None:
        put(store, identity("a"), identity("b"), act("a", "b"))
        text = "MATCH (:Identity {name: 'a'})-[r:INTERACTED]->(:Identity {name: 'b'}) RETURN keys(r)"
        keys = store._work.read(lambda run: neo4j_work.value(run, text))
        assert set(keys) == {"id", "kind", "actor", "target", "at", "share", "version"}

    def test_the_query_itself_keeps_a_row_that_outranks(self, store: Neo4jStore) -> None:
        put(store, identity("a", name="Later", edited=9), identity("b"), act("a", "b", share=1.0, edited=9))
        lost = rows_of(
            IDENTITY, columns(identity("a", name="Earlier", edited=8), identity("a", stub=True, edited=10))
        )
        won = rows_of(IDENTITY, columns(identity("b", name="Won", edited=1)))
        acts = rows_of(INTERACTION, columns(act("a", "b", share=0.5, edited=8)))
        with store._work.session() as session:
            session.run(neo4j_cypher.write(IDENTITY), rows=[*lost, *won], never=neo4j_cypher.NEVER).consume()
            session.run(neo4j_cypher.redraw(INTERACTION), rows=acts, never=neo4j_cypher.NEVER).consume()
        assert store.frame("identity", ["name"])["name"].tolist() == ["Later", "Won"]
        assert store.frame("interaction", ["share"])["share"].tolist() == [1.0]


def _somebody_waits(store: Neo4jStore) -> bool:
    with store._work.session() as session:
        found = session.run("SHOW TRANSACTIONS YIELD status RETURN collect(status) AS all").single(
            strict=True
        )
    return any(status.startswith("Blocked") for status in found["all"])


class TestRunningAgain:
    def test_a_deadlock_is_resolved_by_writing_the_block_again(
        self, store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(store, identity("a"), identity("b"))
        both_hold_one = Barrier(2)
        repeated = []
        original = neo4j_work._Block._from_start

        def counted(block: neo4j_work._Block, step: object) -> object:
            repeated.append(block)
            return original(block, step)  # type: ignore[arg-type]

        monkeypatch.setattr(neo4j_work._Block, "_from_start", counted)

        def write(first: str, second: str, edited: int) -> None:
            with store.transaction():
                put(store, identity(first, name=f"{first}{edited}", edited=edited))
                both_hold_one.wait(30)
                put(store, identity(second, name=f"{second}{edited}", edited=edited))

        with ThreadPoolExecutor(2) as pool:
            done = [pool.submit(write, "a", "b", 1), pool.submit(write, "b", "a", 2)]
            for job in done:
                job.result(60)
        assert repeated
        assert store.frame("identity", ["name"])["name"].tolist() == ["a2", "b2"]

    def test_two_writers_of_one_new_relationship_agree(self, store: Neo4jStore) -> None:
        put(store, identity("a"), identity("b"))
        both_looked = Barrier(2)

        def write(share: float) -> None:
            with store.transaction():
                store.counts()
                both_looked.wait(30)
                put(store, act("a", "b", share=share, edited=int(share * 10)))

        with ThreadPoolExecutor(2) as pool:
            for job in [pool.submit(write, 0.5), pool.submit(write, 0.9)]:
                job.result(60)
        assert store.frame("interaction", ["share"])["share"].tolist() == [0.9]

    def test_who_waited_for_a_greater_row_leaves_it(self, store: Neo4jStore) -> None:
        put(store, identity("a", edited=1))
        with ThreadPoolExecutor(1) as pool:
            with store.transaction():
                put(store, identity("a", name="Greater", edited=9))
                waiting = pool.submit(put, store, identity("a", name="Lesser", edited=8))
                deadline = time.monotonic() + 30
                while not _somebody_waits(store):
                    assert time.monotonic() < deadline
            waiting.result(30)
        assert store.frame("identity", ["name"])["name"].tolist() == ["Greater"]

    def test_a_broken_statement_is_not_tried_again(self, store: Neo4jStore) -> None:
        tries = []

        def job(run: neo4j_work.Run) -> None:
            tries.append(run)
            run.run("THIS IS NOT CYPHER").consume()

        with pytest.raises(StoreUnavailable, match="refused"), neo4j_connect.translated(store._address):
            store._work.write(job)
        assert len(tries) == 1

    def test_what_fails_every_time_is_raised_and_nothing_is_kept(
        self, store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(neo4j_work, "PAUSES", (0.0, 0.0))
        tries = []

        def job(run: neo4j_work.Run) -> None:
            tries.append(run)
            for _ in range(2):
                run.run("CREATE (:Identity {id: 'twice'})").consume()

        def block() -> None:
            with store.transaction():
                put(store, identity("a"))
                store._work.write(job)

        with pytest.raises(StoreUnavailable, match="refused"):
            block()
        assert len(tries) == 3
        assert store.counts()["identity"] == 0

    def test_a_long_transaction_is_not_held_in_memory_nor_tried_again(
        self, store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(neo4j_work, "MOST_JOBS", 2)
        tries = []

        def job(run: neo4j_work.Run) -> None:
            tries.append(run)
            run.run("CREATE (:Identity {id: 's:0'})").consume()

        def block() -> None:
            with store.transaction():
                for number in range(3):
                    put(store, identity(f"{number}"))
                assert store._work._block is not None
                assert store._work._block._jobs == []
                store._work.write(job)

        with pytest.raises(StoreUnavailable, match="refused"):
            block()
        assert len(tries) == 1
        assert store.counts()["identity"] == 0
