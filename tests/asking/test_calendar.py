"""Calendar files that a calendar reads back as what was meant, whatever the title holds."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from expertgraph.answers.questions import calendar
from expertgraph.errors import NotFound
from expertgraph.sending.calendar import appointment
from tests.asking.world import HOUR, World

NAUGHTY = "Loud?\r\nATTENDEE:MAILTO:all@own.example; , \\ \u202e é"


def test_a_question_becomes_a_reminder_with_an_alarm(world: World) -> None:
    world.space.change_settings({"web.address": "https://people.own.example"})
    asked = world.ask(world.anna, title=NAUGHTY)
    made = calendar(world.space, world.anna, asked.question)
    (event,) = Calendar.from_ical(made).walk("VEVENT")
    assert event["SUMMARY"] == "Loud? ATTENDEE:MAILTO:all@own.example; , \\ é"
    assert "ATTENDEE" not in event
    assert event["DTSTART"].dt == datetime.fromtimestamp(
        world.now + 48 * HOUR, UTC
    )  # when the program reminds
    assert event["URL"] == f"https://people.own.example/q/{asked.question}"
    assert [alarm["ACTION"] for alarm in event.walk("VALARM")] == ["DISPLAY"]
    assert made == calendar(world.space, world.anna, asked.question)
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))


def test_it_is_for_those_who_see_the_question(world: World) -> None:
    asked = world.ask(world.anna)
    with pytest.raises(NotFound):
        calendar(world.space, world.bob, asked.question)


def test_an_appointment_names_who_meets_and_nobody_whom_a_name_smuggles_in(world: World) -> None:
    people = [("Anna", "anna@own.example"), ('Jo"\r\nATTENDEE:MAILTO:x@y.example', "jo@klant.example")]
    made = appointment("q", "Talk", world.now, people, written=world.now, minutes=45)
    (event,) = Calendar.from_ical(made).walk("VEVENT")
    assert [str(each) for each in event["ATTENDEE"]] == ["MAILTO:anna@own.example", "MAILTO:jo@klant.example"]
    assert (event["DTEND"].dt - event["DTSTART"].dt).total_seconds() == 45 * 60
