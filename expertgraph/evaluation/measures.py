"""Measures of a ranking against who really helped, and how sure they are.

A question has *grades*: 2 the main helper, 1 who else helped.  A ranking is a list of people, best first,
without repeats; at most the first 100 count.  Every measure is 0 (worst) to 1 (best) for one question, and is
reported as its mean over questions.  The definitions are those of TREC (Voorhees & Harman 2005); nDCG after
Järvelin & Kekäläinen 2002 with gain 2^grade - 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from expertgraph.search.arrays import Floats

MEASURES = ("map", "ndcg10", "s1", "s5", "r10", "mrr")
"""Mean average precision; discounted cumulative gain of the first ten over the best possible; whether the
first, or one of the first five, helped; share of the helpers among the first ten; 1 over the place of the
first who helped."""
LONGEST = 100
"""How many people of a ranking count."""
RESAMPLES, SEED = 2_000, 7
_BOUNDS = (2.5, 97.5)
WITHIN_REACH = 100_000
"""The most questions that are told to be needed."""
_SURE = 1.959964 + 0.841621
"""Standard errors between 0 and a difference that 95 % intervals tell from 0 in 80 % of cases."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over questions with its 95 % percentile bootstrap interval."""

    mean: float
    low: float
    high: float


def measure(ranking: Sequence[int], grades: Mapping[int, int]) -> list[float]:
    """The ``MEASURES`` of one ranking, in their order.

    ``grades`` are above 0 and not empty.

    >>> [round(each, 3) for each in measure([7, 3, 9], {3: 2, 8: 1})]
    [0.25, 0.521, 0.0, 1.0, 0.5, 0.5]
    """
    found = [grades.get(person, 0) for person in ranking[:LONGEST]]
    places = [place for place, grade in enumerate(found, 1) if grade]
    precision = sum(hits / place for hits, place in enumerate(places, 1))
    first = places[0] if places else LONGEST + 1
    return [
        precision / len(grades),
        _gain(found) / _gain(sorted(grades.values(), reverse=True)),
        float(first == 1),
        float(first <= 5),
        sum(place <= 10 for place in places) / len(grades),
        1 / first if places else 0.0,
    ]


def _gain(grades: Sequence[int]) -> float:
    """Discounted cumulative gain of the first ten."""
    return sum(((1 << grade) - 1) / log2(place + 1) for place, grade in enumerate(grades[:10], 1))


def resampled(questions: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Which questions each of the ``RESAMPLES`` draws holds (resamples x questions); the same for the same count."""
    return np.random.default_rng(SEED).integers(0, questions, (RESAMPLES, questions))


def intervals(scores: Floats, draws: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> list[Interval]:
    """Mean and interval of each column of ``scores`` (questions x measures).

    Of the differences between two systems on the same questions, this is the paired bootstrap.
    """
    means = np.empty((len(draws), scores.shape[1]))
    for place, draw in enumerate(draws):
        means[place] = scores[draw].mean(axis=0)
    low, high = np.percentile(means, _BOUNDS, axis=0)
    return [
        Interval(float(mean), float(least), float(most))
        for mean, least, most in zip(scores.mean(axis=0), low, high, strict=True)
    ]


def needed(differences: Floats) -> int | None:
    """How many questions would tell the mean of these paired differences from 0, if it and their spread are right
    (95 % interval, in 80 % of cases).  None where that is more than ``WITHIN_REACH``, or there are fewer than two.

    >>> needed(np.array([0.0, 1.0, 0.0, 0.0]))
    32
    """
    if len(differences) < 2 or differences.mean() == 0:
        return None
    spread = differences.std(ddof=1) / abs(differences.mean())
    count = max(int(np.ceil((_SURE * spread) ** 2)), 2)
    return count if count <= WITHIN_REACH else None
