"""Rows of a LinkedIn archive turned into identities, contacts, affiliations and claims."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.importer import Found, Skipped
from expertgraph.ingest.times import Order, parse_date, usable_time
from expertgraph.records import Affiliation, Claim, Identity, Interaction, Record, Skill, skill_id

_FIRST, _LAST = ("firstname", "voornaam"), ("lastname", "achternaam")
_URL = ("url", "profileurl", "publicprofileurl")
_ENDORSEMENT_DATE = ("endorsementdate",)
_SKILL = ("skillname", "name", "naam")

COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "connection": {
        "first": _FIRST,
        "at": ("connectedon", "verbondenop", "connectedat"),
        "last": _LAST,
        "url": _URL,
        "email": ("emailaddress", "email", "emailadres"),
        "company": ("company", "bedrijf"),
        "position": ("position", "functie", "title"),
    },
    "skill": {"skill": _SKILL},
    "position": {
        "company": ("companyname", "company", "bedrijf"),
        "title": ("title", "functie"),
        "site": ("location", "locatie"),
        "started": ("startedon", "begonnenop"),
        "ended": ("finishedon", "geeindigdop"),
    },
    "received": {
        "skill": ("skillname",),
        "url": ("endorserpublicurl",),
        "first": ("endorserfirstname",),
        "last": ("endorserlastname",),
        "at": _ENDORSEMENT_DATE,
        "status": ("endorsementstatus",),
    },
    "given": {
        "skill": ("skillname",),
        "url": ("endorseepublicurl",),
        "first": ("endorseefirstname",),
        "last": ("endorseelastname",),
        "at": _ENDORSEMENT_DATE,
        "status": ("endorsementstatus",),
    },
    "profile": {"first": _FIRST, "last": _LAST},
    "address": {"email": ("emailaddress", "emailadres"), "primary": ("primary", "primair")},
}
"""Field -> titles (as ``hr_columns.key``) per kind of file; the first two must be in the header."""

_PROFILE = re.compile(r"(?:https?://)?(?:[\w-]+\.)*linkedin\.com/(in|pub)/([^/?#\s]{1,200})", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s<>\"]{1,2000}$", re.IGNORECASE)
_ACCEPTED = {"", "accepted", "geaccepteerd"}

Maker = Callable[[dict[str, str], Order], Found | Skipped]


class Bad(Exception):
    """Why a row cannot be used."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Owner(NamedTuple):
    """Whose archive it is."""

    source: str
    name: str
    email: str | None

    @property
    def id(self) -> str:
        """The owner's identity."""
        return f"{self.source}:owner"

    @property
    def identity(self) -> Identity:
        """The owner as a record; the address was typed in by the member, so it is not verified."""
        return Identity(self.id, self.source, "owner", self.name, email=self.email)


class Archive:
    """Makes the outcome of each row; file and place are filled in by whoever reads the table."""

    def __init__(self, owner: Owner, now: int) -> None:
        self._owner = owner
        self._source = owner.source
        self._now = now

    def maker(self, what: str) -> Maker:
        """The function for the rows of one kind of file."""
        makers: dict[str, Maker] = {
            "connection": self._connection,
            "skill": self._skill,
            "position": self._position,
            "received": self._received,
            "given": self._given,
        }
        return makers[what]

    def _connection(self, row: dict[str, str], order: Order) -> Found | Skipped:
        identity = self._person(row, stub=False)
        if identity is None:
            return Skipped("", "", "empty")
        at = self._time(row.get("at", ""), order)
        owner = self._owner.id
        rows: list[Record] = [identity]
        if identity.id != owner:
            rows.append(Interaction(f"{owner}|contact|{identity.id}", "contact", owner, identity.id, at))
        company, position = row.get("company") or None, row.get("position") or None
        if company or position:
            key = f"{identity.id}|{company or ''}|"
            rows.append(Affiliation(key, identity.id, company, role=position))
        return Found("", "", tuple(rows))

    def _skill(self, row: dict[str, str], _: Order) -> Found | Skipped:
        return Found("", "", self._claim(self._owner.id, row["skill"], "declared", None, None))

    def _position(self, row: dict[str, str], order: Order) -> Found | Skipped:
        company, title = row["company"] or None, row["title"] or None
        if not company and not title:
            raise Bad("missing-field", "neither a company nor a title")
        started = self._time(row.get("started", ""), order)
        ended = self._time(row.get("ended", ""), order)
        owner = self._owner.id
        key = f"{owner}|{company or ''}|{'' if started is None else started}"
        site = row.get("site") or None
        affiliation = Affiliation(key, owner, company, None, site, title, None, started, ended)
        return Found("", "", (affiliation,))

    def _received(self, row: dict[str, str], order: Order) -> Found | Skipped:
        return self._endorsement(row, order, given=False)

    def _given(self, row: dict[str, str], order: Order) -> Found | Skipped:
        return self._endorsement(row, order, given=True)

    def _endorsement(self, row: dict[str, str], order: Order, *, given: bool) -> Found | Skipped:
        if row.get("status", "").casefold() not in _ACCEPTED:
            return Skipped("", "", "not-accepted")
        other = self._person(row, stub=True)
        if other is None:
            raise Bad("missing-field", "nobody is named")
        at = self._time(row.get("at", ""), order)
        whose, by = (other.id, self._owner.id) if given else (self._owner.id, other.id)
        return Found("", "", (*self._claim(whose, row["skill"], "endorsed", by, at), other))

    def _claim(self, whose: str, label: str, kind: str, by: str | None, at: int | None) -> tuple[Record, ...]:
        if not label:
            raise Bad("missing-field", "no skill")
        if len(label) > 200:
            raise Bad("too-long", f"a skill of {len(label):,} characters")
        skill = skill_id(label)
        claim = Claim(f"{whose}|{skill}|{kind}|{by or ''}", whose, skill, kind, None, by, at)
        return claim, Skill(skill, label, self._source)

    def _person(self, row: dict[str, str], *, stub: bool) -> Identity | None:
        """Somebody by the address of the profile, else the e-mail address, else name and company."""
        name = " ".join(f"{row.get('first', '')} {row.get('last', '')}".split())
        url, email = row.get("url", ""), normalise_email(row.get("email"))
        company = row.get("company") or None
        profile = _PROFILE.match(url)
        if profile:
            native = f"{profile[1]}/{unquote(profile[2])}".casefold()
        elif email:
            native = email
        elif name:
            native = hashlib.sha256(f"{name}|{company or ''}".casefold().encode()).hexdigest()[:16]
        else:
            return None
        return Identity(
            f"{self._source}:{native}",
            self._source,
            native,
            name or (unquote(profile[2]) if profile else native),
            email=email,
            organisation=company,
            url=url if _WEB.match(url) else None,
            stub=stub,
        )

    def _time(self, text: str, order: Order) -> int | None:
        if not text:
            return None
        seconds = parse_date(text, order)
        if seconds is None:
            raise Bad("bad-date", f"{text[:40]!r} is not a date")
        return usable_time(seconds, self._now)
