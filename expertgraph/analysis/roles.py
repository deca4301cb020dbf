"""Families of roles: job titles that say the same work, whatever the rank, the language and the spelling.

A title is folded to small letters without accents, what stands in brackets or after a comma or dash with blanks goes,
phrases become one word, compounds of a known ending fall apart ("locatiemanager": locatie, manager), words of rank
and contract go ("senior", "interim", "II"), and what is left is said in one language ("site manager").  The order
of words does not matter.  The words are data: ``role_words.toml``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from expertgraph.analysis.population import Ints

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[,;|].*$|\s[-–—]\s.*$")
_WORD = re.compile(r"[^\W_]+")
_LEAST_FRONT = 3
"""Letters that a compound has before its ending, so that "coach" is no compound."""


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("role_words.toml").read_text(encoding="utf-8"))


@cache
def family(title: str) -> str:
    """The family of a title, as sorted words; the folded title itself where nothing but rank is left of it."""
    folded = _folded(title)
    told = " ".join(_WORD.findall(_ASIDE.sub(" ", folded)))
    words = _words()
    for phrase, one in words["phrases"].items():
        told = re.sub(rf"\b{re.escape(phrase)}\b", one, told)
    parts = [part for word in told.split() for part in _parts(word)]
    left_out = {*words["rank"], *words["fillers"]}
    kept = {words["same"].get(part, part) for part in parts if part not in left_out and not part.isdigit()}
    return " ".join(sorted(kept)) or " ".join(folded.split())


def _folded(title: str) -> str:
    apart = unicodedata.normalize("NFKD", title.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


def _parts(word: str) -> tuple[str, ...]:
    """A compound as what is before its ending, and its ending; any other word as it is."""
    for ending in _words()["endings"]["words"]:
        front = word.removesuffix(ending)
        if front != word and len(front) >= _LEAST_FRONT:
            return front, ending
    return (word,)


def families(titles: pd.Series) -> tuple[Ints, list[str]]:
    """The family of each title as a number (-1: no title), and what each is called: its commonest title."""
    told: list[str | None] = [str(each).strip() or None if pd.notna(each) else None for each in titles]
    label, _ = pd.factorize(
        np.array([family(each) if each else None for each in told], dtype=object), sort=True
    )
    titled: dict[int, Counter[str]] = {}
    for number, each in zip(label.tolist(), told, strict=True):
        if each:
            titled.setdefault(number, Counter())[each] += 1
    names = [
        min(titled[number], key=lambda each, counted=titled[number]: (-counted[each], len(each), each))  # type: ignore[misc]
        for number in sorted(titled)
    ]
    return label.astype(np.int64), names
