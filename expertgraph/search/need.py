"""A need in words as weighted index terms, bridged over compounds that the community writes otherwise.

Dutch joins what English keeps apart: a word that the index does not know counts as its two known halves
("datawarehouse" -> "data", "warehouse"), and two neighbours also count joined where the index knows that
word.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from expertgraph.search import words
from expertgraph.search.index import Index

SHORTEST_HALF = 4
BRIDGE = 0.5
"""Weight of a term that stands for the need's word only by way of a compound."""
MOST_WORDS = 400
_LINKS = ("", "s", "en", "e", "-")


@dataclass(frozen=True, slots=True)
class Need:
    """A need: its text, and the weight of each index term (by number) that it asks for."""

    text: str
    terms: dict[int, float]


def need_of(index: Index, text: str) -> Need:
    """Turn words into a need."""
    asked = words.terms(text)[:MOST_WORDS]
    weights: defaultdict[int, float] = defaultdict(float)
    for term, count in Counter(asked).items():
        number = index.number_of(term)
        if number >= 0:
            weights[number] += count
            continue
        for half in _halves(index, term):
            weights[half] += BRIDGE * count
    for left, right in pairwise(asked):
        number = index.number_of(left + right)
        if number >= 0 and min(len(left), len(right)) >= SHORTEST_HALF:
            weights[number] += BRIDGE
    return Need(text, dict(weights))


def _halves(index: Index, term: str) -> list[int]:
    """The two known words an unknown one is made of, split where the rarer half is most frequent; or none."""
    best: tuple[int, list[int]] = (0, [])
    for cut in range(SHORTEST_HALF, len(term) - SHORTEST_HALF + 1):
        right = index.number_of(words.stem(term[cut:]))
        if right < 0:
            continue
        for link in _LINKS:
            left = (
                index.number_of(words.stem(term[:cut].removesuffix(link)))
                if term[:cut].endswith(link)
                else -1
            )
            if left >= 0:
                known = min(index.frequency(left), index.frequency(right))
                best = max(best, (known, [left, right]))
    return best[1]
