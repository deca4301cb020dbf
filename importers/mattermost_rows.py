"""The lines of a Mattermost bulk export as rows: channels, people, posts with their replies and reactions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.importer import Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.times import usable_time
from expertgraph.records import Affiliation, Channel, Deletion, Identity, Item, Membership, Record
from importers.chat import acts, native_of, sent
from importers.fields import dict_of, dicts_of, line_of
from importers.plain_text import one_line, raw_start, storable

_MENTION = re.compile(r"(?<![\w.@/-])@([a-z0-9][a-z0-9._-]{1,63})", re.IGNORECASE)
_EVERYBODY = frozenset({"all", "channel", "here"})
_ABOUT = re.compile(
    r"@?\S{1,64} (?:(?:has )?(?:joined|left) the (?:channel|team)|"
    r"(?:was )?(?:added to|removed from) the (?:channel|team)(?: by @?\S{1,64})?)\.\Z"
)
"""What Mattermost says in somebody's name; newer exports mark it as a system message."""


class Places:
    """The channels that the file lists, by team and name."""

    def __init__(self, source: str, options: Options) -> None:
        self.source = source
        self.include_private = options.include_private
        self._known: dict[tuple[str, str], bool] = {}

    def add(self, found: dict[str, Any]) -> None:
        """Note a channel; one that is listed twice is open only if both say so."""
        team, name = native_of(found.get("team")), native_of(found.get("name"))
        if team and name:
            key = (team, name)
            self._known[key] = found.get("type") == "O" and self._known.get(key, True)

    def is_open(self, team: str, name: str) -> bool:
        """May everybody of the team read it?  A channel that no line lists counts as private."""
        return self._known.get((team, name), False)

    def is_listed(self, team: str, name: str) -> bool:
        return (team, name) in self._known

    def id_of(self, team: str, name: str) -> str:
        return f"{self.source}:channel/{team}/{name}"


def channel_of(source: str, found: dict[str, Any]) -> Channel:
    """A channel's line.  Raises BadRecord."""
    team, name = native_of(found.get("team")), native_of(found.get("name"))
    if team is None or name is None:
        raise BadRecord("missing-field", "the channel has no team or no name")
    visibility = "open" if found.get("type") == "O" else "private"
    shown = line_of(found, "display_name") or one_line(name)
    return Channel(f"{source}:channel/{team}/{name}", source, shown, "chat", visibility)


def user_of(source: str, found: dict[str, Any], *, bot: bool) -> tuple[Record, ...]:
    """A user's or bot's line: the identity, and the position that it states.  Raises BadRecord."""
    native = native_of(found.get("username"))
    if native is None:
        raise BadRecord("missing-field", "the user has no user name")
    names = [each for each in (line_of(found, "first_name"), line_of(found, "last_name")) if each]
    name = " ".join(names) or line_of(found, "nickname", "display_name") or native
    email = found.get("email")
    email = normalise_email(email) if isinstance(email, str) else None
    roles = found.get("roles")
    guest = isinstance(roles, str) and "system_guest" in roles.split()
    identity = Identity(
        f"{source}:{native.lower()}", source, native.lower(), name, handle=native, email=email
    )
    identity = identity._replace(
        verified=email is not None,
        kind="bot" if bot else "external" if guest else "unknown",
        deleted=_stamp(found.get("delete_at")) is not None,
    )
    position = line_of(found, "position")
    if position is None:
        return (identity,)
    return (identity, Affiliation(f"{identity.id}||", identity.id, role=position))


def member_of(places: Places, identity: str, found: dict[str, Any]) -> Iterator[Membership]:
    """The channels that a user's line says the user is in, without those that are left out."""
    for team in dicts_of(found, "teams"):
        for each in dicts_of(team, "channels"):
            where, name = native_of(team.get("name")), native_of(each.get("name"))
            if not where or not name or not places.is_listed(where, name):
                continue
            if places.is_open(where, name) or places.include_private:
                channel = places.id_of(where, name)
                yield Membership(f"{channel}|{identity}", channel, identity)


class Posts:
    """Posts and their replies, each decided from its own line."""

    def __init__(self, source: str, options: Options, places: Places) -> None:
        self.source = source
        self.options = options
        self.places = places

    def outcomes(self, file: str, place: str, post: dict[str, Any], *, direct: bool) -> Iterator[Outcome]:
        """One outcome for the post and one for each reply, as ``line.number``.  Raises BadRecord."""
        replies = post.get("replies")
        replies = replies if isinstance(replies, list) else []
        rule, channel, members = self._where(post, direct)
        if rule is not None:
            yield Skipped(file, place, rule)
            for number in range(1, len(replies) + 1):
                yield Skipped(file, f"{place}.{number}", rule)
            return
        yield self._root(file, place, post, channel, members, bool(replies))
        for number, reply in enumerate(replies, 1):
            yield self._reply(file, f"{place}.{number}", reply, post, channel, members)

    def _where(self, post: dict[str, Any], direct: bool) -> tuple[str | None, Channel, tuple[str, ...]]:
        """(the rule that leaves the post out, its channel, who else reads a direct message)."""
        if direct:
            named = post.get("channel_members")
            members = sorted(filter(None, map(native_of, named if isinstance(named, list) else [])))
            native = "direct/" + ",".join(members)
            channel = Channel(f"{self.source}:{native}", self.source, one_line(native), "chat", "private")
            rule = None if self.options.include_private and members else "direct"
            return rule, channel, tuple(f"{self.source}:{each.lower()}" for each in members)
        team, name = native_of(post.get("team")), native_of(post.get("channel"))
        if team is None or name is None:
            raise BadRecord("missing-field", "the post names no team or no channel")
        is_open = self.places.is_open(team, name)
        visibility = "open" if is_open else "private"
        channel = Channel(self.places.id_of(team, name), self.source, one_line(name), "chat", visibility)
        channel = channel._replace(stub=self.places.is_listed(team, name))
        return (None if is_open or self.options.include_private else "private"), channel, ()

    def _root(
        self,
        file: str,
        place: str,
        post: dict[str, Any],
        channel: Channel,
        members: tuple[str, ...],
        answered: bool,
    ) -> Outcome:
        try:
            if _is_about(post):
                return Skipped(file, place, "noise")
            item = self._item(post, channel)
            item = item._replace(kind="question" if answered else "post", position=0)
            return Found(file, place, tuple(self._rows(item, post, None, channel, members)))
        except BadRecord as bad:
            return Rejected(file, place, bad.code, bad.reason, raw_start(orjson.dumps(post)))

    def _reply(
        self,
        file: str,
        place: str,
        reply: Any,
        post: dict[str, Any],
        channel: Channel,
        members: tuple[str, ...],
    ) -> Outcome:
        try:
            if not isinstance(reply, dict):
                raise BadRecord("bad-json", "the reply is not a JSON object")
            if _is_about(reply):
                return Skipped(file, place, "noise")
            item, root = self._item(reply, channel), self._item(post, channel)
            own = item.author == root.author
            item = item._replace(kind="reply" if own else "answer", thread=root.id, reply_to=root.id)
            return Found(file, place, tuple(self._rows(item, reply, root.author, channel, members)))
        except BadRecord as bad:
            return Rejected(file, place, bad.code, bad.reason, raw_start(orjson.dumps(reply)))

    def _item(self, post: dict[str, Any], channel: Channel) -> Item:
        """A post that opens a thread of its own.  Raises BadRecord."""
        user, stamp = native_of(post.get("user")), _stamp(post.get("create_at"))
        if user is None:
            raise BadRecord("missing-field", "the post names no user")
        if stamp is None:
            raise BadRecord("bad-date", "'create_at' is not a time in milliseconds")
        message = post.get("message")
        if message is not None and not isinstance(message, str):
            raise BadRecord("bad-field", "'message' is not text")
        native = channel.id.removeprefix(f"{self.source}:channel/").removeprefix(f"{self.source}:")
        identifier = f"{self.source}:post/{native}/{user.lower()}/{stamp}"
        author, at = f"{self.source}:{_writer(post, user)}", usable_time(stamp / 1000, self.options.now)
        text = storable(message or "").strip()
        edited = usable_time((_stamp(post.get("edit_at")) or 0) / 1000, self.options.now)
        item = Item(identifier, self.source, author, channel.id, identifier, "post", at, text=text)
        return item._replace(edited=edited)

    def _rows(
        self,
        item: Item,
        post: dict[str, Any],
        answered: str | None,
        channel: Channel,
        members: tuple[str, ...],
    ) -> Iterator[Record]:
        gone = _stamp(post.get("delete_at"))
        if gone is not None:
            yield Deletion(item.id, self.source, usable_time(gone / 1000, self.options.now))
            return
        yield item
        if not channel.stub:
            yield channel
        if item.author.startswith(f"{self.source}:webhook/"):
            native = item.author.removeprefix(f"{self.source}:")
            yield Identity(item.author, self.source, native, native.removeprefix("webhook/"), kind="bot")
        prefix = self.source + ":"
        named = [prefix + each for each in _mentioned(item.text or "")]
        reactors = [prefix + each.lower() for each in _users(dicts_of(post, "reactions"))]
        yield from acts(item, answered, named, reactors)
        yield from sent(item, members)


def _writer(post: dict[str, Any], user: str) -> str:
    """Who speaks: a post of a webhook bears the name of whoever set it up, and is not that person's."""
    props = dict_of(post, "props")
    if props.get("from_webhook") in ("true", True):
        return f"webhook/{line_of(props, 'override_username', 'webhook_display_name') or user}"
    return user.lower()


def _is_about(post: dict[str, Any]) -> bool:
    """Does Mattermost tell about the channel, rather than somebody in it?"""
    kind, message = post.get("type"), post.get("message")
    if isinstance(kind, str) and kind.startswith("system_"):
        return True
    return isinstance(message, str) and len(message) < 300 and bool(_ABOUT.match(message))


def _mentioned(text: str) -> list[str]:
    """User names after an @; a full stop at the end belongs to the sentence."""
    if "@" not in text:
        return []
    found = [match.lower().rstrip(".-_") for match in _MENTION.findall(text)]
    return [each for each in found if each not in _EVERYBODY]


def _users(reactions: list[dict[str, Any]]) -> list[str]:
    return [native for each in reactions if (native := native_of(each.get("user")))]


def _stamp(value: object) -> int | None:
    """Milliseconds since 1970; None for anything else, and for 0, which means never."""
    return value if type(value) is int and 0 < value < 1 << 53 else None
