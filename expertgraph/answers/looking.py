"""One search by one viewer: what it reads, gathered once, for the list of people found and for the reasons of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from expertgraph import policy
from expertgraph.answers.found import LABELS, Facet, PartRow, Result
from expertgraph.availability import Available, available
from expertgraph.edition import Edition
from expertgraph.errors import WrongCall
from expertgraph.onion.model import RINGS
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.search.arrays import Array, Floats, Ints, Longs, Mask
from expertgraph.search.build import searcher as open_searcher
from expertgraph.search.candidates import asked_before, channel_named, sight, without
from expertgraph.search.columns import column
from expertgraph.search.confirming import NOBODY, confirmed
from expertgraph.search.evidence import Evidence, evidence_of
from expertgraph.search.lessons import weights_of
from expertgraph.search.searcher import Ranking
from expertgraph.search.spreading import spread
from expertgraph.search.steps import steps_from
from expertgraph.search.topical import Standing
from expertgraph.workspace import Workspace

MOST_FACETS = 12
_ABOUT = ("person", "name", "kind", "organisation", "unit", "site", "role")


class Look:
    """One search by one viewer at a moment (None: now, when it also counts who can be asked).

    ``asker`` (default: the viewer) is left out of the search; None with nobody behind the viewer leaves nobody out.
    """

    def __init__(
        self,
        space: Workspace,
        viewer: Viewer,
        asker: str | None,
        time: int | None,
        *,
        leave_out_asker: bool = True,
    ) -> None:
        self.space = space
        self.viewer = viewer
        self.edition: Edition = space.edition()
        self.searcher = open_searcher(self.edition)
        self.sight = sight(self.edition, viewer, self.searcher, space.store)
        self.time = self.edition.search_as_of if time is None else time
        who = (asker or viewer.person) if leave_out_asker else None
        self.asker = [] if who is None else [self.edition.row_of(who)]
        self.rings = _rings(self.edition, viewer)
        ids, names = column(self.edition, "channels", "channel"), column(self.edition, "channels", "name")
        self.channel_names: dict[str, str] = dict(zip(ids, names, strict=True))
        # How much waits for somebody is told to whoever may ask everybody, and to nobody else.
        told = time is None and policy.whole(viewer, Data.PROFILE)
        self.available: Available | None = available(space, self.edition) if told else None

    def about(self, name: str) -> Array:
        """A column of the people."""
        return column(self.edition, "people", name)

    def rank(self, need: str) -> Ranking:
        """Rank everybody the viewer may see but the asker."""
        weights = weights_of(self.space, self.edition, self.sight.channels)
        tie = None
        if self.asker and (weights.asker or weights.trees):
            tie = asked_before(self.searcher, self.asker[0], self.time, self.sight.channels)
        view = self.searcher.view(self.time, self.sight.channels, self.sight.disowned)
        people = without(self.sight.people, self.asker)
        return self.searcher.rank(need, view, people, asked_before=tie, weights=weights)

    def found(self, ranking: Ranking, owners: Ints) -> Longs:
        """Who has evidence or a claim, best first; of equally good ones first who can best be asked."""
        speaking = np.zeros(self.searcher.people, bool)
        # Something is always nearest in meaning; where no word of the need was ever used, that says nothing.
        speaking[owners] = any(
            part.amount.any() for part in ranking.parts if part.code.startswith("evidence")
        )
        order = ranking.order(self.sight.people & (speaking | (ranking.amount("declared") > 0)))
        if self.available is None:
            return order
        return spread(order, ranking.score, self.available.hindrance(self.searcher.people))

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
        """The evidence of each person on the page, largest amount first; who vouched for those whose words are
        read."""
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
        items = self._confirmed(items, with_words)
        found: dict[int, list[Evidence]] = {int(person): [] for person in page}
        for owner, item in zip(owners[rows], items, strict=True):
            found[int(owner)].append(item)
        return found

    def _confirmed(self, items: list[Evidence], looked_at: Mask) -> list[Evidence]:
        asked = [item.item for item, look in zip(items, looked_at, strict=True) if look]
        if not asked:
            return items
        named = policy.people(self.viewer, Data.PROFILE, self.edition)
        vouched = confirmed(self.space.store, self.edition, asked, named)
        told = [
            vouched.get(item.item, NOBODY) if look else None
            for item, look in zip(items, looked_at, strict=True)
        ]
        return [
            item if found is None else replace(item, confirmed=found.count, confirmers=found.people)
            for item, found in zip(items, told, strict=True)
        ]

    def results(
        self,
        ranking: Ranking,
        page: Longs,
        evidence: Mapping[int, list[Evidence]],
        amounts: Floats,
        owners: Ints,
    ) -> list[Result]:
        """The people of the page."""
        standing = Standing(ranking, amounts, owners)
        steps, via = self._steps()
        claimed = ranking.amount("declared") > 0
        labels = self._communities(page)
        return [
            Result(
                **{name: self.about(name)[row] for name in _ABOUT},
                score=float(ranking.score[row]),
                ring=RINGS[self.rings[row]] if self.rings[row] >= 0 else None,
                parts=parts_of(ranking, row),
                evidence=evidence[row],
                community=label,
                claimed=bool(claimed[row]),
                standing=standing.of(row),
                steps=None if steps is None or steps[row] < 0 else int(steps[row]),
                via=None if via is None or via[row] < 0 else self.about("name")[via[row]],
                availability=None if self.available is None else self.available.of(row),
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


def parts_of(ranking: Ranking, row: int) -> list[PartRow]:
    """The parts of one person's score, in the ranking's order; they add up to it."""
    return [
        PartRow(LABELS.get(part.code, part.code), float(part.amount[row]), part.code, part.voted)
        for part in ranking.parts
    ]


def _rings(edition: Edition, viewer: Viewer) -> Ints:
    """Each person's ring, -1 where there is none or the viewer may not see it."""
    rings = column(edition, "people", "ring").astype(np.int32)
    return np.where(policy.rings(viewer, edition), rings, -1).astype(np.int32)


def _counted(values: Iterable[str | None]) -> list[Facet]:
    counts = Counter(value for value in values if value)
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [Facet(value, value, count) for value, count in ordered[:MOST_FACETS]]
