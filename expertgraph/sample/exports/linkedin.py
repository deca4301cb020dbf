"""Archives of a few employees who agreed: what LinkedIn gives a member, private messages included."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable, Sequence

from expertgraph.sample.census import plain
from expertgraph.sample.dice import Dice
from expertgraph.sample.files import Sample, archive
from expertgraph.sample.organisation import OWN, PUBLIC, SITES
from expertgraph.sample.people import KNOWN, Person

_NOTES = (
    'Notes:\r\n"When exporting your connection data, you may notice that some of the email addresses '
    "are missing. You will only see email addresses for connections who have allowed their connections "
    'to see or download their email address."\r\n\r\n'
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def owners(sample: Sample) -> list[Person]:
    """The members whose archives there are: the bridge, the first of the core, the sole expert."""
    first = next(n for n in sample.cast.core if sample.people[n].organisation == OWN)
    return [sample.people[number] for number in (sample.cast.bridge, first, sample.cast.sole)]


def files(sample: Sample) -> dict[str, bytes]:
    """``linkedin/<name>.zip`` for each owner."""
    found = {}
    for owner in owners(sample):
        name = f"Basic_LinkedInDataExport_{plain(owner.given)}-{plain(owner.family)}.zip"
        found[f"linkedin/{name}"] = archive(_members(sample, owner))
    return found


def _members(sample: Sample, owner: Person) -> dict[str, bytes]:
    dice = Dice(sample.seed, f"linkedin/{owner.number}")
    others = _connections(sample, dice, owner)
    return {
        "Connections.csv": _NOTES.encode() + _connections_table(sample, dice, others),
        "Skills.csv": _table(("Name",), [(owner.topics[key].labels["nl"],) for key in owner.levels]),
        "Positions.csv": _positions(owner),
        "Endorsement_Received_Info.csv": _endorsements(sample, dice, owner, others),
        "Profile.csv": _table(
            ("First Name", "Last Name", "Maiden Name", "Headline", "Geo Location"),
            [(owner.given, owner.family, "", owner.role, owner.site)],
        ),
        "Email Addresses.csv": _table(
            ("Email Address", "Confirmed", "Primary", "Updated On"),
            [(owner.email, "Yes", "Yes", "2019-03-01 09:00:00 UTC")],
        ),
        "messages.csv": _private(sample, dice, owner, others),
    }


def _connections(sample: Sample, dice: Dice, owner: Person) -> list[Person]:
    """Those one talked with most likely, and some others, inside and outside."""
    met = {m.answers for m in sample.messages if m.author == owner.number and m.answers is not None}
    near = [sample.people[number] for number in sorted(met) if number != owner.number]
    far = [p for p in sample.people if p.number not in met and p is not owner and p.organisation != PUBLIC]
    return dice.some(near, 55) + dice.some(far, 30)


def _connections_table(sample: Sample, dice: Dice, others: Iterable[Person]) -> bytes:
    rows = []
    for other in others:
        email = other.email if dice.chance(0.12) else ""
        company = other.organisation if other.ended is None else "Zelfstandig"
        at = dice.randrange(sample.span.first - 2000 * 86_400, sample.span.end)
        rows.append((other.given, other.family, url(other), email, company, other.role, _date(at)))
    titles = ("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On")
    return _table(titles, rows)


def _positions(owner: Person) -> bytes:
    titles = ("Company Name", "Title", "Description", "Location", "Started On", "Finished On")
    earlier = owner.started - 1_400 * 86_400
    return _table(
        titles,
        [
            (owner.organisation, owner.role, "", owner.site, _month(owner.started), ""),
            ("Gemeente Deltastad", "Adviseur", "", next(iter(SITES)), _month(earlier), _month(owner.started)),
        ],
    )


def _endorsements(sample: Sample, dice: Dice, owner: Person, others: Sequence[Person]) -> bytes:
    rows = []
    for key, level in sorted(owner.levels.items(), key=lambda pair: (-pair[1], pair[0])):
        for other in dice.some([p for p in others if p.plan != KNOWN], 2 * level - 1):
            at = dice.randrange(sample.span.first, sample.span.end)
            status = "ACCEPTED" if dice.chance(0.9) else "PENDING"
            label = owner.topics[key].labels["nl"]
            rows.append((_day(at), label, other.given, other.family, url(other), status))
    titles = ("Endorsement Date", "Skill Name", "Endorser First Name", "Endorser Last Name")
    return _table((*titles, "Endorser Public Url", "Endorsement Status"), rows)


def _private(sample: Sample, dice: Dice, owner: Person, others: Sequence[Person]) -> bytes:
    titles = ("CONVERSATION ID", "CONVERSATION TITLE", "FROM", "TO", "DATE", "SUBJECT", "CONTENT")
    rows = []
    for number, other in enumerate(dice.some(others, 12)):
        at = dice.randrange(sample.span.first, sample.span.end)
        when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(at))
        rows.append(
            (f"gesprek-{number}", "", other.name, owner.name, when, "", f"Hoi {owner.given}, tot gauw!")
        )
    return _table(titles, rows)


def url(person: Person) -> str:
    """The address of somebody's profile."""
    return f"https://www.linkedin.com/in/{slug(person)}"


def slug(person: Person) -> str:
    """The last part of that address."""
    return f"{plain(person.given)}-{plain(person.family)}-{person.number:03d}"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(titles)
    table.writerows(rows)
    return written.getvalue().encode()


def _date(at: int) -> str:
    """``17 Jun 2021``, whatever the language of the machine."""
    when = time.gmtime(at)
    return f"{when.tm_mday:02d} {_MONTHS[when.tm_mon - 1]} {when.tm_year}"


def _day(at: int) -> str:
    return time.strftime("%Y/%m/%d %H:%M:%S UTC", time.gmtime(at))


def _month(at: int) -> str:
    when = time.gmtime(at)
    return f"{_MONTHS[when.tm_mon - 1]} {when.tm_year}"
