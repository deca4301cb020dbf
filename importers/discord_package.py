"""Discord's data package: account/user.json, and messages/c<ID>/ with channel.json and messages.json or .csv."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from expertgraph.errors import Unreadable
from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.importer import Context, Covers, Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.json_stream import parts
from expertgraph.ingest.source import Source
from expertgraph.ingest.tables import Row, Table, fold
from expertgraph.ingest.times import parse_iso, usable_time
from expertgraph.records import Channel, Identity, Item, Record
from importers.chat import acts, rejected, whole_record
from importers.discord_text import asks, plain, snowflake
from importers.fields import dict_of, line_of
from importers.plain_text import raw_start

_MESSAGES = re.compile(r"(?:.*/)?messages/c?(\d{1,20})/messages\.(?:json|csv)\Z", re.IGNORECASE)
_USER = re.compile(r"(?:.*/)?(?:account|user)/user\.json\Z", re.IGNORECASE)
_DIRECT = frozenset({"1", "3", "DM", "GROUP_DM"})
_PRIVATE = frozenset({"12", "PRIVATE_THREAD"})


class Package:
    """One member's own messages."""

    def __init__(self, source: Source) -> None:
        self.source = source
        names = [each.name for each in source.files()]
        self.messages = [(name, match[1]) for name in names if (match := _MESSAGES.match(name))]
        self.user = next((name for name in names if _USER.match(name)), None)

    @property
    def is_one(self) -> bool:
        """Does the source look like a data package?"""
        return bool(self.messages)

    def outcomes(self, name: str, options: Options) -> Iterator[Outcome]:
        """Every message of every channel.  Raises Unreadable when the package does not say whose it is."""
        owner = self._owner(name)
        yield Context((owner,))
        yield Covers(0, 0)  # of others the package holds nothing, so that nothing of theirs is missed
        for file, native in self.messages:
            channel, rule = self._channel(file, native, name, options)
            if rule is None:
                yield Context((channel,))
            for place, found in self._records(file):
                if rule is not None:
                    yield Skipped(file, place, rule)
                elif isinstance(found, Rejected | Skipped):
                    yield found
                else:
                    yield _outcome(file, place, found, owner, channel, options)

    def _document(self, file: str | None) -> dict[str, Any]:
        try:
            found = load_json(self.source.read(file), unique=False) if file else {}
        except BadRecord:
            return {}
        return found if isinstance(found, dict) else {}

    def _owner(self, name: str) -> Identity:
        user = self._document(self.user)
        native = snowflake(user.get("id"))
        if native is None:
            raise Unreadable(
                "The data package does not say whose it is: account/user.json is missing or damaged.",
                "Import the whole package as Discord sent it.",
            )
        email = user.get("email")
        shown = line_of(user, "global_name", "username") or native
        email = normalise_email(email) if isinstance(email, str) else None
        return Identity(
            f"{name}:{native}", name, native, shown, handle=line_of(user, "username"), email=email
        )

    def _channel(self, file: str, native: str, name: str, options: Options) -> tuple[Channel, str | None]:
        """(the channel of a file of messages, the rule that leaves it out)."""
        folder = file.rpartition("/")[0]
        beside = next(
            (each.name for each in self.source.files() if each.name == f"{folder}/channel.json"), None
        )
        told = self._document(beside)
        kind, guild = str(told.get("type")), dict_of(told, "guild")
        rule = "direct" if kind in _DIRECT or "recipients" in told else None
        if kind in _PRIVATE or (rule is None and not told):
            rule = "private"
        visibility = "private" if rule else options.visibility
        channel = Channel(
            f"{name}:channel/{native}", name, line_of(told, "name") or native, "chat", visibility
        )
        above = snowflake(guild.get("id"))
        channel = channel._replace(parent=f"{name}:server/{above}" if above else None)
        return channel, None if options.include_private else rule

    def _records(self, file: str) -> Iterator[tuple[str, Any]]:
        """(place, the message's fields) or (place, the outcome of what is none)."""
        if file.casefold().endswith(".csv"):
            table = Table(self.source, file, lambda cells: "id" in {fold(cell) for cell in cells})
            for row in table.rows():
                if isinstance(row, Row):
                    yield str(row.line), dict(zip(table.header, row.cells, strict=False))
                else:
                    yield row.place, row
            return
        with self.source.stream(file) as stream:
            for part in parts(stream, [()]):
                try:
                    yield part.place, whole_record(part)
                except BadRecord as bad:
                    yield part.place, rejected(file, part, bad)


def _outcome(
    file: str, place: str, found: dict[str, Any], owner: Identity, channel: Channel, options: Options
) -> Outcome:
    try:
        return Found(file, place, tuple(_rows(found, owner, channel, options)))
    except BadRecord as bad:
        return Rejected(file, place, bad.code, bad.reason, raw_start(str(found).encode()))


def _rows(found: dict[str, Any], owner: Identity, channel: Channel, options: Options) -> Iterator[Record]:
    native, stamp, contents = snowflake(found.get("ID")), found.get("Timestamp"), found.get("Contents")
    if native is None:
        raise BadRecord("missing-field", "the message has no ID")
    when = parse_iso(stamp) if isinstance(stamp, str) else None
    if when is None:
        raise BadRecord("bad-date", "'Timestamp' is not a date")
    text, mentioned = plain(contents if isinstance(contents, str) else "", {})
    identifier = f"{owner.source}:message/{native}"
    kind = "question" if asks(text) else "post"
    at = usable_time(when, options.now)
    item = Item(identifier, owner.source, owner.id, channel.id, identifier, kind, at, text=text)
    yield item._replace(position=0)
    yield from acts(item, None, [f"{owner.source}:{each}" for each in mentioned], ())
