"""A networkx backend over NetworKit and SciPy: ``nx.pagerank(G, backend="expertgraph")``.

networkx stays the interface and the reference; the metric contract test runs each function here against
networkx's own.  What this backend cannot do with the given arguments it says so in ``can_run``, and
networkx does it itself.
"""

# ruff: noqa: N803 - the parameters are named as networkx names them
from __future__ import annotations

import random
from collections.abc import Hashable, Iterator, Mapping
from inspect import signature
from typing import Any

import networkx as nx
import numpy as np

from expertgraph.engines import algorithms
from expertgraph.engines.graph import Floats, Graph, Ints

Node = Hashable


class NamedGraph:
    """A :class:`Graph` with the nodes' names, as networkx's dispatch wants it."""

    __networkx_backend__ = "expertgraph"

    def __init__(self, graph: Graph, nodes: list[Node], loops: bool) -> None:
        self.graph = graph
        self.nodes = nodes
        self.loops = loops

    def is_directed(self) -> bool:
        """Whether edges have a direction."""
        return self.graph.directed

    def is_multigraph(self) -> bool:
        """Never: parallel edges have been added up before."""
        return False

    def named(self, values: Floats | Ints) -> dict[Node, Any]:
        """Node -> value."""
        return dict(zip(self.nodes, values.tolist(), strict=True))

    def groups(self, label: Ints) -> list[set[Node]]:
        """Sets of nodes with equal labels, by label."""
        found: list[set[Node]] = [set() for _ in range(int(label.max(initial=-1)) + 1)]
        for node, group in zip(self.nodes, label.tolist(), strict=True):
            found[group].add(node)
        return found


class Backend:
    """The functions by networkx's names; signatures and results are networkx's."""

    @staticmethod
    def convert_from_nx(
        graph: Any, *, edge_attrs: Mapping[str, Any] | None = None, **_rest: Any
    ) -> NamedGraph:
        """A networkx graph as arrays; the one edge attribute asked for becomes the weight."""
        if isinstance(graph, NamedGraph):
            return graph
        if graph.is_multigraph():
            raise NotImplementedError("parallel edges")
        attribute, default = next(iter((edge_attrs or {}).items()), (None, 1.0))
        nodes = list(graph)
        place = {node: number for number, node in enumerate(nodes)}
        rows = [
            (place[u], place[v], 1.0 if attribute is None else data.get(attribute, default))
            for u, v, data in graph.edges(data=True)
        ]
        a, b, weight = (np.array(column) for column in zip(*rows, strict=True)) if rows else _no_edges()
        made = Graph.of_edges(
            len(nodes),
            a.astype(np.int64),
            b.astype(np.int64),
            weight.astype(float),
            directed=graph.is_directed(),
        )
        return NamedGraph(made, nodes, bool((a == b).any()))

    @staticmethod
    def convert_to_nx(result: Any, *, name: str | None = None) -> Any:
        """Results here are plain Python already."""
        del name
        return result

    @staticmethod
    def can_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | str:
        """True, or why networkx has to do it."""
        given = signature(getattr(Backend, name)).bind(*args, **kwargs).arguments
        graph = given["G"]
        if graph.is_multigraph():
            return "it holds no parallel edges"
        if name in _NO_LOOPS and _has_loops(graph):
            return "self loops have no meaning there"
        if name in _UNDIRECTED and graph.is_directed():
            return "it wants an undirected graph"
        wanted = [argument for argument in _UNSUPPORTED.get(name, ()) if given.get(argument) is not None]
        if name == "betweenness_centrality" and given.get("endpoints"):
            wanted.append("endpoints")
        return f"it does not know {', '.join(wanted)}" if wanted else True

    @staticmethod
    def pagerank(
        G: NamedGraph,
        alpha: float = 0.85,
        personalization: None = None,
        max_iter: int = 100,
        tol: float = 1e-6,
        nstart: None = None,
        weight: str | None = "weight",
        dangling: None = None,
    ) -> dict[Node, float]:
        """See :func:`algorithms.pagerank`."""
        del personalization, nstart, dangling
        try:
            rank = algorithms.pagerank(G.graph, alpha, tol, max_iter, weight is not None)
        except RuntimeError:
            raise nx.PowerIterationFailedConvergence(max_iter) from None
        return G.named(rank)

    @staticmethod
    def betweenness_centrality(
        G: NamedGraph,
        k: None = None,
        normalized: bool = True,
        weight: None = None,
        endpoints: bool = False,
        seed: None = None,
    ) -> dict[Node, float]:
        """See :func:`algorithms.betweenness`."""
        del k, weight, endpoints, seed
        return G.named(algorithms.betweenness(G.graph, normalized=normalized))

    @staticmethod
    def core_number(G: NamedGraph) -> dict[Node, int]:
        """See :func:`algorithms.core_numbers`."""
        return G.named(algorithms.core_numbers(G.graph))

    @staticmethod
    def connected_components(G: NamedGraph) -> Iterator[set[Node]]:
        """See :func:`algorithms.components`."""
        return iter(G.groups(algorithms.components(G.graph)))

    @staticmethod
    def number_connected_components(G: NamedGraph) -> int:
        """How many components."""
        return int(algorithms.components(G.graph).max(initial=-1)) + 1

    @staticmethod
    def constraint(G: NamedGraph, nodes: None = None, weight: str | None = None) -> dict[Node, float]:
        """See :func:`algorithms.constraint`."""
        del nodes
        return G.named(algorithms.constraint(G.graph, weighted=weight is not None))

    @staticmethod
    def effective_size(G: NamedGraph, nodes: None = None, weight: str | None = None) -> dict[Node, float]:
        """See :func:`algorithms.effective_size`."""
        del nodes
        return G.named(algorithms.effective_size(G.graph, weighted=weight is not None))

    @staticmethod
    def leiden_communities(
        G: NamedGraph,
        weight: str | None = "weight",
        resolution: float = 1,
        max_level: int | None = None,
        seed: random.Random | int | None = None,
    ) -> list[set[Node]]:
        """See :func:`algorithms.leiden`; networkx hands a seed on as a ``random.Random``."""
        del weight
        number = seed.getrandbits(31) if isinstance(seed, random.Random) else seed or 0
        label = algorithms.leiden(G.graph, number, resolution=resolution, iterations=max_level or 10)
        return G.groups(label)


_NO_LOOPS = {"core_number", "constraint", "effective_size", "leiden_communities"}
_UNDIRECTED = {
    "core_number",
    "connected_components",
    "number_connected_components",
    "leiden_communities",
    "constraint",
    "effective_size",
}
_UNSUPPORTED = {
    "pagerank": ("personalization", "nstart", "dangling"),
    "betweenness_centrality": ("k", "weight"),
    "constraint": ("nodes",),
    "effective_size": ("nodes",),
}


def _has_loops(graph: Any) -> bool:
    return graph.loops if isinstance(graph, NamedGraph) else nx.number_of_selfloops(graph) > 0


def _no_edges() -> tuple[Ints, Ints, Floats]:
    return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)


backend = Backend()
