"""Records of Microsoft Teams, as Microsoft Graph writes them or, with capital keys, an administrator's export."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.times import parse_iso, usable_time
from expertgraph.records import Affiliation, Channel, Identity, Membership, Record
from importers.closing import Closing
from importers.fields import dict_of, line_of

_WEB = re.compile(r"https?://", re.IGNORECASE)
_MOST_ID = 300
_OUTSIDERS = {
    "anonymousguest",
    "federateduser",
    "personalmicrosoftaccountuser",
    "skypeuser",
    "phoneuser",
    "emailuser",
}
"""Kinds of account (userIdentityType) that are not in the organisation's own directory."""
_GUEST_MARK = "#ext#"

Entry = Mapping[str, Any]


class Camel(dict[str, Any]):
    """An object whose keys may begin with a capital: ``MessageType`` is found as ``messageType``."""

    def get(self, key: str, default: Any = None) -> Any:
        """The value of the key in either spelling."""
        if key in self:
            return self[key]
        return dict.get(self, key[:1].upper() + key[1:], default)

    def inner(self, *keys: str) -> Camel:
        """The object at the end of these keys; empty where there is none."""
        found = self
        for key in keys:
            found = Camel(dict_of(found, key))
        return found

    def list_of(self, key: str) -> list[Camel]:
        """The objects of the list in a field."""
        value = self.get(key)
        return [Camel(each) for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def sort_of(found: Camel) -> str | None:
    """What a record is: message | user | channel | chat | team | member; None for anything else."""
    if found.get("messageType") or (found.get("body") and found.get("createdDateTime")):
        return "message"
    if found.get("chatType"):
        return "chat"
    if found.get("membershipType"):
        return "channel"
    if found.get("userId") and (found.get("roles") is not None or found.get("userName")):
        return "member"
    if found.get("userPrincipalName"):
        return "user"
    return "team" if found.get("groupsId") or found.get("privacy") or found.get("visibility") else None


def is_record(found: dict[str, Any]) -> bool:
    """Is this a record, and not an object inside one?"""
    return sort_of(Camel(found)) is not None


def native_id(found: Camel, *keys: str) -> str:
    """The id in the first of these fields.  Raises BadRecord when there is none."""
    for key in keys:
        value = found.get(key)
        if isinstance(value, str) and value:
            if len(value) > _MOST_ID:
                raise BadRecord("too-long", f"{key!r} is longer than {_MOST_ID} characters")
            if not value.isprintable():
                raise BadRecord("control-characters", f"{key!r} holds control characters")
            return value
    raise BadRecord("missing-field", f"{keys[0]!r} is missing")


def web(value: object) -> str | None:
    """An address that a page may link to."""
    return value if isinstance(value, str) and len(value) < 2_000 and _WEB.match(value) else None


def time_of(found: Camel, key: str, now: int) -> int | None:
    """A time, None where none is stated.  Raises BadRecord for what is no time."""
    value = found.get(key)
    if value is None or value == "":
        return None
    seconds = parse_iso(value) if isinstance(value, str) else None
    if seconds is None:
        raise BadRecord("bad-date", f"{key!r} is not a time such as 2025-08-14T17:26:09Z")
    return usable_time(seconds, now)


class Directory:
    """Who and what the lists of an export name, and the privacy of teams and channels."""

    def __init__(self, source: str, now: int) -> None:
        self.source = source
        self.now = now
        self.open_teams: dict[str, bool] = {}
        self.all_standard: set[str] = set()
        self.standard: dict[str, bool] = {}
        self.chats: dict[str, tuple[str, ...]] = {}
        self.members: dict[str, set[str]] = {}
        self.closing = Closing()

    def id(self, native: str) -> str:
        """The id of a person, team, channel or chat."""
        return f"{self.source}:{native}"

    def note(self, found: Camel, team: str | None) -> None:
        """Learn what messages need to know, before they are read."""
        sort = sort_of(found)
        if sort == "team":
            self._note_team(found)
        elif sort == "channel":
            self.standard[native_id(found, "id")] = str(found.get("membershipType")).lower() == "standard"
        elif sort == "chat":
            named = (each.get("userId") for each in found.list_of("members"))
            people = [each for each in named if isinstance(each, str) and each and each.isprintable()]
            self.chats[native_id(found, "id")] = tuple(people)
        elif sort == "member" and team:
            self.members.setdefault(team, set()).add(native_id(found, "userId"))

    def _note_team(self, found: Camel) -> None:
        native = native_id(found, "groupsId", "id")
        privacy = found.get("visibility") or found.get("privacy")
        self.open_teams[native] = str(privacy).lower() == "public"
        counts = [found.get(key) for key in ("standardChannels", "privateChannels", "sharedChannels")]
        if isinstance(counts[0], int) and counts[0] > 0 and counts[1:] == [0, 0]:
            self.all_standard.add(native)

    def is_open(self, team: str | None, channel: str) -> bool:
        """May everybody read the channel: a standard one of a public team, as far as the lists state it?"""
        standard = self.standard.get(channel, team in self.all_standard)
        return standard and self.open_teams.get(team or "", False)

    def is_listed(self, team: str | None, channel: str) -> bool:
        """Do the lists say what kind of channel of what kind of team it is?"""
        return team in self.open_teams and (channel in self.standard or team in self.all_standard)

    def is_closed(self, team: str | None, channel: str) -> bool:
        """Do the lists say that not everybody may read the channel?"""
        return self.standard.get(channel) is False or self.open_teams.get(team or "") is False

    def team(self, found: Camel) -> Channel:
        """A team as the broader place of its channels."""
        native = native_id(found, "groupsId", "id")
        name = line_of(found, "displayName", "name") or native
        visibility = "open" if self.open_teams.get(native) else "private"
        return Channel(self.id(native), self.source, name, "chat", visibility, web(found.get("webUrl")))

    def channel(self, found: Camel, team: str | None) -> Channel:
        """A channel of a list."""
        native = native_id(found, "id")
        name = line_of(found, "displayName", "name") or native
        visibility = "open" if self.is_open(team, native) else "private"
        parent = None if team is None else self.id(team)
        row = Channel(
            self.id(native), self.source, name, "chat", visibility, web(found.get("webUrl")), parent
        )
        return row._replace(stub=not self.is_listed(team, native))

    def chat(self, found: Camel) -> tuple[Record, ...]:
        """A chat and who is in it; private always."""
        native = native_id(found, "id")
        name = line_of(found, "topic") or f"{line_of(found, 'chatType') or ''} chat".strip()
        channel = Channel(self.id(native), self.source, name, "chat", "private")
        return (channel, *(self.membership(native, each) for each in self.chats.get(native, ())))

    def membership(self, place: str, person: str) -> Membership:
        """Somebody is in a team, channel or chat."""
        channel, identity = self.id(place), self.id(person)
        return Membership(f"{channel}|{identity}", channel, identity)

    def member(self, found: Camel, team: str) -> tuple[Record, ...]:
        """An entry of a team's list of members."""
        native = native_id(found, "userId")
        roles = found.get("roles") or [found.get("role")]
        guest = isinstance(roles, list) and any(str(role).lower() == "guest" for role in roles)
        address = found.get("email") or found.get("userName")
        name = line_of(found, "displayName", "name") or native
        person = self._person(found, native, name, (address,), guest=guest)._replace(stub=True)
        return (self.membership(team, native), person)

    def user(self, found: Camel) -> tuple[Record, ...]:
        """An entry of the directory: identity and, where stated, department, place and job title."""
        native = native_id(found, "id", "userId")
        principal = found.get("userPrincipalName")
        name = line_of(found, "displayName") or line_of(found, "userPrincipalName") or native
        guest = str(found.get("userType")).lower() == "guest" or _GUEST_MARK in str(principal).lower()
        person = self._person(found, native, name, (found.get("mail"), principal), guest=guest)
        gone = found.get("accountEnabled") is False or bool(found.get("deletedDateTime"))
        person = person._replace(deleted=gone)
        unit, role = line_of(found, "department"), line_of(found, "jobTitle")
        site = line_of(found, "officeLocation", "city")
        company = line_of(found, "companyName")
        if not (unit or role or site or company):
            return (person,)
        return (person, Affiliation(f"{person.id}||", person.id, company, unit, site, role))

    def _person(
        self, found: Camel, native: str, name: str, addresses: tuple[Any, ...], *, guest: bool
    ) -> Identity:
        known = [
            normalise_email(each)
            for each in addresses
            if isinstance(each, str) and _GUEST_MARK not in each.lower()
        ]
        email = next((each for each in known if each), None)
        kind = "external" if guest or is_outsider(found) else "unknown"
        return Identity(
            self.id(native), self.source, native, name, email=email, verified=email is not None, kind=kind
        )


def is_outsider(found: Camel) -> bool:
    """Does the account belong to another organisation or to nobody's directory?"""
    return str(found.get("userIdentityType")).lower() in _OUTSIDERS
