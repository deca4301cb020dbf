"""The organisation's own Discourse forum: a topic a file as /t/ID.json gives it, and categories.json."""

from __future__ import annotations

import html
import json
import re
import time
from typing import Any

from expertgraph.sample.casting import FORUM
from expertgraph.sample.dice import Dice
from expertgraph.sample.files import Sample, archive, threads
from expertgraph.sample.message import Message
from expertgraph.sample.organisation import FORUM as HOST
from expertgraph.sample.people import ACTIVE, CORE, Person
from expertgraph.sample.voice import addressed

_TOPIC, _POST = 1_000, 20_000
_LIKE = 2


def files(sample: Sample) -> dict[str, bytes]:
    """``forum/<host>.zip``."""
    members = {"categories.json": _dump(_categories(sample))}
    dice = Dice(sample.seed, "forum")
    for number, messages in threads(sample.of(FORUM)).items():
        topic = _topic(sample, dice, number, messages)
        members[f"t/{topic['id']}.json"] = _dump(topic)
    return {f"forum/{HOST}.zip": archive(members)}


def _dump(found: object) -> bytes:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _categories(sample: Sample) -> dict[str, Any]:
    listing = [
        {
            "id": room.number,
            "name": room.name,
            "slug": slug(room.name),
            "read_restricted": False,
            "topic_count": sum(m.room is room and m.position == 0 for m in sample.messages),
        }
        for room in sample.rooms.forum
    ]
    return {"category_list": {"can_create_category": False, "categories": listing}}


def _topic(sample: Sample, dice: Dice, number: int, messages: list[Message]) -> dict[str, Any]:
    opening = messages[0]
    topic_id = _TOPIC + number
    posts = [_post(sample, dice, topic_id, opening, messages, message) for message in messages]
    return {
        "post_stream": {"posts": posts, "stream": [post["id"] for post in posts]},
        "id": topic_id,
        "title": opening.title,
        "fancy_title": html.escape(opening.title),
        "posts_count": len(posts),
        "created_at": _iso(opening.at),
        "views": 12 + 9 * len(posts) + dice.randrange(80),
        "reply_count": len(posts) - 1,
        "like_count": sum(each["count"] for post in posts for each in post["actions_summary"]),
        "last_posted_at": _iso(messages[-1].at),
        "visible": True,
        "closed": False,
        "archived": False,
        "archetype": "regular",
        "slug": slug(opening.title),
        "category_id": opening.room.number,
        "user_id": _user_id(sample.people[opening.author]),
        "tags": [opening.topic.key],
        "participant_count": len({message.author for message in messages}),
    }


def _post(
    sample: Sample, dice: Dice, topic_id: int, opening: Message, messages: list[Message], message: Message
) -> dict[str, Any]:
    author = sample.people[message.author]
    parent = next((each for each in messages if each.number == message.parent), None)
    named = parent is not None and parent is not opening
    likes = _likes(dice, message)
    answered = sample.people[parent.author] if named and parent else None
    return {
        "id": _POST + message.number,
        "name": author.name if _shows_name(author) else "",
        "username": author.username,
        "avatar_template": f"/user_avatar/{HOST}/{author.username}/{{size}}/{_user_id(author)}_2.png",
        "created_at": _iso(message.at),
        "cooked": _cooked(sample, message, parent or opening),
        "post_number": message.position + 1,
        "post_type": 1,
        "updated_at": _iso(message.at),
        "reply_count": sum(each.parent == message.number for each in messages)
        if message is not opening
        else 0,
        "reply_to_post_number": parent.position + 1 if named and parent else None,
        "reply_to_user": {"username": answered.username, "name": answered.name} if answered else None,
        "quote_count": 0,
        "reads": 5 + dice.randrange(60),
        "score": 0.2 * likes,
        "topic_id": topic_id,
        "topic_slug": slug(opening.title),
        "actions_summary": [{"id": _LIKE, "count": likes}] if likes else [],
        "user_id": _user_id(author),
        "hidden": False,
        "trust_level": {"core": 3, "active": 2}.get(author.plan, 1),
        "user_deleted": False,
        "staff": False,
        "wiki": False,
        "accepted_answer": message.accepted,
    }


def _shows_name(person: Person) -> bool:
    """Regulars do, and most of the others; the rest is known by the user name alone."""
    return person.plan in (CORE, ACTIVE) or person.rising or person.number % 6 > 0


def _likes(dice: Dice, message: Message) -> int:
    most = {"answer": 3, "remark": 4, "question": 1}.get(message.kind, 0) + 4 * message.accepted
    return dice.randint(0, most) if most else 0


def _cooked(sample: Sample, message: Message, parent: Message) -> str:
    """The text as HTML; a name it begins with is a mention of whoever is answered."""
    greeted, text = addressed(message.text)
    before = f"{_mention(sample.people[parent.author])} " if greeted and parent is not message else ""
    parts = [before + html.escape(text, quote=False)]
    parts += [f"{_mention(sample.people[each])} weet hier meer van." for each in message.mentions]
    return "\n".join(f"<p>{part}</p>" for part in parts)


def _mention(person: Person) -> str:
    return f'<a class="mention" href="/u/{person.username}">@{person.username}</a>'


def slug(title: str) -> str:
    """The title as it stands in an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "topic"


def _user_id(person: Person) -> int:
    return 2 + person.number


def _iso(at: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(at))
