"""A Neo4j server and the embedded store give the same report."""

from pathlib import Path

from expertgraph.evaluation.replaying import evaluate
from expertgraph.store import open_store
from expertgraph.workspace import Workspace
from tests.evaluation.history import analysed, history
from tests.search.community import NOW, Community


def test_both_stores_give_the_same_report(tmp_path: Path, empty_neo4j: str) -> None:
    items = [
        each._replace(accepted=each.position == 1 and int(each.id[-4:]) % 3 == 0) for each in history(90)
    ]
    embedded = analysed(tmp_path / "embedded", items)
    server = Community(tmp_path)
    server.store.close()
    server.store = open_store(empty_neo4j)
    server.space = Workspace(server.store, server.space.settings, tmp_path / "server", lambda: NOW)
    server.fill(items)
    server.analyse()
    expected = evaluate(embedded.space)
    assert expected.questions > 0
    assert evaluate(server.space) == expected
    embedded.store.close()
    server.store.close()
