"""Rows of a Viva Engage export turned into people, communities, messages and deletions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.importer import Context, Covers, Found, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.times import parse_date, parse_iso, usable_time
from expertgraph.records import (
    Affiliation,
    Channel,
    Deletion,
    Identity,
    Interaction,
    Item,
    Membership,
    Record,
)
from importers.closing import Closing
from importers.known_people import KnownPeople
from importers.plain_text import html_to_text, one_line, tidy
from importers.who_wrote import WhoWrote

_MENTION = re.compile(r"\[\[?user:(\d{1,20})(?::([^\]\[]{0,200}))?\]\]?", re.IGNORECASE)
_TAG = re.compile(r"\[\[?(?:tag|topic|group|message):\d{1,20}(?::([^\]\[]{0,200}))?\]\]?", re.IGNORECASE)
_PARTICIPANT = re.compile(r"user:(\d{1,20})", re.IGNORECASE)
_OFFSET = re.compile(r" ([+-]\d\d):?(\d\d)$")
_GONE = {"deleted", "soft_delete", "soft_deleted", "suspended", "removed"}
_TRUE = {"true", "t", "1", "yes"}
_BEST = ("is_best_response", "is_best_answer", "is_best_reply", "is_answer", "best_response", "best_answer")
_EDITED = ("last_edited_at", "edited_at", "updated_at")
_EVERYBODY = "all"

Row = Mapping[str, str]


def number_in(row: Row, key: str) -> int | None:
    """An id; None when the cell is empty.  Raises BadRecord for anything but a whole number."""
    text = cell(row, key)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        raise BadRecord("bad-field", f"{key!r} is not a whole number")
    return int(text)


def cell(row: Row, *keys: str) -> str:
    """The first of these cells that is filled; ``null`` is none."""
    return next((row[key] for key in keys if row.get(key, "") not in ("", "null", "NULL")), "")


def time_in(row: Row, key: str, now: int) -> int | None:
    """A time; None when the cell is empty.  Raises BadRecord for what is no time."""
    text = cell(row, key)
    if not text:
        return None
    iso = _OFFSET.sub(r"\1:\2", text.replace("/", "-") if text[:4].isdigit() else text)
    seconds = parse_iso(iso)
    seconds = parse_date(text) if seconds is None else seconds
    if seconds is None:
        raise BadRecord("bad-date", f"{key!r} is not a time such as 2024-03-01 09:30:00 UTC")
    return usable_time(seconds, now)


def truth(row: Row, *keys: str) -> bool | None:
    """Yes or no; None when no cell says either."""
    text = cell(row, *keys).casefold()
    return None if not text else text in _TRUE


def _needed(row: Row, key: str) -> int:
    found = number_in(row, key)
    if found is None:
        raise BadRecord("missing-field", f"{key!r} is empty")
    return found


class Threads:
    """Who wrote which message and which were answered, from a first pass over all of them."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.authors = WhoWrote()
        self.answered: set[int] = set()
        self.times: tuple[int, int] | None = None

    def note(self, row: Row) -> None:
        """Learn from one row; an unusable one is met again when it is read."""
        try:
            native, sender = number_in(row, "id"), number_in(row, "sender_id")
            thread = number_in(row, "thread_id") or native
            at = time_in(row, "created_at", self.now)
        except BadRecord:
            return
        if at is not None:
            first, last = self.times or (at, at)
            self.times = min(first, at), max(last, at)
        if native is not None and sender is not None and thread is not None:
            self.authors.add(native, str(sender), 0, 0)
            if thread != native:
                self.answered.add(thread)

    def span(self) -> Covers | None:
        """From the first to the last message: an export is always one of a range of days."""
        return None if self.times is None else Covers(self.times[0], self.times[1] + 1)

    def author(self, message: int | None) -> str | None:
        """Who wrote a message of this export."""
        found = None if message is None else self.authors.of(message)
        return found[0] if found else None


class Rows:
    """Makes rows of one export; remembers names and who is known only from messages."""

    def __init__(self, source: str, now: int, include_private: bool, threads: Threads) -> None:
        self.source = source
        self.now = now
        self.include_private = include_private
        self.threads = threads
        self.names: dict[str, str] = {}
        self.people = KnownPeople()
        self.listed_open: set[int] = set()
        self.listed_private: set[int] = set()
        self.closing = Closing()

    def person(self, native: int | str) -> str:
        """The id of a user."""
        return f"{self.source}:{native}"

    def group(self, native: int | str) -> str:
        """The id of a community."""
        return f"{self.source}:group/{native}"

    def message(self, native: int) -> str:
        """The id of a message."""
        return f"{self.source}:message/{native}"

    def user(self, row: Row) -> Found:
        """A row of Users.csv: identity and, where stated, department, place and job title."""
        native = _needed(row, "id")
        email = normalise_email(cell(row, "email"))
        name = one_line(cell(row, "name", "full_name", "email")) or str(native)
        deleted, suspended = time_in(row, "deleted_at", self.now), time_in(row, "suspended_at", self.now)
        joined = time_in(row, "joined_at", self.now)
        gone = bool(cell(row, "deleted_at", "suspended_at")) or cell(row, "state").casefold() in _GONE
        edited = max((each for each in (joined, deleted, suspended) if each is not None), default=None)
        identity = Identity(
            self.person(native),
            self.source,
            str(native),
            name,
            email=email,
            verified=email is not None,
            deleted=gone,
            edited=edited,
        )
        self.names[str(native)] = name
        unit, site, role = (
            one_line(cell(row, key)) or None for key in ("department", "location", "job_title")
        )
        if not (unit or site or role):
            return Found("", "", (identity,))
        where = Affiliation(f"{identity.id}||", identity.id, None, unit, site, role, edited=edited)
        return Found("", "", (identity, where))

    def community(self, row: Row) -> Found | Skipped:
        """A row of Groups.csv; private unless it says that it is not."""
        native = _needed(row, "id")
        private = truth(row, "private", "is_private", "in_private_group")
        stated = cell(row, "privacy", "visibility").casefold()
        is_open = private is False or (private is None and stated == "public")
        if is_open:
            self.listed_open.add(native)
        elif private or stated:
            self.listed_private.add(native)
        if not is_open and not self.include_private:
            if native in self.listed_private:
                self.closing.add(self.group(native))
            return Skipped("", "", "private")
        name = one_line(cell(row, "name", "full_name")) or str(native)
        visibility = "open" if is_open else "private"
        return Found("", "", (Channel(self.group(native), self.source, name, "forum", visibility),))

    def post(self, row: Row) -> Found | Skipped:
        """A row of Messages.csv."""
        native = _needed(row, "id")
        if cell(row, "deleted_at", "deleted_by_id"):
            when = time_in(row, "deleted_at", self.now)
            return Found("", "", (Deletion(self.message(native), self.source, when),))
        if cell(row, "message_type").casefold() == "system":
            return Skipped("", "", "noise")
        group = number_in(row, "group_id")
        access = self._access(row, group)
        if access != "open" and not self.include_private:
            if group is not None and group not in self.listed_open and truth(row, "in_private_group"):
                self.closing.add(self.group(group))
            return Skipped("", "", access)
        sender = _needed(row, "sender_id")
        self._note_sender(row, sender)
        return Found("", "", tuple(self._rows(row, native, sender, self._place(row, group, access), access)))

    def context(self) -> Iterator[Context]:
        """The people whom no row of Users.csv names."""
        yield from self.people.context()

    def _access(self, row: Row, group: int | None) -> str:
        """open | private | direct; what is not said counts as private."""
        if truth(row, "in_private_conversation"):
            return "direct"
        closed = group in self.listed_private or truth(row, "in_private_group")
        if group is None:
            closed = closed or truth(row, "in_private_conversation") is not False
        return "open" if closed is False else "private"

    def _place(self, row: Row, group: int | None, access: str) -> Channel:
        edited = time_in(row, "created_at", self.now)
        if access == "direct":
            thread = number_in(row, "thread_id") or _needed(row, "id")
            native, name = f"direct/{thread}", "Private conversation"
            return Channel(f"{self.source}:{native}", self.source, name, "forum", "private", edited=edited)
        name = one_line(cell(row, "group_name")) or ("All Company" if group is None else str(group))
        channel = Channel(
            self.group(_EVERYBODY if group is None else group), self.source, name, "forum", access
        )
        return channel._replace(edited=edited, stub=True)

    def _note_sender(self, row: Row, sender: int) -> None:
        name = one_line(cell(row, "sender_name"))
        email = normalise_email(cell(row, "sender_email"))
        bot = cell(row, "sender_type").casefold() not in ("", "user")
        identity = Identity(
            self.person(sender),
            self.source,
            str(sender),
            name or str(sender),
            email=email,
            verified=email is not None,
            kind="bot" if bot else "unknown",
            edited=time_in(row, "created_at", self.now) if name else None,
            stub=True,
        )
        self.people.add(identity)

    def _rows(self, row: Row, native: int, sender: int, channel: Channel, access: str) -> Iterator[Record]:
        thread = number_in(row, "thread_id") or native
        parent = number_in(row, "replied_to_id") or number_in(row, "parent_id")
        parent = parent if parent != native else None
        parent = thread if parent is None and thread != native else parent
        author, opener = str(sender), self.threads.author(thread)
        text, named = self._words(row)
        item = Item(
            self.message(native),
            self.source,
            self.person(sender),
            channel.id,
            f"{self.source}:thread/{thread}",
            self._kind(row, native, thread, author, opener),
            time_in(row, "created_at", self.now),
            one_line(cell(row, "title")) or None,
            text,
            0 if thread == native else None,
            None if parent is None else self.message(parent),
            any(truth(row, key) for key in _BEST),
            edited=next((time for key in _EDITED if (time := time_in(row, key, self.now))), None),
        )
        yield item
        yield channel
        if access == "private":
            yield Membership(f"{channel.id}|{item.author}", channel.id, item.author)
        answered = self.threads.author(parent) or (opener if parent is not None else None)
        if answered not in (None, author):
            yield self._act(item, "reply", str(answered))
        for user in named:
            if user not in (author, answered):
                yield self._act(item, "mention", user)
        if access == "direct":
            yield from self._direct(row, item, author)

    def _kind(self, row: Row, native: int, thread: int, author: str, opener: str | None) -> str:
        if thread != native:
            return "reply" if opener == author else "answer"
        asked = cell(row, "message_type").casefold() == "question" or native in self.threads.answered
        return "question" if asked else "post"

    def _act(self, item: Item, kind: str, target: str, share: float = 1.0) -> Interaction:
        whom = self.person(target)
        identifier = f"{item.id}|{kind}|{whom}"
        return Interaction(
            identifier, kind, item.author, whom, item.at, item.channel, item.id, share, item.edited
        )

    def _direct(self, row: Row, item: Item, author: str) -> Iterator[Record]:
        people = set(_PARTICIPANT.findall(cell(row, "participants"))) | {author}
        for user in sorted(people):
            yield Membership(f"{item.channel}|{self.person(user)}", item.channel, self.person(user))
        others = sorted(people - {author})
        for user in others:
            yield self._act(item, "message", user, 1.0 / len(others))

    def _words(self, row: Row) -> tuple[str | None, list[str]]:
        """The text with names for ids, and who is mentioned, each once."""
        body = cell(row, "body")
        if not body:
            body = html_to_text(cell(row, "html_body"))
        named = list(dict.fromkeys(match[1] for match in _MENTION.finditer(body)))
        body = _MENTION.sub(lambda match: "@" + (match[2] or self.names.get(match[1], match[1])), body)
        body = _TAG.sub(lambda match: match[1] or "", body)
        return tidy(body) or None, named
