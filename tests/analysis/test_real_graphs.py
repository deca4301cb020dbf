"""Known figures of real networks, where they lie beside the repository."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from expertgraph.analysis import bridging, communities, coverage
from expertgraph.engines import algorithms
from expertgraph.engines.graph import Graph
from tests.importers.reading import real


@pytest.fixture(scope="module")
def email(shared_data: Path) -> tuple[Graph, np.ndarray]:
    """email-Eu-core: 1,005 people of one institution in 42 departments; who ever mailed whom."""
    folder = real(shared_data, "graphs") / "email-eu-core"
    labels = np.loadtxt(folder / "email-Eu-core-department-labels.txt", dtype=np.int64)
    edges = np.loadtxt(folder / "email-Eu-core.txt", dtype=np.int64)
    edges = edges[edges[:, 0] != edges[:, 1]]
    pairs = np.unique(np.sort(edges, axis=1), axis=0)
    department = np.empty(len(labels), dtype=np.int64)
    department[labels[:, 0]] = labels[:, 1]
    return Graph.of_edges(len(labels), pairs[:, 0], pairs[:, 1]), department


def test_email_eu_core_looks_open_and_is_strongly_siloed(email: tuple[Graph, np.ndarray]) -> None:
    graph, department = email
    whole = bridging.silos(graph, department, [str(each) for each in range(42)]).overall.iloc[0]
    assert round(whole["ei"], 2) == 0.33
    assert round(whole["expected"], 3) == 0.907
    assert whole["z"] < -50


def test_few_people_reach_nearly_everybody(email: tuple[Graph, np.ndarray]) -> None:
    graph, _ = email
    found = coverage.cover(graph, target=1.0)
    assert len(found.chosen) == 117
    assert int(np.searchsorted(found.reached, 0.80)) + 1 == 20
    assert int(np.searchsorted(found.reached, 0.95)) + 1 == 68


def test_the_best_connected_reach_fewer(email: tuple[Graph, np.ndarray]) -> None:
    graph, _ = email
    top = np.argsort(-graph.degree, kind="stable")[:20]
    reached = np.unique(np.concatenate([graph.matrix[[row]].indices for row in top] + [top]))
    assert round(len(reached) / int((graph.degree > 0).sum()), 2) == 0.71


@pytest.mark.parametrize("size", [10, 20, 40])
def test_the_set_beats_as_many_by_degree_and_by_betweenness(
    email: tuple[Graph, np.ndarray], size: int
) -> None:
    graph, _ = email
    chosen = coverage.cover(graph, target=1.0, most=size).reached[-1]
    for score in (graph.degree, algorithms.betweenness(graph)):
        top = np.argsort(-score, kind="stable")[:size].tolist()
        others = coverage.cover(graph, target=0.0, most=size, named=top).reached[-1]
        assert chosen > others + 0.03


def test_leiden_finds_more_than_the_departments_explain(email: tuple[Graph, np.ndarray]) -> None:
    graph, department = email
    found = communities.find(graph, department)
    assert 0.40 < found.modularity < 0.45
    assert found.modularity_by_unit < found.modularity - 0.05


def test_constraint_mostly_repeats_the_degree(email: tuple[Graph, np.ndarray]) -> None:
    from scipy.stats import spearmanr

    graph, _ = email
    tied = graph.degree > 0
    constraint = algorithms.constraint(graph)[tied]
    assert -spearmanr(graph.degree[tied], constraint).statistic > 0.95
