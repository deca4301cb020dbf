"""Engagement rings: milestones, hold, and reasons that are true to the week."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expertgraph.analysis.mutual import answers_needed
from expertgraph.analysis.population import Items
from expertgraph.analysis.ring_reasons import reasons
from expertgraph.analysis.rings import ACTIVE, CORE, KNOWN, OCCASIONAL, Replay, replay
from expertgraph.analysis.weeks import Contributions, contributions, start_of
from tests.analysis.made import DAY, acts, items, people

W0 = 2_600
"""The community's first week, far enough back that the mature window holds from W0 + 26."""
LAST = W0 + 80
OWN = np.ones(4, dtype=bool)


def at(week: int, day: int = 2) -> int:
    return start_of(week) + day * DAY


def written(weeks: dict[int, list[int]], channel: int = 0, founder: int = 9) -> Items:
    """Items of people in weeks; somebody else founded the community in W0."""
    rows = [(founder, 0, 0, at(W0))]
    rows += [(who, channel, 1, at(week)) for who in sorted(weeks) for week in weeks[who]]
    return items(*rows)


def seen(what: Items, as_of: int, bots: tuple[int, ...] = (), n: int = 10) -> Contributions:
    return contributions(what, OWN, people(n, bots), as_of)


def rung(what: Items, as_of: int, deeds: object = None, **others: object) -> Replay:
    return replay(seen(what, as_of, others.pop("bots", ())), deeds or mutual(as_of), as_of, **others)


def mutual(as_of: int, n: int = 8) -> object:
    """Everybody and person 9 answer each other, week after week."""
    weeks = range(W0, LAST + 60)
    pairs = [(u, v, "reply", at(week)) for week in weeks for who in range(n) for u, v in ((who, 9), (9, who))]
    return acts(*(row for row in pairs if row[3] < as_of))


def ring_of(result: Replay, who: int) -> int:
    return int(result.ring[result.people.tolist().index(who)])


@pytest.mark.parametrize(
    ("weeks", "ring"), [(1, KNOWN), (2, OCCASIONAL), (6, OCCASIONAL), (7, ACTIVE), (16, ACTIVE), (17, CORE)]
)
def test_each_ring_is_entered_at_its_milestone(weeks: int, ring: int) -> None:
    what = written({0: list(range(LAST - weeks, LAST))})
    assert ring_of(rung(what, start_of(LAST)), 0) == ring


@pytest.mark.parametrize(("weeks", "ring"), [(1, OCCASIONAL), (3, OCCASIONAL), (4, ACTIVE), (9, CORE)])
def test_a_young_community_has_a_shorter_window(weeks: int, ring: int) -> None:
    as_of = start_of(W0 + 20)
    what = written({0: list(range(W0 + 20 - weeks, W0 + 20))})
    result = rung(what, as_of)
    assert result.window.weeks == 13
    assert ring_of(result, 0) == ring


def test_a_promotion_counts_in_the_very_week_and_a_demotion_after_four_whole_ones() -> None:
    steady = list(range(LAST - 17, LAST))
    assert ring_of(rung(written({0: steady[:-1]}), at(LAST - 1, 5)), 0) == ACTIVE
    assert ring_of(rung(written({0: steady}), at(LAST - 1, 3)), 0) == CORE
    # 17 active weeks, then silence: the window loses nothing for 9 weeks, is below 13 from the 14th on.
    below_from = LAST - 17 + 26 + 4
    what = written({0: steady})
    assert ring_of(rung(what, start_of(below_from + 4) - 1), 0) == CORE
    assert ring_of(rung(what, start_of(below_from + 4)), 0) == ACTIVE


def test_leave_freezes_the_ring() -> None:
    steady = list(range(LAST - 17, LAST))
    what, as_of = written({0: steady}), start_of(LAST + 40)
    assert ring_of(rung(what, as_of), 0) == KNOWN
    away = {0: [(start_of(LAST), start_of(LAST + 40))]}
    assert ring_of(rung(what, as_of, leave=away), 0) == CORE
    back = start_of(LAST + 40 + 13 + 3)
    assert ring_of(rung(what, back, leave=away), 0) == CORE, "the clock goes on where it stopped"
    assert ring_of(rung(what, back + 5 * 7 * DAY, leave=away), 0) == ACTIVE


def test_a_bot_with_three_thousand_posts_moves_nobody() -> None:
    weeks = {who: list(range(LAST - 2 * who, LAST)) for who in range(1, 8)}
    before = rung(written(weeks), start_of(LAST))
    noise = {8: [LAST - 1 - number % 26 for number in range(3_000)]}
    after = rung(written(weeks | noise), start_of(LAST), bots=(8,))
    assert after.people.tolist() == before.people.tolist()
    assert after.ring.tolist() == before.ring.tolist()


def test_a_busy_colleague_moves_nobody_either() -> None:
    weeks = {who: list(range(LAST - 2 * who, LAST)) for who in range(1, 8)}
    before = rung(written(weeks), start_of(LAST))
    after = rung(written(weeks | {8: list(range(W0, LAST)) * 20}), start_of(LAST))
    kept = [ring_of(after, who) for who in before.people.tolist() if who != 8]
    assert kept == [ring_of(before, who) for who in before.people.tolist()]


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(LAST - 40, LAST - 1)))
def test_equal_people_are_in_equal_rings(weeks: set[int]) -> None:
    result = rung(written({who: sorted(weeks) for who in range(4)}), start_of(LAST))
    assert len({ring_of(result, who) for who in range(4) if weeks}) <= 1


def test_core_asks_for_two_channels_only_where_two_are_busy() -> None:
    steady = {who: list(range(LAST - 20, LAST)) for who in range(7)}
    one = written(steady)
    assert ring_of(rung(one, start_of(LAST)), 0) == CORE
    rows = [(who, 1 if who else 0, 2, at(week)) for who in range(7) for week in range(LAST - 20, LAST)]
    second = items(*([(9, 0, 0, at(W0))] + [(w, 0, 1, at(k)) for w in steady for k in steady[w]] + rows))
    result = rung(second, start_of(LAST))
    assert result.channels_needed
    assert ring_of(result, 0) == ACTIVE, "person 0 stays in one channel"
    assert ring_of(result, 1) == CORE


def test_core_asks_for_reciprocity_only_to_enter() -> None:
    what = written({0: list(range(LAST - 20, LAST))})
    lonely = acts(*[(1, 0, "reply", at(week)) for week in range(LAST - 20, LAST)])
    assert ring_of(rung(what, start_of(LAST), lonely), 0) == ACTIVE
    assert ring_of(rung(what, start_of(LAST)), 0) == CORE


def told(what: Items, as_of: int, deeds: object = None) -> tuple[Replay, dict[str, dict[str, int]]]:
    deeds = deeds or mutual(as_of)
    seen_ = seen(what, as_of)
    result = replay(seen_, deeds, as_of)
    ring = np.full(10, KNOWN, dtype=np.int8)
    ring[result.people] = result.ring
    answers = answers_needed(deeds, result.people, as_of, 60 * DAY, 0.2)
    return result, {code: params for row, code, params in reasons(ring, result, seen_, answers) if row == 0}


HISTORIES = st.sets(st.integers(LAST - 45, LAST), min_size=1)
MOMENTS = st.integers(0, 6)


@settings(max_examples=150, deadline=None)
@given(HISTORIES, MOMENTS)
def test_the_stated_weeks_move_the_ring_exactly_then(weeks: set[int], day: int) -> None:
    as_of = start_of(LAST) + day * DAY + DAY // 2 * bool(day)
    history = sorted(week for week in weeks if at(week) < as_of)
    if not history:
        return
    before, why = told(written({0: history}), as_of)
    if "up.weeks" not in why:
        assert ring_of(before, 0) == CORE
        return
    promise = why["up.weeks"]
    extra = [at(week, 6) for week in range(LAST - 1, LAST + 60) if start_of(week) >= promise["start"]]

    def later(moment: int) -> int:
        rows = [(9, 0, 0, at(W0))] + [(0, 0, 1, at(week)) for week in history]
        rows += [(0, 0, 1, when) for when in extra if when < moment]
        return ring_of(rung(items(*rows), moment), 0)

    assert later(at(0, 0) * 0 + promise["week"]) >= ring_of(before, 0), "not earlier"
    assert later(promise["week"] + 7 * DAY - 1) <= promise["ring"], "but then"


@settings(max_examples=150, deadline=None)
@given(HISTORIES, MOMENTS)
def test_silence_loses_the_ring_exactly_when_stated(weeks: set[int], day: int) -> None:
    as_of = start_of(LAST) + day * DAY + DAY // 2 * bool(day)
    history = sorted(week for week in weeks if at(week) < as_of)
    if not history:
        return
    before, why = told(written({0: history}), as_of)
    here = ring_of(before, 0)
    assert ("drop.weeks" in why) == (here <= OCCASIONAL)
    if here <= OCCASIONAL:
        when = why["drop.weeks"]["week"]
        assert ring_of(rung(written({0: history}), when - 1), 0) == here
        assert ring_of(rung(written({0: history}), when), 0) > here


def test_the_stated_number_of_answers_opens_the_core_and_one_less_does_not() -> None:
    history = {0: list(range(LAST - 20, LAST))}
    as_of = start_of(LAST)
    got = [(1 + week % 6, 0, "reply", at(week)) for week in range(LAST - 20, LAST)]
    result, why = told(written(history), as_of, acts(*got))
    assert ring_of(result, 0) == ACTIVE
    needed = why["up.reciprocity"]["answers"]
    assert needed > 1
    owed: dict[int, float] = {}
    for who, _, _, when in got:
        owed[who] = owed.get(who, 0) + 2 ** (-(as_of - when) / (60 * DAY))

    def after(answers: int) -> int:
        left, given = dict(owed), []
        for _ in range(answers):
            who = max(left, key=lambda each: left[each])
            left[who] -= 1
            given.append((0, who, "answer", as_of - 1))
        return ring_of(rung(written(history), as_of, acts(*got, *given)), 0)

    assert after(needed) == CORE
    assert after(needed - 1) == ACTIVE


def test_nobody_at_all() -> None:
    result = rung(items(), start_of(LAST), acts())
    assert len(result.people) == 0
