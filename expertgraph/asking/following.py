"""Following up: reminders, asking others and handing on to the community manager when time has passed; then the mail.

Run again and again, by a thread of ``expertgraph serve`` or by ``expertgraph ask --follow-up``.  Each step is decided
under the question's lock from its journal and written with its mails in one transaction, so that a run that is killed
loses nothing, and a second one that runs beside it tells nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from expertgraph.asking import customers
from expertgraph.asking.acting import numbered, record
from expertgraph.asking.case import Case, Look, locked_case, read_case
from expertgraph.asking.due import MOST_ROUNDS, Patience, due
from expertgraph.asking.journal import live_questions, read_journal, read_journals, read_question
from expertgraph.asking.people import proposed, staff, unavailable
from expertgraph.asking.state import Step, state_of
from expertgraph.asking.telling import address
from expertgraph.errors import NoEdition, NotFound
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.sending.delivering import Delivered, deliver
from expertgraph.sending.smtp import TIMEOUT
from expertgraph.workspace import Workspace

OTHERS = 2
"""How many others are asked at a time."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What a run did: questions whose people were reminded, that others were asked, that went to the community
    manager; and what became of the mail."""

    reminded: int
    escalated: int
    raised: int
    mail: Delivered


def follow_up(space: Workspace, timeout: float = TIMEOUT) -> Followed:
    """Take every step that is due, then send what is due.  Mail goes out before the first results too."""
    taken = advance(space)
    mail = deliver(space, lambda content: finish(space, content), timeout)
    return Followed(taken.count("reminded"), taken.count("escalated"), taken.count("raised"), mail)


def advance(space: Workspace) -> list[str]:
    """Take every step that is due, without sending; returns the kinds taken, one a question."""
    try:
        space.edition()
    except NoEdition:
        return []
    patience, now = Patience.of(space.settings), space.clock()
    live = read_journals(space.store, live_questions(space.store))
    ripe = [name for name, journal in live.items() if due(state_of(journal), patience, now)]
    kinds = [_step_on(space, question, patience) for question in sorted(ripe)]
    return [kind for kind in kinds if kind is not None]


def _step_on(space: Workspace, question: str, patience: Patience) -> str | None:
    """Take the step that is due with a question; what to do is looked for first, since a search takes its time."""
    before = read_case(space, question)
    kind = due(before.state, patience, space.clock())
    if kind is None:
        return None
    steps = _next_steps(space, before, kind)
    with locked_case(space, question) as case:
        if case.state.steps != before.state.steps:
            return None  # somebody was quicker; what is due now is for the next run
        record(space, case, numbered(case, steps))
    return steps[0].kind


def _next_steps(space: Workspace, case: Case, kind: str) -> list[Step]:
    """Reminders; others where it is time for them, or nobody is left who could be reminded; else its managers."""
    reached = _reached(space, case) if kind == "reminded" else []
    if reached:
        return [_step(space, case, "reminded", person) for person in reached]
    others = _others(space, case)
    if others:
        return [_step(space, case, "escalated", person) for person in others]
    managers: Sequence[str | None] = _managers(space, case) or [None]
    return [_step(space, case, "raised", person) for person in managers]


def _reached(space: Workspace, case: Case) -> list[str]:
    """Who is waited for, without those who opted out or left since."""
    waiting = case.state.waited_for
    gone = unavailable(space, waiting, space.clock())
    return [person for person in waiting if gone.get(person) not in {"opted-out", "gone", "bot"}]


def _others(space: Workspace, case: Case) -> list[str]:
    """The next best people who were not asked yet; nobody after ``MOST_ROUNDS`` rounds."""
    if case.state.rounds >= MOST_ROUNDS:
        return []
    need = f"{case.question.title} {case.question.text}"
    out = [case.question.asker, *case.state.people]
    return proposed(space, _as(space, case.question.asker), need, space.clock(), without=out, most=OTHERS)


def _managers(space: Workspace, case: Case) -> list[str]:
    """The community's staff, those in the question's channel before the others, without the asker."""
    people = [person for person in staff(space) if person != case.question.asker]
    there = [
        person
        for person in people
        if case.question.channel in Look(space, Viewer(Role.EMPLOYEE, person)).joined
    ]
    return there or people


def _as(space: Workspace, asker: str | None) -> Viewer:
    """Others are looked for as the asker would see them."""
    if asker is None:
        return OWNER
    edition = space.edition()
    try:
        kind = edition.array("people", "kind")[edition.row_of(asker)]
    except NotFound:
        return Viewer(Role.EMPLOYEE)
    return Viewer(Role.EXTERNAL if kind == "external" else Role.EMPLOYEE, asker)


def _step(space: Workspace, case: Case, kind: str, target: str | None) -> Step:
    return Step(case.question.id, case.state.steps + 1, kind, space.clock(), None, target)


def finish(space: Workspace, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Add the customer's link to a mail for the customer: it lies nowhere in the store."""
    question = content.get("customer")
    if question is None:
        return content
    written, journal = read_question(space.store, question), read_journal(space.store, question)
    key = customers.current_key(space, written, journal)
    return {**content, "link": address(space, f"/c/{key}") if key else None}
