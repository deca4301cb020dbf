"""A pair that may be one person: a score that can say why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """Two identities (a < b), the probability that they are one person, and what each reason adds to it in bits."""

    a: str
    b: str
    score: float
    parts: tuple[tuple[str, float], ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The codes of its reasons, the strongest for it first and those against it last."""
        return tuple(code for code, _ in self.parts)

    @property
    def bits(self) -> float:
        """What all reasons add together."""
        return round(sum(bits for _, bits in self.parts), 2)
