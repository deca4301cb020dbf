"""The outposts: which of them a thread is on, and outsiders who were there before they came to the own channels."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from expertgraph.sample.casting import SLACK, SOCIAL, Cast
from expertgraph.sample.census import plain
from expertgraph.sample.dice import Dice
from expertgraph.sample.message import QUESTION, REMARK, Message
from expertgraph.sample.organisation import FAR_COMMUNITIES, OWN, PUBLIC
from expertgraph.sample.people import KNOWN, OCCASIONAL, Person
from expertgraph.sample.rhythm import Calendar, moment
from expertgraph.sample.rooms import Room, Rooms
from expertgraph.sample.topics import Topic
from expertgraph.sample.voice import Voice

_SHARE = 0.03
"""Part of the people who came home from the near outpost."""
_SOONEST, _LONGEST = 3, 26
"""Weeks on the outpost before somebody comes home."""


def settle(rooms: Rooms, messages: Sequence[Message]) -> None:
    """Give each thread of a social network its outpost: the far one for the topics of FAR_COMMUNITIES."""
    far = {each.number for each in messages if each.position == 0 and each.topic.community in FAR_COMMUNITIES}
    for each in messages:
        if each.room.system == SOCIAL and each.thread in far:
            each.room = rooms.far


def before(
    seed: int,
    people: Sequence[Person],
    topics: Mapping[str, tuple[Topic, ...]],
    cast: Cast,
    rooms: Rooms,
    span: Calendar,
    messages: Sequence[Message],
) -> list[Message]:
    """All messages in order of time, with what those who came home said on the near outpost before; the cast knows
    them.  Nobody with a chat account (their likes are older) or a user name that hides who they are; nobody's other
    messages change."""
    dice, voice = Dice(seed, "outposts"), Voice(seed, "outposts/voice", [each.text for each in messages])
    first: dict[int, int] = {}
    for each in messages:
        first.setdefault(each.author, each.at)
    able = [
        person
        for person in people
        if person.plan in (OCCASIONAL, KNOWN)
        and SLACK not in person.systems
        and plain(person.family) in person.username
        and person.organisation not in (OWN, PUBLIC)
        and span.week_of(first.get(person.number, span.first)) > _SOONEST
        and not any(each.author == person.number and each.room.system == SOCIAL for each in messages)
    ]
    chosen = sorted(dice.some(able, round(_SHARE * len(people))), key=lambda each: each.number)
    cast.came_home[:] = [person.number for person in chosen]
    said: list[Message] = []
    for person in chosen:
        home = span.week_of(first[person.number])
        begin = home - dice.randint(_SOONEST, min(home, _LONGEST))
        weeks = sorted({begin, *(dice.randint(begin, home - 1) for _ in range(dice.randrange(3)))})
        for week in weeks:
            at = moment(span, week, dice)
            said.append(say(dice, voice, topics, person, rooms.social, at, len(messages) + len(said)))
    return sorted([*messages, *said], key=lambda each: (each.at, each.number))


def say(
    dice: Dice,
    voice: Voice,
    topics: Mapping[str, tuple[Topic, ...]],
    person: Person,
    room: Room,
    at: int,
    number: int,
) -> Message:
    """A question or something told, which opens a thread of that room."""
    topic = dice.choice(topics[person.main])
    when = time.gmtime(at)
    if dice.chance(0.5):
        kind, (_, title, text) = QUESTION, voice.question(topic, person.language, when.tm_mon, when.tm_year)
    else:
        knows = person.levels.get(topic.key, 0) >= 2
        kind, (_, title, text) = (
            REMARK,
            voice.remark(topic, person.language, when.tm_mon, when.tm_year, knows=knows),
        )
    return Message(number, at, person.number, room, number, 0, kind, text, person.language, topic, title)
