"""Taking a step: by whom it may be taken, what it changes, whom it is told, all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from expertgraph.asking import customers
from expertgraph.asking.case import Case, Look, current, locked_case, made
from expertgraph.asking.evidence import keep_evidence
from expertgraph.asking.journal import unknown, write_question, write_steps
from expertgraph.asking.people import check_available, seen_person
from expertgraph.asking.state import Question, Step, answer_of
from expertgraph.asking.steps import STEPS, Party, Status
from expertgraph.asking.telling import tell
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.policy import Viewer
from expertgraph.workspace import Workspace

LONGEST_TEXT = 20_000
"""Characters of a question, an answer or a remark."""
REMINDER_PAUSE = 12 * 3_600
"""Seconds before somebody is reminded again by hand."""
MOST_REMARKS = 30
"""Steps of one kind that a customer may take with a question: each is a mail to people."""
_PUTS = frozenset({"routed", "forwarded", "handed-over"})
_WHEN = {
    Status.WAITING: "It waits for an answer.",
    Status.NOBODY: "Nobody is asked now.",
    Status.ANSWERED: "It is answered already.",
    Status.CLOSED: "It is closed.",
    Status.WITHDRAWN: "It was withdrawn.",
}


def act(
    space: Workspace,
    viewer: Viewer,
    question: str,
    kind: str,
    *,
    target: str | None = None,
    text: str | None = None,
    answer: int | None = None,
) -> int:
    """Take a step (a kind of ``STEPS``) with a question; returns its number in the journal.

    ``target`` is a person id, ``answer`` the number of the answer that is accepted (default the last one).  An answer
    or remark sent twice in a row by the same person counts once.  NotFound when the question, or the target, is not
    for the viewer; Denied when the step is not theirs; WrongCall when it does not fit the state or lacks something.
    """
    if kind not in STEPS:
        raise WrongCall(f"There is no step {kind!r}.", f"Steps: {', '.join(STEPS)}.")
    text = checked_text(kind, text)
    look = Look(space, viewer)
    with locked_case(space, question) as case:
        if not case.seen_by(look):
            raise unknown(question)
        _check(case, look, kind)
        again = _again(case, kind, look.me, text)
        if again is not None:
            return again
        steps = _steps(space, look, case, kind, target, text, answer)
        record(space, case, steps)
        return steps[0].number


def see(space: Workspace, viewer: Viewer, question: str) -> None:
    """Note that somebody who was asked has seen the question; anybody else leaves no trace."""
    look = Look(space, viewer)
    with locked_case(space, question) as case:
        if case.allows("seen", case.parties(look)) and case.state.people.get(look.me or "") == "asked":
            record(space, case, [_step(space, case, "seen", look.me)])


def customer_act(space: Workspace, key: str, kind: str, *, text: str | None = None) -> int:
    """Take a step as the customer (customer-remarked | customer-helped | customer-reopened); returns its number.

    NotFound for a key that opens nothing, whether it is wrong or revoked.
    """
    question = customers.question_of(space.store, key)
    if question is None:
        raise no_such_link()
    if kind not in STEPS or Party.CUSTOMER not in STEPS[kind].by:
        raise WrongCall("That is not for the customer to say.")
    text = checked_text(kind, text)
    with locked_case(space, question) as case:
        if customers.question_of(space.store, key) != question:
            raise no_such_link()
        if case.state.status not in STEPS[kind].states:
            raise WrongCall(_WHEN[case.state.status])
        again = _again(case, kind, None, text)
        if again is not None:
            return again
        if sum(step.kind == kind for step in case.journal) >= MOST_REMARKS:
            raise WrongCall("That was said often enough.", "Write to whoever gave you this link.")
        record(space, case, [_step(space, case, kind, None, text=text)])
        return case.state.steps + 1


def customer_link(space: Workspace, viewer: Viewer, question: str) -> str | None:
    """The key in the customer's link, for the asker to pass on; None when there is none in force."""
    look = Look(space, viewer)
    with locked_case(space, question) as case:
        if not case.seen_by(look):
            raise unknown(question)
        if Party.ASKER not in case.parties(look):
            raise Denied("The customer's link is for the asker only.")
        return customers.current_key(space, case.question, case.journal)


def record(space: Workspace, case: Case, steps: Sequence[Step]) -> Case:
    """Write steps with what they make: evidence, mail and news for the webhook; within the caller's transaction."""
    write_steps(space.store, steps)
    question = case.question
    if any(step.kind.startswith("link-") for step in steps):
        question = _with_link(space, case, steps[0])
    after = made(space.edition(), question, [*case.journal, *steps])
    keep_evidence(space, after, steps)
    tell(space, case, after, steps)
    return after


def _with_link(space: Workspace, case: Case, step: Step) -> Question:
    key = None
    if step.kind == "link-renewed":
        renewed = sum(each.kind == "link-renewed" for each in case.journal) + 1
        key = customers.digest(customers.make_key(space, case.question.id, renewed))
    question = replace(case.question, customer_key=key)
    write_question(space.store, question)
    return question


def checked_text(kind: str, text: str | None) -> str | None:
    """The words of a step, without white space around them; WrongCall when there must be some, or are too many."""
    words = (text or "").strip() or None
    if STEPS[kind].text and words is None:
        raise WrongCall("Say something: this needs words.", "For example why, or the answer itself.")
    if words is not None and STEPS[kind].text is False:
        raise WrongCall(f"A step {kind} has no words.")
    if words is not None and len(words) > LONGEST_TEXT:
        raise WrongCall(f"That is longer than {LONGEST_TEXT:,} characters.", "Say it shorter.")
    return None if words is None else words.replace("\0", "")


def _check(case: Case, look: Look, kind: str) -> None:
    step = STEPS[kind]
    if not step.by & case.parties(look):
        by = ", ".join(sorted(step.by - {Party.PROGRAM})) or "the program itself"
        raise Denied(f"The step {kind} is not yours to take.", f"It is for: {by}.")
    if case.state.status not in step.states:
        raise WrongCall(f"{_WHEN[case.state.status]} The step {kind} does not fit that.")
    if kind not in case.may(look):
        raise WrongCall(_UNFIT.get(kind, f"The step {kind} does not fit here."))


_UNFIT = {
    "answered": "Who asked does not answer, and the owner of the store needs a name: say who with --viewer.",
    "taken": "You said so before, or you asked it yourself; the owner of the store needs a name: --viewer.",
    "thanked": "There is nobody left to thank.",
    "seen": "You have seen it before.",
    "link-renewed": "No customer stands behind this question.",
    "link-revoked": "There is no link to revoke.",
}


def _again(case: Case, kind: str, actor: str | None, text: str | None) -> int | None:
    """The number of the same words by the same person just before: a form that was sent twice."""
    if text is None or STEPS[kind].text is not True or not case.journal:
        return None
    last = case.journal[-1]
    return last.number if (last.kind, last.actor, last.text) == (kind, actor, text) else None


def _steps(
    space: Workspace,
    look: Look,
    case: Case,
    kind: str,
    target: str | None,
    text: str | None,
    answer: int | None,
) -> list[Step]:
    if kind in _PUTS:
        return [_step(space, case, kind, look.me, _addressee(space, look, case, target), text)]
    if kind == "reminded":
        return _reminders(space, case, look.me, target, text)
    if kind == "accepted":
        chosen = answer_of(case.journal, case.state.answers[-1] if answer is None else answer)
        if chosen is None:
            raise WrongCall(f"There is no answer {answer}.", "See expertgraph questions show.")
        return [replace(_step(space, case, kind, look.me, chosen.actor, text), item=chosen.item)]
    if kind == "thanked":
        return [_step(space, case, kind, look.me, _thanked(space, case, target), text)]
    step = _step(space, case, kind, look.me, text=text)
    return [replace(step, item=f"ask:{case.question.id}-{step.number}") if kind == "answered" else step]


def _step(
    space: Workspace,
    case: Case,
    kind: str,
    actor: str | None,
    target: str | None = None,
    text: str | None = None,
) -> Step:
    number = case.state.steps + 1
    return Step(case.question.id, number, kind, space.clock(), actor, target, text)


def _addressee(space: Workspace, look: Look, case: Case, target: str | None) -> str:
    if target is None:
        raise WrongCall("Say to whom.", "Name a person.")
    person = seen_person(space, look.viewer, target)
    if person == case.question.asker:
        raise WrongCall("Who asked cannot be asked.", "Choose somebody else.")
    if person in case.state.asked:
        raise WrongCall("That person is asked already.", "Choose somebody else.")
    check_available(space, [person], space.clock())
    return person


def _reminders(
    space: Workspace, case: Case, actor: str | None, target: str | None, text: str | None
) -> list[Step]:
    now = space.clock()
    if case.state.reminded is not None and now - case.state.reminded < REMINDER_PAUSE:
        raise WrongCall("They were reminded less than 12 hours ago.", "Give them time.")
    waiting = case.state.waited_for
    chosen = [person for person in waiting if target in {None, person}]
    if not chosen:
        raise WrongCall("Nobody is there to be reminded.", "Put the question to somebody.")
    return numbered(case, [_step(space, case, "reminded", actor, person, text) for person in chosen])


def numbered(case: Case, steps: Sequence[Step]) -> list[Step]:
    """Steps that are taken together, numbered on from the journal."""
    return [replace(step, number=case.state.steps + place) for place, step in enumerate(steps, 1)]


def _thanked(space: Workspace, case: Case, target: str | None) -> str:
    left = [person for person in case.state.answerers if person not in case.state.thanked]
    if target is None:
        return left[-1]
    person = current(space.edition(), target)
    if person not in left:
        raise WrongCall("That person did not answer, or was thanked before.")
    return person


def no_such_link() -> NotFound:
    """What a wrong key and a revoked one are told."""
    return NotFound("There is nothing under this link.", "Ask whoever gave it to you for a new one.")
