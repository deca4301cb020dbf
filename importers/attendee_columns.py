"""Which column of a list of attendees means what, from Dutch and English titles; every other one is never read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from expertgraph.errors import WrongCall
from importers.hr_columns import is_sensitive, key

TITLES: dict[str, str] = {
    "name": "name fullname attendeename membername participantname displayname attendee participant naam volledigenaam "
    "deelnemer naamdeelnemer deelnemersnaam",
    "first": "firstname attendeefirstname givenname voornaam roepnaam first",
    "infix": "infix middlename tussenvoegsel tussenvoegsels voorvoegsel",
    "last": "lastname attendeelastname surname familyname achternaam familienaam last",
    "email": "email attendeeemail emailaddress attendeeemailaddress mail emailadres mailadres",
    "id": "userid memberid meetupuserid lidnummer",
    "organisation": "company organisation organization companyname companyorganization companyorganisation "
    "organisatie bedrijf bedrijfsnaam organisatiebedrijf employer werkgever",
    "role": "jobtitle position function functie functietitel beroep title",
    "event": "event eventname eventtitle evenement evenementnaam naamevenement bijeenkomst activiteit meetup session "
    "sessie meeting",
    "series": "series eventseries groupname meetupgroup chapter community reeks serie groep group",
    "date": "eventdate eventstartdate dateattending date startdate eventstart eventdatetime datum evenementdatum "
    "datumevenement startdatum",
    "answer": "rsvp attendeestatus status rsvpstatus registrationstatus inschrijfstatus reactie",
    "presence": "attended checkedin checkin attendance present aanwezig ingecheckt aanwezigheid haveyouattended",
    "part": "eventhost host organizer organiser organisator gastheer part rol role attendeetype",
    "joined": "joinedgroupon joinedon lidsinds",
    "url": "urlofmemberprofile memberurl profileurl",
}
_FIELD_OF = {title: field for field, titles in TITLES.items() for title in titles.split()}
_RANK = {title: place for titles in TITLES.values() for place, title in enumerate(titles.split())}
_PRIVATE = re.compile(
    r"diet|dieet|allerg|vegan|vegetar|phone|telefoon|mobiel|mobile|price|prijs|paid|betaa?l|fee$|amount|bedrag|"
    r"payment|currency|valuta|card|discount|korting|billing|factuur|address[12]?$|adres[12]?$|postcode|zip|shirt|guests"
)
"""Besides pay, birth, origin and health: what an organiser asks for the catering and the bill."""
_TELLING = {
    "rsvp attendeestatus rsvpstatus": 2,
    "event eventname eventtitle evenement evenementnaam bijeenkomst naamevenement": 2,
    "aanwezig ingecheckt checkedin attended aanwezigheid checkin attendance": 2,
    "rsvpedon tickettype ticket attendee attendeename attendeeemail attendeefirstname eventhost joinedgroupon": 2,
    "order ordernumber orderid orderdate ordernr eventid deelnemer eventdate evenementdatum": 1,
}
_WEIGHT = {title: weight for titles, weight in _TELLING.items() for title in titles.split()}
_PEOPLE = frozenset({"name", "first", "last", "email"})


def guess(header: Sequence[str], said: Mapping[str, str]) -> dict[str, int]:
    """Field -> place of its column; ``said`` (field -> title) wins over the guess.

    Raises WrongCall for a field that does not exist or a column that is never read.
    """
    keys = [key(title) for title in header]
    found: dict[str, int] = {}
    for place, (title, each) in enumerate(zip(header, keys, strict=True)):
        field = _FIELD_OF.get(each)
        if field is None or is_private(title):
            continue
        if field not in found or _RANK[each] < _RANK[keys[found[field]]]:
            found[field] = place
    for field, title in said.items():
        if field not in TITLES:
            raise WrongCall(f"There is no column called {field!r} here.", f"Known: {', '.join(TITLES)}.")
        if is_private(title):
            raise WrongCall(f"The column {title!r} is personal beyond our purpose and is never read.")
        if key(title) in keys:
            found = {name: place for name, place in found.items() if place != keys.index(key(title))}
            found[field] = keys.index(key(title))
    return found


def is_private(title: str) -> bool:
    """Is the column about food, telephone, money, an address, or about pay, birth, origin and health?"""
    plain = key(title)
    if is_sensitive(title):
        return True
    return _FIELD_OF.get(plain) != "email" and _PRIVATE.search(plain) is not None


def names_people(columns: Mapping[str, int]) -> bool:
    """Is there a column to know people by?"""
    return bool(columns.keys() & _PEOPLE)


def is_attendance(header: Sequence[str]) -> bool:
    """A table of people that speaks of an event: of its name, of answers or of presence, not only of a date."""
    weight = sum(_WEIGHT.get(key(title), 0) for title in header)
    return weight >= 2 and names_people(guess(header, {}))
