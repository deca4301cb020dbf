"""Slack's export: a zip or folder with users.json, channels.json and a file a channel and day of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Closed, Context, Covers, Found, Options, Outcome, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from expertgraph.records import Channel
from importers.json_elements import Element, rejected
from importers.plain_text import one_line
from importers.slack_channel import Conversation
from importers.slack_files import LISTS, Layout, Place, entries, place_of
from importers.slack_people import People, home_team

_SPAN = re.compile(r" export ([A-Z][a-z]{2} \d{1,2} \d{4}) - ([A-Z][a-z]{2} \d{1,2} \d{4})")


class SlackImporter:
    """A workspace export as its administrator gets it."""

    name: ClassVar[str] = "slack"
    label: ClassVar[str] = "Slack export"
    hint: ClassVar[str] = "The zip from Slack: Workspace settings, Import/Export data, Export."
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """By the names of the files: lists of users or channels beside day files, once."""
        layout = Layout(source)
        if not (layout.users or layout.lists) or (layout.several and source.kind == "folder"):
            return 0.0
        if layout.days:
            return 0.95
        return 0.5 if layout.users and layout.lists else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """The team's id where the users state it, else ``slack``."""
        return _home(source, Layout(source)) or "slack"

    def notes(self, source: Source, options: Options) -> list[str]:
        """What is missing from the export, and what that means."""
        layout = Layout(source)
        notes = []
        if not layout.users:
            notes.append("The export has no users.json: people are known by what their messages say of them.")
        unknown = sorted(set(layout.days) - _listed(source, layout))
        if unknown:
            shown = ", ".join(unknown[:5]) + (", ..." if len(unknown) > 5 else "")
            notes.append(
                f"{len(unknown)} folders are in no list of channels, so they count as private: {shown}."
            )
        if layout.others:
            notes.append(
                f"{len(layout.others)} files in channel folders are not messages (canvases and such)."
            )
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """Users, then channels, then the messages of one channel after the other."""
        if Layout(source).several:
            raise Unreadable(
                f"{source.path.name} holds more than one Slack export.",
                "Import the folder of each by itself.",
            )
        yield from _Reader(source, name, options).outcomes()


def _span(name: str) -> Covers | None:
    """The days that an export's name states: ``Team Slack export Nov 13 2020 - Jun 5 2026.zip``, both included."""
    found = _SPAN.search(name)
    if found is None:
        return None
    try:
        first, last = (datetime.strptime(day, "%b %d %Y").replace(tzinfo=UTC) for day in found.groups())
    except ValueError:
        return None
    return Covers(int(first.timestamp()), int((last + timedelta(days=1)).timestamp()))


def _home(source: Source, layout: Layout) -> str | None:
    return home_team(b"".join(source.head(file) for file in layout.users))


def _listed(source: Source, layout: Layout) -> set[str]:
    """Folder names that a list of channels accounts for: by name, conversations by id."""
    listed = set()
    for short, file in layout.lists.items():
        for each in entries(source, file):
            if each.found is not None:
                try:
                    place = place_of(each.found, short)
                except BadRecord:
                    continue
                listed |= {place.native, place.name}
    return listed


class _Reader:
    """One export: what is known of its people and places while the messages pass."""

    def __init__(self, source: Source, name: str, options: Options) -> None:
        self.source = source
        self.name = name
        self.options = options
        self.layout = Layout(source)
        self.people = People(name, options.now)
        self.places: dict[str, Place] = {}
        self.closed: set[str] = set()

    def outcomes(self) -> Iterator[Outcome]:
        self.people.home = _home(self.source, self.layout)
        for file in self.layout.users:
            for entry in entries(self.source, file):
                yield self._user(file, entry)
        for short in LISTS:
            if short in self.layout.lists:
                yield from self._list(short, self.layout.lists[short])
        for folder in sorted(self.layout.days):
            yield from self._folder(folder)
        if span := _span(self.source.path.name):
            yield span
        unlisted = tuple(self.people.unlisted())
        for at in range(0, len(unlisted), 1000):
            yield Context(unlisted[at : at + 1000])

    def _user(self, file: str, entry: Element) -> Outcome:
        if entry.found is None:
            return rejected(file, str(entry.number), entry)
        user, native = entry.found, entry.found.get("id")
        if not isinstance(native, str) or not native.isalnum():
            return rejected(file, str(entry.number), entry, BadRecord("missing-field", "the user has no id"))
        return Found(file, str(entry.number), self.people.listed(user, native))

    def _list(self, short: str, file: str) -> Iterator[Outcome]:
        for entry in entries(self.source, file):
            try:
                if entry.found is None:
                    raise entry.bad or BadRecord("bad-json", "not an object")
                place = place_of(entry.found, short)
            except BadRecord as bad:
                yield rejected(file, str(entry.number), entry, bad)
                continue
            self.places[place.native] = place
            self.places.setdefault(place.name, place)
            if place.access == "open" or self.options.include_private:
                yield Found(file, str(entry.number), (self._channel(place),))
            else:
                yield Skipped(file, str(entry.number), place.access)
                yield from self._close(place)

    def _close(self, place: Place) -> Iterator[Closed]:
        """Say once that a private channel is left out: it may have been open in an earlier export."""
        if place.access == "private" and place.native not in self.closed:
            self.closed.add(place.native)
            yield Closed(f"{self.name}:{place.native}")

    def _channel(self, place: Place) -> Channel:
        visibility = "open" if place.access == "open" else "private"
        return Channel(f"{self.name}:{place.native}", self.name, place.native, "chat", visibility)._replace(
            name=one_line(place.name)
        )

    def _folder(self, folder: str) -> Iterator[Outcome]:
        place = self.places.get(folder) or Place(folder, folder, "private")
        files = self.layout.days[folder]
        if place.access != "open" and not self.options.include_private:
            yield from self._close(place)
            for file in files:
                for entry in entries(self.source, file):
                    yield Skipped(file, str(entry.number), place.access)
            return
        if folder not in self.places:
            yield Context((self._channel(place),))
        channel = Conversation(self.source, self.name, self.options.now, self.people, place)
        yield from channel.outcomes(files)
