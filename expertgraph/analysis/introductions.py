"""Introduction paths: who knows someone who...

p(u, v) = s / (s + K): how likely a tie passes a request on, s the strength of its weaker direction, K the
median strength of all ties.  The best path maximises the product of p over its steps, at most three.  With
so few steps every simple path can be looked at, so the answer is exactly that of Yen's k shortest simple
paths on -log p (Yen 1971), cut at three steps.  What cannot beat the paths already found is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from expertgraph.analysis.constants import DEFAULTS, Constants
from expertgraph.analysis.population import Bools, Floats, Ints, Small


@dataclass(frozen=True, slots=True)
class Path:
    """People from the one who asks to the goal, and the product of p."""

    people: tuple[int, ...]
    p: float


@dataclass(frozen=True, slots=True)
class Contacts:
    """Pairs known only as a contact: ``knows`` can introduce to ``known``, not the other way."""

    knows: Ints
    known: Ints


_NONE = np.zeros(0, dtype=np.int64)
NO_CONTACTS = Contacts(_NONE, _NONE)


@dataclass(frozen=True, slots=True)
class _Reach:
    """The people at one step from an end, in order of row, and p of that step."""

    who: Ints
    p: Floats


class Introductions:
    """Ready to answer; built once an edition.

    ``contact`` ties (known only as a contact) are no part of the graph: whoever asks says which of them may be
    used; ``contacts`` are all of them.  ``barred`` people (opted out, bots) are left out altogether.
    """

    def __init__(
        self,
        n: int,
        a: Small,
        b: Small,
        s_ab: Floats,
        s_ba: Floats,
        strength: Floats,
        contact: Bools,
        barred: Bools,
        constants: Constants = DEFAULTS,
    ) -> None:
        self.constants = constants
        self.barred = barred
        weaker = np.minimum(s_ab, s_ba)
        self.k = float(np.median(strength[~contact])) if (~contact).any() else constants.contact_prior
        self.p_contact = constants.contact_prior / (constants.contact_prior + self.k)
        open_ = ~contact & ~barred[a] & ~barred[b] & (weaker > 0)
        first, second, s = a[open_], b[open_], weaker[open_]
        half = sparse.coo_array((s / (s + self.k), (first, second)), shape=(n, n))
        self.matrix = sparse.csr_array(half + half.T)
        self.matrix.sort_indices()
        self._most = max(float(self.matrix.data.max(initial=0.0)), self.p_contact)
        one, other = a[contact].astype(np.int64), b[contact].astype(np.int64)
        self.contacts = self.usable(np.concatenate([one, other]), np.concatenate([other, one]))

    def usable(self, knows: Ints, known: Ints) -> Contacts:
        """Those of these pairs that lead anywhere: once each, nobody barred, no tie proper between them."""
        code = np.unique(knows.astype(np.int64) * len(self.barred) + known)
        knows, known = code // len(self.barred), code % len(self.barred)
        fit = (knows != known) & ~self.barred[knows] & ~self.barred[known]
        knows, known = knows[fit], known[fit]
        free = np.asarray(self.matrix[knows, known]).ravel() == 0 if len(knows) else np.zeros(0, dtype=bool)
        return Contacts(knows[free], known[free])

    def friends(self, row: int) -> Small:
        """The rows of those at one step from somebody, contacts left out."""
        return np.asarray(self.matrix.indices[self.matrix.indptr[row] : self.matrix.indptr[row + 1]])

    def best(
        self,
        origin: int,
        goals: Sequence[int],
        *,
        count: int | None = None,
        closed: Bools | None = None,
        contacts: Contacts = NO_CONTACTS,
    ) -> list[Path]:
        """The ``count`` best simple paths from ``origin`` to any of ``goals``, best first; of equal ones the
        shorter, then by row numbers.

        ``closed`` people (asked often enough already, hidden) stand on no path except as goals; ``contacts``
        (see :meth:`usable`) may be used as well, each with the fixed prior of a contact.  Empty when there is
        no path, when either end is barred, or for a path to oneself.
        """
        wanted = [goal for goal in dict.fromkeys(goals) if goal != origin and not self.barred[goal]]
        if self.barred[origin]:
            return []
        most = count or self.constants.path_count
        shut = np.zeros(len(self.barred), dtype=bool) if closed is None else closed.copy()
        shut[origin] = True
        found: list[Path] = []
        for goal in wanted:
            least = found[-1].p if len(found) == most else 0.0
            found += self._to(origin, goal, shut, contacts, most, least)
            found = sorted(found, key=_rank)[:most]
        return found

    def _to(
        self, origin: int, goal: int, shut: Bools, contacts: Contacts, most: int, least: float
    ) -> list[Path]:
        before = shut[goal]
        shut[goal] = True
        mine = self._reach(origin, shut, contacts.known[contacts.knows == origin])
        theirs = self._reach(goal, shut, contacts.knows[contacts.known == goal])
        shut[goal] = before
        found = self._direct(origin, goal, contacts)
        both, at_mine, at_theirs = np.intersect1d(
            mine.who, theirs.who, assume_unique=True, return_indices=True
        )
        p = mine.p[at_mine] * theirs.p[at_theirs]
        best = np.lexsort((both, -p))[:most]
        found += [Path((origin, int(both[each]), goal), float(p[each])) for each in best]
        if len(found) >= most:
            least = max(least, sorted((path.p for path in found), reverse=True)[most - 1])
        if self.constants.path_steps >= 3 and len(mine.who) and len(theirs.who):
            found += self._through_two(origin, goal, mine, theirs, contacts, most, least)
        return found

    def _direct(self, origin: int, goal: int, contacts: Contacts) -> list[Path]:
        p = float(self.matrix[origin, goal])
        if p == 0 and bool(((contacts.knows == origin) & (contacts.known == goal)).any()):
            p = self.p_contact
        return [Path((origin, goal), p)] if p > 0 else []

    def _reach(self, row: int, shut: Bools, contacts: Ints) -> _Reach:
        span = slice(self.matrix.indptr[row], self.matrix.indptr[row + 1])
        who = np.concatenate([self.matrix.indices[span].astype(np.int64), contacts])
        p = np.concatenate([self.matrix.data[span], np.full(len(contacts), self.p_contact)])
        free = ~shut[who]
        who, p = who[free], p[free]
        order = np.argsort(who, kind="stable")
        return _Reach(who[order], p[order])

    def _through_two(
        self,
        origin: int,
        goal: int,
        mine: _Reach,
        theirs: _Reach,
        contacts: Contacts,
        most: int,
        least: float,
    ) -> list[Path]:
        # Rounding keeps order, so whatever such a bound leaves out is worse than all that was found.
        mine = _of(mine, (mine.p * self._most) * theirs.p.max() >= least)
        if not len(mine.who):
            return []
        theirs = _of(theirs, (mine.p.max() * self._most) * theirs.p >= least)
        if not len(theirs.who):
            return []
        first, second, link = self._links(mine.who, theirs.who, contacts)
        p = mine.p[np.searchsorted(mine.who, first)] * link * theirs.p[np.searchsorted(theirs.who, second)]
        keep = p >= least
        if keep.sum() > most:
            keep &= p >= np.partition(p, len(p) - most)[len(p) - most]
        first, second, p = first[keep], second[keep], p[keep]
        order = np.lexsort((second, first, -p))[:most]
        return [Path((origin, int(first[i]), int(second[i]), goal), float(p[i])) for i in order]

    def _links(self, mine: Ints, theirs: Ints, contacts: Contacts) -> tuple[Ints, Ints, Floats]:
        """The steps between one's own people and the goal's: from, to, p."""
        degree = np.diff(self.matrix.indptr)
        turned = bool(degree[theirs].sum() < degree[mine].sum())
        near, far = (theirs, mine) if turned else (mine, theirs)
        at_far = np.zeros(len(self.barred), dtype=bool)
        at_far[far] = True
        lengths = degree[near]
        start = np.repeat(self.matrix.indptr[near] - np.r_[0, np.cumsum(lengths)[:-1]], lengths)
        place = start + np.arange(len(start))
        ends = self.matrix.indices[place]
        meets = at_far[ends]
        one, other = np.repeat(near, lengths)[meets], ends[meets].astype(np.int64)
        if turned:
            one, other = other, one
        extra = np.isin(contacts.knows, mine) & np.isin(contacts.known, theirs)
        return (
            np.concatenate([one, contacts.knows[extra]]),
            np.concatenate([other, contacts.known[extra]]),
            np.concatenate([self.matrix.data[place[meets]], np.full(int(extra.sum()), self.p_contact)]),
        )


def _of(reach: _Reach, kept: Bools) -> _Reach:
    return _Reach(reach.who[kept], reach.p[kept])


def _rank(path: Path) -> tuple[float, int, tuple[int, ...]]:
    return (-path.p, len(path.people), path.people)
