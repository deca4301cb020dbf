"""The picture of a map: names stand free of marks and of each other, and all of it is inside the box."""

from __future__ import annotations

import math

import pytest

from expertgraph.answers.graph import GraphAnswer, Line, Mark
from expertgraph.onion.text import width
from web.scene import Scene, Spot, radius, scene

TEXT = 14.0


def ring_of(count: int) -> GraphAnswer:
    """One in the middle, the others so close around that not every name finds a place."""
    middle = Mark("p0", "Anna de Vries", "employee", 0.0, 0.0, 1, 1.0, 0, 0, True)
    others = [
        Mark(f"p{at}", f"Somebody With Name {at}", ("employee", "external", "unknown")[at % 3],
             0.6 * math.cos(at), 0.6 * math.sin(at), 1, 0.3, 0, None)
        for at in range(1, count)
    ]  # fmt: skip
    lines = [Line("p0", each.id, 1.0) for each in others] + [Line("p1", "p2", 4.0, True)]
    return GraphAnswer("ego", "Anna de Vries", [middle, *others], lines, [], count, 0, "")


def name_box(spot: Spot) -> tuple[float, float, float, float]:
    assert spot.name is not None
    long = width(spot.mark.label, TEXT)
    left = spot.name.x - {"start": 0.0, "middle": long / 2, "end": long}[spot.name.anchor]
    return left, spot.name.y - 0.7 * TEXT, left + long, spot.name.y


def apart(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.fixture
def drawn() -> Scene:
    return scene(ring_of(70), half=460, text=TEXT, most=60)


def test_no_name_lies_over_a_mark_or_another_name(drawn: Scene) -> None:
    named = [spot for spot in drawn.spots if spot.name]
    assert 20 < len(named) < 70
    for spot in named:
        box = name_box(spot)
        discs = [(s.x - s.r, s.y - s.r, s.x + s.r, s.y + s.r) for s in drawn.spots if s is not spot]
        assert all(apart(box, disc) for disc in discs)
        assert all(apart(box, name_box(other)) for other in named if other is not spot)


def test_everything_is_inside_the_box(drawn: Scene) -> None:
    left, top, wide, high = map(float, drawn.box.split())
    for spot in drawn.spots:
        boxes = [(spot.x - spot.r, spot.y - spot.r, spot.x + spot.r, spot.y + spot.r)]
        boxes += [name_box(spot)] if spot.name else []
        for box in boxes:
            assert left <= box[0]
            assert top <= box[1]
            assert box[2] <= left + wide
            assert box[3] <= top + high


def test_whoever_it_is_about_is_named_first_and_the_fewest_names_win(drawn: Scene) -> None:
    assert drawn.spots[0].mark.me
    assert drawn.spots[0].name
    few = scene(ring_of(70), half=460, text=TEXT, most=3)
    assert sum(spot.name is not None for spot in few.spots) == 3


def test_lines_are_as_thick_as_ties_are_strong(drawn: Scene) -> None:
    own, between = drawn.strokes[0], drawn.strokes[-1]
    assert between.width == 4.0
    assert own.width == 2.25
    assert (own.far, between.far) == (False, True)
    assert (own.weak, between.weak) == (False, True)


def test_nothing_is_a_picture_too() -> None:
    empty = scene(GraphAnswer("communities", "", [], [], [], 0, 0, ""), half=460, text=TEXT, most=60)
    assert empty.spots == empty.strokes == []


def test_a_community_grows_with_its_people_up_to_a_bound() -> None:
    sizes = [radius(Mark("c", "C", "community", 0, 0, size, 0.0, 0, None)) for size in (4, 100, 10_000)]
    assert sizes == pytest.approx([14.4, 40.0, 54.0])
