"""Topics: who opened each, and a message's place in its own."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from expertgraph.records import Item
from importers.zulip_text import Words


class Opening(NamedTuple):
    """The first message of a topic: its number, who wrote it, and whether somebody else wrote there too."""

    message: int
    author: str
    others: bool


class Topics:
    """The opening of every topic, whatever the order of messages."""

    def __init__(self) -> None:
        self._openings: dict[Hashable, Opening] = {}

    def add(self, topic: Hashable, message: int, author: str) -> None:
        """Note a message."""
        known = self._openings.get(topic)
        if known is None:
            self._openings[topic] = Opening(message, author, False)
            return
        others = known.others or author != known.author
        if (message, author) < known[:2]:
            known = Opening(message, author, others)
        self._openings[topic] = known._replace(others=others)

    def of(self, topic: Hashable) -> Opening | None:
        """A topic's opening."""
        return self._openings.get(topic)


def placed(
    item: Item, words: Words, opening: Opening | None, message: int, prefix: str
) -> tuple[Item, str | None]:
    """(the item with its kind and what it answers, who opened the topic if the message answers them).

    What opens a topic is a question once somebody else wrote in it.  A message that quotes or names somebody is
    for them; any other one is for whoever opened the topic.
    """
    if opening is None or opening.message == message:
        asked = opening is not None and opening.others
        return item._replace(kind="question" if asked else "post", position=0), None
    own = opening.author == item.author
    answers = words.answers if words.answers is not None else opening.message
    item = item._replace(kind="reply" if own else "answer", reply_to=f"{prefix}message/{answers}")
    return item, None if words.quoted or words.named else opening.author
