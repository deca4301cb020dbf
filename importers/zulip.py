"""Zulip: the organisation's own export, unpacked, or the JSON of zulip-archive (a folder a stream, a file a topic).

The first is what ``manage.py export`` and the organisation's settings write: realm.json with people, streams and
reactions, and messages-000001.json and on.  The second holds no ids of people and no addresses: its people are
known by the name they had when it was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Options, Outcome
from expertgraph.ingest.source import Source
from importers.zulip_archive import Archive, topic_files
from importers.zulip_realm import Realm, realm_files


class ZulipImporter:
    """An organisation's streams and topics."""

    name: ClassVar[str] = "zulip"
    label: ClassVar[str] = "Zulip"
    hint: ClassVar[str] = (
        "The export from Zulip: Organization settings, Data exports, unpacked; or the JSON of zulip-archive."
    )
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """A realm.json beside messages, or folders of topics."""
        realms = realm_files(source)
        if realms:
            return 0.95 if len(realms) == 1 else 0.0
        return 0.95 if topic_files(source) else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """The organisation's short name where realm.json begins with it, else ``zulip``."""
        realms = realm_files(source)
        return Realm(source, "", options, realms[0]).short_name or "zulip" if realms else "zulip"

    def notes(self, source: Source, options: Options) -> list[str]:
        """What was assumed."""
        notes = [
            "A message that quotes nobody and names nobody answers whoever opened the topic.",
            "What Notification Bot and its like say about streams and topics counts as noise.",
        ]
        if not realm_files(source):
            notes.append(
                f"An archive does not say who may read: its streams count as {options.visibility}. Its people are "
                "known by name only, and a name that ends in 'bot' is a bot's."
            )
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """Twice: who opened which topic first, so that the order of messages decides nothing."""
        realms = realm_files(source)
        if len(realms) > 1:
            raise Unreadable(
                f"{source.path.name} holds more than one Zulip export.",
                "Import the folder of each by itself.",
            )
        if realms:
            yield from Realm(source, name, options, realms[0]).outcomes()
        else:
            yield from Archive(source, name, options).outcomes()
