"""Questions as somebody may see them: one's own, those put to one, those that nobody took, and the customer's view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from expertgraph.answers.customer_question import customer_question
from expertgraph.answers.question_rows import (
    AnswerRow,
    AskedPerson,
    CustomerAnswer,
    CustomerQuestion,
    CustomerRemark,
    CustomerShown,
    CustomerStep,
    Place,
    QuestionAnswer,
    QuestionCounts,
    QuestionList,
    QuestionRow,
    StepRow,
    Who,
)
from expertgraph.asking.case import Case, Look, made, read_case
from expertgraph.asking.due import Patience, upcoming
from expertgraph.asking.journal import live_questions, questions_with, read_journals, read_questions, unknown
from expertgraph.asking.people import names_of
from expertgraph.asking.sentences import sentences
from expertgraph.asking.state import Step
from expertgraph.asking.steps import Party, Status
from expertgraph.asking.telling import address
from expertgraph.errors import WrongCall
from expertgraph.policy import Rule, Viewer
from expertgraph.sending.calendar import reminder
from expertgraph.sending.outbox import given_up
from expertgraph.store import Store
from expertgraph.workspace import Workspace

__all__ = [
    "LISTS",
    "AnswerRow",
    "AskedPerson",
    "CustomerAnswer",
    "CustomerQuestion",
    "CustomerRemark",
    "CustomerShown",
    "CustomerStep",
    "Place",
    "QuestionAnswer",
    "QuestionCounts",
    "QuestionList",
    "QuestionRow",
    "StepRow",
    "Who",
    "calendar",
    "counts",
    "customer_question",
    "question",
    "questions",
    "sentences",
]
LISTS = ("mine", "to-me", "channel", "open")
"""What a viewer may list: questions one asked, that were put to one, that wait in one's channels, and that nobody took."""
MOST_ROWS = 200
"""Questions in a list."""


def question(space: Workspace, viewer: Viewer, id: str) -> QuestionAnswer:
    """One question.  NotFound when there is none or it is not for the viewer; the two look the same."""
    look = Look(space, viewer)
    case = read_case(space, id)
    if not case.seen_by(look):
        raise unknown(id)
    return _Shown(space, look, case).answer()


def questions(space: Workspace, viewer: Viewer, which: str = "mine") -> QuestionList:
    """The first ``MOST_ROWS`` of one of the lists of ``LISTS``; WrongCall for another, Denied for a role that
    sees no question."""
    if which not in LISTS:
        raise WrongCall(f"There is no list {which!r}.", f"Lists: {', '.join(LISTS)}.")
    look = Look(space, viewer)
    cases = [case for case in _cases(space, look) if case.seen_by(look)]
    lists = {name: [case for case in cases if _IN[name](case, look)] for name in LISTS}
    chosen = sorted(lists[which], key=lambda case: (not case.state.live, -case.question.at, case.question.id))
    chosen = chosen[:MOST_ROWS]
    names = names_of(space, {each for case in chosen for each in _people_of(case)})
    places = _place_names(look)
    rows = [_row(case, look, names, places) for case in chosen]
    return QuestionList(which, rows, {name: sum(case.state.live for case in lists[name]) for name in LISTS})


def counts(space: Workspace, viewer: Viewer) -> QuestionCounts:
    """How many questions there are: of all for the owner and those with the rule aggregate, where at least
    ``privacy.k`` people asked; for others of those that they may see."""
    look = Look(space, viewer)
    cases = _all_cases(space)
    if look.rule is Rule.AGGREGATE:
        few = len({case.question.asker for case in cases}) < int(space.settings["privacy.k"])
        if few:
            return QuestionCounts(None, None, None, None, None, None)
    else:
        cases = [case for case in cases if case.seen_by(look)]
    found = Counter(case.state.status for case in cases)
    return QuestionCounts(
        waiting=found[Status.WAITING],
        nobody=found[Status.NOBODY],
        answered=found[Status.ANSWERED],
        closed=found[Status.CLOSED],
        withdrawn=found[Status.WITHDRAWN],
        total=len(cases),
    )


def calendar(space: Workspace, viewer: Viewer, id: str, at: int | None = None) -> bytes:
    """A calendar file with a reminder of a question at ``at`` (UTC seconds); without it when the program would remind,
    else a day from now.  NotFound as for the question itself."""
    shown = question(space, viewer, id)
    due = shown.next.at if shown.next is not None and shown.next.step == "reminded" else None
    moment = at if at is not None else max(due or 0, space.clock() + _DAY)
    return reminder(shown.id, shown.title, moment, written=shown.at, link=address(space, f"/q/{shown.id}"))


_DAY = 86_400
_IN: dict[str, Callable[[Case, Look], bool]] = {
    "mine": lambda case, look: case.mine(look),
    "to-me": lambda case, look: look.me is not None and look.me in case.state.people,
    "channel": lambda case, look: case.state.live and case.question.channel in look.joined,
    "open": lambda case, look: case.untaken() and Party.MANAGER in case.parties(look),
}


def _cases(space: Workspace, look: Look) -> list[Case]:
    """All questions that may be in a list of the viewer's: what waits, and the latest they had to do with."""
    if look.rule not in {Rule.ALLOW, Rule.PARTY, Rule.OPEN}:
        return []
    store, live = space.store, set(live_questions(space.store))
    own = _own(store, look)
    wanted = live
    if look.rule is Rule.PARTY:  # whatever else waits is not for them
        place = sorted(look.joined)
        there = set(store.frame("question", ["id"], {"channel": place})["id"]) if place else set[str]()
        wanted = live & (there | own)
    return _made(space, sorted(wanted | _latest(store, own - live, look)))


def _own(store: Store, look: Look) -> set[str]:
    """The questions that somebody asked or took a step in, or that were put to them."""
    if look.me is None:
        return set(store.frame("question", ["id"], {"asker": None})["id"]) if look.owner else set()
    me = sorted(look.aliases)
    return questions_with(store, target=me) | questions_with(store, actor=me)


def _latest(store: Store, settled: set[str], look: Look) -> set[str]:
    """The ``MOST_ROWS`` latest of these that they asked, and of the others."""
    rows = store.frame("question", ["id", "asker", "at"], {"id": sorted(settled)}).sort_values("at")
    mine = rows["asker"].isin(sorted(look.aliases)) | (rows["asker"].isna() & look.owner)
    return {*rows["id"][mine].tail(MOST_ROWS), *rows["id"][~mine].tail(MOST_ROWS)}


def _all_cases(space: Workspace) -> list[Case]:
    return _made(space, None)


def _made(space: Workspace, ids: Sequence[str] | None) -> list[Case]:
    journals = read_journals(space.store, ids)
    edition = space.edition()
    return [made(edition, each, journals.get(each.id, [])) for each in read_questions(space.store, ids)]


def _people_of(case: Case) -> Iterable[str | None]:
    steps = (
        each for step in case.journal for each in (step.actor, step.target if step.kind != "posted" else None)
    )
    return [case.question.asker, *case.state.people, *steps]


def _place_names(look: Look) -> dict[str, str]:
    table = look.edition.table("channels")
    return dict(zip(table["channel"], table["name"], strict=True))


def _who(person: str | None, names: dict[str, str]) -> Who | None:
    return None if person is None else Who(person, names.get(person, person))


def _place(channel: str | None, places: dict[str, str]) -> Place | None:
    return None if channel is None else Place(channel, places.get(channel, channel))


def _row(case: Case, look: Look, names: dict[str, str], places: dict[str, str]) -> QuestionRow:
    question, state = case.question, case.state
    return QuestionRow(
        question.id,
        question.title,
        question.at,
        state.status.value,
        _who(question.asker, names),
        _place(question.channel, places),
        [Who(person, names.get(person, person)) for person in state.asked],
        len(state.answers),
        state.since,
        case.mine(look),
        state.people.get(look.me) if look.me else None,
        question.has_customer,
    )


class _Shown:
    """One question as one viewer sees it."""

    def __init__(self, space: Workspace, look: Look, case: Case) -> None:
        self.space = space
        self.look = look
        self.case = case
        self.names = names_of(space, _people_of(case))
        self.places = _place_names(look)
        self.patience = Patience.of(space.settings)

    def answer(self) -> QuestionAnswer:
        question, state = self.case.question, self.case.state
        mine = self.case.mine(self.look)
        return QuestionAnswer(
            id=question.id,
            title=question.title,
            text=question.text,
            at=question.at,
            status=state.status.value,
            asker=_who(question.asker, self.names),
            mine=mine,
            channel=_place(question.channel, self.places),
            customer=self._customer(mine),
            people=[self._asked(*each) for each in state.people.items()],
            waiting=[Who(each, self.names[each]) for each in self._waiting()],
            answers=self._answers(),
            steps=[self._step(step) for step in self.case.journal],
            may=self.case.may(self.look),
            next=upcoming(state, self.patience),
            undelivered=self._undelivered() if mine or self.look.owner else 0,
            remind_hours=self.patience.remind,
            escalate_hours=self.patience.escalate,
        )

    def _customer(self, mine: bool) -> CustomerShown | None:
        question = self.case.question
        if not question.has_customer:
            return None
        inside = mine or self.look.me in self.case.state.people or self.look.owner
        return CustomerShown(
            question.customer_name if inside else None,
            question.customer_email if mine or self.look.owner else None,
            question.customer_key is not None,
            question.language or "en",
        )

    def _undelivered(self) -> int:
        store = self.space.store
        return len(given_up(store, store.below("outbox", [f"{self.case.question.id}|"])))

    def _waiting(self) -> list[str]:
        if self.case.state.status is Status.ANSWERED:
            return [self.case.question.asker] if self.case.question.asker else []
        return self.case.state.waited_for

    def _asked(self, person: str, standing: str) -> AskedPerson:
        about = (step.at for step in reversed(self.case.journal) if person in {step.actor, step.target})
        return AskedPerson(person, self.names[person], standing, next(about, self.case.question.at))

    def _answers(self) -> list[AnswerRow]:
        state = self.case.state
        steps = [step for step in self.case.journal if step.number in state.answers]
        return [
            AnswerRow(
                step.number,
                step.actor or "",
                self.names.get(step.actor or "", ""),
                step.text or "",
                step.at,
                step.number == state.accepted,
                step.actor in state.thanked,
            )
            for step in steps
        ]

    def _step(self, step: Step) -> StepRow:
        target = None if step.kind == "posted" else _who(step.target, self.names)
        return StepRow(
            step.number, step.kind, step.at, _who(step.actor, self.names), target, step.text, self._told(step)
        )

    def _told(self, step: Step) -> dict[str, str]:
        target = self.places.get(step.target or "", "") if step.kind == "posted" else None
        return sentences(step, self.names, target)
