"""Who is in the middle: degree, strength, PageRank, betweenness, k-core, components, Burt's measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from expertgraph.analysis.constants import DEFAULTS, Constants
from expertgraph.analysis.population import Floats, Ints
from expertgraph.engines import algorithms
from expertgraph.engines.graph import Graph


@dataclass(frozen=True, slots=True)
class Centrality:
    """One value a person.  ``degree`` counts ties, ``strength`` sums their s; ``pagerank`` (weighted) sums
    to 1; ``betweenness`` is 0..1 (see ``betweenness_how``: exact, or ranks only); ``component`` 0 is the
    largest; ``constraint`` and ``effective_size`` are NaN without ties."""

    degree: Ints
    strength: Floats
    pagerank: Floats
    betweenness: Floats
    betweenness_how: dict[str, Any]
    core_number: Ints
    component: Ints
    constraint: Floats
    effective_size: Floats


def centrality(graph: Graph, constants: Constants = DEFAULTS) -> Centrality:
    """All of them for the tie graph; people without ties get 0 (PageRank: the even share), component -1."""
    between, how = _betweenness(graph, constants)
    component = algorithms.components(graph)
    component = np.where(graph.degree == 0, -1, component)
    holes = _structural_holes(graph, constants)
    return Centrality(
        graph.degree,
        np.asarray(graph.matrix.sum(axis=1), dtype=np.float64).ravel(),
        algorithms.pagerank(graph, constants.damping, constants.pagerank_tolerance / max(graph.n, 1)),
        between,
        how,
        algorithms.core_numbers(graph),
        component,
        *holes,
    )


def _structural_holes(graph: Graph, constants: Constants) -> tuple[Floats, Floats]:
    """Constraint and effective size; NaN throughout where ties are so many that it would take minutes."""
    if float((graph.degree.astype(np.float64) ** 2).sum()) > constants.constraint_work:
        unknown = np.full(graph.n, np.nan)
        return unknown, unknown
    return algorithms.constraint(graph), algorithms.effective_size(graph)


def _betweenness(graph: Graph, constants: Constants) -> tuple[Floats, dict[str, Any]]:
    """Exact where n * m is small; else sampled, with how well its batches agree."""
    work = float(graph.n) * graph.matrix.nnz / 2
    if work <= constants.betweenness_exact_work:
        return algorithms.betweenness(graph), {"method": "exact"}
    affordable = int(constants.betweenness_sampled_work / max(graph.matrix.nnz / 2, 1))
    pivots = int(np.clip(affordable, constants.betweenness_pivots_least, constants.betweenness_pivots))
    scores, error = algorithms.betweenness_sampled(
        graph, pivots, constants.betweenness_batches, constants.seed
    )
    top = np.argsort(-scores, kind="stable")[:50]
    relative = error[top] / np.where(scores[top] > 0, scores[top], 1)
    halves = spearmanr(scores - error, scores + error).statistic
    return scores, {
        "method": "sampled",
        "pivots": pivots,
        "batches": constants.betweenness_batches,
        "median_relative_error_of_top_50": round(float(np.median(relative)), 4),
        "largest_relative_error_of_top_50": round(float(relative.max(initial=0)), 4),
        "rank_agreement": round(float(halves), 4),
        "read": "ranks, not scores",
    }
