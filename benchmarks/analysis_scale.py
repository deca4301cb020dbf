"""How long each stage takes on 100,000 people and 1,000,000 acts, beside the bare engine on ready arrays.

python -m benchmarks.analysis_scale [PEOPLE [ACTS]]
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import networkit as nk
import numpy as np

from expertgraph.analysis import bridging, communities, mapping, mutual, peers, rings, ties, weeks
from expertgraph.analysis.centrality import centrality
from expertgraph.analysis.constants import DEFAULTS
from expertgraph.analysis.introductions import Introductions
from expertgraph.analysis.population import KINDS, Acts, Items
from expertgraph.engines import algorithms
from expertgraph.engines.graph import threads
from expertgraph.kinds import ITEM_KINDS

NOW = 1_750_000_000
DAY = 86_400


def community(people: int, acts: int, seed: int = 1) -> tuple[Acts, Items, tuple[Any, Any, Any]]:
    """People of very different activity in groups of about 150, two years of acts and half as many items."""
    rng = np.random.default_rng(seed)
    active = rng.pareto(1.4, people) + 0.02
    group = rng.integers(0, max(people // 150, 1), people)
    order = np.argsort(group, kind="stable")
    first = np.searchsorted(group[order], np.arange(group.max() + 2))
    actor = rng.choice(people, acts, p=active / active.sum())
    size = first[group[actor] + 1] - first[group[actor]]
    near = order[first[group[actor]] + (rng.random(acts) ** 2 * size).astype(np.int64)]
    target = np.where(rng.random(acts) < 0.85, near, rng.integers(0, people, acts))
    target = np.where(target == actor, (target + 1) % people, target)
    at = NOW - (rng.random(acts) ** 1.2 * 730 * DAY).astype(np.int64) - 1
    channel = (group[actor] % 400).astype(np.int32)
    made = Acts(
        actor.astype(np.int32),
        target.astype(np.int32),
        rng.choice([KINDS.index(each) for each in ("reply", "answer", "mention", "reaction")], acts).astype(
            np.int8
        ),
        at,
        channel,
        np.full(acts, -1, dtype=np.int32),
        np.ones(acts),
    )
    half = acts // 2
    thread = np.sort(rng.integers(0, half // 4, half)).astype(np.int32)
    items = Items(
        np.arange(half).astype(object),
        made.actor[:half],
        channel[:half],
        thread,
        np.full(half, ITEM_KINDS.index("answer"), dtype=np.int8),
        at[:half],
        np.ones(half, dtype=np.int32),
        np.full(half, -1, dtype=np.int32),
        np.zeros(half, dtype=bool),
    )
    pairs = np.unique(np.stack([made.actor, channel], 1), axis=0)
    return made, items, (pairs[:, 0].copy(), pairs[:, 1].copy(), np.full(len(pairs), NOW - 1))


def timed(name: str, work: Callable[[], Any]) -> Any:
    """Run it; print its CPU seconds, which a busy machine does not inflate, and its wall seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{cpu:8.2f} s CPU {wall:8.2f} s wall {peak:6,} MB so far  {name}", flush=True)
    return result


def main(people: int = 100_000, count: int = 1_000_000) -> None:
    """Print a line a stage."""
    acts, items, members = community(people, count)
    bot = np.zeros(people, dtype=bool)
    print(f"{people:,} people, {count:,} acts, {len(items.id):,} items")
    tied = timed("ties", lambda: ties.make_ties(people, acts, items, members, bot, NOW))
    graph = timed(f"graph of {len(tied.a):,} ties", tied.graph)
    own = np.ones(int(acts.channel.max()) + 1, dtype=bool)
    contributed = weeks.contributions(items, own, bot, NOW)
    replayed = timed("rings, every week replayed", lambda: rings.replay(contributed, acts, NOW))
    print("          people in rings 0..3:", np.bincount(replayed.ring, minlength=4).tolist())
    everyone = np.arange(people, dtype=np.int32)
    timed("reciprocity of everybody", lambda: mutual.reciprocity(acts, everyone, NOW, DEFAULTS.half_life))
    middle = timed("centrality, all of it", lambda: centrality(graph))
    print(f"          betweenness: {middle.betweenness_how}")
    found = timed("communities", lambda: communities.find(graph, np.full(people, -1), DEFAULTS))
    print(f"          {found.of.max() + 1:,} communities, modularity {found.modularity:.4f}")
    timed("E-I with 200 permutations, 100 groups", lambda: bridging.silos(graph, everyone % 100, [""] * 100))
    timed("map positions", lambda: mapping.positions(graph, found.of))
    rng = np.random.default_rng(2)
    skill = (rng.zipf(1.3, 5 * people) % 5_000).astype(np.int32)
    holder = rng.integers(0, people, 5 * people).astype(np.int32)
    vectors = peers.skill_vectors(people, holder, skill, np.ones(5 * people))
    far = np.arange(people) % 5
    none = np.full(people, -1, dtype=np.int64)
    timed(
        "peers",
        lambda: peers.peers(
            vectors,
            graph,
            tied,
            role=none,
            site=far,
            organisation=none,
            manager=none.astype(np.int32),
            eligible=~bot,
            as_of=NOW,
        ),
    )
    paths = timed(
        "introductions, made ready",
        lambda: Introductions(
            people, tied.a, tied.b, tied.s_ab, tied.s_ba, tied.strength, tied.contact, bot, DEFAULTS
        ),
    )
    questions(paths, graph.degree)
    bare(graph)


def questions(paths: Introductions, degree: Any) -> None:
    """Introduction paths between random and between the best connected people."""
    rng = np.random.default_rng(3)
    hubs = np.argsort(-degree)[:200]
    anybody = np.flatnonzero(degree > 0)
    for name, who in (("anybody to anybody", anybody), ("hub to hub", hubs)):
        taken = []
        for _ in range(200):
            u, v = rng.choice(who, 2, replace=False)
            start = time.perf_counter()
            paths.best(int(u), [int(v)])
            taken.append(time.perf_counter() - start)
        p50, p95, worst = (1e3 * float(each) for each in np.quantile(taken, [0.5, 0.95, 1]))
        print(f"          path, {name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, worst {worst:.1f} ms")


def bare(graph: Any) -> None:
    """The engines alone, on ready arrays."""
    kit = timed("bare: NetworKit graph", lambda: graph.kit(weighted=True))
    with threads(1):
        timed("bare: NetworKit PageRank", lambda: nk.centrality.PageRank(kit, tol=1e-9).run())
        timed("bare: NetworKit k-core", lambda: nk.centrality.CoreDecomposition(kit).run())
        timed("bare: NetworKit Leiden", lambda: nk.community.ParallelLeiden(kit, iterations=10).run())
        plain = graph.kit(weighted=False)
        timed(
            "bare: NetworKit betweenness, 256 pivots",
            lambda: nk.centrality.EstimateBetweenness(plain, 256).run(),
        )
    timed("ours: PageRank", lambda: algorithms.pagerank(graph))
    timed("ours: k-core", lambda: algorithms.core_numbers(graph))
    timed("ours: Leiden", lambda: algorithms.leiden(graph, 1))
    timed("ours: constraint", lambda: algorithms.constraint(graph))


if __name__ == "__main__":
    main(*(int(each.replace("_", "")) for each in sys.argv[1:]))
