"""The people of a Slack export: users.json, the profiles inside messages, and bots."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.times import parse_unix, usable_time
from expertgraph.records import Affiliation, Identity, Record
from importers.fields import dict_of, line_of

SLACKBOT = "USLACKBOT"
_TEAM = re.compile(rb'"team_id"\s*:\s*"([A-Z0-9]{2,30})"')
_GUEST = ("is_restricted", "is_ultra_restricted", "is_stranger")


def home_team(head: bytes) -> str | None:
    """The team that most users at the beginning of users.json belong to; the export is of that team."""
    counts = Counter(_TEAM.findall(head))
    return max((count, team) for team, count in counts.items())[1].decode() if counts else None


class People:
    """Everybody of one export: those users.json lists, and those known only from what they wrote."""

    def __init__(self, source: str, now: int) -> None:
        self.source = source
        self.now = now
        self.home: str | None = None
        self.names: dict[str, str] = {}
        self._seen: dict[str, tuple[int, Identity]] = {}

    def listed(self, user: Mapping[str, Any], native: str) -> tuple[Record, ...]:
        """An entry of users.json as rows: the identity, and the job title if it states one."""
        profile = dict_of(user, "profile")
        name = line_of(profile, "real_name") or line_of(user, "real_name")
        name = name or line_of(profile, "display_name") or line_of(user, "name") or native
        email = profile.get("email")
        email = normalise_email(email) if isinstance(email, str) else None
        edited = usable_time(parse_unix(user.get("updated")), self.now)
        identity = Identity(
            f"{self.source}:{native}",
            self.source,
            native,
            name,
            handle=line_of(user, "name"),
            email=email,
            verified=email is not None,
            kind=self._kind(user, native, user.get("team_id")),
            deleted=user.get("deleted") is True,
            edited=edited,
        )
        self.names[native] = name
        title = line_of(profile, "title")
        if title is None:
            return (identity,)
        return (identity, Affiliation(f"{identity.id}||", identity.id, role=title, edited=edited))

    def _kind(self, user: Mapping[str, Any], native: str, team: object) -> str:
        if user.get("is_bot") is True or native == SLACKBOT:
            return "bot"
        foreign = self.home is not None and isinstance(team, str) and team != self.home
        return "external" if foreign or any(user.get(flag) is True for flag in _GUEST) else "unknown"

    def wrote(self, message: Mapping[str, Any], native: str, at: int | None) -> None:
        """Learn about an author whom users.json does not list; what the latest message says is kept."""
        if native in self.names:
            return
        known = self._seen.get(native)
        profile = dict_of(message, "user_profile")
        bot = native == SLACKBOT or native == message.get("bot_id") or bool(message.get("bot_id"))
        if bot:
            name = line_of(message, "username") or line_of(dict_of(message, "bot_profile"), "name")
        else:
            name = line_of(profile, "real_name", "display_name", "name")
        if name is None and known is not None:
            return
        identity = Identity(
            f"{self.source}:{native}",
            self.source,
            native,
            name or native,
            handle=None if bot else line_of(profile, "name"),
            kind="bot" if bot else self._kind(profile, native, profile.get("team")),
            edited=at,
            stub=name is None,
        )
        if known is None or _rank(identity) > _rank(known[1]):
            self._seen[native] = (at or 0, identity)

    def unlisted(self) -> Iterator[Identity]:
        """Those known only from messages, by id."""
        for native in sorted(self._seen):
            yield self._seen[native][1]


def _rank(identity: Identity) -> tuple[bool, int, str, str]:
    return (not identity.stub, identity.edited or 0, identity.name, identity.kind)
