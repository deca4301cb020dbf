"""Calendars: who met whom and when, in every time zone and recurrence, and nothing private."""

import time
from datetime import date, datetime
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from expertgraph.errors import ExpertgraphError, Unreadable
from expertgraph.ingest.importer import Options, Rejected
from expertgraph.ingest.pipeline import import_paths
from expertgraph.records import Channel, Deletion, Identity, Interaction, Item, Membership
from expertgraph.store import open_store
from expertgraph.store.digest import digest
from importers.ical import IcalImporter
from importers.ical_occurrences import MOST_OCCURRENCES
from importers.ical_recurrence import days, parse_rule
from importers.ical_times import WINDOWS, Zones
from tests.importers.reading import DATA, NOW, counts_of, graph_of, outcomes_of, real, rows_of

IMPORTER = IcalImporter()
TEAM = DATA / "ical" / "team.ics"
CALENDARS = DATA / "ical" / "calendars"
PLANNING, STANDUP = "ical:event/planning@example.org", "ical:event/standup@example.org"
ANN, BOB, CAROL = "ical:ann@example.org", "ical:bob@example.org", "ical:carol@example.com"


def _event(tmp_path: Path, *lines: str, **options: object) -> list[object]:
    path = tmp_path / "one.ics"
    event = ("BEGIN:VEVENT", "UID:1", "ORGANIZER:mailto:ann@example.org", *lines, "END:VEVENT")
    path.write_text("\n".join(("BEGIN:VCALENDAR", *event, "END:VCALENDAR")))
    return outcomes_of(IMPORTER, path, **options)


def _times(found: list[object]) -> list[int | None]:
    return sorted({act.at for act in rows_of(found, Interaction).values()})


def test_an_event_is_an_item_of_who_called_it() -> None:
    found = outcomes_of(IMPORTER, TEAM)
    assert rows_of(found, Item)[PLANNING] == Item(
        PLANNING,
        "ical",
        ANN,
        "ical:calendar/Team Water",
        PLANNING,
        "post",
        1_704_877_200,
        title="Planning the dike, part 1",
        text="About QGIS and soil.",
        position=0,
        url="https://example.org/planning",
        edited=1_704_182_400,
    )
    (channel,) = rows_of(found, Channel).values()
    assert (channel.name, channel.kind, channel.visibility) == ("Team Water", "meeting", "open")


def test_who_did_not_decline_was_met_and_who_accepted_met() -> None:
    acts = rows_of(outcomes_of(IMPORTER, TEAM), Interaction).values()
    assert {(act.actor, act.target, act.share) for act in acts if act.item == PLANNING} == {
        (ANN, BOB, 0.5),
        (ANN, CAROL, 0.5),
        (BOB, ANN, 0.5),
    }
    assert all(act.kind == "meeting" for act in acts)


def test_people_but_no_rooms_and_no_groups() -> None:
    found = outcomes_of(IMPORTER, TEAM)
    people = rows_of(found, Identity)
    assert {row.email: row.name for row in people.values()} == {
        "ann@example.org": "Ann de Vries",
        "bob@example.org": "Bakker, Bob",
        "carol@example.com": "Carol",
    }
    assert not any(row.verified for row in people.values())
    joined = {row.identity: row.joined for row in rows_of(found, Membership).values()}
    assert joined == {ANN: 1_704_877_200, BOB: 1_704_877_200, CAROL: 1_712_059_200}


def test_a_recurring_event_meets_at_each_of_its_times() -> None:
    found = outcomes_of(IMPORTER, TEAM)
    acts = rows_of(found, Interaction).values()
    # 18 March, 15 and 22 April at 09:00 in Amsterdam: not 25 March (EXDATE), 1 April (moved) and 8 April (called off)
    assert sorted(act.at for act in acts if act.item == STANDUP and act.actor == ANN) == [
        1_710_748_800,
        1_713_164_400,
        1_713_769_200,
    ]
    moved = rows_of(found, Item)[f"{STANDUP}/1711954800"]
    assert (moved.title, moved.at, moved.thread) == ("Stand-up about Rust", 1_712_059_200, STANDUP)
    assert {(act.actor, act.target) for act in acts if act.item == moved.id} == {(ANN, CAROL), (CAROL, ANN)}


def test_what_was_called_off_is_deleted() -> None:
    (gone,) = rows_of(outcomes_of(IMPORTER, TEAM), Deletion).values()
    assert gone == Deletion(f"{STANDUP}/1712559600", "ical", 1_712_044_800)


def test_private_future_and_lonely_events_are_left_out() -> None:
    found = outcomes_of(IMPORTER, TEAM)
    assert counts_of(found) == {"found": 4, "private": 1, "nobody": 1, "future": 1, "not-an-event": 1}
    assert "Doctor" not in repr(found)
    assert "Dentist" not in repr(found)


def test_private_events_come_in_only_when_asked_and_stay_private() -> None:
    found = outcomes_of(IMPORTER, TEAM, include_private=True)
    secret = rows_of(found, Item)["ical:event/secret@example.org"]
    channels = rows_of(found, Channel)
    assert channels[secret.channel].visibility == "private"
    assert channels["ical:calendar/Team Water"].visibility == "open"


def test_events_that_name_nobody_are_the_owners() -> None:
    found = outcomes_of(IMPORTER, TEAM, owner="me@example.org")
    assert rows_of(found, Item)["ical:event/dentist@example.org"].author == "ical:me@example.org"


def test_calendars_without_a_name_are_called_after_file_or_folder() -> None:
    found = outcomes_of(IMPORTER, CALENDARS)
    names = {(row.name, row.kind) for row in rows_of(found, Channel).values()}
    assert names == {("open days", "event"), ("calendars", "meeting")}
    items = rows_of(found, Item)
    assert items["ical:event/open-1"].at == 1_714_521_600  # a day: its midnight in UTC
    assert items["ical:event/open-2"].at == 1_714_647_600  # a zone of the file's own, an hour east
    assert items["ical:event/single"].at == 1_717_243_200  # no zone: UTC


@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("DTSTART:20240701T100000Z", 1_719_828_000),
        ("DTSTART:20240701T100000", 1_719_828_000),
        ("DTSTART;TZID=Europe/Amsterdam:20240701T100000", 1_719_820_800),
        ("DTSTART;TZID=W. Europe Standard Time:20240701T100000", 1_719_820_800),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Amsterdam:20240701T100000", 1_719_820_800),
        ("DTSTART;TZID=/mozilla.org/20070129_1/Europe/Amsterdam:20240701T100000", 1_719_820_800),
        ('DTSTART;TZID="(UTC+02:00) Somewhere":20240701T100000', 1_719_820_800),
        ("DTSTART;TZID=Nowhere:20240701T100000", None),
        ("DTSTART;TZID=../../etc/passwd:20240701T100000", None),
        ("DTSTART;VALUE=DATE:20240701", 1_719_792_000),
        ("DTSTART:19700101T000000Z", None),
        ("SUMMARY:no start at all", None),
    ],
)
def test_when(start: str, at: int | None, tmp_path: Path) -> None:
    assert rows_of(_event(tmp_path, start), Item)["ical:event/1"].at == at


def test_windows_names_are_known_zones() -> None:
    zones = Zones()
    assert all(zones.of(f"{name} Standard Time") is not None for name in WINDOWS)


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["RRULE:FREQ=WEEKLY;COUNT=4"], 4),
        (["RRULE:FREQ=WEEKLY;UNTIL=20240122"], 4),
        (["RRULE:FREQ=WEEKLY;UNTIL=20240122T095959Z"], 3),
        (["RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE:20240108T100000Z,20240115T100000Z"], 2),
        (["RDATE:20240103T100000Z,20240104T100000Z"], 3),
        (["RDATE;VALUE=PERIOD:20240103T100000Z/PT1H"], 2),
        (["RRULE:FREQ=DAILY"], MOST_OCCURRENCES),
        (["RRULE:FREQ=SECONDLY"], 1),
        (["RRULE:FREQ=DAILY;INTERVAL=0"], 1),
        (["RRULE:rubbish"], 1),
        (["RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"], 1),
    ],
)
def test_recurrence(lines: list[str], count: int, tmp_path: Path) -> None:
    begun = time.process_time()
    found = _event(tmp_path, "DTSTART:20240101T100000Z", "ATTENDEE:mailto:bob@example.org", *lines)
    assert len(_times(found)) == count
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(("guests", "acts"), [(30, 30), (31, 0)])
def test_a_large_gathering_makes_nobody_know_everybody(guests: int, acts: int, tmp_path: Path) -> None:
    invited = [f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:p{number}@example.org" for number in range(guests)]
    found = _event(tmp_path, "DTSTART:20240101T100000Z", *invited)
    assert len([act for act in rows_of(found, Interaction).values() if act.actor == ANN]) == acts
    assert len(rows_of(found, Membership)) == guests + 1


def test_an_answer_to_an_invitation_is_noise_and_a_cancellation_deletes(tmp_path: Path) -> None:
    path = tmp_path / "one.ics"
    for method, expected in (("REPLY", "noise"), ("CANCEL", "found")):
        text = (
            f"BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nUID:1\nDTSTART:20240101T100000Z\nEND:VEVENT\n"
        )
        path.write_text(text + "END:VCALENDAR")
        assert counts_of(outcomes_of(IMPORTER, path)) == {expected: 1}
    assert rows_of(outcomes_of(IMPORTER, path), Deletion).keys() == {"ical:event/1"}


def test_an_event_called_off_goes_whichever_export_comes_first(tmp_path: Path) -> None:
    text = "BEGIN:VCALENDAR\nX-WR-CALNAME:C\nBEGIN:VEVENT\nUID:1\nDTSTART:20240101T100000Z\n"
    text += (
        "ORGANIZER:mailto:a@x.nl\nATTENDEE:mailto:b@x.nl\nDTSTAMP:{}\nSTATUS:{}\nEND:VEVENT\nEND:VCALENDAR"
    )
    old, new = tmp_path / "old.ics", tmp_path / "new.ics"
    old.write_text(text.format("20240101T000000Z", "CONFIRMED"))
    new.write_text(text.format("20240102T000000Z", "CANCELLED"))
    for number, order in enumerate(([old, new], [new, old], [old, new, old])):
        store = open_store(f"sqlite:///{tmp_path}/{number}.db")
        for path in order:
            import_paths(store, [path], format="ical", options=Options(now=NOW))
        assert store.frame("item", ["id"]).empty
        assert store.frame("interaction", ["id"]).empty
        store.close()


def test_the_same_graph_in_any_order_of_imports(tmp_path: Path) -> None:
    digests = set()
    for number, order in enumerate(([TEAM, CALENDARS], [CALENDARS, TEAM], [TEAM, CALENDARS, TEAM])):
        store = open_store(f"sqlite:///{tmp_path}/{number}.db")
        for path in order:
            import_paths(store, [path], format="ical", options=Options(now=NOW))
        digests.add(digest(store))
        store.close()
    assert len(digests) == 1


def test_the_order_of_events_does_not_matter(tmp_path: Path) -> None:
    head, *events = TEAM.read_text().split("BEGIN:VEVENT")
    *events, last = events
    last, tail = last.split("END:VEVENT\n")
    events = [*(each.split("END:VEVENT")[0] for each in events), last]
    (tmp_path / "team.ics").write_text(
        head + "".join(f"BEGIN:VEVENT{each}END:VEVENT\n" for each in reversed(events)) + tail
    )
    assert graph_of(outcomes_of(IMPORTER, tmp_path / "team.ics")) == graph_of(outcomes_of(IMPORTER, TEAM))


def test_one_bad_event_costs_one_event() -> None:
    found = outcomes_of(IMPORTER, DATA / "ical" / "hostile-events.ics")
    assert [(each.place, each.code) for each in found if isinstance(each, Rejected)] == [
        ("2", "missing-field"),
        ("5", "bad-date"),
        ("16", "missing-field"),
    ]
    assert rows_of(found, Item).keys() == {"ical:event/nowhere", "ical:event/every-second"}


def test_what_holds_no_calendar_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ics").write_text("BEGIN:VCARD\nEND:VCARD\n")
    with pytest.raises(Unreadable, match="no calendar"):
        outcomes_of(IMPORTER, tmp_path / "x.ics")


def test_real_calendars_and_what_programs_make_of_them(shared_data: Path) -> None:
    """198 files that a library keeps for its own tests: most of them broken on purpose."""
    readable = 0
    for path in sorted(real(shared_data, "ics").glob("*.ics")):
        try:
            found = outcomes_of(IMPORTER, path, owner="me@example.org")
        except ExpertgraphError:
            continue
        readable += 1
        assert counts_of(found).keys() <= {"found", "not-an-event", "missing-field", "bad-date"}, path
    assert readable > 140


_DAYS = st.sampled_from("MO TU WE TH FR SA SU".split())


@st.composite
def _rules(draw: st.DrawFn) -> str:
    unit = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={unit}", f"INTERVAL={draw(st.integers(1, 4))}"]
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 40))}")
    if draw(st.booleans()):
        months = draw(st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True))
        parts.append(f"BYMONTH={','.join(map(str, months))}")
    if unit != "WEEKLY" and draw(st.booleans()):
        parts.append(f"BYMONTHDAY={draw(st.integers(-31, 31).filter(bool))}")
    if draw(st.booleans()):
        nth = str(draw(st.integers(-5, 5).filter(bool))) if unit in {"MONTHLY", "YEARLY"} else ""
        parts.append(f"BYDAY={','.join(nth + day for day in draw(st.sets(_DAYS, min_size=1, max_size=3)))}")
        if unit in {"MONTHLY", "YEARLY"} and draw(st.booleans()):
            parts.append(f"BYSETPOS={draw(st.sampled_from([1, 2, -1]))}")
    return ";".join(parts)


@given(_rules(), st.dates(date(2017, 1, 1), date(2018, 12, 31)))
def test_recurrence_is_what_dateutil_says(text: str, start: date) -> None:
    rule = parse_rule(text)
    assert rule is not None
    begun, last = datetime(start.year, start.month, start.day), datetime(2020, 6, 30)
    bounded = text if "COUNT" in text else f"{text};UNTIL=20200630"
    expected = rrulestr(bounded, dtstart=begun).between(begun, last, inc=True)
    assert list(days(rule, start, last.date())) == [each.date() for each in expected]
