"""While a question is being typed: the people who could answer it, and answered threads that may settle it.

The people are those that a search finds, each with the one message that speaks most for them.  A thread is
near when its words match (BM25 of its documents, of the best) or its opening question means the same (cosine
of the question vectors), among what the viewer may see; one with an accepted answer comes before others as near.
It is shown only when it opens with a question, when somebody answered with more than a question in return, and when
enough of the need stands in it: a list of poor matches keeps nobody from asking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from expertgraph import policy
from expertgraph.answers.askable import Askable, found_by
from expertgraph.answers.looking import Look
from expertgraph.policy import Data, Viewer
from expertgraph.search import meaning
from expertgraph.search.arrays import UNDATED, Floats, Longs, Mask, spans
from expertgraph.search.documents import ANSWERED
from expertgraph.search.evidence import snippet_of
from expertgraph.search.index import View, top
from expertgraph.search.need import Need
from expertgraph.search.searcher import Ranking, Searcher
from expertgraph.store import Store
from expertgraph.workspace import Workspace

PEOPLE, THREADS = 5, 3
"""How many of each are suggested."""
LONGEST = 600
"""Characters of a question that are read while it is typed: the point stands before that, and every word costs."""
SHORTEST = 3
NEAR = 40
"""How many threads are looked at by words, and as many by meaning."""
COVERED, ALIKE = 0.6, 0.6
"""A thread is shown when it holds this share of the need (each word weighed by its rarity), or when its question has
this cosine with the need."""
ACCEPTED = 0.15
"""What an accepted answer adds to nearness, which is at most 2."""
LOOKED_AT = 4
"""How many threads are read for each that is shown."""
LONGEST_TITLE, MOST_NAMES, LONGEST_THREAD = 120, 3, 20
_COLUMNS = ["id", "kind", "at", "title", "text", "url", "accepted"]

Told = dict[int, Any]
"""Item row -> the item as the store has it."""


@dataclass(frozen=True, slots=True)
class Answerer:
    """Somebody who answered in a thread, whom the viewer may see."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class AnsweredThread:
    """A thread that may settle the question.

    ``item`` opens it; ``at`` is when, UTC seconds (None: not known).  ``snippet`` is from the answer (the accepted
    one where there is one), with the offsets in it that match.  ``answered_by`` are up to three people whom the
    viewer may see, the best match first; ``url`` leads to the answer, else to the question.
    """

    item: str
    title: str
    at: int | None
    channel: str
    url: str | None
    snippet: str
    marks: list[tuple[int, int]]
    accepted: bool
    answered_by: list[Answerer]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is suggested for ``query``; both lists are empty while it says too little."""

    query: str
    people: list[Askable]
    threads: list[AnsweredThread]


def suggest(
    space: Workspace, viewer: Viewer, text: str, *, people: int = PEOPLE, threads: int = THREADS
) -> Suggestions:
    """The best few people and answered threads for a question as far as it is typed.  Denied as named."""
    policy.require(viewer, Data.PROFILE)
    query = " ".join(text[:LONGEST].split())
    if len(query) < SHORTEST:
        return Suggestions(query, [], [])
    look = Look(space, viewer, None, None)
    ranking = look.rank(query)
    return Suggestions(query, found_by(look, ranking, people), _near(look, ranking, threads))


def near(space: Workspace, viewer: Viewer, query: str, most: int) -> list[AnsweredThread]:
    """Answered threads that may settle ``query``, the nearest first."""
    look = Look(space, viewer, None, None)
    return _near(look, look.rank(query), most)


def _near(look: Look, ranking: Ranking, most: int) -> list[AnsweredThread]:
    searcher, view, need = look.searcher, ranking.view, ranking.need
    if not most or not need.terms:
        return []
    close = _nearest(searcher, view, need, most * LOOKED_AT)
    told = _told(look.space.store, [row for each in close for row in (each.opening, *each.answers)], searcher)
    settled = [each for each in close if each.asks(told) and each.answer(told) is not None]
    settled.sort(key=lambda each: (-each.nearness - ACCEPTED * each.accepted(told), each.opening))
    wanted = {searcher.index.lexicon[term] for term in need.terms}
    return [_shown(look, each, told, wanted) for each in settled[:most]]


def _nearest(searcher: Searcher, view: View, need: Need, most: int) -> list[_Near]:
    """The nearest answered threads that hold enough of the need."""
    documents = searcher.index.documents
    size = int(documents.thread.max(initial=-1)) + 1
    bm25 = searcher.index.bm25(view, need.terms)
    strong = top(bm25, NEAR * 4)
    by_words = np.zeros(size)
    np.maximum.at(by_words, documents.thread[strong], bm25[strong])
    by_meaning = _by_meaning(searcher, view, need.text, size)
    wanted = np.zeros(size, bool)
    wanted[top(by_words, NEAR)] = True
    wanted[top(by_meaning, NEAR)] = True
    answers = _answers(searcher, view, wanted)
    threads = np.unique(documents.thread[answers]).astype(np.int64)
    covered = _covered(searcher, view, need, threads, answers)
    score = by_words[threads] / (by_words.max(initial=0.0) or 1.0) + by_meaning[threads]
    score[(covered < COVERED) & (by_meaning[threads] < ALIKE)] = 0
    thread_of = documents.thread[answers]
    return [
        _read(searcher, view, need, answers[thread_of == threads[place]], float(score[place]))
        for place in top(score, most)
    ]


def _answers(searcher: Searcher, view: View, wanted: Mask) -> Longs:
    """The documents that answer in the wanted threads (one flag a thread), where the opening message is known."""
    documents = searcher.index.documents
    answering = (documents.role == ANSWERED) & (documents.context >= 0)
    visible = view.visible
    if len(view.truncated.documents):
        visible = visible.copy()
        visible[view.truncated.documents] = True
    return np.flatnonzero(wanted[documents.thread] & answering & visible)


def _messages(searcher: Searcher, view: View, documents: Longs) -> tuple[Longs, Longs]:
    """The item rows that count in these documents, and for each the place of its document among them."""
    index = searcher.index
    places, lengths = spans(index.documents.offsets, documents)
    items, document = (
        index.documents.items[places].astype(np.int64),
        np.repeat(np.arange(len(lengths)), lengths),
    )
    counts = (index.item_at[items] < view.time) & ~np.isin(items, view.disowned.rows)
    return items[counts], document[counts]


def _by_meaning(searcher: Searcher, view: View, text: str, size: int) -> Floats:
    """The cosine of each thread's question with the text; 0 where it is not among the nearest."""
    cosines = np.zeros(size)
    questions = searcher.questions
    if questions is not None:
        allowed = (questions.at < view.time) & (questions.answered_at < view.time)
        if view.channels is not None:
            allowed &= view.channels[questions.channel]
        threads, cosine = questions.nearest(meaning.embed([text])[0], allowed, NEAR)
        inside = threads < size
        cosines[threads[inside]] = cosine[inside]
    return cosines


def _covered(searcher: Searcher, view: View, need: Need, threads: Longs, answers: Longs) -> Floats:
    """What share of the need stands in each thread's title, in its question, or in its best answer."""
    index, documents = searcher.index, searcher.index.documents
    rarity = {
        term: weight * float(np.log1p(view.count / (1 + index.frequency(view, index.lexicon[term]))))
        for term, weight in need.terms.items()
    }
    items, document = _messages(searcher, view, answers)
    covered = np.zeros(int(threads.max(initial=-1)) + 1)
    for thread, pieces in (
        (documents.thread[answers], documents.context[answers].astype(np.int64)),
        (documents.thread[answers], len(index.items) + documents.thread[answers].astype(np.int64)),
        (documents.thread[answers[document]], items),
    ):
        np.maximum.at(covered, thread, index.matching(rarity, pieces))
    share: Floats = covered[threads] / (sum(rarity.values()) or 1.0)
    return share


@dataclass(frozen=True, slots=True)
class _Near:
    """A near thread as the index knows it: its nearness (0..2), rows of items, the answers (item -> person) best
    match first."""

    nearness: float
    opening: int
    channel: int
    answers: dict[int, int]

    def asks(self, told: Told) -> bool:
        """Whether the opening message asks something: by a question mark, or, with a title, by its kind."""
        said = told.get(self.opening, {"kind": None, "title": None, "text": None})
        marked = "?" in f"{said['title'] or ''} {said['text'] or ''}"
        return marked or (said["kind"] == "question" and bool(said["title"]))

    def answer(self, told: Told) -> int | None:
        """The accepted answer, else the best match that is more than a question in return; None without one."""
        said = [row for row in self.answers if row in told]
        real = [row for row in said if not str(told[row]["text"] or "?").rstrip().endswith("?")]
        return next((row for row in said if told[row]["accepted"]), real[0] if real else None)

    def accepted(self, told: Told) -> bool:
        """Whether an answer was accepted."""
        return any(told[row]["accepted"] for row in self.answers if row in told)


def _read(searcher: Searcher, view: View, need: Need, answers: Longs, nearness: float) -> _Near:
    """A thread, from the documents that answer in it."""
    index, documents = searcher.index, searcher.index.documents
    items, document = _messages(searcher, view, answers)
    people = documents.person[answers[document]]
    order = np.lexsort((items, -index.matching(need.terms, items)))[:LONGEST_THREAD]
    return _Near(
        nearness,
        int(documents.context[answers[0]]),
        int(documents.channel[answers[0]]),
        dict(zip(items[order].tolist(), people[order].tolist(), strict=True)),
    )


def _told(store: Store, rows: list[int], searcher: Searcher) -> Told:
    """What stands in these items, by row; without those that are gone from the store."""
    row_of = {searcher.index.items[row]: row for row in rows}
    if not row_of:
        return {}
    frame = store.frame("item", _COLUMNS, {"id": sorted(row_of)})
    items = zip(*(frame[name] for name in _COLUMNS), strict=True)
    return {row_of[values[0]]: dict(zip(_COLUMNS, values, strict=True)) for values in items}


def _shown(look: Look, thread: _Near, told: Told, wanted: set[str]) -> AnsweredThread:
    index = look.searcher.index
    question, row = told.get(thread.opening, {}), thread.answer(told)
    answer = {} if row is None else told[row]
    people = [] if row is None else [thread.answers[row], *thread.answers.values()]
    snippet, marks = snippet_of(answer.get("text") or "", wanted)
    at = int(index.item_at[thread.opening])
    channel = index.channels[thread.channel]
    return AnsweredThread(
        item=index.items[thread.opening],
        title=question.get("title") or " ".join((question.get("text") or "").split())[:LONGEST_TITLE],
        at=None if at == UNDATED else at,
        channel=look.channel_names.get(channel, channel),
        url=answer.get("url") or question.get("url"),
        snippet=snippet,
        marks=marks,
        accepted=bool(answer.get("accepted")),
        answered_by=_answerers(look, people),
    )


def _answerers(look: Look, rows: list[int]) -> list[Answerer]:
    shown = [row for row in dict.fromkeys(rows) if look.sight.people[row]]
    return [Answerer(look.about("person")[row], look.about("name")[row]) for row in shown[:MOST_NAMES]]
