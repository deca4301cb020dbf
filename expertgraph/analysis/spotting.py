"""Which skills are named in which items: one pass of an Aho-Corasick automaton over the words, and the terms that
a community's titles show to be its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ahocorasick
import numpy as np
import numpy.typing as npt

from expertgraph.analysis.common_words import COMMON
from expertgraph.analysis.population import Floats, Ints
from expertgraph.analysis.skill_names import Name

_SHORT = 3
_NEAR = 60
_WORKPLACE = re.compile(
    r"\b(?:dep(?:artmen)?t\.?|school|faculty|institute|institut|centre|center|division|university|chair|professor"
    r"|lecturer|laboratory|college|faculteit|afdeling|instituut|universiteit|vakgroep|hoogleraar|leerstoel|team)"
    r"(?: (?:of|for|in|voor|van)\b|[ ,:]*$)[^.!?;]*$"
)
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
    """Finds names as whole words, whatever their case; names of up to three letters (R, Go, IT, SQL) and
    those marked ``exact`` only in the case they are written in, because "go" and "it" are words.

    Of names that overlap the longest counts ("agile project management" is not "project management" as well);
    only the community's own names are found inside a vocabulary's.
    """

    def __init__(self, names: Sequence[Name]) -> None:
        self._automaton = ahocorasick.Automaton()
        found: dict[str, list[Name]] = {}
        for name in names:
            found.setdefault(name.word.lower(), []).append(name)
        for key in sorted(found):
            self._automaton.add_word(key, (len(key), found[key]))
        self._empty = not found
        if found:
            self._automaton.make_automaton()

    def mentions(self, text: str) -> Counter[int]:
        """Skill -> how often the text names it."""
        if self._empty or not text:
            return Counter()
        lowered = text.lower()
        kept_case = len(lowered) == len(text)
        found: list[tuple[int, int, Name]] = []
        for end, (length, names) in self._automaton.iter(lowered):
            start = end - length + 1
            if not _whole(lowered, start, end):
                continue
            if _initial(text, start, end) or _address(lowered, start):
                names = [name for name in names if name.own and length > 1]
            for name in names:
                any_case = length > _SHORT and not name.exact
                if any_case or (kept_case and text[start : end + 1] == name.word):
                    found.append((start, end, name))
        return Counter(name.skill for name in _longest(found))


def _longest(found: list[tuple[int, int, Name]]) -> Iterator[Name]:
    """Those that lie in no longer one, or are the community's own and lie in none of its own."""
    reach, own_reach, around = -1, -1, -1
    for _, end, name in sorted(found, key=lambda each: (each[0], -each[1])):
        if end > reach or (name.own and end > own_reach and name.skill != around):
            yield name
            around = name.skill if end > reach else around
            reach = max(reach, end)
            own_reach = max(own_reach, end) if name.own else own_reach


def _whole(text: str, start: int, end: int) -> bool:
    """Whether text[start..end] stands as a word of its own ("C" does not in "C++", nor "Java" in
    "JavaScript")."""
    before = text[start - 1] if start else " "
    after = text[end + 1] if end + 1 < len(text) else " "
    if (before.isalnum() and text[start].isalnum()) or before in "_@":
        return False
    return not ((after.isalnum() and text[end].isalnum()) or after == "_" or after in _GLUE)


def _initial(text: str, start: int, end: int) -> bool:
    """Whether it is somebody's initial: "R. Jansen"."""
    return start == end and text[end + 1 : end + 3] == ". " and text[end + 3 : end + 4].isupper()


def _address(text: str, start: int) -> bool:
    """Whether the line up to there says where somebody works, as signatures do: "Department of ... and Biology"."""
    line = text[max(start - _NEAR, 0) : start].rpartition("\n")[2]
    return bool(_WORKPLACE.search(line))


Words = tuple[int, int, str, str]
"""(item row, thread, title, text) of an item."""


def spot(
    items: int,
    words: Iterator[Words],
    titles: dict[int, str],
    names: Sequence[Name],
) -> Spotted:
    """Mentions in all items.  An item is read with its thread's title, where it says something of its own: an
    answer is about what was asked, a bare "thanks" is about nothing."""
    spotter = Spotter(names)
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
_GENERAL = COMMON | frozenset(
    """
    advice answer answers best better changes code course difference different error errors example examples fail
    failed fails false first group groups idea ideas input intro introduction issue issues large last level levels
    list lists making missing multiple need new news object objects output package packages please possible problem
    problems proposal questions random release request results second simple single size small something special
    support true type update updates user users using value values various variable variables version zero
    alle anders beste eerste fout fouten groot grote hulp idee klein kleine laatste lijst meerdere nieuw nieuwe nieuws
    nodig probleem problemen tip tips tweede uitkomst uitkomsten verschil verschillende versie verzoek voorbeeld vraag
    waarde waarden
    """.split()
)
"""Words that titles like and that are about nothing by themselves; in pairs ("error correction") they may be."""


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
    stands for that word, and a singular for its plural.
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
    covered |= {term for term in good if term.endswith("s") and term[:-1] in good}
    kept = sorted((-count, term) for term, count in good.items() if term not in covered)
    return [term for _, term in kept[:most]]


def _terms(text: str, stop: frozenset[str]) -> set[str]:
    """The words of a text that may carry a topic, and the pairs of neighbours among them."""
    words = [word.lower() for word in _TERM.findall(text)]
    fit = [len(word) > 2 and word not in stop for word in words]
    found = {word for word, good in zip(words, fit, strict=True) if good and word not in _GENERAL}
    return found | {f"{words[i]} {words[i + 1]}" for i in range(len(words) - 1) if fit[i] and fit[i + 1]}
