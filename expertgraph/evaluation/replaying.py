"""Ask earlier questions again of what was written before them, and judge who is named by who really helped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from expertgraph.edition import Edition
from expertgraph.errors import ExpertgraphError, WrongCall
from expertgraph.evaluation.measures import LONGEST, MEASURES, measure
from expertgraph.evaluation.opponents import PLAIN, POPULARITY, PROFILE, Popularity, Profiles, plain
from expertgraph.evaluation.report import ALL, SEARCH, TAIL, Report, outcome
from expertgraph.evaluation.slicing import Slice, latest, ranked
from expertgraph.policy import OWNER
from expertgraph.search.arrays import Floats, Mask
from expertgraph.search.build import searcher as open_searcher
from expertgraph.search.candidates import Sight, asked_before, sight, without
from expertgraph.search.learning import Lesson, learn, starting
from expertgraph.search.lessons import open_channels
from expertgraph.search.replay import WITHIN
from expertgraph.search.replay import questions as read_questions
from expertgraph.search.replay import replies as read_replies
from expertgraph.search.searcher import Searcher
from expertgraph.settings import Settings
from expertgraph.store import Store
from expertgraph.workspace import Workspace

QUESTIONS = 500
"""How many of the latest answered questions are asked again, unless told otherwise."""
_AT_ONCE = 500
Progress = Callable[[str, int], None]
Scores = dict[str, list[list[float]]]
"""System -> the measures of each question."""


class Stopped(ExpertgraphError):
    """The evaluation was told to stop; the one before it stands."""

    code = "stopped"


def evaluate(
    workspace: Workspace,
    *,
    as_of: int | None = None,
    questions: int = QUESTIONS,
    frozen: bool = False,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Report:
    """Replay the latest answered questions of the edition in force.

    The search ranks by what it would have learnt from the questions that were answered before the first of them.
    ``as_of`` (UTC seconds) takes the history as if it ended there.  ``progress(what, how many)`` is told each
    question; ``stop()`` is asked before each, and while learning, and ends with Stopped.  The same edition,
    settings and arguments give the same report.  WrongCall for a date after the edition's.
    """
    edition = workspace.edition()
    until = edition.search_as_of if as_of is None else as_of
    if until > edition.search_as_of:
        raise WrongCall(
            "The results in force end before that date.", "Analyse again, or choose an earlier date."
        )
    tell = _teller(progress, stop)
    replay = _Replay(workspace, edition, until, questions, frozen, tell)
    for number, row in enumerate(replay.slice.rows.tolist()):
        tell("questions", number)
        replay.ask(row)
    return replay.report()


def _teller(progress: Progress | None, stop: Callable[[], bool] | None) -> Progress:
    """Tells how far it is, unless it is to stop."""

    def tell(what: str, count: int) -> None:
        if stop is not None and stop():
            raise Stopped("The evaluation was stopped.", "Start it again whenever you like.")
        if progress is not None:
            progress(what, count)

    return tell


class _Replay:
    """One evaluation under way."""

    def __init__(
        self, workspace: Workspace, edition: Edition, until: int, questions: int, frozen: bool, tell: Progress
    ) -> None:
        self.edition, self.until = edition, until
        self.searcher = open_searcher(edition)
        self.seen: Sight = sight(edition, OWNER, self.searcher, workspace.store)
        index, people = self.searcher.index, self.searcher.people
        given = read_replies(index)
        accepted = frozenset(workspace.store.frame("item", ["id"], {"accepted": True})["id"])
        asked = read_questions(index, given, accepted)
        self.slice = latest(asked, given, until=until, most=questions, people=people, frozen=frozen)
        self.texts = _texts(workspace.store, self.searcher, self.slice)
        self.lesson = self._learnt(workspace.settings, accepted, tell)
        self.weights = self.lesson.weights
        self.popularity, self.profiles = Popularity(given, people), Profiles(index, people)
        self.scores: dict[str, Scores] = {ALL: {}, TAIL: {}}
        self.helpers: set[int] = set()
        self.counted = np.zeros(people, bool)

    def _learnt(self, settings: Settings, accepted: frozenset[str], tell: Progress) -> Lesson:
        """What the questions teach, as in an edition, that had their fortnight to be answered before the slice."""
        start, until = starting(settings), self.slice.start - WITHIN
        if not settings["search.adapt"]:
            return Lesson(start, 0.0, 0.0, 0, until)
        return learn(
            self.searcher,
            until=until,
            start=start,
            accepted=accepted,
            allowed=self.seen.people,
            channels=open_channels(self.edition),
            trees=settings["search.learn"],
            tell=tell,
        )

    def ask(self, row: int) -> None:
        """Ask one question again of everybody."""
        time, asker = self.slice.time(row), int(self.slice.questions.asker[row])
        allowed = without(self.seen.people, [asker] if asker >= 0 else [])
        candidates = self.slice.given.candidates(time, len(allowed), allowed)
        truth = {who: grade for who, grade in self.slice.questions.helpers(row).items() if candidates[who]}
        if not truth:
            return
        self.helpers |= set(truth)
        self.counted |= candidates
        answers = self._answers(row, time, allowed)
        _judge(self.scores[ALL], answers, candidates, truth)
        tail = without(candidates, self.slice.active.tolist())
        truth = {who: grade for who, grade in truth.items() if tail[who]}
        if truth:
            _judge(self.scores[TAIL], answers, tail, truth)

    def _answers(self, row: int, time: int, allowed: Mask) -> dict[str, Floats]:
        """What each system makes of every person."""
        view = self.searcher.view(time, self.seen.channels, self.seen.disowned)
        asker = int(self.slice.questions.asker[row])
        ties = asker >= 0 and (self.weights.asker or self.weights.trees)
        ranking = self.searcher.rank(
            self.texts[int(self.slice.questions.item[row])],
            view,
            allowed,
            channel=int(self.slice.questions.channel[row]),
            asked_before=asked_before(self.searcher, asker, time, self.seen.channels) if ties else None,
            weights=self.weights,
        )
        terms = ranking.need.terms
        return {
            SEARCH: ranking.score,
            **self.popularity.scores(time),
            PROFILE: self.profiles.scores(terms, time),
            PLAIN: plain(self.searcher.index, view, terms, allowed),
        }

    def report(self) -> Report:
        """Everything summed up."""
        part = self.slice
        asked = part.questions.at[part.rows]
        people = int(np.count_nonzero(self.counted))
        active = int(np.count_nonzero(self.counted[part.active]))
        return Report(
            edition=self.edition.number,
            frozen=part.frozen,
            as_of=self.until,
            start=part.start,
            first=int(asked[0]) if len(asked) else self.until,
            last=int(asked[-1]) if len(asked) else self.until,
            answered=part.answered,
            questions=len(self.scores[ALL].get(SEARCH, [])),
            helpers=len(self.helpers),
            left_out=active,
            lessons=self.lesson.questions,
            learnt=self.lesson.gain > 0 or self.lesson.trees_gain is not None,
            outcomes=[
                outcome(ALL, people, _arrays(self.scores[ALL])),
                outcome(TAIL, people - active, _arrays(self.scores[TAIL])),
            ],
        )


def _judge(into: Scores, answers: Mapping[str, Floats], candidates: Mask, truth: Mapping[int, int]) -> None:
    for system, scores in answers.items():
        into.setdefault(system, []).append(measure(ranked(scores, candidates, LONGEST), truth))


def _arrays(scores: Scores) -> dict[str, Floats]:
    systems = (SEARCH, *POPULARITY, PROFILE, PLAIN)
    return {name: np.array(scores.get(name, [])).reshape(-1, len(MEASURES)) for name in systems}


def _texts(store: Store, searcher: Searcher, part: Slice) -> dict[int, str]:
    """Row of a question's opening message -> its title and text."""
    items = part.questions.item[part.rows].tolist()
    row_of = {searcher.index.items[row]: row for row in items}
    found: dict[int, str] = dict.fromkeys(items, "")
    wanted: Sequence[str] = list(row_of)
    for first in range(0, len(wanted), _AT_ONCE):
        some = list(wanted[first : first + _AT_ONCE])
        frame = store.frame("item", ["id", "title", "text"], {"id": some})
        for item, title, text in zip(frame["id"], frame["title"], frame["text"], strict=True):
            found[row_of[item]] = "\n".join(each for each in (title, text) if each)
    return found
