"""A question through the customer's link: what happened to it, without the names of those who were only asked."""

from __future__ import annotations

from collections.abc import Sequence

from expertgraph.answers.question_rows import CustomerAnswer, CustomerQuestion, CustomerRemark, CustomerStep
from expertgraph.asking import customers
from expertgraph.asking.acting import no_such_link
from expertgraph.asking.case import Case, read_case
from expertgraph.asking.people import names_of
from expertgraph.asking.state import Step
from expertgraph.asking.steps import STEPS, Party
from expertgraph.workspace import Workspace

_CUSTOMER_TOLD = {
    "asked": {"en": "We received your question.", "nl": "We hebben uw vraag ontvangen."},
    "routed": {"en": "An expert was asked.", "nl": "Een deskundige is gevraagd."},
    "escalated": {"en": "Another expert was asked.", "nl": "Nog een deskundige is gevraagd."},
    "forwarded": {"en": "Another expert was asked.", "nl": "Nog een deskundige is gevraagd."},
    "handed-over": {"en": "Another expert took over.", "nl": "Een andere deskundige neemt het over."},
    "taken": {"en": "{actor} will answer it.", "nl": "{actor} gaat uw vraag beantwoorden."},
    "answered": {"en": "{actor} answered.", "nl": "{actor} gaf antwoord."},
    "accepted": {"en": "The question was closed.", "nl": "De vraag is afgesloten."},
    "closed": {"en": "The question was closed.", "nl": "De vraag is afgesloten."},
    "reopened": {"en": "The question was opened again.", "nl": "De vraag is weer geopend."},
    "withdrawn": {"en": "The question was withdrawn.", "nl": "De vraag is ingetrokken."},
    "customer-remarked": {"en": "You added a remark.", "nl": "U voegde een opmerking toe."},
    "customer-helped": {"en": "You said that it helped.", "nl": "U zei dat het hielp."},
    "customer-reopened": {"en": "You opened it again.", "nl": "U opende de vraag weer."},
}


def customer_question(space: Workspace, key: str) -> CustomerQuestion:
    """The question behind a customer's link.  NotFound for a key that opens nothing, wrong or revoked."""
    found = customers.question_of(space.store, key)
    if found is None:
        raise no_such_link()
    return _for_customer(space, read_case(space, found))


def _for_customer(space: Workspace, case: Case) -> CustomerQuestion:
    question, state = case.question, case.state
    names = names_of(space, {step.actor for step in case.journal})
    known = [names[person] for person in state.answerers if person in names]
    answers = [step for step in case.journal if step.number in state.answers]
    remarks = [step for step in case.journal if step.kind.startswith("customer-") and step.text]
    return CustomerQuestion(
        title=question.title,
        text=question.text,
        at=question.at,
        status=_customer_status(case),
        customer=question.customer_name,
        language=question.language or "en",
        with_whom=known,
        experts=len(state.asked) - len(state.answerers),
        answers=[
            CustomerAnswer(names.get(step.actor or "", ""), step.text or "", step.at) for step in answers
        ],
        remarks=[CustomerRemark(step.text or "", step.at) for step in remarks],
        steps=_customer_steps(case.journal, names),
        may=[kind for kind in STEPS if case.allows(kind, frozenset({Party.CUSTOMER}))],
    )


def _customer_steps(journal: Sequence[Step], names: dict[str, str]) -> list[CustomerStep]:
    """What the customer may know of; several experts who were asked at once are one line."""
    found: list[CustomerStep] = []
    for step in journal:
        texts = _CUSTOMER_TOLD.get(step.kind)
        if texts is None:
            continue
        name = names.get(step.actor or "", "")
        shown = CustomerStep(step.at, {language: text.format(actor=name) for language, text in texts.items()})
        if not found or found[-1] != shown:
            found.append(shown)
    return found


def _customer_status(case: Case) -> str:
    if case.state.open:
        taken = any(standing != "asked" for standing in case.state.people.values())
        return "waiting" if taken else "received"
    return case.state.status.value
