"""The Slack export: users, channels, a file a channel and day; a bot, guests, joins, private places."""

from __future__ import annotations

import time
from typing import Any

from expertgraph.sample.casting import SILO_ROOM, SLACK
from expertgraph.sample.dice import Dice
from expertgraph.sample.exports import slack_bot, slack_private
from expertgraph.sample.files import Sample, archive, as_json, threads
from expertgraph.sample.message import THANKS, Message
from expertgraph.sample.organisation import DEPLOY_CHAT, OWN
from expertgraph.sample.people import KNOWN, Person
from expertgraph.sample.rooms import Room
from expertgraph.sample.voice import addressed

TEAM = "T0STADSNET"
_EMOJI = ("+1", "raised_hands", "heart", "bulb", "eyes", "tada")

Days = dict[str, list[dict[str, Any]]]
"""Messages by the name of their file."""


def files(sample: Sample) -> dict[str, bytes]:
    """``slack/Stadsnet Slack export.zip``."""
    dice = Dice(sample.seed, "slack")
    members = [person for person in sample.people if SLACK in person.systems]
    rooms = [sample.rooms.general, sample.rooms.silo, *sample.rooms.chats]
    inside = {room: _members(room, members) for room in rooms}
    days: Days = {}
    for room in rooms:
        _joins(sample, dice, days, room, inside[room])
    for messages in threads(sample.of(SLACK, SILO_ROOM)).values():
        _thread(sample, dice, days, messages, inside)
    for at, text in slack_bot.posts(sample):
        _put(days, DEPLOY_CHAT, at, slack_bot.message(at, text))
    private = slack_private.places(sample, members)
    for name, at, message in private.messages:
        _put(days, name, at, message)
    lists = {
        "users.json": [_user(sample, person) for person in members] + [slack_bot.USER],
        "channels.json": [_channel(sample, room, inside[room]) for room in rooms]
        + [_deploy(sample, members)],
        "groups.json": private.groups,
        "dms.json": private.direct,
    }
    packed = {name: as_json(content) for name, content in lists.items()}
    packed |= {name: as_json(sorted(found, key=_stamp)) for name, found in days.items()}
    return {f"slack/{OWN} Slack export.zip": archive(packed)}


def _members(room: Room, people: list[Person]) -> list[Person]:
    """Everybody is in the general channel; elsewhere whoever comes by trade, or writes there."""
    if room.system == SILO_ROOM:
        return [person for person in people if SILO_ROOM in person.homes]
    if len(room.communities) > 1:
        return people
    return [
        person
        for person in people
        if room.communities[0] in person.communities and SILO_ROOM not in person.homes
    ]


def _stamp(message: dict[str, Any]) -> str:
    return str(message["ts"])


def _put(days: Days, channel: str, at: int, message: dict[str, Any]) -> None:
    day = time.strftime("%Y-%m-%d", time.gmtime(at))
    days.setdefault(f"{channel}/{day}.json", []).append(message)


def _joins(sample: Sample, dice: Dice, days: Days, room: Room, inside: list[Person]) -> None:
    """Some joined while the sample ran; Slack says so in the channel."""
    for person in inside:
        if person.started < sample.span.first and not dice.chance(0.12):
            continue
        at = max(person.started, sample.span.first) + dice.randrange(40 * 86_400)
        last = min(sample.span.end, person.ended or sample.span.end)
        if at < last:
            stamp = f"{at}.{900_000 + person.number:06d}"
            text = f"<@{person.slack}> has joined the channel"
            join = {
                "subtype": "channel_join",
                "user": person.slack,
                "text": text,
                "type": "message",
                "ts": stamp,
            }
            _put(days, room.name, at, join)


def _thread(
    sample: Sample, dice: Dice, days: Days, messages: list[Message], inside: dict[Room, list[Person]]
) -> None:
    opening, *replies = messages
    for message in messages:
        found = _message(sample, message)
        if message.position:
            found |= {"thread_ts": _ts(opening), "parent_user_id": sample.people[opening.author].slack}
        elif replies:
            found |= _replies(sample, opening, replies)
        reactions = _reactions(dice, message, inside[message.room])
        if reactions:
            found["reactions"] = reactions
        _put(days, message.room.name, message.at, found)


def _message(sample: Sample, message: Message) -> dict[str, Any]:
    author = sample.people[message.author]
    greeted, text = addressed(message.text)
    if message.answers is not None and (greeted or message.kind == THANKS):
        text = f"<@{sample.people[message.answers].slack}> {text}"
    for each in message.mentions:
        text += f" <@{sample.people[each].slack}> weet hier meer van."
    return {
        "user": author.slack,
        "type": "message",
        "ts": _ts(message),
        "client_msg_id": f"{message.number:08x}-0000-4000-8000-{message.at:012x}",
        "text": text,
        "team": TEAM,
    }


def _ts(message: Message) -> str:
    return f"{message.at}.{message.number % 900_000:06d}"


def _replies(sample: Sample, opening: Message, replies: list[Message]) -> dict[str, Any]:
    users = list(dict.fromkeys(sample.people[each.author].slack for each in replies))
    return {
        "thread_ts": _ts(opening),
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": _ts(replies[-1]),
        "reply_users": users,
        "replies": [{"user": sample.people[each.author].slack, "ts": _ts(each)} for each in replies],
    }


def _reactions(dice: Dice, message: Message, inside: list[Person]) -> list[dict[str, Any]]:
    """Readers react, also those who never write."""
    most = {"answer": 3, "remark": 4, "question": 1}.get(message.kind, 0)
    readers = dice.some(inside, dice.randint(0, most))
    readers = [each for each in readers if _reads(each, message)]
    found: dict[str, list[str]] = {}
    for reader in readers:
        found.setdefault(dice.choice(_EMOJI), []).append(reader.slack)
    return [{"name": name, "users": users, "count": len(users)} for name, users in sorted(found.items())]


def _reads(person: Person, message: Message) -> bool:
    return person.number != message.author and person.ended is None and person.started < message.at


def _user(sample: Sample, person: Person) -> dict[str, Any]:
    guest = person.organisation != OWN
    away = person.number == sample.cast.on_leave
    return {
        "id": person.slack,
        "team_id": TEAM,
        "name": person.author,
        "deleted": person.ended is not None,
        "real_name": person.name,
        "tz": "Europe/Amsterdam",
        "profile": {
            "title": person.role if guest or person.plan != KNOWN else "",
            "real_name": person.name,
            "display_name": person.given.lower(),
            "email": person.email,
            "status_text": "Met verlof" if away else "",
            "status_emoji": ":palm_tree:" if away else "",
            "team": TEAM,
        },
        "is_admin": person.number == 0,
        "is_restricted": guest,
        "is_ultra_restricted": False,
        "is_bot": False,
        "updated": max(sample.span.first, person.started),
    }


def _channel(sample: Sample, room: Room, inside: list[Person]) -> dict[str, Any]:
    return {
        "id": f"C0STAD{room.number:04d}",
        "name": room.name,
        "created": sample.span.first - 40 * 86_400,
        "creator": sample.people[0].slack,
        "is_archived": False,
        "is_general": len(room.communities) > 1,
        "members": [person.slack for person in inside],
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def _deploy(sample: Sample, members: list[Person]) -> dict[str, Any]:
    room = Room(SLACK, DEPLOY_CHAT, ("cloud",), 90)
    return _channel(sample, room, [each for each in members if "cloud" in each.communities])
