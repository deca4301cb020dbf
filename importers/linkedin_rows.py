"""Rows of a LinkedIn archive turned into identities, contacts, affiliations and claims."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from expertgraph.ingest.importer import Found, Skipped
from expertgraph.ingest.times import Order, parse_date, usable_time
from expertgraph.records import Affiliation, Claim, Identity, Interaction, Record, Skill, skill_id
from importers.linkedin_people import NOBODY, People, full_name, profile_of
from importers.plain_text import one_line

_FIRST, _LAST = ("firstname", "voornaam"), ("lastname", "achternaam")
_URL = ("url", "profileurl", "publicprofileurl")
_ENDORSEMENT_DATE = ("endorsementdate",)
_SKILL = ("skillname", "name", "naam")
_RECOMMENDATION = {
    "first": _FIRST,
    "last": _LAST,
    "company": ("company", "bedrijf"),
    "at": ("creationdate",),
    "status": ("status",),
}

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
    "recommended": _RECOMMENDATION,
    "recommender": _RECOMMENDATION,
    "invitation": {
        "from": ("from", "van"),
        "to": ("to", "aan"),
        "at": ("sentat", "verzondenop"),
        "direction": ("direction",),
        "inviter": ("inviterprofileurl",),
        "invitee": ("inviteeprofileurl",),
    },
    "message": {
        "from": ("from", "van"),
        "at": ("date", "datum"),
        "conversation": ("conversationid",),
        "name": ("conversationtitle",),
        "url": ("senderprofileurl",),
        "to": ("to", "aan"),
        "urls": ("recipientprofileurls",),
        "title": ("subject", "onderwerp"),
        "text": ("content", "inhoud"),
        "folder": ("folder", "map"),
        "draft": ("ismessagedraft",),
    },
    "profile": {"first": _FIRST, "last": _LAST},
    "address": {"email": ("emailaddress", "emailadres"), "primary": ("primary", "primair")},
}
"""Field -> titles (as ``hr_columns.key``) per kind of file; the first two must be in the header."""

_ACCEPTED = {"", "accepted", "geaccepteerd"}
_SHOWN = {"", "visible", "zichtbaar"}
_DIRECTIONS = {"outgoing": True, "incoming": False, "uitgaand": True, "inkomend": False}

Maker = Callable[[dict[str, str], Order], Found | Skipped]


class Bad(Exception):
    """Why a row cannot be used."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Archive:
    """Makes the outcome of each row; file and place are filled in by whoever reads the table."""

    def __init__(self, people: People, now: int) -> None:
        self._people = people
        self._owner = people.owner
        self._source = people.owner.source
        self._now = now

    def maker(self, what: str) -> Maker:
        """The function for the rows of one kind of file."""
        makers: dict[str, Maker] = {
            "connection": self._connection,
            "skill": self._skill,
            "position": self._position,
            "received": self._received,
            "given": self._given,
            "recommended": partial(self._recommendation, given=True),
            "recommender": partial(self._recommendation, given=False),
            "invitation": self._invitation,
        }
        return makers[what]

    def _connection(self, row: dict[str, str], order: Order) -> Found | Skipped:
        identity = self._people.listed(row)
        if identity is None:
            return Skipped("", "", "empty")
        at = self.time(row.get("at", ""), order)
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
        started = self.time(row.get("started", ""), order)
        ended = self.time(row.get("ended", ""), order)
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
        other = self._people.named(full_name(row), row)
        if other is None:
            raise Bad("missing-field", "nobody is named")
        at = self.time(row.get("at", ""), order)
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

    def _recommendation(self, row: dict[str, str], order: Order, *, given: bool) -> Found | Skipped:
        """That somebody recommended somebody; its words are not read.  Only what the member shows counts."""
        if row.get("status", "").casefold() not in _SHOWN:
            return Skipped("", "", "not-accepted")
        other = self._people.named(full_name(row), row)
        if other is None:
            raise Bad("missing-field", "nobody is named")
        return self._act("recommendation", other, self.time(row.get("at", ""), order), by_owner=given)

    def _invitation(self, row: dict[str, str], order: Order) -> Found | Skipped:
        """That somebody asked to connect; a message that came with it is not read."""
        outgoing = self._went_out(row)
        name, url = (row["to"], "invitee") if outgoing else (row["from"], "inviter")
        name = one_line(name)
        other = self._people.named(name, {"url": row.get(url, "")})
        if other is None:
            raise Bad("missing-field", "nobody is named")
        if name.casefold() == NOBODY and not profile_of(row.get(url, "")):
            return Skipped("", "", "empty")
        return self._act("invitation", other, self.time(row.get("at", ""), order), by_owner=outgoing)

    def _went_out(self, row: dict[str, str]) -> bool:
        direction = row.get("direction", "").casefold()
        if direction in _DIRECTIONS:
            return _DIRECTIONS[direction]
        sides = [profile_of(row.get(title, "")) for title in ("inviter", "invitee")]
        names = [row["from"].casefold(), row["to"].casefold()]
        for told, mine in ((sides, self._owner.profile), (names, self._owner.name.casefold())):
            if mine and (told[0] == mine) != (told[1] == mine):
                return told[0] == mine
        raise Bad("missing-field", "neither sent nor received")

    def _act(self, kind: str, other: Identity, at: int | None, *, by_owner: bool) -> Found:
        """An act between the owner and somebody else, each time that it happened."""
        owner = self._owner.id
        if other.id == owner:
            raise Bad("bad-field", "the member and the other are the same")
        actor, target = (owner, other.id) if by_owner else (other.id, owner)
        identifier = f"{actor}|{kind}|{target}|{'' if at is None else at}"
        return Found("", "", (Interaction(identifier, kind, actor, target, at), other))

    def time(self, text: str, order: Order) -> int | None:
        """The moment; Bad when the text is no date."""
        if not text:
            return None
        seconds = parse_date(text, order)
        if seconds is None:
            raise Bad("bad-date", f"{text[:40]!r} is not a date")
        return usable_time(seconds, self._now)
