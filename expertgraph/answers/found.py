"""What a search answers with: people, the parts of their scores, and the facets to narrow them by."""

from __future__ import annotations

from dataclasses import dataclass

from expertgraph.availability import Availability
from expertgraph.search.evidence import Evidence

LABELS = {
    "evidence-30": "Matching threads (half-life 30 days)",
    "evidence-90": "Matching threads (half-life 90 days)",
    "evidence-180": "Matching threads (half-life 180 days)",
    "evidence-365": "Matching threads (half-life 365 days)",
    "standing": "The threads most about it, of any age",
    "related-90": "Threads on similar questions (half-life 90 days)",
    "related-180": "Threads on similar questions (half-life 180 days)",
    "activity": "Recent answers",
    "channel": "Answers in this channel",
    "asker": "Answered the asker before",
    "learnt": "What earlier answers here taught",
    "declared": "Declared skills",
}


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of a score; ``code`` is stable, ``label`` English. ``items`` says that evidence adds up to
    it.
    """

    label: str
    amount: float
    code: str
    items: bool


@dataclass(frozen=True, slots=True)
class Result:
    """One person found.

    ``parts`` add up to ``score``, and ``evidence`` to the parts with ``items``.  ``ring`` is None where it is
    not for the viewer.  ``claimed``: the person says, or others say, they know this.  ``standing`` is
    ``topical`` when the person holds a larger share of the evidence for this need than of all recent answers,
    ``popular`` when a smaller one, ``claimed`` without any evidence.  ``steps`` counts ties from the viewer
    (None: unknown, not for the viewer, or beyond three), ``via`` names the first person on the way.
    ``availability`` is None where it is not for the viewer, or at a moment in the past.
    """

    person: str
    name: str
    score: float
    ring: str | None
    parts: list[PartRow]
    evidence: list[Evidence]
    kind: str
    organisation: str | None
    unit: str | None
    site: str | None
    role: str | None
    community: str | None
    claimed: bool
    standing: str
    steps: int | None
    via: str | None
    availability: Availability | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """One value by which results can be narrowed, and how many of all found have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class FindAnswer:
    """The people found for ``query``, best first: ``results`` from ``offset``, out of ``total`` that fit the
    chosen facets (``found`` without them).  ``meaning`` says whether similarity of meaning took part, ``view``
    what was ranked by: ``all`` parts, or ``topical`` without mere activity.  ``best`` is the highest score."""

    query: str
    edition: int
    results: list[Result]
    total: int
    found: int
    offset: int
    limit: int
    facets: dict[str, list[Facet]]
    as_of: int
    meaning: bool
    view: str = "all"
    best: float = 0.0
