"""What a group did in some weeks, counted from threads and weeks that one can count by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from expertgraph.analysis.history import arrivals, person_weeks, threads
from expertgraph.analysis.measures import Measures, measure, tally, whole_weeks
from expertgraph.edition import Draft, Edition
from tests.analysis.made import DAY, items
from tests.analysis.test_history import ANNA, BOB, CARLA, OUTPOST, OWN, at, world

EVERYBODY = np.array([True, True, True, False])
UNITS = ["Data", "Cloud", None, None]


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    """Anna (Data), Bob (Cloud) and Carla (an external) over twenty weeks."""
    written = items(
        (ANNA, OWN, 0, at(0)), (BOB, OWN, 0, at(0) + 3_600),
        (ANNA, OWN, 1, at(1)), (CARLA, OWN, 1, at(1) + 3 * 3_600),
        (ANNA, OWN, 2, at(2)), (BOB, OWN, 2, at(4)),
        (BOB, OWN, 3, at(2, 2)),
        (CARLA, OUTPOST, 4, at(1)), (ANNA, OUTPOST, 4, at(1, 2)),
        (ANNA, OWN, 5, at(19, 6)),
    )  # fmt: skip
    who = world(written)
    draft = Draft(tmp_path)
    draft.write("people", who.people.assign(unit=UNITS))
    draft.write("channels", who.channels)
    draft.write("person_weeks", person_weeks(who))
    draft.write("threads", threads(who))
    draft.write("arrivals", arrivals(who))
    return draft.publish({"as_of": who.as_of})


def counted(edition: Edition, people: list[int], first: int, last: int, **more: object) -> Measures:
    mask = np.isin(np.arange(4), people)
    return measure(edition, mask, at(first, 0), at(last, 0), **more)  # type: ignore[arg-type]


def test_a_group_is_counted_over_whole_weeks(edition: Edition) -> None:
    told = counted(edition, [ANNA, BOB, CARLA], 0, 3)
    assert (told.people, told.active, told.active_share) == (3, 3, 1.0)
    assert (told.contributions, told.started, told.answers, told.questions) == (6, 4, 2, 4)
    assert told.answered_share == 2 / 4, "the one that waited two weeks, and Bob's, are not answered in time"
    assert told.median_hours == 2.0
    assert told.crossing_share == 1.0, "once from another unit, once from an external"
    assert (told.newcomers, told.helped) == (3, 1)


def test_the_end_does_not_belong_to_it_and_moments_go_back_to_mondays(edition: Edition) -> None:
    assert counted(edition, [ANNA], 0, 2).contributions == 2
    assert measure(edition, EVERYBODY, at(0, 3), at(2, 5)) == measure(edition, EVERYBODY, at(0, 0), at(2, 0))
    assert whole_weeks(at(0, 3), at(2, 5)) == (at(0, 0), at(2, 0))


def test_only_who_is_asked_for_counts(edition: Edition) -> None:
    bob = counted(edition, [BOB], 0, 5)
    assert (bob.contributions, bob.answers, bob.questions, bob.answered_share) == (3, 2, 1, 0.0)
    assert bob.helped == 1, "Anna, twice"
    assert bob.median_hours is None
    assert bob.crossing_share is None


def test_a_week_with_contributions_in_two_channels_is_one_active_week(tmp_path: Path) -> None:
    who = world(items((ANNA, OWN, 0, at(0)), (ANNA, OUTPOST, 1, at(0, 2)), (ANNA, OWN, 2, at(3))))
    draft = Draft(tmp_path)
    draft.write("people", who.people.assign(unit=UNITS))
    draft.write("channels", who.channels)
    for name, table in (("person_weeks", person_weeks), ("threads", threads), ("arrivals", arrivals)):
        draft.write(name, table(who))
    told = tally(draft.publish({"as_of": who.as_of}), at(0), at(9), channels=np.array([True, True]))
    assert told.active_weeks.tolist() == [2, 0, 0, 0]
    assert told.contributions[ANNA] == 3


def test_of_nobody_nothing_is_said(edition: Edition) -> None:
    nobody = counted(edition, [], 0, 5)
    assert nobody.people == 0
    assert nobody.active_share is None
    assert nobody.answered_share is None


def test_an_outpost_counts_only_when_asked_for(edition: Edition) -> None:
    outposts = np.array([False, True])
    assert counted(edition, [CARLA], 0, 3).questions == 0
    told = counted(edition, [CARLA], 0, 3, channels=outposts)
    assert (told.questions, told.answered_share, told.median_hours) == (1, 1.0, 24.0)
    assert told.newcomers == 0, "she was new on an own channel"


def test_a_question_of_yesterday_is_not_held_against_anybody(edition: Edition) -> None:
    fresh = counted(edition, [ANNA], 19, 20)
    assert (fresh.questions, fresh.answered_share) == (1, None)
    assert at(19, 6) + 7 * DAY > edition.as_of


def test_the_tally_adds_up_to_the_measures(edition: Edition) -> None:
    told, each = counted(edition, [ANNA, BOB, CARLA], 0, 20), tally(edition, at(0), at(20))
    assert each.contributions.tolist() == [4, 3, 1, 0]
    assert told.contributions == each.contributions.sum()
    assert told.answered_share == each.answered.sum() / each.ripe.sum()
    assert each.newcomer.tolist() == [1, 1, 1, 0]
    assert each.active_weeks.tolist() == [4, 3, 1, 0]


def test_people_whose_unit_nobody_knows_are_left_out_of_the_crossing(
    edition: Edition, tmp_path: Path
) -> None:
    draft = Draft(tmp_path / "unplaced")
    for name in ("channels", "person_weeks", "threads", "arrivals"):
        draft.write(name, edition.table(name))
    draft.write("people", edition.table("people").assign(unit=[None, "Cloud", None, None]))
    told = counted(draft.publish({"as_of": edition.as_of}), [ANNA], 0, 2)
    assert told.crossing_share == 1.0, "of the external's answer alone"
    assert told.answered_share == 1.0
