"""zulip-archive's JSON: ``<number>-<stream>/<topic>.json``, each an array of messages with the sender's name.

The names of files write a topic's characters as ``.20`` where an address would write ``%20``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

import orjson

from expertgraph.ingest.importer import Context, Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.json_stream import parts
from expertgraph.ingest.source import Source
from expertgraph.ingest.times import parse_unix, usable_time
from expertgraph.records import Channel, Item, Record
from importers.chat import People, acts, rejected, whole_record
from importers.fields import dict_of
from importers.plain_text import one_line, raw_start
from importers.zulip_text import Person, of_html, topic_name
from importers.zulip_topics import Topics, placed

_TOPIC = re.compile(r"(?:.*/)?((\d{1,18})-[^/]+)/([^/]+)\.json(?:\.gz)?\Z")
_HEAD = re.compile(rb'\s*\[\s*\{[^\[\]]{0,60000}?"sender_full_name"\s*:', re.DOTALL)
_BOT = re.compile(r"\bbot\Z", re.IGNORECASE)
_SYSTEM = frozenset({"Notification Bot", "Welcome Bot", "Zulip Feedback Bot", "Zulip"})
_MOST_HEADS = 5


def topic_files(source: Source) -> list[str]:
    """The files that lie as topics do, if the first of them that are not empty hold messages."""
    names = [each.name for each in source.files() if _TOPIC.match(each.name) and each.size != 2]
    heads = [source.head(name).removeprefix(b"\xef\xbb\xbf") for name in names[:_MOST_HEADS]]
    return names if any(_HEAD.match(head) for head in heads) else []


class _Topic(NamedTuple):
    """A topic's file.  ``latest`` is its last message's time, what the system says of it included: a message that
    was moved stands in two files, and belongs where the talk went on."""

    stream: str
    name: str
    openings: Topics
    latest: int | None


class Archive:
    """Every topic of every stream."""

    def __init__(self, source: Source, name: str, options: Options) -> None:
        self.source = source
        self.name = name
        self.prefix = name + ":"
        self.options = options
        self.people = People(name)

    def outcomes(self) -> Iterator[Outcome]:
        """Streams first, then topic by topic; everybody at the end."""
        matches = [(each.name, match) for each in self.source.files() if (match := _TOPIC.match(each.name))]
        streams = {match[2]: match[1].partition("-")[2] for _, match in matches}
        names = self._names()
        for number, folder in sorted(streams.items()):
            name = names.get(number) or one_line(_decoded(folder)) or number
            stream = f"{self.prefix}stream/{number}"
            yield Context((Channel(stream, self.name, name, "chat", self.options.visibility),))
        for file, match in matches:
            yield from self._topic(file, match[2], topic_name(_decoded(match[3])))
        yield from self.people.rows()

    def _names(self) -> dict[str, str]:
        """The streams' names as the archive's index tells them, by number."""
        names: dict[str, str] = {}
        for file in self.source.find("stream_index.json"):
            try:
                found = load_json(self.source.read(file), unique=False)
            except BadRecord:
                continue
            for name, told in dict_of(found if isinstance(found, dict) else {}, "streams").items():
                if isinstance(told, dict) and one_line(name):
                    names[str(told.get("id"))] = one_line(name)
        return names

    def _topic(self, file: str, stream: str, topic: str) -> Iterator[Outcome]:
        topics, latest = Topics(), None
        for _, message in self._messages(file):
            if isinstance(message, dict):
                sender, number = _sender(message), _number(message)
                latest = max(latest or 0, self._time(message) or 0) or None
                if sender and number and sender not in _SYSTEM:
                    topics.add(None, number, self.people.id_of(sender))
        for place, message in self._messages(file):
            if not isinstance(message, dict):
                yield message
            elif _sender(message) in _SYSTEM:
                yield Skipped(file, place, "noise")
            else:
                yield self._outcome(file, place, message, _Topic(stream, topic, topics, latest))

    def _messages(self, file: str) -> Iterator[tuple[str, Any]]:
        """(place, the message) or (place, the rejection of what is none)."""
        with self.source.stream(file) as stream:
            for part in parts(stream, [()]):
                try:
                    yield part.place, whole_record(part)
                except BadRecord as bad:
                    yield part.place, rejected(file, part, bad)

    def _outcome(self, file: str, place: str, message: dict[str, Any], topic: _Topic) -> Outcome:
        try:
            return Found(file, place, tuple(self._rows(message, topic)))
        except BadRecord as bad:
            return rejected_message(file, place, message, bad)

    def _rows(self, message: dict[str, Any], topic: _Topic) -> Iterator[Record]:
        sender, number, content = _sender(message), _number(message), message.get("content")
        if sender is None or number is None:
            raise BadRecord("missing-field", "the message lacks an id or a sender")
        if not isinstance(content, str):
            raise BadRecord("bad-field", "'content' is not text")
        if parse_unix(message.get("timestamp")) is None:
            raise BadRecord("bad-date", "'timestamp' is not a number of seconds")
        author, words = self._meet(sender), of_html(content)
        channel, at = f"{self.prefix}stream/{topic.stream}", self._time(message)
        thread = f"{self.prefix}topic/{topic.stream}/{topic.name}"
        item = Item(
            f"{self.prefix}message/{number}", self.name, author, channel, thread, "post", at, topic.name
        )
        item = item._replace(text=words.text, edited=topic.latest)
        item, opener = placed(item, words, topic.openings.of(None), number, self.prefix)
        yield item
        quoted = self._known(words.quoted) if words.quoted else None
        yield from acts(item, quoted or opener, filter(None, map(self._known, words.named)), ())

    def _time(self, message: dict[str, Any]) -> int | None:
        return usable_time(parse_unix(message.get("timestamp")), self.options.now)

    def _known(self, person: Person) -> str | None:
        name = person.name
        return self._meet(name) if name and name.isprintable() and name not in _SYSTEM else None

    def _meet(self, name: str) -> str:
        return self.people.meet(name, name, kind="bot" if _BOT.search(name) else "unknown")


def rejected_message(file: str, place: str, message: dict[str, Any], bad: BadRecord) -> Outcome:
    """A message that cannot be used, with its beginning."""
    return Rejected(file, place, bad.code, bad.reason, raw_start(orjson.dumps(message)))


def _sender(message: dict[str, Any]) -> str | None:
    value = message.get("sender_full_name")
    return (one_line(value, 200) or None) if isinstance(value, str) else None


def _number(message: dict[str, Any]) -> int | None:
    value = message.get("id")
    return value if type(value) is int and 0 < value < 1 << 63 else None


def _decoded(name: str) -> str:
    """A stream's or topic's name out of the name of its folder or file."""
    return unquote(name.replace(".", "%"), errors="replace")
