"""Times in the spellings that were met in real exports."""

from datetime import UTC, datetime

import pytest

from expertgraph.ingest.times import day_order, parse_date, parse_iso, parse_rfc2822, parse_unix, usable_time


def _at(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("17 Jun 2021", _at(2021, 6, 17)),
        ("17 juni 2021", _at(2021, 6, 17)),
        ("12 mrt. 2021", _at(2021, 3, 12)),
        ("1 maart 2022", _at(2022, 3, 1)),
        ("5-Jan-26", _at(2026, 1, 5)),
        ("16.09.2021", _at(2021, 9, 16)),
        ("30-03-2015", _at(2015, 3, 30)),
        ("2015/03/30", _at(2015, 3, 30)),
        ("2015-3-5", _at(2015, 3, 5)),
        ("1/8/18, 6:14 PM", _at(2018, 1, 8, 18, 14)),
        ("1/8/18, 12:14 AM", _at(2018, 1, 8, 0, 14)),
        ("8/1/18", _at(2018, 1, 8)),
        ("Jun 17, 2021", _at(2021, 6, 17)),
        ("Oct 2019", _at(2019, 10, 1)),
        ("2021-06-18 10:11:12 UTC", _at(2021, 6, 18, 10, 11, 12)),
        ("2021/06/18 10:11:12 UTC", _at(2021, 6, 18, 10, 11, 12)),
        ("2021-06-17T10:00:00+02:00", _at(2021, 6, 17, 8)),
        ("2021-06-17T10:00:00.123Z", _at(2021, 6, 17, 10)),
        ("1842-07-10 08:14:00 UTC", _at(1842, 7, 10, 8, 14)),
        ("  17   Jun 2021 ", _at(2021, 6, 17)),
        ("29 Feb 2023", None),
        ("30-02-2021", None),
        ("13:00", None),
        ("1/8/18, 13:14 PM", None),
        ("17 Foo 2021", None),
        ("n/a", None),
        ("", None),
        ("9" * 10_000, None),
    ],
)
def test_dates_as_people_write_them(text: str, seconds: int | None) -> None:
    assert parse_date(text) == seconds


def test_the_order_of_day_and_month_is_read_off_the_whole_column() -> None:
    assert day_order(["1/8/18", "1/25/18"]) == "mdy"
    assert day_order(["1/8/18", "25/1/18"]) == "dmy"
    assert day_order(["1/8/18, 6:14 PM"]) == "mdy"
    assert day_order(["1/8/18", "x", ""]) == "dmy"
    assert parse_date("1/8/2018", "mdy") == _at(2018, 1, 8)
    assert parse_date("1/8/2018", "dmy") == _at(2018, 8, 1)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Mon, 1 Jan 2024 10:00:00 +0100", _at(2024, 1, 1, 9)),
        ("1 Jan 2024 10:00:00 -0230", _at(2024, 1, 1, 12, 30)),
        ("Mon, 1 Jan 24 00:00 EST", _at(2024, 1, 1, 5)),
        ("Sun, 31 Mar 2024 02:30:00 (CET)", _at(2024, 3, 31, 2, 30)),
        ("Tue, 29 Feb 2000 23:59:60 -0000", _at(2000, 2, 29, 23, 59, 59)),
        ("Mon, 01 Jan 2024 00:00:00 -2359", _at(2024, 1, 1, 23, 59)),
        ("Mon, 01 Jan 2024 00:00:00 +9999", None),
        ("Wed, 30 Feb 2022 10:00:00 +0100", None),
        ("Mon, 32 Foo 2024 25:61:61 XST", None),
        ("Mon, 01 Jan 99999 00:00:00 +0000", None),
        ("Mon, 1 Jan 2024 00:00:00 " + "+0" * 5_000, None),
        ("警", None),
        ("", None),
    ],
)
def test_the_date_header_of_a_mail(text: str, seconds: int | None) -> None:
    assert parse_rfc2822(text) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("1704067200.000100", 1_704_067_200.0001),
        (1_704_067_200, 1_704_067_200),
        (1_704_067_200_000, 1_704_067_200),
        ("1704067200000000", 1_704_067_200),
        ("NaN", None),
        ("1e400", None),
        (True, None),
        (None, None),
        (["1"], None),
        ("soon", None),
        ("1" * 1_000, None),
    ],
)
def test_unix_time(value: object, seconds: float | None) -> None:
    assert parse_unix(value) == seconds


def test_iso() -> None:
    assert parse_iso("2024-01-01T00:00:00Z") == _at(2024, 1, 1)
    assert parse_iso("0001-01-01T00:00:00") is not None
    assert parse_iso("2024-13-45T99:00:00") is None


def test_only_1990_to_tomorrow_is_usable() -> None:
    now = _at(2024, 1, 1)
    assert usable_time(_at(1990, 1, 1), now) == _at(1990, 1, 1)
    assert usable_time(_at(1989, 12, 31), now) is None
    assert usable_time(0, now) is None
    assert usable_time(_at(2024, 1, 2), now) == _at(2024, 1, 2)
    assert usable_time(_at(2024, 1, 3), now) is None
    assert usable_time(_at(2099, 1, 1), 0) == _at(2099, 1, 1)
    assert usable_time(4e18, 0) is None
    assert usable_time(None, now) is None
