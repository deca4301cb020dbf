"""Which column of a personnel table means what, from Dutch and English titles, and what is never read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from expertgraph.errors import WrongCall

TITLES: dict[str, str] = {
    "name": "name fullname employeename displayname naam volledigenaam medewerker medewerkernaam "
    "weergavenaam",
    "first": "firstname givenname forename voornaam roepnaam first",
    "infix": "infix middlename tussenvoegsel voorvoegsel tussenvoegsels",
    "last": "lastname surname familyname achternaam familienaam last geslachtsnaam",
    "email": "email emailaddress emailadres workemail businessemail mail mailadres zakelijkemail emailwerk "
    "primaryemail userprincipalname upn",
    "id": "employeeid empid employeenumber employeeno personnelnumber personid workerid staffid staffnumber "
    "hrid id personeelsnummer personeelsnr medewerkernummer medewerkersnummer medewerkernr medewerkerid "
    "werknemernummer werknemersnummer stamnummer registratienummer pernr",
    "organisation": "organisation organization organisatie company companyname bedrijf bedrijfsnaam employer "
    "werkgever legalentity entiteit entity",
    "organisation_id": "companyid organisationid organizationid bedrijfid organisatieid",
    "unit": "department departmentname afdeling afdelingsnaam unit businessunit orgunit organisatieeenheid "
    "eenheid team teamname division divisie directie domein dept",
    "unit_id": "departmentid deptid unitid afdelingid afdelingscode teamid",
    "site": "site location locatie vestiging standplaats office kantoor worklocation werklocatie",
    "role": "role jobtitle title position function functie functienaam functietitel rol job jobrole",
    "manager": "manager managername leidinggevende supervisor supervisorname reportsto linemanager "
    "teamleider manageremail",
    "manager_id": "managerid leidinggevendeid supervisorid managernumber",
    "started": "startdate hiredate dateofhire start started indienst indienstdatum datumindienst startdatum "
    "begindatum hired joined joindate",
    "ended": "enddate terminationdate dateoftermination end ended uitdienst uitdienstdatum datumuitdienst "
    "einddatum leavedate lastday exitdate",
    "skills": "skills vaardigheden competenties competencies skillset expertise expertises kennisgebieden",
    "skill": "skill skillname vaardigheid competentie competence competency",
    "skill_id": "skillid vaardigheidid competentieid",
    "level": "level niveau proficiency proficiencylevel skilllevel vaardigheidsniveau",
    "kind": "workertype employeetype employmenttype contracttype soortmedewerker dienstverband persontype",
}
_FIELD_OF = {title: field for field, titles in TITLES.items() for title in titles.split()}
_RANK = {title: place for titles in TITLES.values() for place, title in enumerate(titles.split())}

_SENSITIVE = re.compile(
    r"salar|loon|wage|payrate|hourlyrate|dailyrate|monthlyrate|income|inkomen|bonus|budget|^race|^ras$|ethni|etni|"
    r"hispanic|latino|citizen|nationali|burgerlijk|marital|married|gender|geslacht$|^sex|^dob$|birth|geboorte|"
    r"^age$|leeftijd|bsn|ssn|socialsec|passport|paspoort|iban|bankacc|bankrek|religi|geloof|disab|handicap|"
    r"health|medical|ziek|sick|absen|verzuim|perfscore|performance|(?<!ope)(?<!gene)rating|beoordeling|appraisal|^union|vakbond|"
    r"satisfaction|attrition|termreason|diversity|politic|orientation|homeaddress|privatephone|over18"
)
"""Titles whose columns are never read, not even when somebody names them."""


def key(title: str) -> str:
    """A title without case, accents, blanks and signs: ``E-mailadres`` and ``e_mail adres`` are one."""
    plain = unicodedata.normalize("NFKD", title.casefold())
    return "".join(char for char in plain if char.isalnum())


def is_sensitive(title: str) -> bool:
    """Says the title that the column holds pay, birth, origin, health, marks or the like?"""
    return _SENSITIVE.search(key(title)) is not None


def guess(header: Sequence[str], said: Mapping[str, str]) -> dict[str, int]:
    """Field -> place of its column; ``said`` (field -> title) wins over the guess.

    Raises WrongCall for a field that does not exist or a column that is never read.
    """
    keys = [key(title) for title in header]
    found: dict[str, int] = {}
    for place, (title, each) in enumerate(zip(header, keys, strict=True)):
        field = _FIELD_OF.get(each)
        if field is None or is_sensitive(title):
            continue
        if field not in found or _RANK[each] < _RANK[keys[found[field]]]:
            found[field] = place
    for field, title in said.items():
        _check(field, title)
        if key(title) in keys:
            found = {name: place for name, place in found.items() if place != keys.index(key(title))}
            found[field] = keys.index(key(title))
    return found


def _check(field: str, title: str) -> None:
    if field not in TITLES:
        raise WrongCall(f"There is no column called {field!r} here.", f"Known: {', '.join(TITLES)}.")
    if is_sensitive(title):
        raise WrongCall(f"The column {title!r} is personal beyond our purpose and is never read.")


def is_people(columns: Mapping[str, int]) -> bool:
    """A name, and an address or a number to know the person by."""
    named = "name" in columns or "first" in columns or "last" in columns
    return named and ("email" in columns or "id" in columns)


def is_personal_skills(columns: Mapping[str, int]) -> bool:
    """A person and a skill a row."""
    return bool(columns.keys() & {"id", "email"}) and bool(columns.keys() & {"skill", "skill_id", "skills"})


def is_lookup(columns: Mapping[str, int], of: str) -> bool:
    """A table that gives the names behind the numbers of ``of`` (unit, organisation or skill)."""
    return not columns.keys() & {"id", "email", "first", "last"} and {of, f"{of}_id"} <= columns.keys()
