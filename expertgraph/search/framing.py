"""The words around a need that say that something is asked, not what: "who knows about", "wie kan helpen met"."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 12
"""Words of a need in which they are left out; in a longer text they may be what it is about."""
FRAME = frozenset(
    """
    who whom know knows known knowledge help helps helping expert experts expertise experience experienced someone
    need needs needed question questions looking find
    wie weet kent kennen kennis ervaring ervaren help helpt helpen hulp verstand specialist specialisten deskundige
    expert vraag vragen zoek zoeken nodig
    """.split()
)


def unframed(words: Sequence[str]) -> list[str]:
    """The words without those around the need; all of them where nothing else is said or much is.

    >>> unframed(["Who", "knows", "Kubernetes"])
    ['Kubernetes']
    """
    said = [word for word in words if word.lower() not in FRAME]
    return said if said and len(words) <= LONGEST else list(words)
