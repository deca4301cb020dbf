"""A community with a forum, a closed room and two outposts, where the right answers are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from expertgraph import linking
from expertgraph.analysis.run import analyse
from expertgraph.records import Affiliation, Channel, Identity, Item, Membership
from expertgraph.workspace import Workspace
from tests.analysis.world import DAY, NOW, WEEK, workspace

STAFF, GUESTS = 14, 32
FORUM, SECRET, GROUP, CORNER = "x:forum", "x:secret", "x:group", "x:corner"
SECRET_NAME, OPEN_QUESTION = "canary-room", "Who knows about canary pumps?"


def guest(number: int) -> str:
    """The identity of somebody first seen in the group."""
    return f"x:guest{number}"


def member(number: int) -> str:
    """The identity of an employee."""
    return f"x:staff{number}"


def person(identity: str) -> str:
    """The person id of an identity."""
    return linking.person_id(identity)


def made(folder: Path, *, came: int = 13, guests: int = GUESTS, **settings: Any) -> Workspace:
    """Analysed at NOW.  Employees write on the forum each week, eight of them in the closed room; the guests were
    first seen in the group 50 weeks ago and write there still; the first ``came`` of them wrote on the forum 10, 11, 12
    ... days after, and each fourth of those again ten weeks later; three people are in a corner of the web."""
    space = workspace(folder, _rows(came, guests), channels_outposts=(GROUP, CORNER), **settings)
    analyse(space, as_of=NOW)
    return space


def _rows(came: int, guests: int) -> list[Any]:
    rows: list[Any] = [
        Channel(FORUM, "x", "Forum", "forum", "open"),
        Channel(SECRET, "x", SECRET_NAME, "chat", "private"),
        Channel(GROUP, "x", "The group", "social", "open"),
        Channel(CORNER, "x", "A corner", "social", "open"),
    ]
    for number in range(STAFF):
        who = member(number)
        address = f"staff{number}@stadsnet.example"
        rows.append(
            Identity(
                who, "x", f"staff{number}", f"Staff Member {number}", None, address, True, kind="employee"
            )
        )
        rows.append(Affiliation(f"{who}|a", who, "Stadsnet"))
        rows += [_said(who, FORUM, NOW - week * WEEK + number) for week in range(1, 40)]
    for number in range(8):
        rows.append(Membership(f"{SECRET}|{number}", SECRET, member(number)))
        rows.append(_said(member(number), SECRET, NOW - WEEK + number))
    for number in range(guests):
        rows += _guest(number, came=number < came)
    rows += [_said(member(0), CORNER, NOW - week * WEEK) for week in (1, 2, 3)]
    rows.append(_said(member(1), FORUM, NOW - 3 * DAY, title=OPEN_QUESTION, kind="question"))
    return rows


def _guest(number: int, *, came: bool) -> list[Any]:
    who, first = guest(number), NOW - 50 * WEEK + number
    rows: list[Any] = [
        Identity(who, "x", f"guest{number}", f"Guest Person {number}", None, f"g{number}@else.example", True)
    ]
    rows += [_said(who, GROUP, at) for at in (first, NOW - 5 * WEEK + number, NOW - WEEK + number)]
    if came:
        home = first + (10 + number) * DAY
        rows.append(_said(who, FORUM, home))
        if number % 4 == 0:
            rows.append(_said(who, FORUM, home + 10 * WEEK))
    return rows


def _said(who: str, channel: str, at: int, title: str = "Something", kind: str = "post") -> Item:
    name = f"{who}/{channel}/{at}"
    return Item(name, "x", who, channel, name, kind, at, title, f"{title}, said on {channel}.", 0)
