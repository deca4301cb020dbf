"""What each skill is called in what people write: its label, its other names in Dutch and English, abbreviations.

A name belongs to one skill: to the one that the community itself calls so, else to the one whose preferred label it
is, else to the only one that has it as another name.  What several concepts of a vocabulary share as another name
tells none of them apart and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from expertgraph.analysis.common_words import COMMON
from expertgraph.store import Store

LANGUAGES = ("en", "nl")
OWN_WORD = "mul"
"""The language of a name that the community added: it counts in all of them."""
DECLARED = "skill:"
"""How the ids of skills begin that are known by their label only."""
OWN = (DECLARED, "term:")
"""Those that this community itself named."""
_EXPLAINED = re.compile(r"\s*[(\[][^()\[\]]*[)\]](?=\s|$)|(?:^|(?<=\s))[(\[][^()\[\]]*[)\]]\s*")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_LEAST_INITIALS = 3
_LEAST_INFLECTED = 6
_RANKS = {"preferred": 1, "alternative": 2, "hidden": 2}


class Name(NamedTuple):
    """One thing to look for: whose it is (row of the skills), as it is written; ``exact``: in its own case only;
    ``own``: the community's own name for it."""

    skill: int
    word: str
    exact: bool = False
    own: bool = False


def word_of(label: str) -> str:
    """What is looked for in texts: the label without what brackets explain.

    >>> word_of("Python (computer programming)"), word_of("use (ICT) tools"), word_of("f(x)")
    ('Python', 'use tools', 'f')
    """
    return " ".join(_EXPLAINED.sub(" ", label).split()) or label.strip()


def plain(label: str) -> str:
    """A label to compare by: without brackets, case and repeated white space."""
    return " ".join(word_of(label).casefold().split())


def names_of(store: Store, known: pd.DataFrame, same: Mapping[str, str]) -> list[Name]:
    """All names to look for, in order of skill and word.  ``known`` and ``same``: see ``known_skills``."""
    rows = {str(skill): row for row, skill in enumerate(known["id"])}
    found = _Found()
    for skill, label in zip(known["id"], known["label"], strict=True):
        found.add(rows[skill], label, 0 if skill.startswith(OWN) else 1)
    for concept, label, rank in _other_names(store):
        row = rows.get(same.get(concept, concept))
        if row is not None:
            found.add(row, label, rank)
    return found.names()


def _other_names(store: Store) -> Iterator[tuple[str, str, int]]:
    languages = [*LANGUAGES, OWN_WORD]
    labels = store.frame("skill_label", ["skill", "label", "language", "kind"], {"language": languages})
    columns = (labels[name] for name in ("skill", "label", "language", "kind"))
    for skill, label, language, kind in zip(*columns, strict=True):
        yield skill, label, 0 if language == OWN_WORD else _RANKS.get(kind, 2)


@dataclass(slots=True)
class _Claimed:
    rank: int
    skills: set[int]
    word: str
    exact: bool
    own: bool


class _Found:
    """The names as they come in: the better rank has a name, equals share it."""

    def __init__(self) -> None:
        self._by_key: dict[str, _Claimed] = {}

    def add(self, skill: int, label: str, rank: int) -> None:
        word = word_of(label)
        self._claim(skill, word, rank, exact=rank > 0 and _may_mislead(label, word), own=rank == 0)
        for form in () if rank else _forms(word):
            self._claim(skill, form, _RANKS["hidden"] + 1, exact=False, own=True)
        for inside in _BRACKETED.findall(label) if rank else ():
            if _initials(inside, word):
                self._claim(skill, inside, _RANKS["hidden"], exact=True)

    def _claim(self, skill: int, word: str, rank: int, *, exact: bool, own: bool = False) -> None:
        key = word.lower()
        common = key in COMMON
        if not any(c.isalnum() for c in word) or (common and rank):
            return
        # A common word that the community means is told from the word by its capital, where it has one.
        exact = exact or (common and word != key)
        kept = self._by_key.get(key)
        if kept is None or rank < kept.rank:
            self._by_key[key] = _Claimed(rank, {skill}, word, exact, own)
        elif rank == kept.rank:
            kept.skills.add(skill)

    def names(self) -> list[Name]:
        alone = (
            each for each in self._by_key.values() if len(each.skills) == 1 or each.rank < _RANKS["hidden"]
        )
        return sorted(Name(min(each.skills), each.word, each.exact, each.own) for each in alone)


def _may_mislead(label: str, word: str) -> bool:
    """Whether a concept's name may be any word where it is written small: "LESS", "Source (game engine)"."""
    return " " not in word and (word.isupper() or (word != label.strip() and not word.islower()))


def _forms(word: str) -> Iterator[str]:
    """Singular and plural of the community's own name, as English and Dutch form most of them; vocabularies say
    theirs."""
    last = word.rsplit(maxsplit=1)[-1]
    if len(word) < _LEAST_INFLECTED or not last.isalpha() or not last[1:].islower():
        return
    for ending in ("s", "en"):
        yield word.removesuffix(ending) if word.endswith(ending) else word + ending


def _initials(inside: str, word: str) -> bool:
    """Whether what stands in brackets abbreviates what stands before: "optical character recognition (OCR)"."""
    letters = "".join(part[0] for part in re.split(r"[\s-]+", word) if part)
    return len(inside) >= _LEAST_INITIALS and inside.isupper() and inside.casefold() == letters.casefold()
