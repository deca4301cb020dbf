"""How well the search finds: the latest evaluation, for everybody who may know the quality of the service."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from expertgraph import policy
from expertgraph.errors import NoEdition
from expertgraph.evaluation.keeping import kept
from expertgraph.evaluation.report import (
    BETTER,
    LEAST,
    OPPONENTS,
    WORSE,
    Outcome,
    Report,
    questions_needed,
    verdict,
)
from expertgraph.policy import Data, Viewer
from expertgraph.workspace import Workspace

FOLDER = "evaluations"
NONE, FEW_PEOPLE, NO_QUESTIONS, TOLD = "none", "few-people", "no-questions", "told"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The search against one opponent: better, better-all or better-tail (in that view only), worse, even, or unknown
    (too few questions).  ``questions_needed`` is
    how many would tell; None where no number within reach would, or none is needed."""

    opponent: str
    verdict: str
    questions_needed: int | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well the search finds.  Counts and rates only.

    ``state``: none (never evaluated), no-questions (nobody answered anybody), few-people (too few people helped to
    publish) or told.  ``least`` is the fewest questions from which anything is concluded, ``least_people`` the
    fewest people.  ``current``: it is about the edition in force.  ``first`` and ``last`` are when the first and
    last question was asked (UTC seconds); ``outcomes`` are all questions, and those of the long tail, without the
    ``left_out`` most active people.  ``lessons`` is how many questions of before
    them the search could learn from, ``learnt`` whether they taught it anything.  ``may_run``: this viewer may evaluate
    anew.
    """

    state: str
    frozen: bool
    other: bool
    may_run: bool
    least: int
    least_people: int
    edition: int | None = None
    current: bool = False
    first: int | None = None
    last: int | None = None
    answered: int = 0
    questions: int = 0
    left_out: int = 0
    lessons: int = 0
    learnt: bool = False
    outcomes: tuple[Outcome, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


def evaluation(workspace: Workspace, viewer: Viewer, *, frozen: bool = False) -> Evaluation:
    """The latest evaluation; Denied where the role may not know."""
    policy.require_whole(viewer, Data.QUALITY)
    report = kept(folder(workspace), frozen=frozen)
    return answer(workspace, viewer, report, frozen=frozen)


def folder(workspace: Workspace) -> Path:
    """Where evaluations are kept."""
    return workspace.folder / FOLDER


def answer(workspace: Workspace, viewer: Viewer, report: Report | None, *, frozen: bool) -> Evaluation:
    """A report as this viewer may have it."""
    k = int(workspace.settings["privacy.k"])
    state = _state(viewer, report, k)
    other = kept(folder(workspace), frozen=not frozen) is not None
    may_run = policy.whole(viewer, Data.IMPORTS)
    if report is None or state != TOLD:
        return Evaluation(state, frozen, other, may_run, LEAST, k)
    verdicts = []
    for opponent in OPPONENTS:
        said = verdict(report.outcomes, opponent)
        open_ = said not in {BETTER, WORSE}
        number = questions_needed(report.outcomes, opponent) if open_ else None
        verdicts.append(Verdict(opponent, said, number))
    return Evaluation(
        state,
        frozen,
        other,
        may_run,
        LEAST,
        k,
        edition=report.edition,
        current=report.edition == _edition(workspace),
        first=report.first,
        last=report.last,
        answered=report.answered,
        questions=report.questions,
        left_out=report.left_out,
        lessons=report.lessons,
        learnt=report.learnt,
        outcomes=tuple(report.outcomes),
        verdicts=tuple(verdicts),
    )


def _state(viewer: Viewer, report: Report | None, k: int) -> str:
    if report is None:
        return NONE
    if not report.questions:
        return NO_QUESTIONS
    return TOLD if viewer.owner or report.helpers >= k else FEW_PEOPLE


def _edition(workspace: Workspace) -> int | None:
    try:
        return workspace.edition().number
    except NoEdition:
        return None
