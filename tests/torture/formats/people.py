"""Lists of people: personnel, contacts, attendees."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.torture.formats.entry import Entry, Writer, put, put_table


def hr_csv(folder: Path, entries: Sequence[Entry]) -> Path:
    """One table; the text is the role."""
    rows = [(1000 + each.number, each.name, each.email, "Research", each.text) for each in entries]
    return put_table(
        folder / "staff.csv", [("Employee number", "Name", "E-mail", "Department", "Job title"), *rows]
    )


def linkedin(folder: Path, entries: Sequence[Entry]) -> Path:
    """Connections; the text is the position."""
    titles = ("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On")
    rows = [
        (
            each.name,
            "",
            f"https://www.linkedin.com/in/user-{each.number}",
            each.email,
            "Example",
            each.text,
            f"{each.when:%d %b %Y}",
        )
        for each in entries
    ]
    return put_table(folder / "Connections.csv", [titles, *rows])


def vcard(folder: Path, entries: Sequence[Entry]) -> Path:
    """Cards of version 4.0; the text is the title."""
    cards = [
        f"BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:example:{each.number}\r\nFN:{_said(each.name)}\r\n"
        f"EMAIL:{each.email}\r\nTITLE:{_said(each.text)}\r\nREV:{each.when:%Y%m%dT%H%M%SZ}\r\nEND:VCARD\r\n"
        for each in entries
    ]
    return put(folder / "contacts.vcf", "".join(cards))


def _said(text: str) -> str:
    """A text value of RFC 6350."""
    for plain, escaped in (("\\", "\\\\"), (",", "\\,"), (";", "\\;"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def attendees(folder: Path, entries: Sequence[Entry]) -> Path:
    """One event; the text is the job title."""
    titles = ("Name", "Email", "Event Name", "Date Attending", "Attendee Status", "Job Title")
    rows = [(e.name, e.email, "Open night", f"{e.when:%Y-%m-%d %H:%M}", "Attending", e.text) for e in entries]
    return put_table(folder / "attendees.csv", [titles, *rows])


WRITERS: dict[str, Writer] = {"hr_csv": hr_csv, "linkedin": linkedin, "vcard": vcard, "attendees": attendees}
