"""What a community's own history teaches about ranking: how fast evidence ages there, what being around is worth.

The latest answered questions are asked again (:mod:`expertgraph.search.signals`), and the formula's constants are
changed one at a time, from the default, for as long as a change pays: it raises the mean of average precision and
nDCG@10 by more than ``LIKELY`` standard errors (paired), what was changed so far raises it by more than ``SURE`` over
the default, and among questions that others than the most active people answered it is not lower.  So a community
without enough history, or of which it teaches nothing that is sure, keeps the default.  The same index gives the
same result.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from expertgraph.search.arrays import DAY, Floats, Longs, Mask
from expertgraph.search.ranking import DEFAULT, Weights
from expertgraph.search.replay import Questions, questions, replies
from expertgraph.search.searcher import Searcher
from expertgraph.search.signals import Signals, gather

LEAST, ENOUGH, MOST = 200, 500, 1_000
"""Questions: fewest to learn from; those of the last year, at least ``ENOUGH`` and at most ``MOST``, are asked."""
LIKELY, SURE = 0.5, 2.0
TAIL = 0.01
"""The share of candidates, most active first, that the long tail leaves out: at least 5 people, at most 10."""
CHANNEL, ASKER = 0.3, 0.15
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


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learnt: the weights, from how many questions, and the mean gain over the default (raw and among
    the long tail, in the mean of average precision and nDCG@10); ``until`` is the moment before which was learnt.
    """

    weights: Weights
    questions: int
    gain: float
    tail_gain: float
    until: int

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        weights = self.weights
        return {
            "weights": {name: getattr(weights, name) for name in ("evidence", "related", "activity")}
            | {"channel": weights.channel, "asker": weights.asker},
            "questions": self.questions,
            "gain": self.gain,
            "tail_gain": self.tail_gain,
            "until": self.until,
        }


def taught(lesson: dict[str, Any] | None, start: Weights) -> Weights:
    """The weights of a lesson as :meth:`Lesson.plain` holds it; ``start`` without one."""
    if not lesson:
        return start
    said = lesson["weights"]
    return replace(
        start,
        evidence=_pairs(said["evidence"]),
        related=_pairs(said["related"]),
        activity=_pairs(said["activity"]),
        channel=float(said["channel"]),
        asker=float(said["asker"]),
    )


def _pairs(said: Sequence[Sequence[float]]) -> tuple[tuple[int, float], ...]:
    return tuple((int(days), float(weight)) for days, weight in said)


def starting(settings: Mapping[str, Any]) -> Weights:
    """The default with what the settings switch on or off."""
    return replace(
        DEFAULT,
        channel=CHANNEL if settings["search.channel"] else 0.0,
        asker=ASKER if settings["search.asker"] else 0.0,
        related=DEFAULT.related if settings["search.meaning"] else (),
    )


def learn(
    searcher: Searcher,
    *,
    until: int,
    start: Weights = DEFAULT,
    accepted: Collection[str] = (),
    allowed: Mask | None = None,
    tell: Callable[[str, int], None] = lambda _what, _count: None,
) -> Lesson:
    """What the questions answered before ``until`` (UTC seconds) teach.

    ``accepted``: ids of items that were marked as the answer; ``allowed``: who may be named (None: everybody).
    """
    given = replies(searcher.index)
    asked = questions(searcher.index, given, accepted)
    rows = _latest(asked, until)
    if len(rows) < LEAST:
        return Lesson(start, len(rows), 0.0, 0.0, until)
    fit = np.ones(searcher.people, bool) if allowed is None else allowed
    signals = gather(searcher, asked, given, rows, fit, tell)
    latest = int(asked.at[rows[-1]])
    candidates = int(np.count_nonzero(given.candidates(latest, searcher.people, fit)))
    active = given.most_active(latest, min(max(int(candidates * TAIL), 5), 10))
    return _climb(signals, signals.without(active), start, until)


def _latest(asked: Questions, until: int) -> Longs:
    """Those of the year before the last one, at least ``ENOUGH`` where there are that many, at most ``MOST``."""
    rows = asked.between(-(2**62), until)
    if not len(rows):
        return rows
    recent = int(np.count_nonzero(asked.at[rows] >= asked.at[rows[-1]] - 365 * DAY))
    return rows[-min(max(recent, ENOUGH), MOST) :]


def _climb(signals: Signals, tail: Signals, start: Weights, until: int) -> Lesson:
    first = _tried(signals, tail, _choice_of(start))
    best = first
    for _ in range(_ROUNDS):
        better = _best_step(signals, tail, best, first)
        if better is None:
            break
        best = better
    weights = _weights_of(best.choice, start)
    gain, tail_gain = (
        float(_mean(after) - _mean(before)) for after, before in zip(best[1:], first[1:], strict=True)
    )
    return Lesson(weights, len(signals), gain, tail_gain, until)


class _Tried(NamedTuple):
    """A choice, and the quality of its answers to each question: of all, and of those of the long tail."""

    choice: Choice
    raw: Floats
    rare: Floats


def _tried(signals: Signals, tail: Signals, choice: Choice) -> _Tried:
    return _Tried(choice, quality(signals, _scores(signals, choice)), quality(tail, _scores(tail, choice)))


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def _surely(gain: Floats, errors: float) -> bool:
    """Whether the mean is above 0 by more than that many standard errors."""
    return bool(gain.mean() > errors * gain.std() / np.sqrt(len(gain)))


def _best_step(signals: Signals, tail: Signals, now: _Tried, first: _Tried) -> _Tried | None:
    """The change of one constant that pays most, of those that pay."""
    best, found = 0.0, None
    for choice in _neighbours(now.choice):
        raw = quality(signals, _scores(signals, choice))
        gain = float((raw - now.raw).mean())
        if gain <= best or not (_surely(raw - now.raw, LIKELY) and _surely(raw - first.raw, SURE)):
            continue
        other = _tried(signals, tail, choice)
        if _mean(other.rare) >= _mean(now.rare):
            best, found = gain, other
    return found


def _neighbours(choice: Choice) -> Iterator[Choice]:
    for name, values in _OPTIONS.items():
        if name != "meaning" or choice["meaning"]:
            yield from ({**choice, name: value} for value in values if value != choice[name])


def _scores(signals: Signals, choice: Choice) -> Floats:
    """The score of every candidate."""
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


def _choice_of(weights: Weights) -> Choice:
    """The default as a choice; ``meaning`` 0 where similarity of meaning is off."""
    (around, activity) = weights.activity[0]
    return {
        "ages": "usual",
        "meaning": weights.related[0][1] if weights.related else 0.0,
        "around": around,
        "activity": activity,
        "channel": weights.channel,
        "asker": weights.asker,
    }


def _weights_of(choice: Choice, start: Weights) -> Weights:
    evidence, related = _AGES[choice["ages"]]
    return replace(
        start,
        evidence=evidence,
        related=((related, choice["meaning"]),) if choice["meaning"] else (),
        activity=((choice["around"], choice["activity"]),),
        channel=choice["channel"],
        asker=choice["asker"],
    )
