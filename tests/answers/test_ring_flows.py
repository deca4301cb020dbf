"""Flows between rings: sums of at least k people, nobody's move by itself, and the picture that says the same."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expertgraph.answers.ring_flows import Flow, Others, ring_flows
from expertgraph.edition import Draft, Edition
from expertgraph.errors import WrongCall
from web.alluvial import alluvial


def day(year: int, month: int, number: int = 1) -> int:
    return int(datetime(year, month, number, tzinfo=UTC).timestamp())


AS_OF = day(2026, 11, 20)
Move = tuple[int, int, int]


def edition(
    folder: Path, n: int, *, ring: int | list[int] = 3, history: list[Move] = (), **others: Any
) -> Edition:
    """``n`` people, seen first on ``first_at``; ``history``: (person, when, ring)."""
    rings = np.broadcast_to(np.asarray(ring), n).astype(np.int8)
    first = np.broadcast_to(np.asarray(others.get("first_at", day(2025, 1))), n)
    own = np.broadcast_to(np.asarray(others.get("first_own_at", first)), n)
    channel = np.broadcast_to(np.asarray(others.get("first_channel", 0)), n)
    draft = Draft(folder)
    draft.write(
        "people",
        {
            "person": [f"p{row}" for row in range(n)],
            "ring": rings,
            "opted_out": np.isin(np.arange(n), others.get("opted_out", [])),
            "left": np.isin(np.arange(n), others.get("left", [])),
            "last_at": np.broadcast_to(np.asarray(others.get("last_at", AS_OF - 1)), n),
        },
    )
    draft.write("channels", {"ownership": ["own", "outpost"]})
    draft.write(
        "arrivals",
        {
            "person": np.arange(n, dtype=np.int32),
            "first_at": first,
            "first_channel": channel,
            "first_own_at": own,
        },
    )
    ordered = np.array(sorted(history), dtype=np.int64).reshape(-1, 3)
    draft.write(
        "ring_history",
        {"person": ordered[:, 0], "week": ordered[:, 1], "ring": ordered[:, 2].astype(np.int8)},
    )
    return draft.publish({"as_of": AS_OF})


def moved(found: Any) -> list[Flow]:
    return [each for each in found.flows if each.source != each.target]


def test_twelve_people_who_move_are_a_flow_in_the_quarter_in_which_they_moved(tmp_path: Path) -> None:
    ring = [2] * 12 + [3] * 20
    found = ring_flows(
        edition(tmp_path, 32, ring=ring, history=[(row, day(2026, 8, 3), 2) for row in range(12)]),
        "quarter",
        10,
    )
    assert [each.at for each in found.moments][-3:] == [day(2026, 7), day(2026, 10), AS_OF]
    (flow,) = moved(found)
    assert (flow.source, flow.target, flow.people) == ("known", "occasional", 10)
    assert found.moments[flow.step].at == day(2026, 7)
    assert found.moments[-1].people == [None, None, 10, 20, None]


def test_nine_who_move_are_told_only_together_with_others_who_go_the_same_way(tmp_path: Path) -> None:
    ring = [2] * 9 + [1] * 6 + [3] * 30
    up = [(row, day(2026, 8, 3), ring[row]) for row in range(15)]
    found = ring_flows(edition(tmp_path / "both", 45, ring=ring, history=up), "quarter", 10)
    assert moved(found) == []
    assert found.others[-2] == Others(15, None, None), "15 in all went inward"
    alone = ring_flows(
        edition(tmp_path / "alone", 39, ring=[2] * 9 + [3] * 30, history=up[:9]), "quarter", 10
    )
    assert alone.others[-2] == Others(None, None, None)


def test_ups_and_downs_that_are_few_each_way_are_told_as_moves_alone(tmp_path: Path) -> None:
    history = [(row, day(2026, 1, 5), 2) for row in range(6)]
    history += [(row, day(2026, 8, 3), 3) for row in range(6)] + [
        (row, day(2026, 8, 3), 2) for row in range(6, 12)
    ]
    ring = [3] * 6 + [2] * 6 + [3] * 30
    found = ring_flows(edition(tmp_path, 42, ring=ring, history=history), "quarter", 10)
    assert found.others[-2] == Others(None, None, 10)


def test_who_opted_out_or_is_a_bot_was_never_there(tmp_path: Path) -> None:
    shown = ring_flows(edition(tmp_path / "a", 30), "quarter", 10)
    hidden = ring_flows(
        edition(tmp_path / "b", 33, ring=[3] * 31 + [-1, 3], opted_out=[30, 32]), "quarter", 10
    )
    assert (shown.moments, shown.flows, shown.others) == (hidden.moments, hidden.flows, hidden.others)


def test_people_are_new_when_first_seen_and_gone_after_their_last_trace_once_they_left(
    tmp_path: Path,
) -> None:
    n = 40
    first = [day(2025, 1)] * 20 + [day(2026, 8, 5)] * 20
    last = [day(2026, 4, 5)] * 10 + [AS_OF - 1] * 30
    found = ring_flows(
        edition(tmp_path, n, first_at=first, last_at=last, left=list(range(10))), "quarter", 10
    )
    told = {(each.source, each.target): found.moments[each.step].at for each in moved(found)}
    assert told == {("known", "gone"): day(2026, 4), ("new", "known"): day(2026, 7)}


def test_who_was_met_at_an_outpost_is_there_until_the_first_own_contribution(tmp_path: Path) -> None:
    joined = day(2026, 8, 3)
    history = [(row, joined, 2) for row in range(15)]
    made = edition(tmp_path, 15, ring=2, history=history, first_channel=1, first_own_at=joined + 3_600)
    (flow,) = moved(ring_flows(made, "quarter", 10))
    assert (flow.source, flow.target) == ("outpost", "occasional")


def test_four_week_steps_begin_on_mondays(tmp_path: Path) -> None:
    found = ring_flows(edition(tmp_path, 12), "weeks", 10)
    days = [datetime.fromtimestamp(each.at, UTC) for each in found.moments[:-1]]
    assert {each.weekday() for each in days} == {0}
    assert {(b - a).days for a, b in pairwise(days)} == {28}
    with pytest.raises(WrongCall):
        ring_flows(edition(tmp_path, 12), "year", 10)


def test_one_moment_before_anybody_was_there_and_none_earlier(tmp_path: Path) -> None:
    found = ring_flows(edition(tmp_path, 12, first_at=AS_OF - 60), "quarter", 10)
    assert [each.at for each in found.moments] == [day(2026, 10), AS_OF]
    assert [(each.source, each.target) for each in found.flows] == [("new", "known")]


def test_without_flows_there_is_no_picture(tmp_path: Path) -> None:
    assert alluvial(ring_flows(edition(tmp_path, 9), "quarter", 10)) is None


@st.composite
def histories(draw: st.DrawFn) -> list[list[int]]:
    """For each of some people, the ring at the start of each of six quarters."""
    return draw(st.lists(st.lists(st.integers(0, 3), min_size=6, max_size=6), min_size=1, max_size=60))


@given(histories(), st.sampled_from([5, 10]))
def test_no_number_is_of_fewer_than_k_and_the_picture_is_whole(
    tmp_path_factory: pytest.TempPathFactory, stood: list[list[int]], k: int
) -> None:
    quarters = [
        day(2025, 7, 7),
        day(2025, 10, 6),
        day(2026, 1, 5),
        day(2026, 4, 6),
        day(2026, 7, 6),
        day(2026, 10, 5),
    ]
    history = [
        (row, at, ring) for row, own in enumerate(stood) for at, ring in zip(quarters, own, strict=True)
    ]
    made = edition(tmp_path_factory.mktemp("e"), len(stood), ring=[own[-1] for own in stood], history=history)
    found = ring_flows(made, "quarter", k)
    told = [each.people for each in found.flows]
    told += [n for each in found.others for n in (each.inward, each.outward, each.both) if n is not None]
    told += [n for each in found.moments for n in each.people if n is not None]
    assert all(n >= k and n % 5 == 0 for n in told)
    truth = np.bincount([own[-1] for own in stood], minlength=5)
    assert [n is not None for n in found.moments[-1].people] == (truth >= k).tolist()
    picture = alluvial(found)
    assert (set() if picture is None else {band.flow for band in picture.bands}) == set(found.flows)
