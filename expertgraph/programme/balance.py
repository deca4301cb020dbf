"""A suggestion of whom to invite together that is not all from one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

GROUPS = 3
"""Of one unit or community come at most this part of a suggestion: a third, rounded up."""


def balanced(
    ranked: Sequence[int], units: Sequence[str], communities: Sequence[int], sides: Sequence[str], most: int
) -> list[int]:
    """Up to ``most`` of ``ranked`` (rows, best first), in that order.

    At most a third (rounded up) of one unit and of one community, as long as somebody else is left; and externals in
    the share that they have among all of them, at least one where there is one.  ``units``, ``communities`` and
    ``sides`` are by row; an empty unit or community -1 limits nobody.
    """
    outside = [row for row in ranked if sides[row] == "external"]
    most = min(most, len(ranked))
    wanted = max(1, round(most * len(outside) / len(ranked))) if outside else 0
    chosen = _spread(outside, units, communities, [], wanted, most)
    chosen = _spread([row for row in ranked if row not in chosen], units, communities, chosen, most, most)
    left = [row for row in ranked if row not in chosen]
    chosen += left[: most - len(chosen)]
    return [row for row in ranked if row in chosen]


def _spread(
    ranked: Sequence[int],
    units: Sequence[str],
    communities: Sequence[int],
    before: list[int],
    until: int,
    most: int,
) -> list[int]:
    limit = -(-most // GROUPS)
    chosen = list(before)
    in_unit = Counter(units[row] for row in chosen)
    in_community = Counter(communities[row] for row in chosen)
    for row in ranked:
        if len(chosen) >= until:
            break
        full = units[row] and in_unit[units[row]] >= limit
        full = full or (communities[row] >= 0 and in_community[communities[row]] >= limit)
        if not full:
            chosen.append(row)
            in_unit[units[row]] += 1
            in_community[communities[row]] += 1
    return chosen
