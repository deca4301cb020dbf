"""Why somebody was found for a need: the score down to the messages it rests on, and the place without mere activity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph import policy
from expertgraph.answers.find import check_need
from expertgraph.answers.found import PartRow
from expertgraph.answers.looking import Look, parts_of
from expertgraph.answers.objections import ObjectionRow, may_object, objections
from expertgraph.availability import Availability
from expertgraph.errors import NotFound
from expertgraph.policy import Data, Viewer
from expertgraph.search.arrays import UNDATED, Floats, Ints, Longs, spans
from expertgraph.search.columns import column
from expertgraph.search.evidence import Evidence, Words, read_words, snippet_of
from expertgraph.search.searcher import Ranking
from expertgraph.search.topical import Standing, topical
from expertgraph.search.words import terms
from expertgraph.workspace import Workspace

MOST_MESSAGES = 10
"""Messages shown of one thread; of more, those that match best."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one thread gives to one part of the score."""

    code: str
    amount: float


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the person in a thread that counts; ``at`` UTC seconds, None without a known date."""

    item: str
    at: int | None
    snippet: str
    marks: list[tuple[int, int]]
    url: str | None


@dataclass(frozen=True, slots=True)
class Thread:
    """One thread that counts: its best message as in a search, what it gives to each part (``shares`` add up to the
    evidence's amount), its age in days at the moment of the results, the person's messages in it that match best and
    how many more there are."""

    evidence: Evidence
    shares: list[Share]
    age: float | None
    messages: list[Message]
    more: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A place in one view of the ranking: from 1 (None: not found), of how many, and the score."""

    place: int | None
    of: int
    score: float


@dataclass(frozen=True, slots=True)
class WhyAnswer:
    """Why one person is found for ``query``, as the viewer may see it.

    ``parts`` add up to the score, the threads' amounts to the parts with ``items``.  ``all`` is the place in the
    search, ``topical`` the one without mere activity, ``best`` the highest score of the search.  ``evidence_share``
    and ``answers_share`` (0..1) are the person's part of all evidence for the need and of all recent answers; their
    order makes the ``standing``.  ``claims`` are declared skills that name the need.  ``me``: the viewer's own page,
    ``may_object`` whether the viewer may take something out, ``objections`` what was (None: not for the viewer).
    """

    person: str
    name: str
    kind: str
    query: str
    me: bool
    may_object: bool
    standing: str | None
    all: Placed
    topical: Placed
    best: float
    parts: list[PartRow]
    threads: list[Thread]
    evidence_share: float
    answers_share: float
    claims: list[str]
    availability: Availability | None
    objections: list[ObjectionRow] | None
    edition: int
    as_of: int


def why(space: Workspace, viewer: Viewer, subject: str, need: str) -> WhyAnswer:
    """Why this person (a person or identity id) is found for a need; with nothing that counts the lists are empty.

    The viewer is left out of the search, as always, unless the page is their own: then it shows what others see.
    Denied, WrongCall and NotFound (nobody there, or not for the viewer: the two look the same) as named.
    """
    policy.require(viewer, Data.PROFILE)
    check_need(need)
    edition = space.edition()
    row = edition.row_of(subject)
    if not policy.people(viewer, Data.PROFILE, edition)[row]:
        raise NotFound(f"There is nobody with the id {subject!r}.")
    me = viewer.person is not None and edition.row_of(viewer.person) == row
    look = Look(space, viewer, None, None, leave_out_asker=not me)
    person = str(look.about("person")[row])
    reason = _Reason(look, need, row)
    return WhyAnswer(
        person=person,
        name=str(look.about("name")[row]),
        kind=str(look.about("kind")[row]),
        query=need,
        me=me,
        may_object=may_object(space, viewer, person),
        standing=reason.standing.of(row) if reason.place.place else None,
        all=reason.place,
        topical=reason.placed(topical(reason.ranking)),
        best=float(reason.ranking.score[reason.found].max(initial=0.0)),
        parts=parts_of(reason.ranking, row) if reason.place.place else [],
        threads=reason.threads() if reason.place.place else [],
        evidence_share=float(reason.standing.evidence[row]),
        answers_share=float(reason.standing.answers[row]),
        claims=_claims(look, row, need) if reason.ranking.amount("declared")[row] > 0 else [],
        availability=None if look.available is None else look.available.of(row),
        objections=objections(space, viewer, person),
        edition=edition.number,
        as_of=edition.search_as_of,
    )


class _Reason:
    """One person in one ranking."""

    def __init__(self, look: Look, need: str, row: int) -> None:
        self.look, self.row = look, row
        self.ranking = look.rank(need)
        self.documents, self.amounts = self.ranking.evidence()
        self.owners: Ints = look.searcher.index.documents.person[self.documents]
        self.found = look.found(self.ranking, self.owners)
        self.standing = Standing(self.ranking, self.amounts, self.owners)
        self.place = self.placed(self.ranking)

    def placed(self, ranking: Ranking) -> Placed:
        """The person's place in a ranking of the same search."""
        order = self.look.found(ranking, self.owners)
        there = np.flatnonzero(order == self.row)
        score = float(ranking.score[self.row])
        return Placed(int(there[0]) + 1 if len(there) else None, len(order), score if len(there) else 0.0)

    def threads(self) -> list[Thread]:
        """The threads that count for the person, largest amount first."""
        own = np.flatnonzero(self.owners == self.row)
        own = own[np.lexsort((self.documents[own], -self.amounts[own]))]
        documents = self.documents[own]
        page = np.array([self.row], np.int64)
        evidence = self.look.evidence(
            self.ranking, page, self.documents, self.amounts, self.owners, len(own)
        )[self.row]
        messages = self._messages(documents)
        ages = self._ages(documents)
        return [
            Thread(
                item,
                self._shares(int(document)),
                age,
                said[:MOST_MESSAGES],
                max(len(said) - MOST_MESSAGES, 0),
            )
            for item, document, age, said in zip(evidence, documents, ages, messages, strict=True)
        ]

    def _ages(self, documents: Longs) -> list[float | None]:
        view = self.ranking.view
        return [
            None if last == UNDATED else (view.time - int(last)) / 86_400
            for last in view.last[documents].tolist()
        ]

    def _shares(self, document: int) -> list[Share]:
        shares = (
            Share(part.code, float(part.shares[part.documents == document].sum()))
            for part in self.ranking.parts
            if len(part.documents)
        )
        return [share for share in shares if share.amount]

    def _messages(self, documents: Longs) -> list[list[Message]]:
        """The person's own messages in each document that count, best match first."""
        index, view = self.look.searcher.index, self.ranking.view
        places, lengths = spans(index.documents.offsets, documents)
        items = index.documents.items[places].astype(np.int64)
        document = np.repeat(np.arange(len(documents)), lengths)
        counts = (index.item_at[items] < view.time) & ~np.isin(items, view.disowned.rows)
        items, document = items[counts], document[counts]
        match: Floats = index.matching(self.ranking.need.terms, items)
        order = np.lexsort((-items, -index.item_at[items], -index.sizes(items), -match, document))
        found: list[list[Message]] = [[] for _ in documents]
        shown = order[_place_in_group(document[order]) < MOST_MESSAGES]
        said = read_words(self.look.space.store, [index.items[int(items[each])] for each in shown])
        wanted = {index.lexicon[term] for term in self.ranking.need.terms}
        for each in order.tolist():
            found[int(document[each])].append(self._message(int(items[each]), said, wanted))
        return found

    def _message(self, item: int, said: dict[str, Words], wanted: set[str]) -> Message:
        index = self.look.searcher.index
        name, at = index.items[item], int(index.item_at[item])
        kept = said.get(name, Words("", "", None))
        snippet, marks = snippet_of(kept.text or kept.title, wanted)
        return Message(name, None if at == UNDATED else at, snippet, marks, kept.url)


def _place_in_group(groups: Longs) -> Longs:
    """The place of each within its group, of groups that stand together."""
    return np.arange(len(groups)) - np.searchsorted(groups, groups)


def _claims(look: Look, row: int, need: str) -> list[str]:
    """The person's declared skills that share a term with the need, without those said not to be theirs."""
    if not look.edition.has("person_skills"):
        return []
    person, skill, claimed = (
        column(look.edition, "person_skills", name) for name in ("person", "skill", "claimed")
    )
    labels = column(look.edition, "skills", "label")
    refused = {label for who, label in look.sight.disowned.skills if who == row}
    wanted = set(terms(need))
    own = [str(labels[each]) for each in skill[(person == row) & claimed.astype(bool)]]
    return sorted(label for label in own if label not in refused and not wanted.isdisjoint(terms(label)))
