"""A pilot of Heat against its own start, everybody else and people who were as active, by numbers known beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from expertgraph.analysis.measures import tally
from expertgraph.edition import Edition
from expertgraph.pilots import sampling
from expertgraph.pilots.evaluating import Evaluation, Figure, counting, evaluate, everybody_else
from expertgraph.pilots.matching import matched
from expertgraph.pilots.sampling import interval, sample
from expertgraph.workspace import Workspace
from tests.pilots.community import NOW, SIZE, START, WEEK, WEEKS, person, plan


@pytest.fixture
def edition(space: Workspace) -> Edition:
    return space.edition()


def unit(edition: Edition, name: str, most: int = SIZE) -> np.ndarray:
    mask = np.zeros(len(edition.table("people")), dtype=bool)
    mask[[edition.row_of(person(name, number)) for number in range(most)]] = True
    return mask & counting(edition)


def heat(edition: Edition, *, exact: bool = True, **said: object) -> Evaluation:
    return evaluate(edition, plan(**said), unit(edition, "Heat"), k=10, exact=exact)


def figure(told: Evaluation, code: str) -> Figure:
    return next(each for each in told.figures if each.measure == code)


def test_it_is_compared_with_as_many_weeks_before_and_with_everybody_else(edition: Edition) -> None:
    told = heat(edition)
    assert (told.before, told.begin, told.end) == (NOW - WEEKS * WEEK, START, NOW)
    assert (told.people, told.rest, told.matched) == (13, 29, 13), (
        "nobody who opted out, no bot; Eva is of the rest"
    )
    active = figure(told, "active")
    assert active.before == pytest.approx(26 / (13 * 8)), "each in two of eight weeks"
    assert active.now == pytest.approx((12 * 8 + 2) / (13 * 8))
    assert active.change is not None
    assert active.change.by == pytest.approx(active.now - active.before)
    assert active.change.low is not None
    assert 0.5 < active.change.low < active.change.by < (active.change.high or 0)


def test_what_everybody_did_alike_is_no_gain_of_the_pilot(edition: Edition) -> None:
    data = evaluate(edition, plan(), unit(edition, "Data"), k=10, exact=True)
    active = figure(data, "active")
    assert active.change is not None
    assert active.change.by == 0
    assert active.matched.difference is not None
    assert active.rest.difference is not None
    assert active.rest.difference.by < -0.1, "because Heat, among the rest, changed"
    heated = figure(heat(edition), "active")
    assert heated.matched.before == pytest.approx(heated.before)
    assert heated.matched.difference is not None
    assert heated.change is not None
    assert heated.matched.difference.by == pytest.approx(heated.change.by), "the matched stayed as they were"
    assert heated.matched.difference.low is not None
    assert heated.matched.difference.low > 0


def test_the_other_measures_follow_from_the_same_weeks(edition: Edition) -> None:
    told = heat(edition)
    assert figure(told, "contributions").now == pytest.approx(figure(told, "active").now), (
        "one question a week each"
    )
    assert figure(told, "answered").before == 0
    assert figure(told, "answered").now == 1
    assert figure(told, "hours").now == 6
    assert figure(told, "hours").before is None
    assert figure(told, "crossing").now == 1
    assert figure(told, "answers").now == 0


def test_a_week_is_told_for_each_week_before_and_since(edition: Edition) -> None:
    told = heat(edition)
    assert [week.at for week in told.weeks] == [NOW - (WEEKS - week) * WEEK for week in range(WEEKS)]
    assert [week.before for week in told.weeks] == [True] * 8 + [False] * 8
    active = figure(told, "active")
    values = [week.value for week in told.weeks]
    assert np.mean(values[8:]) == pytest.approx(active.now), "the weeks' mean is the figure"
    assert np.mean(values[:8]) == pytest.approx(active.before)


@pytest.mark.parametrize(("people", "told"), [(9, False), (10, True)])
def test_of_fewer_than_k_people_nothing_is_told(edition: Edition, people: int, told: bool) -> None:
    found = evaluate(edition, plan(), unit(edition, "Heat", people), k=10, exact=True)
    assert bool(found.figures) == bool(found.weeks) == told
    assert (found.people is not None) == told
    assert (found.verdict.because == "few") == (not told)


def test_a_figure_about_questions_needs_k_people_who_ask(edition: Edition) -> None:
    mixed = unit(edition, "Heat", 4) | unit(edition, "Data", 10)
    found = evaluate(edition, plan(measure="answered"), mixed, k=10, exact=True)
    assert figure(found, "answered").now is not None, "fourteen ask"
    assert figure(found, "crossing").now is None, "four were answered"
    assert figure(found, "hours").now is None
    assert found.spread == 4
    assert [week.value is None for week in found.weeks] == [True] * 2 + [False] * 14


def test_others_than_the_owner_get_counts_rounded_to_five(edition: Edition) -> None:
    exact, told = heat(edition), heat(edition, exact=False)
    assert (told.people, told.rest, told.matched) == (15, 30, 15)
    for code, weeks in (("active", 8), ("contributions", 8)):
        one = figure(told, code)
        assert one.now is not None
        counted = one.now * 13 * weeks
        assert counted == pytest.approx(5 * round(counted / 5)), code
        assert abs(one.now - (figure(exact, code).now or 0)) <= 2.5 / (13 * weeks) + 1e-9
    assert (exact.spread, told.spread) == (1, 4)
    assert told.weeks[3].value == pytest.approx(15 / (13 * 4)), "thirteen in one week each, rounded"
    assert told.weeks[-1].value == pytest.approx(50 / (13 * 4)), "twelve in each week, one in one"
    change = figure(told, "active").change
    assert change is not None
    assert change.low is not None
    assert change.high is not None
    assert change.low <= change.by <= change.high


def test_the_same_input_gives_the_same_intervals(edition: Edition) -> None:
    assert heat(edition) == heat(edition)


def test_where_the_data_begin_later_there_is_nothing_to_compare_with(edition: Edition) -> None:
    told = heat(edition, started=START - 2 * WEEK)
    assert told.before is None
    assert figure(told, "active").before is None
    assert figure(told, "active").change is None
    assert figure(told, "active").rest.now is not None
    assert len(told.weeks) == 10


def test_before_the_first_week_is_over_nothing_is_told(edition: Edition) -> None:
    for started in (NOW - WEEK + 86_400 * 7, NOW + WEEK):
        told = heat(edition, started=started)
        assert (told.figures, told.weeks, told.verdict.because) == ([], [], "early")


def test_it_is_looked_at_until_it_ended(edition: Edition) -> None:
    told = heat(edition, ends=START + 5 * WEEK + 86_400)
    assert (told.begin, told.end) == (START, START + 5 * WEEK)


def test_the_verdict_follows_the_last_four_weeks(edition: Edition) -> None:
    assert (heat(edition).verdict.code, heat(edition).verdict.because) == ("reached", "target")
    assert heat(edition, target=0.99).verdict.code == "on-the-way"
    assert heat(edition, target=0.2).verdict.because == "before"
    data = evaluate(edition, plan(), unit(edition, "Data"), k=10, exact=True)
    assert (data.verdict.code, data.verdict.because) == ("not-yet", "still")


def test_the_matched_are_others_as_active_before_and_nobody_twice(edition: Edition) -> None:
    group, rest = unit(edition, "Heat"), everybody_else(edition, unit(edition, "Heat"))
    before = tally(edition, NOW - WEEKS * WEEK, START)
    chosen = matched(group, rest, before)
    assert chosen is not None
    assert int(chosen.sum()) == 13
    assert not (chosen & ~rest).any()
    assert sorted(before.active_weeks[chosen]) == sorted(before.active_weeks[group])
    assert matched(rest, group, before) is None, "too few others"


def test_an_interval_holds_the_middle_of_the_draws() -> None:
    assert interval(np.arange(1_001.0)) == (25, 975)
    assert interval(np.full(10, np.nan)) is None
    assert interval(np.array([1.0] * 8 + [np.nan] * 2)) is None, "too often there is none"


def test_lots_of_people_move_a_figure_as_much_as_people_do(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = everybody_else(edition, np.zeros(len(edition.table("people")), dtype=bool))
    spans = tally(edition, NOW - WEEKS * WEEK, START), tally(edition, START, NOW)
    alone = sample(group, *spans, 0)["active"].drawn_change.std()
    monkeypatch.setattr(sampling, "MOST_DRAWN", 21)
    assert int(group.sum()) > 40
    lots = [sample(group, *spans, side)["active"].drawn_change.std() for side in range(20)]
    assert np.mean(lots) == pytest.approx(alone, rel=0.1)


def test_intervals_hold_what_would_have_been_seen_of_others_like_them(edition: Edition) -> None:
    """Of sixty groups drawn from one population, about 95 % of the intervals hold its true value of nought."""
    dice = np.random.default_rng(7)
    care = np.flatnonzero(unit(edition, "Care") | unit(edition, "Data"))
    missed = 0
    for _ in range(60):
        mask = np.zeros(len(edition.table("people")), dtype=bool)
        mask[dice.choice(care, 14, replace=False)] = True
        change = figure(evaluate(edition, plan(), mask, k=10, exact=True), "active").change
        assert change is not None
        missed += not (change.low or 0) <= 0 <= (change.high or 0)
    assert missed <= 9
