"""The personnel table: employees only, Dutch titles, semicolons and a byte order mark, as Excel saves it."""

from __future__ import annotations

import csv
import io
import time

from expertgraph.sample.files import Sample
from expertgraph.sample.organisation import OWN
from expertgraph.sample.people import Person

TITLES = (
    "Personeelsnummer", "Naam", "E-mail", "Organisatie", "Afdeling", "Locatie", "Functie", "In dienst",
    "Uit dienst", "Leidinggevende", "Vaardigheden",
)  # fmt: skip


def files(sample: Sample) -> dict[str, bytes]:
    """``hr/people.csv``."""
    written = io.StringIO(newline="")
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow(TITLES)
    for person in sample.people:
        if person.organisation == OWN:
            table.writerow(_row(sample, person))
    return {"hr/people.csv": b"\xef\xbb\xbf" + written.getvalue().encode()}


def _row(sample: Sample, person: Person) -> list[str]:
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


def _date(seconds: int) -> str:
    return time.strftime("%d-%m-%Y", time.gmtime(seconds))
