"""Whom to talk to: how many a chosen set reaches, beside as many people by degree and by betweenness.

    python -m benchmarks.coverage

Real networks from ``../shared`` ("not run" without them).  Reached is whoever is in the set or has a tie with
somebody in it, as a share of the people with ties.  ``networkx.dominating_set`` reaches all; how many it needs stands
beside how many ours needs.  Betweenness is exact, or sampled from 256 pivots where that would take minutes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import networkx as nx
import numpy as np

from benchmarks._real_networks import Network, networks
from expertgraph.analysis.coverage import cover
from expertgraph.analysis.population import Floats, Ints
from expertgraph.engines import algorithms
from expertgraph.engines.graph import Graph

SIZES = (10, 20, 40)
_EXACT_WORK = 2e8


def share_reached(graph: Graph, chosen: Sequence[int]) -> float:
    """The share of everybody that is in a set or has a tie with somebody in it."""
    reached = np.zeros(graph.n, dtype=bool)
    reached[list(chosen)] = True
    for row in chosen:
        reached[graph.matrix.indices[graph.matrix.indptr[row] : graph.matrix.indptr[row + 1]]] = True
    return float(reached.mean())


def most_between(graph: Graph) -> tuple[Ints, str]:
    """Everybody by betweenness, highest first, and how that was found."""
    if graph.n * graph.matrix.nnz / 2 <= _EXACT_WORK:
        score, how = algorithms.betweenness(graph), ""
    else:
        score, how = algorithms.betweenness_sampled(graph, 256, 4, 1)[0], " (sampled)"
    return by_score(score), how


def by_score(score: Floats | Ints) -> Ints:
    """Rows by score, highest first, of equal ones the first."""
    return np.argsort(-np.asarray(score), kind="stable").astype(np.int64)


def dominating(graph: Graph) -> int:
    """How many people networkx's dominating set has."""
    made: nx.Graph = nx.Graph()
    made.add_nodes_from(range(graph.n))
    a, b, _ = graph.edges
    made.add_edges_from(zip(a.tolist(), b.tolist(), strict=True))
    return len(nx.dominating_set(made, start_with=0))


def measured(network: Network) -> list[str]:
    """The row of one network."""
    graph = network.graph
    began = time.process_time()
    ours = cover(graph, target=1.0)
    seconds = time.process_time() - began
    degree, (between, how) = by_score(graph.degree), most_between(graph)
    cells = [f"{network.name}{how}", f"{graph.n:,}"]
    for size in SIZES:
        sets = (ours.chosen[:size], degree[:size], between[:size])
        cells.append(" / ".join(f"{100 * share_reached(graph, each.tolist()):.1f}" for each in sets))
    needed = [int(np.searchsorted(ours.reached, share - 1e-12)) + 1 for share in (0.8, 0.95, 1.0)]
    return [*cells, ", ".join(map(str, needed)), str(dominating(graph)), f"{seconds:.2f}"]


def main() -> int:
    """Print the table; 0 also where the data are not here."""
    rows = 0
    print("| network | people | " + " | ".join(f"{size} people reach %" for size in SIZES), end="")
    print(" | ours: for 80, 95, 100 % | dominating_set | s |\n|" + "---|" * (len(SIZES) + 5))
    for rows, network in enumerate(networks(), 1):  # noqa: B007
        print("| " + " | ".join(measured(network)) + " |", flush=True)
    if not rows:
        print("not run: the real networks (../shared) are not here", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
