"""Discord, as DiscordChatExporter writes its channels as JSON, or as Discord hands somebody the own data package.

Written from the documentation of both: no such export may be passed on.  A file of DiscordChatExporter is one
channel, often of gigabytes, and is read message by message; a data package holds its owner's own messages only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from expertgraph.ingest.importer import Options, Outcome
from expertgraph.ingest.source import Source
from importers.discord_channel import Exported, channel_files
from importers.discord_package import Package


class DiscordImporter:
    """Channels of a server, or one member's data package."""

    name: ClassVar[str] = "discord"
    label: ClassVar[str] = "Discord"
    hint: ClassVar[str] = (
        "The JSON files of DiscordChatExporter, or the package from Discord: User Settings, Data & Privacy, "
        "Request all of my data."
    )
    carries_visibility: ClassVar[bool] = False

    def sniff(self, source: Source) -> float:
        """A file that begins with a server and a channel, or a package's folders of messages."""
        if channel_files(source):
            return 0.95
        return 0.9 if Package(source).is_one else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """``discord``: its ids are unique among all servers."""
        return "discord"

    def notes(self, source: Source, options: Options) -> list[str]:
        """What the export does not say."""
        who = "Who may read a server's channel is not in the export: private threads and direct messages are left out"
        notes = [
            f"{who} unless asked for, every other channel counts as {options.visibility}.",
            "An opening message with a question mark counts as a question.",
        ]
        if not channel_files(source):
            notes.append("A data package holds its owner's messages only; whom they answer is not in it.")
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """Twice the files of DiscordChatExporter: first who wrote which message; a package once."""
        package = Package(source)
        if package.is_one:
            yield from package.outcomes(name, options)
        else:
            yield from Exported(source, name, options).outcomes()
