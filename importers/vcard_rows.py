"""Cards turned into identities, contacts, affiliations and claims."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.components import Component
from expertgraph.ingest.content_lines import Property, split_value, unescape
from expertgraph.ingest.importer import Found, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.times import parse_iso, usable_time
from expertgraph.records import Affiliation, Claim, Identity, Interaction, Record, Skill, skill_id
from importers.plain_text import one_line

DROPPED = frozenset(
    "PHOTO LOGO SOUND KEY NOTE BDAY GENDER ANNIVERSARY BIRTHPLACE DEATHPLACE DEATHDATE TEL LABEL GEO TZ IMPP LANG "
    "CATEGORIES RELATED HOBBY INTEREST XML SOURCE FBURL CALURI CALADRURI X-MS-OL-DESIGN X-MS-CARDPICTURE "
    "X-SPOUSE X-EVOLUTION-SPOUSE X-MS-SPOUSE X-GENDER X-ANNIVERSARY X-ABRELATEDNAMES X-ABDATE".split()
)
"""Properties that are never read: personal beyond our purpose, or of no use here."""
_KINDS = frozenset({"", "individual"})
_LEVELS = {"beginner": 1, "average": 3, "expert": 5}
_WEB = re.compile(r"https?://[^\s<>\"]{1,2000}\Z", re.IGNORECASE)
_LONGEST_ID, _LONGEST_SKILL = 200, 200
_LAST_PREFERENCE = 101


class Owner(NamedTuple):
    """Whose address book it is."""

    source: str
    email: str | None

    @property
    def id(self) -> str:
        """The owner's identity."""
        return f"{self.source}:owner"

    @property
    def identity(self) -> Identity:
        """The owner, as far as known before any card: one's own card tells more."""
        name = self.email or "Owner of the address book"
        return Identity(self.id, self.source, "owner", name, email=self.email, stub=True)


class Cards:
    """Makes the outcome of each card."""

    def __init__(self, owner: Owner, now: int) -> None:
        self._owner = owner
        self._source = owner.source
        self._now = now

    def outcome(self, file: str, card: Component) -> Outcome:
        """Found for a person, Skipped for a group, place or organisation, Rejected for what cannot be used."""
        place = str(card.line)
        try:
            if card.problem is not None:
                raise card.problem
            if _is_no_person(card):
                return Skipped(file, place, "not-a-person")
            return Found(file, place, tuple(self._rows(card)))
        except BadRecord as bad:
            return Rejected(file, place, bad.code, bad.reason, _beginning(card))

    def _rows(self, card: Component) -> Iterator[Record]:
        addresses = _addresses(card)
        email = addresses[0] if addresses else None
        name = _name(card) or email
        if name is None:
            _refuse_nameless(card)
        assert name is not None
        organisation, unit = _organisation(card)
        own = self._owner.email is not None and self._owner.email in addresses
        native = "owner" if own else _native(card, email, name, organisation)
        edited = self._edited(card)
        identity = Identity(
            f"{self._source}:{native}",
            self._source,
            native,
            name,
            email=self._owner.email if own else email,
            organisation=organisation,
            url=_url(card),
            edited=edited,
        )
        yield identity
        if not own:
            act = f"{self._owner.id}|contact|{identity.id}"
            yield Interaction(act, "contact", self._owner.id, identity.id, None, edited=edited)
        role = _line(card, "TITLE") or _line(card, "ROLE")
        if organisation or unit or role:
            key = f"{identity.id}|{organisation or ''}|"
            yield Affiliation(key, identity.id, organisation, unit, _city(card), role, edited=edited)
        yield from self._claims(card, identity.id, edited)

    def _claims(self, card: Component, identity: str, edited: int | None) -> Iterator[Record]:
        """EXPERTISE (RFC 6715): the owner of the address book noted what somebody is good at."""
        for each in card.all("EXPERTISE"):
            label = one_line(_text(each))
            if label and len(label) <= _LONGEST_SKILL:
                skill = skill_id(label)
                level = _LEVELS.get(each.parameter("LEVEL").casefold())
                yield Skill(skill, label, self._source)
                yield Claim(
                    f"{identity}|{skill}|declared|", identity, skill, "declared", level, edited=edited
                )

    def _edited(self, card: Component) -> int | None:
        revised = card.first("REV")
        return usable_time(parse_iso(_text(revised)), self._now) if revised is not None else None


def _text(found: Property) -> str:
    return found.text().strip()


def _is_no_person(card: Component) -> bool:
    """A group, an organisation, a place or a device (RFC 6350; Apple's own marks)."""
    for name in ("KIND", "X-ADDRESSBOOKSERVER-KIND"):
        found = card.first(name)
        if found is not None and _text(found).casefold() not in _KINDS:
            return True
    shown = card.first("X-ABSHOWAS")
    return shown is not None and _text(shown).casefold() == "company"


def _name(card: Component) -> str | None:
    """The formatted name, else one made of its parts, else the nickname; a damaged one is passed over."""
    for make in (_formatted, _of_parts, _nickname):
        try:
            name = one_line(make(card))
        except BadRecord:
            continue
        if name:
            return name
    return None


def _formatted(card: Component) -> str:
    found = _preferred(card.all("FN"))
    return unescape(_text(found[0])) if found else ""


def _of_parts(card: Component) -> str:
    """Given, middle and family name; titles and suffixes do not make a name."""
    found = card.first("N")
    if found is None:
        return ""
    family, given, middle, *_ = [*split_value(_text(found), ";"), "", "", ""]
    return f"{given} {middle} {family}"


def _nickname(card: Component) -> str:
    found = card.first("NICKNAME")
    return split_value(_text(found), ",")[0] if found is not None else ""


def _refuse_nameless(card: Component) -> None:
    """Raises BadRecord: why nothing says who this is."""
    for each in card.properties:
        if each.name in {"FN", "N"}:
            each.text()
    if card.first("EMAIL") is not None:
        raise BadRecord("bad-address", "no name, and the e-mail address is none or imitates another one")
    raise BadRecord("missing-field", "neither a name nor an e-mail address")


def _addresses(card: Component) -> list[str]:
    """The addresses, the preferred one first; of equals those at work, then as they stand."""
    found = []
    for each in _preferred(card.all("EMAIL")):
        try:
            address = normalise_email(unescape(_text(each)))
        except BadRecord:
            continue
        if address:
            found.append(address)
    return list(dict.fromkeys(found))


def _preferred(found: list[Property]) -> list[Property]:
    return sorted(found, key=lambda each: (_preference(each), "work" not in each.types()))


def _preference(found: Property) -> int:
    """1 (most) to 100 of vCard 4.0; the mark PREF of the older ones counts as 1."""
    if "pref" in found.types():
        return 1
    said = found.parameter("PREF")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 3 else _LAST_PREFERENCE


def _native(card: Component, email: str | None, name: str, organisation: str | None) -> str:
    """UID, else the preferred address, else a hash of name and organisation."""
    uid = card.first("UID")
    if uid is not None:
        said = one_line(_text(uid)).casefold().removeprefix("urn:uuid:")
        if 0 < len(said) <= _LONGEST_ID:
            return said
    if email:
        return email
    return hashlib.sha256(f"{name}|{organisation or ''}".casefold().encode()).hexdigest()[:16]


def _organisation(card: Component) -> tuple[str | None, str | None]:
    """Organisation and unit."""
    found = _preferred(card.all("ORG"))
    if not found:
        return None, None
    first, *units = (one_line(part) for part in split_value(_text(found[0]), ";"))
    return first or None, ", ".join(filter(None, units)) or None


def _line(card: Component, name: str) -> str | None:
    found = _preferred(card.all(name))
    return one_line(unescape(_text(found[0]))) or None if found else None


def _city(card: Component) -> str | None:
    """The city of the address at work; nothing else of any address is read."""
    for each in card.all("ADR"):
        if "work" in each.types():
            parts = split_value(_text(each), ";")
            return (one_line(parts[3]) or None) if len(parts) > 3 else None
    return None


def _url(card: Component) -> str | None:
    addresses = (unescape(_text(each)) for each in _preferred(card.all("URL")))
    return next((each for each in addresses if _WEB.match(each)), None)


def _beginning(card: Component) -> str:
    """The start of a card that cannot be used: its names only."""
    shown = [
        f"{each.name}:{each.value[:80].decode('utf-8', 'backslashreplace')}"
        for each in card.properties
        if each.name in {"VERSION", "FN", "N", "EMAIL", "UID"}
    ]
    return " | ".join(shown)[:200]
