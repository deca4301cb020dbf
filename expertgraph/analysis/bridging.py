"""Silos and bridges: the E-I index against what group sizes make expected, per group and per pair of groups.

E-I (Krackhardt & Stern 1988) = (external ties - internal ties) / all ties, -1 (all inside) .. +1 (all
outside). Raw it says little: many small groups make it high by themselves.  So it stands beside its
expected value, if each tie joined two people at random, and a permutation z (the groups' labels shuffled
among the people with ties).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from expertgraph.analysis.constants import DEFAULTS, Constants
from expertgraph.analysis.population import Floats, Ints
from expertgraph.engines.graph import Graph


@dataclass(frozen=True, slots=True)
class Silos:
    """``overall`` and ``groups`` have columns group, other, size, ties, internal, external, ei, expected,
    excess (ei - expected: below 0 is more closed than size explains) and z; in ``pairs`` ei is the share
    of all ties that run between the two."""

    overall: pd.DataFrame
    groups: pd.DataFrame
    pairs: pd.DataFrame


def expected_ei(sizes: Ints) -> float:
    """E-I expected from group sizes alone: (external pairs - internal pairs) / all pairs; NaN for under
    two people.

    >>> round(expected_ei(np.array([2, 2])), 3)
    0.333
    """
    n = int(sizes.sum())
    pairs = n * (n - 1) / 2
    if not pairs:
        return float("nan")
    inside = float((sizes * (sizes - 1) / 2).sum())
    return (pairs - 2 * inside) / pairs


def silos(graph: Graph, label: Ints, names: list[str], constants: Constants = DEFAULTS) -> Silos:
    """``label`` is each person's group (-1: none, left out with their ties), ``names`` the groups' names."""
    a, b, _ = graph.edges
    both = (label[a] >= 0) & (label[b] >= 0)
    a, b = a[both], b[both]
    groups = len(names)
    people = np.flatnonzero(label >= 0)
    sizes = np.bincount(label[people], minlength=groups)
    counts = _between(label[a], label[b], groups)
    rng = np.random.default_rng(constants.seed)
    shuffled = np.empty((constants.permutations, groups, groups)) if groups <= _MOST_GROUPS else None
    totals = np.empty((constants.permutations, groups, 2))
    drawn = np.full(len(label), -1, dtype=np.int64)
    for round_ in range(constants.permutations):
        drawn[people] = rng.permutation(label[people])
        found = _between(drawn[a], drawn[b], groups)
        if shuffled is not None:
            shuffled[round_] = found
        inside = np.diag(found)
        totals[round_] = np.stack([inside, found.sum(axis=1) - inside], 1)
    return Silos(
        _overall(counts, totals, sizes),
        _groups(counts, totals, sizes, names),
        _pairs(counts, shuffled, sizes, names),
    )


_MOST_GROUPS = 200
"""Pairs of groups are tested up to so many groups."""


def _between(left: Ints, right: Ints, groups: int) -> Floats:
    """groups x groups, symmetric: ties between them; the diagonal holds those inside, once."""
    flat = np.bincount(np.minimum(left, right) * groups + np.maximum(left, right), minlength=groups * groups)
    upper = flat.reshape(groups, groups).astype(np.float64)
    return np.asarray(upper + np.triu(upper, 1).T, dtype=np.float64)


def _ei(inside: Floats, outside: Floats) -> Floats:
    total = inside + outside
    return np.asarray(np.divide(outside - inside, total, out=np.full(total.shape, np.nan), where=total > 0))


def _z(observed: Floats, drawn: Floats) -> Floats:
    mean, spread = drawn.mean(axis=0), drawn.std(axis=0, ddof=1)
    blank = np.full(observed.shape, np.nan)
    return np.asarray(np.divide(observed - mean, spread, out=blank, where=spread > 0))


def _overall(counts: Floats, totals: Floats, sizes: Ints) -> pd.DataFrame:
    inside = np.trace(counts)
    outside = np.triu(counts, 1).sum()
    observed = _ei(np.array([inside]), np.array([outside]))
    drawn = _ei(totals[:, :, 0].sum(axis=1), totals[:, :, 1].sum(axis=1) / 2)
    frame = pd.DataFrame(
        {"group": [""], "other": [""], "size": [int(sizes.sum())], "ties": [inside + outside]}
    )
    frame["internal"], frame["external"] = inside, outside
    return _finished(frame, observed, np.array([expected_ei(sizes)]), _z(observed, drawn[:, None]))


def _groups(counts: Floats, totals: Floats, sizes: Ints, names: list[str]) -> pd.DataFrame:
    inside = np.diag(counts)
    outside = counts.sum(axis=1) - inside
    n = sizes.sum()
    # Pairs inside a group of s people: s (s - 1) / 2; pairs from it to the others: s (n - s).
    pairs_inside, pairs_outside = sizes * (sizes - 1) / 2, (sizes * (n - sizes)).astype(np.float64)
    frame = pd.DataFrame({"group": names, "other": "", "size": sizes, "ties": inside + outside})
    frame["internal"], frame["external"] = inside, outside
    observed = _ei(inside, outside)
    drawn = _ei(totals[:, :, 0], totals[:, :, 1])
    return _finished(frame, observed, _ei(pairs_inside, pairs_outside), _z(observed, drawn))


def _pairs(counts: Floats, shuffled: Floats | None, sizes: Ints, names: list[str]) -> pd.DataFrame:
    first, second = np.triu_indices(len(names), 1)
    total = max(float(np.triu(counts).sum()), 1.0)
    n = float(sizes.sum())
    frame = pd.DataFrame(
        {
            "group": np.array(names, dtype=object)[first],
            "other": np.array(names, dtype=object)[second],
            "size": sizes[first] + sizes[second],
            "ties": counts[first, second],
        }
    )
    frame["internal"], frame["external"] = 0.0, frame["ties"]
    observed = counts[first, second] / total
    pairs = max(n * (n - 1) / 2, 1.0)
    expected = sizes[first] * sizes[second] / pairs
    z = np.full(len(first), np.nan)
    if shuffled is not None and len(first):
        z = _z(counts[first, second], shuffled[:, first, second])
    return _finished(frame, observed, expected, z)


def _finished(frame: pd.DataFrame, observed: Floats, expected: Floats, z: Floats) -> pd.DataFrame:
    frame["ei"], frame["expected"], frame["z"] = observed, expected, z
    frame["excess"] = frame["ei"] - frame["expected"]
    for name in ("size", "ties", "internal", "external"):
        frame[name] = frame[name].astype(np.int64)
    return frame
