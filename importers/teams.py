"""Microsoft Teams: an administrator's export, or answers of Microsoft Graph saved as JSON or JSON lines.

Graph documents the records (resource types chatMessage, user, team, channel, chat, conversationMember); the
administrator's export writes the same ones with capital keys, in ``users/``, ``teams/`` and a folder a team.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Found, Options, Outcome, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from importers.json_elements import Element, elements, line_elements, rejected
from importers.teams_messages import Messages, Threads
from importers.teams_records import Camel, Directory, is_record, sort_of

_OPENING = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\[|"value"\s*:\s*\[')
_MESSAGE = re.compile(rb'"[mM]essageType"\s*:')
_PLACED = re.compile(rb'"(?:[cC]hannelIdentity|[cC]hatId)"\s*:')
_LISTED = re.compile(rb'"(?:UserPrincipalName|GroupsId)"\s*:')
_GRAPH = re.compile(rb"graph\.microsoft\.com/(?:v1\.0|beta)/\$metadata#(?:users|teams|groups|chats)\b")
_GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_TENANT = re.compile(rf"[?&]tenantId=({_GUID})".encode())
_TEAM_IN_CONTEXT = re.compile(rf"teams\('({_GUID})'\)".encode())
_TEAM_IN_NAME = re.compile(rf"({_GUID})[^/]*\.jsonl?\Z")
_HEADS = 40
_QUOTED = 40
_QUOTED_KEYS = ("id", "createdDateTime", "deletedDateTime", "messageType", "chatId", "channelIdentity")
"""What a rejected message is quoted in: never what somebody wrote."""


class TeamsImporter:
    """What Teams or Graph hands out."""

    name: ClassVar[str] = "teams"
    label: ClassVar[str] = "Microsoft Teams"
    hint: ClassVar[str] = (
        "The folder of the administrator's export (TeamsData_...), or answers of Microsoft Graph saved as "
        ".json or .jsonl: users, teams, channels, messages and replies."
    )
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """By messages, or else lists, in the heads of the files; not for several exports in a folder."""
        if source.kind == "folder" and len(source.find("usersList.json")) > 1:
            return 0.0
        best = 0.0
        for file in _files(source)[:_HEADS]:
            head = source.head(file)
            if _MESSAGE.search(head) and _PLACED.search(head):
                return 0.95
            best = max(best, 0.8 if _LISTED.search(head) else 0.6 if _GRAPH.search(head) else 0.0)
        return best

    def default_source(self, source: Source, options: Options) -> str:
        """The tenant's id as the links of messages and channels state it, else ``teams``."""
        found = Counter(
            tenant.lower()
            for file in _files(source)[:_HEADS]
            for tenant in set(_TENANT.findall(source.head(file)))
        )
        return max((count, tenant) for tenant, count in found.items())[1].decode() if found else "teams"

    def notes(self, source: Source, options: Options) -> list[str]:
        """That channels which no list names count as private, and which files are not read."""
        notes = []
        heads = [source.head(file) for file in _files(source)[:_HEADS]]
        if not any(b"embershipType" in head for head in heads):
            notes.append(
                "The export holds no list of channels: unless a team says that it has no private and shared "
                "ones, its channels count as private. Save /teams/ID/channels of Microsoft Graph beside it."
            )
        if not any(b"rincipalName" in head for head in heads):
            notes.append("The export holds no list of users: people are known by what their messages say.")
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """Lists first, then messages, whatever the files are called."""
        files = _files(source)
        if not files:
            raise Unreadable(f"{source.path.name} holds no .json or .jsonl file.", self.hint)
        yield from _Reader(source, name, options, files).outcomes()


def _files(source: Source) -> list[str]:
    names = [each.name for each in source.files()]
    found = [name for name in names if name.casefold().removesuffix(".gz").endswith((".json", ".jsonl"))]
    return found or (names if source.kind in {"file", "gz"} else [])


class _Reader:
    """One export, read twice: who opened which thread, and what is private, must be known before messages."""

    def __init__(self, source: Source, name: str, options: Options, files: list[str]) -> None:
        self.source = source
        self.include_private = options.include_private
        self.files = sorted(files, key=lambda file: (_MESSAGE.search(source.head(file)) is not None, file))
        self.directory = Directory(name, options.now)
        self.threads = Threads(options.now)
        self.messages = Messages(self.directory, self.threads, options.include_private)

    def outcomes(self) -> Iterator[Outcome]:
        self._learn()
        for file in self.files:
            team = self._team(file)
            for element in self._elements(file):
                yield from self._outcomes(file, team, element)
        yield from self.messages.context()

    def _learn(self) -> None:
        for file in self.files:
            team = self._team(file)
            for element in self._elements(file):
                if element.found is not None:
                    self._note(Camel(element.found), team)
        self.threads.authors.seal()

    def _note(self, found: Camel, team: str | None) -> None:
        if sort_of(found) == "message":
            self.threads.note(found)
            for reply in found.list_of("replies"):
                self.threads.note(reply)
            return
        try:
            self.directory.note(found, team)
        except BadRecord:
            return

    def _elements(self, file: str) -> Iterator[Element]:
        if file.casefold().removesuffix(".gz").endswith(".jsonl"):
            return line_elements(self.source, file)
        return elements(self.source, file, _OPENING, is_record)

    def _team(self, file: str) -> str | None:
        """The team that a list is of: as Graph's context or the file's name says it."""
        named = _TEAM_IN_CONTEXT.search(self.source.head(file, 1_000))
        if named:
            return named[1].decode()
        match = _TEAM_IN_NAME.search(file)
        return match[1] if match else None

    def _outcomes(self, file: str, team: str | None, element: Element) -> Iterator[Outcome]:
        place = str(element.number)
        if element.found is None:
            yield rejected(file, place, element._replace(raw=element.raw[:_QUOTED]))
            return
        found = Camel(element.found)
        yield self._outcome(file, place, team, found, element)
        yield from self.directory.closing.told()
        if sort_of(found) == "message":
            for number, reply in enumerate(found.list_of("replies"), 1):
                part = Element(number, dict(reply))
                yield self._outcome(file, f"{place}.{number}", team, reply, part)
                yield from self.directory.closing.told()

    def _outcome(self, file: str, place: str, team: str | None, found: Camel, element: Element) -> Outcome:
        sort = sort_of(found)
        try:
            if sort == "message":
                return self.messages.outcome(found, file, place)
            return self._listed(sort, found, team, file, place)
        except BadRecord as bad:
            if sort == "message":
                element = Element(element.number, {key: found.get(key) for key in _QUOTED_KEYS})
            return rejected(file, place, element, bad)

    def _listed(self, sort: str | None, found: Camel, team: str | None, file: str, place: str) -> Outcome:
        directory = self.directory
        if sort == "user":
            return Found(file, place, directory.user(found))
        if sort == "chat":
            rows = directory.chat(found)
            return Found(file, place, rows) if self.include_private else Skipped(file, place, "direct")
        if sort in {"team", "channel"}:
            row = directory.team(found) if sort == "team" else directory.channel(found, team)
            visible = row.visibility == "open" or self.include_private
            if visible:
                return Found(file, place, (row,))
            if sort == "team" or directory.is_closed(team, row.id.removeprefix(directory.id(""))):
                directory.closing.add(row.id)
            return Skipped(file, place, "private")
        if sort != "member":
            raise BadRecord("missing-field", "neither a message nor a user, team, channel, chat or member")
        if team is None:
            raise BadRecord("missing-field", "neither the file's name nor its context says of which team")
        if directory.open_teams.get(team) or self.include_private:
            return Found(file, place, directory.member(found, team))
        return Skipped(file, place, "private")
