"""Rows of personnel tables turned into identities, affiliations and declared skills."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.importer import Found, Options, Rejected
from expertgraph.ingest.times import Order, parse_date, usable_time
from expertgraph.records import Affiliation, Claim, Identity, Record, Skill, skill_id
from importers.hr_skills import level, skills

_NO_DATE = {
    "",
    "-",
    "--",
    "n/a",
    "na",
    "none",
    "null",
    "nvt",
    "n.v.t.",
    "heden",
    "present",
    "0000-00-00",
    "#n/a",
}
_OUTSIDERS = ("extern", "contractor", "inhuur", "zzp", "freelance", "consultant", "ingehuurd", "vendor")
_LONGEST_ID = 200
_skill_id = lru_cache(maxsize=16_384)(skill_id)


class Bad(Exception):
    """Why a row cannot be used."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Lookups:
    """The names behind the numbers of departments, companies and skills."""

    def __init__(self) -> None:
        self.names: dict[str, dict[str, str]] = {"unit": {}, "organisation": {}, "skill": {}}
        self.sites: dict[str, str] = {}
        self.owners: dict[str, str] = {}

    def learn(self, of: str, columns: Mapping[str, int], cells: list[str], source: str) -> Record | None:
        """Keep one row; a skill is also a record of its own."""
        number, name = cells[columns[f"{of}_id"]], cells[columns[of]]
        self.names[of][number] = name
        if of == "unit" and "site" in columns:
            self.sites[number] = cells[columns["site"]]
        if of == "unit" and "organisation_id" in columns:
            self.owners[number] = cells[columns["organisation_id"]]
        return Skill(skill_id(name), name, source) if of == "skill" and name else None


class People:
    """Makes the outcome of each row of one table."""

    def __init__(
        self, source: str, options: Options, columns: Mapping[str, int], lookups: Lookups, order: str
    ) -> None:
        self.source = source
        self.columns = columns
        self._now = options.now
        self._lookups = lookups
        self._order = cast("Order", order)
        self._known: set[str] = set()
        self._name = [columns[each] for each in ("first", "infix", "last") if each in columns]
        if "name" in columns:
            self._name = [columns["name"]]

    def person(self, file: str, place: str, cells: list[str]) -> Found | Rejected:
        """One person: identity, affiliation and claims."""
        try:
            return Found(file, place, self._person(cells))
        except Bad as bad:
            return Rejected(file, place, bad.code, str(bad), self._raw(cells))

    def skill(self, file: str, place: str, cells: list[str]) -> Found | Rejected:
        """One skill (or several) of a person who is described elsewhere."""
        try:
            native, email, number = self._who(cells)
            stub = Identity(f"{self.source}:{native}", self.source, native, native, None, email, stub=True)
            claims = self._claims(stub.id, cells)
            if not claims:
                raise Bad("missing-field", "no skill in the row")
            ordered = sorted(claims, key=lambda row: not isinstance(row, Claim))
            return Found(file, place, (*ordered, stub._replace(hr_id=number)))
        except Bad as bad:
            return Rejected(file, place, bad.code, str(bad), self._raw(cells))

    def _person(self, cells: list[str]) -> tuple[Record, ...]:
        name = " ".join(" ".join([cells[place] for place in self._name]).split())
        if not name:
            raise Bad("missing-field", "no name")
        native, email, number = self._who(cells)
        key = f"{self.source}:{native}"
        organisation = self._named("organisation", cells)
        identity = Identity(
            key,
            self.source,
            native,
            name,
            email=email,
            verified=email is not None,
            hr_id=number,
            kind=self._kind(cells),
            organisation=organisation,
        )
        affiliation = self._affiliation(key, organisation, cells)
        claims = self._claims(key, cells)
        return (identity, *((affiliation,) if affiliation else ()), *claims)

    def _who(self, cells: list[str]) -> tuple[str, str | None, str | None]:
        """(native id, e-mail address, personnel number)."""
        number = self._cell("id", cells)
        address = self._cell("email", cells)
        email = normalise_email(address)
        if number is None and email is None:
            if address is None:
                raise Bad("missing-field", "neither an e-mail address nor a personnel number")
            raise Bad("bad-address", "the e-mail address is none, or looks like another on purpose")
        native = number or email
        assert native is not None
        if len(native) > _LONGEST_ID:
            raise Bad("too-long", f"a personnel number of {len(native):,} characters")
        return native, email, number

    def _affiliation(self, identity: str, organisation: str | None, cells: list[str]) -> Affiliation | None:
        started, ended = self._date("started", cells), self._date("ended", cells)
        unit = self._named("unit", cells)
        site = self._cell("site", cells) or self._lookups.sites.get(self._cell("unit_id", cells) or "")
        role = self._cell("role", cells)
        manager = self._cell("manager", cells)
        if manager is None and (number := self._cell("manager_id", cells)):
            manager = f"{self.source}:{number}"
        said = (organisation, unit, site or None, role, manager, started, ended)
        if all(each is None for each in said):
            return None
        return Affiliation(
            f"{identity}|{organisation or ''}|{'' if started is None else started}", identity, *said
        )

    def _claims(self, identity: str, cells: list[str]) -> list[Record]:
        rows: list[Record] = []
        for label, grade in self._skills(cells):
            skill = _skill_id(label)
            if label not in self._known:
                rows.append(Skill(skill, label, self.source))
                if len(self._known) < 100_000:
                    self._known.add(label)
            rows.append(Claim(f"{identity}|{skill}|declared|", identity, skill, "declared", grade))
        return rows

    def _skills(self, cells: list[str]) -> list[tuple[str, int | None]]:
        try:
            found = list(skills(self._cell("skills", cells) or ""))
        except ValueError as error:
            raise Bad("too-long", str(error)) from None
        single = self._cell("skill", cells) or self._skill_behind(cells)
        if single:
            grade = level(self._cell("level", cells) or "")
            if grade != 0:
                found.append((single, grade))
        return found

    def _skill_behind(self, cells: list[str]) -> str | None:
        number = self._cell("skill_id", cells)
        return self._lookups.names["skill"].get(number, number) if number else None

    def _named(self, of: str, cells: list[str]) -> str | None:
        """The unit or organisation: as written, else the name behind its number, else the number."""
        written = self._cell(of, cells)
        if written:
            return written
        number = self._cell(f"{of}_id", cells)
        if of == "organisation" and number is None:
            number = self._lookups.owners.get(self._cell("unit_id", cells) or "")
        return self._lookups.names[of].get(number, number) or None if number else None

    def _kind(self, cells: list[str]) -> str:
        said = (self._cell("kind", cells) or "").casefold()
        return "external" if any(word in said for word in _OUTSIDERS) else "employee"

    def _date(self, field: str, cells: list[str]) -> int | None:
        text = self._cell(field, cells)
        if text is None or text.casefold() in _NO_DATE:
            return None
        seconds = parse_date(text, self._order)
        if seconds is None:
            raise Bad("bad-date", f"{text[:40]!r} is not a date")
        return usable_time(seconds, self._now)

    def _cell(self, field: str, cells: list[str]) -> str | None:
        place = self.columns.get(field)
        return (cells[place] or None) if place is not None else None

    def _raw(self, cells: list[str]) -> str:
        """The start of the row: only the columns that are read."""
        return " | ".join(cells[place] for place in self.columns.values())[:200]
