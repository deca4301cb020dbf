"""Personnel tables: the employees, and the register of those hired in; Dutch, as Excel saves them."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable, Sequence

from expertgraph.sample.casting import SLACK
from expertgraph.sample.files import Sample
from expertgraph.sample.organisation import OWN
from expertgraph.sample.people import Person

STAFF = (
    "Personeelsnummer", "Naam", "E-mail", "Organisatie", "Afdeling", "Locatie", "Functie", "In dienst",
    "Uit dienst", "Leidinggevende", "Vaardigheden",
)  # fmt: skip
GUESTS = ("Registratienummer", "Naam", "E-mail", "Organisatie", "Locatie", "Functie", "Soort medewerker")


def files(sample: Sample) -> dict[str, bytes]:
    """``hr/people.csv`` (employees only) and ``hr/inhuur.csv`` (outsiders who have an account)."""
    staff = [_employee(sample, each) for each in sample.people if each.organisation == OWN]
    guests = [_guest(each) for each in sample.people if each.organisation != OWN and SLACK in each.systems]
    return {"hr/inhuur.csv": _table(GUESTS, guests), "hr/people.csv": _table(STAFF, staff)}


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow(titles)
    table.writerows(rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _employee(sample: Sample, person: Person) -> list[str]:
    manager = "" if person.manager is None else sample.people[person.manager].name
    return [
        person.personnel,
        person.name,
        person.email,
        person.organisation,
        person.department,
        person.site,
        person.role,
        _date(person.started),
        "" if person.ended is None else _date(person.ended),
        manager,
        "|".join(f"{person.topics[key].labels['nl']}:{level}" for key, level in person.levels.items()),
    ]


def _guest(person: Person) -> list[str]:
    return [
        person.personnel,
        person.name,
        person.email,
        person.organisation,
        person.site,
        person.role,
        "Extern",
    ]


def _date(seconds: int) -> str:
    return time.strftime("%d-%m-%Y", time.gmtime(seconds))
