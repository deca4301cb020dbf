"""Requests for an introduction, as each party may see them."""

from __future__ import annotations

from dataclasses import dataclass

from expertgraph import policy
from expertgraph.answers.contacts import only_contacts, row_in
from expertgraph.asking.people import own_person
from expertgraph.introducing import AGREED, ASKED, DECLINED, WAITING, Request, requests
from expertgraph.policy import Data, Viewer
from expertgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Who:
    """A person by id and name; ``person`` is None for somebody who is not here any more."""

    person: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody in the middle: ``state`` asked | waiting | agreed | declined | withdrawn, and what was said."""

    who: Who
    state: str
    decided_at: int | None
    note: str | None


@dataclass(frozen=True, slots=True)
class IntroductionRow:
    """A request as a party to it may see it.

    ``state``: asked (open) | agreed | declined | withdrawn. ``middles``: those in the middle; for one of them, only
    those up to oneself. ``after``: whom the viewer, in the middle, would introduce to: the next in the middle or the
    target. ``contact``: the target is a contact of the last one in the middle, who writes to them.
    ``may``: agree, decline, withdraw.
    """

    id: str
    asker: Who
    target: Who
    need: str
    asked_at: int
    state: str
    middles: list[Asked]
    after: Who | None
    contact: bool
    may: list[str]


@dataclass(frozen=True, slots=True)
class IntroductionsAnswer:
    """Requests newest first: ``of_me`` wait for the viewer's answer, ``by_me`` the viewer asked for, ``to_me``
    introduce somebody to the viewer, ``before`` the viewer answered.  ``person``: whose they are; None for nobody in
    particular, who has none."""

    person: str | None
    of_me: list[IntroductionRow]
    by_me: list[IntroductionRow]
    to_me: list[IntroductionRow]
    before: list[IntroductionRow]


def introductions(space: Workspace, viewer: Viewer) -> IntroductionsAnswer:
    """The viewer's requests for an introduction, from every side.  Denied where they are not for the role."""
    policy.require(viewer, Data.INTRODUCTIONS)
    me = own_person(space, viewer)
    if me is None:
        return IntroductionsAnswer(None, [], [], [], [])
    found = requests(space.store, me)
    look = _Look(space, viewer, me)
    by_me = [look.row(each) for each in found if each.asker == me]
    to_me = [look.row(each) for each in found if each.target == me and each.state == AGREED]
    mine = [(each, look.standing(each)) for each in found]
    of_me = [look.row(each) for each, standing in mine if standing == ASKED and each.state == ASKED]
    before = [look.row(each) for each, standing in mine if standing in {AGREED, DECLINED}]
    return IntroductionsAnswer(me, of_me, by_me, to_me, before)


class _Look:
    """One party looking at requests."""

    def __init__(self, space: Workspace, viewer: Viewer, me: str) -> None:
        self.edition = space.edition()
        self.visible = policy.people(viewer, Data.PROFILE, self.edition)
        self.me = me

    def standing(self, request: Request) -> str | None:
        """What the viewer, in the middle, answered; None for who is not."""
        return next((each.state for each in request.middles if each.person == self.me), None)

    def row(self, request: Request) -> IntroductionRow:
        standing = self.standing(request)
        place = [each.person for each in request.middles].index(self.me) if standing else None
        shown = request.middles if place is None else request.middles[: place + 1]
        row = row_in(self.edition, request.target)
        return IntroductionRow(
            request.name,
            self._who(request.asker),
            self._who(request.target),
            request.need,
            request.asked_at,
            request.state,
            [self._asked(each.person, each.state, each.decided_at, each.note) for each in shown],
            self._after(request, place),
            row >= 0 and bool(only_contacts(self.edition)[row]),
            self._may(request, standing),
        )

    def _asked(self, person: str, state: str, decided_at: int | None, note: str | None) -> Asked:
        return Asked(self._who(person), state, decided_at, note)

    def _after(self, request: Request, place: int | None) -> Who | None:
        if place is None:
            return None
        last = place + 1 == len(request.middles)
        return self._who(request.target if last else request.middles[place + 1].person)

    def _may(self, request: Request, standing: str | None) -> list[str]:
        if request.state != ASKED:
            return []
        if standing == ASKED:
            return ["agree", "decline"]
        return ["withdraw"] if request.asker == self.me and standing != WAITING else []

    def _who(self, person: str) -> Who:
        """Parties know each other's names while both take part; who left or opted out since is nobody."""
        row = row_in(self.edition, person)
        if row < 0 or not (self.visible[row] or person == self.me):
            return Who(None, None)
        return Who(person, str(self.edition.array("people", "name")[row]))
