"""One message of the sample, whichever system it is written in."""

from __future__ import annotations

from dataclasses import dataclass, field

from expertgraph.sample.rooms import Room
from expertgraph.sample.topics import Topic

QUESTION, ANSWER, THANKS, REMARK = "question", "answer", "thanks", "remark"


@dataclass(slots=True)
class Message:
    """One message.  ``thread`` is the number of the opening one, ``parent`` of the one that is answered."""

    number: int
    at: int
    author: int
    room: Room
    thread: int
    position: int
    kind: str
    text: str
    language: str
    topic: Topic
    title: str = ""
    parent: int | None = None
    answers: int | None = None
    mentions: tuple[int, ...] = ()
    accepted: bool = False
    reactions: list[tuple[int, str]] = field(default_factory=list)
