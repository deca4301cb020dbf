"""Silos, coverage, succession, introductions, peers, map and labels on graphs small enough to check by hand."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expertgraph.analysis import bridging, communities, coverage, mapping, peers, succession
from expertgraph.analysis.standing import core_periphery
from expertgraph.analysis.ties import make_ties
from expertgraph.engines.graph import Graph
from tests.analysis.made import DAY, NOBODY, NOW, acts, items
from tests.analysis.made import people as bots


def graph_of(edges: list[tuple[int, int]], n: int) -> Graph:
    a, b = np.array(edges, dtype=np.int64).reshape(-1, 2).T
    return Graph.of_edges(n, a, b)


def test_ei_beside_what_sizes_make_expected() -> None:
    # Two closed pairs of friends and one tie between them: 2 inside, 1 outside.
    graph = graph_of([(0, 1), (2, 3), (1, 2)], 4)
    found = bridging.silos(graph, np.array([0, 0, 1, 1]), ["x", "y"])
    whole = found.overall.iloc[0]
    assert whole["ei"] == pytest.approx((1 - 2) / 3)
    assert whole["expected"] == pytest.approx((4 - 2) / 6), "of 6 pairs 4 run across"
    assert whole["excess"] == pytest.approx(-1 / 3 - 1 / 3)
    assert whole["z"] < 0
    assert found.groups["ei"].tolist() == [0.0, 0.0], "one tie inside, one outside each"
    assert found.groups["expected"].tolist() == pytest.approx([3 / 5, 3 / 5]), (
        "1 pair inside, 4 to the others"
    )
    assert found.pairs["ties"].tolist() == [1]


def test_coverage_takes_the_star_then_somebody_of_each_unit() -> None:
    star = [(0, leaf) for leaf in range(1, 7)] + [(7, 8)]
    graph = graph_of(star, 10)
    found = coverage.cover(graph, target=0.7)
    assert found.chosen.tolist() == [0]
    assert found.reached.tolist() == pytest.approx([7 / 9]), "person 9 has no ties and does not count"
    unit = np.array([0, 0, 0, 0, 0, 0, 0, 1, 1, 2])
    also = coverage.cover(graph, target=0.7, groups=(unit,))
    assert also.chosen.tolist() == [0, 7]
    assert also.added.tolist() == [False, True]
    assert coverage.cover(graph, target=1.0).chosen.tolist() == [0, 7]


def test_coverage_only_asks_candidates() -> None:
    graph = graph_of([(0, 1), (0, 2), (2, 3)], 4)
    allowed = np.array([False, True, True, True])
    assert coverage.cover(graph, target=1.0, candidates=allowed).chosen.tolist() == [2, 1]


@pytest.mark.parametrize(
    ("amounts", "factor", "effective"),
    [
        ([1.0], 1, 1.0),
        ([1.0, 1.0], 1, 2.0),
        ([1.0, 1.0, 1.0], 2, 3.0),
        ([9.0, 1.0], 1, 100 / 82),
        ([], 0, 0.0),
    ],
)
def test_whoever_crosses_the_line_counts(amounts: list[float], factor: int, effective: float) -> None:
    values = np.array(amounts)
    assert succession.absence_factor(values) == factor
    assert succession.effective_holders(values) == pytest.approx(effective)


@pytest.mark.parametrize(
    ("amounts", "active", "demand", "risk"),
    [
        ([5.0, 1.0], [True, True], 3, "red"),
        ([5.0, 1.0], [True, True], 0, "amber"),
        ([1.0, 1.0, 1.0], [False, False, False], 0, "red"),
        ([1.0, 1.0, 1.0], [True, False, False], 9, "green"),
        ([], [], 4, "none"),
    ],
)
def test_succession_risk(amounts: list[float], active: list[bool], demand: int, risk: str) -> None:
    people = np.arange(len(amounts))
    found = succession.assess(
        people, np.array(amounts), np.array(active, dtype=bool), demand, graph_of([(0, 1)], 4)
    )
    assert found.risk == risk


def test_the_successor_of_equals_is_whoever_is_nearest() -> None:
    graph = graph_of([(0, 2)], 4)
    found = succession.assess(
        np.array([0, 1, 2]), np.array([3.0, 1.0, 1.0]), np.ones(3, dtype=bool), 1, graph
    )
    assert found.successor == 2
    alone = succession.assess(np.array([0]), np.array([3.0]), np.ones(1, dtype=bool), 1, graph)
    assert alone.successor == -1


def peers_of(rows: list[tuple[int, int, str, int | None]], **others: object) -> list[tuple[int, int]]:
    n = 4
    tied = make_ties(n, acts(*rows), items(), NOBODY, bots(n), NOW)
    skill = np.array([0, 1, 0, 1, 0, 1, 2], dtype=np.int32)
    vectors = peers.skill_vectors(n, np.array([0, 0, 1, 1, 2, 2, 3], dtype=np.int32), skill, np.ones(7))
    unknown = np.full(n, -1, dtype=np.int64)
    given = {
        "role": unknown,
        "site": np.array([0, 1, 0, 1]),
        "organisation": unknown,
        "manager": np.full(n, -1, dtype=np.int32),
        "eligible": np.ones(n, dtype=bool),
        "as_of": NOW,
    }
    found = peers.peers(vectors, tied.graph(), tied, **(given | others))
    return list(zip(found["person"].tolist(), found["peer"].tolist(), strict=True))


def test_peers_share_skills_elsewhere_and_have_no_tie() -> None:
    assert peers_of([]) == [(0, 1), (1, 0), (1, 2), (2, 1)], "0 and 2 are at one site; 3 knows something else"
    assert peers_of([(0, 1, "reply", NOW - DAY)]) == [(1, 2), (2, 1)]
    assert (0, 1) in peers_of([(0, 1, "reply", NOW - 400 * DAY)]), "an old tie is none"
    assert peers_of([], manager=np.array([1, -1, -1, -1], dtype=np.int32)) == [(1, 2), (2, 1)]
    assert peers_of([], eligible=np.array([True, True, False, True])) == [(0, 1), (1, 0)]


def test_the_same_work_elsewhere_makes_peers_without_any_skill() -> None:
    role = np.array([0, -1, -1, 0])
    found = peers_of([], role=role)
    assert {(0, 3), (3, 0)} <= set(found)
    assert (0, 3) not in peers_of([(0, 3, "reply", NOW - DAY)], role=role)


def test_whom_they_have_in_common_comes_before_what_they_know() -> None:
    cosine, common = np.array([1.0, 0.0, 0.6, 0.6]), np.array([0.0, 0.5, 0.5, 1.0])
    order = np.argsort(-peers.score(cosine, common)).tolist()
    assert order == [3, 2, 1, 0]
    assert peers.score(np.ones(1), np.ones(1)) == pytest.approx([2.1])


def test_map_keeps_communities_together_and_strays_on_the_margin() -> None:
    edges = [(u, v) for base in (0, 6, 12) for u in range(base, base + 6) for v in range(u + 1, base + 6)]
    graph = graph_of([*edges, (0, 6)], 20)
    found = communities.find(graph, np.full(20, -1))
    assert found.of.tolist() == [0] * 6 + [1] * 6 + [2] * 6 + [-1, -1]
    place = mapping.positions(graph, found.of)
    assert (place == mapping.positions(graph, found.of)).all()
    inside = np.hypot(*place[:18].T)
    assert inside.max() <= 1 + 1e-9
    assert np.hypot(*place[18:].T) == pytest.approx([1.08, 1.08])
    centre = np.array([place[found.of == c].mean(axis=0) for c in range(3)])
    own = np.hypot(*(place[:18] - centre[found.of[:18]]).T)
    for c in range(3):
        others = found.of[:18] != c
        assert np.hypot(*(place[:18][others] - centre[c]).T).min() > own[found.of[:18] == c].max() * 0.9


def test_communities_compare_with_the_organisation_chart() -> None:
    graph = graph_of([(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)], 6)
    across = communities.find(graph, np.array([0, 1, 0, 1, 0, 1]))
    assert across.modularity == pytest.approx(nx.community.modularity(_nx(graph), [{0, 1, 2}, {3, 4, 5}]))
    assert across.modularity_by_unit < 0


def _nx(graph: Graph) -> nx.Graph:
    made = nx.Graph()
    made.add_edges_from(zip(*(each.tolist() for each in graph.edges[:2]), strict=True))
    return made


def test_labels_are_never_two_alike() -> None:
    none: list[list[tuple[str, float]]] = [[], [], []]
    assert communities.labels(none, none, [["dike"], ["dike"], []]) == ["dike", "dike 2", "Community 3"]
    units = [[("Data", 0.9)], [("Data", 0.7)], []]
    assert communities.labels(units, none, [["dbt"], ["spark"], ["sun"]]) == [
        "Data",
        "Data: spark",
        "sun",
    ]


def test_words_set_a_community_apart() -> None:
    words = communities.Words(2)
    words.add([0] * 6 + [1] * 6, range(12), ["the dike and the river"] * 6 + ["the model and the data"] * 6)
    assert set(words.distinguishing(0)) == {"dike", "river"}
    assert set(words.distinguishing(1)) == {"model", "data"}


def test_names_and_one_persons_signature_say_nothing_about_a_community() -> None:
    words = communities.Words(2, ["Petra River"])
    words.add([0] * 6 + [1] * 6, range(12), ["the dike and the river"] * 6 + ["the model and the data"] * 6)
    words.add([0] * 6, [2] * 6, ["signed warden"] * 6)
    assert {"river", "signed", "warden"}.isdisjoint(words.distinguishing(0))


def test_a_core_and_its_periphery_are_told_from_chance() -> None:
    rng = np.random.default_rng(3)
    clique = [(u, v) for u in range(12) for v in range(u + 1, 12)]
    # Leaves tied to each other as well: without that, degrees alone would make the core.
    leaves = [(u, v) for u, v in rng.integers(12, 60, (90, 2)).tolist() if u != v]
    found = core_periphery(graph_of([*clique, *leaves], 60))
    assert found["tested"]
    assert found["significant"]
    ring = graph_of([(u, (u + 1) % 40) for u in range(40)], 40)
    assert not core_periphery(ring)["significant"]
    assert core_periphery(graph_of([(0, 1)], 2)) == {"tested": False, "why": "too few ties", "ties": 1}


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 9), st.integers(0, 99))
def test_expected_ei_is_the_mean_over_all_ways_to_tie(groups: int, seed: int) -> None:
    sizes = np.random.default_rng(seed).integers(1, 6, groups)
    label = np.repeat(np.arange(groups), sizes)
    pairs = [(label[u] != label[v]) * 2 - 1 for u in range(len(label)) for v in range(u)]
    assert bridging.expected_ei(sizes) == pytest.approx(np.mean(pairs))
