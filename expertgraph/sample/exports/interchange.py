"""Two files in the documented interchange: questions of the public, and a group on a social network."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from expertgraph.sample.casting import PUBLIC_QUESTIONS, SOCIAL
from expertgraph.sample.files import Sample, as_json
from expertgraph.sample.message import Message
from expertgraph.sample.organisation import OUTPOST_FILE, PUBLIC_FILE
from expertgraph.sample.people import Person
from expertgraph.sample.voice import addressed


def files(sample: Sample) -> dict[str, bytes]:
    """``vragen.jsonl`` (authors by account) and ``linkedin-groep.jsonl`` (by full name)."""
    return {
        f"{PUBLIC_FILE}.jsonl": _lines(sample, sample.of(PUBLIC_QUESTIONS), "v", lambda p: p.author),
        f"{OUTPOST_FILE}.jsonl": _lines(sample, sample.of(SOCIAL), "g", lambda p: p.name),
    }


def _lines(sample: Sample, messages: Iterable[Message], letter: str, key: Callable[[Person], str]) -> bytes:
    lines = []
    for message in messages:
        answers = None if message.answers is None else key(sample.people[message.answers])
        line = {
            "id": f"{letter}{message.number}",
            "thread": f"{letter}{message.thread}",
            "channel": message.room.name,
            "title": message.title,
            "author": key(sample.people[message.author]),
            "time": message.at,
            "pos": message.position,
            "reply_to": answers,
            "text": addressed(message.text)[1],
        }
        lines.append(as_json(line) + b"\n")
    return b"".join(lines)
