"""Every named question gives the answer in ``tests/data/queries`` on both stores.

An answer file holds cases: a line ``# parameter=value; ...`` and the rows that are expected, as CSV with a
header; an empty field is no value.
"""

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from expertgraph.errors import NotFound, StoreUnavailable, WrongCall
from expertgraph.store import Store, questions
from expertgraph.store.questions import Param, load, names
from tests.contract.conftest import STORES
from tests.contract.rows import plain
from tests.contract.small_graph import build

ANSWERS = Path(__file__).parent.parent / "data" / "queries"


def cases(name: str) -> list[tuple[dict[str, str], str]]:
    """Parameters and expected CSV of each case of a question."""
    found = []
    for block in (ANSWERS / f"{name}.csv").read_text(encoding="utf-8").split("# ")[1:]:
        line, _, answer = block.partition("\n")
        pairs = (pair.split("=", 1) for pair in line.split("; "))
        found.append(({key.strip(): value for key, value in pairs}, answer.strip()))
    return found


def as_csv(frame: pd.DataFrame) -> str:
    """The answer as it stands in the file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(plain(frame))
    return out.getvalue().strip()


@pytest.fixture
def graph(store: Store) -> Store:
    """The small graph."""
    build(store)
    return store


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[str, str], None]]:
    """Adds the question ``made``, with one column, for the length of a test."""
    folder = tmp_path / "queries"
    shutil.copytree(questions.FOLDER, folder)
    monkeypatch.setattr(questions, "FOLDER", folder)

    def make(sql: str, cypher: str) -> None:
        for mark, suffix, text in (("--", "sql", sql), ("//", "cypher", cypher)):
            head = "".join(f"{mark} {line}\n" for line in ("title: t", "question: q", "column number int: n"))
            (folder / f"made.{suffix}").write_text(head + text)

    yield make
    load.cache_clear()


@pytest.mark.parametrize("kind", STORES)
class TestOnBothStores:
    def test_every_question_has_its_answer(self, graph: Store) -> None:
        answers = {
            name: [(given, as_csv(graph.query(name, given))) for given, _ in cases(name)] for name in names()
        }
        assert answers == {name: cases(name) for name in names()}

    def test_answers_have_the_types_of_their_header(self, graph: Store) -> None:
        for name in names():
            given = cases(name)[0][0]
            frame = graph.query(name, given)
            empty = load(name).frame([])
            assert dict(frame.dtypes) == dict(empty.dtypes), name
            assert list(frame.columns) == [column.name for column in load(name).columns]

    def test_text_that_looks_like_a_query_is_only_text(self, graph: Store) -> None:
        before = graph.counts()
        for text in ("' OR 1=1 --", "'}) DETACH DELETE n //", '" OR "" = "', "$person", ":person"):
            for name in set(names()) - {"unit_bridges"}:  # it takes no text
                given = {param.name: text for param in load(name).params.values() if param.type == "text"}
                assert plain(graph.query(name, given)) == [], name
        assert graph.counts() == before

    def test_a_question_cannot_write(self, graph: Store, made: Callable[[str, str], None]) -> None:
        made("DELETE FROM person RETURNING 1", "MATCH (p:Person) DETACH DELETE p RETURN 1 AS number")
        before = graph.counts()
        with pytest.raises(StoreUnavailable):
            graph.query("made")
        assert graph.counts() == before

    def test_a_question_that_takes_too_long_is_stopped(
        self, graph: Store, made: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
            "UNWIND range(1, 100000000000) AS i RETURN max(i) AS number",
        )
        module = "sqlite" if hasattr(graph, "path") else "neo4j"
        monkeypatch.setattr(f"expertgraph.store.{module}.MOST_SECONDS", 0.3)
        with pytest.raises(StoreUnavailable):
            graph.query("made")
        assert len(graph.query("thread_people", {"thread": "s:t2"})) == 1

    def test_the_answer_is_cut_and_typed(self, graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        assert len(graph.query("person_ego", {"person": "person:hr:anna", "steps": 3, "limit": 2})) == 2
        module = "sqlite" if hasattr(graph, "path") else "neo4j"
        monkeypatch.setattr(f"expertgraph.store.{module}.MOST_ROWS", 1)
        assert len(graph.query("person_ego", {"person": "person:hr:anna"})) == 1


class TestHeaders:
    def test_both_languages_exist_with_one_header_and_an_answer(self) -> None:
        assert len(names()) >= 6
        for folder, suffix in ((questions.FOLDER, ".cypher"), (ANSWERS, ".csv")):
            assert sorted(path.stem for path in folder.glob(f"*{suffix}")) == names()
        for name in names():
            question = load(name)
            assert question.title
            assert question.doc.endswith(("?", "."))
            assert len(cases(name)) >= 2, name

    def test_parameters_are_converted_and_bounded(self) -> None:
        ego = load("person_ego")
        assert ego.bind({"person": "p", "steps": "3"}) == {"person": "p", "steps": 3, "limit": 100}
        with pytest.raises(WrongCall, match="needs person"):
            ego.bind({})
        with pytest.raises(WrongCall, match="no parameter 'persona'"):
            ego.bind({"persona": "p"})
        for steps in ("0", 4, "two", True, 1.5):
            with pytest.raises(WrongCall, match="steps="):
                ego.bind({"person": "p", "steps": steps})
        with pytest.raises(WrongCall, match="not a text"):
            ego.bind({"person": 5})

    def test_a_time_is_a_date_a_timestamp_or_seconds(self) -> None:
        since = load("channel_unanswered").params["since"]
        assert (
            since.value("1970-01-02")
            == since.value("1970-01-02T01:00:00+01:00")
            == since.value("86400")
            == 86400
        )
        assert since.value(None) is None
        with pytest.raises(WrongCall, match="not a time"):
            since.value("yesterday")

    def test_a_bool_is_yes_or_no(self) -> None:
        param = Param("p", "bool", "doc", required=True)
        assert [param.value(given) for given in ("Yes", "false", True, "0")] == [True, False, True, False]
        with pytest.raises(WrongCall, match="not a bool"):
            param.value("maybe")

    @pytest.mark.parametrize("name", ["nothing", "../pyproject", "person_ego.sql", ""])
    def test_an_unknown_question_is_not_found(self, name: str) -> None:
        with pytest.raises(NotFound, match="person_ego"):
            load(name)
