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
from expertgraph.search.index import Index, View

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


def need_of(index: Index, view: View, text: str) -> Need:
    """Turn words into a need; which words are known is a matter of what the reader may see."""
    asked = [word for match in words.tokens(text) if words.terms_of(word := match[0])][:MOST_WORDS]
    weights: dict[str, float] = defaultdict(float)
    for word, count in Counter(asked).items():
        known = [term for term in words.terms_of(word) if index.frequency(view, term)]
        for term in known:
            weights[term] += count
        for half in () if known else _halves(index, view, words.fold(word)):
            weights[half] += BRIDGE * count
    for left, right in pairwise(asked):
        joined = words.stem(words.fold(left + right))
        if min(len(left), len(right)) >= SHORTEST_HALF and index.frequency(view, joined):
            weights[joined] += BRIDGE
    return Need(text, {index.number_of(term): weight for term, weight in weights.items()})


def _halves(index: Index, view: View, word: str) -> tuple[str, ...]:
    """The two known words an unknown one is made of, split where the rarer half is most frequent; or none."""
    best: tuple[int, tuple[str, ...]] = (0, ())
    for cut in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1):
        right = words.stem(word[cut:])
        known = index.frequency(view, right)
        for link in _LINKS if known else ():
            start = word[:cut].removesuffix(link)
            if word[:cut].endswith(link) and len(start) >= SHORTEST_HALF - 1:
                left = words.stem(start)
                best = max(best, (min(known, index.frequency(view, left)), (left, right)))
    return best[1] if best[0] else ()
