"""Posts of an X archive turned into items, replies, mentions and reactions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple

from expertgraph.ingest.importer import Found, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.times import DAY, parse_iso, parse_rfc2822, usable_time
from expertgraph.records import Channel, Deletion, Identity, Interaction, Item, Membership, Record
from importers.fields import dict_of, dicts_of, line_of
from importers.known_people import KnownPeople
from importers.plain_text import tidy

_CREATED = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})\Z")
_REPOST = re.compile(r"RT @(\w{1,20}): ?")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_FIRST_DATED_ID = 30_000_000_000
_EPOCH = 1_288_834_974_657
"""Ids of 2010 and later hold the time in milliseconds since then, above their 22 lowest bits."""


class Owner(NamedTuple):
    """Whose archive it is; ``protected``: only approved followers may read the posts."""

    native: str
    handle: str | None
    name: str
    email: str | None = None
    protected: bool = False


def created(text: object) -> int | None:
    """A time as X writes it: ``Wed Oct 10 20:19:24 +0000 2018``, or ISO 8601; None if it is neither."""
    if not isinstance(text, str):
        return None
    match = _CREATED.match(text)
    if match is None:
        return parse_iso(text)
    month, day, clock, zone, year = match.groups()
    return parse_rfc2822(f"{day} {month} {year} {clock} {zone}")


def number_in(found: dict[str, Any], *keys: str) -> str | None:
    """The id in the first of these fields that holds one; -1 and the like are none."""
    for key in keys:
        value = found.get(key)
        text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if text.isascii() and text.isdigit() and len(text) <= 20:
            return text
    return None


class Posts:
    """Makes the rows of one archive; remembers only who was named."""

    def __init__(self, source: str, now: int, owner: Owner) -> None:
        self.source = source
        self.now = now
        self.owner = owner
        self.me = self.id(owner.native)
        self.people = KnownPeople()
        self.channel = self._channel()

    def id(self, native: str) -> str:
        """The id of an account, a post or a place."""
        return f"{self.source}:{native}"

    def identity(self) -> Identity:
        """The owner of the archive, with the address as the archive states it."""
        owner = self.owner
        url = f"https://x.com/{owner.handle}" if owner.handle else None
        return Identity(
            self.me, self.source, owner.native, owner.name, handle=owner.handle, email=owner.email, url=url
        )

    def place(self) -> tuple[Record, ...]:
        """Where the posts are: for everybody, or for the owner's approved followers."""
        if not self.owner.protected:
            return (self.channel,)
        return (self.channel, Membership(f"{self.channel.id}|{self.me}", self.channel.id, self.me))

    def contact(self, native: str, *, follows: bool) -> tuple[Record, ...] | None:
        """The owner follows somebody, or is followed; both are known by their numbers only."""
        other = self.id(native)
        if other == self.me:
            return None
        actor, target = (self.me, other) if follows else (other, self.me)
        stub = Identity(other, self.source, native, native, stub=True)
        return (Interaction(f"{actor}|contact|{target}", "contact", actor, target, None), stub)

    def deletion(self, post: dict[str, Any]) -> Deletion:
        """A post that its author deleted."""
        when = created(post.get("deleted_at"))
        return Deletion(self.id(self._native(post)[0]), self.source, usable_time(when, self.now))

    def outcome(self, post: dict[str, Any], file: str, place: str, include_private: bool) -> Found | Skipped:
        """The fate of one post.  Raises BadRecord when it cannot be used."""
        native, version = self._native(post)
        if self.owner.protected and not include_private:
            return Skipped(file, place, "private")
        at = created(post.get("created_at"))
        if at is None:
            raise BadRecord("bad-date", "'created_at' is not a time such as Wed Oct 10 20:19:24 +0000 2018")
        text = post.get("full_text", post.get("text"))
        if not isinstance(text, str):
            raise BadRecord("missing-field", "the post has no 'full_text'")
        repost = _REPOST.match(text)
        if repost:
            return self._repost(post, native, repost[1], usable_time(at, self.now), file, place)
        edited = usable_time(at, self.now) if version != native else None
        first = _time_in(native) if version != native else None
        when = usable_time(at if first is None else first, self.now)
        return Found(file, place, tuple(self._rows(post, native, text, when, edited)))

    def _channel(self) -> Channel:
        """A channel an account, so that a complete archive never removes another member's posts."""
        own = self.owner.native
        if self.owner.protected:
            return Channel(self.id(f"{own}/followers"), self.source, "X (followers)", "social", "private")
        return Channel(self.id(f"{own}/posts"), self.source, "X", "social", "open", "https://x.com/")

    def _native(self, post: dict[str, Any]) -> tuple[str, str]:
        """(the id of the first version, the id of this one): an edited post gets a new id each time."""
        version = number_in(post, "id_str", "id")
        if version is None:
            raise BadRecord("missing-field", "the post has no 'id_str'")
        edit = dict_of(post, "edit_info")
        first = number_in(dict_of(edit, "edit"), "initialTweetId")
        return first or version, version

    def _repost(
        self, post: dict[str, Any], native: str, handle: str, at: int | None, file: str, place: str
    ) -> Found | Skipped:
        """A repost is somebody else's words: a reaction towards whoever wrote them."""
        for mention in dicts_of(dict_of(post, "entities"), "user_mentions"):
            user = number_in(mention, "id_str", "id")
            if user and str(mention.get("screen_name")).casefold() == handle.casefold():
                other = self.id(user)
                if other == self.me:
                    return Skipped(file, place, "noise")
                self._named(user, mention, at)
                identifier = f"{self.id(native)}|reaction|{other}"
                act = Interaction(identifier, "reaction", self.me, other, at, self.channel.id)
                return Found(file, place, (act,))
        return Skipped(file, place, "no-author")

    def _rows(
        self, post: dict[str, Any], native: str, text: str, at: int | None, edited: int | None
    ) -> Iterator[Record]:
        parent = number_in(post, "in_reply_to_status_id_str", "in_reply_to_status_id")
        answered = number_in(post, "in_reply_to_user_id_str", "in_reply_to_user_id")
        own = parent is not None and answered == self.owner.native
        item = Item(
            self.id(native),
            self.source,
            self.me,
            self.channel.id,
            self.id(parent or native),
            "reply" if own else "answer" if parent else "post",
            at,
            text=_words(post, text),
            position=None if parent else 0,
            reply_to=self.id(parent) if parent else None,
            url=f"https://x.com/{self.owner.handle or 'i'}/status/{native}",
            edited=edited,
        )
        yield item
        if answered and answered != self.owner.native:
            self._named(answered, {"screen_name": post.get("in_reply_to_screen_name")}, at)
            yield self._act(item, "reply", answered)
        mentions = dicts_of(dict_of(post, "entities"), "user_mentions")
        users = {user: each for each in mentions if (user := number_in(each, "id_str", "id"))}
        for user, mention in users.items():
            self._named(user, mention, at)
            if user not in (answered, self.owner.native):
                yield self._act(item, "mention", user)

    def _act(self, item: Item, kind: str, user: str) -> Interaction:
        whom = self.id(user)
        identifier = f"{item.id}|{kind}|{whom}"
        return Interaction(
            identifier, kind, self.me, whom, item.at, item.channel, item.id, edited=item.edited
        )

    def _named(self, user: str, mention: dict[str, Any], at: int | None) -> None:
        """Somebody whom a post names: the latest handle and name are kept."""
        handle, name = line_of(mention, "screen_name"), line_of(mention, "name")
        row = Identity(self.id(user), self.source, user, name or handle or user, handle=handle, stub=True)
        if user != self.owner.native:
            self.people.add(row._replace(edited=at if name else None))


def _time_in(native: str) -> int | None:
    """When a post was written, as its id tells."""
    number = int(native)
    return None if number < _FIRST_DATED_ID else ((number >> 22) + _EPOCH) // 1000


def _words(post: dict[str, Any], text: str) -> str:
    """The text with shortened addresses written out and without those of pictures."""
    for key, groups in (("urls", ("entities",)), ("media", ("entities", "extended_entities"))):
        for group in groups:
            for each in dicts_of(dict_of(post, group), key):
                short, full = each.get("url"), each.get("expanded_url")
                if isinstance(short, str) and len(short) > 8 and _WEB.match(short):
                    known = isinstance(full, str) and len(full) < 2_000 and _WEB.match(full)
                    text = text.replace(short, str(full) if known and key == "urls" else "")
    return tidy(unescape(text))


def protected_now(history: list[dict[str, Any]]) -> bool:
    """Is the account protected, by the last entry of protected-history.js?"""
    dated = [(created(each.get("protectedAt")) or -DAY, str(each.get("action"))) for each in history]
    return bool(dated) and max(dated)[1].casefold() == "protect"
