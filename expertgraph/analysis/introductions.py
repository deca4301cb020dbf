"""Introduction paths: who knows someone who...

p(u, v) = s / (s + K): how likely a tie passes a request on, s the strength of its weaker direction, K the
median strength of all ties.  The best path maximises the product of p over its steps, at most three.  With
so few steps every simple path can be looked at, so the answer is exactly that of Yen's k shortest simple
paths on -log p (Yen 1971), cut at three steps.
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


class Introductions:
    """Ready to answer; built once an edition.

    ``contact`` ties (known only as a contact) pass on with their fixed prior as strength.  ``barred``
    people (opted out, bots) are left out altogether.
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
        weaker = np.where(contact, constants.contact_prior, np.minimum(s_ab, s_ba))
        self.k = float(np.median(strength[~contact])) if (~contact).any() else constants.contact_prior
        open_ = ~barred[a] & ~barred[b] & (weaker > 0)
        first, second, s = a[open_], b[open_], weaker[open_]
        p = s / (s + self.k) if self.k > 0 else np.ones(len(s))
        half = sparse.coo_array((p, (first, second)), shape=(n, n))
        self.matrix = sparse.csr_array(half + half.T)
        self.matrix.sort_indices()

    def _ties(self, row: int, closed: Bools) -> tuple[Ints, Floats]:
        """Those a person could ask, and p: the strongest ones where there are very many."""
        span = slice(self.matrix.indptr[row], self.matrix.indptr[row + 1])
        who, p = self.matrix.indices[span].astype(np.int64), self.matrix.data[span]
        free = ~closed[who]
        who, p = who[free], p[free]
        if len(who) > self.constants.path_width:
            best = np.sort(np.lexsort((who, -p))[: self.constants.path_width])
            who, p = who[best], p[best]
        return who, p

    def best(
        self, origin: int, goals: Sequence[int], *, count: int | None = None, load: Ints | None = None
    ) -> list[Path]:
        """The ``count`` best simple paths from ``origin`` to any of ``goals``, best first; of equal ones the
        shorter, then by row numbers.

        ``load`` (how often each person was asked lately) closes those at the cap, except as goals.  Empty
        when there is no path, when either end is barred, or for a path to oneself.
        """
        wanted = [goal for goal in dict.fromkeys(goals) if goal != origin and not self.barred[goal]]
        if self.barred[origin]:
            return []
        closed = np.zeros(self.matrix.shape[0], dtype=bool)
        if load is not None:
            closed |= load >= self.constants.path_load
        closed[origin] = True
        found: list[Path] = []
        most = count or self.constants.path_count
        for goal in wanted:
            found += self._to(origin, goal, closed, most)
        return sorted(found, key=lambda path: (-path.p, len(path.people), path.people))[:most]

    def _to(self, origin: int, goal: int, closed: Bools, most: int) -> list[Path]:
        blocked = closed.copy()
        blocked[goal] = True
        mine, p_mine = self._ties(origin, blocked)
        theirs, p_theirs = self._ties(goal, blocked)
        found: list[Path] = []
        direct = float(self.matrix[origin, goal])
        if direct > 0:
            found.append(Path((origin, goal), direct))
        both, at_mine, at_theirs = np.intersect1d(mine, theirs, return_indices=True)
        p = p_mine[at_mine] * p_theirs[at_theirs]
        best = np.lexsort((both, -p))[:most]
        found += [Path((origin, int(both[each]), goal), float(p[each])) for each in best]
        if self.constants.path_steps >= 3 and len(mine) and len(theirs):
            found += self._through_two(origin, goal, (mine, p_mine), (theirs, p_theirs), most)
        return found

    def _through_two(
        self, origin: int, goal: int, mine: tuple[Ints, Floats], theirs: tuple[Ints, Floats], most: int
    ) -> list[Path]:
        links = sparse.coo_array(self.matrix[mine[0]][:, theirs[0]])
        p = mine[1][links.row] * links.data * theirs[1][links.col]
        first, second = mine[0][links.row], theirs[0][links.col]
        order = np.lexsort((second, first, -p))[:most]
        return [Path((origin, int(first[i]), int(second[i]), goal), float(p[i])) for i in order]
