"""The verdict's rules, one by one."""

from __future__ import annotations

import pytest

from expertgraph.pilots.goals import GOALS
from expertgraph.pilots.verdict import LEAST_WEEKS, judge

ACTIVE, HOURS = GOALS["active"], GOALS["hours"]


@pytest.mark.parametrize(
    ("recent", "before", "change", "verdict"),
    [
        (0.6, 0.3, (0.1, 0.4), "reached target"),
        (0.59, 0.3, (0.1, 0.4), "on-the-way change"),
        (0.59, 0.3, (0.0, 0.4), "not-yet still"),
        (0.59, 0.3, (-0.1, 0.4), "not-yet still"),
        (0.2, 0.3, (-0.4, -0.01), "not-yet away"),
        (0.7, 0.6, (-0.1, 0.1), "reached before"),
        (0.7, None, None, "reached target"),
        (0.5, None, None, "unsaid history"),
        (0.5, 0.3, None, "unsaid history"),
        (None, 0.3, (0.1, 0.4), "unsaid quiet"),
    ],
)
def test_more_is_better(
    recent: float | None, before: float | None, change: tuple[float, float] | None, verdict: str
) -> None:
    told = judge(ACTIVE, 0.6, LEAST_WEEKS, None, recent, before, change)
    assert f"{told.code} {told.because}" == verdict


@pytest.mark.parametrize(
    ("recent", "change", "verdict"),
    [
        (8.0, (-9.0, -2.0), "reached target"),
        (9.0, (-9.0, -2.0), "on-the-way change"),
        (9.0, (-9.0, 2.0), "not-yet still"),
        (19.0, (2.0, 9.0), "not-yet away"),
    ],
)
def test_fewer_hours_are_better(recent: float, change: tuple[float, float], verdict: str) -> None:
    told = judge(HOURS, 8.0, LEAST_WEEKS, None, recent, 12.0, change)
    assert f"{told.code} {told.because}" == verdict


@pytest.mark.parametrize(
    ("weeks", "withheld", "target", "because"),
    [
        (3, None, 0.6, "early"),
        (3, "few", 0.6, "early"),
        (4, "few", 0.6, "few"),
        (4, "alike", 0.6, "alike"),
        (4, None, None, "aimless"),
    ],
)
def test_what_cannot_be_said_says_why(
    weeks: int, withheld: str | None, target: float | None, because: str
) -> None:
    told = judge(ACTIVE, target, weeks, withheld, 0.9, 0.1, (0.5, 0.9))
    assert (told.code, told.because) == ("unsaid", because)
