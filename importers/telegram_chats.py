"""The chats of a Telegram export, message by message: items, replies, mentions and reactions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from expertgraph.ingest.importer import Closed, Context, Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.json_stream import Part, parts
from expertgraph.ingest.source import Source
from expertgraph.ingest.times import parse_iso, parse_unix, usable_time
from expertgraph.records import Channel, Item, Record
from importers.chat import People, acts, rejected, whole_record
from importers.discord_text import asks
from importers.fields import dict_of, dicts_of, line_of
from importers.plain_text import one_line, raw_start, storable
from importers.who_wrote import WhoWrote

TYPES = {
    "saved_messages": "direct",
    "replies": "direct",
    "verification_codes": "direct",
    "personal_chat": "direct",
    "bot_chat": "direct",
    "private_group": "private",
    "private_supergroup": "private",
    "private_channel": "private",
    "public_supergroup": "open",
    "public_channel": "open",
}
"""Who may read a chat of each type."""
_LISTS = (("chats", "list"), ("left_chats", "list"))
_CHATS = ((), *((*path, "*") for path in _LISTS))
_ENTERED = [
    (),
    ("messages",),
    *(path[:1] for path in _LISTS),
    *_LISTS,
    *((*path, "*") for path in _LISTS),
    *((*path, "*", "messages") for path in _LISTS),
]
_PEER = re.compile(r"(?:user|channel|chat)\d{1,20}\Z")
_MOST_MESSAGE = 1 << 40


class _Chat:
    """The chat that is being read: what came before its messages."""

    def __init__(self, part: Part) -> None:
        self.path = part.path
        self.where = part.where
        self.told: dict[str, Any] = {}

    @property
    def native(self) -> str | None:
        number, kind = self.told.get("id"), str(self.told.get("type"))
        if type(number) is not int:
            return None
        peer = "chat" if kind == "private_group" else "channel" if "_" in kind and kind in _SHARED else "user"
        return f"{peer}{abs(number)}"

    @property
    def access(self) -> str:
        """open | private | direct; private as long as nothing says otherwise."""
        return TYPES.get(str(self.told.get("type")), "private") if self.native else "private"


_SHARED = frozenset({"private_supergroup", "private_channel", "public_supergroup", "public_channel"})


class Chats:
    """Every chat of the files of one export."""

    def __init__(self, source: Source, name: str, options: Options) -> None:
        self.source = source
        self.name = name
        self.options = options
        self.people = People(name)
        self.wrote = WhoWrote()
        self.numbers: dict[str, int] = {}
        self.topics: dict[int, str] = {}
        self.bots: set[str] = set()
        self.closed: set[str] = set()

    def outcomes(self, files: list[str]) -> Iterator[Outcome]:
        """Every message of every chat, then everybody who was met."""
        for file in files:
            for chat, part in self._parts(file):
                self._survey(chat, part)
        self.wrote.seal()
        for file in files:
            yield from self._file(file)
        yield from self.people.rows()

    def _parts(self, file: str) -> Iterator[tuple[_Chat, Part]]:
        """Every message, and everything that does not belong to one, with the chat around it."""
        chat: _Chat | None = None
        with self.source.stream(file) as stream:
            for part in parts(stream, _ENTERED):
                of_message = part.path[-2:] == ("messages", "*")
                path = part.path[: -2 if of_message else -1]
                where = part.where[:-1] if of_message else part.where
                if chat is None or (chat.path, chat.where) != (path, where):
                    chat = _Chat(part._replace(path=path, where=where))
                if not of_message and part.damage is None and path in _CHATS and len(part.raw) < 4_096:
                    try:
                        chat.told[part.path[-1]] = part.value()
                    except (BadRecord, IndexError):
                        continue
                if of_message or part.damage or part.path in ((), *_CHATS[1:]):
                    yield chat, part

    def _survey(self, chat: _Chat, part: Part) -> None:
        """Who wrote which message; topics' titles; which accounts are bots."""
        if chat.told.get("type") == "bot_chat" and chat.native:
            self.bots.add(chat.native)
        if chat.native is None or self._rule(chat) is not None:
            return
        try:
            message = whole_record(part)
        except BadRecord:
            return
        key, author = self._key(chat.native, message.get("id")), _peer(message, "from")
        if key is None:
            return
        if message.get("action") == "topic_created" and (title := line_of(message, "title", "new_title")):
            self.topics[key] = max(title, self.topics.get(key, ""))
        elif message.get("type") == "message" and author:
            self.wrote.add(key, author, message["id"], _edited(message, self.options.now) or 0)

    def _key(self, chat: str, message: object) -> int | None:
        if type(message) is not int or not 0 < message < _MOST_MESSAGE:
            return None
        return self.numbers.setdefault(chat, len(self.numbers)) * _MOST_MESSAGE + message

    def _rule(self, chat: _Chat) -> str | None:
        """The rule that leaves a chat out."""
        return None if chat.access == "open" or self.options.include_private else chat.access

    def _file(self, file: str) -> Iterator[Outcome]:
        told: set[str] = set()
        for chat, part in self._parts(file):
            place = f"left.{part.place}" if part.path[:1] == ("left_chats",) else part.place
            rule = self._rule(chat)
            if part.path[-2:] != ("messages", "*"):
                yield Rejected(file, place, "bad-json", "this is no chat, or damaged")
            elif rule is not None:
                if rule == "private" and chat.native and chat.native not in self.closed:
                    self.closed.add(chat.native)
                    yield Closed(f"{self.name}:{chat.native}")
                yield Skipped(file, place, rule)
            elif chat.native is None:
                yield Rejected(file, place, "missing-field", "its chat has no id", raw_start(part.raw))
            else:
                if chat.native not in told:
                    told.add(chat.native)
                    yield Context((self._channel(chat, chat.native),))
                yield self._message(file, place, chat, chat.native, part)

    def _channel(self, chat: _Chat, native: str) -> Channel:
        name = line_of(chat.told, "name") or native
        visibility = "open" if chat.access == "open" else "private"
        return Channel(f"{self.name}:{native}", self.name, name, "chat", visibility)

    def _message(self, file: str, place: str, chat: _Chat, native: str, part: Part) -> Outcome:
        try:
            message = whole_record(part)
            if message.get("type") != "message":
                return Skipped(file, place, "noise")
            return Found(file, place, tuple(self._rows(message, chat, native)))
        except BadRecord as bad:
            return rejected(file, part, bad)._replace(place=place)

    def _rows(self, message: dict[str, Any], chat: _Chat, native: str) -> Iterator[Record]:
        key, author = self._key(native, message.get("id")), _peer(message, "from")
        if key is None:
            raise BadRecord("missing-field", "the message has no id")
        if author is None and "channel" in str(chat.told.get("type")):
            author = native
        if author is None:
            raise BadRecord("missing-field", "the message names no author")
        at = usable_time(_date(message), self.options.now)
        said, named = _words(message)
        identifier, edited = f"{self.name}:{native}/{message['id']}", _edited(message, self.options.now)
        writer = self._meet(author, line_of(message, "from"), at)
        item = Item(identifier, self.name, writer, f"{self.name}:{native}", identifier, "post", at)
        forwarded = "forwarded_from" in message or "forwarded_from_id" in message
        item = item._replace(text=None if forwarded else said, edited=edited)
        item, answered = self._placed(item, message, native)
        yield item
        reactors = [
            self._meet(peer, line_of(each, "from"), at)
            for reaction in dicts_of(message, "reactions")
            for each in dicts_of(reaction, "recent")
            if (peer := _peer(each, "from"))
        ]
        mentioned = [] if forwarded else [self.people.id_of(each) for each in named]
        yield from acts(item, answered, mentioned, reactors)

    def _placed(self, item: Item, message: dict[str, Any], native: str) -> tuple[Item, str | None]:
        """(the item with its kind and thread, who is answered)."""
        answers = message.get("reply_to_message_id")
        key = self._key(native, answers) if "reply_to_peer_id" not in message else None
        kind = "question" if asks(item.text or "") else "post"
        if key is None:
            return item._replace(kind=kind, position=0), None
        thread = f"{self.name}:{native}/{answers}"
        if key in self.topics:
            return item._replace(kind=kind, thread=thread, title=one_line(self.topics[key])), None
        wrote = self.wrote.of(key)
        answered = self.people.id_of(wrote[0]) if wrote else None
        kind = "reply" if answered == item.author else "answer"
        return item._replace(kind=kind, thread=thread, reply_to=thread), answered

    def _meet(self, peer: str, name: str | None, at: int | None) -> str:
        """Note somebody.  A channel that speaks is no person; an account without a name is deleted."""
        bot = peer in self.bots or not peer.startswith("user")
        return self.people.meet(peer, name, at, kind="bot" if bot else "unknown", deleted=name is None)


def _peer(found: dict[str, Any], key: str) -> str | None:
    """An account's id as newer exports write it; older ones have only the number of a user."""
    value = found.get(f"{key}_id")
    if type(value) is int and 0 < value < 1 << 63:
        return f"user{value}"
    return value if isinstance(value, str) and _PEER.match(value) else None


def _date(message: dict[str, Any]) -> float:
    """When it was written.  Raises BadRecord."""
    found = parse_unix(message.get("date_unixtime"))
    if found is None and isinstance(message.get("date"), str):
        found = parse_iso(message["date"])
    if found is None:
        raise BadRecord("bad-date", "neither 'date_unixtime' nor 'date' is a date")
    return found


def _edited(message: dict[str, Any], now: int) -> int | None:
    found = parse_unix(message.get("edited_unixtime"))
    if found is None and isinstance(message.get("edited"), str):
        found = parse_iso(message["edited"])
    return usable_time(found, now)


def _words(message: dict[str, Any]) -> tuple[str, list[str]]:
    """(the words, the accounts that they name): text, or a list of texts and of marked texts."""
    text = message.get("text")
    if isinstance(text, str):
        marked = dicts_of(message, "text_entities")
        return storable(text).strip(), _named(marked)
    if text is not None and not isinstance(text, list):
        raise BadRecord("bad-field", "'text' is neither text nor a list")
    pieces = [each.get("text") if isinstance(each, dict) else each for each in text or ()]
    said = "".join(piece for piece in pieces if isinstance(piece, str))
    poll = line_of(dict_of(message, "poll"), "question") or ""
    return storable(said).strip() or poll, _named(dicts_of(message, "text"))


def _named(marked: list[dict[str, Any]]) -> list[str]:
    return [
        f"user{each['user_id']}"
        for each in marked
        if each.get("type") == "mention_name" and type(each.get("user_id")) is int and each["user_id"] > 0
    ]
