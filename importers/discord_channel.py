"""The channels that DiscordChatExporter writes, one JSON file each: server, channel, then a long list of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from expertgraph.ingest.importer import Context, Covers, Found, Options, Outcome, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.json_stream import Part, parts
from expertgraph.ingest.source import Source
from expertgraph.ingest.times import parse_iso, usable_time
from expertgraph.records import Channel, Item, Record
from importers.chat import People, acts, rejected, whole_record
from importers.discord_text import asks, plain, snowflake, words
from importers.fields import dict_of, dicts_of, line_of
from importers.plain_text import one_line
from importers.who_wrote import WhoWrote

_ENTERED = [(), ("messages",)]
_MESSAGE = ("messages", "*")
_WRITTEN = frozenset({"Default", "Reply", "ChatInputCommand", "ContextMenuCommand", "0", "19", "20", "23"})
"""Types that hold somebody's words; every other one is Discord speaking about the channel."""
_REPLIES = frozenset({"Reply", "19"})
_THREADS = frozenset({"GuildPublicThread", "GuildPrivateThread", "GuildNewsThread"})
_ACCESS = {"DirectTextChat": "direct", "DirectGroupTextChat": "direct", "GuildPrivateThread": "private"}
_HEAD = re.compile(rb'\s*\{\s*"guild"\s*:\s*\{.{0,4000}?"channel"\s*:\s*\{', re.DOTALL)


def channel_files(source: Source) -> list[str]:
    """The files that begin as DiscordChatExporter's do."""
    names = [each.name for each in source.files() if each.name.casefold().endswith((".json", ".json.gz"))]
    return [name for name in names if _HEAD.match(source.head(name, 8_192).removeprefix(b"\xef\xbb\xbf"))]


class _Place:
    """The channel of a file, known by what comes before its messages."""

    def __init__(self, source: str, options: Options) -> None:
        self.source = source
        self.options = options
        self.native: str | None = None
        self.kind = ""
        self.name = ""
        self.guild: tuple[str, str] | None = None
        self.parent: str | None = None
        self.exported: int | None = None
        self.covers: Covers | None = None

    def learn(self, part: Part) -> None:
        """Take in a member of the document that is not a message.  Raises BadRecord."""
        if part.path == ("exportedAt",):
            self.exported = _time(part.value(), self.options.now)
        elif part.path == ("dateRange",):
            span = whole_record(part)
            first, last = (_time(span.get(key), self.options.now) for key in ("after", "before"))
            self.covers = Covers(first, last) if first or last else None
        elif part.path == ("guild",):
            guild = whole_record(part)
            native = snowflake(guild.get("id"))
            self.guild = (native, line_of(guild, "name") or native) if native else None
        elif part.path == ("channel",):
            channel = whole_record(part)
            self.native = snowflake(channel.get("id"))
            self.kind = str(channel.get("type"))
            self.name = line_of(channel, "name") or str(self.native)
            self.parent = snowflake(channel.get("categoryId"))

    @property
    def access(self) -> str:
        """open | private | direct, as far as the kind of channel tells."""
        return _ACCESS.get(self.kind, "open") if self.native and self.kind else "private"

    @property
    def rule(self) -> str | None:
        return None if self.access == "open" or self.options.include_private else self.access

    @property
    def id(self) -> str:
        return f"{self.source}:channel/{self.native}"

    def rows(self) -> Iterator[Channel]:
        """The channel, and the server that it is part of."""
        visibility = self.options.visibility if self.access == "open" else "private"
        above = None
        if self.guild and self.access != "direct":
            above = f"{self.source}:server/{self.guild[0]}"
            server = Channel(above, self.source, self.guild[1], "chat", self.options.visibility)
            yield server._replace(edited=self.exported)
        if self.kind in _THREADS and self.parent:
            above = f"{self.source}:channel/{self.parent}"
        channel = Channel(self.id, self.source, one_line(self.name), "chat", visibility, parent=above)
        yield channel._replace(edited=self.exported)


class Exported:
    """Every channel of an export."""

    def __init__(self, source: Source, name: str, options: Options) -> None:
        self.source = source
        self.name = name
        self.options = options
        self.people = People(name)
        self.wrote = WhoWrote()

    def outcomes(self) -> Iterator[Outcome]:
        files = channel_files(self.source) or [each.name for each in self.source.files()]
        for file in files:
            self._survey(file)
        self.wrote.seal()
        for file in files:
            yield from self._file(file)
        yield from self.people.rows()

    def _survey(self, file: str) -> None:
        """Who wrote which message."""
        for part in self._parts(file):
            if part.path != _MESSAGE:
                continue
            try:
                message = whole_record(part)
            except BadRecord:
                continue
            native, author = snowflake(message.get("id")), snowflake(dict_of(message, "author").get("id"))
            if native and author:
                edited = _time(message.get("timestampEdited"), self.options.now) or 0
                self.wrote.add(int(native), author, int(native), edited)

    def _parts(self, file: str) -> Iterator[Part]:
        with self.source.stream(file) as stream:
            yield from parts(stream, _ENTERED)

    def _file(self, file: str) -> Iterator[Outcome]:
        place, told = _Place(self.name, self.options), False
        for part in self._parts(file):
            try:
                if part.path != _MESSAGE:
                    if part.damage or part.path == ():
                        raise BadRecord(
                            "bad-json", "the file is no channel of DiscordChatExporter, or damaged"
                        )
                    place.learn(part)
                    continue
                if place.rule is not None:
                    yield Skipped(file, part.place, place.rule)
                    continue
                if not told:
                    told = True
                    if place.covers:
                        yield place.covers
                    yield Context(tuple(place.rows()))
                yield self._message(file, part, place)
            except BadRecord as bad:
                yield rejected(file, part, bad)

    def _message(self, file: str, part: Part, place: _Place) -> Outcome:
        message = whole_record(part)
        if str(message.get("type", "Default")) not in _WRITTEN:
            return Skipped(file, part.place, "noise")
        return Found(file, part.place, tuple(self._rows(message, place)))

    def _rows(self, message: dict[str, Any], place: _Place) -> Iterator[Record]:
        native, at = snowflake(message.get("id")), _time(message.get("timestamp"), self.options.now)
        if native is None:
            raise BadRecord("missing-field", "the message has no id")
        if not isinstance(message.get("timestamp"), str) or parse_iso(message["timestamp"]) is None:
            raise BadRecord("bad-date", "'timestamp' is not a date")
        seen = place.exported or at
        author = self._meet(dict_of(message, "author"), seen)
        if author is None:
            raise BadRecord("missing-field", "the message names no author")
        named = [self._meet(each, seen) for each in dicts_of(message, "mentions")]
        text, inside = plain(words(message), self._names(message))
        item = Item(f"{self.name}:message/{native}", self.name, author, place.id, "", "post", at, text=text)
        edited = _time(message.get("timestampEdited"), self.options.now)
        item, answered = self._placed(item._replace(edited=edited or at), native, message, place)
        yield item
        reactors = [
            self._meet(user, seen)
            for each in dicts_of(message, "reactions")
            for user in dicts_of(each, "users")
        ]
        mentioned = [*filter(None, named), *(self.people.id_of(each) for each in inside)]
        yield from acts(item, answered, mentioned, filter(None, reactors))

    def _placed(
        self, item: Item, native: str, message: dict[str, Any], place: _Place
    ) -> tuple[Item, str | None]:
        """(the item with its kind and thread, who is answered)."""
        root = place.native if place.kind in _THREADS else native
        named = snowflake(dict_of(message, "reference").get("messageId"))
        named = named if message.get("type") in _REPLIES else None
        answers = named or (root if root != native else None)
        thread = f"{self.name}:message/{root if place.kind in _THREADS else named or native}"
        title = one_line(place.name) if place.kind in _THREADS else None
        item = item._replace(thread=thread, title=title)
        if answers is None:
            return item._replace(kind="question" if asks(item.text or "") else "post", position=0), None
        wrote = self.wrote.of(int(answers))
        answered = self.people.id_of(wrote[0]) if wrote else None
        kind = "reply" if answered == item.author else "answer"
        return item._replace(kind=kind, reply_to=f"{self.name}:message/{answers}"), answered

    def _names(self, message: dict[str, Any]) -> dict[str, str]:
        return {
            native: name
            for each in dicts_of(message, "mentions")
            if (native := snowflake(each.get("id"))) and (name := line_of(each, "nickname", "name"))
        }

    def _meet(self, user: dict[str, Any], seen: int | None) -> str | None:
        """Note somebody as the export describes everybody: by the names they had when it was made."""
        native = snowflake(user.get("id"))
        if native is None:
            return None
        handle = line_of(user, "name")
        tag = user.get("discriminator")
        old = handle and isinstance(tag, str) and tag.isdigit() and tag.strip("0")
        return self.people.meet(
            native,
            line_of(user, "nickname", "name"),
            seen,
            handle=f"{handle}#{tag}" if old else handle,
            kind="bot" if user.get("isBot") is True else "unknown",
            deleted=handle == "Deleted User" and not old,
        )


def _time(value: object, now: int) -> int | None:
    return usable_time(parse_iso(value), now) if isinstance(value, str) else None
