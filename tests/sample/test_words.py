"""The grammar of the sample's texts, and the topic files written in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from expertgraph.sample import topics
from expertgraph.sample.dice import Dice
from expertgraph.sample.grammar import Environment, expand, names


def _all(text: str) -> set[str]:
    return {expand(text, {}, Dice(seed, "test")) for seed in range(200)}


def test_plain_text_stays() -> None:
    assert _all("Nothing to choose.") == {"Nothing to choose."}


def test_alternatives_may_be_nested_and_empty() -> None:
    assert _all("{a|b{1..2}|}!") == {"a!", "b1!", "b2!", "!"}


def test_a_range_is_a_whole_number_with_both_ends() -> None:
    assert _all("{3..5}") == {"3", "4", "5"}


def test_what_is_named_is_the_same_in_the_whole_thread() -> None:
    chosen: Environment = {}
    dice = Dice(1, "test")
    first = expand("{x=red|blue} and {n=1..9}", chosen, dice)
    assert expand("{x} and {n}", chosen, dice) == first
    assert expand("{x=red|blue} and {n=1..9}", chosen, dice) == first


def test_a_name_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        expand("{x}", {}, Dice(1, "test"))


def test_an_open_brace_is_an_error() -> None:
    with pytest.raises(ValueError, match="never closed"):
        expand("{a|b", {}, Dice(1, "test"))


def test_names_are_found_inside_alternatives() -> None:
    assert names("{x=a|{y=b|c}} {z} {2..3}") == ({"x", "y"}, {"z"})


def test_eight_communities_have_topics_in_two_languages() -> None:
    found = topics.load()
    assert len(found) == 8
    for each in found.values():
        assert len(each) >= 5
        assert all(len(topic.cases[language]) >= 2 for topic in each for language in ("en", "nl"))


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ('["Title {x}", "Question?", "One.", "Two."]', "'x'"),
        ('["Title", "Question?", "One {y}.", "Two."]', "'y'"),
        ('["Title", "Question?", "One."]', "fewer than two answers"),
        ('["Title", "Question {a|b?", "One.", "Two."]', "never closed"),
    ],
)
def test_a_topic_that_cannot_be_used_is_named(tmp_path: Path, case: str, says: str) -> None:
    lines = ["[pumps]", 'en = "Pumps"', 'nl = "Pompen"']
    for language in ("en", "nl"):
        lines += [f'terms_{language} = ["pump"]', f'facts_{language} = ["Pumps pump."]']
        lines.append(f"cases_{language} = [{case}]")
    (tmp_path / "water.toml").write_text("\n".join(lines), "utf-8")
    with pytest.raises(ValueError, match=says):
        topics.load(tmp_path)


def test_chance_with_weights_keeps_to_them() -> None:
    dice = Dice(3, "test")
    counts = {"never": 0, "often": 0, "seldom": 0}
    for _ in range(5_000):
        counts[dice.pick({"never": 0.0, "often": 3.0, "seldom": 1.0})] += 1
    assert counts["never"] == 0
    assert 0.7 < counts["often"] / 5_000 < 0.8
    with pytest.raises(ValueError, match="no weight"):
        dice.pick({"never": 0.0})
