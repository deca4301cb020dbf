"""Mattermost's bulk export (mmctl export create, mattermost export bulk): JSON Lines, plain or in a zip.

The lines are those that its documentation calls the bulk loading format: version, team, channel, user, bot, post,
direct_channel, direct_post; a post holds its replies and reactions.  No line states an id, so a post is known by
its team, channel, author and millisecond, as Mattermost itself knows it when it loads such a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from expertgraph.ingest.importer import Closed, Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.source import LongLine, Source
from importers.fields import dict_of
from importers.mattermost_rows import Places, Posts, channel_of, member_of, user_of
from importers.plain_text import raw_start

_SUFFIXES = (".jsonl", ".json", ".ndjson", ".jsonl.gz", ".json.gz")
_OTHERS = frozenset({"version", "scheme", "role", "team", "emoji", "direct_channel"})
"""Lines that hold no person, place or message."""
_SECRET = re.compile(rb'"(?:message|password|auth_data)"')
"""Where a line that cannot be used is quoted to: it may be of a private place."""
_CHANNEL = re.compile(rb'\s*\{\s*"type"\s*:\s*"channel"')


class MattermostImporter:
    """A server's or team's bulk export."""

    name: ClassVar[str] = "mattermost"
    label: ClassVar[str] = "Mattermost bulk export"
    hint: ClassVar[str] = (
        "The zip that 'mmctl export create' makes, or the .jsonl of 'mattermost export bulk'."
    )
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """A first line that states the version of the bulk format."""
        return 0.95 if len(_files(source)) == 1 else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """``mattermost``: the export does not name its server."""
        return "mattermost"

    def notes(self, source: Source, options: Options) -> list[str]:
        """How posts and system messages are known."""
        notes = [
            "The export states no ids: a post is known by its channel, author and time, a person by user name.",
            "Posts that say in Mattermost's words that somebody joined, left or was added count as noise.",
        ]
        others = [each.name for each in source.files() if each.name not in _files(source)]
        if others:
            notes.append(f"{len(others)} other files, such as attachments, are not read.")
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """Twice: the channels first, so that a post finds its own wherever its line stands."""
        for file in _files(source) or [each.name for each in source.files() if _is_lines(each.name)]:
            yield from _Reader(source, file, name, options).outcomes()


def _is_lines(name: str) -> bool:
    return name.casefold().endswith(_SUFFIXES)


def _files(source: Source) -> list[str]:
    return [
        each.name
        for each in source.files()
        if _is_lines(each.name) and _begins_so(source.head(each.name, 400))
    ]


def _begins_so(head: bytes) -> bool:
    """Does a file begin like a bulk export?"""
    first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].replace(b" ", b"")
    return first.startswith(b'{"type":"version","version":')


class _Reader:
    """One file of lines."""

    def __init__(self, source: Source, file: str, name: str, options: Options) -> None:
        self.source = source
        self.file = file
        self.name = name
        self.options = options
        self.places = Places(name, options)
        self.closed: set[str] = set()

    def outcomes(self) -> Iterator[Outcome]:
        for _, line in self.source.lines(self.file):
            if _CHANNEL.match(line):
                self._survey(line)
        posts = Posts(self.name, self.options, self.places)
        for number, line in self.source.lines(self.file):
            if line.strip():
                yield from self._outcome(posts, str(number), line)

    def _survey(self, line: bytes) -> None:
        try:
            self.places.add(dict_of(_parsed(line), "channel"))
        except BadRecord:
            return

    def _outcome(self, posts: Posts, place: str, line: bytes) -> Iterator[Outcome]:
        try:
            found = _parsed(line)
            kind = found.get("type")
            if not isinstance(kind, str):
                raise BadRecord("missing-field", "the line states no type")
            if kind in _OTHERS:
                yield Skipped(self.file, place, "noise")
            elif kind == "channel":
                yield from self._channel(place, dict_of(found, "channel"))
            elif kind in ("user", "bot"):
                yield self._person(place, dict_of(found, kind), bot=kind == "bot")
            elif kind in ("post", "direct_post"):
                yield from posts.outcomes(self.file, place, dict_of(found, kind), direct=kind != "post")
            else:
                raise BadRecord("bad-field", f"{kind!r} is no type of line that is known here")
        except BadRecord as bad:
            quoted = _SECRET.split(line, maxsplit=1)[0]
            yield Rejected(self.file, place, bad.code, bad.reason, raw_start(quoted))

    def _channel(self, place: str, found: dict[str, Any]) -> Iterator[Outcome]:
        channel = channel_of(self.name, found)
        if channel.visibility == "private" and not self.options.include_private:
            yield Skipped(self.file, place, "private")
            if channel.id not in self.closed:
                self.closed.add(channel.id)
                yield Closed(channel.id)
        else:
            yield Found(self.file, place, (channel,))

    def _person(self, place: str, found: dict[str, Any], *, bot: bool) -> Outcome:
        rows = user_of(self.name, found, bot=bot)
        return Found(self.file, place, (*rows, *member_of(self.places, rows[0].id, found)))


def _parsed(line: bytes) -> dict[str, Any]:
    """The line's object.  Raises BadRecord."""
    if isinstance(line, LongLine):
        raise BadRecord("too-long", f"the line is longer than {len(line):,} bytes")
    found = load_json(line)
    if not isinstance(found, dict):
        raise BadRecord("bad-json", "the line is not a JSON object")
    return found
