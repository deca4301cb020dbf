"""What each reason weighs: a fixed model in the manner of Fellegi and Sunter (1969), by column and level.

``m`` is how often two accounts of one person agree like this, ``u`` how often those of two people do.  A reason adds
log2(m / u) bits to the score, for or against; the figures were set by hand, held against known truths
(docs/linking.md), and are the same for everybody, so that a score means the same on all data.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

PRIOR = 2.0**-12
"""That two accounts taken at random are one person, before any reason."""
SUGGESTED_FROM = 0.3
"""The probability from which a pair is suggested."""


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which two identities agree or differ in a comparison.

    ``code`` is empty for a level that says nothing.  ``when`` is SQL over the columns of both sides.  ``rarity``: a
    column whose shared value weighs less the more people have it, as ``counted``; levels of one such column share ``u``.
    """

    code: str
    when: str
    m: float
    u: float
    rarity: str | None = None
    counted: Literal["namesakes", "share"] = "namesakes"

    @property
    def bits(self) -> float:
        """log2(m / u), of a value that is not common."""
        return round(math.log2(self.m / self.u), 2)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Levels of one column, the first that holds counts; where ``unknown`` holds, none does."""

    name: str
    unknown: str
    levels: tuple[Level, ...]


_SAME_ADDRESS = "(email_l = email_r)"
_OWN_HANDLE = "(handle_is_own_l AND handle_is_own_r)"
_OWN_LOCAL = "(local_is_own_l AND local_is_own_r)"
_CROSS_OWN = (
    "(handle_l = local_r AND handle_is_own_l AND local_is_own_r)"
    " OR (local_l = handle_r AND local_is_own_l AND handle_is_own_r)"
)


def _spells(account: str, names: str) -> str:
    """SQL: one's account is the other's name, and not simply its owner's."""
    sides = (("l", "r"), ("r", "l"))
    return " OR ".join(
        f"(NOT {account}_is_own_{a} AND list_contains({names}_{b}, {account}_letters_{a}))" for a, b in sides
    )


COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "address",
        "email_l IS NULL OR email_r IS NULL",
        (
            Level("same-address", _SAME_ADDRESS, 0.5, 0.000005, "email"),
            Level("", "ELSE", 0.5, 0.5),
        ),
    ),
    Comparison(
        "name",
        "name_l IS NULL OR name_r IS NULL",
        (
            Level("same-name", "name_l = name_r", 0.7, 0.00004, "name"),
            Level("same-first-and-family-name", "ends_l = ends_r", 0.12, 0.00002, "ends"),
            Level(
                "initials-fit",
                "initial_l = initial_r AND (length(first_l) = 1 OR length(first_r) = 1)",
                0.13,
                0.00005,
                "initial",
            ),
            Level(
                "similar-name",
                "jaro_winkler_similarity(ends_l, ends_r) >= 0.94 AND levenshtein(ends_l, ends_r) <= 2",
                0.08,
                0.00006,
                "family",
            ),
            Level("other-name", "ELSE", 0.09, 0.998),
        ),
    ),
    Comparison(
        "account",
        f"{_SAME_ADDRESS} OR (coalesce(handle_l, local_l) IS NULL AND coalesce(handle_r, local_r) IS NULL)",
        (
            Level(
                "account-made-of-name",
                f"(handle_l = handle_r AND {_OWN_HANDLE}) OR (local_l = local_r AND {_OWN_LOCAL}) OR {_CROSS_OWN}",
                0.2,
                0.03,
            ),
            Level("same-handle", "handle_l = handle_r", 0.2, 0.00002, "handle"),
            Level("same-local-part", "local_l = local_r", 0.2, 0.00003, "local"),
            Level("handle-is-address", "handle_l = local_r OR local_l = handle_r", 0.2, 0.00003),
            Level("handle-is-name", _spells("handle", "spelled_full"), 0.3, 0.00004, "name"),
            Level("address-is-name", _spells("local", "spelled_full"), 0.3, 0.00004, "name"),
            Level(
                "account-is-initials",
                f"{_spells('handle', 'spelled_short')} OR {_spells('local', 'spelled_short')}",
                0.1,
                0.00005,
                "initial",
            ),
            Level("", "coalesce(handle_l, local_l) IS NULL OR coalesce(handle_r, local_r) IS NULL", 0.5, 0.5),
            Level("other-account", "ELSE", 0.7, 0.95),
        ),
    ),
    Comparison(
        "organisation",
        "organisation_l IS NULL OR organisation_r IS NULL",
        (
            Level("same-organisation", "organisation_l = organisation_r", 0.6, 0.05, "organisation", "share"),
            Level("other-organisation", "ELSE", 0.4, 0.95),
        ),
    ),
    Comparison(
        "domain",
        f"{_SAME_ADDRESS} OR domain_l IS NULL OR domain_r IS NULL"
        " OR (organisation_l IS NOT NULL AND organisation_r IS NOT NULL)",
        (
            Level("same-domain", "domain_l = domain_r", 0.4, 0.05, "domain", "share"),
            Level("", "ELSE", 0.5, 0.5),
        ),
    ),
    Comparison(
        "places",
        "places_l IS NULL OR places_r IS NULL",
        (
            Level("same-places", "len(list_intersect(places_l, places_r)) >= 2", 0.2, 0.01),
            Level("same-place", "len(list_intersect(places_l, places_r)) = 1", 0.25, 0.05),
            Level("other-places", "ELSE", 0.55, 0.94),
        ),
    ),
    Comparison(
        "system",
        "mailbox_l OR mailbox_r OR source_l <> source_r",
        (
            Level("two-accounts-in-one-system", "source_l = source_r", 0.04, 0.96),
            Level("", "ELSE", 0.5, 0.5),
        ),
    ),
)

PARTS: dict[str, float] = {
    level.code: level.bits for each in COMPARISONS for level in each.levels if level.code
}
"""What each reason adds to the score, in bits, of a value that few share."""
