"""What happened when: the three tables that everything over time counts from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from expertgraph.analysis.history import arrivals, person_weeks, threads
from expertgraph.analysis.population import Acts, Items, Population, no_acts
from expertgraph.analysis.weeks import start_of
from tests.analysis.made import DAY, acts, items

W = 2_700
ANNA, BOB, CARLA, BOT = range(4)
OWN, OUTPOST = 0, 1


def at(week: int, day: int = 1) -> int:
    return start_of(W + week) + day * DAY


def world(written: Items, deeds: Acts | None = None, weeks: int = 20) -> Population:
    nothing = np.zeros(0, dtype=np.int32)
    return Population(
        as_of=start_of(W + weeks),
        people=pd.DataFrame({"kind": ["employee", "employee", "external", "bot"]}),
        manager=np.full(4, -1, dtype=np.int32),
        leave={},
        channels=pd.DataFrame({"ownership": ["own", "outpost"], "name": ["forum", "linkedin"]}),
        items=written,
        acts=deeds if deeds is not None else no_acts(),
        member_person=nothing,
        member_channel=nothing,
        member_last=nothing.astype(np.int64),
        claims=pd.DataFrame(),
        sources={},
    )


def test_a_week_counts_what_was_written_started_and_answered() -> None:
    written = items(
        (ANNA, OWN, 0, at(0)), (BOB, OWN, 0, at(0, 2)), (ANNA, OWN, 0, at(0, 3)), (BOB, OWN, 1, at(1))
    )
    found = person_weeks(world(written)).to_dict("records")
    assert [tuple(row.values()) for row in found] == [
        (ANNA, OWN, start_of(W), 2, 1, 0),
        (BOB, OWN, start_of(W), 1, 0, 1),
        (BOB, OWN, start_of(W + 1), 1, 1, 0),
    ]


def test_bots_and_what_is_yet_to_come_do_not_count() -> None:
    written = items((BOT, OWN, 0, at(0)), (ANNA, OWN, 1, at(20)))
    assert person_weeks(world(written)).empty
    assert threads(world(written)).empty


def test_a_thread_knows_its_first_answer_by_somebody_else() -> None:
    written = items(
        (ANNA, OWN, 0, at(0)), (ANNA, OWN, 0, at(0, 2)), (BOT, OWN, 0, at(0, 3)), (BOB, OWN, 0, at(2)),
        (CARLA, OWN, 0, at(1)), (BOB, OUTPOST, 1, at(3)),
    )  # fmt: skip
    told = threads(world(written))
    assert told["opener"].tolist() == [ANNA, BOB]
    assert told["question"].tolist() == [True, True]
    assert told["first_answerer"].tolist() == [CARLA, -1]
    assert told["first_answer_at"].tolist() == [at(1), 0]
    assert told["replies"].tolist() == [3, 0], "the bot's does not count"
    assert told["people"].tolist() == [3, 1]
    assert told["last_at"].tolist() == [at(2), at(3)]


def test_where_people_came_from_and_when_they_joined() -> None:
    written = items((ANNA, OUTPOST, 0, at(1)), (ANNA, OWN, 1, at(4)), (BOB, OUTPOST, 2, at(2)))
    deeds = acts((ANNA, BOB, "reaction", at(0)), channel=OUTPOST)
    found = arrivals(world(written, deeds)).to_dict("records")
    assert [tuple(row.values()) for row in found] == [
        (ANNA, at(0), OUTPOST, at(4), OWN),
        (BOB, at(2), OUTPOST, 0, -1),
    ]
