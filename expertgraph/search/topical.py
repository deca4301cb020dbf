"""The same search without mere activity: who stands out for the topic, whether or not they answer much else.

What a person wrote about the need, and what they declare, counts; every part that rests on neither (recent answers on
anything, answers in a channel, ties, what was learnt about activity) is left out.  Beside the default, which pays
attention to who is around, this is the long-tail view.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from expertgraph.search.arrays import Floats, Ints
from expertgraph.search.ranking import Part, total
from expertgraph.search.searcher import Ranking

TOPICAL, POPULAR, CLAIMED = "topical", "popular", "claimed"


def about_the_topic(part: Part) -> bool:
    """Whether a part rests on what was written about the need, or on what was declared."""
    return part.voted or part.code == "declared"


def topical(ranking: Ranking) -> Ranking:
    """The ranking by the parts about the topic alone; they add up to its score."""
    parts = [part for part in ranking.parts if about_the_topic(part)]
    return replace(ranking, parts=parts, score=total(parts, len(ranking.score)))


class Standing:
    """Whether somebody stands out for a need or answers everything: the share of all evidence for the need that is
    theirs, against their share of all recent answers (both 0..1)."""

    def __init__(self, ranking: Ranking, amounts: Floats, owners: Ints) -> None:
        people = len(ranking.score)
        self.evidence: Floats = np.bincount(owners, amounts, minlength=people) / (amounts.sum() or 1)
        self.answers: Floats = ranking.recent / (ranking.recent.sum() or 1)

    def of(self, row: int) -> str:
        """``topical``, ``popular``, or ``claimed`` without any evidence."""
        if self.evidence[row] == 0:
            return CLAIMED
        return TOPICAL if self.evidence[row] >= self.answers[row] else POPULAR
