"""Calendar files (.ics) about a question: a reminder to answer it, or an appointment to talk about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

_PRODUCT = "-//expertgraph//questions//EN"


def reminder(
    question: str, title: str, at: int, *, written: int, link: str | None = None, minutes: int = 15
) -> bytes:
    """An entry of ``minutes`` at ``at`` (UTC seconds), with an alarm, to answer a question.

    ``written`` is when the question was asked: the same question makes the same file.
    """
    event = _event(f"{question}-reminder", title, at, minutes, written, link)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    return _calendar(event, "PUBLISH")


def appointment(
    question: str,
    title: str,
    at: int,
    people: Sequence[tuple[str, str]],
    *,
    written: int,
    link: str | None = None,
    minutes: int = 30,
) -> bytes:
    """An entry of ``minutes`` at ``at`` (UTC seconds) with these people (name, mail address), to talk about it."""
    event = _event(f"{question}-appointment", title, at, minutes, written, link)
    for name, email in people:
        attendee = vCalAddress(f"MAILTO:{email}")
        attendee.params["CN"] = vText(_line(name).replace('"', "'"))
        attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
        event.add("attendee", attendee, encode=False)
    return _calendar(event, "PUBLISH")


def _event(name: str, title: str, at: int, minutes: int, written: int, link: str | None) -> Event:
    event = Event()
    begin = datetime.fromtimestamp(at, UTC)
    event.add("uid", f"{name}@expertgraph")
    event.add("dtstamp", datetime.fromtimestamp(written, UTC))
    event.add("dtstart", begin)
    event.add("dtend", begin + timedelta(minutes=minutes))
    event.add("summary", _line(title))
    if link:
        event.add("url", link)
    return event


def _calendar(event: Event, method: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
