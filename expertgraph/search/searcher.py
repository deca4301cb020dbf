"""Rank people for a need over an opened edition's index."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from expertgraph.search import meaning, ranking
from expertgraph.search.activity import USUAL, Activity
from expertgraph.search.arrays import Floats, Ints, Longs, Mask, Singles, offsets_of, spans, sums
from expertgraph.search.damping import Damping
from expertgraph.search.declared import Declared
from expertgraph.search.disowned import NOTHING, Disowned, places_of
from expertgraph.search.index import Index, View
from expertgraph.search.need import Need, need_of
from expertgraph.search.ranking import DEFAULT, Part, Rules, Weights
from expertgraph.search.translating import Translations
from expertgraph.search.works import Works

_VIEWS = 8


@dataclass(frozen=True, slots=True)
class Ranking:
    """People for a need: ``score`` per person row and its parts, over the view they were computed in;
    ``recent`` is everybody's recent answers (half-life 90 days)."""

    need: Need
    view: View
    score: Floats
    parts: list[Part]
    recent: Floats

    def order(self, allowed: Mask) -> Longs:
        """The allowed people with a score, best first, ties by row."""
        rows = np.flatnonzero(allowed & (self.score > 0))
        return rows[np.lexsort((rows, -self.score[rows]))]

    def evidence(self) -> tuple[Longs, Floats]:
        """Every document that gave its person something, with its amount over all parts, by document."""
        documents, places = np.unique(np.concatenate([p.documents for p in self.parts]), return_inverse=True)
        amounts = sums(places, np.concatenate([part.shares for part in self.parts]), len(documents))
        return documents[amounts > 0], amounts[amounts > 0]

    def amount(self, code: str) -> Floats:
        """The amounts of one part; all 0 when it did not count."""
        return next((part.amount for part in self.parts if part.code == code), np.zeros(len(self.score)))


class Searcher:
    """An edition's search folder, opened for reading.  ``people`` is the size of the population."""

    def __init__(self, folder: Path, people: int) -> None:
        self.people = people
        self.index = Index(folder)
        self.activity = Activity(folder)
        self.declared = Declared(folder)
        self.translations = Translations(folder)
        self.questions = meaning.Questions(folder) if meaning.Questions.exist(folder) else None
        self._views: OrderedDict[tuple[int, bytes, Disowned], View] = OrderedDict()
        documents = self.index.documents
        self.rules = Rules(documents, Works(documents), Damping(self.index))
        self._by_thread = np.argsort(documents.thread, kind="stable")
        threads = int(documents.thread.max(initial=-1)) + 1
        if self.questions is not None:
            threads = max(threads, int(self.questions.thread.max(initial=-1)) + 1)
        self._thread_offsets = offsets_of(documents.thread, threads)

    def view(self, time: int, channels: Mask | None = None, disowned: Disowned = NOTHING) -> View:
        """The index as it is for a reader at a moment, without what was disowned; the latest few are kept."""
        key = (time, b"" if channels is None else channels.tobytes(), disowned)
        view = self._views.pop(key, None) or self.index.view(time, channels, disowned)
        self._views[key] = view
        if len(self._views) > _VIEWS:
            self._views.popitem(last=False)
        return view

    def rank(
        self,
        text: str,
        view: View,
        allowed: Mask,
        *,
        channel: int | None = None,
        asked_before: Floats | None = None,
        weights: Weights = DEFAULT,
    ) -> Ranking:
        """Rank the allowed people (one flag a person; leave out bots, opted-out people and the asker).

        ``channel`` is the number of the channel asked in; ``asked_before`` how often each person answered the
        asker before.  Neither counts unless its weight is above 0.
        """
        from expertgraph.search.signals import everybody

        need = need_of(self.index, view, text, self.translations)
        vector = meaning.embed([text])[0] if self.questions is not None and weights.related else None
        parts = self.parts(
            need, vector, view, allowed, channel=channel, asked_before=asked_before, weights=weights
        )
        if weights.trees is not None and need.words >= weights.trees_words:
            formula = ranking.total([part for part in parts if part.code != "standing"], self.people)
            values = everybody(self, need, vector, view, allowed, channel=channel, asked_before=asked_before)
            parts.append(Part("learnt", weights.trees.amounts(values, formula)))
        claims = self.declared.scores(text, view.time, allowed, view.disowned.skills)
        parts.append(ranking.prior_part("declared", claims, weights.declared))
        recent = self._answers(view, allowed, USUAL)[0]
        return Ranking(need, view, ranking.total(parts, self.people), parts, recent)

    def parts(
        self,
        need: Need,
        vector: Singles | None,
        view: View,
        allowed: Mask,
        *,
        channel: int | None = None,
        asked_before: Floats | None = None,
        weights: Weights = DEFAULT,
        until: int | None = None,
    ) -> list[Part]:
        """The parts of the score that rest on messages; ``vector`` is the need's meaning (None: leave that out).

        With ``until`` only answers before that moment count as activity, while ages are taken at the view's.
        """
        bm25 = self.index.bm25(view, need.terms)
        bm25[~allowed[self.index.documents.person]] = 0
        most, each = ranking.pool(view.count, weights), weights.documents_each
        found = ranking.voters(self.rules, view, need, bm25.copy(), most, each, weights.asked)
        parts = ranking.evidence_parts(found, view, self.people, weights)
        if need.words == 1 and weights.standing:
            most, each = weights.standing_documents, weights.standing_each
            found = ranking.voters(self.rules, view, need, bm25, most, each, weights.asked)
            parts.append(ranking.standing_part(found, self.people, weights))
        if vector is not None and vector.any():
            parts += self._related(vector, view, allowed, weights, until)
        for days, weight in weights.activity:
            answers, _ = self._answers(view, allowed, days, until)
            parts.append(ranking.activity_part("activity", answers, weight))
        if weights.channel and channel is not None:
            _, here = self._answers(view, allowed, USUAL, until, channel)
            parts.append(ranking.activity_part("channel", here, weights.channel))
        if weights.asker and asked_before is not None:
            helped = np.where(allowed, asked_before, 0.0)
            parts.append(ranking.prior_part("asker", np.log1p(helped), weights.asker))
        return parts

    def around(self, view: View, allowed: Mask, days: int, until: int) -> Floats:
        """How much everybody is around (0..1), by the answers before ``until``."""
        return ranking.activity_part("activity", self._answers(view, allowed, days, until)[0], 1.0).amount

    def _answers(
        self, view: View, allowed: Mask, days: int, until: int | None = None, channel: int = -1
    ) -> tuple[Floats, Floats]:
        """Everybody's recent answers, and those in the channel."""
        person, place, count = self.activity.before(
            view.time if until is None else until,
            view.channels,
            self._disowned_answers(view),
            days=days,
            now=view.time,
        )
        here = place == channel
        everywhere = np.where(allowed, sums(person, count, self.people), 0.0)
        return everywhere, np.where(allowed, sums(person[here], count[here], self.people), 0.0)

    def _related(
        self, vector: Singles, view: View, allowed: Mask, weights: Weights, until: int | None
    ) -> list[Part]:
        if self.questions is None or not weights.related:
            return []
        documents = self.index.documents
        open_ = self._open_questions(view, view.time if until is None else until)
        threads, cosine = self.questions.nearest(vector, open_, weights.questions)
        places, lengths = spans(self._thread_offsets, threads)
        voters, strength = self._by_thread[places], np.repeat(cosine.astype(np.float64), lengths)
        counts = allowed[documents.person[voters]] & self._seen(view, voters)
        return ranking.related_parts(self.rules, view, voters[counts], strength[counts], self.people, weights)

    def _disowned_answers(self, view: View) -> tuple[Ints, Ints, Longs] | None:
        """Person, channel and time of the disowned items; None when there are none."""
        if not view.disowned.items:
            return None
        documents = self.index.documents
        rows = places_of(documents, view.disowned.rows)
        document = np.searchsorted(documents.offsets, rows, side="right") - 1
        return (
            documents.person[document],
            documents.channel[document],
            self.index.item_at[documents.items[rows]],
        )

    def _open_questions(self, view: View, until: int) -> Mask:
        questions = self.questions
        assert questions is not None
        settled = (questions.answered_at < until) | self.rules.works.among(questions.channel, until)
        asked = (questions.at < until) & settled
        return asked if view.channels is None else asked & view.channels[questions.channel]

    def _seen(self, view: View, documents: Longs) -> Mask:
        if view.whole:
            return np.ones(len(documents), bool)
        return view.visible[documents] | np.isin(documents, view.truncated.documents)
