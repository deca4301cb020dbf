"""Questions as somebody may see them: a question, a row of a list, the customer's view."""

from __future__ import annotations

from dataclasses import dataclass

from expertgraph.asking.due import Next


@dataclass(frozen=True, slots=True)
class Who:
    """A person in a question; the owner of the store, who is nobody in particular, is None instead."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """The channel that a question was put to."""

    channel: str
    name: str


@dataclass(frozen=True, slots=True)
class CustomerShown:
    """The customer behind a question.  ``email`` for the asker only; ``link``: their link is in force."""

    name: str | None
    email: str | None
    link: bool
    language: str


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """Somebody who was asked, and how they stand to it: asked | seen | taken | answered | cannot-help | handed-over;
    ``at``: since when."""

    person: str
    name: str
    standing: str
    at: int


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer; ``number`` is its step, by which it is accepted."""

    number: int
    person: str
    name: str
    text: str
    at: int
    accepted: bool
    thanked: bool


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the journal; ``told`` is the sentence that says it, by language."""

    number: int
    kind: str
    at: int
    actor: Who | None
    target: Who | None
    text: str | None
    told: dict[str, str]


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """A question with everything that happened to it.

    ``waiting``: whom it waits for now.  ``may``: the kinds of step that the viewer may take.  ``next``: what the
    program does by itself, and when.  ``undelivered``: mails about it that could not be delivered (for the asker and
    the owner; 0 for others).
    """

    id: str
    title: str
    text: str
    at: int
    status: str
    asker: Who | None
    mine: bool
    channel: Place | None
    customer: CustomerShown | None
    people: list[AskedPerson]
    waiting: list[Who]
    answers: list[AnswerRow]
    steps: list[StepRow]
    may: list[str]
    next: Next | None
    undelivered: int
    remind_hours: int
    escalate_hours: int


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question in a list.  ``since``: when it was last put to somebody; ``my_standing``: how the viewer, who was
    asked, stands to it; ``customer``: one stands behind it."""

    id: str
    title: str
    at: int
    status: str
    asker: Who | None
    channel: Place | None
    people: list[Who]
    answers: int
    since: int
    mine: bool
    my_standing: str | None
    customer: bool


@dataclass(frozen=True, slots=True)
class QuestionList:
    """One of the lists, what still waits first, then the latest; ``counts``: how many each of the lists holds that
    still wait."""

    which: str
    rows: list[QuestionRow]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """Questions by where they stand; None where fewer people asked than may be published."""

    waiting: int | None
    nobody: int | None
    answered: int | None
    closed: int | None
    withdrawn: int | None
    total: int | None


@dataclass(frozen=True, slots=True)
class CustomerAnswer:
    """An answer as the customer sees it."""

    name: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class CustomerRemark:
    """What the customer said."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class CustomerStep:
    """One thing that happened, as the customer may know it."""

    at: int
    told: dict[str, str]


@dataclass(frozen=True, slots=True)
class CustomerQuestion:
    """A question through the customer's link.

    ``status``: received | waiting | answered | closed | withdrawn.  ``with_whom``: the names of those who answered or
    said that they will; ``experts``: how many others are asked, who are "an expert" to the customer.
    """

    title: str
    text: str
    at: int
    status: str
    customer: str | None
    language: str
    with_whom: list[str]
    experts: int
    answers: list[CustomerAnswer]
    remarks: list[CustomerRemark]
    steps: list[CustomerStep]
    may: list[str]
