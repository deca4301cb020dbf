"""Pairs of identities that may be one person: found by blocking, scored by named parts, never joined by itself.

A score is a bag of named parts that still compares like a number, so that every suggestion can say why.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

PARTS: dict[str, float] = {
    "same-address": 0.9,
    "same-name": 0.6,
    "same-handle": 0.5,
    "address-is-name": 0.45,
    "handle-is-name": 0.45,
    "handle-is-address": 0.45,
    "same-organisation": 0.15,
}
"""What each reason adds: the score is 1 - product of (1 - part), 0..1."""

SUGGESTED_FROM = 0.45
_MOST_IN_BLOCK = 12
"""A key shared by more identities than this is too common to mean anything."""
_SHORTEST_KEY = 5
_GENERIC = frozenset(
    {"admin", "contact", "hello", "info", "office", "sales", "service", "support", "system", "webmaster"}
)


class Known(NamedTuple):
    """What matching looks at of one identity."""

    id: str
    source: str
    name: str
    handle: str | None
    email: str | None
    organisation: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """Two identities (a < b), the reasons with what each adds, and the score."""

    a: str
    b: str
    reasons: tuple[str, ...]

    @property
    def score(self) -> float:
        """1 - product over reasons of (1 - part)."""
        rest = 1.0
        for reason in self.reasons:
            rest *= 1.0 - PARTS[reason]
        return round(1.0 - rest, 6)


def plain_name(name: str) -> str:
    """A name's words without accents, case, dots or order; empty when it is a single short word."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z]+", folded)
    return " ".join(sorted(words)) if len(words) > 1 else ""


def _squeezed(text: str | None) -> str:
    folded = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]", "", folded.split("+")[0])
    return key if len(key) >= _SHORTEST_KEY and key not in _GENERIC else ""


def _keys(known: Known) -> Iterator[tuple[str, str]]:
    """(kind, key) under which an identity can meet another."""
    if known.email:
        yield "address", known.email
    words = plain_name(known.name)
    if words:
        yield "name", words
        yield "squeezed", "".join(sorted(words.replace(" ", "")))
    for text in (known.handle, (known.email or "").split("@")[0]):
        squeezed = _squeezed(text)
        if squeezed:
            yield "handle", squeezed
            yield "squeezed", "".join(sorted(re.sub(r"[0-9]", "", squeezed)))


def candidates(identities: Iterable[Known]) -> list[tuple[Known, Known]]:
    """Pairs that share a key, each once, in order of id; only the members of small blocks are compared."""
    blocks: dict[tuple[str, str], dict[str, Known]] = defaultdict(dict)
    for known in identities:
        for key in _keys(known):
            blocks[key][known.id] = known
    pairs: dict[tuple[str, str], tuple[Known, Known]] = {}
    for block in blocks.values():
        if 1 < len(block) <= _MOST_IN_BLOCK:
            for one, other in combinations(sorted(block.values()), 2):
                pairs[one.id, other.id] = (one, other)
    return [pairs[key] for key in sorted(pairs)]


def compare(one: Known, other: Known) -> Match:
    """The match of two identities; without any reason its score is 0."""
    a, b = sorted((one, other))
    return Match(a.id, b.id, tuple(_reasons(a, b)))


def _reasons(a: Known, b: Known) -> Iterator[str]:
    if a.email and a.email == b.email:
        yield "same-address"
    name_a, name_b = plain_name(a.name), plain_name(b.name)
    if name_a and name_a == name_b:
        yield "same-name"
    handle_a, handle_b = _squeezed(a.handle), _squeezed(b.handle)
    local_a, local_b = (_squeezed((each.email or "").split("@")[0]) for each in (a, b))
    if handle_a and handle_a == handle_b:
        yield "same-handle"
    if _says(local_a, name_b) or _says(local_b, name_a):
        yield "address-is-name"
    if _says(handle_a, name_b) or _says(handle_b, name_a):
        yield "handle-is-name"
    if (handle_a and handle_a == local_b) or (handle_b and handle_b == local_a):
        yield "handle-is-address"
    if a.organisation and a.organisation == b.organisation:
        yield "same-organisation"


def _says(squeezed: str, name: str) -> bool:
    """Whether a handle or local part is exactly the words of a name, in any order, without digits."""
    if not squeezed or not name:
        return False
    letters = re.sub(r"[0-9]", "", squeezed)
    return sorted(letters) == sorted(name.replace(" ", "")) and all(word in letters for word in name.split())
