"""Activities of a Mastodon account (ActivityPub) turned into posts, replies, mentions, boosts and likes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

from expertgraph.ingest.importer import Found, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.times import parse_iso, usable_time
from expertgraph.records import Channel, Deletion, Identity, Interaction, Item, Membership, Record
from importers.fields import dict_of, dicts_of, line_of
from importers.plain_text import html_to_text, one_line

_PUBLIC = {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"}
_NAMED = re.compile(r"https?://([^/\s?#@]+)/(?:users/|@|p/|u/)([^/\s?#@]+)(?:@([^/\s?#@]+))?", re.IGNORECASE)
_ACCOUNT = re.compile(r"@?([\w.-]{1,100})@([\w.-]{1,250}(?::\d{1,5})?)\Z")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_POSTS = {"Note", "Question", "Article", "Page"}
_MOST_ID = 1_000


class Account(NamedTuple):
    """An account as anybody may see it: ``name@host`` in lower case tells it from all others."""

    name: str
    host: str

    @property
    def acct(self) -> str:
        """name@host."""
        return f"{self.name}@{self.host}".casefold()


def account_in(address: object) -> Account | None:
    """``name@host``, with or without an @ before it."""
    match = _ACCOUNT.match(address.strip()) if isinstance(address, str) else None
    return Account(match[1], match[2]) if match else None


def account_of(url: object) -> Account | None:
    """The account that the address of a profile or of a post names; None for one that names nobody."""
    match = _NAMED.match(url) if isinstance(url, str) else None
    if match is None:
        return None
    return account_in(f"{unquote(match[2])}@{match[3] or match[1]}")


def web(value: object) -> str | None:
    """An address that a page may link to."""
    return value if isinstance(value, str) and len(value) < 2_000 and _WEB.match(value) else None


class Owner(NamedTuple):
    """Whose archive it is: the account, its address in ActivityPub, the name people read, is it a bot."""

    account: Account
    url: str
    name: str
    bot: bool = False


class Activities:
    """Makes the rows of one archive."""

    def __init__(self, source: str, now: int, owner: Owner, include_private: bool) -> None:
        self.source = source
        self.now = now
        self.owner = owner
        self.me = self.id(owner.account.acct)
        self.include_private = include_private

    def id(self, native: str) -> str:
        """The id of an account, a post or a place."""
        return f"{self.source}:{native}"

    def identity(self) -> Identity:
        """The owner of the archive."""
        account, kind = self.owner.account, "bot" if self.owner.bot else "unknown"
        return Identity(
            self.me,
            self.source,
            account.acct,
            self.owner.name,
            account.acct,
            kind=kind,
            url=web(self.owner.url),
        )

    def somebody(self, account: Account) -> Identity:
        """An account known only because somebody names it."""
        acct = account.acct
        return Identity(self.id(acct), self.source, acct, account.name, handle=acct, stub=True)

    def outcome(self, activity: dict[str, Any], file: str, place: str) -> Found | Skipped:
        """The fate of one activity of the outbox.  Raises BadRecord when it cannot be used."""
        kind = activity.get("type")
        if kind == "Delete":
            return Found(file, place, (self._deletion(activity),))
        if kind not in ("Create", "Announce"):
            return Skipped(file, place, "noise")
        access = self._access(activity)
        if access != "open" and not self.include_private:
            return Skipped(file, place, access)
        if kind == "Announce":
            return self._boost(activity, file, place)
        note = activity.get("object")
        if not isinstance(note, dict):
            raise BadRecord("missing-field", "the activity holds no post")
        if str(note.get("type")) not in _POSTS:
            return Skipped(file, place, "noise")
        return Found(file, place, tuple(self._post(note, access)))

    def like(self, url: object, file: str, place: str) -> Found | Skipped:
        """A favourite: who wrote it must stand in the post's address."""
        author = account_of(url)
        if author is None:
            return Skipped(file, place, "no-author")
        return self._reaction(str(url), author, None, file, place)

    def follow(self, account: Account, file: str, place: str) -> Found | Skipped:
        """Somebody whom the owner follows."""
        other = self.somebody(account)
        if other.id == self.me:
            return Skipped(file, place, "noise")
        contact = Interaction(f"{self.me}|contact|{other.id}", "contact", self.me, other.id, None)
        return Found(file, place, (contact, other))

    def _access(self, activity: dict[str, Any]) -> str:
        """open | private (followers only) | direct: the post's own words on it win over the activity's."""
        note = dict_of(activity, "object")
        addressed = _addressed(note) or _addressed(activity)
        if addressed & _PUBLIC:
            return "open"
        return "private" if any(each.endswith("/followers") for each in addressed) else "direct"

    def _time(self, found: dict[str, Any], key: str) -> int | None:
        value = found.get(key)
        if value is None:
            return None
        seconds = parse_iso(value) if isinstance(value, str) else None
        if seconds is None:
            raise BadRecord("bad-date", f"{key!r} is not a time such as 2024-03-01T09:30:00Z")
        return usable_time(seconds, self.now)

    def _deletion(self, activity: dict[str, Any]) -> Deletion:
        gone = activity.get("object")
        native = gone.get("id") if isinstance(gone, dict) else gone
        return Deletion(self.id(_checked(native)), self.source, self._time(activity, "published"))

    def _boost(self, activity: dict[str, Any], file: str, place: str) -> Found | Skipped:
        boosted = activity.get("object")
        url = boosted.get("id") if isinstance(boosted, dict) else boosted
        author = account_of(boosted.get("attributedTo")) if isinstance(boosted, dict) else None
        author = author or account_of(url)
        if author is None:
            return Skipped(file, place, "no-author")
        return self._reaction(_checked(url), author, self._time(activity, "published"), file, place)

    def _reaction(self, url: str, author: Account, at: int | None, file: str, place: str) -> Found | Skipped:
        """A boost or a favourite, once for a post: the dated one of both is kept."""
        other = self.somebody(author)
        if other.id == self.me:
            return Skipped(file, place, "noise")
        item = self.id(_checked(url))
        identifier = f"{item}|reaction|{other.id}|{self.me}"
        act = Interaction(identifier, "reaction", self.me, other.id, at, item=item, edited=at)
        return Found(file, place, (act, other))

    def _post(self, note: dict[str, Any], access: str) -> Iterator[Record]:
        native = _checked(note.get("id"))
        mentions = _mentions(note)
        answered = self._answered(note, mentions)
        parent = note.get("inReplyTo")
        channel = self._channel(access, mentions)
        item = Item(
            self.id(native),
            self.source,
            self.me,
            channel.id,
            self.id(_thread(note, native)),
            self._kind(note, answered),
            self._time(note, "published"),
            line_of(note, "summary", "name"),
            _words(note),
            None if parent else 0,
            self.id(_checked(parent)) if isinstance(parent, str) else None,
            url=web(note.get("url")) or web(native),
            edited=self._time(note, "updated"),
        )
        yield item
        yield channel
        yield from self._acts(item, access, answered, mentions)

    def _acts(
        self, item: Item, access: str, answered: Account | None, mentions: dict[str, Account]
    ) -> Iterator[Record]:
        others = {self.id(acct): account for acct, account in mentions.items()}
        target = self.id(answered.acct) if answered else None
        if answered is not None and target not in (None, self.me):
            yield self.somebody(answered)
            yield self._act(item, "reply", str(target))
        for whom, account in others.items():
            yield self.somebody(account)
            if whom not in (target, self.me):
                yield self._act(item, "mention", whom)
        if access == "direct":
            told = sorted(others.keys() - {self.me})
            for whom in told:
                yield self._act(item, "message", whom, 1.0 / len(told))
        if access != "open":
            inside = {self.me} | (others.keys() if access == "direct" else set())
            for whom in sorted(inside):
                yield Membership(f"{item.channel}|{whom}", item.channel, whom)

    def _act(self, item: Item, kind: str, target: str, share: float = 1.0) -> Interaction:
        identifier = f"{item.id}|{kind}|{target}"
        return Interaction(
            identifier, kind, item.author, target, item.at, item.channel, item.id, share, item.edited
        )

    def _answered(self, note: dict[str, Any], mentions: dict[str, Account]) -> Account | None:
        """Whom a post replies to: as a mention or the address of that post tells, else the only one mentioned."""
        parent = note.get("inReplyTo")
        if not isinstance(parent, str):
            return None
        if parent.startswith(self.owner.url + "/"):
            return self.owner.account
        for tag in dicts_of(note, "tag"):
            href, account = tag.get("href"), _tagged(tag)
            if account is not None and isinstance(href, str) and parent.startswith(href.rstrip("/") + "/"):
                return account
        named = account_of(parent)
        return named or (next(iter(mentions.values())) if len(mentions) == 1 else None)

    def _kind(self, note: dict[str, Any], answered: Account | None) -> str:
        if note.get("inReplyTo"):
            own = answered is not None and answered.acct == self.owner.account.acct
            return "reply" if own else "answer"
        return "question" if note.get("type") == "Question" else "post"

    def _channel(self, access: str, mentions: dict[str, Account]) -> Channel:
        """For everybody, the account's followers, or those in a conversation; named after the server.

        A channel an account, so that a complete archive never removes another member's posts.
        """
        host, acct = self.owner.account.host.casefold(), self.owner.account.acct
        if access == "open":
            return Channel(self.id(f"{acct}/posts"), self.source, host, "social", "open", f"https://{host}/")
        if access == "private":
            name = f"{host} (followers)"
            return Channel(self.id(f"{acct}/followers"), self.source, name, "social", "private")
        people = ",".join(sorted({acct, *mentions}))
        native = "direct/" + hashlib.sha256(people.encode()).hexdigest()[:16]
        return Channel(self.id(native), self.source, f"{host} (direct)", "social", "private")


def _checked(native: object) -> str:
    if not isinstance(native, str) or not native:
        raise BadRecord("missing-field", "the post has no id")
    if len(native) > _MOST_ID:
        raise BadRecord("too-long", f"the post's id is longer than {_MOST_ID:,} characters")
    if not native.isprintable():
        raise BadRecord("control-characters", "the post's id holds control characters")
    return native


def _addressed(found: dict[str, Any]) -> set[str]:
    """Everybody in ``to`` and ``cc``."""
    addressed: set[str] = set()
    for key in ("to", "cc"):
        value = found.get(key)
        values = value if isinstance(value, list) else [value]
        addressed |= {each for each in values if isinstance(each, str)}
    return addressed


def _tagged(tag: dict[str, Any]) -> Account | None:
    """Whom a mention names: as it is written, else by the address of the profile."""
    if tag.get("type") != "Mention":
        return None
    return account_in(tag.get("name")) or account_of(tag.get("href"))


def _mentions(note: dict[str, Any]) -> dict[str, Account]:
    accounts = filter(None, map(_tagged, dicts_of(note, "tag")))
    return {account.acct: account for account in accounts}


def _thread(note: dict[str, Any], native: str) -> str:
    for value in (note.get("conversation"), note.get("context"), note.get("inReplyTo")):
        if isinstance(value, str) and value:
            return _checked(value)
    return native


def _words(note: dict[str, Any]) -> str | None:
    """The text, and what a poll offers."""
    content = note.get("content")
    if content is not None and not isinstance(content, str):
        raise BadRecord("bad-field", "'content' is not text")
    choices = [
        one_line(each["name"])
        for each in (*dicts_of(note, "oneOf"), *dicts_of(note, "anyOf"))
        if isinstance(each.get("name"), str)
    ]
    words = "\n".join([html_to_text(content or ""), *(f"- {choice}" for choice in choices if choice)])
    return words.strip() or None
