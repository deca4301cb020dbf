"""Communities that the ties show, and names for them that a person can read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from expertgraph.analysis.constants import DEFAULTS, Constants
from expertgraph.analysis.population import Floats, Ints, Small
from expertgraph.engines import algorithms
from expertgraph.engines.graph import Graph

_WORD = re.compile(r"[^\W\d_][\w+#-]{2,29}")
_MOST_WORDS_PER_ITEM = 60
_TOP = 6
_LEAST_VOICES = 3


@dataclass(frozen=True, slots=True)
class Communities:
    """``of`` is each person's community (-1: no ties); number 0 is the largest.  ``modularity`` is that of
    this partition, ``modularity_by_unit`` that of the organisation chart (NaN without units): the distance
    is what the chart does not explain."""

    of: Ints
    modularity: float
    modularity_by_unit: float


def find(graph: Graph, unit: Ints, constants: Constants = DEFAULTS) -> Communities:
    """Leiden, seeded, on the tie graph weighted by strength (small graphs: the best of a few runs)."""
    alone = graph.degree == 0
    runs = constants.leiden_runs_small if graph.n <= constants.leiden_small else 1
    label = algorithms.leiden(graph, constants.seed, runs=runs)
    of = np.full(graph.n, -1, dtype=np.int64)
    of[~alone] = algorithms.by_size(label[~alone])
    by_unit = algorithms.modularity(graph, unit) if (unit >= 0).any() else float("nan")
    return Communities(of, algorithms.modularity(graph, of), by_unit)


def between(graph: Graph, of: Ints) -> pd.DataFrame:
    """Summed strength of the ties between each two communities a < b."""
    a, b, weight = graph.edges
    first, second = np.minimum(of[a], of[b]), np.maximum(of[a], of[b])
    across = first != second
    count = int(of.max(initial=-1)) + 1
    code, pair = np.unique(first[across] * count + second[across], return_inverse=True)
    return pd.DataFrame(
        {
            "a": (code // max(count, 1)).astype(np.int32),
            "b": (code % max(count, 1)).astype(np.int32),
            "strength": np.bincount(pair, weight[across], len(code)),
        }
    )


class Words:
    """How often each community uses each word: fed with texts, asked for what sets a community apart.

    The words of ``names`` (of people, and words without a topic) say nothing about a community.
    """

    def __init__(self, communities: int, names: Iterable[str] = ()) -> None:
        self.counts: list[Counter[str]] = [Counter() for _ in range(communities)]
        self.voices: list[dict[str, set[int]]] = [{} for _ in range(communities)]
        self.names = {word for name in names for word in _WORD.findall(name.casefold())}

    def add(self, of: Iterable[int], who: Iterable[int], texts: Iterable[str]) -> None:
        """Count the words of texts by the people ``who``, members of the communities ``of`` (negative: of none)."""
        for community, person, text in zip(of, who, texts, strict=True):
            if community < 0 or not text:
                continue
            words = set(_WORD.findall(text[:2_000].casefold())[:_MOST_WORDS_PER_ITEM])
            self.counts[community].update(words)
            voices = self.voices[community]
            for word in words:
                heard = voices.setdefault(word, set())
                if len(heard) < _LEAST_VOICES:
                    heard.add(person)

    def distinguishing(self, community: int, most: int = _TOP) -> list[str]:
        """The words most typical of a community against all others: log-odds ratio with an informative
        Dirichlet prior, as a z score (Monroe, Colaresi & Quinn 2008).  A word of fewer than three
        members says nothing: it is somebody's signature."""
        everywhere = self._everywhere()
        own = self.counts[community]
        total, mine = sum(everywhere.values()), sum(own.values())
        scored = []
        for word, count in own.items():
            if len(self.voices[community][word]) < _LEAST_VOICES or word in self.names:
                continue
            prior = everywhere[word]
            rest, size = prior - count, total - mine
            odds = np.log((count + prior) / max(mine + total - count - prior, 1))
            others = np.log((rest + prior) / max(size + total - rest - prior, 1))
            scored.append((-(odds - others) / np.sqrt(1 / (count + prior) + 1 / (rest + prior)), word))
        return [word for score, word in sorted(scored)[:most] if score < -1.5]

    def _everywhere(self) -> Counter[str]:
        if not hasattr(self, "_sum"):
            self._sum: Counter[str] = Counter()
            for counts in self.counts:
                self._sum.update(counts)
        return self._sum


def typical(of: Ints, group: Ints, names: Sequence[str], count: int) -> list[list[tuple[str, float]]]:
    """Per community, the groups (units, channels) that its members hold most of, with the share of the
    members; only those that at least a quarter of them share, and half as often again as everybody does."""
    rows = (of >= 0) & (group >= 0)
    table = np.zeros((count, len(names)))
    np.add.at(table, (of[rows], group[rows]), 1)
    size = np.maximum(np.bincount(of[of >= 0], minlength=count)[:, None], 1)
    share = table / size
    overall = table.sum(axis=0) / max(float(size.sum()), 1.0)
    found = []
    for community in range(count):
        order = np.lexsort((np.arange(len(names)), -share[community]))[:3]
        found.append(
            [
                (names[g], float(share[community, g]))
                for g in order
                if share[community, g] >= 0.25 and (count == 1 or share[community, g] >= 1.5 * overall[g])
            ]
        )
    return found


def labels(
    units: list[list[tuple[str, float]]], channels: list[list[tuple[str, float]]], words: list[list[str]]
) -> list[str]:
    """A label a community: the channel that most of its members meet in, else the unit that more than half
    belong to, else the words that set it apart.  Words are added only where two would be called alike."""
    taken: set[str] = set()
    result = []
    for community, (unit, channel, typical_words) in enumerate(zip(units, channels, words, strict=True)):
        meeting = next((name for name, _ in channel), None)
        place = meeting or next((name for name, share in unit if share >= 0.5), None)
        known = set(_WORD.findall((place or "").casefold()))
        extra = [word for word in typical_words if word not in known]
        label = place or _joined([], extra[:3])
        if not label or label in taken:
            label = _joined([place] if place else [], extra[: 2 if place else 4])
        if not label or label in taken:
            label = f"{label or 'Community'} {community + 1}"
        taken.add(label)
        result.append(label)
    return result


def _joined(place: list[str], words: list[str]) -> str:
    said = ", ".join(words)
    return f"{place[0]}: {said}" if place and said else (place[0] if place else said)


def main_channel(n: int, person: Small, channel: Small, contributions: Ints) -> Ints:
    """The channel to which each person contributes most, -1 for none; of equal ones the first."""
    main = np.full(n, -1, dtype=np.int64)
    order = np.lexsort((-channel.astype(np.int64), contributions, person))
    main[person[order]] = channel[order]
    return main


def shares(of: Ints, values: Floats, count: int) -> Floats:
    """Sum of ``values`` over each community's members."""
    inside = of >= 0
    return np.bincount(of[inside], values[inside], count).astype(np.float64)
