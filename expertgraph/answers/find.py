"""Find: a need in words -> people with the evidence that speaks for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from expertgraph import policy
from expertgraph.edition import Edition
from expertgraph.errors import WrongCall
from expertgraph.onion.model import RINGS
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.search.arrays import Array, Floats, Ints, Longs, Mask
from expertgraph.search.batch import weights_of
from expertgraph.search.build import searcher as open_searcher
from expertgraph.search.candidates import Sight, asked_before, channel_named, sight, without
from expertgraph.search.columns import column
from expertgraph.search.evidence import Evidence, evidence_of
from expertgraph.search.searcher import Ranking, Searcher
from expertgraph.search.steps import steps_from
from expertgraph.workspace import Workspace

LONGEST_NEED = 10_000
MOST_FACETS = 12
_ABOUT = ("person", "name", "kind", "organisation", "unit", "site", "role")
LABELS = {
    "evidence-90": "Matching threads (half-life 90 days)",
    "evidence-180": "Matching threads (half-life 180 days)",
    "related-180": "Threads on similar questions (half-life 180 days)",
    "activity": "Recent answers",
    "channel": "Answers in this channel",
    "asker": "Answered the asker before",
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


@dataclass(frozen=True, slots=True)
class Facet:
    """One value by which results can be narrowed, and how many of all found have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class FindAnswer:
    """The people found for ``query``, best first: ``results`` from ``offset``, out of ``total`` that fit the
    chosen facets (``found`` without them).  ``meaning`` says whether similarity of meaning took part."""

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


def find(
    space: Workspace,
    viewer: Viewer,
    need: str,
    *,
    limit: int = 20,
    offset: int = 0,
    kind: str | None = None,
    organisation: str | None = None,
    ring: str | None = None,
    channel: str | None = None,
    asker: str | None = None,
    time: int | None = None,
    snippets: int | None = None,
) -> FindAnswer:
    """Rank people for a need, as the viewer may see them.

    ``kind``, ``organisation``, ``ring`` (by name) and ``channel`` (id, native id or name; somebody with
    evidence there) narrow the results and leave scores alone. ``asker`` (a person or identity id; default
    the viewer) never appears. With ``time`` T only what was written strictly before T counts. ``snippets``
    bounds for how many evidence items a person the words are read (None: all). Denied, WrongCall and
    NotFound as named.
    """
    policy.require(viewer, Data.PROFILE)
    if len(need) > LONGEST_NEED:
        raise WrongCall(f"A need has at most {LONGEST_NEED:,} characters.", "Say it shorter.")
    edition = space.edition()
    searcher = open_searcher(edition)
    look = _Look(space, edition, searcher, viewer, sight(edition, viewer, searcher, space.store))
    ranking = look.rank(need, asker, edition.as_of if time is None else time)
    documents, amounts = ranking.evidence()
    owners = searcher.index.documents.person[documents]
    speaking = np.zeros(searcher.people, bool)
    # Something is always nearest in meaning; where no word of the need was ever used, that says nothing.
    speaking[owners] = any(ranking.amount(code).any() for code in ("evidence-90", "evidence-180"))
    found = ranking.order(look.sight.people & (speaking | (ranking.amount("declared") > 0)))
    chosen = look.narrow(found, documents, kind, organisation, ring, channel)
    page = found[chosen][offset : offset + limit]
    evidence = look.evidence(ranking, page, documents, amounts, owners, snippets)
    return FindAnswer(
        query=need,
        edition=edition.number,
        results=look.results(ranking, page, evidence, amounts, owners),
        total=int(np.count_nonzero(chosen)),
        found=len(found),
        offset=offset,
        limit=limit,
        facets=look.facets(found, documents, owners),
        as_of=edition.as_of,
        meaning=searcher.questions is not None and bool(space.settings["search.meaning"]),
    )


class _Look:
    """One search by one viewer: what it reads, gathered once."""

    def __init__(
        self, space: Workspace, edition: Edition, searcher: Searcher, viewer: Viewer, seen: Sight
    ) -> None:
        self.space = space
        self.edition = edition
        self.searcher = searcher
        self.viewer = viewer
        self.sight = seen
        ids, names = column(edition, "channels", "channel"), column(edition, "channels", "name")
        self.channel_names: dict[str, str] = dict(zip(ids, names, strict=True))
        self.rings = _rings(edition, viewer)

    def about(self, name: str) -> Array:
        """A column of the people."""
        return column(self.edition, "people", name)

    def rank(self, need: str, asker: str | None, time: int) -> Ranking:
        """Rank everybody the viewer may see but the asker."""
        who = asker or self.viewer.person
        rows = [] if who is None else [self.edition.row_of(who)]
        weights = weights_of(self.space)
        tie = None
        if rows and weights.asker:
            tie = asked_before(self.searcher, rows[0], time, self.sight.channels)
        view = self.searcher.view(time, self.sight.channels, self.sight.disowned)
        people = without(self.sight.people, rows)
        return self.searcher.rank(need, view, people, asked_before=tie, weights=weights)

    def narrow(
        self,
        found: Longs,
        documents: Longs,
        kind: str | None,
        organisation: str | None,
        ring: str | None,
        channel: str | None,
    ) -> Mask:
        """Which of the found fit the chosen facets."""
        chosen = np.ones(len(found), bool)
        for name, wanted in (("kind", kind), ("organisation", organisation)):
            if wanted:
                chosen &= self.about(name)[found] == wanted
        if ring:
            if ring not in RINGS:
                raise WrongCall(f"There is no ring {ring!r}.", f"Rings: {', '.join(RINGS)}.")
            chosen &= self.rings[found] == RINGS.index(ring)
        if channel:
            number = channel_named(self.searcher, channel, self.channel_names)
            index = self.searcher.index.documents
            there = documents[index.channel[documents] == (-1 if number is None else number)]
            chosen &= np.isin(found, index.person[there])
        return chosen

    def evidence(
        self,
        ranking: Ranking,
        page: Longs,
        documents: Longs,
        amounts: Floats,
        owners: Ints,
        snippets: int | None,
    ) -> dict[int, list[Evidence]]:
        """The evidence of each person on the page, largest amount first."""
        rows = np.flatnonzero(np.isin(owners, page))
        rows = rows[np.lexsort((documents[rows], -amounts[rows], owners[rows]))]
        place = np.arange(len(rows)) - np.searchsorted(owners[rows], owners[rows])
        with_words = place < (len(rows) if snippets is None else snippets)
        items = evidence_of(
            self.searcher.index,
            ranking,
            documents[rows],
            amounts[rows],
            self.channel_names,
            self.space.store,
            with_words,
        )
        found: dict[int, list[Evidence]] = {int(person): [] for person in page}
        for owner, item in zip(owners[rows], items, strict=True):
            found[int(owner)].append(item)
        return found

    def results(
        self,
        ranking: Ranking,
        page: Longs,
        evidence: Mapping[int, list[Evidence]],
        amounts: Floats,
        owners: Ints,
    ) -> list[Result]:
        """The people of the page."""
        standing = _Standing(ranking, amounts, owners)
        steps, via = self._steps()
        claimed = ranking.amount("declared") > 0
        labels = self._communities(page)
        return [
            Result(
                **{name: self.about(name)[row] for name in _ABOUT},
                score=float(ranking.score[row]),
                ring=RINGS[self.rings[row]] if self.rings[row] >= 0 else None,
                parts=_parts(ranking, row),
                evidence=evidence[row],
                community=label,
                claimed=bool(claimed[row]),
                standing=standing.of(row),
                steps=None if steps is None or steps[row] < 0 else int(steps[row]),
                via=None if via is None or via[row] < 0 else self.about("name")[via[row]],
            )
            for row, label in zip(page.tolist(), labels, strict=True)
        ]

    def _steps(self) -> tuple[Any, Any]:
        person = self.viewer.person
        if person is None or policy.rule(self.viewer, Data.TIES) not in {Rule.ALLOW, Rule.PATH}:
            return None, None
        return steps_from(self.edition, self.edition.row_of(person))

    def _communities(self, page: Longs) -> list[str | None]:
        if not self.edition.has("communities"):
            return [None] * len(page)
        labels = column(self.edition, "communities", "label")
        return [None if number < 0 else labels[number] for number in self.about("community")[page]]

    def facets(self, found: Longs, documents: Longs, owners: Ints) -> dict[str, list[Facet]]:
        """Counts over everybody found; the ring only where it may be seen, channels by where evidence is."""
        facets = {name: _counted(self.about(name)[found]) for name in ("kind", "organisation")}
        rings = [RINGS[ring] for ring in self.rings[found] if ring >= 0]
        if rings:
            facets["ring"] = sorted(_counted(rings), key=lambda facet: RINGS.index(facet.value))
        index = self.searcher.index
        inside = np.isin(owners, found)
        pairs = np.unique(np.stack([index.documents.channel[documents[inside]], owners[inside]]), axis=1)[0]
        names = [index.channels[int(number)] for number in pairs]
        facets["channel"] = [
            Facet(each.value, self.channel_names.get(each.value, each.value), each.count)
            for each in _counted(names)
        ]
        return facets


class _Standing:
    """Whether somebody stands out for this need or answers everything."""

    def __init__(self, ranking: Ranking, amounts: Floats, owners: Ints) -> None:
        people = len(ranking.score)
        self._evidence = np.bincount(owners, amounts, minlength=people) / (amounts.sum() or 1)
        self._answers = ranking.recent / (ranking.recent.sum() or 1)

    def of(self, row: int) -> str:
        if self._evidence[row] == 0:
            return "claimed"
        return "topical" if self._evidence[row] >= self._answers[row] else "popular"


def _rings(edition: Edition, viewer: Viewer) -> Ints:
    """Each person's ring, -1 where there is none or the viewer may not see it."""
    rings = column(edition, "people", "ring").astype(np.int32)
    return np.where(policy.rings(viewer, edition), rings, -1).astype(np.int32)


def _parts(ranking: Ranking, row: int) -> list[PartRow]:
    return [
        PartRow(LABELS[part.code], float(part.amount[row]), part.code, part.voted) for part in ranking.parts
    ]


def _counted(values: Iterable[str | None]) -> list[Facet]:
    counts = Counter(value for value in values if value)
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [Facet(value, value, count) for value, count in ordered[:MOST_FACETS]]
