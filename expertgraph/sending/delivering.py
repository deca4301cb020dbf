"""Sending what is due from the outbox: one process at a time, every message by itself."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from expertgraph.sending import outbox
from expertgraph.sending.mail import compose
from expertgraph.sending.outbox import MAIL, MOST_TRIES, PAUSES, Message
from expertgraph.sending.problems import Postponed, Refused, Unreachable, Unsent
from expertgraph.sending.smtp import TIMEOUT, Mailer
from expertgraph.sending.webhook import post
from expertgraph.workspace import Workspace

_LONGEST_PROBLEM = 500
Finish = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Adds to a content, just before it goes out, what must not lie in the store."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the outbox: messages that went out now, that failed now, that wait, and that were given up;
    ``busy``: another process was sending, so nothing was done."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0
    given_up: int = 0
    busy: bool = False


def deliver(space: Workspace, finish: Finish = dict, timeout: float = TIMEOUT) -> Delivered:
    """Send everything that is due.

    A message counts as sent once the store says so: a process that dies between the server's word and that sends it
    again, under the same Message-ID.  While the mail server is not to be reached, all mails wait.
    """
    with _alone(space.folder) as alone:
        if not alone:
            return Delivered(busy=True)
        now = space.clock()
        held = outbox.unsent(space.store)
        due = [each for each in held if each.due <= now and not each.given_up]
        tried = _send_all(space, due, now, finish, timeout)
        sent = sum(each.sent is not None for each in tried)
        given_up = sum(each.given_up for each in held) + sum(each.given_up for each in tried)
        return Delivered(sent, len(tried) - sent, len(held) - sent - given_up, given_up)


def again(space: Workspace) -> int:
    """Let everything that was given up be tried anew; returns how much that is."""
    with _alone(space.folder) as alone:
        found = [each for each in outbox.unsent(space.store) if each.given_up] if alone else []
        outbox.write(space.store, [replace(each, tries=0, due=space.clock()) for each in found])
    return len(found)


def _send_all(
    space: Workspace, due: Sequence[Message], now: int, finish: Finish, timeout: float
) -> list[Message]:
    tried: list[Message] = []
    down: str | None = None
    with closing(Mailer(space.settings, timeout)) as mailer:
        for message in due:
            problem: Unsent | None = None
            try:
                if message.kind == MAIL and down:
                    raise Unreachable(down)
                _send(space, mailer, message, finish, timeout)
            except Unsent as error:
                problem = error
                if message.kind == MAIL and isinstance(error, Unreachable):
                    down = str(error)
            except Exception as error:  # noqa: BLE001 (one message must not hold up all that come after it)
                problem = Postponed(f"Something went wrong that should not: {error!r}")
            tried.append(_after(message, now, problem))
            outbox.write(space.store, tried[-1:])
    return tried


def _send(space: Workspace, mailer: Mailer, message: Message, finish: Finish, timeout: float) -> None:
    if message.kind != MAIL:
        post(message, str(space.settings["web.secret"]), timeout)
        return
    sender = str(space.settings["mail.from"])
    if "@" not in sender:
        raise Unreachable("The setting mail.from names no mail address.")
    try:
        mail = compose(replace(message, content=finish(message.content)), sender)
    except ValueError as error:
        raise Refused(f"This cannot be written as a mail: {error}.") from error
    mailer.send(mail, message.target)


def _after(message: Message, now: int, problem: Unsent | None) -> Message:
    """How a message stands after a try.  What went out is not kept: only that it did."""
    if problem is None:
        return replace(message, tries=message.tries + 1, sent=now, problem=None, content={})
    tries = MOST_TRIES if isinstance(problem, Refused) else message.tries + 1
    pause = PAUSES[min(tries, len(PAUSES)) - 1]
    return replace(message, tries=tries, due=now + pause, problem=str(problem)[:_LONGEST_PROBLEM])


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether this is the only process that sends for this workspace; a killed one lets go by itself."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "sending.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
