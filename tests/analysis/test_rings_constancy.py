"""People who behave the same for years hardly change ring, and a bot changes nobody's; relative rules do both."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.ring_stability import BOT_POSTS, YEAR, Community, Ints, cumulative, kmeans, ours

YEARS = 4


@pytest.fixture(scope="module")
def community() -> Community:
    return Community(np.random.default_rng(0), 400, YEARS * YEAR)


def changes(rings: Ints) -> float:
    """Ring changes a person-year, the first year left out."""
    return float((np.diff(rings[YEAR - 1 :], axis=0) != 0).sum() / rings.shape[1] / (YEARS - 1))


def test_constant_people_change_ring_at_most_six_times_in_ten_years(community: Community) -> None:
    rings = ours(community)
    assert 0 < changes(rings) <= 0.6
    assert set(np.unique(rings[-1])) == {0, 1, 2, 3}, "all rings are there to be lost"


@pytest.mark.parametrize("rule", [cumulative, kmeans])
def test_rules_that_compare_people_move_them_several_times_as_often(
    community: Community, rule: Callable[..., Ints]
) -> None:
    assert changes(rule(community)) > 3 * changes(ours(community))


@pytest.mark.parametrize(("rule", "moves"), [(ours, False), (cumulative, True), (kmeans, True)])
def test_a_bot_moves_people_only_where_they_are_compared(
    community: Community, rule: Callable[..., Ints], moves: bool
) -> None:
    assert (rule(community, BOT_POSTS)[-1] != rule(community)[-1]).any() == moves
