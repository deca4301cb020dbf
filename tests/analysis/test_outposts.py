"""Where to be: who came from an outpost to the own channels, and what goes on where."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from expertgraph.analysis.history import arrivals, person_weeks
from expertgraph.analysis.outposts import ALL_OUTPOSTS, ALL_OWN, expected_days, inflow, life, ways
from expertgraph.analysis.population import Items, Population, no_acts
from expertgraph.analysis.weeks import start_of
from tests.analysis.made import DAY, items

W, WEEKS = 2_700, 60
FORUM, CHAT, LINKEDIN, MASTODON = range(4)
ANNA, BOB, CARLA, DIRK, EVA, FRED, STAFF, OUT, BOT = range(9)


def at(week: int, day: int = 0) -> int:
    return start_of(W + week) + day * DAY


def said(*rows: tuple[int, int, int]) -> Items:
    """Items from (author, channel, time), each a thread of its own."""
    return items(*((author, channel, thread, when) for thread, (author, channel, when) in enumerate(rows)))


def world(written: Items) -> Population:
    nothing = np.zeros(0, dtype=np.int32)
    sides = [
        "employee",
        "external",
        "external",
        "unknown",
        "employee",
        "external",
        "employee",
        "external",
        "bot",
    ]
    return Population(
        as_of=at(WEEKS),
        people=pd.DataFrame(
            {
                "kind": sides,
                "staff": [each == STAFF for each in range(9)],
                "opted_out": [each == OUT for each in range(9)],
            }
        ),
        manager=np.full(9, -1, dtype=np.int32),
        leave={},
        channels=pd.DataFrame({"ownership": ["core", "own", "outpost", "outpost"]}),
        items=written,
        acts=no_acts(),
        member_person=nothing,
        member_channel=nothing,
        member_last=nothing.astype(np.int64),
        claims=pd.DataFrame(),
        sources={},
    )


def flow(*rows: tuple[int, int, int]) -> pd.DataFrame:
    """``inflow`` by channel."""
    who = world(said(*rows))
    return inflow(who, person_weeks(who), arrivals(who)).set_index("channel")


CAME = (
    (BOB, LINKEDIN, at(0)), (BOB, FORUM, at(0, 10)), (BOB, FORUM, at(20)),
    (CARLA, LINKEDIN, at(0)), (CARLA, CHAT, at(0, 30)),
    (DIRK, LINKEDIN, at(1)),
    (EVA, FORUM, at(2)), (EVA, LINKEDIN, at(3)),
    (FRED, MASTODON, at(50)), (FRED, FORUM, at(52)),
)  # fmt: skip


def test_who_was_first_seen_on_an_outpost_and_contributed_at_home_later_came_over() -> None:
    table = flow(*CAME)
    there = table.loc[LINKEDIN]
    assert (there["seen"], there["joined"], there["joined_external"]) == (3, 2, 2)
    assert (there["days_q1"], there["days_median"], there["days_q3"]) == (15, 20, 25)
    assert table.loc[ALL_OUTPOSTS, ["seen", "joined"]].tolist() == [4, 3]
    assert table.loc[ALL_OWN, ["seen", "joined"]].tolist() == [1, 1]


def test_who_went_the_other_way_counts_apart() -> None:
    table = flow(*CAME)
    assert table["back"].to_dict() == {LINKEDIN: 1, MASTODON: 0, ALL_OUTPOSTS: 1, ALL_OWN: 0}


def test_a_share_within_half_a_year_is_of_those_who_had_half_a_year() -> None:
    table = flow(*CAME)
    assert table.loc[LINKEDIN, ["seen_early", "joined_within"]].tolist() == [3, 2]
    assert table.loc[MASTODON, ["seen", "joined", "seen_early", "joined_within"]].tolist() == [1, 1, 0, 0]
    late = flow((BOB, LINKEDIN, at(0)), (BOB, FORUM, at(0) + 26 * 7 * DAY + 1))
    assert late.loc[LINKEDIN, ["joined", "seen_early", "joined_within"]].tolist() == [1, 1, 0]


def test_who_came_over_stayed_if_they_contributed_again_later() -> None:
    table = flow(*CAME)
    assert table.loc[LINKEDIN, ["stay_base", "stayed"]].tolist() == [2, 1]
    assert table.loc[MASTODON, ["stay_base", "stayed"]].tolist() == [0, 0], (
        "eight weeks ago: too early to say"
    )
    for weeks, stayed in ((3, 0), (4, 1), (26, 1), (27, 0)):
        again = flow((BOB, LINKEDIN, at(0)), (BOB, FORUM, at(1)), (BOB, CHAT, at(1 + weeks, 1)))
        assert again.loc[LINKEDIN, "stayed"] == stayed, weeks


def test_staff_bots_and_who_opted_out_are_not_counted_as_people() -> None:
    rows = [(who, LINKEDIN, at(0)) for who in (STAFF, OUT, BOT)]
    table = flow(*rows, *((who, FORUM, at(9)) for who in (STAFF, OUT, BOT)))
    assert table.loc[LINKEDIN, ["seen", "joined", "back"]].tolist() == [0, 0, 0]


def test_nobody_there_gives_zeros_and_no_times() -> None:
    table = flow((ANNA, FORUM, at(3)))
    assert table.loc[LINKEDIN, ["seen", "joined", "joined_within", "stayed"]].tolist() == [0, 0, 0, 0]
    assert table.loc[LINKEDIN, ["days_median", "days_expected"]].isna().all()
    assert flow().loc[ALL_OUTPOSTS, "seen"] == 0


@pytest.mark.parametrize(
    ("days", "waiting", "median"),
    [
        ([10, 20, 40], [False, False, False], 20.0),
        ([10, 15, 20, 40], [False, True, False, True], 20.0),
        ([10, 15, 20, 40], [False, True, True, True], None),
        ([10, 15], [True, True], None),
        ([], [], None),
    ],
)
def test_the_expected_time_counts_those_who_have_not_come_yet(
    days: list[int], waiting: list[bool], median: float | None
) -> None:
    """The second: (1 - 1/4) * (1 - 1/2) = 0.375 is the first share of at most a half, after 20 days; those who came
    took 15 at the median."""
    found = expected_days(np.array(days, dtype=np.int64) * DAY, np.array(waiting, dtype=bool))
    assert np.isnan(found) if median is None else found == median


def test_lately_counts_everybody_once() -> None:
    rows = [(who, channel, at(50)) for who in (ANNA, BOB, STAFF) for channel in (FORUM, CHAT, LINKEDIN)]
    table = flow(*rows, (CARLA, MASTODON, at(59)), (DIRK, MASTODON, at(20)))
    assert table["lately"].to_dict() == {LINKEDIN: 2, MASTODON: 1, ALL_OUTPOSTS: 3, ALL_OWN: 2}


def test_a_channel_s_life_is_who_was_there_lately_and_what_was_written() -> None:
    who = world(
        said(
            (ANNA, LINKEDIN, at(59)), (BOB, LINKEDIN, at(56)), (BOB, LINKEDIN, at(56, 1)), (DIRK, LINKEDIN, at(40)),
            (CARLA, LINKEDIN, at(33)), (STAFF, LINKEDIN, at(59)), (OUT, LINKEDIN, at(59)), (BOT, LINKEDIN, at(59)),
            (BOB, FORUM, at(58)), (ANNA, FORUM, at(10)),
        )
    )  # fmt: skip
    table = life(who, np.array([0, 2, 3, 4, 1, 1, 0, 2, -1]), person_weeks(who))
    there = table.loc[LINKEDIN]
    assert there[["people", "employees", "externals", "unknown", "both"]].tolist() == [3, 1, 1, 1, 1]
    assert there[[f"ring_{each}" for each in range(5)]].tolist() == [1, 0, 1, 0, 1]
    assert there[[f"contributions_{each}" for each in (4, 13, 26, 52)]].tolist() == [5, 5, 6, 7]
    assert table.loc[FORUM, ["people", "both"]].tolist() == [1, 0]


def test_ways_lead_from_where_somebody_was_first_seen_to_where_they_first_contributed_at_home() -> None:
    who = world(said(*CAME, (ANNA, LINKEDIN, at(4)), (ANNA, CHAT, at(5))))
    assert [tuple(row) for row in ways(who, arrivals(who)).itertuples(index=False)] == [
        (LINKEDIN, FORUM, 1),
        (LINKEDIN, CHAT, 2),
        (MASTODON, FORUM, 1),
    ]
