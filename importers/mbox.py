"""Mailboxes and list archives: mbox, Pipermail's monthly text, plain or .gz, alone, in a folder or a zip.

Read twice: first the headers of every message - who there is, which addresses were garbled, which message
answers which - then the messages.  An identity is an address, so one person is the same on every list.  A
reply answers the author of the message that In-Reply-To (else the last of References) names; when that one is
not in the import, nobody is said to be answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

import numpy as np

from expertgraph.errors import Unreadable
from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.importer import Context, Found, Options, Outcome, Rejected
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from expertgraph.records import Channel, Identity, Interaction, Item, Record
from importers.mail_addresses import Repair, Sender, recipients
from importers.mail_facts import author_of, date_of, folder_list, list_of, message_id
from importers.mail_headers import (
    Headers,
    addresses_of,
    bare_subject,
    decoded,
    hash64,
    is_answer,
    parent_and_top,
    parse_head,
    raw_text,
    title,
)
from importers.mail_split import Message, is_mailbox, split
from importers.mail_text import text_of
from importers.mail_threads import Threads
from importers.plain_text import raw_start

_GARBLED = (b" @ending from ", b" @end|ng |rom ", b" m@ili@g off ")
_CHUNK = 1_000


class MboxImporter:
    """Mail archives."""

    name: ClassVar[str] = "mbox"
    label: ClassVar[str] = "Mailbox or mailing list archive (mbox)"
    hint: ClassVar[str] = "An .mbox file, or the monthly .txt or .txt.gz files of a Mailman archive."
    carries_visibility: ClassVar[bool] = False

    def sniff(self, source: Source) -> float:
        """By the separator line that a mailbox begins with."""
        names = [each.name for each in source.files()]
        found = [is_mailbox(source.head(name)) for name in names[:10]]
        return 0.95 if found and found[0] else 0.8 if any(found) else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """``mail`` whatever the archive: an address is the same identity on every list."""
        return "mail"

    def notes(self, source: Source, options: Options) -> list[str]:
        """Files that are no mailboxes, and garbled addresses."""
        notes = []
        others = [each.name for each in source.files() if not _is_mailbox(source, each.name)]
        if others:
            shown = ", ".join(others[:5]) + (", ..." if len(others) > 5 else "")
            notes.append(f"{len(others)} files do not begin like a mailbox and are not read: {shown}.")
        if any(mark in source.head(each.name) for each in source.files()[-20:] for mark in _GARBLED):
            notes.append(
                "The archive garbled addresses. One is repaired when exactly one clear address of this "
                "import fits; the others stay identities without an address."
            )
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """One Found a message; people and channels come first."""
        files = [each.name for each in source.files() if _is_mailbox(source, each.name)]
        if not files:
            raise Unreadable(
                f"{source.path.name} is not a mailbox: no file in it begins with a line such as "
                "'From ann@example.org Mon Jan  1 00:00:00 2024'.",
                "Export the mail as mbox.",
            )
        mail = _Mail(source, name, options)
        for file in files:
            mail.survey(file)
        mail.settle()
        yield from mail.context()
        for file in files:
            yield from mail.outcomes(file)


def _is_mailbox(source: Source, name: str) -> bool:
    with source.stream(name) as stream:
        return is_mailbox(stream.read(1_024))


class _Seen(NamedTuple):
    """What the first pass keeps of an author: the latest name, and when; any name before none."""

    named: bool
    at: int
    name: str


class _Mail:
    """What the first pass learned, and the second pass over the files."""

    def __init__(self, source: Source, name: str, options: Options) -> None:
        self.source = source
        self.name = name
        self.prefix = name + ":"
        self.options = options
        self.threads = Threads()
        self.numbers: dict[str, int] = {}
        self.senders: list[_Seen] = []
        self.garbled: set[str] = set()
        self.channels: dict[str, str] = {}
        self.natives: dict[str, str] = {}
        self.by_rank: list[str] = []
        self.met: set[str] = set()
        self.count = 0

    def survey(self, file: str) -> None:
        """The first pass over one file: headers only."""
        home = folder_list(self.source, file)
        with self.source.stream(file) as stream:
            for message in split(stream):
                headers, body = parse_head(message.data)
                self._note(headers, body, home)

    def _note(self, headers: Headers, body: bytes, home: str) -> None:
        at = date_of(headers, self.options.now)
        subject = decoded(raw_text(headers, b"subject"))
        native, label = list_of(headers, home)
        self.channels[native] = max(label, self.channels.get(native, ""))
        who = author_of(headers)
        bare = bare_subject(subject)
        parent, top = parent_and_top(headers)
        self.threads.add(
            hash64(message_id(headers, body)),
            hash64(parent) if parent else 0,
            hash64(top) if top else 0,
            hash64(f"{native}\n{bare}") if bare else 0,
            -1 if who is None else self._number(who, at),
            at,
            is_answer(subject),
        )

    def _number(self, who: Sender, at: int | None) -> int:
        number = self.numbers.setdefault(who.key, len(self.numbers))
        seen = _Seen(who.name != "", at or 0, who.name)
        if number == len(self.senders):
            self.senders.append(seen)
            if who.garbled:
                self.garbled.add(who.key)
        elif seen > self.senders[number]:
            self.senders[number] = seen
        return number

    def settle(self) -> None:
        """Between the passes: repair addresses, then threads."""
        repair = Repair(key for key in self.numbers if key not in self.garbled)
        self.people: dict[str, tuple[_Seen, bool]] = {}
        for key, number in self.numbers.items():
            clear = key, normalise_email(key) is not None
            native, true = repair.native(key) if key in self.garbled else clear
            self.natives[key] = native
            known = self.people.get(native)
            self.people[native] = (
                max(self.senders[number], known[0]) if known else self.senders[number],
                true,
            )
        self.by_rank = sorted(self.people)
        rank = {native: at for at, native in enumerate(self.by_rank)}
        self.threads.seal(np.array([rank[self.natives[key]] for key in self.numbers], np.int64))

    def context(self) -> Iterator[Context]:
        """Everybody who wrote, by the latest name, and every list."""
        rows: list[Record] = [
            Channel(self.prefix + native, self.name, label, "mail", self.options.visibility)
            for native, label in sorted(self.channels.items())
        ]
        for native in self.by_rank:
            seen, true = self.people[native]
            email = native if true else None
            name = seen.name or re.split("@| at ", native)[0]
            edited = seen.at or None if seen.named else None
            rows.append(Identity(self.prefix + native, self.name, native, name, email=email, edited=edited))
        for at in range(0, len(rows), _CHUNK):
            yield Context(tuple(rows[at : at + _CHUNK]))

    def outcomes(self, file: str) -> Iterator[Outcome]:
        """The second pass over one file."""
        home = folder_list(self.source, file)
        with self.source.stream(file) as stream:
            for number, message in enumerate(split(stream), 1):
                place = f"message {number}, byte {message.offset}"
                try:
                    rows, named = self._rows(message, home)
                except BadRecord as bad:
                    yield Rejected(file, place, bad.code, bad.reason, raw_start(message.data))
                else:
                    if named:
                        yield Context(named)
                    yield Found(file, place, rows)
                self.count += 1

    def _rows(self, message: Message, home: str) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
        """(the item and its interactions, people met for the first time as recipients)."""
        if message.cut:
            raise BadRecord("too-long", f"the message is longer than {len(message.data):,} bytes")
        headers, body = parse_head(message.data)
        place = self.threads.of(self.count)
        if place.author < 0:
            raise BadRecord("missing-field", "the message has no usable From header")
        author = self.by_rank[place.author]
        parent, _ = parent_and_top(headers)
        item = Item(
            self.prefix + message_id(headers, body),
            self.name,
            self.prefix + author,
            self.prefix + list_of(headers, home)[0],
            f"{self.prefix}thread/{place.thread}",
            place.kind,
            place.at,
            title(decoded(raw_text(headers, b"subject"))),
            text_of(headers, body),
            place.position,
            self.prefix + parent if parent else None,
        )
        rows: list[Record] = [item]
        answered = self.by_rank[place.target] if place.target >= 0 else author
        if answered != author:
            rows.append(_act(item, "reply", self.prefix + answered))
        others = self._recipients(headers, item.channel, {author, answered})
        rows += [_act(item, "message", self.prefix + native, 1 / len(others)) for native in others]
        return tuple(rows), self._met(others, item.at)

    def _recipients(self, headers: Headers, channel: str, known: set[str]) -> dict[str, str]:
        """Those a mail is addressed to by name, without the list, the author and the one it answers."""
        if b"to" not in headers and b"cc" not in headers:
            return {}
        local = channel.removeprefix(self.prefix).partition(".")[0].lower()
        posts = {address for address, _ in recipients(addresses_of(headers, b"list-post", b"x-beenthere"))}
        found = dict(recipients(addresses_of(headers, b"to", b"cc")))
        return {
            address: name
            for address, name in sorted(found.items())
            if address not in known and address not in posts and address.partition("@")[0] != local
        }

    def _met(self, others: dict[str, str], at: int | None) -> tuple[Record, ...]:
        new = [each for each in others if each not in self.people and each not in self.met]
        self.met.update(new)
        return tuple(
            Identity(self.prefix + each, self.name, each, others[each], email=each, edited=at, stub=True)
            for each in new
        )


def _act(item: Item, kind: str, target: str, share: float = 1.0) -> Interaction:
    identifier = f"{item.id}|{kind}|{target}"
    return Interaction(identifier, kind, item.author, target, item.at, item.channel, item.id, share)
