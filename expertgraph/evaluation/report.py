"""What an evaluation says: means with intervals, differences, and whether there is enough to tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from expertgraph.evaluation.measures import MEASURES, Interval, intervals, needed, resampled
from expertgraph.evaluation.opponents import PLAIN, POPULARITY, PROFILE
from expertgraph.search.arrays import Floats

SEARCH = "search"
OPPONENTS = ("popularity", PROFILE, PLAIN)
"""What the search is compared with; ``popularity`` is the best of its three."""
LEAST = 30
"""Fewest questions from which anything is concluded."""
DECIDING = "map"
"""The measure that decides which popularity is best, and whether the search is better than an opponent."""
ALL, TAIL = "all", "long-tail"
BETTER, WORSE, EVEN, UNKNOWN = "better", "worse", "even", "unknown"
BETTER_ALL, BETTER_TAIL = "better-all", "better-tail"


@dataclass(frozen=True, slots=True)
class Report:
    """One evaluation.  Times are UTC seconds.

    ``frozen``: all evidence is of before ``start``, else of before each question.  ``as_of`` is where the history
    ends, ``first`` and ``last`` when the first and last of the ``questions`` was asked, ``answered`` how many answered
    questions there were to choose from.  ``helpers`` is how many people helped, ``left_out`` how many of the most
    active the long tail leaves out.  ``lessons`` is how many questions of before the slice the search could learn
    from, ``learnt`` whether they taught it anything.
    """

    edition: int
    frozen: bool
    as_of: int
    start: int
    first: int
    last: int
    answered: int
    questions: int
    helpers: int
    left_out: int
    lessons: int
    learnt: bool
    outcomes: list[Outcome]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one system: its mean over the questions and the 95 % bootstrap interval, 0 to 1."""

    measure: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class System:
    """One way to find somebody, by code, and how well it does."""

    code: str
    figures: list[Figure]

    def figure(self, measure: str) -> Figure:
        """One of its figures."""
        return next(each for each in self.figures if each.measure == measure)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The search against one opponent on the same questions: the mean difference of each measure with the interval of a
    paired bootstrap; above 0 the search is better.  ``questions_needed`` would tell this difference from chance."""

    opponent: str
    differences: list[Figure]
    questions_needed: int | None

    def difference(self, measure: str) -> Figure:
        """The difference in one measure."""
        return next(each for each in self.differences if each.measure == measure)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One view of the questions: ``all``, or ``long-tail``, without the most active people.

    ``systems`` are the search and its opponents; ``popularity`` says which of the popularities is the best.
    """

    view: str
    questions: int
    candidates: int
    popularity: str
    systems: list[System]
    comparisons: list[Comparison]

    def system(self, code: str) -> System:
        """A system by code; ``popularity`` is the best of them."""
        wanted = self.popularity if code == "popularity" else code
        return next(each for each in self.systems if each.code == wanted)


def outcome(view: str, candidates: int, scores: Mapping[str, Floats]) -> Outcome:
    """Sum up the scores (questions x ``MEASURES``) of every system on the same questions."""
    questions = len(scores[SEARCH])
    if not questions:
        return Outcome(view, 0, candidates, POPULARITY[0], [], [])
    draws = resampled(questions)
    systems = [System(code, _figures(intervals(each, draws))) for code, each in scores.items()]
    means = {each.code: each.figure(DECIDING).mean for each in systems}
    popular = max(POPULARITY, key=lambda code: means[code])
    comparisons = []
    for opponent in OPPONENTS:
        differences = scores[SEARCH] - scores[popular if opponent == "popularity" else opponent]
        deciding = differences[:, MEASURES.index(DECIDING)]
        figures = _figures(intervals(differences, draws))
        comparisons.append(Comparison(opponent, figures, needed(deciding)))
    return Outcome(view, questions, candidates, popular, systems, comparisons)


def _figures(found: Sequence[Interval]) -> list[Figure]:
    return [Figure(name, each.mean, each.low, each.high) for name, each in zip(MEASURES, found, strict=True)]


def verdict(outcomes: Sequence[Outcome], opponent: str) -> str:
    """``better`` than an opponent, where that shows with everybody and in the long tail; ``better-all`` or
    ``better-tail`` where it shows in one of them only; ``worse`` where that shows in either; else ``even``.
    ``unknown`` with fewer than ``LEAST`` questions in either."""
    if any(each.questions < LEAST for each in outcomes):
        return UNKNOWN
    everybody, tail = (
        comparison.difference(DECIDING)
        for each in outcomes
        for comparison in each.comparisons
        if comparison.opponent == opponent
    )
    if everybody.high < 0 or tail.high < 0:
        return WORSE
    if everybody.low > 0 and tail.low > 0:
        return BETTER
    return BETTER_ALL if everybody.low > 0 else BETTER_TAIL if tail.low > 0 else EVEN


def questions_needed(outcomes: Sequence[Outcome], opponent: str) -> int | None:
    """How many questions would tell the search from an opponent with everybody and in the long tail, if what was seen
    holds; at least ``LEAST``.  None where no number would."""
    found = [float(LEAST)]
    for each in outcomes:
        for comparison in each.comparisons:
            if comparison.opponent == opponent:
                if comparison.questions_needed is None:
                    return None
                # Only some of the questions have a helper in the long tail.
                found.append(comparison.questions_needed * outcomes[0].questions / each.questions)
    return ceil(max(found))
