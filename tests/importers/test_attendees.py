"""Lists of attendees: who came to what, whom they met there, and nothing about food, money or telephones."""

import random
from pathlib import Path

import pytest

from expertgraph.errors import WrongCall
from expertgraph.ingest.importer import Options
from expertgraph.ingest.registry import recognise
from expertgraph.ingest.source import Source
from expertgraph.records import Affiliation, Channel, Identity, Interaction, Item, Membership
from importers.attendee_columns import is_attendance
from importers.attendees import AttendeesImporter
from tests.importers.reading import DATA, counts_of, graph_of, outcomes_of, rows_of

IMPORTER = AttendeesImporter()
SIGNUPS = DATA / "attendees" / "signups.csv"
MEETUPS = DATA / "attendees" / "meetups"
JANUARY, MARCH = 1_705_449_600, 1_710_892_800


def _table(tmp_path: Path, text: str, name: str = "Open evening.csv") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_who_came_is_a_member_since_the_first_time() -> None:
    found = outcomes_of(IMPORTER, SIGNUPS)
    (channel,) = rows_of(found, Channel).values()
    assert (channel.id, channel.name, channel.kind) == (
        "attendees:event/kennismiddag",
        "Kennismiddag",
        "event",
    )
    assert {row.identity[10:]: row.joined for row in rows_of(found, Membership).values()} == {
        "ann@example.org": JANUARY,
        "bob@example.org": JANUARY,
        "924806adfc26d345": MARCH,
    }
    people = {
        row.name: (row.email, row.organisation, row.verified) for row in rows_of(found, Identity).values()
    }
    assert people["Ann de Vries"] == ("ann@example.org", "Water BV", False)
    roles = {(row.organisation, row.role) for row in rows_of(found, Affiliation).values()}
    assert roles == {("Water BV", "Hydroloog"), ("Wind NV", None)}


def test_attendance_is_no_contribution() -> None:
    assert not rows_of(outcomes_of(IMPORTER, SIGNUPS), Item)


def test_who_hosted_met_who_came() -> None:
    acts = rows_of(outcomes_of(IMPORTER, SIGNUPS), Interaction).values()
    assert {(act.kind, act.actor[10:13], act.target[10:13], act.at, act.share) for act in acts} == {
        ("meeting", "ann", "bob", JANUARY, 1.0),
        ("meeting", "bob", "ann", JANUARY, 1.0),
    }


def test_absence_the_future_and_what_cannot_be_used() -> None:
    assert counts_of(outcomes_of(IMPORTER, SIGNUPS)) == {
        "found": 4,
        "not-attending": 1,
        "future": 1,
        "bad-address": 1,
        "missing-field": 1,
        "bad-date": 1,
    }


def test_what_meetup_and_eventbrite_export() -> None:
    found = outcomes_of(IMPORTER, MEETUPS)
    people = {row.native_id: (row.name, row.url) for row in rows_of(found, Identity).values()}
    assert people == {
        "ann@example.org": ("Ann de Vries", None),
        "bob@example.org": ("Bob Bakker", None),
        "member/user 11": ("Ann de Vries", "https://www.meetup.com/x/members/11/"),
        "member/user 12": ("Bob", "https://www.meetup.com/x/members/12/"),
    }
    assert counts_of(found) == {"found": 4, "not-attending": 3}
    joined = {row.id: row.joined for row in rows_of(found, Membership).values()}
    assert joined["attendees:event/meetup|attendees:member/user 11"] == 1_583_193_600
    assert joined["attendees:event/opendatanight|attendees:ann@example.org"] == 1_708_455_600
    assert {row.role for row in rows_of(found, Affiliation).values()} == {"Hydrologist", "Engineer"}


@pytest.mark.parametrize("path", [SIGNUPS, MEETUPS], ids=["signups", "meetups"])
def test_food_money_and_telephones_are_never_read(path: Path) -> None:
    with Source.open(path) as source:
        notes = " ".join(IMPORTER.notes(source, Options()))
    seen = repr(outcomes_of(IMPORTER, path))
    for private in ("noten", "halal", "0600000000", "060000", "0.00", "'F'"):
        assert private not in seen
    assert "never read" in notes
    with pytest.raises(WrongCall, match="never read"):
        outcomes_of(IMPORTER, SIGNUPS, columns={"role": "Dieetwensen"})


def test_a_large_gathering_makes_nobody_know_everybody(tmp_path: Path) -> None:
    for guests, acts in ((30, 60), (31, 0)):
        rows = [
            f"p{number}@example.org,E,2024-01-01,{'host' if number == 0 else ''}"
            for number in range(guests + 1)
        ]
        path = _table(tmp_path, "\n".join(["email,event,date,host", *rows]))
        found = outcomes_of(IMPORTER, path)
        assert len(rows_of(found, Membership)) == guests + 1
        shares = [act.share for act in rows_of(found, Interaction).values()]
        assert shares == [1 / 30] * acts


@pytest.mark.parametrize(
    ("titles", "cells", "rule"),
    [
        ("name,rsvp", "A,Yes", "found"),
        ("name,rsvp", "A,no", "not-attending"),
        ("name,rsvp", "A,Waitlist", "not-attending"),
        ("name,event,checked in", "A,E,", "not-attending"),
        ("name,event,checked in", "A,E,2024-01-01 19:02", "found"),
        ("name,attendee status", "A,Checked In", "found"),
        ("name,attendee status", "A,Not Attending", "not-attending"),
        ("naam,evenement,aanwezig", "A,E,x", "found"),
        ("naam,evenement,aanwezig", "A,E,Nee", "not-attending"),
        ("naam,evenement,datum", "A,E,01-01-2099", "future"),
    ],
)
def test_answers(titles: str, cells: str, rule: str, tmp_path: Path) -> None:
    assert counts_of(outcomes_of(IMPORTER, _table(tmp_path, f"{titles}\n{cells}\n"))) == {rule: 1}


def test_a_series_is_one_channel_and_a_table_without_an_event_is_called_after_its_file(
    tmp_path: Path,
) -> None:
    text = "name,event,series,rsvp\nA,First night,Data nights,yes\nB,Second night,Data nights,yes\n"
    (channel,) = rows_of(outcomes_of(IMPORTER, _table(tmp_path, text)), Channel).values()
    assert channel.name == "Data nights"
    (channel,) = rows_of(outcomes_of(IMPORTER, _table(tmp_path, "name,rsvp\nA,yes\n")), Channel).values()
    assert channel.name == "Open evening"


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        ("Name,Email,Event,Date", True),
        ("Order #,First Name,Last Name,Email,Ticket Type", True),
        ("Naam,E-mail,Aanwezig", True),
        ("Event,Date,Price", False),
        ("Name,Email,Department,Start date", False),
        ("First Name,Last Name,URL,Email Address,Company,Position,Connected On", False),
        ("Personeelsnummer,Naam,E-mail,Afdeling,Datum in dienst,Status", False),
    ],
)
def test_only_tables_that_speak_of_an_event_are_taken(titles: str, expected: bool) -> None:
    assert is_attendance(titles.split(",")) is expected


@pytest.mark.parametrize("other", ["hr_csv", "linkedin"])
def test_no_other_table_is_taken(other: str) -> None:
    for path in (DATA / other).iterdir():
        with Source.open(path) as source:
            assert IMPORTER.sniff(source) == 0.0, path


def test_a_table_is_recognised() -> None:
    with Source.open(SIGNUPS) as source:
        assert recognise(source).name == "attendees"


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    header, *rows = SIGNUPS.read_text().splitlines()
    graphs = []
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        graphs.append(graph_of(outcomes_of(IMPORTER, _table(tmp_path, "\n".join([header, *rows])))))
    assert all(graph == graphs[0] for graph in graphs)


def test_bad_rows_cost_themselves() -> None:
    found = outcomes_of(IMPORTER, DATA / "attendees" / "hostile-rows.csv")
    assert counts_of(found) == {"unclosed-quote": 1, "ragged": 1, "found": 1, "empty": 1}


def test_a_piece_of_a_calendar_is_no_list_of_attendees(tmp_path: Path) -> None:
    piece = tmp_path / "piece.ics"
    piece.write_text("BEGIN:VEVENT\nATTENDEE;RSVP=TRUE:mailto:someone@example.com\nEND:VEVENT\n")
    with Source.open(piece) as source:
        assert IMPORTER.sniff(source) == 0
