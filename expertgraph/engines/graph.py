"""The graph that compiled engines read: a SciPy matrix, and a NetworKit graph made from it on first use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import networkit as nk
import numpy as np
import numpy.typing as npt
from scipy import sparse

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Graph:
    """A weighted graph over nodes 0..n-1.

    ``matrix`` is CSR with sorted indices and positive weights; symmetric when undirected.  Self loops are
    kept apart by the caller: the algorithms here expect none.
    """

    def __init__(self, matrix: sparse.csr_array, *, directed: bool = False) -> None:
        matrix.sort_indices()
        self.matrix = matrix
        self.directed = directed

    @classmethod
    def of_edges(
        cls, n: int, a: Ints, b: Ints, weight: Floats | None = None, *, directed: bool = False
    ) -> Graph:
        """From edge lists; weights of repeated edges add up, an undirected edge is given once."""
        weights = np.ones(len(a)) if weight is None else np.asarray(weight, dtype=np.float64)
        if not directed:
            a, b = np.concatenate([a, b]), np.concatenate([b, a])
            weights = np.concatenate([weights, weights])
        return cls(sparse.csr_array(sparse.coo_array((weights, (a, b)), shape=(n, n))), directed=directed)

    @property
    def n(self) -> int:
        """Number of nodes."""
        return int(self.matrix.shape[0])

    @cached_property
    def edges(self) -> tuple[Ints, Ints, Floats]:
        """(a, b, weight), sorted by (a, b); each undirected edge once with a < b."""
        coo = self.matrix.tocoo()
        a, b = coo.row.astype(np.int64), coo.col.astype(np.int64)
        keep = np.ones(len(a), dtype=bool) if self.directed else a < b
        return a[keep], b[keep], coo.data[keep]

    @cached_property
    def degree(self) -> Ints:
        """Number of neighbours (out-neighbours when directed)."""
        return np.diff(self.matrix.indptr).astype(np.int64)

    @cached_property
    def unweighted(self) -> sparse.csr_array:
        """The same pattern with every weight 1."""
        matrix = self.matrix
        return sparse.csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)

    def kit(self, *, weighted: bool) -> Any:
        """The NetworKit graph."""
        a, b, weight = self.edges
        return nk.GraphFromCoo(
            (weight if weighted else np.ones(len(a)), (a.astype(np.uint64), b.astype(np.uint64))),
            n=self.n,
            weighted=weighted,
            directed=self.directed,
        )


@contextmanager
def threads(count: int = 1) -> Iterator[None]:
    """Run NetworKit on that many threads; one makes Leiden the same from run to run."""
    before = nk.getMaxNumberOfThreads()
    nk.setNumberOfThreads(count)
    try:
        yield
    finally:
        nk.setNumberOfThreads(before)
