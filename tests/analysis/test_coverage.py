"""The coverage set over random small graphs: it is the greedy one, near the best there is, and does as it is told."""

from __future__ import annotations

from itertools import combinations
from math import e

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from expertgraph.analysis.coverage import GROUP, NAMED, NOBODY, REACH, ROOM, Cover, cover
from expertgraph.engines.graph import Graph

MOST = 9


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """At most nine people and any ties among them."""
    n = draw(st.integers(2, MOST))
    pairs = list(combinations(range(n), 2))
    ties = draw(st.lists(st.sampled_from(pairs), unique=True))
    a, b = np.array(ties, dtype=np.int64).reshape(-1, 2).T
    return Graph.of_edges(n, a, b)


def masks(n: int = MOST) -> st.SearchStrategy[np.ndarray]:
    return st.lists(st.booleans(), min_size=n, max_size=n).map(np.array)


def labels() -> st.SearchStrategy[np.ndarray]:
    return st.lists(st.integers(-1, 3), min_size=MOST, max_size=MOST).map(np.array)


def near(graph: Graph, row: int) -> set[int]:
    return {row, *graph.matrix[[row]].indices.tolist()}


def reach(graph: Graph, rows: list[int]) -> set[int]:
    tied = set(np.flatnonzero(graph.degree > 0).tolist())
    return set().union(*(near(graph, row) for row in rows)) & tied


def naive(graph: Graph, allowed: np.ndarray, known: np.ndarray, target: float, most: int) -> list[int]:
    """Greedy as it is told in a sentence: each time whoever reaches most more, the first of equals."""
    tied = set(np.flatnonzero(graph.degree > 0).tolist())
    have = tied & set(np.flatnonzero(known).tolist())
    chosen: list[int] = []
    while len(chosen) < most and 1 - len(tied - have) / max(len(tied), 1) < target:
        adds = [
            len(near(graph, row) & tied - have) if row in tied and allowed[row] else 0
            for row in range(graph.n)
        ]
        if max(adds) == 0:
            break
        chosen.append(adds.index(max(adds)))
        have |= near(graph, chosen[-1])
    return chosen


@given(graphs(), masks(), masks(), st.sampled_from([0.3, 0.8, 1.0]), st.integers(1, 5))
def test_it_is_the_greedy_set(
    graph: Graph, allowed: np.ndarray, known: np.ndarray, target: float, most: int
) -> None:
    allowed, known = allowed[: graph.n], known[: graph.n]
    found = cover(graph, target=target, most=most, candidates=allowed, reached=known)
    assert found.chosen.tolist() == naive(graph, allowed, known, target, most)
    told = reach(graph, found.chosen.tolist()) | (
        set(np.flatnonzero(known).tolist()) & reach(graph, list(range(graph.n)))
    )
    assert set(np.flatnonzero(found.covered).tolist()) == told
    assert int(found.gained.sum()) == len(told) - round(found.before * int(found.reachable.sum()))


@given(graphs(), st.integers(1, 3))
def test_it_reaches_at_least_63_percent_of_the_best_possible(graph: Graph, most: int) -> None:
    found = cover(graph, target=1.0, most=most)
    best = max(len(reach(graph, list(rows))) for rows in combinations(range(graph.n), min(most, graph.n)))
    assert int(found.covered.sum()) >= (1 - 1 / e) * best - 1e-9


@given(graphs(), masks(), st.lists(st.integers(0, MOST - 1), unique=True, max_size=4), st.integers(1, 6))
def test_named_people_come_first_and_left_out_ones_never(
    graph: Graph, allowed: np.ndarray, named: list[int], most: int
) -> None:
    named = [row for row in named if row < graph.n]
    found = cover(graph, target=1.0, most=most, candidates=allowed[: graph.n], named=named)
    chosen = found.chosen.tolist()
    assert len(chosen) <= most
    assert len(set(chosen)) == len(chosen)
    assert chosen[: len(named)] == named[:most]
    assert found.why[: len(named)] == (NAMED,) * min(len(named), most)
    assert all(allowed[row] for row in chosen[len(named) :])


@given(graphs(), masks(), labels(), labels(), st.sampled_from([0.3, 1.0]), st.integers(1, 6))
def test_each_group_has_somebody_or_it_is_said_why_not(
    graph: Graph, allowed: np.ndarray, unit: np.ndarray, site: np.ndarray, target: float, most: int
) -> None:
    groups = [label[: graph.n] for label in (unit, site)]
    allowed = allowed[: graph.n] & (graph.degree > 0)
    found = cover(graph, target=target, most=most, candidates=allowed, groups=groups)
    unmet = {(each.partition, each.group): each.why for each in found.unmet}
    for place, label in enumerate(groups):
        for group in np.unique(label[label >= 0]).tolist():
            met = group in label[found.chosen]
            assert met == ((place, group) not in unmet)
            if not met and not (allowed & (label == group)).any():
                assert unmet[place, group] == NOBODY
            elif not met:
                assert unmet[place, group] == ROOM
                assert len(found.chosen) == most, "room is the reason only where there is none"
    assert _without_limit(graph, allowed, groups, target).unmet == tuple(
        each for each in found.unmet if each.why == NOBODY
    )


def _without_limit(graph: Graph, allowed: np.ndarray, groups: list[np.ndarray], target: float) -> Cover:
    return cover(graph, target=target, candidates=allowed, groups=groups)


def test_room_is_kept_for_the_groups() -> None:
    # Two stars whose middles are of unit 0; units 1 and 2 are pairs apart from them.
    ties = [(0, leaf) for leaf in range(2, 7)] + [(1, leaf) for leaf in range(7, 11)] + [(11, 12), (13, 14)]
    a, b = np.array(ties, dtype=np.int64).T
    unit = np.array([0] * 11 + [1, 1, 2, 2])
    found = cover(Graph.of_edges(15, a, b), target=1.0, most=3, groups=(unit,))
    assert found.chosen.tolist() == [0, 11, 13], "the second star would have left a unit without anybody"
    assert found.why == (REACH, GROUP, GROUP)
    assert found.unmet == ()
    found = cover(Graph.of_edges(15, a, b), target=1.0, most=4, groups=(unit,))
    assert found.chosen.tolist() == [0, 1, 11, 13]
    assert found.why == (REACH,) * 4, "after the stars the pairs are next anyway"


def test_one_person_may_stand_for_a_unit_and_a_site() -> None:
    a, b = np.array([(0, 1), (0, 2), (3, 4)], dtype=np.int64).T
    unit, site = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 0, 0, 1])
    found = cover(Graph.of_edges(5, a, b), target=0.5, groups=(unit, site))
    assert found.chosen.tolist() == [0, 4], "3 is of the other unit too, but not of the other site"


def test_what_is_known_already_is_nobodys_merit() -> None:
    a, b = np.array([(0, 1), (0, 2), (0, 3), (4, 5)], dtype=np.int64).T
    known = np.array([True, True, True, True, False, False])
    found = cover(Graph.of_edges(6, a, b), target=1.0, reached=known)
    assert found.before == 4 / 6
    assert found.chosen.tolist() == [4]
    assert found.gained.tolist() == [2]
