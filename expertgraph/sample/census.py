"""Makes the people: names, organisations, departments, sites and roles."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from expertgraph.sample import names
from expertgraph.sample.dice import Dice
from expertgraph.sample.organisation import (
    COMMUNITIES,
    DOMAINS,
    FREELANCE,
    OTHER_DEPARTMENTS,
    OUTSIDE_ROLES,
    OWN,
    PARTNER,
    PUBLIC,
    SHARES,
    SILO,
    SITES,
    UNIVERSITY,
)
from expertgraph.sample.people import Person

DAY = 86_400
_FEWEST = 120

_DEPARTMENT_SIZES = {
    SILO: 0.08,
    "Beheer en Storing": 0.13,
    "Financien en Inkoop": 0.06,
    "Directie en Strategie": 0.03,
}
_BACKGROUNDS = {
    OWN: {"nl": 0.66, "other": 0.24, "en": 0.10},
    PARTNER: {"nl": 0.55, "other": 0.25, "en": 0.20},
    UNIVERSITY: {"nl": 0.40, "other": 0.30, "en": 0.30},
    FREELANCE: {"nl": 0.60, "other": 0.25, "en": 0.15},
    PUBLIC: {"nl": 0.70, "other": 0.25, "en": 0.05},
}


def people(seed: int, count: int, communities: Sequence[str], start: int, end: int) -> list[Person]:
    """Everybody, the own organisation first; ``start`` and ``end`` bound the sample in UTC seconds.

    ValueError for a count too small to hold the rings and what is planted.
    """
    if count < _FEWEST:
        raise ValueError(f"a sample needs at least {_FEWEST} people, not {count}")
    dice = Dice(seed, "census")
    found = [
        Person(number, *_named(dice, organisation), organisation)
        for number, organisation in enumerate(_organisations(count))
    ]
    _settle_names(dice, found)
    for person in found:
        _place(dice, person, communities)
        _employ(dice, person, start, end)
    _appoint(dice, found)
    return found


def _organisations(count: int) -> list[str]:
    """The organisation of each, in the proportions of SHARES, exactly ``count``."""
    sizes = {each: round(count * share) for each, share in SHARES.items()}
    sizes[OWN] += count - sum(sizes.values())
    return [each for each, size in sizes.items() for _ in range(size)]


def _named(dice: Dice, organisation: str) -> tuple[str, str, str]:
    """(given name, family name, language)."""
    background = dice.pick(_BACKGROUNDS[organisation])
    if background == "en":
        return dice.choice(names.ENGLISH), dice.choice(names.ENGLISH_FAMILIES), "en"
    given, families = names.DUTCH, names.DUTCH_FAMILIES
    if background == "other":
        given, families = names.OTHER, names.OTHER_FAMILIES
    elif dice.chance(0.06):
        families = names.OTHER_FAMILIES
    english = 0.35 if background == "other" else 0.06
    if organisation == UNIVERSITY:
        english += 0.25
    return dice.choice(given), dice.choice(families), "en" if dice.chance(english) else "nl"


def _settle_names(dice: Dice, found: list[Person]) -> None:
    """Different names for everybody but two, who share one: linking must not join them."""
    used: set[str] = set()
    for person in found:
        while person.name in used:
            person.given, person.family, person.language = _named(dice, person.organisation)
        used.add(person.name)
    namesakes = [
        person for person in found if person.organisation in (OWN, PARTNER) and person.language == "nl"
    ]
    first, last = namesakes[0], namesakes[-1]
    last.given, last.family = first.given, first.family
    taken: set[str] = set()
    for person in found:
        person.email = _address(person, taken)


def _address(person: Person, taken: set[str]) -> str:
    domain = DOMAINS[person.organisation]
    local = f"{plain(person.given)}.{plain(person.family)}"
    if person.organisation == PUBLIC:
        local = plain(person.given) + str(30 + person.number % 60)
    address, copy = f"{local}@{domain}", 1
    while address in taken:
        copy += 1
        address = f"{local}{copy}@{domain}"
    taken.add(address)
    return address


def plain(name: str) -> str:
    """Letters a..z only, lower case, as in addresses."""
    name = name.replace("ø", "o").replace("ı", "i").lower()
    folded = unicodedata.normalize("NFKD", name)
    return "".join(char for char in folded if "a" <= char <= "z")


def _place(dice: Dice, person: Person, communities: Sequence[str]) -> None:
    """Department, role, site and the community of one's trade."""
    own = COMMUNITIES[dice.choice(communities)]
    person.communities = {own.key: 1.0}
    person.site = dice.pick(SITES)
    if person.organisation != OWN:
        person.role = dice.choice(OUTSIDE_ROLES[person.organisation])
        person.site = person.site if person.organisation in (PARTNER, UNIVERSITY) else ""
        return
    other = dice.pick({**_DEPARTMENT_SIZES, "": 1 - sum(_DEPARTMENT_SIZES.values())})
    person.department = other or own.department
    person.role = dice.choice(OTHER_DEPARTMENTS[other] if other else own.roles)
    if not other and dice.chance(0.25):
        elsewhere = dice.choice(communities)
        person.communities = {elsewhere: 0.7, own.key: 0.3} if elsewhere != own.key else {own.key: 1.0}


def _employ(dice: Dice, person: Person, start: int, end: int) -> None:
    """First day, and the number that HR knows somebody by."""
    person.started = start - dice.randint(60, 9000) * DAY
    if dice.chance(0.08):
        person.started = start + dice.randrange(max(end - start - 120 * DAY, DAY)) // DAY * DAY
    person.personnel = f"{'S' if person.organisation == OWN else 'E'}{10_000 + 7 * person.number}"


def _appoint(dice: Dice, found: list[Person]) -> None:
    """A manager for each department, whom everybody else in it reports to; theirs is the strategist."""
    staff = [person for person in found if person.organisation == OWN]
    departments: dict[str, list[Person]] = {}
    for person in staff:
        departments.setdefault(person.department, []).append(person)
    heads = {}
    for department in sorted(departments):
        head = dice.choice(departments[department])
        head.role = f"Manager {department}"
        heads[department] = head
    top = heads.get("Directie en Strategie", heads[min(heads)])
    for person in staff:
        boss = heads[person.department]
        person.manager = (boss if person is not boss else top).number if person is not top else None
