"""The answer becomes evidence: question and answer are items like any other, and the next analysis counts them.

Where they are decides who may see them.  What was put to an open channel is in that channel.  What was put to
people, or to a closed channel, has a channel of its own, with those who take part as its members: one channel for all
such questions would show each of them to everybody who ever took part in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from expertgraph.asking.case import Case
from expertgraph.asking.people import identity_of
from expertgraph.asking.state import Step, answer_of
from expertgraph.asking.telling import address
from expertgraph.frames import columns_of
from expertgraph.records import Channel, Interaction, Item, Membership
from expertgraph.schema import TABLES
from expertgraph.store import Store
from expertgraph.workspace import Workspace

SOURCE = "ask"
_MAKES = frozenset({"answered", "accepted", "customer-helped", "thanked", "reopened", "customer-reopened"})


def thread_of(question: str) -> str:
    """The thread, and the question's item, that a question becomes."""
    return f"{SOURCE}:{question}"


def keep_evidence(space: Workspace, case: Case, steps: Sequence[Step]) -> None:
    """Write what these steps say about who knows what; ``case`` is how it stands after them."""
    for step in steps:
        if step.kind in _MAKES:
            _Keeping(space.store, case, step, address(space, f"/q/{case.question.id}")).keep()


@dataclass(frozen=True, slots=True)
class _Keeping:
    store: Store
    case: Case
    step: Step
    url: str | None

    def keep(self) -> None:
        if self.step.kind == "answered":
            self._answer()
        elif self.step.kind == "thanked":
            self._act("thanks", self.case.question.asker, self.step.target, thread_of(self.step.question))
        else:
            self._mark()

    def _answer(self) -> None:
        """The question's item, the answer's, and the act of answering."""
        channel = self._channel()
        asker = self._identity(self.case.question.asker)
        items = [] if asker is None else [self._question(asker, channel)]
        author = self._identity(self.step.actor)
        if author is None:
            return
        self._put("item", [*items, self._item(self.step, author, channel)])
        self._act("answer", self.step.actor, self.case.question.asker, self.step.item)

    def _mark(self) -> None:
        """Say of each answer whether it was accepted; a customer who was helped accepts the last one."""
        number = self.case.state.accepted
        if self.step.kind == "customer-helped":
            number = self.case.state.answers[-1]
        channel = self._channel()
        edited = _edited(self.case.journal, self.step.number)
        rows = []
        for each in self.case.state.answers:
            answer = answer_of(self.case.journal, each)
            author = self._identity(answer.actor) if answer else None
            if answer and author:
                item = self._item(answer, author, channel)
                rows.append(item._replace(accepted=each == number, edited=edited))
        self._put("item", rows)

    def _question(self, author: str, channel: str) -> Item:
        question = self.case.question
        thread = thread_of(question.id)
        return Item(
            thread, SOURCE, author, channel, thread, "question", question.at, question.title, question.text, 0,
            url=self.url, edited=question.at,
        )  # fmt: skip

    def _item(self, step: Step, author: str, channel: str) -> Item:
        question, thread = self.case.question, thread_of(self.case.question.id)
        place = self.case.state.answers.index(step.number) + 1
        return Item(
            str(step.item), SOURCE, author, channel, thread, "answer", step.at, question.title, step.text, place,
            thread if question.asker else None, url=self.url, edited=_edited(self.case.journal, step.number),
        )  # fmt: skip

    def _act(self, kind: str, actor: str | None, target: str | None, item: str | None) -> None:
        one, other = self._identity(actor), self._identity(target)
        if one is None or other is None or one == other:
            return
        act = Interaction(
            f"{item}|{kind}|{other}",
            kind,
            one,
            other,
            self.step.at,
            self._channel(),
            item,
            edited=self.step.at,
        )
        self._put("interaction", [act])

    def _channel(self) -> str:
        """Where it is to be read: the open channel that it was put to, else one of its own."""
        asked_in = self.case.question.channel
        if asked_in:
            open_ = self.store.frame("channel", ["visibility"], {"id": asked_in})["visibility"]
            if list(open_) == ["open"]:
                return asked_in
        own = thread_of(self.case.question.id)
        self._put(
            "channel",
            [Channel(own, SOURCE, "A question to people", "forum", "members", parent="ask:questions")],
        )
        involved = {self.case.question.asker, *self.case.state.people}
        members = sorted({each for each in map(self._identity, involved) if each})
        self._put("membership", [Membership(f"{own}|{each}", own, each) for each in members])
        return own

    def _identity(self, person: str | None) -> str | None:
        return None if person is None else identity_of(self.store, person)

    def _put(self, table: str, rows: Sequence[Any]) -> None:
        if rows:
            self.store.upsert(table, columns_of(TABLES[table], rows))


def _edited(journal: Sequence[Step], number: int) -> int:
    """When a step counts as an edit: its own time, yet after every step before, so that the later word stays."""
    edited = 0
    for step in journal[:number]:
        edited = max(step.at, edited + 1)
    return edited
