"""The effect of a programme, on made communities: a planted one is found, none is not, few people tell nothing."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.weeks import start_of
from expertgraph.answers.champions_effect import EffectAnswer, effect_of
from expertgraph.edition import Draft, Edition
from expertgraph.programme.effect import MEASURES, SAMPLES, effect, interval, long_enough
from expertgraph.programme.growth import growth, line
from expertgraph.programme.matching import BEFORE, CALIPER, active_weeks, match
from expertgraph.programme.state import Programme, Standing
from expertgraph.workspace import Workspace

NOW = start_of(2_900)
START = NOW - 20 * WEEK
WEEKS = 40


def community(folder: Path, seed: int, lift: float, members: int = 30, people: int = 150) -> Edition:
    """People who each contribute with their own chance a week; the first ones, after START, more often by ``lift``."""
    draw = np.random.default_rng(seed)
    chance = draw.uniform(0.2, 0.6, people)
    week = NOW - WEEK * np.arange(WEEKS, 0, -1)
    raised = np.where((np.arange(people) < members)[:, None] & (week >= START)[None, :], lift, 0.0)
    person, at = np.nonzero(draw.random((people, WEEKS)) < chance[:, None] + raised)
    draft = Draft(folder)
    draft.write(
        "people",
        {
            "person": [f"p{row}" for row in range(people)],
            "identities": [[f"x:{row}"] for row in range(people)],
            "kind": np.where(np.arange(people) % 3 == 0, "external", "employee"),
            "unit": [("Data", "Cloud")[row % 2] for row in range(people)],
            "ring": np.where(np.arange(people) % 2 == 0, 1, 2).astype(np.int8),
            "staff": np.zeros(people, bool),
            "opted_out": np.zeros(people, bool),
            "left": np.zeros(people, bool),
        },
    )
    one = np.ones(len(person), np.int32)
    draft.write(
        "person_weeks",
        {
            "person": person.astype(np.int32),
            "channel": 0 * one,
            "week": week[at],
            "contributions": one,
            "started": 0 * one,
            "answers": one,
        },
    )
    draft.write("threads", _threads(draw, person, week[at], people))
    draft.write("channels", {"channel": ["c"], "ownership": ["own"]})
    rings = [(row, week[0], 1 if row % 2 == 0 else 2) for row in range(people)]
    draft.write("ring_history", pd.DataFrame(rings, columns=["person", "week", "ring"]))
    draft.write(
        "arrivals",
        {name: np.zeros(0, np.int64) for name in ("person", "first_at", "first_own_at", "first_own_channel")},
    )
    return draft.publish({"as_of": NOW})


def _threads(draw: np.random.Generator, person: np.ndarray, at: np.ndarray, people: int) -> dict[str, object]:
    opener = (person + draw.integers(1, people, len(person))) % people
    return {
        "opener": opener.astype(np.int32),
        "first_answerer": person.astype(np.int32),
        "first_answer_at": at + 60,
        "at": at,
        "question": np.ones(len(person), bool),
        "channel": np.zeros(len(person), np.int32),
    }


def measured(edition: Edition, members: int = 30) -> dict[str, tuple[float, float, float]]:
    pool = np.ones(len(edition.table("people")), dtype=bool)
    found = effect(edition, match(edition, dict.fromkeys(range(members), START + 60), pool))
    return {each.name: (each.low, each.effect, each.high) for each in found.changes}


def test_a_planted_effect_is_found_at_about_its_size(tmp_path: Path) -> None:
    low, middle, high = measured(community(tmp_path, 1, 0.3))["active_weeks"]
    assert 0 < low < 0.3 < high
    assert middle == pytest.approx(0.3, abs=0.12)


def test_without_an_effect_the_interval_covers_zero_as_often_as_it_says(tmp_path: Path) -> None:
    def covered() -> Iterator[bool]:
        for seed in range(30):
            found = measured(community(tmp_path / str(seed), seed, 0.0))
            yield from (low <= 0 <= high for low, _, high in found.values())

    hits = list(covered())
    assert len(hits) == 90
    assert sum(hits) >= 78  # 95 % of 90 is 85.5; the percentile bootstrap of 30 pairs is slightly short


def test_the_two_of_a_pair_were_alike_before_and_nobody_is_used_twice(tmp_path: Path) -> None:
    edition = community(tmp_path, 3, 0.3)
    pairs = match(edition, dict.fromkeys(range(30), START), np.ones(150, dtype=bool))
    who = edition.table("people")
    for name in ("ring", "kind"):
        assert (who[name].to_numpy()[pairs.member] == who[name].to_numpy()[pairs.other]).all()
    assert len(set(pairs.other.tolist()) | set(pairs.member.tolist())) == 2 * len(pairs.member)
    found = effect(edition, pairs)
    active = next(each for each in found.balance if each.name == "active_weeks")
    assert abs(active.members - active.others) * 13 <= CALIPER
    assert found.pairs + found.unmatched == 30


def test_who_is_like_nobody_is_left_out_rather_than_matched_badly(tmp_path: Path) -> None:
    edition = community(tmp_path, 4, 0.0)
    weeks = active_weeks(edition, START - BEFORE * WEEK, START)
    apart = np.abs(weeks - weeks[1])
    alike = np.flatnonzero((np.arange(150) % 2 == 1) & (np.arange(150) % 3 != 0) & (np.arange(150) > 30))
    near, far = (int(alike[mask[alike]][0]) for mask in (apart <= CALIPER, apart > CALIPER))
    for other, expected in ((near, [1]), (far, []), (30, [])):  # 30 stands in another ring
        pool = np.zeros(150, dtype=bool)
        pool[other] = True
        pairs = match(edition, {1: START}, pool)
        assert (pairs.member.tolist(), pairs.unmatched) == (expected, 1 - len(expected))
    assert match(edition, {}, pool).unmatched == 0
    with pytest.raises(ValueError, match="no pairs"):
        effect(edition, match(edition, {0: START}, np.zeros(150, dtype=bool)))


def test_who_said_yes_only_lately_does_not_count_yet(tmp_path: Path) -> None:
    edition = community(tmp_path, 5, 0.0)
    assert long_enough(edition, {0: NOW - 3 * WEEK, 1: NOW - 4 * WEEK, 2: START}) == {
        1: NOW - 4 * WEEK,
        2: START,
    }


def test_the_interval_is_that_of_the_mean_and_the_same_twice() -> None:
    figures = np.random.default_rng(7).normal(1.0, 1.0, 100)
    low, high = interval(figures)
    assert interval(figures) == (low, high)
    assert (low, high) == pytest.approx((figures.mean() - 0.196, figures.mean() + 0.196), abs=0.06)
    assert SAMPLES == 2_000


def test_the_share_of_active_people_follows_the_rings_week_by_week(tmp_path: Path) -> None:
    draft = Draft(tmp_path)
    who = ["anna", "bob", "carla", "dirk", "bot", "out"]
    draft.write(
        "people",
        {
            "person": who,
            "kind": ["employee"] * 4 + ["bot", "employee"],
            "staff": [False] * 6,
            "opted_out": [False] * 5 + [True],
            "left": [False] * 6,
        },
    )
    changes = [(0, 9, 1), (0, 3, 2), (1, 6, 0), (5, 9, 0)]  # person, weeks ago, ring
    draft.write(
        "ring_history",
        {
            "person": np.array([row for row, _, _ in changes], np.int32),
            "week": np.array([NOW - ago * WEEK for _, ago, _ in changes]),
            "ring": np.array([ring for _, _, ring in changes], np.int8),
        },
    )
    draft.write("arrivals", {"person": np.array([3], np.int32), "first_at": np.array([NOW - 2 * WEEK])})
    found = growth(draft.publish({"as_of": NOW}), 11)
    assert found.active.tolist() == [0, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1]
    assert found.people.tolist() == [3] * 8 + [4] * 3


def test_the_line_runs_from_the_start_to_the_target() -> None:
    at = np.array([0, 10, 20, 30])
    assert line(10, 0.01, 30, 0.1, at) == [None, 0.01, 0.055, 0.1]


@pytest.mark.parametrize(("members", "why"), [(9, "young"), (12, None)])
def test_the_effect_is_told_of_k_people_a_side_and_never_of_fewer(
    tmp_path: Path, members: int, why: str | None
) -> None:
    space = Workspace.open(f"sqlite:///{tmp_path / 's.db'}", clock=lambda: NOW)
    community(space.editions, 1, 0.3)
    programme = Programme("p", "Spark", {}, None, None, START)
    standing = {
        f"p{row}": Standing(f"p{row}", "left" if row % 2 else "active", NOW, None, START, START)
        for row in range(members)
    }
    standing |= {f"p{row}": Standing(f"p{row}", "declined", NOW, None, START, None) for row in range(30, 60)}
    standing["p99"] = Standing("p99", "accepted", NOW, None, NOW, NOW)  # too short in it
    found = effect_of(space, programme, standing)
    assert (found.told, found.why, found.pairs) == (why is None, why, None if why else 10)
    assert [each.name for each in found.changes] == ([] if why else list(MEASURES))
    assert found.caution.startswith("Nobody was drawn by lot")
    assert effect_of(space, None, {}).why == "none"
    few = {person: each for person, each in standing.items() if each.state != "declined"}
    everybody = {f"p{row}": Standing(f"p{row}", "invited", NOW, None, START, None) for row in range(150)}
    assert effect_of(space, programme, everybody | few).why == (
        why or "unlike"
    )  # nobody is left to compare with
    space.store.close()


def test_one_more_member_changes_nothing_that_is_told_before_there_are_k_more(tmp_path: Path) -> None:
    """Else what was told of 10 and what is told of 11 would say how active the eleventh was."""
    space = Workspace.open(f"sqlite:///{tmp_path / 's.db'}", clock=lambda: NOW)
    community(space.editions, 1, 0.3)
    programme = Programme("p", "Spark", {}, None, None, START)

    def told(members: int, exact: bool = False) -> EffectAnswer:
        standing = {
            f"p{row}": Standing(f"p{row}", "active", NOW, None, START, START + row) for row in range(members)
        }
        return effect_of(space, programme, standing, exact=exact)

    def of_members(found: EffectAnswer) -> list[tuple[float, float]]:
        return [(each.members_before, each.members_after) for each in found.changes]

    fewest = next(n for n in range(10, 20) if told(n).told)
    first = of_members(told(fewest))
    assert all(of_members(told(n)) == first for n in range(fewest + 1, fewest + 6))
    assert of_members(told(29)) != first
    exactly = told(fewest, exact=True).changes[0]
    assert told(fewest).changes[0].members_before == pytest.approx(exactly.members_before, abs=5 / 260 + 1e-9)
    assert told(fewest).changes[0].members_before * 26 == pytest.approx(
        round(told(fewest).changes[0].members_before * 26)
    ), "in steps of five weeks in which one of the ten contributed, of 130"
    space.store.close()
