"""The messages of one Slack channel: items, threads, mentions, reactions, and who is a member."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from expertgraph.ingest.importer import Context, Found, Outcome, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from expertgraph.ingest.times import usable_time
from expertgraph.records import Deletion, Interaction, Item, Membership, Record
from importers.fields import dict_of
from importers.json_elements import Element, rejected
from importers.slack_files import Place, entries
from importers.slack_people import SLACKBOT, People
from importers.slack_text import plain, words

_STAMP = re.compile(r"\d{1,12}(?:\.\d{1,9})?\Z")
_WRITTEN = frozenset(
    {None, "bot_message", "thread_broadcast", "me_message", "file_share", "file_comment", "slackbot_response"}
)
"""Subtypes that hold somebody's words; every other one is Slack speaking about the channel."""
_DELETIONS = {"tombstone": "ts", "message_deleted": "deleted_ts"}
"""Subtypes that say that a message was deleted, and the key that names it."""
_JOINS = frozenset({"channel_join", "group_join"})
_LEAVES = frozenset({"channel_leave", "group_leave"})


class Conversation:
    """The messages of one channel, in the order they were written."""

    def __init__(self, source: Source, name: str, now: int, people: People, place: Place) -> None:
        self.source = source
        self.name = name
        self.prefix = name + ":"
        self.now = now
        self.people = people
        self.place = place
        self.channel = self.prefix + place.native
        self.joined: dict[str, int | None] = dict.fromkeys(place.members)
        self.left: dict[str, int] = {}
        self.roots: dict[str, str] = {}
        self.counts: dict[str, int] = {}

    def outcomes(self, files: list[str]) -> Iterator[Outcome]:
        """Every message of the channel's day files, then its members."""
        for file in files:
            for entry in entries(self.source, file):
                yield self._outcome(file, entry)
        yield Context(tuple(self._memberships()))

    def _outcome(self, file: str, entry: Element) -> Outcome:
        message = entry.found
        if message is None:
            return rejected(file, str(entry.number), entry)
        stamp = message.get("ts")
        if not isinstance(stamp, str) or not _STAMP.match(stamp):
            bad = BadRecord("bad-date", "'ts' is not a time such as 1700000000.000100")
            return rejected(file, str(entry.number), entry, bad)
        at = usable_time(float(stamp), self.now)
        subtype = message.get("subtype")
        if subtype is not None and not isinstance(subtype, str):
            return rejected(file, str(entry.number), entry, BadRecord("bad-field", "'subtype' is not text"))
        if subtype in _DELETIONS:
            return self._deletion(file, entry, message, stamp)
        if message.get("type", "message") != "message" or subtype not in _WRITTEN:
            self._note_membership(message, subtype, at)
            return Skipped(file, str(entry.number), "noise")
        author = _author(message)
        if author is None:
            bad = BadRecord("missing-field", "the message names no author: no 'user' and no 'bot_id'")
            return rejected(file, str(entry.number), entry, bad)
        self.people.wrote(message, author, at)
        return Found(file, str(entry.number), tuple(self._rows(message, author, stamp, at)))

    def _deletion(self, file: str, entry: Element, message: dict[str, Any], stamp: str) -> Outcome:
        """A message that was deleted: a thread's opening leaves a tombstone, others a note of when."""
        gone = message.get(_DELETIONS[message["subtype"]])
        if not isinstance(gone, str) or not _STAMP.match(gone):
            return Skipped(file, str(entry.number), "noise")
        when = None if gone == stamp else usable_time(float(stamp), self.now)
        return Found(file, str(entry.number), (Deletion(f"{self.channel}/{gone}", self.name, when),))

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
        channel, prefix, begin = self.channel, self.prefix, f"{self.channel}|{self.prefix}"
        for user in sorted(self.joined.keys() - self.left.keys()):
            joined = self.joined[user]
            yield Membership(begin + user, channel, prefix + user, joined, None, joined)
        members = frozenset(self.place.members) if self.left else frozenset()
        for user, left in sorted(self.left.items()):
            joined = self.joined.get(user)
            gone = None if (joined or 0) > left or user in members else left
            edited = max(joined or 0, gone or 0) or None
            yield Membership(begin + user, channel, prefix + user, joined, gone, edited)

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
    user = message.get("user")
    if type(user) is str and user.isalnum() and len(user) < 40:
        return user
    for found in (message.get("user"), dict_of(message, "comment").get("user"), message.get("bot_id")):
        if isinstance(found, str) and found.isalnum() and len(found) < 40:
            return found
    return None


def _reactors(message: dict[str, Any]) -> list[str]:
    """Who reacted, each once however many emoji."""
    reactions = message.get("reactions")
    if reactions is None:
        return []
    users = [
        user
        for each in (reactions if isinstance(reactions, list) else [])
        if isinstance(each, dict) and isinstance(each.get("users"), list)
        for user in each["users"]
        if isinstance(user, str) and user.isalnum()
    ]
    return list(dict.fromkeys(users))


def _edited(message: dict[str, Any], now: int) -> int | None:
    if "edited" not in message:
        return None
    stamp = dict_of(message, "edited").get("ts")
    return usable_time(float(stamp), now) if isinstance(stamp, str) and _STAMP.match(stamp) else None
