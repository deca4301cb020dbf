"""Choosing the formula's constants by the answers they give to earlier questions.

One constant is changed at a time, for as long as a change pays: it raises the mean of average precision and nDCG@10
by more than ``LIKELY`` standard errors (paired), what was changed so far raises it by more than ``SURE`` over the
beginning, and among questions that others than the most active people answered it is not lower.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from expertgraph.search.arrays import Floats, Longs
from expertgraph.search.ranking import DEFAULT, Weights
from expertgraph.search.signals import Signals

LIKELY, SURE = 0.5, 2.0
_ROUNDS = 12

Choice = dict[str, Any]
_AGES: dict[str, tuple[tuple[tuple[int, float], ...], int]] = {
    "fast": (((30, 0.6), (90, 0.6)), 90),
    "quick": (((30, 0.4), (90, 0.4), (180, 0.4)), 90),
    "usual": (DEFAULT.evidence, 180),
    "slow": (((180, 0.6), (365, 0.6)), 180),
}
"""How evidence ages: half-lives and weights of the words' part, and the half-life of the meaning's part."""
_OPTIONS: dict[str, tuple[Any, ...]] = {
    "ages": tuple(_AGES),
    "meaning": (0.3, 0.6),
    "around": (30, 90, 180),
    "activity": (0.0, 0.15, 0.3, 0.6, 1.2),
    "channel": (0.0, 0.15, 0.3, 0.6),
    "asker": (0.0, 0.15, 0.3),
}


class Climbed(NamedTuple):
    """The weights that were found, and their mean gain over the beginning: raw, and among the long tail."""

    weights: Weights
    gain: float
    tail_gain: float


def climb(signals: Signals, tail: Signals, start: Weights) -> Climbed:
    """The weights to which changes that pay lead from ``start``; ``tail`` is the long tail of the same questions."""
    first = _tried(signals, tail, choice_of(start))
    best = first
    for _ in range(_ROUNDS):
        better = _best_step(signals, tail, best, first)
        if better is None:
            break
        best = better
    gains = (mean(after) - mean(before) for after, before in zip(best[1:], first[1:], strict=True))
    return Climbed(weights_of(best.choice, start), *gains)


class _Tried(NamedTuple):
    """A choice, and the quality of its answers to each question: of all, and of those of the long tail."""

    choice: Choice
    raw: Floats
    rare: Floats


def _tried(signals: Signals, tail: Signals, choice: Choice) -> _Tried:
    return _Tried(choice, quality(signals, scores(signals, choice)), quality(tail, scores(tail, choice)))


def mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def surely(gain: Floats, errors: float) -> bool:
    """Whether the mean is above 0 by more than that many standard errors."""
    return bool(gain.mean() > errors * gain.std() / np.sqrt(len(gain)))


def _best_step(signals: Signals, tail: Signals, now: _Tried, first: _Tried) -> _Tried | None:
    """The change of one constant that pays most, of those that pay."""
    best, found = 0.0, None
    for choice in _neighbours(now.choice):
        raw = quality(signals, scores(signals, choice))
        gain = float((raw - now.raw).mean())
        if gain <= best or not (surely(raw - now.raw, LIKELY) and surely(raw - first.raw, SURE)):
            continue
        other = _tried(signals, tail, choice)
        if mean(other.rare) >= mean(now.rare):
            best, found = gain, other
    return found


def _neighbours(choice: Choice) -> Iterator[Choice]:
    for name, values in _OPTIONS.items():
        if name != "meaning" or choice["meaning"]:
            yield from ({**choice, name: value} for value in values if value != choice[name])


def scores(signals: Signals, choice: Choice) -> Floats:
    """The score of every candidate by the formula."""
    evidence, related = _AGES[choice["ages"]]
    score = sum(weight * signals.of(f"evidence-{days}") for days, weight in evidence)
    score = score + choice["meaning"] * signals.of(f"related-{related}")
    score = score + choice["activity"] * signals.of(f"activity-{choice['around']}")
    found: Floats = score + choice["channel"] * signals.of("channel") + choice["asker"] * signals.of("asker")
    return found


def quality(signals: Signals, scores: Floats) -> Floats:
    """The mean of average precision and nDCG@10 of each question (0..1)."""
    helped = np.flatnonzero(signals.grade > 0)
    question = np.searchsorted(signals.offsets, helped, side="right") - 1
    lengths = np.diff(signals.offsets)[question]
    starts = signals.offsets[question]
    ends = np.cumsum(lengths)
    place = np.repeat(starts - (ends - lengths), lengths) + np.arange(int(lengths.sum()))
    above = scores[place] > np.repeat(scores[helped], lengths)
    rank = 1 + np.add.reduceat(above, ends - lengths, dtype=np.int64) if len(helped) else helped
    return (_average_precision(question, rank, len(signals)) + _ndcg(signals, helped, question, rank)) / 2


def _average_precision(question: Longs, rank: Longs, count: int) -> Floats:
    order = np.lexsort((rank, question))
    first = np.searchsorted(question[order], question[order])
    nth = np.arange(len(order)) - first + 1
    totals = np.bincount(question[order], nth / np.maximum(rank[order], nth), minlength=count)
    return np.asarray(totals / np.maximum(np.bincount(question, minlength=count), 1), np.float64)


def _ndcg(signals: Signals, helped: Longs, question: Longs, rank: Longs, most: int = 10) -> Floats:
    gain = np.exp2(signals.grade[helped]) - 1
    count = len(signals)
    got = np.bincount(question, np.where(rank <= most, gain / np.log2(rank + 1), 0), minlength=count)
    order = np.lexsort((-gain, question))
    nth = np.arange(len(order)) - np.searchsorted(question[order], question[order]) + 1
    best = np.where(nth <= most, gain[order] / np.log2(nth + 1), 0)
    return np.asarray(got / np.bincount(question[order], best, minlength=count), np.float64)


def choice_of(weights: Weights) -> Choice:
    """Weights as a choice; ``meaning`` 0 where similarity of meaning is off."""
    (around, activity) = weights.activity[0]
    return {
        "ages": next(name for name, (evidence, _) in _AGES.items() if evidence == weights.evidence),
        "meaning": weights.related[0][1] if weights.related else 0.0,
        "around": around,
        "activity": activity,
        "channel": weights.channel,
        "asker": weights.asker,
    }


def weights_of(choice: Choice, start: Weights) -> Weights:
    evidence, related = _AGES[choice["ages"]]
    return replace(
        start,
        evidence=evidence,
        related=((related, choice["meaning"]),) if choice["meaning"] else (),
        activity=((choice["around"], choice["activity"]),),
        channel=choice["channel"],
        asker=choice["asker"],
    )
