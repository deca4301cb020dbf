"""One question as it stands, and what somebody who looks is to it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from expertgraph import policy
from expertgraph.asking.journal import locked, read_journal, read_question
from expertgraph.asking.people import own_person
from expertgraph.asking.state import Question, State, Step, state_of
from expertgraph.asking.steps import STEPS, Party
from expertgraph.edition import Edition
from expertgraph.errors import NotFound
from expertgraph.linking.joining import person_id
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.workspace import Workspace

_LEADING = frozenset({"routed", "reminded", "closed"})
_MAY_TAKE_PART = frozenset({Rule.ALLOW, Rule.PARTY, Rule.OPEN})


@dataclass(frozen=True, slots=True)
class Case:
    """A question, its journal and the state that follows from it."""

    question: Question
    journal: list[Step]
    state: State

    def parties(self, look: Look) -> frozenset[Party]:
        """What somebody is to it; nothing at all when it is not for them to see."""
        if look.rule not in _MAY_TAKE_PART:
            return frozenset()
        found = set[Party]()
        if self.mine(look):
            found.add(Party.ASKER)
        if look.me in self.state.asked:
            found.add(Party.ASKED)
        if self.question.channel in look.joined:
            found.add(Party.CHANNEL)
        if self._looks_after(look):
            found.add(Party.MANAGER)
        return frozenset(found)

    def mine(self, look: Look) -> bool:
        """Whether it is the viewer's own."""
        return look.owner if self.question.asker is None else look.me == self.question.asker

    def seen_by(self, look: Look) -> bool:
        """Whether it is for them to see: a party to it, or somebody who was asked or did something before."""
        if self.parties(look):
            return True
        part = look.rule in _MAY_TAKE_PART and look.me is not None
        return part and (look.me in self.state.people or any(step.actor == look.me for step in self.journal))

    def untaken(self) -> bool:
        """Whether nobody took it: open, and nobody answered or said that they will."""
        return self.state.open and not self.state.answerers

    def _looks_after(self, look: Look) -> bool:
        if look.owner or (look.me is not None and look.me in self.state.managers):
            return True
        if look.rule is not Rule.OPEN:
            return False
        if self._led_by(look.me):
            return True
        if not self.untaken():
            return False
        if self.question.channel is not None:
            return self.question.channel in look.joined
        # Put to people only: once nobody is left, whoever looks after a channel of the asker's may see it.
        left = self.state.raised is not None or not self.state.waited_for
        return left and bool(look.joined & look.channels_of(self.question.asker))

    def _led_by(self, person: str | None) -> bool:
        """Whether somebody took a step that is a manager's, on a question of somebody else."""
        if person is None or person == self.question.asker:
            return False
        return any(step.actor == person and step.kind in _LEADING for step in self.journal)

    def may(self, look: Look) -> list[str]:
        """The kinds of step that the viewer may take now, in the order of their declaration."""
        parties = self.parties(look)
        return [kind for kind in STEPS if self.allows(kind, parties) and self._fits(kind, look)]

    def allows(self, kind: str, parties: frozenset[Party]) -> bool:
        """Whether one of these parties may take such a step in this state."""
        step = STEPS[kind]
        return bool(step.by & parties) and self.state.status in step.states

    def _fits(self, kind: str, look: Look) -> bool:
        if kind.startswith("link-"):
            return self.question.has_customer and (kind == "link-renewed" or self.state.link)
        if kind in {"answered", "taken"} and look.me is None:
            return False  # the owner who is nobody in particular has no name to answer under
        if kind == "answered" and self.mine(look):
            return False
        if kind == "taken":
            return not self.mine(look) and self.state.people.get(look.me or "") not in {"taken", "answered"}
        if kind == "seen":
            return self.state.people.get(look.me or "") == "asked"
        return kind != "thanked" or bool(set(self.state.answerers) - self.state.thanked)


class Look:
    """Who looks: the rule for their role, their person and the channels that they joined."""

    def __init__(self, space: Workspace, viewer: Viewer) -> None:
        policy.require(viewer, Data.QUESTIONS)
        self.viewer = viewer
        self.owner = viewer.owner
        self.rule = policy.rule(viewer, Data.QUESTIONS)
        self.me = own_person(space, viewer)
        self.edition = space.edition()
        self.joined = self.channels_of(self.me)

    @property
    def aliases(self) -> frozenset[str]:
        """The ids that the viewer goes or went by: identities that were joined were people of their own once."""
        if self.me is None:
            return frozenset()
        identities = self.edition.array("people", "identities")[self.edition.row_of(self.me)]
        return frozenset({self.me, *(person_id(identity) for identity in identities)})

    def channels_of(self, person: str | None) -> frozenset[str]:
        """The channels that a person joined or wrote in."""
        if person is None:
            return frozenset()
        try:
            row = self.edition.row_of(person)
        except NotFound:
            return frozenset()
        own = self.edition.array("channel_members", "person") == row
        numbers = self.edition.array("channel_members", "channel")[own]
        return frozenset(self.edition.array("channels", "channel")[np.unique(numbers)])


def read_case(space: Workspace, question: str) -> Case:
    """A question as it stands; NotFound when there is none."""
    return made(space.edition(), read_question(space.store, question), read_journal(space.store, question))


@contextmanager
def locked_case(space: Workspace, question: str) -> Iterator[Case]:
    """The same within a transaction in which nobody else adds a step to it.

    Writers on one machine wait for their turn: a store that runs a transaction again by itself would run it on what
    was read before.
    """
    edition = space.edition()
    with _turn(space.folder), locked(space.store, question) as (written, journal):
        yield made(edition, written, journal)


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "asking.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def made(edition: Edition, question: Question, journal: Sequence[Step]) -> Case:
    """A case whose people go by the ids that they have now, should two have turned out to be one."""
    steps = [
        replace(step, actor=current(edition, step.actor), target=current(edition, step.target))
        for step in journal
    ]
    asked = replace(question, asker=current(edition, question.asker))
    return Case(asked, steps, state_of(steps))


def current(edition: Edition, person: str | None) -> str | None:
    """The id under which a person goes now: after two were joined, the one that stayed."""
    if person is None:
        return None
    stayed: dict[str, str] = edition.cached("asking.stayed", lambda: _stayed(edition))
    return stayed.get(person, person)


def _stayed(edition: Edition) -> dict[str, str]:
    """Ids of people that are gone -> of those whose identities they were."""
    minted = _minted(edition)
    there = set(edition.table("people")["person"])
    return {gone: person for gone, person in minted.items() if gone not in there}


def _minted(edition: Edition) -> dict[str, str]:
    people = edition.table("people")
    return {
        person_id(identity): str(person)
        for person, identities in zip(people["person"], people["identities"], strict=True)
        for identity in identities
    }
