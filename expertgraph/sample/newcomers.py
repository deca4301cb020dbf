"""People who just said their first word: there is somebody to welcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from expertgraph.sample.casting import FORUM, Cast
from expertgraph.sample.census import plain
from expertgraph.sample.dice import Dice
from expertgraph.sample.message import Message
from expertgraph.sample.organisation import PUBLIC
from expertgraph.sample.outposts import say
from expertgraph.sample.people import KNOWN, Person
from expertgraph.sample.rhythm import DAY, Calendar, moment
from expertgraph.sample.rooms import Rooms
from expertgraph.sample.topics import Topic
from expertgraph.sample.voice import Voice

_SHARE = 0.005
"""Part of the people who are new."""
_DAYS = 9
"""How long ago the first of them wrote at most."""


def arrive(
    seed: int,
    people: Sequence[Person],
    topics: Mapping[str, tuple[Topic, ...]],
    cast: Cast,
    rooms: Rooms,
    span: Calendar,
    messages: Sequence[Message],
) -> list[Message]:
    """All messages in order of time, with one each on the forum in the last days by a few who never wrote before; the cast
    knows them."""
    dice, voice = Dice(seed, "newcomers"), Voice(seed, "newcomers/voice", [each.text for each in messages])
    wrote = {each.author for each in messages}
    able = [
        person
        for person in people
        if person.plan == KNOWN
        and person.number not in wrote
        and person.ended is None
        and person.away is None
        and plain(person.family) in person.username
        and person.organisation != PUBLIC
        and person.main in topics
    ]
    chosen = sorted(dice.some(able, max(1, round(_SHARE * len(people)))), key=lambda each: each.number)
    cast.newcomers[:] = [person.number for person in chosen]
    said = [
        say(
            dice,
            voice,
            topics,
            person,
            rooms.find(FORUM, person.main),
            _lately(span, dice),
            len(messages) + place,
        )
        for place, person in enumerate(chosen)
    ]
    return sorted([*messages, *said], key=lambda each: (each.at, each.number))


def _lately(span: Calendar, dice: Dice) -> int:
    """A second of the last days."""
    while True:
        at = moment(span, span.week_of(span.end - 1 - dice.randrange(_DAYS) * DAY), dice)
        if at >= span.end - _DAYS * DAY:
            return at
