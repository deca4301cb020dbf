"""What a community's own answers teach: chosen by hand-checked measures, kept only where it surely pays."""

from dataclasses import replace

import numpy as np
import pytest

from expertgraph.search import choosing, learning, trees
from expertgraph.search.ranking import DEFAULT
from expertgraph.search.signals import NAMES, Signals


def signals(questions: int, candidates: int, telling: str, noise: float, seed: int = 1) -> Signals:
    """Questions of which one candidate helped; the signal ``telling`` says who, the others say nothing."""
    dice = np.random.default_rng(seed)
    values = dice.random((len(NAMES), questions * candidates)).astype(np.float32)
    grade = np.zeros(questions * candidates, np.int64)
    helper = np.arange(questions) * candidates + dice.integers(0, candidates, questions)
    grade[helper] = 2
    values[NAMES.index(telling)] = (grade > 0) + noise * dice.random(len(grade))
    offsets = np.arange(questions + 1, dtype=np.int64) * candidates
    person = np.tile(np.arange(candidates), questions)
    return Signals(values, offsets, person, grade, np.arange(questions))


def test_quality_is_the_mean_of_average_precision_and_ndcg() -> None:
    """Helpers at places 1 and 3: AP = (1/1 + 2/3) / 2; nDCG = (3 + 1/2) / (3 + 1/log2(3))."""
    one = Signals(
        np.zeros((len(NAMES), 4), np.float32),
        np.array([0, 4]),
        np.arange(4),
        np.array([1, 0, 2, 0]),
        np.arange(1),
    )
    precision, gain = (1 + 2 / 3) / 2, (3 + 1 / 2) / (3 + 1 / np.log2(3))
    assert choosing.quality(one, np.array([2.0, 3.0, 4.0, 1.0]))[0] == pytest.approx((precision + gain) / 2)


def test_what_tells_who_helps_is_found() -> None:
    told = signals(300, 20, "channel", noise=1.5)
    found = choosing.climb(told, told, DEFAULT)
    assert found.weights.channel > 0
    assert found.gain > 0


def test_where_nothing_tells_the_default_stays() -> None:
    told = signals(300, 20, "evidence-90", noise=50.0)
    assert choosing.climb(told, told, DEFAULT).weights == DEFAULT


def test_a_change_that_only_serves_the_most_active_is_not_made() -> None:
    raw = signals(300, 20, "channel", noise=1.5)
    rare = signals(300, 20, "evidence-90", noise=0.5, seed=2)
    assert choosing.climb(raw, rare, DEFAULT).weights.channel == 0


def test_trees_are_the_same_for_the_same_history_and_add_nothing_to_who_has_no_score() -> None:
    told = signals(200, 20, "asker", noise=1.0)
    formula = told.of("evidence-90").astype(np.float64)
    one, other = trees.grow(told, formula), trees.grow(told, formula)
    assert one.model == other.model
    amounts = one.amounts(told.values, np.where(told.person == 3, 0, formula))
    assert amounts.min() == 0
    assert (amounts[told.person == 3] == 0).all()
    assert amounts.max() > 0


def test_trees_are_kept_where_they_win_on_the_latest_questions() -> None:
    """Two signals that tell together what neither tells alone: no sum of parts can say that."""
    told = signals(600, 20, "evidence-90", noise=0.0)
    dice = np.random.default_rng(3)
    first, second = dice.integers(0, 2, (2, len(told.grade)))
    helped = told.grade > 0
    second[helped], second[~helped] = 1 - first[helped], first[~helped]
    values = dice.random(told.values.shape).astype(np.float32)
    values[NAMES.index("evidence-30")], values[NAMES.index("evidence-365")] = first, second
    told = replace(told, values=values)
    lesson = learning.Lesson(DEFAULT, 0.0, 0.0, len(told), 0)
    kept = learning._with_trees(lesson, told, np.zeros(0, np.int64), DEFAULT)
    assert kept.weights.trees is not None
    assert kept.trees_gain is not None
    assert kept.trees_gain > 0.1
    nothing = signals(600, 20, "evidence-90", noise=50.0)
    assert learning._with_trees(lesson, nothing, np.zeros(0, np.int64), DEFAULT).weights.trees is None


def test_a_lesson_is_read_as_it_was_written() -> None:
    weights = replace(DEFAULT, evidence=((30, 0.6), (90, 0.6)), related=(), channel=0.6)
    lesson = learning.Lesson(weights, 0.1, 0.2, 300, 5)
    assert learning.taught(lesson.plain(), DEFAULT) == weights
    assert learning.taught(None, DEFAULT) == DEFAULT
