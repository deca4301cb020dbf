"""The picture of where to be: nothing lies over anything else, and widths are people."""

from __future__ import annotations

from itertools import combinations
from math import hypot

import pytest

from expertgraph.answers.where import Activity, Flow, Outpost, Verdict
from web import aquarium


def outpost(number: int, people: int | None, seen: int | None, joined: int | None) -> Outpost:
    flow = Flow(seen, seen, joined, None, None, None, None, None, None, None, None)
    quiet = Verdict("quiet", "")
    activity = Activity(None, None, None, None)
    name = f"An outpost with a long name {number}"
    nobody: list[int | None] = [None] * 5
    return Outpost(
        f"x:{number}",
        name,
        "social",
        people,
        None,
        None,
        None,
        None,
        nobody,
        None,
        None,
        activity,
        flow,
        quiet,
    )


@pytest.mark.parametrize("count", range(1, 12))
def test_no_outpost_lies_over_another_or_the_core(count: int) -> None:
    drawn = aquarium.spots([outpost(each, 50, 40, each) for each in range(count)])
    assert len(drawn) == min(count, aquarium.MOST)
    for a, b in combinations(drawn, 2):
        assert hypot(a.x - b.x, a.y - b.y) > a.r + b.r
    left, top, width, height = map(float, aquarium.box(drawn).split())
    for each in drawn:
        assert hypot(each.x - aquarium.WIDTH / 2, each.y - 204) > each.r + aquarium.CORE
        assert left <= each.x - each.r
        assert each.x + each.r <= left + width
        assert top <= min(each.y - each.r, each.name_y - 15)
        assert max(each.y + each.r, each.name_y + 24) <= top + height


def test_an_arrow_is_as_wide_as_people_came_against_the_most_that_were_seen() -> None:
    many, few, none, untold = aquarium.spots(
        [outpost(0, 9, 40, 0), outpost(1, 9, 10, 4), outpost(2, 9, 100, 100), outpost(3, None, None, None)]
    )
    assert [each.outpost.channel for each in (many, few)] == ["x:2", "x:1"]
    assert many.flow == 18
    assert few.flow == 3 + 15 * 4 / 100
    assert [(each.flow, each.head) for each in (none, untold)] == [(0, ""), (0, "")]
    assert untold.r < none.r


def test_a_long_name_takes_two_lines_at_most() -> None:
    assert aquarium.spots([outpost(0, 1, 1, 1)])[0].lines == ["An outpost with a", "long name 0"]
    long = aquarium.spots([outpost(10**30, 1, 1, 1)])[0].lines
    assert len(long) == 2
    assert long[-1].endswith("…")
