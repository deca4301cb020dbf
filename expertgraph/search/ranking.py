"""Fit for a need: the formula, and nothing that cannot be shown.

    score(p) = .6 E90(p) + .6 E180(p) + .6 V180(p) + .3 A90(p) + .2 D(p) [+ C(p) + T(p)]

E: the 300 to 600 best documents by BM25, at most 50 of one person, each give their person ``bm25/max *
2^(-age/half-life) * role`` (1 who answered, .3 who asked), for half-lives of 90 and 180 days. V: the same
from the documents of the 150 nearest questions by meaning. A: recent answers (half-life 90 days), compressed. C:
recent answers in the asked channel, and T: log1p(answers to the asker before), both off unless a setting or the
community's own history says that they help. D: BM25 of the declared skills, without decay.
For a need of a single word (the name of a thing) 4 S(p) comes on top: the same votes of the 30 best documents without
decay, because who asks by name looks for whoever stands for it.  Where the community's history has taught more than
the formula can say, what that adds is one more part.
Each part is divided by its maximum over people.  The numbers stand for a community without enough history;
:mod:`expertgraph.search.learning` finds those of one that has it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from expertgraph.search.arrays import DAY, UNDATED, Array, Floats, Longs, Singles, sums
from expertgraph.search.damping import Damping
from expertgraph.search.documents import Documents
from expertgraph.search.index import View, top
from expertgraph.search.need import Need
from expertgraph.search.works import Works

_AROUND = 50
"""Whoever answered a fiftieth of the most counts for a sixth of the most, at any age of the index."""


class Corrector(Protocol):
    """What a community's own answers taught beyond the formula (:mod:`expertgraph.search.trees`)."""

    def amounts(self, values: Array, formula: Floats) -> Floats:
        """What is added to everybody's score by the formula, given their signals."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The formula's constants: ``evidence``, ``related`` and ``activity`` as pairs of a half-life in days and what
    it weighs, the others as what they weigh. ``asked`` is the role factor of who asked;
    ``documents`` (least and most), ``documents_each`` (of one person) and ``questions`` are how many of the
    best count.
    """

    evidence: tuple[tuple[int, float], ...] = ((90, 0.6), (180, 0.6))
    related: tuple[tuple[int, float], ...] = ((180, 0.6),)
    activity: tuple[tuple[int, float], ...] = ((90, 0.3),)
    channel: float = 0.0
    asker: float = 0.0
    declared: float = 0.2
    standing: float = 4.0
    standing_documents: int = 30
    standing_each: int = 10
    asked: float = 0.3
    documents: tuple[int, int] = (300, 600)
    documents_each: int = 50
    questions: int = 150
    trees: Corrector | None = None
    trees_words: int = 6


DEFAULT = Weights()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score: its code, its amount per person (already weighted), and, where it rests on
    documents, the share of each in its person's amount (aligned with ``documents``). ``voted``: it rests
    on documents.
    """

    code: str
    amount: Floats
    documents: Longs = field(default_factory=lambda: np.zeros(0, np.int64))
    shares: Floats = field(default_factory=lambda: np.zeros(0))
    voted: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What documents count besides how well they fit: the role of their person, and what keeps anybody from talking
    themselves up."""

    documents: Documents
    works: Works
    damping: Damping


def decay(view: View, documents: Longs, half_life: float) -> Floats:
    """2^(-age/half-life) of documents at the view's moment; 1 for those without a time."""
    last = view.last[documents]
    age = np.where(last == UNDATED, 0, view.time - last) / DAY
    return np.exp2(-age / half_life)


def voting_part(
    code: str,
    strengths: Floats,
    voters: Longs,
    persons: Longs,
    people: int,
    weight: float,
) -> Part:
    """Sum what documents give their persons, divide by the largest sum, weigh."""
    votes = sums(persons, strengths, people)
    largest = votes.max(initial=0.0)
    scale = weight / largest if largest > 0 else 0.0
    return Part(code, votes * scale, voters, strengths * scale, voted=True)


def prior_part(code: str, amount: Floats, weight: float) -> Part:
    """An amount per person that rests on no document, divided by its largest, weighed."""
    largest = amount.max(initial=0.0)
    return Part(code, amount * (weight / largest) if largest > 0 else np.zeros_like(amount))


@dataclass(frozen=True, slots=True)
class Voters:
    """Documents that vote, what each is worth before it ages, and whose it is."""

    documents: Longs
    strength: Floats
    persons: Longs


def voters(rules: Rules, view: View, need: Need, bm25: Singles, most: int, each: int, asked: float) -> Voters:
    """The best ``most`` documents by BM25, of one person at most ``each``, with what speaks for itself damped."""
    documents = rules.documents
    best = _best(documents, bm25, 2 * most, each)
    works = rules.works.channels(view.time)
    strength = bm25[best].astype(np.float64)
    strength *= rules.damping.factor(best, strength, view, need.terms, works)
    kept = np.sort(top(strength, most))
    best = best[kept]
    strength = strength[kept] * rules.works.factor(best, view.time, asked)
    return Voters(best, strength, documents.person[best].astype(np.int64))


def evidence_parts(found: Voters, view: View, people: int, weights: Weights) -> list[Part]:
    """E: what the best documents give their persons, by age."""
    rows, strength = found.documents, found.strength
    return [
        voting_part(
            f"evidence-{days}", strength * decay(view, rows, days), rows, found.persons, people, weight
        )
        for days, weight in weights.evidence
    ]


def standing_part(found: Voters, people: int, weights: Weights) -> Part:
    """S: the same of the few documents that are most about the need, however old they are."""
    return voting_part("standing", found.strength, found.documents, found.persons, people, weights.standing)


def pool(count: int, weights: Weights) -> int:
    """How many of ``count`` documents vote: one in sixteen, within the bounds of ``weights.documents``."""
    least, most = weights.documents
    return min(max(count // 16, least), most)


def _best(documents: Documents, scores: Singles, most: int, each: int) -> Longs:
    """The best ``most`` documents, of one person at most ``each``; changes ``scores``."""
    while True:
        best = top(scores, most)
        counts = np.bincount(documents.person[best])
        flooding = np.flatnonzero(counts > each)
        if not len(flooding):
            return best
        for person in flooding:
            first, end = np.searchsorted(documents.person, [person, person + 1])
            own = scores[first:end]
            kept = top(own, each)
            strongest = own[kept]
            own[:] = 0
            own[kept] = strongest


def related_parts(
    rules: Rules, view: View, documents: Longs, cosine: Floats, people: int, weights: Weights
) -> list[Part]:
    """V: votes of the documents of the nearest questions, with the question's cosine as their strength."""
    works = rules.works.channels(view.time)
    strength = cosine * rules.works.factor(documents, view.time, weights.asked)
    strength *= rules.damping.factor(documents, cosine, view, None, works)
    persons = rules.documents.person[documents].astype(np.int64)
    return [
        voting_part(
            f"related-{days}", strength * decay(view, documents, days), documents, persons, people, weight
        )
        for days, weight in weights.related
    ]


def activity_part(code: str, count: Floats, weight: float) -> Part:
    """An amount that tells who is around: twice as many answers count little more, whatever their number."""
    largest = count.max(initial=0.0)
    return prior_part(code, np.log1p(_AROUND * count / largest) if largest > 0 else count, weight)


def total(parts: list[Part], people: int) -> Floats:
    """The score per person: the sum of the parts, in their order."""
    score = np.zeros(people)
    for part in parts:
        score += part.amount
    return score
