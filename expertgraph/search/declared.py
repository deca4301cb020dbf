"""Declared skills: what people say they know, or others say they know, searched beside what they did.

Each term counts once per person, by the best claim whose skill's label holds it, so a long list of claims
weighs no more than a short one.  A claim does not age.  Declared skills alone find next to nobody for real
questions (MAP .01 to .04), so they are one small part of the score and make a result "claimed".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from expertgraph.search import words
from expertgraph.search.arrays import UNDATED, Floats, Ints, Longs, Mask, Strings, offsets_of, read, write

HIGHEST_LEVEL = 5
WITHOUT_LEVEL = 0.6
ENDORSEMENT = 0.1
"""What each endorsement adds to a claim's strength, which is at most 1."""
_BRACKETS = re.compile(r"\([^()]*\)")


class Declared:
    """The declared skills of an edition, for reading."""

    def __init__(self, folder: Path) -> None:
        self._lexicon = Strings.load(folder, "declared.lexicon")
        self._offsets: Longs = read(folder, "declared.offsets")
        self._person: Ints = read(folder, "declared.person")
        self._strength: Floats = read(folder, "declared.strength")
        self._since: Longs = read(folder, "declared.since")

    @staticmethod
    def build(folder: Path, store: Any, rows: Mapping[str, int]) -> None:
        """Write the claims of the population (``rows``: identity id -> row)."""
        skills = store.frame("skill", ["id", "label"])
        labels = dict(zip(skills["id"], skills["label"], strict=True))
        claims = _strongest(store.frame("claim", ["identity", "skill", "kind", "level", "at"]), rows)
        by_term: dict[str, dict[int, tuple[float, int]]] = defaultdict(dict)
        for (person, skill), (strength, since) in sorted(claims.items()):
            label = _BRACKETS.sub(" ", labels[skill]).strip() or labels[skill]
            for term in words.terms(label):
                best = by_term[term].get(person, (0.0, since))
                by_term[term][person] = (max(best[0], strength), min(best[1], since))
        _write(folder, by_term)

    def scores(self, text: str, time: int, allowed: Mask, not_mine: Sequence[tuple[int, str]] = ()) -> Floats:
        """Sum over the need's terms of idf * strength of the claim, for the allowed people (0 for others).

        ``not_mine``: (person, label) pairs whose terms do not count for that person, whatever claim they are from.
        """
        scores = np.zeros(len(allowed))
        denied = {(person, term) for person, label in not_mine for term in words.terms(label)}
        count = int(np.count_nonzero(allowed[np.unique(self._person)]))
        for term in sorted(set(words.terms(text))):
            place = self._lexicon.place(term)
            if place < 0:
                continue
            span = slice(self._offsets[place], self._offsets[place + 1])
            held = allowed[self._person[span]] & (self._since[span] < time)
            if denied:
                held &= [(person, term) not in denied for person in self._person[span].tolist()]
            person, strength = self._person[span][held], self._strength[span][held]
            scores[person] += strength * np.log1p((count - len(person) + 0.5) / (len(person) + 0.5))
        return scores


def _strongest(claims: pd.DataFrame, rows: Mapping[str, int]) -> dict[tuple[int, str], tuple[float, int]]:
    """Strength and first moment of each person's claim to each skill."""
    base: dict[tuple[int, str], float] = {}
    endorsed: dict[tuple[int, str], int] = defaultdict(int)
    since: dict[tuple[int, str], int] = {}
    level = claims["level"].to_numpy(dtype=np.float64, na_value=np.nan)
    at = claims["at"].to_numpy(dtype=np.int64, na_value=UNDATED)
    columns = (claims["identity"], claims["skill"], claims["kind"], level, at)
    for identity, skill, kind, grade, when in zip(*columns, strict=True):
        person = rows.get(identity)
        if person is None:
            continue
        key = (person, skill)
        since[key] = min(since.get(key, int(when)), int(when))
        if kind == "endorsed":
            endorsed[key] += 1
        strength = WITHOUT_LEVEL if np.isnan(grade) else min(grade, HIGHEST_LEVEL) / HIGHEST_LEVEL
        base[key] = max(base.get(key, 0.0), strength)
    return {key: (min(base[key] + ENDORSEMENT * endorsed[key], 1.0), since[key]) for key in base}


def _write(folder: Path, by_term: Mapping[str, Mapping[int, tuple[float, int]]]) -> None:
    lexicon = sorted(by_term)
    triples = [
        (number, person, *by_term[term][person])
        for number, term in enumerate(lexicon)
        for person in sorted(by_term[term])
    ]
    term, person, strength, since = zip(*triples, strict=True) if triples else ((), (), (), ())
    Strings.save(folder, "declared.lexicon", lexicon)
    write(
        folder,
        {
            "declared.offsets": offsets_of(np.array(term, np.int64), len(lexicon)),
            "declared.person": np.array(person, np.int32),
            "declared.strength": np.array(strength, np.float64),
            "declared.since": np.array(since, np.int64),
        },
    )
