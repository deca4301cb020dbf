"""Graph measures on arrays, by NetworKit and SciPy.  Each equals its networkx namesake (see the metric
contract test); what differs is the time."""

from __future__ import annotations

import networkit as nk
import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from expertgraph.engines.graph import Floats, Graph, Ints, threads

_ENTRIES_AT_ONCE = 4_000_000


def pagerank(
    graph: Graph,
    damping: float = 0.85,
    tolerance: float = 1e-6,
    most_rounds: int = 500,
    weighted: bool = True,
) -> Floats:
    """PageRank by power iteration (Page, Brin, Motwani & Winograd 1999).

    Sums to 1.  Nodes without out-edges spread evenly.  Stops when the L1 change is below n *
    ``tolerance``, as in networkx.  RuntimeError after ``most_rounds``; an empty graph gives an empty array.
    """
    n = graph.n
    if n == 0:
        return np.zeros(0)
    matrix = graph.matrix if weighted else graph.unweighted
    out = np.asarray(matrix.sum(axis=1)).ravel()
    inverse = np.divide(1.0, out, out=np.zeros(n), where=out > 0)
    step = sparse.csr_array(matrix.T)
    dangling = out == 0
    rank = np.full(n, 1.0 / n)
    for _ in range(most_rounds):
        before = rank
        rank = damping * (step @ (before * inverse) + before[dangling].sum() / n) + (1 - damping) / n
        if np.abs(rank - before).sum() < n * tolerance:
            return np.asarray(rank, dtype=np.float64)
    raise RuntimeError(f"PageRank did not settle within {most_rounds} rounds")


def betweenness(graph: Graph, *, normalized: bool = True) -> Floats:
    """Betweenness centrality (Brandes 2001), exact, unweighted; 0..1 when normalised.  O(n m).

    On one thread: several add up in another order each time, and the last bits of an edition with them.
    """
    n = graph.n
    if n < 3:
        return np.zeros(n)
    with threads(1):
        scores = np.array(nk.centrality.Betweenness(graph.kit(weighted=False)).run().scores())
    # NetworKit counts each undirected pair twice.
    scale = (n - 1) * (n - 2) if normalized else (1 if graph.directed else 2)
    return np.asarray(scores / scale, dtype=np.float64)


def betweenness_sampled(graph: Graph, pivots: int, batches: int, seed: int) -> tuple[Floats, Floats]:
    """Betweenness estimated from random pivots (Geisberger, Sanders & Schultes 2008), normalised.

    ``pivots`` are drawn in ``batches`` independent batches; returns the mean over the batches and its
    standard error per node.  Show ranks, not scores.
    """
    n = graph.n
    kit = graph.kit(weighted=False)
    runs = []
    with threads(1):
        for batch in range(batches):
            nk.setSeed(seed + batch, False)
            runs.append(nk.centrality.EstimateBetweenness(kit, max(1, pivots // batches)).run().scores())
    scores = np.array(runs) / ((n - 1) * (n - 2))
    return scores.mean(axis=0), scores.std(axis=0, ddof=1) / np.sqrt(batches)


def core_numbers(graph: Graph) -> Ints:
    """The k-core number of each node (Batagelj & Zaversnik 2003): the largest k whose k-core holds it."""
    if graph.n == 0:
        return np.zeros(0, dtype=np.int64)
    with threads(1):
        return np.array(
            nk.centrality.CoreDecomposition(graph.kit(weighted=False)).run().scores(), dtype=np.int64
        )


def components(graph: Graph) -> Ints:
    """The (weakly) connected component of each node, numbered by size, largest first, then by first
    member."""
    _, label = csgraph.connected_components(graph.matrix, directed=graph.directed, connection="weak")
    return by_size(label.astype(np.int64))


def by_size(label: Ints) -> Ints:
    """Renumber labels 0, 1, ... by size, largest first; equal sizes by their first member."""
    if not len(label):
        return label.astype(np.int64)
    _, first, inverse, size = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -size))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[inverse]


def leiden(graph: Graph, seed: int, *, resolution: float = 1.0, iterations: int = 10, runs: int = 1) -> Ints:
    """Communities by Leiden (Traag, Waltman & van Eck 2019) for modularity; one thread and a set seed.

    The best of ``runs`` runs by modularity; numbered by size, largest first.  Nodes without edges stay alone.
    """
    n = graph.n
    if graph.matrix.nnz == 0:
        return np.arange(n, dtype=np.int64)
    scaled = Graph(graph.matrix / graph.matrix.data.max(), directed=False)
    kit = scaled.kit(weighted=True)
    best, best_quality = np.arange(n, dtype=np.int64), -np.inf
    with threads(1):
        for run in range(runs):
            nk.setSeed(seed + run, False)
            found = nk.community.ParallelLeiden(kit, randomize=True, iterations=iterations, gamma=resolution)
            # getPartition moves the result out: asked a second time it is empty, and reading it crashes.
            label = by_size(np.array(found.run().getPartition().getVector(), dtype=np.int64))
            quality = modularity(graph, label, resolution)
            if quality > best_quality:
                best, best_quality = label, quality
    return best


def modularity(graph: Graph, label: Ints, resolution: float = 1.0) -> float:
    """Newman's modularity of a partition of an undirected weighted graph, -0.5..1; NaN without edges.

    Nodes labelled below 0 belong to no group and count as groups of their own.
    """
    a, b, weight = graph.edges
    total = weight.sum()
    if total <= 0:
        return float("nan")
    label = _alone_where_negative(label)
    strength = np.asarray(graph.matrix.sum(axis=1)).ravel()
    within = weight[label[a] == label[b]].sum() / total
    share = np.bincount(label, weights=strength) / (2 * total)
    return float(within - resolution * (share**2).sum())


def _alone_where_negative(label: Ints) -> Ints:
    label = np.asarray(label, dtype=np.int64)
    free = label < 0
    if not free.any():
        return label
    label = label.copy()
    label[free] = label.max() + 1 + np.arange(int(free.sum()))
    return label


def constraint(graph: Graph, *, weighted: bool = True) -> Floats:
    """Burt's constraint (Burt 2004): how much a person's contacts are contacts of each other.

    About 0 (many unconnected contacts) to 1 and a little above (few, redundant ones); NaN without contacts.
    O(sum of squared degrees).
    """
    if graph.matrix.nnz == 0:
        return np.full(graph.n, np.nan)
    share, _ = _mutual(graph, weighted)
    direct, through = share.data, _at_ties(share, share, sparse.csr_array(share.T))
    return _summed(share, (direct + through) ** 2)


def effective_size(graph: Graph, *, weighted: bool = True) -> Floats:
    """Burt's effective size (Burt 1995): contacts less what they share; 0..k, NaN without contacts.
    O(sum of squared degrees)."""
    if graph.matrix.nnz == 0:
        return np.full(graph.n, np.nan)
    share, scaled = _mutual(graph, weighted)
    return _summed(share, 1.0 - _at_ties(share, share, scaled))


def _at_ties(pattern: sparse.csr_array, left: sparse.csr_array, right: sparse.csr_array) -> Floats:
    """sum_q left[i, q] * right[j, q] for each tie (i, j) of the pattern, in its order."""
    count = np.diff(pattern.indptr)
    rows = np.repeat(np.arange(pattern.shape[0]), count)
    work = np.cumsum(count[rows] + count[pattern.indices])
    steps = np.arange(0, work[-1] + _ENTRIES_AT_ONCE, _ENTRIES_AT_ONCE)
    bounds = np.searchsorted(work, steps, side="right")
    result = np.empty(pattern.nnz)
    for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        both = left[rows[start:end]] * right[pattern.indices[start:end]]
        result[start:end] = np.asarray(both.sum(axis=1)).ravel()
    return result


def _summed(pattern: sparse.csr_array, values: Floats) -> Floats:
    """Sum of values over each row's ties; NaN for rows without."""
    count = np.diff(pattern.indptr)
    rows = np.repeat(np.arange(pattern.shape[0]), count)
    return np.where(count > 0, np.bincount(rows, values, pattern.shape[0]), np.nan)


def _mutual(graph: Graph, weighted: bool) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Mutual weights, each row divided by its sum, and by its greatest."""
    matrix = graph.matrix if weighted else graph.unweighted
    if graph.directed:
        matrix = sparse.csr_array(matrix + matrix.T)
    total = np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
    most = np.asarray(matrix.max(axis=1).todense()).ravel()
    return _rows_divided(matrix, total), _rows_divided(matrix, np.asarray(most, dtype=np.float64))


def _rows_divided(matrix: sparse.csr_array, by: Floats) -> sparse.csr_array:
    factor = np.divide(1.0, by, out=np.zeros(len(by)), where=by > 0)
    data = matrix.data * np.repeat(factor, np.diff(matrix.indptr))
    return sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def group_shares(graph: Graph, label: Ints) -> sparse.csr_array:
    """Per node, its number of ties to each group (people x groups); labels below 0 are no group's."""
    groups = int(label.max(initial=-1)) + 1
    inside = label >= 0
    member = sparse.csr_array(
        (np.ones(int(inside.sum())), (np.flatnonzero(inside), label[inside])), shape=(graph.n, groups)
    )
    return sparse.csr_array(graph.unweighted @ member)


def participation(graph: Graph, label: Ints, least: int = 5) -> Floats:
    """Participation coefficient (Guimera & Amaral 2005): P = 1 - sum_g (k_g / k)^2 over groups.

    0 when all ties go to one group, near 1 when spread evenly over many; NaN for fewer than ``least`` ties.
    """
    shares = group_shares(graph, label)
    degree = graph.degree.astype(np.float64)
    squares = np.asarray(shares.power(2).sum(axis=1)).ravel()
    result = np.full(graph.n, np.nan)
    enough = degree >= max(least, 1)
    result[enough] = 1.0 - squares[enough] / degree[enough] ** 2
    return result
