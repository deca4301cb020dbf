"""What a community's own history teaches about ranking: how fast evidence ages there, what being around is worth.

First the formula's constants: the latest answered questions are asked again (:mod:`expertgraph.search.signals`), and
constants are changed where that pays (:mod:`expertgraph.search.choosing`).  A community without enough history, or of
which it teaches nothing that is sure, keeps the default.

Then, from ``ENOUGH`` questions on, trees (:mod:`expertgraph.search.trees`).  They are grown on the earlier three
quarters and kept only if they surely beat the constants on the latest quarter, and are not worse there without the
most active people; then they are grown anew on all.

Learnt is from open channels alone, so that nothing follows from what somebody may not read.  The same index gives
the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from expertgraph.search.arrays import DAY, Longs, Mask
from expertgraph.search.choosing import SURE, choice_of, climb, mean, quality, scores, surely
from expertgraph.search.ranking import DEFAULT, Weights
from expertgraph.search.replay import Questions, questions, replies
from expertgraph.search.searcher import Searcher
from expertgraph.search.signals import Signals, gather
from expertgraph.search.trees import WEIGHT, Trees, available, grow

LEAST, ENOUGH, MOST = 200, 500, 1_000
"""Questions: fewest to learn from, of which half must have been answered by somebody known by then; those of the last
year, at least ``ENOUGH`` and at most ``MOST``, are asked."""
TAIL = 0.01
"""The share of candidates, most active first, that the long tail leaves out: at least 5 people, at most 10."""
CHANNEL, ASKER = 0.3, 0.15


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learnt: the weights, the mean gain over the default in the mean of average precision and nDCG@10 (raw
    and among the long tail), and from how many questions; ``until`` is the moment before which was learnt.
    ``trees`` is kept, not-better, too-few (questions), off (not asked for) or absent (LightGBM cannot be loaded), and
    ``trees_gain`` what they gained over the weights on the latest quarter, None where they were not kept.
    """

    weights: Weights
    gain: float
    tail_gain: float
    questions: int
    until: int
    trees: str = "off"
    trees_gain: float | None = None

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
            "trees": self.trees,
            "trees_gain": self.trees_gain,
        }


def taught(lesson: dict[str, Any] | None, start: Weights, trees: Trees | None = None) -> Weights:
    """The weights of a lesson as :meth:`Lesson.plain` holds it, with its trees; ``start`` without one."""
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
        trees=trees,
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
    channels: Mask | None = None,
    trees: bool = True,
    tell: Callable[[str, int], None] = lambda _what, _count: None,
) -> Lesson:
    """What the questions answered before ``until`` (UTC seconds) teach.

    ``accepted``: ids of items that were marked as the answer; ``allowed``: who may be named (None: everybody);
    ``channels``: where what was asked and written counts (None: everywhere); ``trees``: whether to grow any.
    """
    given = replies(searcher.index, channels)
    asked = questions(searcher.index, given, accepted)
    rows = _latest(asked, until)
    if len(rows) < LEAST:
        return Lesson(start, 0.0, 0.0, len(rows), until)
    fit = np.ones(searcher.people, bool) if allowed is None else allowed
    signals = gather(searcher, asked, given, rows, fit, channels, tell)
    if len(signals) < LEAST // 2:
        return Lesson(start, 0.0, 0.0, len(signals), until)
    latest = int(asked.at[rows[-1]])
    candidates = int(np.count_nonzero(given.candidates(latest, searcher.people, fit)))
    active = given.most_active(latest, min(max(int(candidates * TAIL), 5), 10))
    lesson = Lesson(*climb(signals, signals.without(active), start), len(signals), until)
    if not trees:
        return lesson
    if len(rows) < ENOUGH:
        return replace(lesson, trees="too-few")
    if not available():
        return replace(lesson, trees="absent")
    tell("growing trees", len(signals))
    return _with_trees(lesson, signals, active, start)


def _with_trees(lesson: Lesson, signals: Signals, active: Longs, start: Weights) -> Lesson:
    """The lesson with trees, if trees of the earlier questions win on the latest ones."""
    cut = len(signals) * 3 // 4
    earlier, later = signals.slice(0, cut), signals.slice(cut, len(signals))
    then = choice_of(climb(earlier, earlier.without(active), start).weights)
    grown = grow(earlier, scores(earlier, then))
    gains = []
    for part in (later, later.without(active)):
        formula = scores(part, then)
        corrected = formula + WEIGHT * grown.said(part.values, formula)
        gains.append(quality(part, corrected) - quality(part, formula))
    raw, rare = gains
    if not surely(raw, SURE) or mean(rare) < 0:
        return replace(lesson, trees="not-better")
    kept = grow(signals, scores(signals, choice_of(lesson.weights)))
    weights = replace(lesson.weights, trees=kept)
    return replace(lesson, weights=weights, trees="kept", trees_gain=mean(raw))


def _latest(asked: Questions, until: int) -> Longs:
    """Those of the year before the last one, at least ``ENOUGH`` where there are that many, at most ``MOST``."""
    rows = asked.between(-(2**62), until)
    if not len(rows):
        return rows
    recent = int(np.count_nonzero(asked.at[rows] >= asked.at[rows[-1]] - 365 * DAY))
    return rows[-min(max(recent, ENOUGH), MOST) :]
