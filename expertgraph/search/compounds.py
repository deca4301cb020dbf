"""Dutch compounds taken apart: into known words, as few as there can be."""

from __future__ import annotations

from collections.abc import Callable

from expertgraph.search import words

SHORTEST = 4
MOST_PARTS = 4
LONGEST = 40
SHORTEST_ALONE = 5
_LONG_ENOUGH = 6
LINKS = ("s", "en", "e", "-")
ENDINGS = frozenset(
    "achtig atie aties baar baarheid bare eren erend erende heden heid ingen isch ische isme iteit lijk lijke lijkheid"
    " loos loze ment schap zaam zame ation ations able ably ible ings less ment ments ness tion tions".split()
)
"""What looks like a part and is an ending.  Data: extend freely."""

Known = Callable[[str], int]
"""How often a term is met; 0 for an unknown one."""
_Split = tuple[int, tuple[str, ...]]
"""How often the rarest part is met, and the terms of the parts."""


def parts_of(word: str, known: Known, shortest: int = SHORTEST) -> tuple[str, ...]:
    """The terms of the known words that a folded word is made of, joined by s, en, e or a hyphen.

    No part has fewer letters than ``shortest``, or one less before a linking sound, and none is a mere ending.
    Of several ways the one with the fewest parts, and of those the one whose rarest part is met most; empty where
    there is none.

    >>> parts_of("datawarehousebeheer", lambda term: int(term in {"dat", "data", "warehous", "beher"}))
    ('data', 'warehous', 'beher')
    """
    if not 2 * shortest - 1 <= len(word) <= LONGEST:
        return ()
    frequency: dict[str, int] = {}

    def met(text: str) -> tuple[str, int]:
        term = words.stem(text)
        if text not in frequency:
            frequency[text] = known(term) if _fit(text, term) else 0
        return term, frequency[text]

    best: dict[int, _Split] = {0: (1 << 60, ())}
    for _ in range(MOST_PARTS):
        longer: dict[int, _Split] = {}
        for start, (rarest, parts) in best.items():
            for end in range(start + shortest, len(word) + 1):
                for text in _without_links(word[start:end], shortest, last=end == len(word)):
                    term, count = met(text)
                    if count:
                        longer[end] = max(longer.get(end, (0, ())), (min(rarest, count), (*parts, term)))
        if len(word) in longer and len(longer[len(word)][1]) > 1:
            return longer[len(word)][1]
        best = {end: split for end, split in longer.items() if end < len(word)}
    return ()


def part_of(word: str, known: Known) -> tuple[str, ...]:
    """The term of the longest known word that a folded word ends or begins with, whatever the rest is; or nothing.

    >>> part_of("databasebeheer", lambda term: int(term == "databas"))
    ('databas',)
    """
    for length in range(min(len(word), LONGEST) - 1, SHORTEST_ALONE - 1, -1):
        for text in (word[-length:], *_without_links(word[:length], SHORTEST_ALONE + 1, last=False)):
            term = words.stem(text)
            if text not in ENDINGS and _fit(text, term) and known(term):
                return (term,)
    return ()


def _fit(text: str, term: str) -> bool:
    """Whether a part stands for its stem: of a short one the stemmer leaves too little ("eunen" is no word)."""
    return len(text) >= _LONG_ENOUGH or len(term) >= min(len(text) - 1, SHORTEST)


def _without_links(piece: str, shortest: int, *, last: bool) -> list[str]:
    """What a piece may stand for: itself, or a word and a linking sound; the last piece has none."""
    found = [] if piece in ENDINGS else [piece]
    if not last:
        bare = (piece.removesuffix(link) for link in LINKS if piece.endswith(link))
        found += [each for each in bare if len(each) >= shortest - 1]
    return found
