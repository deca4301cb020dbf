"""Reciprocity of a person over a set of acts, and what answering would make of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph.analysis.population import Acts, Floats, Ints, Small
from expertgraph.analysis.ties import directed

_MOST_ANSWERS = 200


@dataclass(frozen=True, slots=True)
class Exchange:
    """Pairs (person, other): what went ``forth`` and came ``back``; ``place`` is the person's position."""

    place: Ints
    other: Ints
    forth: Floats
    back: Floats


def exchange(acts: Acts, people: Small, as_of: int, half_life: int) -> Exchange:
    """What the sorted ``people`` gave and got in these acts, pair by pair."""
    gave, got = np.isin(acts.actor, people), np.isin(acts.target, people)
    amount = directed(acts, as_of, half_life)
    person = np.concatenate([acts.actor[gave], acts.target[got]]).astype(np.int64)
    other = np.concatenate([acts.target[gave], acts.actor[got]]).astype(np.int64)
    forth = np.concatenate([amount[gave], np.zeros(int(got.sum()))])
    back = np.concatenate([np.zeros(int(gave.sum())), amount[got]])
    width = int(other.max(initial=0)) + 1
    code, pair = np.unique(person * width + other, return_inverse=True)
    return Exchange(
        np.searchsorted(people, code // width),
        code % width,
        np.bincount(pair, forth, len(code)).astype(np.float64),
        np.bincount(pair, back, len(code)).astype(np.float64),
    )


def reciprocity(acts: Acts, people: Small, as_of: int, half_life: int) -> Floats:
    """sum_v min(S_pv, S_vp) / sum_v max(S_pv, S_vp) of the acts, for sorted ``people``: 0..1, 0 without
    any."""
    found = exchange(acts, people, as_of, half_life)
    least = np.bincount(found.place, np.minimum(found.forth, found.back), len(people))
    most = np.bincount(found.place, np.maximum(found.forth, found.back), len(people))
    return np.divide(least, most, out=np.zeros(len(people)), where=most > 0)


def answers_needed(acts: Acts, people: Small, as_of: int, half_life: int, needed: float) -> Ints:
    """The fewest answers, given now to those who are owed most, that bring each person's reciprocity to
    ``needed``; 0 where it is there already, -1 where answering alone does not do it.

    An answer adds 1 to what went forth: it raises the smaller side of a pair up to what came back, and the
    larger one beyond.  The pair that gains most comes first.
    """
    found = exchange(acts, people, as_of, half_life)
    order = np.argsort(found.place, kind="stable")
    bounds = np.searchsorted(found.place[order], np.arange(len(people) + 1))
    result = np.zeros(len(people), dtype=np.int64)
    for place in range(len(people)):
        mine = order[bounds[place] : bounds[place + 1]]
        result[place] = _fewest(found.forth[mine].copy(), found.back[mine], needed)
    return result


def _fewest(forth: Floats, back: Floats, needed: float) -> int:
    for answers in range(_MOST_ANSWERS):
        most = np.maximum(forth, back).sum()
        if most > 0 and np.minimum(forth, back).sum() / most >= needed:
            return answers
        owed = back - forth
        if not len(owed) or owed.max() <= 0:
            return -1
        forth[owed.argmax()] += 1.0
    return -1
