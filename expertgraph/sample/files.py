"""Files of the sample: one whole sample in memory, and writing that gives the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from expertgraph.sample.casting import Cast
from expertgraph.sample.message import Message
from expertgraph.sample.people import Person
from expertgraph.sample.rhythm import Calendar
from expertgraph.sample.rooms import Rooms
from expertgraph.sample.topics import Topic


@dataclass(frozen=True, slots=True)
class Sample:
    """Everybody and everything that was said, before it is put into files."""

    seed: int
    people: tuple[Person, ...]
    topics: Mapping[str, tuple[Topic, ...]]
    cast: Cast
    rooms: Rooms
    span: Calendar
    messages: tuple[Message, ...]

    def of(self, *systems: str) -> list[Message]:
        """The messages of these systems, in order of time."""
        return [each for each in self.messages if each.room.system in systems]


def threads(messages: Iterable[Message]) -> dict[int, list[Message]]:
    """Messages by the number of the one that opened their thread."""
    found: dict[int, list[Message]] = {}
    for message in messages:
        found.setdefault(message.thread, []).append(message)
    return found


def archive(members: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes follow from its members alone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as found:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            found.writestr(entry, members[name], compresslevel=6)
    return packed.getvalue()


def as_json(found: object) -> bytes:
    """JSON on one line, keys as they come."""
    return orjson.dumps(found)


def put(folder: Path, name: str, content: bytes) -> None:
    """Write a file below the folder, making the folders on the way."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
