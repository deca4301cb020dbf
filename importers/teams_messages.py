"""Messages of Microsoft Teams: items, threads, mentions, reactions, and what was deleted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from expertgraph.ingest.importer import Context, Found, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.records import Channel, Deletion, Identity, Interaction, Item, Record
from importers.fields import line_of
from importers.known_people import KnownPeople
from importers.plain_text import html_to_text, tidy
from importers.teams_records import Camel, Directory, is_outsider, native_id, time_of, web
from importers.who_wrote import WhoWrote

_ONE_TO_ONE = re.compile(r"19:([0-9a-f-]{36})_([0-9a-f-]{36})@", re.IGNORECASE)
_EMOJI = re.compile(r'<emoji\b[^>]{0,300}?\balt="([^"<>]{1,20})"[^>]{0,300}>')
_BOTS = "application"


def where(message: Camel) -> tuple[str | None, str, bool]:
    """(team, channel or chat, is it a chat) of a message.  Raises BadRecord when it says neither."""
    place = message.inner("channelIdentity")
    if place:
        team = place.get("teamId")
        return team if isinstance(team, str) else None, native_id(place, "channelId"), False
    return None, native_id(message, "chatId"), True


def author_of(message: Camel) -> tuple[str, Camel, bool] | None:
    """(id, identity, is it a bot) of who wrote it; None where nobody is named."""
    return _whom(message.inner("from"))


def _whom(identity_set: Camel) -> tuple[str, Camel, bool] | None:
    for kind in ("user", _BOTS):
        found = identity_set.inner(kind)
        native = found.get("id")
        if isinstance(native, str) and native.isprintable() and 0 < len(native) <= 300:
            return native, found, kind == _BOTS
    return None


def key_of(place: str, message: str) -> int:
    """Sixty-four bits for a message: its own id is unique within its channel only."""
    return int.from_bytes(hashlib.blake2b(f"{place}/{message}".encode(), digest_size=8).digest())


class Threads:
    """Who opened which thread and which threads were answered, from a first pass over all messages."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.authors = WhoWrote()
        self.answered: set[int] = set()

    def note(self, message: Camel) -> None:
        """Learn from one message; an unusable one is met again when it is read."""
        try:
            _, place, _ = where(message)
            native = native_id(message, "id")
            author = author_of(message)
            changed = time_of(message, "lastModifiedDateTime", self.now) or 0
        except BadRecord:
            return
        root = message.get("replyToId")
        if isinstance(root, str) and root and author:
            self.answered.add(key_of(place, root))
        elif author:
            self.authors.add(key_of(place, native), author[0], 0, changed)

    def opened_by(self, place: str, root: str) -> str | None:
        """Who opened the thread, if the export holds its first message."""
        found = self.authors.of(key_of(place, root))
        return found[0] if found else None


class Messages:
    """Turns messages into outcomes; remembers only people and private places."""

    def __init__(self, directory: Directory, threads: Threads, include_private: bool) -> None:
        self.directory = directory
        self.threads = threads
        self.include_private = include_private
        self.now = directory.now
        self.people = KnownPeople()
        self.private: dict[str, set[str]] = {}
        self.teams: dict[str, str | None] = {}

    def outcome(self, message: Camel, file: str, place: str) -> Found | Skipped:
        """The fate of one message.  Raises BadRecord when it cannot be used."""
        team, channel, chat = where(message)
        native = native_id(message, "id")
        item = f"{self.directory.id(channel)}/{native}"
        if message.get("messageType") not in (None, "message"):
            return Skipped(file, place, "noise")
        deleted = time_of(message, "deletedDateTime", self.now)
        if message.get("deletedDateTime"):
            return Found(file, place, (Deletion(item, self.directory.source, deleted),))
        if not self.include_private and (chat or not self.directory.is_open(team, channel)):
            if not chat and self.directory.is_closed(team, channel):
                self.directory.closing.add(self.directory.id(channel))
            return Skipped(file, place, "direct" if chat else "private")
        author = author_of(message)
        if author is None:
            raise BadRecord("missing-field", "'from' names neither a user nor an application")
        rows = tuple(self._rows(message, author[0], item, channel, native))
        self._note_people(message, author, rows[0])
        self._note_place(team, channel, chat, author[0])
        return Found(file, place, rows)

    def context(self) -> Iterator[Context]:
        """Places that no list names, who is in the private ones, and the people of the messages."""
        for channel in sorted(self.teams):
            yield Context(tuple(self._place(channel, self.teams[channel])))
        yield from self.people.context()

    def _rows(self, message: Camel, author: str, item_id: str, channel: str, native: str) -> Iterator[Record]:
        root = message.get("replyToId")
        root = root if isinstance(root, str) and root else native
        opener = author if root == native else self.threads.opened_by(channel, root)
        at = time_of(message, "createdDateTime", self.now)
        place = self.directory.id(channel)
        opened = "question" if key_of(channel, root) in self.threads.answered else "post"
        item = Item(
            item_id,
            self.directory.source,
            self.directory.id(author),
            place,
            f"{place}/{root}",
            opened if root == native else "reply" if opener == author else "answer",
            at,
            line_of(message, "subject"),
            _words(message),
            0 if root == native else None,
            None if root == native else f"{place}/{root}",
            url=web(message.get("webUrl")),
            edited=self._edited(message, at),
        )
        yield item
        if opener not in (None, author):
            yield self._act(item, "reply", author, str(opener))
        for target in _named(message):
            if target not in (author, opener):
                yield self._act(item, "mention", author, target)
        for actor, when in self._reactions(message).items():
            if actor != author:
                yield self._act(item, "reaction", actor, author, when)
        yield from self._to_others(item, channel, author)

    def _edited(self, message: Camel, at: int | None) -> int | None:
        """When it was last changed: reactions count, so that a message that was restored is later than its end."""
        times = [time_of(message, key, self.now) for key in ("lastEditedDateTime", "lastModifiedDateTime")]
        last = max((each for each in times if each is not None), default=None)
        return None if last is None or (at is not None and last <= at) else last

    def _act(
        self, item: Item, kind: str, actor: str, target: str, at: int | None = None, share: float = 1.0
    ) -> Interaction:
        actor, target = self.directory.id(actor), self.directory.id(target)
        suffix = f"|{actor}" if actor != item.author else ""
        at = item.at if at is None else at
        identifier = f"{item.id}|{kind}|{target}{suffix}"
        return Interaction(identifier, kind, actor, target, at, item.channel, item.id, share, item.edited)

    def _reactions(self, message: Camel) -> dict[str, int | None]:
        """Who reacted, each once however many signs, and when first."""
        first: dict[str, int | None] = {}
        for each in message.list_of("reactions"):
            who = _whom(each.inner("user"))
            if who is not None and not who[2]:
                when, known = time_of(each, "createdDateTime", self.now), first.get(who[0])
                first[who[0]] = min(filter(None, (when, known)), default=None)
        return first

    def _to_others(self, item: Item, channel: str, author: str) -> Iterator[Interaction]:
        others = sorted(set(self._chatters(channel)) - {author})
        for other in others:
            yield self._act(item, "message", author, other, share=1.0 / len(others))

    def _chatters(self, channel: str) -> tuple[str, ...]:
        """Who is in a chat: two people by its id, else those that a list names; nobody for a channel."""
        pair = _ONE_TO_ONE.match(channel)
        return pair.groups() if pair else self.directory.chats.get(channel, ())

    def _note_people(self, message: Camel, author: tuple[str, Camel, bool], item: Record) -> None:
        assert isinstance(item, Item)
        seen = [author]
        seen += filter(None, (_whom(each.inner("mentioned")) for each in message.list_of("mentions")))
        seen += filter(None, (_whom(each.inner("user")) for each in message.list_of("reactions")))
        for native, found, bot in seen:
            name = line_of(found, "displayName")
            kind = "bot" if bot else "external" if is_outsider(found) else "unknown"
            row = Identity(
                self.directory.id(native), self.directory.source, native, name or native, kind=kind
            )
            self.people.add(row._replace(stub=True, edited=item.at if name else None))

    def _note_place(self, team: str | None, channel: str, chat: bool, author: str) -> None:
        self.teams.setdefault(channel, team)
        if chat or not self.directory.is_open(team, channel):
            self.private.setdefault(channel, set()).add(author)

    def _place(self, channel: str, team: str | None) -> Iterator[Record]:
        visibility = "private" if channel in self.private else "open"
        parent = None if team is None else self.directory.id(team)
        row = Channel(self.directory.id(channel), self.directory.source, channel, "chat", visibility)
        yield row._replace(parent=parent, stub=True)
        inside = self.private.get(channel, set()) | set(self._chatters(channel))
        if channel in self.private and self.directory.standard.get(channel):
            inside |= self.directory.members.get(team or "", set())
        for person in sorted(inside):
            yield self.directory.membership(channel, person)


def _named(message: Camel) -> list[str]:
    """The people a message mentions, each once; bots, channels and teams are none."""
    found = [_whom(each.inner("mentioned")) for each in message.list_of("mentions")]
    return list(dict.fromkeys(who[0] for who in found if who is not None and not who[2]))


def _words(message: Camel) -> str | None:
    body = message.inner("body")
    content = body.get("content")
    if content is None:
        return None
    if not isinstance(content, str):
        raise BadRecord("bad-field", "the body's 'content' is not text")
    if str(body.get("contentType")).lower() != "html":
        return tidy(content)
    return html_to_text(_EMOJI.sub(r"\1", content) if "<emoji" in content else content)
