"""Our own interchange: one JSON object a line, plain or .gz, that any other system can be turned into.

    {"id", "thread", "channel", "title", "author", "time", "pos", "reply_to", "text"}

``id`` and ``author`` are required; ``time`` is in unix seconds, ``pos`` the place in the thread from 0 and
``reply_to`` the author (not the message) that is answered.  Everything about a message is decided from its
own line, so the order of lines and files never matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, cast

import orjson

from expertgraph.ingest.importer import Context, Found, Options, Outcome, Rejected
from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.source import LongLine, Source
from expertgraph.ingest.times import usable_time
from expertgraph.records import Channel, Identity, Interaction, Item, Record
from importers.plain_text import raw_start, storable

_KEYS = frozenset({"id", "thread", "channel", "title", "author", "time", "pos", "reply_to", "text"})
_SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_MOST_ID = 1_000
_FIRST_BYTES, _FIRST_LINES = 16_384, 50


class MessagesImporter:
    """JSON lines in the documented interchange."""

    name: ClassVar[str] = "messages"
    label: ClassVar[str] = "Messages (JSON lines)"
    hint: ClassVar[str] = (
        "A .jsonl or .jsonl.gz file with one message a line; what any system can be turned into."
    )
    carries_visibility: ClassVar[bool] = False

    def sniff(self, source: Source) -> float:
        """Certain when one of the first lines is an object with an id and an author.

        A folder in which several folders each hold a ``messages`` file is several sources, so none itself.
        """
        names = _names(source)
        if source.kind == "folder" and sum(_is_folders_own(name) and "/" in name for name in names) > 1:
            return 0.0
        return max((_looks_like(source.head(name)) for name in names[:5]), default=0.0)

    def default_source(self, source: Source, options: Options) -> str:
        """The file's stem, or its folder's name when the stem is just ``messages``."""
        if source.kind == "folder":
            names = _names(source)
            return source.name if len(names) != 1 or _is_folders_own(names[0]) else _stem(names[0])
        if source.name == "messages":
            return source.path.parent.name or source.name
        return source.name

    def notes(self, source: Source, options: Options) -> list[str]:
        """Files that hold something else."""
        others = sorted({each.name for each in source.files()} - set(_names(source)))
        if not others:
            return []
        shown = ", ".join(others[:5]) + (", ..." if len(others) > 5 else "")
        return [f"{len(others)} files are not messages and are not read: {shown}."]

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """One Found a line; an author and a channel come along once, with the first line that names them."""
        reader = _Reader(name, options)
        for file in _names(source):
            for number, line in source.lines(file):
                if line and not line.isspace():
                    yield from reader.outcomes(file, number, line)


def _names(source: Source) -> list[str]:
    """The files to read: JSON lines with a message among the first lines, or the only file."""
    names = [each.name for each in source.files()]
    if len(names) == 1:
        return names
    return [
        name for name in names if name.casefold().endswith(_SUFFIXES) and _looks_like(_start(source, name))
    ]


def _start(source: Source, name: str) -> bytes:
    with source.stream(name) as stream:
        return stream.read(_FIRST_BYTES)


def _stem(name: str) -> str:
    base = name.rpartition("/")[2]
    return next((base[: -len(end)] for end in _SUFFIXES if base.casefold().endswith(end)), base)


def _is_folders_own(name: str) -> bool:
    return _stem(name) == "messages"


def _looks_like(head: bytes) -> float:
    """How surely a file that begins like this is messages: by the first line that is one."""
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:_FIRST_LINES]
    for line in lines:
        try:
            found = orjson.loads(line)
        except orjson.JSONDecodeError:
            if line.startswith(b"{") and b'"author"' in line and b'"id"' in line:
                return 0.5
            continue
        if isinstance(found, dict) and {"id", "author"} <= found.keys():
            return 0.95 if len(_KEYS & found.keys()) >= 5 else 0.4
    return 0.0


class _Reader:
    """Remembers only who and which channel was already named."""

    def __init__(self, source: str, options: Options) -> None:
        self.source = source
        self.prefix = source + ":"
        self.visibility = options.visibility
        self.now = options.now
        self.ids: dict[str, str] = {}
        self.people: set[str] = set()
        self.channels: set[str] = set()

    def outcomes(self, file: str, number: int, line: bytes) -> Iterator[Outcome]:
        try:
            rows = self._rows(_parse(line))
        except BadRecord as bad:
            yield Rejected(file, str(number), bad.code, bad.reason, raw_start(line))
            return
        item = cast("Item", rows[0])
        if item.author not in self.people or item.channel not in self.channels:
            yield Context(self._new(item))
        yield Found(file, str(number), rows)

    def _rows(self, found: dict[str, Any]) -> tuple[Record, ...]:
        get = found.get
        prefix = self.prefix
        author = self._whom(found, "author")
        target = self._whom(found, "reply_to") if get("reply_to") is not None else author
        native = prefix + _name(found, "id")
        thread = prefix + _name(found, "thread") if get("thread") is not None else native
        channel = self._whom(found, "channel") if get("channel") not in (None, "") else prefix + self.source
        position = _position(get("pos"))
        at = usable_time(_number(found, "time"), self.now)
        answered = target != author
        opens = position == 0 or (position is None and target is author and thread == native)
        kind = "question" if opens else "answer" if answered else "reply"
        title, text = _text(found, "title") or None, _text(found, "text")
        item = Item(native, self.source, author, channel, thread, kind, at, title, text, position)
        if not answered:
            return (item,)
        identifier = f"{native}|reply|{target}"
        return (item, Interaction(identifier, "reply", author, target, at, channel, native))

    def _whom(self, found: dict[str, Any], key: str) -> str:
        """The id of a person or channel; checked once for each of them."""
        value = found.get(key)
        if type(value) is str and value in self.ids:
            return self.ids[value]
        native = _name(found, key)
        return self.ids.setdefault(native, self.prefix + native)

    def _new(self, item: Item) -> tuple[Record, ...]:
        """The author and the channel, if this is the first line that names them."""
        rows: list[Record] = []
        cut = len(self.prefix)
        if item.author not in self.people:
            self.people.add(item.author)
            native = item.author[cut:]
            rows.append(Identity(item.author, self.source, native, native))
        if item.channel not in self.channels:
            self.channels.add(item.channel)
            rows.append(Channel(item.channel, self.source, item.channel[cut:], "forum", self.visibility))
        return tuple(rows)


def _parse(line: bytes) -> dict[str, Any]:
    """The line's object.  Raises BadRecord."""
    if isinstance(line, LongLine):
        raise BadRecord("too-long", f"the line is longer than {len(line):,} bytes")
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        found = load_json(line)
    if not isinstance(found, dict):
        raise BadRecord("bad-json", "the line is not a JSON object")
    if line.count(b'":') > len(found):
        load_json(line)
    return found


def _name(found: dict[str, Any], key: str) -> str:
    """An id: text, or a whole number.  Raises BadRecord when it is missing, empty, or something else."""
    value = found.get(key)
    if type(value) is str and 0 < len(value) <= _MOST_ID and value.isprintable():
        return value
    if type(value) is int:
        return str(value)
    if value is None or value == "":
        raise BadRecord("missing-field", f"{key!r} is missing")
    if type(value) is not str:
        raise BadRecord("bad-field", f"{key!r} is neither text nor a whole number")
    if len(value) > _MOST_ID:
        raise BadRecord("too-long", f"{key!r} is longer than {_MOST_ID:,} characters")
    raise BadRecord("control-characters", f"{key!r} holds control characters")


def _text(found: dict[str, Any], key: str) -> str | None:
    value = found.get(key)
    if value is None:
        return None
    if type(value) is not str:
        raise BadRecord("bad-field", f"{key!r} is not text")
    return storable(value)


def _number(found: dict[str, Any], key: str) -> float | None:
    value = found.get(key)
    if value is None or type(value) is int or type(value) is float:
        return value
    raise BadRecord("bad-date", f"{key!r} is not a number of seconds")


def _position(value: object) -> int | None:
    if value is None or (type(value) is int and 0 <= value < 1 << 31):
        return value
    raise BadRecord("bad-field", "'pos' is not a whole number from 0")
