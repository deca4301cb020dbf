"""Introduction paths: exactly those of brute force, through nobody who opted out or was asked often enough."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise, permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expertgraph.analysis.constants import DEFAULTS
from expertgraph.analysis.introductions import Contacts, Introductions, Path
from tests.analysis.made import people as bots


@dataclass(frozen=True)
class World:
    """A graph small enough to look at every path: ties as (a, b, s_ab, s_ba), who is barred, who is closed, and
    the contacts that may be used."""

    n: int
    ties: tuple[tuple[int, int, float, float], ...]
    barred: frozenset[int]
    closed: frozenset[int]
    contacts: tuple[tuple[int, int], ...]

    def made(self) -> tuple[Introductions, Contacts]:
        columns = list(zip(*self.ties, strict=True)) or [(), (), (), ()]
        a, b = (np.array(each, dtype=np.int32) for each in columns[:2])
        forth, back = (np.array(each, dtype=np.float64) for each in columns[2:])
        no = np.zeros(len(a), dtype=bool)
        made = Introductions(self.n, a, b, forth, back, forth + back, no, bots(self.n, sorted(self.barred)))
        known = np.array(self.contacts, dtype=np.int64).reshape(-1, 2)
        return made, made.usable(known[:, 0], known[:, 1])

    def steps(self) -> dict[tuple[int, int], float]:
        """p of every step that may be made, written anew from the definition."""
        total = [forth + back for _, _, forth, back in self.ties]
        k = float(np.median(total)) if total else DEFAULTS.contact_prior
        found = {}
        for a, b, forth, back in self.ties:
            s = min(forth, back)
            if s > 0:
                found[a, b] = found[b, a] = s / (s + k)
        prior = DEFAULTS.contact_prior
        for u, v in self.contacts:
            if u != v:
                found.setdefault((u, v), prior / (prior + k))
        return {(u, v): p for (u, v), p in found.items() if not {u, v} & self.barred}

    def every_path(self, origin: int, goals: list[int]) -> list[Path]:
        """All simple paths of at most three steps, best first."""
        steps, found = self.steps(), []
        for goal in set(goals) - {origin}:
            between = [each for each in range(self.n) if each not in {origin, goal} | self.closed]
            for length in (0, 1, 2):
                for middle in permutations(between, length):
                    way = (origin, *middle, goal)
                    pairs = list(pairwise(way))
                    if all(pair in steps for pair in pairs):
                        p = steps[pairs[0]]
                        for pair in pairs[1:]:
                            p *= steps[pair]
                        found.append(Path(way, p))
        return sorted(found, key=lambda path: (-path.p, len(path.people), path.people))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    n = draw(st.integers(2, 12))
    pairs = [(a, b) for a in range(n) for b in range(a + 1, n)]
    strength = st.sampled_from([0.0, 0.1, 0.5, 1.0, 3.0]) | st.floats(0.001, 50)
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=40))
    ties = tuple((*pair, draw(strength), draw(strength)) for pair in sorted(chosen))
    who = st.integers(0, n - 1)
    few = st.frozensets(who, max_size=4)
    contacts = draw(st.lists(st.tuples(who, who), unique=True, max_size=8))
    return World(n, ties, draw(few), draw(few), tuple(contacts))


@given(worlds(), st.data())
def test_the_paths_are_those_of_looking_at_every_one(world: World, data: st.DataObject) -> None:
    who = st.integers(0, world.n - 1)
    origin, goals = data.draw(who), data.draw(st.lists(who, min_size=1, max_size=3))
    made, contacts = world.made()
    closed = bots(world.n, sorted(world.closed))
    found = made.best(origin, goals, closed=closed, contacts=contacts)
    assert found == world.every_path(origin, goals)[:3]
    for path in found:
        assert not world.barred & set(path.people)
        assert not world.closed & set(path.people[1:-1])
    assert closed.tolist() == bots(world.n, sorted(world.closed)).tolist(), "what was handed in is untouched"


@pytest.mark.parametrize("seed", range(5))
def test_the_best_paths_are_those_of_yen_cut_at_three_steps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(12, 28, seed=seed)
    ties = tuple((a, b, *(rng.random(2) + 0.1).tolist()) for a, b in sorted(graph.edges))
    world = World(12, ties, frozenset({1}), frozenset(), ())
    weighted = nx.DiGraph((u, v, {"cost": -np.log(p)}) for (u, v), p in world.steps().items())
    weighted.add_nodes_from(range(12))
    made, _ = world.made()
    for u, v in ((0, 9), (3, 11), (5, 6)):
        expected = []
        if nx.has_path(weighted, u, v):
            ways = nx.shortest_simple_paths(weighted, u, v, weight="cost")
            expected = [tuple(way) for way in islice((way for way in ways if len(way) <= 4), 3)]
        assert [path.people for path in made.best(u, [v])] == expected


def test_who_opted_out_or_is_asked_too_often_is_on_no_path() -> None:
    diamond = ((0, 1, 1.0, 1.0), (0, 2, 1.0, 1.0), (1, 3, 1.0, 1.0), (2, 3, 1.0, 1.0))
    made, _ = World(4, diamond, frozenset({1}), frozenset(), ()).made()
    assert [path.people for path in made.best(0, [3])] == [(0, 2, 3)]
    assert made.best(0, [3], closed=bots(4, [2])) == []
    assert made.best(0, [2], closed=bots(4, [2])) != [], "the way to somebody stays"
    assert made.best(1, [3]) == [], "who opted out is not introduced either"
    assert made.best(0, [0]) == []


def test_a_one_sided_tie_introduces_nobody() -> None:
    made, _ = World(2, ((0, 1, 1.0, 0.0),), frozenset(), frozenset(), ()).made()
    assert made.best(0, [1]) == []


def test_a_contact_introduces_hardly_and_one_way() -> None:
    made, _ = World(3, ((0, 1, 1.0, 1.0),), frozenset(), frozenset(), ()).made()
    shared = made.usable(np.array([1, 1]), np.array([2, 0]))
    assert shared.known.tolist() == [2], "a tie proper is no mere contact"
    assert made.best(0, [2]) == [], "nobody may use it unasked"
    assert made.best(0, [2], contacts=shared)[0].p == pytest.approx(1 / 3 * 0.05 / 2.05)
    assert made.best(2, [0], contacts=shared) == []


def test_hubs_are_looked_at_whole() -> None:
    n = 1_003
    spokes = [(0, each, 5.0, 5.0) for each in range(2, 1_002)] + [
        (1, each, 5.0, 5.0) for each in range(2, 1_002)
    ]
    weak = [(0, 1_002, 0.1, 0.1), (1, 1_002, 0.1, 0.1)]
    made, _ = World(n, tuple(spokes + weak), frozenset(), frozenset(), ()).made()
    closed = bots(n, range(2, 1_002))
    assert [path.people for path in made.best(0, [1], closed=closed)] == [(0, 1_002, 1)]
