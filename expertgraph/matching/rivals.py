"""One person has one account in a system: where another account there fits far better, a match is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from expertgraph.matching.known import Known
from expertgraph.matching.match import Match

BETTER = 5.0
"""So many bits better is far better."""


def without_rivalled(matches: Sequence[Match], known: Iterable[Known]) -> list[Match]:
    """The matches, best first, without those that a far better one of either side in the same system excludes.

    Sources whose identities are addresses exclude nothing: a person may have several.
    """
    system = {each.id: None if each.mailbox else each.source for each in known}
    best: dict[tuple[str, str], float] = {}
    kept = []
    for match in sorted(matches, key=lambda each: (-each.bits, each.a, each.b)):
        ends = [
            (one, there)
            for one, other in ((match.a, match.b), (match.b, match.a))
            if (there := system[other]) is not None and there != system[one]
        ]
        if all(best.setdefault(end, match.bits) - match.bits < BETTER for end in ends):
            kept.append(match)
    return kept
