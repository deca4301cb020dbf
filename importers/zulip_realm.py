"""Zulip's own export: realm.json with people, streams, memberships and reactions; messages-000001.json and on.

The tables are those of Zulip's database.  A message's place is a recipient: a person (1), a stream (2) or a group
of people (3); only a stream that is not ``invite_only`` is open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.importer import Closed, Context, Found, Options, Outcome, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.json_stream import Part, parts
from expertgraph.ingest.source import Source
from expertgraph.ingest.times import parse_unix, usable_time
from expertgraph.records import Channel, Identity, Item, Membership, Record
from importers.chat import acts, native_of, rejected, sent, whole_record
from importers.fields import line_of
from importers.zulip_reactions import Reactions
from importers.zulip_text import Person, Words, of_html, of_markdown, topic_name
from importers.zulip_topics import Topics, placed

_MESSAGES = re.compile(r"messages-\d{1,9}\.json(?:\.gz)?\Z")
_SHORT_NAME = re.compile(rb'"string_id"\s*:\s*"([a-z0-9-]{1,60})"')
_DUMMY = re.compile(r"user\d+@", re.IGNORECASE)
_USERS = ("zerver_userprofile", "zerver_userprofile_mirrordummy")
_SYSTEM_USERS = "zerver_userprofile_crossrealm"
_STREAM, _GROUP, _GUEST = 2, 3, 600


def realm_files(source: Source) -> list[str]:
    """Every realm.json that begins like Zulip's."""
    return [name for name in source.find("realm.json") if b'"zerver_' in source.head(name, 16_384)]


class Realm:
    """One organisation.  What is rejected is quoted without words, passwords and keys."""

    def __init__(self, source: Source, name: str, options: Options, file: str) -> None:
        self.source = source
        self.name = name
        self.prefix = name + ":"
        self.options = options
        self.file = file
        self.recipients: dict[int, tuple[int, int]] = {}
        self.access: dict[int, str] = {}
        self.closed: set[int] = set()
        self.groups: dict[int, set[int]] = {}
        self.system: set[int] = set()
        self.topics = Topics()
        self.reactions = Reactions()

    @property
    def short_name(self) -> str | None:
        """The organisation's part of its address, if realm.json begins with it."""
        match = _SHORT_NAME.search(self.source.head(self.file))
        return match[1].decode() if match else None

    def outcomes(self) -> Iterator[Outcome]:
        """People and streams, then the messages in the order of the files."""
        folder = self.file.rpartition("/")[0]
        inside = [each.name for each in self.source.files() if each.name.rpartition("/")[0] == folder]
        files = [name for name in inside if _MESSAGES.match(name.rpartition("/")[2])]
        self._survey()
        for file in files:
            for _, message in self._messages(file):
                if isinstance(message, dict):
                    self._note_topic(message)
        yield from self._realm()
        for file in files:
            for part, message in self._messages(file):
                if isinstance(message, dict):
                    yield self._outcome(file, part, message)
                else:
                    table = "" if part.path[:1] == ("zerver_message",) else f"{'.'.join(part.path[:1])}."
                    bad = rejected(file, part, message)
                    yield bad._replace(place=table + part.place, raw=bad.raw.partition('content"')[0])

    def _tables(self, file: str) -> Iterator[tuple[str, Part]]:
        """Every row of every table: (the table, the row)."""
        with self.source.stream(file) as stream:
            for part in parts(stream, lambda path: len(path) < 2):
                yield part.path[0] if part.path else "", part

    def _messages(self, file: str) -> Iterator[tuple[Part, dict[str, Any] | BadRecord]]:
        for table, part in self._tables(file):
            if table == "zerver_message" or part.damage or not part.path:
                try:
                    yield part, whole_record(part)
                except BadRecord as bad:
                    yield part, bad

    def _survey(self) -> None:
        """What messages need of realm.json: places, members of groups, system accounts, reactions."""
        note: dict[str, Callable[[dict[str, Any]], None]] = {
            "zerver_recipient": self._note_recipient,
            "zerver_stream": self._note_stream,
            "zerver_reaction": self._note_reaction,
            _SYSTEM_USERS: lambda row: self.system.add(_number(row, "id")),
        }
        for table, part in self._tables(self.file):
            if table in note:
                try:
                    note[table](whole_record(part))
                except BadRecord:
                    continue
        self.reactions.seal()
        for table, part in self._tables(self.file):
            if table == "zerver_subscription":
                try:
                    self._note_group(whole_record(part))
                except BadRecord:
                    continue

    def _note_recipient(self, row: dict[str, Any]) -> None:
        self.recipients[_number(row, "id")] = (_number(row, "type"), _number(row, "type_id"))

    def _note_stream(self, row: dict[str, Any]) -> None:
        number = _number(row, "id")
        is_open = row.get("invite_only") is False and self.access.get(number) != "private"
        self.access[number] = "open" if is_open else "private"

    def _note_reaction(self, row: dict[str, Any]) -> None:
        self.reactions.add(_number(row, "message"), _number(row, "user_profile"))

    def _note_group(self, row: dict[str, Any]) -> None:
        recipient = _number(row, "recipient")
        if self.recipients.get(recipient, (0, 0))[0] == _GROUP:
            self.groups.setdefault(recipient, set()).add(_number(row, "user_profile"))

    def _note_topic(self, message: dict[str, Any]) -> None:
        try:
            recipient, number = _number(message, "recipient"), _number(message, "id")
            sender = _number(message, "sender")
        except BadRecord:
            return
        if sender not in self.system and self.recipients.get(recipient, (0, 0))[0] == _STREAM:
            self.topics.add((recipient, _topic(message)), number, f"{self.prefix}{sender}")

    def _realm(self) -> Iterator[Outcome]:
        """One outcome a person and a stream; memberships come along."""
        for table, part in self._tables(self.file):
            place = f"{table}.{part.place}"
            try:
                if table in (*_USERS, _SYSTEM_USERS):
                    yield Found(self.file, place, (self._user(whole_record(part), table),))
                elif table == "zerver_stream":
                    yield from self._stream(place, whole_record(part))
                elif table == "zerver_subscription":
                    yield Context(tuple(self._memberships(whole_record(part))))
                elif part.damage or not part.path:
                    raise BadRecord("bad-json", "the file is damaged here")
            except BadRecord as bad:
                yield rejected(self.file, part, bad)._replace(place=place, raw="")

    def _user(self, row: dict[str, Any], table: str) -> Identity:
        native = str(_number(row, "id"))
        email = row.get("delivery_email") or row.get("email")
        email = email if isinstance(email, str) and not _DUMMY.match(email) else None
        system = table == _SYSTEM_USERS
        name = line_of(row, "full_name") or ((email or native).partition("@")[0] if system else None)
        if name is None:
            raise BadRecord("missing-field", "the person has no name")
        address = None if system else normalise_email(email)
        guest = row.get("role") == _GUEST or row.get("is_guest") is True
        bot = system or row.get("is_bot") is True
        identity = Identity(f"{self.prefix}{native}", self.name, native, name, email=address)
        return identity._replace(
            verified=address is not None and not bot and row.get("is_mirror_dummy") is not True,
            kind="bot" if bot else "external" if guest else "unknown",
            deleted=row.get("is_active") is False,
        )

    def _stream(self, place: str, row: dict[str, Any]) -> Iterator[Outcome]:
        number, name = _number(row, "id"), line_of(row, "name")
        if name is None:
            raise BadRecord("missing-field", "the stream has no name")
        if self._rule(_STREAM, number):
            yield Skipped(self.file, place, "private")
            if number not in self.closed:
                self.closed.add(number)
                yield Closed(f"{self.prefix}stream/{number}")
        else:
            yield Found(self.file, place, (self._channel(number, name),))

    def _channel(self, number: int, name: str) -> Channel:
        visibility = "open" if self.access.get(number) == "open" else "private"
        return Channel(f"{self.prefix}stream/{number}", self.name, name, "chat", visibility)

    def _memberships(self, row: dict[str, Any]) -> Iterator[Record]:
        kind, number = self.recipients.get(_number(row, "recipient"), (0, 0))
        if kind == _STREAM and row.get("active") is not False and not self._rule(kind, number):
            channel, identity = (
                f"{self.prefix}stream/{number}",
                f"{self.prefix}{_number(row, 'user_profile')}",
            )
            yield Membership(f"{channel}|{identity}", channel, identity)

    def _rule(self, kind: int, number: int) -> str | None:
        """The rule that leaves a place out."""
        if self.options.include_private:
            return None
        if kind != _STREAM:
            return "direct" if kind else "private"
        return None if self.access.get(number) == "open" else "private"

    def _outcome(self, file: str, part: Part, message: dict[str, Any]) -> Outcome:
        try:
            recipient = message.get("recipient")
            kind, number = self.recipients.get(recipient, (0, 0)) if type(recipient) is int else (0, 0)
            rule = self._rule(kind, number)
            if rule is not None:
                return Skipped(file, part.place, rule)
            recipient, sender = _number(message, "recipient"), _number(message, "sender")
            if sender in self.system:
                return Skipped(file, part.place, "noise")
            return Found(file, part.place, tuple(self._rows(message, sender, recipient)))
        except BadRecord as bad:
            return rejected(file, part, bad)

    def _rows(self, message: dict[str, Any], sender: int, recipient: int) -> Iterator[Record]:
        number, (kind, place) = _number(message, "id"), self.recipients.get(recipient, (0, 0))
        seconds = parse_unix(message.get("date_sent", message.get("pub_date")))
        if seconds is None:
            raise BadRecord("bad-date", "'date_sent' is not a number of seconds")
        words, author = _words(message), f"{self.prefix}{sender}"
        topic, at = _topic(message), usable_time(seconds, self.options.now)
        channel = f"{self.prefix}stream/{place}" if kind == _STREAM else f"{self.prefix}direct/{recipient}"
        thread = f"{self.prefix}topic/{place}/{topic}" if kind == _STREAM else channel
        item = Item(f"{self.prefix}message/{number}", self.name, author, channel, thread, "post", at)
        item = item._replace(text=words.text, edited=self._edited(message))
        opener = None
        if kind == _STREAM:
            opening = self.topics.of((recipient, topic))
            item, opener = placed(item._replace(title=topic), words, opening, number, self.prefix)
        yield item
        reactors = [f"{self.prefix}{user}" for user in self.reactions.of(number)]
        named = filter(None, map(self._known, words.named))
        yield from acts(item, self._known(words.quoted) or opener, named, reactors)
        if kind != _STREAM:
            yield Channel(channel, self.name, f"direct {recipient}", "chat", "private")
            members = self.groups.get(recipient, set()) if kind == _GROUP else {place} if kind else set()
            yield from sent(item, [f"{self.prefix}{user}" for user in members])

    def _known(self, person: Person | None) -> str | None:
        """Somebody who is named by number; a name alone may be anybody's."""
        return f"{self.prefix}{person.number}" if person and native_of(person.number) else None

    def _edited(self, message: dict[str, Any]) -> int | None:
        """When it was last changed or moved."""
        told = [parse_unix(message.get(key)) for key in ("last_edit_time", "last_moved_time")]
        return usable_time(max((each for each in told if each), default=None), self.options.now)


def _words(message: dict[str, Any]) -> Words:
    rendered, typed = message.get("rendered_content"), message.get("content")
    if isinstance(rendered, str) and rendered:
        return of_html(rendered)
    if not isinstance(typed, str):
        raise BadRecord("bad-field", "'content' is not text")
    return of_markdown(typed)


def _topic(message: dict[str, Any]) -> str:
    subject = message.get("subject")
    return topic_name(subject if isinstance(subject, str) else "")


def _number(row: dict[str, Any], key: str) -> int:
    """A row's number, or what it refers to.  Raises BadRecord."""
    value = row.get(key)
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise BadRecord("missing-field", f"{key!r} is not a number")
    return value
