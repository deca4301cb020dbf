"""What a node and an edge of a network become, whatever file they come from.

Only attributes that are named here are read; any other one - age, gender, marks - never leaves the file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.times import parse_date, parse_unix, usable_time
from expertgraph.records import Affiliation, Identity, Interaction
from importers.plain_text import one_line

_FIELDS = {
    "name": "name label naam fullname displayname volledigenaam",
    "email": "email mail emailaddress emailadres mailadres",
    "unit": "department dept departmentname unit afdeling team group groep school division divisie faculty",
    "organisation": "organisation organization organisatie company bedrijf org institution affiliation",
    "role": "role rol title jobtitle function functie position functietitel",
    "site": "site location locatie vestiging office kantoor city plaats",
    "weight": "weight gewicht strength sterkte count value aantal frequency freq n",
    "time": "time timestamp date datum tijd tijdstip when datetime sent sentat t",
}
_FIELD_OF = {word: field for field, words in _FIELDS.items() for word in words.split()}
ATTRIBUTES = ("name", "email", "unit", "organisation", "role", "site")
"""What is read of a person."""
_ABSENT = frozenset({"", "na", "n/a", "nan", "none", "null", "-"})
_WHOLE_AS_FLOAT = re.compile(r"(-?\d+)\.0+")
_LONGEST_ID = 200
_LEAST = 1e-9


class Moment(NamedTuple):
    """A time as it stands in an id, and as it may be used."""

    stamp: str
    at: int | None


def key_of(title: str) -> str:
    """A title or attribute name without case, blanks and punctuation."""
    return "".join(char for char in title.casefold() if char.isalnum())


def field_of(title: str) -> str | None:
    """Which of our fields a title means, in Dutch or English; None for what is not read."""
    return _FIELD_OF.get(key_of(title))


@lru_cache(maxsize=65_536)
def native_of(text: str) -> str:
    """Somebody's id as the network has it: 12.0 is 12, an address is in its one spelling.  Raises BadRecord."""
    text = " ".join(text.split())
    if not text:
        raise BadRecord("missing-field", "an id of a person is missing")
    if len(text) > _LONGEST_ID:
        raise BadRecord("too-long", f"an id of more than {_LONGEST_ID} characters")
    if not text.isprintable():
        raise BadRecord("control-characters", "an id holds control characters")
    whole = _WHOLE_AS_FLOAT.fullmatch(text)
    return whole[1] if whole else (normalise_email(text) or text if "@" in text else text)


def weight_of(text: str) -> float:
    """A weight above zero.  Raises BadRecord."""
    try:
        weight = float(text.replace(",", ".")) if len(text) < 50 else math.nan
    except ValueError:
        weight = math.nan
    if not 0 < weight < math.inf:
        raise BadRecord("bad-field", f"the weight {text[:40]!r} is no number above 0")
    return weight


def moment_of(text: str, now: int) -> Moment | None:
    """When it was; None for an empty cell.  Raises BadRecord for a time that is none.

    A number that is no date counts from a start that the file does not tell: it is kept apart, without a date.
    """
    if not text or text.casefold() in _ABSENT:
        return None
    number = parse_unix(text)
    if number is not None:
        return Moment(f"{number:.15g}", usable_time(number, now))
    seconds = parse_date(text)
    if seconds is None:
        raise BadRecord("bad-date", f"{text[:40]!r} is no time")
    return Moment(str(seconds), usable_time(seconds, now))


class Network:
    """Makes the rows of one network."""

    def __init__(self, source: str, now: int) -> None:
        self.source = source
        self.now = now

    def person(self, native: str, values: Mapping[str, str]) -> tuple[Identity | Affiliation, ...]:
        """A node with its attributes, by our names of them."""
        said = {field: _said(values.get(field, "")) for field in ATTRIBUTES}
        email = said["email"]
        address = normalise_email(email or (native if "@" in native else None))
        who = Identity(
            f"{self.source}:{native}",
            self.source,
            native,
            said["name"] or native,
            handle=email if email and address is None and " " not in email else None,
            email=address,
            organisation=said["organisation"],
        )
        if not any((said["organisation"], said["unit"], said["site"], said["role"])):
            return (who,)
        where = (said["organisation"], said["unit"], said["site"], said["role"])
        return (who, Affiliation(f"{who.id}|network", who.id, *where))

    def addressed(self, native: str) -> Identity | None:
        """Somebody whose id is an address is known by it, until a table of people tells more."""
        address = normalise_email(native) if "@" in native else None
        identifier = f"{self.source}:{native}"
        if address is None:
            return None
        return Identity(identifier, self.source, native, native, email=address, stub=True)

    def act(
        self, kind: str, actor: str, target: str, when: Moment | None, share: float = 1.0, relation: str = ""
    ) -> Interaction:
        """An edge from one to the other."""
        stamp = f"@{when.stamp}" if when else ""
        identifier = f"{self.source}:{_quoted(actor)}>{_quoted(target)}{stamp}|{kind}"
        return Interaction(
            f"{identifier}|{relation}" if relation else identifier,
            kind,
            f"{self.source}:{actor}",
            f"{self.source}:{target}",
            when.at if when else None,
            share=min(1.0, max(share, _LEAST)),
        )


def _said(text: str) -> str | None:
    text = one_line(text, 200)
    whole = _WHOLE_AS_FLOAT.fullmatch(text)
    return None if text.casefold() in _ABSENT else whole[1] if whole else text


@lru_cache(maxsize=65_536)
def _quoted(native: str) -> str:
    """An id such that no two pairs of ids look the same when they are joined."""
    return native.replace("%", "%25").replace(">", "%3E").replace("@", "%40")
