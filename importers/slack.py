"""Slack's export: a zip or folder with users.json, channels.json and a file a channel and day of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

import orjson

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Context, Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from expertgraph.ingest.times import usable_time
from expertgraph.records import Channel, Interaction, Item, Membership, Record
from importers.plain_text import one_line, raw_start
from importers.slack_files import LISTS, Entry, Layout, Place, entries, place_of
from importers.slack_people import SLACKBOT, People, dict_of, home_team
from importers.slack_text import plain, words

_STAMP = re.compile(r"\d{1,12}(?:\.\d{1,9})?\Z")
_WRITTEN = frozenset(
    {None, "bot_message", "thread_broadcast", "me_message", "file_share", "file_comment", "slackbot_response"}
)
"""Subtypes that hold somebody's words; every other one is Slack speaking about the channel."""
_JOINS = frozenset({"channel_join", "group_join"})
_LEAVES = frozenset({"channel_leave", "group_leave"})


class SlackImporter:
    """A workspace export as its administrator gets it."""

    name: ClassVar[str] = "slack"
    label: ClassVar[str] = "Slack export"
    hint: ClassVar[str] = "The zip from Slack: Workspace settings, Import/Export data, Export."
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """By the names of the files: lists of users or channels beside day files, once."""
        layout = Layout(source)
        if not (layout.users or layout.lists) or (layout.several and source.kind == "folder"):
            return 0.0
        if layout.days:
            return 0.95
        return 0.5 if layout.users and layout.lists else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """The team's id where the users state it, else ``slack``."""
        return _home(source, Layout(source)) or "slack"

    def notes(self, source: Source, options: Options) -> list[str]:
        """What is missing from the export, and what that means."""
        layout = Layout(source)
        notes = []
        if not layout.users:
            notes.append("The export has no users.json: people are known by what their messages say of them.")
        unknown = sorted(set(layout.days) - _listed(source, layout))
        if unknown:
            shown = ", ".join(unknown[:5]) + (", ..." if len(unknown) > 5 else "")
            notes.append(
                f"{len(unknown)} folders are in no list of channels, so they count as private: {shown}."
            )
        if layout.others:
            notes.append(
                f"{len(layout.others)} files in channel folders are not messages (canvases and such)."
            )
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """Users, then channels, then the messages of one channel after the other."""
        if Layout(source).several:
            raise Unreadable(
                f"{source.path.name} holds more than one Slack export.",
                "Import the folder of each by itself.",
            )
        yield from _Reader(source, name, options).outcomes()


def _home(source: Source, layout: Layout) -> str | None:
    return home_team(b"".join(source.head(file) for file in layout.users))


def _listed(source: Source, layout: Layout) -> set[str]:
    """Folder names that a list of channels accounts for: by name, conversations by id."""
    listed = set()
    for short, file in layout.lists.items():
        for each in entries(source, file):
            if each.found is not None:
                try:
                    place = place_of(each.found, short)
                except BadRecord:
                    continue
                listed |= {place.native, place.name}
    return listed


class _Reader:
    """One export: what is known of its people and places while the messages pass."""

    def __init__(self, source: Source, name: str, options: Options) -> None:
        self.source = source
        self.name = name
        self.options = options
        self.layout = Layout(source)
        self.people = People(name, options.now)
        self.places: dict[str, Place] = {}

    def outcomes(self) -> Iterator[Outcome]:
        self.people.home = _home(self.source, self.layout)
        for file in self.layout.users:
            for entry in entries(self.source, file):
                yield self._user(file, entry)
        for short in LISTS:
            if short in self.layout.lists:
                yield from self._list(short, self.layout.lists[short])
        for folder in sorted(self.layout.days):
            yield from self._folder(folder)
        unlisted = tuple(self.people.unlisted())
        for at in range(0, len(unlisted), 1000):
            yield Context(unlisted[at : at + 1000])

    def _user(self, file: str, entry: Entry) -> Outcome:
        if entry.found is None:
            return _rejected(file, entry)
        native = entry.found.get("id")
        if not isinstance(native, str) or not native.isalnum():
            entry = entry._replace(bad=BadRecord("missing-field", "the user has no id"))
            return _rejected(file, entry)
        return Found(file, str(entry.number), self.people.listed(entry.found, native))

    def _list(self, short: str, file: str) -> Iterator[Outcome]:
        for entry in entries(self.source, file):
            try:
                if entry.found is None:
                    raise entry.bad or BadRecord("bad-json", "not an object")
                place = place_of(entry.found, short)
            except BadRecord as bad:
                yield _rejected(file, entry._replace(bad=bad))
                continue
            self.places[place.native] = place
            self.places.setdefault(place.name, place)
            if place.access == "open" or self.options.include_private:
                yield Found(file, str(entry.number), (self._channel(place),))
            else:
                yield Skipped(file, str(entry.number), place.access)

    def _channel(self, place: Place) -> Channel:
        visibility = "open" if place.access == "open" else "private"
        return Channel(f"{self.name}:{place.native}", self.name, place.native, "chat", visibility)._replace(
            name=one_line(place.name)
        )

    def _folder(self, folder: str) -> Iterator[Outcome]:
        place = self.places.get(folder) or Place(folder, folder, "private")
        files = self.layout.days[folder]
        if place.access != "open" and not self.options.include_private:
            for file in files:
                for entry in entries(self.source, file):
                    yield Skipped(file, str(entry.number), place.access)
            return
        if folder not in self.places:
            yield Context((self._channel(place),))
        yield from _Conversation(self, place).outcomes(files)


class _Conversation:
    """The messages of one channel, in the order they were written."""

    def __init__(self, reader: _Reader, place: Place) -> None:
        self.source = reader.source
        self.name = reader.name
        self.prefix = reader.name + ":"
        self.now = reader.options.now
        self.people = reader.people
        self.place = place
        self.channel = self.prefix + place.native
        self.joined: dict[str, int | None] = dict.fromkeys(place.members)
        self.left: dict[str, int] = {}
        self.roots: dict[str, str] = {}
        self.counts: dict[str, int] = {}

    def outcomes(self, files: list[str]) -> Iterator[Outcome]:
        for file in files:
            for entry in entries(self.source, file):
                yield self._outcome(file, entry)
        yield Context(tuple(self._memberships()))

    def _outcome(self, file: str, entry: Entry) -> Outcome:
        message = entry.found
        if message is None:
            return _rejected(file, entry)
        stamp = message.get("ts")
        if not isinstance(stamp, str) or not _STAMP.match(stamp):
            bad = BadRecord("bad-date", "'ts' is not a time such as 1700000000.000100")
            return _rejected(file, entry._replace(bad=bad))
        at = usable_time(float(stamp), self.now)
        subtype = message.get("subtype")
        if message.get("type", "message") != "message" or subtype not in _WRITTEN:
            self._note_membership(message, subtype, at)
            return Skipped(file, str(entry.number), "noise")
        author = _author(message)
        if author is None:
            bad = BadRecord("missing-field", "the message names no author: no 'user' and no 'bot_id'")
            return _rejected(file, entry._replace(bad=bad))
        self.people.wrote(message, author, at)
        return Found(file, str(entry.number), tuple(self._rows(message, author, stamp, at)))

    def _note_membership(self, message: dict[str, Any], subtype: object, at: int | None) -> None:
        user = message.get("user")
        if not isinstance(user, str) or at is None:
            return
        if subtype in _JOINS:
            self.joined[user] = at
        elif subtype in _LEAVES:
            self.left[user] = at

    def _memberships(self) -> Iterator[Membership]:
        """Who is or was in the channel: its list of members, and those who joined or left."""
        for user in sorted(self.joined.keys() | self.left.keys()):
            joined, left = self.joined.get(user), self.left.get(user)
            if left is not None and ((joined or 0) > left or user in self.place.members):
                left = None
            identity = self.prefix + user
            edited = max(joined or 0, left or 0) or None
            yield Membership(f"{self.channel}|{identity}", self.channel, identity, joined, left, edited)

    def _rows(self, message: dict[str, Any], author: str, stamp: str, at: int | None) -> Iterator[Record]:
        root = message.get("thread_ts")
        root = root if isinstance(root, str) and _STAMP.match(root) else stamp
        asker = self._asker(message, author, stamp, root)
        text, mentions = plain(words(message), self.people.names)
        kind, position = self._place_in_thread(message, author, stamp, root, asker)
        item = Item(
            f"{self.channel}/{stamp}",
            self.name,
            self.prefix + author,
            self.channel,
            f"{self.channel}/{root}",
            kind,
            at,
            text=text,
            position=position,
            reply_to=None if root == stamp else f"{self.channel}/{root}",
            edited=_edited(message, self.now),
        )
        yield item
        if asker not in (None, author, SLACKBOT) and root != stamp:
            yield self._act(item, "reply", author, asker)
        for user in mentions:
            if user not in (author, asker, SLACKBOT):
                yield self._act(item, "mention", author, user)
        for user in _reactors(message):
            if user not in (author, SLACKBOT):
                yield self._act(item, "reaction", user, author)
        if self.place.access == "direct":
            yield from self._direct(item, author)

    def _asker(self, message: dict[str, Any], author: str, stamp: str, root: str) -> str | None:
        """Who opened the thread."""
        if root == stamp:
            return author
        parent = message.get("parent_user_id")
        if isinstance(parent, str) and parent:
            return parent
        return self.roots.get(root) or _author(dict_of(message, "root"))

    def _place_in_thread(
        self, message: dict[str, Any], author: str, stamp: str, root: str, asker: str | None
    ) -> tuple[str, int]:
        """(kind, position): what opens a thread is a question once somebody answered."""
        if root == stamp:
            threaded = "thread_ts" in message or bool(message.get("reply_count"))
            if threaded:
                self.roots[stamp] = author
            return ("question" if threaded else "post"), 0
        position = self.counts[root] = self.counts.get(root, 0) + 1
        return ("reply" if asker == author else "answer"), position

    def _act(self, item: Item, kind: str, actor: str, target: str | None, share: float = 1.0) -> Interaction:
        """An act that comes with a message; a reaction has no time of its own and takes the message's."""
        actor, whom = self.prefix + actor, f"{self.prefix}{target}"
        suffix = f"|{actor}" if actor != item.author else ""
        identifier = f"{item.id}|{kind}|{whom}{suffix}"
        return Interaction(identifier, kind, actor, whom, item.at, self.channel, item.id, share)

    def _direct(self, item: Item, author: str) -> Iterator[Interaction]:
        others = sorted(set(self.place.members) - {author, SLACKBOT})
        for user in others:
            yield self._act(item, "message", author, user, 1.0 / len(others))


def _author(message: dict[str, Any]) -> str | None:
    """The user who wrote it, else the bot that posted it."""
    for found in (message.get("user"), dict_of(message, "comment").get("user"), message.get("bot_id")):
        if isinstance(found, str) and found.isalnum() and len(found) < 40:
            return found
    return None


def _reactors(message: dict[str, Any]) -> list[str]:
    """Who reacted, each once however many emoji."""
    reactions = message.get("reactions")
    users = [
        user
        for each in (reactions if isinstance(reactions, list) else [])
        if isinstance(each, dict) and isinstance(each.get("users"), list)
        for user in each["users"]
        if isinstance(user, str) and user.isalnum()
    ]
    return list(dict.fromkeys(users))


def _edited(message: dict[str, Any], now: int) -> int | None:
    stamp = dict_of(message, "edited").get("ts")
    return usable_time(float(stamp), now) if isinstance(stamp, str) and _STAMP.match(stamp) else None


def _rejected(file: str, entry: Entry) -> Rejected:
    bad = entry.bad or BadRecord("bad-json", "not an object")
    raw = entry.raw or (orjson.dumps(entry.found) if entry.found is not None else b"")
    return Rejected(file, str(entry.number), bad.code, bad.reason, raw_start(raw))
