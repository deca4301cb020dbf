"""Which skills are named in which items: one pass of an Aho-Corasick automaton over the words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import ahocorasick
import numpy as np
import numpy.typing as npt

from expertgraph.analysis.population import Floats, Ints

_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_SHORT = 3
_GLUE = frozenset("+#")
_LEAST_OWN_TEXT = 20


@dataclass(frozen=True, slots=True)
class Spotted:
    """One row a pair (item, skill) with a mention: ``times`` it is named.  ``length`` has the words of
    each item that was read (its thread's title included), 0 for the others."""

    item: Ints
    skill: Ints
    times: Ints
    length: Floats


class Spotter:
    """Finds labels as whole words, whatever their case; labels of up to three letters (R, Go, IT, SQL)
    only in the case they are written in, because "go" and "it" are words.

    Brackets at the end of a label are left out: "Jenkins (software)" is found as "Jenkins".  ``as_written``:
    further labels that are found in their own case only.
    """

    def __init__(self, labels: Sequence[str], as_written: Collection[int] = ()) -> None:
        self._as_written = as_written
        self._automaton = ahocorasick.Automaton()
        found: dict[str, list[tuple[int, str]]] = {}
        for skill, label in enumerate(labels):
            word = word_of(label)
            if word:
                found.setdefault(word.lower(), []).append((skill, word))
        for key in sorted(found):
            self._automaton.add_word(key, (len(key), found[key]))
        self._empty = not found
        if found:
            self._automaton.make_automaton()

    def mentions(self, text: str) -> Counter[int]:
        """Skill -> how often the text names it."""
        counts: Counter[int] = Counter()
        if self._empty or not text:
            return counts
        lowered = text.lower()
        kept_case = len(lowered) == len(text)
        for end, (length, skills) in self._automaton.iter(lowered):
            start = end - length + 1
            if not _whole(lowered, start, end):
                continue
            for skill, word in skills:
                any_case = length > _SHORT and skill not in self._as_written
                if any_case or (kept_case and text[start : end + 1] == word):
                    counts[skill] += 1
        return counts


def word_of(label: str) -> str:
    """What is looked for in texts: the label without brackets at its end."""
    return _BRACKETS.sub("", label).strip() or label.strip()


def _whole(text: str, start: int, end: int) -> bool:
    """Whether text[start..end] stands as a word of its own ("C" does not in "C++", nor "Java" in
    "JavaScript")."""
    before = text[start - 1] if start else " "
    after = text[end + 1] if end + 1 < len(text) else " "
    if (before.isalnum() and text[start].isalnum()) or before in "_@":
        return False
    return not ((after.isalnum() and text[end].isalnum()) or after == "_" or after in _GLUE)


Words = tuple[int, int, str, str]
"""(item row, thread, title, text) of an item."""


def spot(
    items: int,
    words: Iterator[Words],
    titles: dict[int, str],
    labels: Sequence[str],
    as_written: Collection[int] = (),
) -> Spotted:
    """Mentions in all items.  An item is read with its thread's title, where it says something of its own: an
    answer is about what was asked, a bare "thanks" is about nothing."""
    spotter = Spotter(labels, as_written)
    by_title: dict[int, Counter[int]] = {}
    length = np.zeros(items)
    rows: list[int] = []
    skills: list[int] = []
    times: list[int] = []
    for row, thread, title, text in words:
        heading = titles.get(thread, title)
        said = len(text) >= _LEAST_OWN_TEXT or not text
        if said and thread not in by_title:
            by_title[thread] = spotter.mentions(heading)
        counts = spotter.mentions(text)
        if said:
            counts.update(by_title[thread])
        length[row] = text.count(" ") + 1 + (heading.count(" ") + 1 if said and heading else 0)
        for skill, count in sorted(counts.items()):
            rows.append(row)
            skills.append(skill)
            times.append(count)
    return Spotted(_ints(rows), _ints(skills), _ints(times), length)


def _ints(values: list[int]) -> npt.NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


_TERM = re.compile(r"[^\W\d_][\w+#.-]*[\w+#]|[^\W\d_]")
_LEAST_LIFT = 0.2
_GENERAL = frozenset(
    """
    advice answer answers best better change changes code course difference error errors example examples fail
    failed fails feedback file files function good help idea ideas info intro introduction issue issues list need
    new news note please problem problems proposal question questions release request support test testing time
    update updates use user users version work working wrong
    advies antwoord beste fout fouten hulp idee lijst nieuw nieuws nodig probleem problemen tijd tip tips verschil
    versie verzoek voorbeeld vraag vragen werk werken werkt
    """.split()
)
"""Words that titles like and that are about nothing; in pairs ("error correction") they may be."""


def frequent_terms(
    titles: Sequence[tuple[str, int]],
    texts: Sequence[str],
    stop: frozenset[str],
    *,
    least_threads: int,
    least_people: int,
    most: int,
) -> list[str]:
    """The community's own terms: words and pairs of words in the titles of many threads by several people.

    ``titles`` are (title, who opened the thread), ``texts`` a sample of what people wrote.  For communities where
    nobody declared anything.  A term is a topic where titles name it hardly less often than texts do ("two" and
    "time" stand in every third text and in few titles); a pair that makes up most of one of its words' uses
    stands for that word.
    """
    threads: Counter[str] = Counter()
    people: dict[str, set[int]] = {}
    for title, opener in titles:
        found = _terms(title, stop)
        threads.update(found)
        for term in found:
            people.setdefault(term, set()).add(opener)
    good = {
        term: count
        for term, count in threads.items()
        if count >= least_threads and len(people[term]) >= least_people and count <= len(titles) / 5
    }
    said: Counter[str] = Counter()
    for text in texts:
        said.update(_terms(text, stop) & good.keys())
    lift = _LEAST_LIFT * len(titles) / max(len(texts), 1)
    good = {term: count for term, count in good.items() if count >= lift * said[term]}
    pairs = {term: count for term, count in good.items() if " " in term}
    covered = {word for term, count in pairs.items() for word in term.split() if count >= 0.6 * threads[word]}
    kept = sorted((-count, term) for term, count in good.items() if term not in covered)
    return [term for _, term in kept[:most]]


def _terms(text: str, stop: frozenset[str]) -> set[str]:
    """The words of a text that may carry a topic, and the pairs of neighbours among them."""
    words = [word.lower() for word in _TERM.findall(text)]
    fit = [len(word) > 2 and word not in stop for word in words]
    found = {word for word, good in zip(words, fit, strict=True) if good and word not in _GENERAL}
    return found | {f"{words[i]} {words[i + 1]}" for i in range(len(words) - 1) if fit[i] and fit[i + 1]}
