"""Translations of words that an index does not know, between Dutch and English, learnt from a vocabulary.

Where the labels of a concept are loaded in both languages they say what its words mean: whole labels translate as
they stand, and single words by a lexicon that IBM Model 1 (Brown, Della Pietra, Della Pietra & Mercer 1993) learns
from all pairs of labels.  The same labels give the same bytes.  Both directions are one table; its keys and targets
are index terms, a label's joined by spaces.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from expertgraph.search import words
from expertgraph.search.arrays import Floats, Longs, Singles, Strings, offsets_of, read, write
from expertgraph.store import Store

ROUNDS = 6
"""Rounds of expectation and maximisation; the likelihood of held-out pairs is flat from there on."""
LEAST = 0.3
"""Two words translate each other when the geometric mean of their probabilities in both directions is above this."""
MOST_TARGETS = 3
MOST_WORDS = 4
"""Terms of the longest label that is translated as a whole."""
_MOST_OTHER_NAMES = 4
_LANGUAGES = ("en", "nl")


class Meaning(NamedTuple):
    """A term that a word or label stands for in the other language, and how surely (0..1)."""

    term: str
    share: float


class Translations:
    """The table of an edition, for reading; empty where no vocabulary was loaded in both languages."""

    def __init__(self, folder: Path) -> None:
        self._keys = Strings.load(folder, "translation.keys")
        self._targets = Strings.load(folder, "translation.targets")
        self._offsets: Longs = read(folder, "translation.offsets")
        self._target: Longs = read(folder, "translation.target")
        self._share: Singles = read(folder, "translation.share")

    def of(self, terms: Sequence[str]) -> list[Meaning]:
        """What a word, or the words of a label in order, mean; none where it is not known."""
        place = self._keys.place(" ".join(terms))
        if place < 0:
            return []
        span = slice(self._offsets[place], self._offsets[place + 1])
        return [
            Meaning(self._targets[int(target)], float(share))
            for target, share in zip(self._target[span], self._share[span], strict=True)
        ]

    @staticmethod
    def build(folder: Path, store: Store) -> None:
        """Write the table of the labels that the store holds."""
        table = table_of(_pairs(store))
        keys = sorted(table)
        targets = sorted({meaning.term for meanings in table.values() for meaning in meanings})
        number = {term: place for place, term in enumerate(targets)}
        rows = [(key, number[m.term], m.share) for key, text in enumerate(keys) for m in table[text]]
        key, target, share = zip(*rows, strict=True) if rows else ((), (), ())
        Strings.save(folder, "translation.keys", keys)
        Strings.save(folder, "translation.targets", targets)
        write(
            folder,
            {
                "translation.offsets": offsets_of(np.array(key, np.int64), len(keys)),
                "translation.target": np.array(target, np.int32),
                "translation.share": np.array(share, np.float32),
            },
        )


Pair = tuple[tuple[str, ...], tuple[str, ...]]
"""The terms of an English and of a Dutch label of one concept."""


def table_of(pairs: Sequence[Pair]) -> dict[str, list[Meaning]]:
    """Word or label -> what it means in the other language, most probable first."""
    table: dict[str, list[Meaning]] = {}
    chances = [_chances([(pair[here], pair[1 - here]) for pair in pairs]) for here in (0, 1)]
    for here in (0, 1):
        found = _agreed(chances[here], chances[1 - here])
        found |= _labels((pair[here], pair[1 - here]) for pair in pairs)
        for key, meanings in found.items():
            kept = [meaning for meaning in meanings if meaning.term != key]
            if kept and key not in table:
                table[key] = kept
    return table


def _agreed(
    chance: Mapping[tuple[str, str], float], back: Mapping[tuple[str, str], float]
) -> dict[str, list[Meaning]]:
    """The words that each word becomes, surest first, where both directions agree."""
    found: dict[str, list[Meaning]] = defaultdict(list)
    for (source, target), forth in chance.items():
        share = (forth * back.get((target, source), 0.0)) ** 0.5
        if share >= LEAST:
            found[source].append(Meaning(target, share))
    return {
        source: sorted(meanings, key=lambda each: (-each.share, each.term))[:MOST_TARGETS]
        for source, meanings in found.items()
    }


def _labels(pairs: Iterable[Pair]) -> dict[str, list[Meaning]]:
    """Whole labels: each term of the other label is as sure as the label is unambiguous."""
    seen: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for source, target in pairs:
        if 0 < len(source) <= MOST_WORDS and 0 < len(target) <= MOST_WORDS:
            seen[" ".join(source)][target] += 1
    found = {}
    for key, targets in seen.items():
        best, count = min(targets.items(), key=lambda item: (-item[1], item[0]))
        share = count / targets.total()
        found[key] = [Meaning(term, share) for term in dict.fromkeys(best)]
    return found


def _chances(pairs: Sequence[Pair]) -> dict[tuple[str, str], float]:
    """IBM Model 1 over the pairs: (word, word that it becomes) -> probability, those that matter."""
    source, target, sources, targets = _cells(pairs)
    if not len(sources):
        return {}
    codes, cell = np.unique(source.word * len(targets) + target.word, return_inverse=True)
    chance = np.full(len(codes), 1.0 / len(targets))
    of = codes // len(targets)
    for _ in range(ROUNDS):
        chance = _round(chance, cell, target.place, of, len(sources))
    return {
        (sources[of[row]], targets[int(codes[row] % len(targets))]): float(chance[row])
        for row in np.flatnonzero(chance >= LEAST**2).tolist()
    }


def _round(chance: Floats, cell: Longs, place: Longs, of: Longs, sources: int) -> Floats:
    """Share every target word among the source words of its pair, then count what each source word got."""
    here = chance[cell]
    total = np.bincount(place, here)
    counted = np.bincount(cell, here / total[place], len(chance))
    whole = np.bincount(of, counted, sources)
    return np.asarray(counted / np.maximum(whole[of], 1e-300), np.float64)


class _Side(NamedTuple):
    """One row a cell (source word x target word of one pair): the word's number, and the number of the word's
    place in its pair."""

    word: Longs
    place: Longs


def _cells(pairs: Sequence[Pair]) -> tuple[_Side, _Side, list[str], list[str]]:
    sources = sorted({word for source, _ in pairs for word in source})
    targets = sorted({word for _, target in pairs for word in target})
    source_of, target_of = ({word: n for n, word in enumerate(each)} for each in (sources, targets))
    rows = list(_numbered(pairs, source_of, target_of))
    table = np.array(rows, np.int64).reshape(-1, 3)
    return _Side(table[:, 0], table[:, 2]), _Side(table[:, 1], table[:, 2]), sources, targets


def _numbered(
    pairs: Sequence[Pair], source_of: Mapping[str, int], target_of: Mapping[str, int]
) -> Iterator[tuple[int, int, int]]:
    """(source word, target word, place of the target word) of every cell."""
    place = 0
    for source, target in pairs:
        for word in target:
            for other in source:
                yield source_of[other], target_of[word], place
            place += 1


def _pairs(store: Store) -> list[Pair]:
    """Pairs of labels: the preferred ones of both languages, twice, and each other name beside the preferred one
    across."""
    rows = store.frame("skill_label", ["skill", "language", "label", "kind"], {"language": list(_LANGUAGES)})
    labels: dict[str, dict[tuple[str, bool], list[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(list))
    columns = (rows[name] for name in ("skill", "language", "label", "kind"))
    for skill, language, label, kind in zip(*columns, strict=True):
        labels[skill][language, kind == "preferred"].append(terms_of_label(label))
    found: list[Pair] = []
    for skill in sorted(labels):
        own = labels[skill]
        english, dutch = own["en", True][:1], own["nl", True][:1]
        if english and dutch:
            found += [(english[0], dutch[0])] * 2
            found += [(each, dutch[0]) for each in own["en", False][:_MOST_OTHER_NAMES]]
            found += [(english[0], each) for each in own["nl", False][:_MOST_OTHER_NAMES]]
    return found


def terms_of_label(label: str) -> tuple[str, ...]:
    """The index terms of a label, one a word, without what brackets explain and words without a topic."""
    from expertgraph.analysis.skill_names import word_of

    found = (words.terms_of(match[0]) for match in words.tokens(word_of(label).replace("/", " ")))
    return tuple(each[0] for each in found if each)
