"""Skills as people write them into a personnel table: ``Python:4|SQL``, ``Python (expert); SQL``."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 200
"""Characters of one skill's name."""
MOST = 500
"""Skills in one cell."""
_REMEMBERED = 300
"""Characters up to which a cell is worth remembering: many people have the same few skills."""

_LEVELS = {
    word: level
    for level, words in enumerate(
        (
            "novice beginner starter basis basic awareness",
            "elementary elementair junior limited",
            "intermediate gemiddeld competent medior voldoende working",
            "advanced gevorderd proficient senior goed professional",
            "expert master uitstekend specialist",
        ),
        1,
    )
    for word in words.split()
}
_WITH_LEVEL = (
    re.compile(r"(.*\S)\s*\(([^()]{1,20})\)$"),
    re.compile(r"(.*\S)\s*[:=]\s*([^:=]{1,20})$"),
)
_NUMBER = re.compile(r"([0-5])(?:[.,]0+)?(?:\s*/\s*5)?$")


def level(text: str) -> int | None:
    """1 (beginner) .. 5 (expert), from a figure or a Dutch or English word; 0 for none at all; else None."""
    text = text.strip().casefold()
    number = _NUMBER.match(text)
    return int(number[1]) if number else _LEVELS.get(text)


def skills(text: str) -> tuple[tuple[str, int | None], ...]:
    """(label, level) of each skill in a cell, in order, each once.

    Separated by ``|``, else by ``;`` or line ends, else by commas.  A skill at level 0 is one that the person
    does not have, and is left out.  Raises ValueError for a cell that is not a list of skills.
    """
    return _skills(text) if len(text) < _REMEMBERED else _skills.__wrapped__(text)


@lru_cache(maxsize=16_384)
def _skills(text: str) -> tuple[tuple[str, int | None], ...]:
    parts = re.split(r"\|" if "|" in text else r"[;\n]" if ";" in text or "\n" in text else ",", text)
    if len(parts) > MOST:
        raise ValueError(f"{len(parts):,} skills in one cell")
    found: dict[str, int | None] = {}
    for part in parts:
        label, grade = _one(" ".join(part.split()))
        if len(label) > LONGEST:
            raise ValueError(f"a skill of {len(label):,} characters")
        if label and grade != 0:
            found.setdefault(label, grade)
    return tuple(found.items())


def _one(text: str) -> tuple[str, int | None]:
    for pattern in _WITH_LEVEL:
        match = pattern.match(text) if len(text) <= LONGEST + 30 else None
        if match and (grade := level(match[2])) is not None:
            return match[1], grade
    return text, None
