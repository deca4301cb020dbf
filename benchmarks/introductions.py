"""How long the ways to a person, a skill and a shared contact take at 100,000 people and 1,000,000 ties, beside networkx.

python -m benchmarks.introductions [PEOPLE [TIES [QUESTIONS]]]

The whole answer as the server gives it to an employee: policy, opt-outs, open requests and shared contacts read from
a real store, the reasons of each step.  networkx searches the same graph in the same run.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from benchmarks._introductions_world import SKILLS, World
from expertgraph.analysis.constants import DEFAULTS
from expertgraph.analysis.introductions import Introductions
from expertgraph.answers.passable import introductions, taking_no_part
from expertgraph.answers.path import PathAnswer, path
from expertgraph.policy import Role, Viewer

PEER_QUESTIONS, PEER_SECONDS = 30, 60.0
HUBS = 200
Pair = tuple[int, int]


def measure(
    name: str, ask: Callable[[Pair], Any], questions: Sequence[Pair], seconds: float = np.inf
) -> None:
    """Ask them all, until that many seconds have gone; print the table's line.  CPU time is what a busy machine does
    not inflate."""
    wall, cpu, found = [], [], 0
    for each in questions:
        began, worked = time.perf_counter(), time.process_time()
        answer = ask(each)
        cpu.append(time.process_time() - worked)
        wall.append(time.perf_counter() - began)
        found += bool(answer.paths or answer.beyond if isinstance(answer, PathAnswer) else answer)
        if sum(wall) > seconds:
            break
    figures = [1e3 * float(each) for times in (cpu, wall) for each in np.quantile(times, [0.5, 0.95])]
    cells = " | ".join(f"{each:,.1f}" for each in figures)
    print(f"| {name} | {len(wall)} | {found} | {cells} |", flush=True)


def network(made: Introductions) -> Any:
    """The same graph for networkx: the steps with -log p as their length."""
    graph, half = nx.Graph(), made.matrix.tocoo()
    keep = half.row < half.col
    steps = (half.row[keep].tolist(), half.col[keep].tolist(), (-np.log(half.data[keep])).tolist())
    graph.add_nodes_from(range(made.matrix.shape[0]))
    graph.add_weighted_edges_from(zip(*steps, strict=True))
    return graph


def yen(graph: Any, pair: Pair) -> list[Any]:
    """networkx's own k shortest simple paths; it cannot stop at three steps, so these may be longer."""
    if not nx.has_path(graph, *pair):
        return []
    return list(islice(nx.shortest_simple_paths(graph, *pair, weight="weight"), DEFAULTS.path_count))


def all_short(graph: Any, pair: Pair) -> list[tuple[int, ...]]:
    """The best of networkx's simple paths of at most three steps: the same answer as ours."""
    ways = nx.all_simple_paths(graph, *pair, cutoff=DEFAULTS.path_steps)
    weighed = ((sum(graph[u][v]["weight"] for u, v in pairwise(way)), tuple(way)) for way in ways)
    return [way for _, way in sorted(weighed)[: DEFAULTS.path_count]]


class Questions:
    """What is asked, of people who take part and have ties."""

    def __init__(self, world: World, made: Introductions, count: int) -> None:
        rng = np.random.default_rng(6)
        self.world = world
        degree = np.diff(made.matrix.indptr) * ~taking_no_part(world.space)
        anybody, hubs = np.flatnonzero(degree > 0), np.argsort(-degree, kind="stable")[:HUBS]
        self.anybody = [self._two(rng, anybody) for _ in range(count)]
        self.hubs = [self._two(rng, hubs) for _ in range(count)]
        self.second = [self._friend_of_friend(rng, made, anybody) for _ in range(count)]
        self.numbers = rng.integers(0, SKILLS, count).tolist()

    @staticmethod
    def _two(rng: np.random.Generator, who: Any) -> Pair:
        u, v = rng.choice(who, 2, replace=False).tolist()
        return u, v

    def _friend_of_friend(self, rng: np.random.Generator, made: Introductions, who: Any) -> Pair:
        """Somebody and one of the friends of a friend, as search results and org charts bring them together."""
        while True:
            u = int(rng.choice(who))
            friend = int(rng.choice(made.friends(u)))
            v = int(rng.choice(made.friends(friend)))
            if v != u and v in who:
                return u, v

    def shared(self, made: Introductions) -> list[Pair]:
        """A shared contact, and a colleague of whoever shares it."""
        world, out = self.world, taking_no_part(self.world.space)
        people = {person: row for row, person in enumerate(world.people)}
        known = {identity: row for row, identity in enumerate(world.identities)}
        found = []
        for person, identity in world.space.store.frame("share", ["person", "identity"]).itertuples(
            index=False
        ):
            near = [row for row in made.friends(people[person]).tolist() if not out[row]]
            if near and not out[people[person]]:
                found.append((near[0], known[identity]))
        return found[: len(self.anybody)]

    def to_person(self, pair: Pair) -> PathAnswer:
        return self._ask(pair[0], self.world.people[pair[1]])

    def to_skill(self, pair: Pair) -> PathAnswer:
        return self._ask(pair[0], f"Skill {pair[1]}")

    def _ask(self, row: int, goal: str) -> PathAnswer:
        me = self.world.people[row]
        return path(self.world.space, Viewer(Role.EMPLOYEE, me), me, goal)


def ours(made: Introductions, asked: Questions) -> None:
    """The lines of the table that are ours."""
    skills = [(u, number) for (u, _), number in zip(asked.anybody, asked.numbers, strict=True)]
    busy = [(u, number) for (u, _), number in zip(asked.hubs, asked.numbers, strict=True)]
    measure("to a person, anybody to anybody", asked.to_person, asked.anybody)
    measure("to a person, to a friend of a friend", asked.to_person, asked.second)
    measure(f"to a person, among the {HUBS} best connected", asked.to_person, asked.hubs)
    measure("to a skill", asked.to_skill, skills)
    measure(f"to a skill, from the {HUBS} best connected", asked.to_skill, busy)
    measure("to a contact whom a colleague shares", asked.to_person, asked.shared(made))

    def bare(pair: Pair) -> Any:
        return made.best(pair[0], [pair[1]])

    measure("the search alone, anybody to anybody", bare, asked.anybody)
    measure("the search alone, to a friend of a friend", bare, asked.second)
    measure(f"the search alone, among the {HUBS} best connected", bare, asked.hubs)


def peer(made: Introductions, asked: Questions) -> None:
    """networkx's lines, and on how many questions both say the same."""
    graph = network(made)
    few = asked.second[:PEER_QUESTIONS]
    for name, questions in (("anybody to anybody", asked.anybody), ("to a friend of a friend", asked.second)):
        some = questions[:PEER_QUESTIONS]
        measure(
            f"networkx, all simple paths of three steps, {name}",
            lambda p: all_short(graph, p),
            some,
            PEER_SECONDS,
        )
        measure(f"networkx, shortest simple paths, {name}", lambda p: yen(graph, p), some, PEER_SECONDS)
    same = sum(
        all_short(graph, pair) == [each.people for each in made.best(pair[0], [pair[1]])] for pair in few
    )
    print(f"\nthe same ways as networkx for {same} of {len(few)} friends of friends")


def main(people: int = 100_000, ties: int = 1_000_000, count: int = 300) -> None:
    """Build, ask, compare."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), people, ties)
        began = time.process_time()
        made = introductions(world.space.edition())
        print(f"ready for ways, once an edition: {time.process_time() - began:.2f} s CPU")
        asked = Questions(world, made, count)
        for name, first in (("person", asked.to_person), ("skill", asked.to_skill)):
            began = time.process_time()
            first((asked.anybody[0][0], asked.numbers[0]))
            print(f"first answer to a {name}, once a process: {time.process_time() - began:.2f} s CPU")
        print(
            "| asked | answers | with a way | CPU p50 ms | CPU p95 ms | p50 ms | p95 ms |\n|---|---|---|---|---|---|---|"
        )
        ours(made, asked)
        peer(made, asked)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"peak {peak:,} MB, networkx's graph included")
        world.space.store.close()


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
