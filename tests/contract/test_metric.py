"""Each compiled measure against networkx's own on small graphs, and against the papers' figures."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from expertgraph.engines import algorithms
from expertgraph.engines.graph import Graph
from expertgraph.engines.networkx_backend import Backend

pytestmark = pytest.mark.filterwarnings("ignore:Note. conversions to backend graphs:UserWarning")
"""networkx remarks upon the cache that it keeps of converted graphs, whatever the backend."""

GRAPHS = {
    "krackhardt kite": nx.krackhardt_kite_graph(),
    "les miserables": nx.les_miserables_graph(),
    "karate club": nx.karate_club_graph(),
    "random": nx.gnm_random_graph(60, 150, seed=3),
    "two components": nx.disjoint_union(nx.path_graph(4), nx.cycle_graph(5)),
    "isolate": nx.compose(nx.path_graph(3), nx.empty_graph(5)),
    "no edges": nx.empty_graph(4),
}
EACH = pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)


def same(mine: dict[object, float], theirs: dict[object, float], within: float = 1e-9) -> None:
    assert mine.keys() == theirs.keys()
    for node, value in theirs.items():
        if math.isnan(value):
            assert math.isnan(mine[node]), node
        else:
            assert mine[node] == pytest.approx(value, abs=within), node


@EACH
@pytest.mark.parametrize("weight", [None, "weight"])
def test_pagerank(graph: nx.Graph, weight: str | None) -> None:
    same(nx.pagerank(graph, weight=weight, backend="expertgraph"), nx.pagerank(graph, weight=weight), 1e-6)


def test_pagerank_of_a_directed_graph_spreads_dangling_nodes_evenly() -> None:
    graph = nx.DiGraph([(0, 1), (1, 2), (3, 2)])
    same(nx.pagerank(graph, backend="expertgraph"), nx.pagerank(graph), 1e-6)
    assert sum(nx.pagerank(graph, backend="expertgraph").values()) == pytest.approx(1)


@EACH
@pytest.mark.parametrize("normalized", [True, False])
def test_betweenness(graph: nx.Graph, normalized: bool) -> None:
    same(
        nx.betweenness_centrality(graph, normalized=normalized, backend="expertgraph"),
        nx.betweenness_centrality(graph, normalized=normalized),
    )


def test_betweenness_is_the_same_to_the_last_bit() -> None:
    ties = np.random.default_rng(7).integers(0, 900, (2, 4_000))
    graph = Graph.of_edges(900, *ties[:, ties[0] != ties[1]])
    assert len({algorithms.betweenness(graph).tobytes() for _ in range(6)}) == 1


@EACH
def test_core_number(graph: nx.Graph) -> None:
    same(nx.core_number(graph, backend="expertgraph"), nx.core_number(graph))


@EACH
def test_components(graph: nx.Graph) -> None:
    mine = list(nx.connected_components(graph, backend="expertgraph"))
    assert sorted(map(sorted, mine)) == sorted(map(sorted, nx.connected_components(graph)))
    assert [len(each) for each in mine] == sorted(map(len, mine), reverse=True)
    assert nx.number_connected_components(graph, backend="expertgraph") == len(mine)


@EACH
@pytest.mark.parametrize("weight", [None, "weight"])
def test_constraint_and_effective_size(graph: nx.Graph, weight: str | None) -> None:
    same(nx.constraint(graph, weight=weight, backend="expertgraph"), nx.constraint(graph, weight=weight))
    # Given nodes, networkx follows Burt's formula; its matrix short cut is off for weighted graphs (3.6.1).
    reference = nx.effective_size(graph, nodes=list(graph), weight=weight)
    same(nx.effective_size(graph, weight=weight, backend="expertgraph"), reference)


def test_leiden_beats_the_club_split_and_is_the_same_from_run_to_run() -> None:
    graph = nx.karate_club_graph()
    found = nx.community.leiden_communities(graph, seed=1, backend="expertgraph")
    again = nx.community.leiden_communities(graph, seed=1, backend="expertgraph")
    assert found == again
    assert nx.community.modularity(graph, found) > 0.43
    assert set().union(*found) == set(graph)


@EACH
def test_modularity(graph: nx.Graph) -> None:
    named = Backend.convert_from_nx(graph, edge_attrs={"weight": 1.0})
    label = np.arange(graph.number_of_nodes()) % 3
    mine = algorithms.modularity(named.graph, label)
    if graph.number_of_edges() == 0:
        assert math.isnan(mine)
    else:
        assert mine == pytest.approx(nx.community.modularity(graph, named.groups(label)))


def test_sampled_betweenness_ranks_as_the_exact_one_and_states_its_error() -> None:
    graph = Backend.convert_from_nx(nx.les_miserables_graph()).graph
    exact = algorithms.betweenness(graph)
    sampled, error = algorithms.betweenness_sampled(graph, 2_000, 4, seed=1)
    assert sampled.argmax() == exact.argmax()
    assert sampled[exact.argmax()] == pytest.approx(exact.max(), abs=5 * error[exact.argmax()] + 0.02)
    assert (error >= 0).all()


def test_krackhardts_kite_has_three_different_leaders() -> None:
    """Krackhardt (1990): Diane (3) leads in degree, Heather (7) in betweenness; 14/36 is the published
    figure."""
    graph = Backend.convert_from_nx(nx.krackhardt_kite_graph()).graph
    betweenness = algorithms.betweenness(graph)
    assert graph.degree.argmax() == 3
    assert betweenness.argmax() == 7
    assert betweenness[7] == pytest.approx(14 / 36)


@pytest.mark.parametrize("at_once", [1, 4, 100])
def test_burts_measures_do_not_depend_on_how_many_ties_are_read_at_once(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    graph = Backend.convert_from_nx(nx.complete_graph(5)).graph
    whole = algorithms.constraint(graph)
    monkeypatch.setattr(algorithms, "_ENTRIES_AT_ONCE", at_once)
    assert algorithms.constraint(graph).tolist() == whole.tolist()


def test_burts_effective_size_of_his_own_example() -> None:
    """Burt (1995), the figure redrawn by Borgatti: node A of this graph has effective size 4.67."""
    edges = ["AB", "AC", "AD", "AE", "AF", "AG", "BD", "BF", "BG", "DG", "EG"]
    graph = nx.Graph([tuple(edge) for edge in edges])
    named = Backend.convert_from_nx(graph)
    assert named.named(algorithms.effective_size(named.graph))["A"] == pytest.approx(6 - 2 * 5 / 6)


@pytest.mark.parametrize(
    ("label", "expected"), [([0, 1, 1, 1, 1, 1, 1], 0.0), ([0, 1, 2, 3, 1, 2, 3], 1 - 3 * (2 / 6) ** 2)]
)
def test_participation_coefficient(label: list[int], expected: float) -> None:
    graph = Backend.convert_from_nx(nx.star_graph(6)).graph
    values = algorithms.participation(graph, np.array(label), least=5)
    assert values[0] == pytest.approx(expected)
    assert np.isnan(values[1:]).all(), "fewer than five ties say nothing"


def test_what_the_backend_cannot_do_networkx_is_told() -> None:
    graph = nx.path_graph(3)
    assert "personalization" in str(Backend.can_run("pagerank", (graph,), {"personalization": {0: 1}}))
    assert Backend.can_run("pagerank", (graph,), {}) is True
    assert Backend.can_run("core_number", (nx.Graph([(0, 0)]),), {}) is not True
    assert Backend.can_run("core_number", (nx.MultiGraph([(0, 1)]),), {}) is not True
    assert Backend.can_run("core_number", (nx.DiGraph([(0, 1)]),), {}) is not True


def test_repeated_edges_add_up() -> None:
    graph = Graph.of_edges(2, np.array([0, 1]), np.array([1, 0]), np.array([1.0, 2.0]))
    assert graph.edges[2].tolist() == [3.0]


NETWORKX_TESTS = """
import sys, pytest
from expertgraph.engines import networkx_backend as ours
from expertgraph.engines.networkx_info import FUNCTIONS
from inspect import signature
calls = {}
def counted(name, function):
    def call(*args, **kwargs):
        calls[name] = calls.get(name, 0) + 1
        return function(*args, **kwargs)
    call.__signature__ = signature(function)
    return staticmethod(call)
for name in FUNCTIONS:
    setattr(ours.Backend, name, counted(name, getattr(ours.Backend, name)))
code = pytest.main(["-q", "-p", "no:cacheprovider", "--pyargs", *sys.argv[1:]])
print("calls", calls)
sys.exit(code or not {"pagerank", "core_number", "betweenness_centrality"} <= calls.keys())
"""


def test_networkx_s_own_tests_pass_with_the_compiled_engine_underneath(tmp_path: Path) -> None:
    algorithms_ = "networkx.algorithms."
    names = ("tests.test_core", "tests.test_structuralholes", "link_analysis.tests.test_pagerank")
    names += ("centrality.tests.test_betweenness_centrality", "components.tests.test_connected")
    environment = os.environ | {"NETWORKX_TEST_BACKEND": "expertgraph", "NETWORKX_FALLBACK_TO_NX": "True"}
    done = subprocess.run(
        [sys.executable, "-c", NETWORKX_TESTS, *(algorithms_ + name for name in names)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-1_000:]
