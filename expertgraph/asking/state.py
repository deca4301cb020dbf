"""The state of a question: a pure function of its journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from expertgraph.asking.steps import LIVE, OPEN, Status

ASKED, SEEN, TAKEN, ANSWERED, CANNOT, HANDED = (
    "asked",
    "seen",
    "taken",
    "answered",
    "cannot-help",
    "handed-over",
)
"""How somebody who was asked stands to it."""
WAITED_FOR = frozenset({ASKED, SEEN, TAKEN})


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the journal; see ``question_step``."""

    question: str
    number: int
    kind: str
    at: int
    actor: str | None = None
    target: str | None = None
    text: str | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was written; ``asker`` is None for the owner of the store."""

    id: str
    asker: str | None
    title: str
    text: str
    channel: str | None
    at: int
    customer_name: str | None = None
    customer_email: str | None = None
    customer_key: str | None = None
    language: str | None = None

    @property
    def has_customer(self) -> bool:
        """Whether a customer stands behind it."""
        return self.customer_name is not None or self.customer_email is not None


@dataclass(frozen=True, slots=True)
class State:
    """Where a question stands.

    ``people``: everybody who was asked, in that order, with their standing (asked | seen | taken | answered |
    cannot-help | handed-over).  ``since``: when it was last put to somebody, from which reminders count.
    ``reminded``: the last reminder after that.  ``managers``: whom it was raised to.  ``accepted``: number of the
    accepted answer.  ``posted``: the channel it was put to.
    """

    status: Status = Status.NEW
    people: dict[str, str] = field(default_factory=dict)
    since: int = 0
    reminded: int | None = None
    posted: str | None = None
    raised: int | None = None
    managers: tuple[str, ...] = ()
    rounds: int = 0
    answers: tuple[int, ...] = ()
    accepted: int | None = None
    thanked: frozenset[str] = frozenset()
    link: bool = True
    steps: int = 0

    @property
    def open(self) -> bool:
        """Whether it waits for a first answer."""
        return self.status in OPEN

    @property
    def live(self) -> bool:
        """Whether something is still expected of somebody."""
        return self.status in LIVE

    @property
    def asked(self) -> list[str]:
        """Who is asked: neither said that they cannot help nor handed it over."""
        return [person for person, standing in self.people.items() if standing not in {CANNOT, HANDED}]

    @property
    def waited_for(self) -> list[str]:
        """Whose answer is waited for; empty once it is answered, closed or withdrawn."""
        if self.status is not Status.WAITING:
            return []
        return [person for person, standing in self.people.items() if standing in WAITED_FOR]

    @property
    def answerers(self) -> list[str]:
        """Who answered or said that they will: whom the customer may know by name."""
        return [person for person, standing in self.people.items() if standing in {TAKEN, ANSWERED}]


class _Reading:
    """The journal read step by step."""

    def __init__(self) -> None:
        self.people: dict[str, str] = {}
        self.status = Status.NEW
        self.since = 0
        self.reminded: int | None = None
        self.posted: str | None = None
        self.raised: int | None = None
        self.managers: list[str] = []
        self.rounds = 0
        self.answers: list[int] = []
        self.accepted: int | None = None
        self.thanked: set[str] = set()
        self.link = True
        self.round_at: int | None = None

    def take(self, step: Step) -> None:
        name = "_" + step.kind.removeprefix("customer-").replace("-", "_")
        getattr(self, name)(step)
        if self.status in OPEN:
            self.status = Status.WAITING if self._somebody() else Status.NOBODY

    def _somebody(self) -> bool:
        waited = any(standing in WAITED_FOR for standing in self.people.values())
        return waited or (self.posted is not None and self.raised is None)

    def _asked(self, step: Step) -> None:
        self.status, self.since = Status.NOBODY, step.at

    def _put_to(self, step: Step) -> None:
        if step.target:
            self.people.pop(step.target, None)
            self.people[step.target] = ASKED
        self._restart(step)

    def _restart(self, step: Step) -> None:
        self.since, self.reminded, self.raised = step.at, None, None

    _routed = _forwarded = _put_to

    def _escalated(self, step: Step) -> None:
        self._put_to(step)
        self.rounds += step.at != self.round_at
        self.round_at = step.at

    def _posted(self, step: Step) -> None:
        self.posted = step.target
        self._restart(step)

    def _seen(self, step: Step) -> None:
        if step.actor and self.people.get(step.actor) == ASKED:
            self.people[step.actor] = SEEN

    def _taken(self, step: Step) -> None:
        self._stands(step, TAKEN)
        self._restart(step)

    def _stands(self, step: Step, standing: str) -> None:
        if step.actor:
            self.people[step.actor] = standing

    def _handed_over(self, step: Step) -> None:
        self._stands(step, HANDED)
        self._put_to(step)

    def _cannot_help(self, step: Step) -> None:
        self._stands(step, CANNOT)

    def _reminded(self, step: Step) -> None:
        self.reminded = step.at

    def _raised(self, step: Step) -> None:
        self.raised = step.at
        if step.target and step.target not in self.managers:
            self.managers.append(step.target)

    def _answered(self, step: Step) -> None:
        self._stands(step, ANSWERED)
        self.answers.append(step.number)
        self.status = Status.ANSWERED

    def _remarked(self, step: Step) -> None:
        """Changes nothing."""

    def _accepted(self, step: Step) -> None:
        self.accepted = int(step.item.rpartition("-")[2]) if step.item else None
        self.status = Status.CLOSED

    def _thanked(self, step: Step) -> None:
        if step.target:
            self.thanked.add(step.target)

    def _closed(self, step: Step) -> None:  # noqa: ARG002
        self.status = Status.CLOSED

    def _helped(self, step: Step) -> None:  # noqa: ARG002
        self.status = Status.CLOSED

    def _reopened(self, step: Step) -> None:
        self.status, self.accepted = Status.NOBODY, None
        for person, standing in self.people.items():
            if standing == ANSWERED:
                self.people[person] = ASKED
        self.rounds = 0
        self._restart(step)

    def _withdrawn(self, step: Step) -> None:  # noqa: ARG002
        self.status = Status.WITHDRAWN

    def _link_renewed(self, step: Step) -> None:  # noqa: ARG002
        self.link = True

    def _link_revoked(self, step: Step) -> None:  # noqa: ARG002
        self.link = False


def state_of(journal: Iterable[Step]) -> State:
    """The state after these steps, in order of number.

    >>> state_of([Step("q", 1, "asked", 10), Step("q", 2, "routed", 10, target="p")]).waited_for
    ['p']
    """
    reading, count = _Reading(), 0
    for count, step in enumerate(journal, 1):  # noqa: B007
        reading.take(step)
    return State(
        reading.status, reading.people, reading.since, reading.reminded, reading.posted, reading.raised,
        tuple(reading.managers), reading.rounds, tuple(reading.answers), reading.accepted,
        frozenset(reading.thanked), reading.link, count,
    )  # fmt: skip


def answer_of(journal: Sequence[Step], number: int) -> Step | None:
    """The answer with that number."""
    return next((step for step in journal if step.number == number and step.kind == "answered"), None)
