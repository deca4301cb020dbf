"""Rings over random communities: several people, channels, an outpost, leave, young and mature, from population to
standing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from expertgraph.analysis.population import Population
from expertgraph.analysis.ring_reasons import Reason
from expertgraph.analysis.rings import ACTIVE, BOT, CORE, OCCASIONAL, OUTPOST
from expertgraph.analysis.standing import Standing, stand
from expertgraph.analysis.weeks import start_of
from tests.analysis.made import DAY, acts, items

FIRST = 2_600
WEEKS = 62
CHANNELS = 3
"""Two of the organisation's own, and an outpost."""
SOME = settings(max_examples=40, deadline=None)
Post = tuple[int, int, int]
"""Who, week (from FIRST) and channel."""


@dataclass(frozen=True)
class Community:
    """``posts`` of people 0..n-1, the last of whom founded it; ``talk``: (who, to whom, week)."""

    n: int
    posts: tuple[Post, ...]
    talk: tuple[Post, ...]
    bots: tuple[int, ...] = ()
    leave: tuple[tuple[int, int, int], ...] = ()
    """Who, from which week on, until before which."""

    def at(self, week: int, seconds: int = 0) -> Standing:
        """How everybody stands as of so many seconds into a week; later posts do not exist yet."""
        return stand(self.population(start_of(FIRST + week) + seconds))

    def population(self, as_of: int) -> Population:
        """What was there before a moment."""
        rows = [(who, channel, place, moment(week)) for place, (who, week, channel) in enumerate(self.posts)]
        deeds = [(who, whom, "reply", moment(week)) for who, whom, week in self.talk]
        kind = ["bot" if row in self.bots else "employee" for row in range(self.n)]
        own = [(who, channel) for who, channel, _, at in rows if at < as_of]
        pairs = sorted(set(own))
        return Population(
            as_of=as_of,
            people=pd.DataFrame({"kind": kind, "staff": [False] * self.n}),
            manager=np.full(self.n, -1, dtype=np.int32),
            leave={
                who: [(start_of(FIRST + begin), start_of(FIRST + end))]
                for who, begin, end in self.leave
                if start_of(FIRST + begin) < as_of
            },
            channels=pd.DataFrame({"ownership": ["own", "own", "outpost"], "source": ["x", "x", "social"]}),
            items=items(*(row for row in rows if row[3] < as_of)),
            acts=acts(*(row for row in deeds if row[3] < as_of)),
            member_person=np.array([who for who, _ in pairs], dtype=np.int32),
            member_channel=np.array([channel for _, channel in pairs], dtype=np.int32),
            member_last=np.zeros(len(pairs), dtype=np.int64),
            claims=pd.DataFrame(),
            sources={},
        )

    def with_(self, posts: Sequence[Post], **others: object) -> Community:
        """The same with more posts."""
        return replace(self, posts=(*self.posts, *posts), **others)  # type: ignore[arg-type]

    def without(self, who: int, since: int) -> Community:
        """The same with somebody silent from a week on."""
        return replace(self, posts=tuple(each for each in self.posts if each[0] != who or each[1] < since))


def moment(week: int) -> int:
    """The last second of a week."""
    return start_of(FIRST + week + 1) - 1


@st.composite
def communities(draw: st.DrawFn) -> Community:
    """Two to six people and a founder, each active in weeks of their own, in a channel of theirs for each week."""
    n = draw(st.integers(2, 6)) + 1
    posts = [(n - 1, 0, 0)]
    for who in range(n - 1):
        weeks, often = draw(st.integers(0, 2**WEEKS - 1)), draw(st.integers(0, 2**WEEKS - 1))
        busy = draw(st.booleans())
        channels = draw(st.integers(0, 3**8 - 1))
        here = [week for week in range(WEEKS) if weeks >> week & 1 or (busy and often >> week & 1)]
        posts += [(who, week, channels // 3 ** (week % 8) % 3) for week in here]
    pairs = draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=8))
    every = draw(st.integers(1, 9))
    talk = [(a, b, week) for a, b in sorted(pairs) if a != b for week in range(0, WEEKS, every)]
    return Community(n, tuple(posts), tuple(talk))


NOW = st.sampled_from([6, 20, 25, 27, 45, 60])
"""Weeks after which one looks: a young community, one that comes of age, and mature ones."""


def told(standing: Standing, who: int, code: str) -> dict[str, int] | None:
    found = [params for row, name, params in standing.reasons if row == who and name == code]
    return found[0] if found else None


def about(standing: Standing, who: int) -> list[Reason]:
    return [(0, code, params) for row, code, params in standing.reasons if row == who]


def inward(ring: int) -> int:
    """Ring numbers so that outposts stand outside."""
    return ring if ring >= 0 else OUTPOST + 1


@SOME
@given(communities(), NOW)
def test_equal_people_stand_equally_with_the_same_reasons(made: Community, week: int) -> None:
    twin = made.n
    doubled = [(twin, when, channel) for who, when, channel in made.posts if who == 0]
    spoken = [(twin if a == 0 else a, twin if b == 0 else b, when) for a, b, when in made.talk if 0 in (a, b)]
    both = replace(made, n=made.n + 1, posts=(*made.posts, *doubled), talk=(*made.talk, *spoken)).at(week)
    assert both.ring[0] == both.ring[twin]
    assert both.since[0] == both.since[twin]
    assert about(both, 0) == about(both, twin)


@SOME
@given(communities(), NOW)
def test_a_bot_with_three_thousand_posts_moves_nobody_and_changes_no_reason(
    made: Community, week: int
) -> None:
    before = made.at(week)
    noise = [(made.n, number % WEEKS, number % CHANNELS) for number in range(3_000)]
    spoken = tuple((made.n, number % made.n, number % WEEKS) for number in range(300))
    after = made.with_(noise, n=made.n + 1, bots=(made.n,), talk=(*made.talk, *spoken)).at(week)
    assert after.ring[:-1].tolist() == before.ring.tolist()
    assert after.ring[-1] == BOT
    assert [each for each in after.reasons if each[0] != made.n] == before.reasons


@SOME
@given(communities(), NOW, st.integers(1, 20), st.data())
def test_a_holiday_moves_nobody(made: Community, week: int, away: int, data: st.DataObject) -> None:
    who = data.draw(st.integers(0, made.n - 1))
    silent = made.without(who, week)
    before = silent.at(week)
    later = min(week + away, WEEKS)
    marked = replace(silent, leave=((who, week, week + away),))
    assert marked.at(later).ring[who] == before.ring[who], "the ring waits"
    others = np.arange(made.n) != who
    assert marked.at(later).ring[others].tolist() == silent.at(later).ring[others].tolist(), (
        "and nobody else moves"
    )


@SOME
@given(communities(), NOW, st.integers(2, 50), st.data())
def test_nobody_moves_because_another_posts_more(
    made: Community, week: int, times: int, data: st.DataObject
) -> None:
    loud = data.draw(st.integers(0, made.n - 1))
    before = made.at(week)
    after = made.with_([each for each in made.posts if each[0] == loud] * times).at(week)
    assert after.ring.tolist() == before.ring.tolist(), "the loud one neither: weeks count, not posts"


@SOME
@given(communities(), NOW, st.data())
def test_whoever_comes_every_week_to_every_channel_moves_nobody_out_and_nobody_between_the_outer_rings(
    made: Community, week: int, data: st.DataObject
) -> None:
    loud = data.draw(st.integers(0, made.n - 1))
    everywhere = [(loud, when, channel) for when in range(WEEKS) for channel in range(CHANNELS)]
    before, after = made.at(week), made.with_(everywhere).at(week)
    for who in set(range(made.n)) - {loud}:
        if after.ring[who] != before.ring[who]:
            # Where a second channel comes to have five people, the core asks those who enter later for two.
            assert {int(before.ring[who]), int(after.ring[who])} == {CORE, ACTIVE}
            assert after.replayed.channels_needed or after.replayed.channels.max() > 1


@SOME
@given(communities(), NOW)
def test_the_stated_weeks_move_everybody_up_then_and_not_before(made: Community, week: int) -> None:
    assume(week < WEEKS - 1)
    now = made.at(week)
    for who in range(made.n):
        promise = told(now, who, "up.weeks")
        if promise is None or promise["ring"] == CORE:
            continue
        start, then = ((promise[name] - start_of(FIRST)) // (7 * DAY) for name in ("start", "week"))
        coming = made.without(who, week).with_([(who, when, 0) for when in range(start, then + 2)])
        assert coming.at(then).ring[who] >= now.ring[who], "not earlier"
        assert coming.at(then + 1).ring[who] <= promise["ring"], "but then"


@SOME
@given(communities(), NOW)
def test_silence_moves_everybody_out_when_stated_and_not_before(made: Community, week: int) -> None:
    now = made.at(week)
    for who in range(made.n):
        promise = told(now, who, "drop.weeks")
        assert (promise is not None) == (CORE <= now.ring[who] <= OCCASIONAL)
        if promise is None:
            continue
        silent = made.without(who, week)
        when = (promise["week"] - start_of(FIRST)) // (7 * DAY)
        assert silent.at(when, -1).ring[who] == now.ring[who]
        assert silent.at(when).ring[who] > now.ring[who]


@st.composite
def regulars(draw: st.DrawFn) -> Community:
    """Seven people who come nearly every week, some to one channel alone, some of them spoken to and silent."""
    n = 8
    posts = [(n - 1, 0, 0)]
    for who in range(n - 1):
        missed = draw(st.sets(st.integers(WEEKS - 26, WEEKS), max_size=8))
        both = draw(st.booleans())
        posts += [
            (who, week, week % 2 if both else who % 2)
            for week in range(WEEKS - 28, WEEKS)
            if week not in missed
        ]
    pairs = draw(st.sets(st.tuples(st.integers(0, n - 2), st.integers(0, n - 2)), max_size=14))
    talk = [
        (a, b, week) for a, b in sorted(pairs) if a != b for week in range(WEEKS - 20, WEEKS, 1 + (a + b) % 4)
    ]
    return Community(n, tuple(posts), tuple(talk))


@SOME
@given(regulars())
def test_all_that_is_stated_opens_the_core_and_anything_less_does_not(made: Community) -> None:
    """For whom the weeks are there: the channels and the answers that the reasons name, given now."""
    now = made.at(WEEKS)
    for who in np.flatnonzero(now.ring == ACTIVE).tolist():
        channels, owed = told(now, who, "up.channels"), told(now, who, "up.reciprocity")
        if told(now, who, "up.weeks") or (owed and owed["answers"] is None):
            continue
        event(f"channels {bool(channels)}, answers {bool(owed)}")
        used = {channel for one, _, channel in made.posts if one == who}
        missing = [(who, WEEKS - 1, channel) for channel in (0, 1) if channel not in used] if channels else []
        answers = _answers(made, who, WEEKS, owed["answers"] if owed else 0)
        whole = made.with_(missing, talk=(*made.talk, *answers))
        assert whole.at(WEEKS).ring[who] == CORE
        for less in ([(missing[1:], answers)] if missing else []) + (
            [(missing, answers[1:])] if answers else []
        ):
            assert made.with_(less[0], talk=(*made.talk, *less[1])).at(WEEKS).ring[who] == ACTIVE


def _answers(made: Community, who: int, week: int, count: int) -> list[Post]:
    """So many answers in the last week, each to whom most is owed."""
    as_of = start_of(FIRST + week)
    owed = dict.fromkeys(range(made.n), 0.0)
    for one, other, when in made.talk:
        if week - 26 <= when < week and who in (one, other):
            fresh = 2 ** (-(as_of - moment(when)) / (60 * DAY))
            owed[one if other == who else other] += fresh if other == who else -fresh
    given_: list[Post] = []
    for _ in range(count):
        most = max(owed, key=lambda each: owed[each])
        owed[most] -= 1
        given_.append((who, most, week - 1))
    return given_
