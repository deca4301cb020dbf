"""A need in words as weighted index terms, bridged over words that the community writes otherwise.

Dutch joins what English keeps apart: a word that the index does not know, nor as the other language spells it, counts
as the known words it is made of ("datawarehousebeheer" -> "data", "warehouse", "beheer"), and two neighbours also count
joined where the index knows that word.  A word that stays unknown, whole and in parts, counts a little as its
translations that the index knows.
Where that leaves nothing at all, one known part of a word is better than nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from expertgraph.search import words
from expertgraph.search.cognates import cognates
from expertgraph.search.compounds import Known, part_of, parts_of
from expertgraph.search.framing import unframed
from expertgraph.search.index import Index, View
from expertgraph.search.translating import MOST_WORDS as LONGEST_LABEL
from expertgraph.search.translating import Meaning, Translations

SHORTEST_HALF = 4
BRIDGE = 0.5
"""Weight of a term that stands for the need's word only by way of a compound."""
PARTLY = 0.25
"""Weight of the one known part of a word, where nothing else in the need is known."""
TRANSLATED = 0.3
"""Weight of a term that stands for the need's word only as a sure translation; a less sure one weighs less."""
SHORTEST_TRANSLATED = 5
"""Letters of a part that is translated: shorter ones are found by chance."""
MOST_WORDS = 400
MOST_SPLIT = 20
"""Unknown words of one need that are taken apart: a log file has hundreds."""


@dataclass(frozen=True, slots=True)
class Need:
    """A need: its text, the weight of each index term (by number) that it asks for, and how many different words it
    has that say what it is about (0: not counted)."""

    text: str
    terms: dict[int, float]
    words: int = 0


def need_of(index: Index, view: View, text: str, translations: Translations | None = None) -> Need:
    """Turn words into a need; which words are known is a matter of what the reader may see."""
    said = [word for match in words.tokens(text) if words.terms_of(word := match[0])][:MOST_WORDS]
    asked = unframed(said)
    weights: dict[str, float] = defaultdict(float)

    def known(term: str) -> int:
        return index.frequency(view, term)

    strange: dict[str, int] = {}
    for word, count in Counter(asked).items():
        terms = [term for term in words.terms_of(word) if known(term)]
        for term in terms:
            weights[term] += count
        split = not terms and len(strange) < MOST_SPLIT
        shared = translations is not None and split and _shared(word, known)
        parts = parts_of(words.fold(word), known) if split and not shared else ()
        for part in parts:
            weights[part] += BRIDGE * count
        if split and not parts:
            strange[word] = count
    for left, right in pairwise(asked):
        joined = words.stem(words.fold(left + right))
        if min(len(left), len(right)) >= SHORTEST_HALF and known(joined):
            weights[joined] += BRIDGE
    if strange and translations is not None:
        for term, weight in _translated(asked, strange, translations, known):
            weights[term] = max(weights[term], weight)
    if not weights:
        weights.update({part: PARTLY for word in strange for part in part_of(words.fold(word), known)})
    numbers = {index.number_of(term): weight for term, weight in weights.items()}
    return Need(text, numbers, len({words.fold(word) for word in asked}))


def _translated(
    asked: Sequence[str], strange: Mapping[str, int], translations: Translations, known: Known
) -> Iterator[tuple[str, float]]:
    """Known terms that the unknown words mean, with their weight: those of whole labels that hold one, else those of
    the word, else those of its parts."""
    told: set[str] = set()
    stems = [words.terms_of(word)[0] for word in asked]
    for size in range(LONGEST_LABEL, 1, -1):
        for start in range(len(asked) - size + 1):
            fresh = (strange.keys() & set(asked[start : start + size])) - told
            meanings = translations.of(stems[start : start + size]) if fresh else []
            told |= fresh if meanings else set()
            yield from _weighed(meanings, known)
    for word in sorted(strange.keys() - told):
        yield from _of_word(word, translations, known)


def _of_word(word: str, translations: Translations, known: Known) -> Iterator[tuple[str, float]]:
    """The word as the other language spells it, else its translations, else the same of its parts."""
    if meanings := _shared(word, known) or translations.of(words.terms_of(word)[:1]):
        yield from _weighed(meanings, known)
        return

    def told(term: str) -> int:
        return known(term) or len(translations.of([term]))

    for part in parts_of(words.fold(word), told, SHORTEST_TRANSLATED):
        if known(part):
            yield part, BRIDGE
        else:
            yield from _weighed(translations.of([part]), known)


def _shared(word: str, known: Known) -> list[Meaning]:
    """The known terms of the word as the other language spells it."""
    terms = (words.stem(each) for each in cognates(words.fold(word)))
    return [Meaning(term, 1.0) for term in dict.fromkeys(terms) if known(term)]


def _weighed(meanings: Iterable[Meaning], known: Known) -> Iterator[tuple[str, float]]:
    return ((each.term, TRANSLATED * each.share) for each in meanings if known(each.term))
