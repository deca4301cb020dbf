"""The onion through time: who arrives is shown, nobody falls by name, in frames or in tails."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.run import analyse
from expertgraph.answers.onion import View, onion
from expertgraph.errors import WrongCall
from expertgraph.frames import columns_of
from expertgraph.policy import OWNER, Role, Viewer
from expertgraph.records import Item
from expertgraph.schema import TABLES
from tests.community import ANNA, CARLA, DIRK, NOW, workspace
from tests.onion.publishing import LAST, publish_in

SEEING = [Viewer(role) for role in Role if role is not Role.ADMIN]


def test_an_earlier_week_keeps_sectors_rings_and_angles(published: Any) -> None:
    space = published()
    today = onion(space, OWNER)
    assert 1 < len(today.frames) <= 26
    assert today.frames == sorted(today.frames)
    then = onion(space, OWNER, View(on=today.frames[-5])).onion
    assert [(s.start, s.end, s.label) for s in then.sectors] == [
        (s.start, s.end, s.label) for s in today.onion.sectors
    ]
    assert [(r.inner, r.outer) for r in then.rings] == [(r.inner, r.outer) for r in today.onion.rings]
    angle = {mark.person: np.arctan2(mark.x, -mark.y) for mark in today.onion.marks}
    turned = [abs(np.angle(np.exp(1j * (np.arctan2(m.x, -m.y) - angle[m.person])))) for m in then.marks]
    assert turned
    assert np.median(turned) < 0.05
    assert len(then.marks) < len(today.onion.marks)


def test_played_through_time_nobody_with_a_name_falls(published: Any) -> None:
    """Whatever somebody's history: by name they arrive, and neither frames nor tails betray a step outward."""
    rng = np.random.default_rng(3)

    def wild(tables: dict[str, dict[str, Any]]) -> None:
        ring = tables["people"]["ring"]
        steps = [
            (row, LAST - WEEK * int(week), int(rng.integers(0, 4)))
            for row in range(len(ring))
            for week in sorted(rng.choice(np.arange(1, 40), 5, replace=False), reverse=True)
        ]
        steps += [(row, LAST, int(ring[row])) for row in range(len(ring)) if ring[row] < 4]
        person, week, where = np.array(sorted(steps)).T
        tables["ring_history"] = {
            "person": person.astype(np.int32), "week": week, "ring": where.astype(np.int8),
        }  # fmt: skip

    space = published(wild)
    today = onion(space, OWNER)
    stood: dict[str, list[int]] = {}
    for on in [*today.frames, None]:
        for mark in onion(space, OWNER, View(on=on)).onion.marks:
            stood.setdefault(mark.person, []).append(mark.ring)
    assert stood
    assert set(stood) == {mark.person for mark in today.onion.marks}
    for rings in stood.values():
        assert rings == sorted(rings, reverse=True)
    tailed = [
        {mark.person for mark in onion(space, OWNER, View(since=since)).onion.marks if mark.tail}
        for since in today.frames[:-1]
    ]
    for earlier, later in pairwise(tailed):
        assert later <= earlier


def test_tails_come_from_a_ring_or_from_one_distance(published: Any) -> None:
    space = published()
    today = onion(space, OWNER)
    answer = onion(space, OWNER, View(since=today.frames[2]))
    tails = [mark for mark in answer.onion.marks if mark.tail]
    assert 0 < len(tails) <= 60
    rings = answer.onion.rings
    middle, edge = (rings[1].inner + rings[1].outer) / 2, rings[2].inner + 12
    for mark in tails:
        away = float(np.hypot(*(mark.tail or (0, 0))))
        assert min(abs(away - middle), abs(away - edge)) < 0.2
    assert {mark.ring for mark in tails} <= {0, 1}
    came = {each.ring: each.inward for each in answer.movement}
    assert came[0] == sum(mark.ring == 0 for mark in tails)


@pytest.mark.parametrize("viewer", [OWNER, Viewer(Role.LEADERSHIP), Viewer(Role.COUNCIL)], ids=str)
def test_movement_of_those_without_a_name_is_told_from_k(published: Any, viewer: Viewer) -> None:
    space = published()
    for since in onion(space, viewer).frames[:-1:5]:
        for each in onion(space, viewer, View(since=since)).movement:
            assert each.outward is None or (each.outward >= 10 and each.outward % 5 == 0)
            if each.ring >= 2 or viewer.role is Role.COUNCIL:
                assert each.inward is None or (each.inward >= 10 and each.inward % 5 == 0)


def test_who_is_inner_then_and_not_now_has_no_name_in_that_week(published: Any) -> None:
    def fallen(tables: dict[str, dict[str, Any]]) -> None:
        history = tables["ring_history"]
        row = int(np.flatnonzero(tables["people"]["ring"] == 3)[0])
        history["person"] = np.append(history["person"], [row, row]).astype(np.int32)
        history["week"] = np.append(history["week"], [LAST - 30 * WEEK, LAST - 2 * WEEK])
        history["ring"] = np.append(history["ring"], [0, 3]).astype(np.int8)

    space = published(fallen)
    people = space.edition().table("people")
    who = people["person"][int(np.flatnonzero(people["ring"] == 3)[0])]
    for on in onion(space, OWNER).frames:
        assert who not in [mark.person for mark in onion(space, OWNER, View(on=on)).onion.marks]


@pytest.mark.parametrize("view", [View(period=4), View(period=13), View(on=LAST - 4 * WEEK)], ids=str)
def test_no_span_says_whether_somebody_with_a_name_was_there(
    tmp_path_factory: pytest.TempPathFactory, view: View
) -> None:
    """Not by where they stand, not by what they use, nor by a channel that only a few used."""

    def gone(tables: dict[str, dict[str, Any]]) -> None:
        weeks, row = tables["person_weeks"], int(np.flatnonzero(tables["people"]["ring"] == 1)[0])
        kept = (weeks["person"] != row) | (weeks["week"] < LAST - 20 * WEEK)
        tables["person_weeks"] = {name: column[kept] for name, column in weeks.items()}

    drawn = []
    for change in (None, gone):
        space = publish_in(tmp_path_factory.mktemp("span"), change)
        drawn.append(onion(space, OWNER, view).onion)
        space.store.close()
    assert drawn[0].marks == drawn[1].marks
    assert all(mark.channels for mark in drawn[0].marks)
    assert drawn[0].channels
    for channel in (*drawn[0].channels, *drawn[1].channels):
        assert channel.people is not None
        assert channel.people >= drawn[0].k
        assert channel.people % 5 == 0


def test_a_span_of_few_people_tells_of_no_channel(published: Any) -> None:
    space = published()
    few = View(organisation="TU Delft", topic="heat pumps", community="0")
    told = onion(space, OWNER, few).onion
    assert 0 < len(told.marks) < told.k
    assert told.channels
    for period in (4, 13, 26, 52):
        assert not onion(space, OWNER, replace(few, period=period)).onion.channels


def test_drawn_anew_for_another_day_nobody_has_a_name_who_has_none_today(tmp_path: Path) -> None:
    """Bob carried the forum; Carla has taken his place since."""
    space = workspace(tmp_path)
    ends, rows = NOW + 60 * WEEK, []
    for week in range(60):
        for place, (channel, asker, helper) in enumerate(
            (("x:forum", DIRK, ANNA), ("x:chat", ANNA, CARLA), ("x:forum", CARLA, ANNA))
        ):
            thread, at = f"x:later{week}-{place}", NOW + week * WEEK + 3_600
            rows.append(Item(f"{thread}q", "x", asker, channel, thread, "question", at, "T", "How?", 0))
            rows.append(Item(f"{thread}a", "x", helper, channel, thread, "answer", at + 60, "T", "So.", 1))
    space.store.upsert("item", columns_of(TABLES["item"], rows))
    before = {mark.name: mark.ring for mark in onion(space, OWNER).onion.marks}
    analyse(space, as_of=ends)
    today = {mark.name: mark.ring for mark in onion(space, OWNER).onion.marks}
    assert "Bob Jansen" in before.keys() - today.keys()
    assert "Carla Peeters" in today.keys() - before.keys()
    then = {mark.name: mark.ring for mark in onion(space, OWNER, as_of=NOW).onion.marks}
    assert then.keys() == before.keys() & today.keys()
    assert all(then[name] == max(before[name], today[name]) for name in then)
    space.store.close()


def test_moments_outside_the_history_are_refused(published: Any) -> None:
    space = published()
    for wrong in (View(on=LAST + 2 * WEEK), View(on=LAST - 300 * WEEK), View(since=LAST + WEEK)):
        with pytest.raises(WrongCall):
            onion(space, OWNER, wrong)


@pytest.mark.parametrize("viewer", [*SEEING, Viewer(Role.EXTERNAL, "p00001")], ids=str)
def test_no_view_names_more_than_the_whole_picture_does(published: Any, viewer: Viewer) -> None:
    space = published()
    whole = onion(space, viewer)
    named = {mark.person for mark in whole.onion.marks}
    views = [View(on=whole.frames[-4]), View(since=whole.frames[-6]), View(period=13)]
    offered = {
        "community": whole.choices.communities,
        "topic": whole.choices.topics,
        "organisation": whole.choices.organisations,
        "channel": whole.choices.channels,
    }
    views += [View(**{name: each.value}) for name, choices in offered.items() for each in choices[:2]]
    for view in views:
        answer = onion(space, viewer, view).onion
        assert {mark.person for mark in answer.marks} <= named, view
        assert all(cell.people >= answer.k for cell in answer.cells)
        assert viewer.role is not Role.EXTERNAL or not answer.cells
