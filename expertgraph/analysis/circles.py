"""Circles: people of one trade at several places who have no more to do with each other than strangers would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from expertgraph.analysis.population import Bools, Floats, Ints
from expertgraph.engines.graph import Graph

MOST = 200
"""A group of more people than this is no circle: they would not fit into a room."""
SITES = 3
"""Places that the people of a circle are at, at least."""


@dataclass(frozen=True, slots=True)
class Among:
    """For each group: its people, the places they are at, the ties among them, and how many ties their
    degrees alone make expected (a random graph with these degrees; at most every pair)."""

    people: Ints
    sites: Ints
    ties: Ints
    expected: Floats

    @property
    def pairs(self) -> Ints:
        """How many pairs there are."""
        return self.people * (self.people - 1) // 2


def among(graph: Graph, members: sparse.csr_array, site: Ints) -> Among:
    """What is among the people of each group; ``members`` is people x groups, 0 or 1, ``site`` -1 for unknown.

    Expected of a pair is degree * degree / (2 * ties of all), summed over the pairs (Newman 2010, chapter 13).
    """
    one = sparse.csr_array((np.ones(members.nnz), members.indices, members.indptr), shape=members.shape)
    near: Any = graph.unweighted @ one
    ties = _sums(near.multiply(one)) / 2
    degree = graph.degree.astype(np.float64)
    whole, squares = np.asarray(one.T @ degree), np.asarray(one.T @ degree**2)
    people = _sums(one)
    expected = np.minimum((whole**2 - squares) / max(2 * float(degree.sum()), 1.0), people * (people - 1) / 2)
    return Among(_whole(people), _places(one, site), _whole(ties), expected)


def _places(one: sparse.csr_array, site: Ints) -> Ints:
    """At how many places the people of each group are."""
    known = np.flatnonzero(site >= 0)
    shape = (len(site), int(site.max(initial=-1)) + 1)
    at = sparse.csr_array((np.ones(len(known)), (known, site[known])), shape=shape)
    return np.diff(sparse.csr_array(one.T @ at).indptr).astype(np.int64)


def apart(found: Among, least: int) -> Bools:
    """Which groups are circles: ``least`` to 200 people at three places or more, and no more ties among them
    than their degrees make expected, rounded up."""
    fitting = (found.people >= max(least, 2)) & (found.people <= MOST) & (found.sites >= SITES)
    return np.asarray(fitting & (found.ties <= np.ceil(found.expected)), dtype=bool)


def _sums(matrix: Any) -> Floats:
    return np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()


def _whole(values: Floats) -> Ints:
    return np.rint(values).astype(np.int64)
