"""Asking to be introduced: the people in the middle are asked one after the other, and decide.

A request is one row for each person in the middle, ``<request>.1``, ``<request>.2``: the first is ``asked``, a second
is ``waiting`` until the first agreed.  Only when all of them agreed does the target learn of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from expertgraph import policy
from expertgraph.answers.contacts import row_in
from expertgraph.answers.passable import taking_no_part
from expertgraph.answers.path import path
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.introducing_mail import tell
from expertgraph.policy import Data, Viewer
from expertgraph.store import Store
from expertgraph.workspace import Workspace

LONGEST_NEED = LONGEST_NOTE = 2_000
ASKED, WAITING, AGREED, DECLINED, WITHDRAWN = "asked", "waiting", "agreed", "declined", "withdrawn"
OPEN = (ASKED, WAITING)


@dataclass(frozen=True, slots=True)
class Middle:
    """One person in the middle of a request, and what came of asking him or her; ``decided_at`` is None until
    then."""

    person: str
    state: str
    decided_at: int | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it stands: who asks, to meet whom, what for, and the people in the middle in their order."""

    name: str
    asker: str
    target: str
    need: str
    asked_at: int
    middles: tuple[Middle, ...]

    @property
    def state(self) -> str:
        """``asked`` while somebody is asked, else what came of it: agreed | declined | withdrawn."""
        states = [each.state for each in self.middles]
        for ended in (WITHDRAWN, DECLINED, ASKED, WAITING):
            if ended in states:
                return ASKED if ended == WAITING else ended
        return AGREED

    @property
    def current(self) -> Middle | None:
        """Who is asked now."""
        return next((each for each in self.middles if each.state == ASKED), None)


def requests(store: Store, person: str | None = None) -> list[Request]:
    """The requests that a person asked for, is in the middle of or is the target of (all: None), newest first."""
    if person is None:
        names = {each.rpartition(".")[0] for each in store.frame("introduction", ["id"])["id"]}
    else:
        names = {
            each.rpartition(".")[0]
            for side in ("asker", "middle", "target")
            for each in store.frame("introduction", ["id"], {side: person})["id"]
        }
    found = [_read(store, name) for name in sorted(names)]
    return sorted((each for each in found if each), key=lambda each: (-each.asked_at, each.name))


def _read(store: Store, name: str) -> Request | None:
    rows = store.frame("introduction", where={"id": store.below("introduction", [name + "."])})
    if not len(rows):
        return None
    told = [rows[column].tolist() for column in ("middle", "state", "decided_at", "note")]
    middles = tuple(
        Middle(person, state, None if rows["decided_at"].isna().iat[at] else int(decided), note)
        for at, (person, state, decided, note) in enumerate(zip(*told, strict=True))
    )
    first = rows.iloc[0]
    return Request(name, first["asker"], first["target"], first["need"], int(first["asked_at"]), middles)


def ask(space: Workspace, viewer: Viewer, target: str, via: Sequence[str], need: str) -> str:
    """Ask to be introduced to ``target`` (a person id) through the people ``via``; returns the request's name.

    The way must be one that is offered now (see ``answers/path.py``).  WrongCall when it is not, when there is an open
    request for the same person, or when the need is empty; Denied for who may not ask, NotFound for an unknown target.
    """
    me = _myself(space, viewer)
    need = _said(need, "need", LONGEST_NEED)
    with space.store.transaction():
        found = path(space, viewer, me, target)
        if found.goal_person is None:
            raise NotFound(f"There is nobody called {target!r}.", "Use the person's id.")
        ways = [[step.person for step in way.steps[1:-1]] for way in found.paths + found.beyond if way.ask]
        if list(via) not in ways:
            raise WrongCall("This way cannot be asked for now.", "Look for the ways anew.")
        earlier = [each for each in requests(space.store, me) if _pair(each) == (me, found.goal_person)]
        if any(each.state == ASKED for each in earlier):
            raise WrongCall("You asked for this already.", "Wait for the answer, or withdraw it first.")
        name = _named(me, found.goal_person, len(earlier))
        middles = [Middle(each, WAITING if at else ASKED, None, None) for at, each in enumerate(via)]
        request = Request(name, me, found.goal_person, need, space.clock(), tuple(middles))
        _write(space.store, request)
        tell(space, "asked", request, via[0])
    return name


def agree(space: Workspace, viewer: Viewer, name: str, note: str = "") -> Request:
    """Say yes to introducing somebody: the next in the middle is asked, or the target learns of it.

    NotFound for a request that one is not asked about; WrongCall when it cannot be done any more, because somebody on
    the way takes no part by now (which is not said) or it was decided before.
    """
    said = _noted(note)
    with space.store.transaction():
        request, at = _asked_of_me(space, viewer, name)
        ended = not _still_there(space, request, at)
        now = space.clock()
        middles = list(request.middles)
        if ended:
            middles[at] = replace(middles[at], state=DECLINED)
        else:
            middles[at] = replace(middles[at], state=AGREED, decided_at=now, note=said)
            if at + 1 < len(middles):
                middles[at + 1] = replace(middles[at + 1], state=ASKED)
        request = replace(request, middles=tuple(middles))
        _write(space.store, request)
        if ended:
            tell(space, "declined", request, request.asker)
        elif at + 1 < len(middles):
            tell(space, "asked", request, middles[at + 1].person)
        else:
            tell(space, "introduced", request, request.target)
            tell(space, "agreed", request, request.asker)
    if ended:
        raise WrongCall("This introduction cannot be made any more.", "There is nothing left for you to do.")
    return request


def decline(space: Workspace, viewer: Viewer, name: str, note: str = "") -> Request:
    """Say not this time; the asker learns no reason unless ``note`` gives one.  Errors as for :func:`agree`."""
    said = _noted(note)
    with space.store.transaction():
        request, at = _asked_of_me(space, viewer, name)
        middles = list(request.middles)
        middles[at] = replace(middles[at], state=DECLINED, decided_at=space.clock(), note=said)
        request = replace(request, middles=tuple(middles))
        _write(space.store, request)
        tell(space, "declined", request, request.asker)
    return request


def withdraw(space: Workspace, viewer: Viewer, name: str) -> Request:
    """Take one's own request back while it is open.  NotFound for another's, WrongCall when it was decided."""
    me = _myself(space, viewer)
    with space.store.transaction():
        request = _read(space.store, name)
        if request is None or request.asker != me:
            raise _unknown(name)
        if request.state != ASKED:
            raise WrongCall("This request was decided already.", "There is nothing left to withdraw.")
        middles = [replace(each, state=WITHDRAWN) if each.state in OPEN else each for each in request.middles]
        request = replace(request, middles=tuple(middles))
        _write(space.store, request)
    return request


def _asked_of_me(space: Workspace, viewer: Viewer, name: str) -> tuple[Request, int]:
    """The open request that the viewer is asked about, and the viewer's place in it."""
    me = _myself(space, viewer)
    request = _read(space.store, name)
    mine = [] if request is None else [at for at, each in enumerate(request.middles) if each.person == me]
    if request is None or not mine or request.middles[mine[0]].state == WAITING:
        raise _unknown(name)
    if request.middles[mine[0]].state != ASKED or request.state != ASKED:
        raise WrongCall("This request was decided already.", "There is nothing left for you to do.")
    return request, mine[0]


def _still_there(space: Workspace, request: Request, at: int) -> bool:
    """Whether everybody who is still needed takes part: the asker, who comes next, the target."""
    out, edition = taking_no_part(space), space.edition()
    needed = [request.asker, request.target, *(each.person for each in request.middles[at + 1 :])]
    rows = [row_in(edition, each) for each in needed]
    return all(row >= 0 and not out[row] for row in rows)


def _myself(space: Workspace, viewer: Viewer) -> str:
    """The person id of who acts; Denied for roles without introductions and for nobody in particular."""
    policy.require(viewer, Data.INTRODUCTIONS)
    if viewer.person is None:
        raise Denied("You look as nobody in particular.", "Look as a person first.")
    edition = space.edition()
    return str(edition.array("people", "person")[edition.row_of(viewer.person)])


def _said(text: str, what: str, longest: int) -> str:
    text = text.strip()
    if not text:
        raise WrongCall("Say what you want the introduction for.", "One or two sentences will do.")
    if len(text) > longest:
        raise WrongCall(f"A {what} has at most {longest:,} characters.", "Say it shorter.")
    return text


def _noted(note: str) -> str | None:
    return _said(note, "note", LONGEST_NOTE) if note.strip() else None


def _unknown(name: str) -> NotFound:
    return NotFound(f"There is no introduction {name!r}.", "See expertgraph introduce list.")


def _pair(request: Request) -> tuple[str, str]:
    return request.asker, request.target


def _named(asker: str, target: str, earlier: int) -> str:
    """The same for two clicks at the same moment, so that both write one request."""
    return hashlib.sha256(f"{asker}|{target}|{earlier}".encode()).hexdigest()[:16]


def _write(store: Store, request: Request) -> None:
    count = len(request.middles)
    rows: dict[str, list[Any]] = {
        "id": [f"{request.name}.{at}" for at in range(1, count + 1)],
        "asker": [request.asker] * count,
        "middle": [each.person for each in request.middles],
        "target": [request.target] * count,
        "need": [request.need] * count,
        "state": [each.state for each in request.middles],
        "asked_at": [request.asked_at] * count,
        "decided_at": [each.decided_at for each in request.middles],
        "note": [each.note for each in request.middles],
    }
    store.upsert("introduction", rows)
