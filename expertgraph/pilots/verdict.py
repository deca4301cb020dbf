"""What a pilot's measure says of its goal, by rules that are stated and never bent."""

from __future__ import annotations

from dataclasses import dataclass

from expertgraph.pilots.goals import Goal

LEAST_WEEKS = 4
"""Whole weeks before anything is said of a goal, and over which the measure is held against the target."""
REACHED, ON_THE_WAY, NOT_YET, UNSAID = "reached", "on-the-way", "not-yet", "unsaid"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``code``: reached | on-the-way | not-yet | unsaid; ``because``: why.

    reached: ``target``, or ``before`` when its own start was there already.  on-the-way: ``change``, surely
    towards the target.  not-yet: ``still`` (no sure change) or ``away`` (surely the other way).  unsaid: ``early``
    (fewer than 4 whole weeks), ``few`` (fewer than k people), ``alike`` (a group too like another pilot's),
    ``quiet`` (nothing to count in the last 4 weeks), ``aimless`` (no target) or ``history`` (nothing to compare with
    before its start, and the target is not reached).
    """

    code: str
    because: str


def judge(
    goal: Goal,
    target: float | None,
    weeks: int,
    withheld: str | None,
    recent: float | None,
    before: float | None,
    change: tuple[float, float] | None,
) -> Verdict:
    """The verdict: ``recent`` is the measure over the last 4 whole weeks, ``before`` that of its own start,
    ``change`` the interval of the change since, ``withheld`` why no figure may be told (None: it may)."""
    for code, holds in (
        ("early", weeks < LEAST_WEEKS),
        (withheld or "", withheld is not None),
        ("aimless", target is None),
        ("quiet", recent is None),
    ):
        if holds:
            return Verdict(UNSAID, code)
    assert target is not None
    assert recent is not None
    if goal.better(recent, target):
        return Verdict(REACHED, "before" if before is not None and goal.better(before, target) else "target")
    if before is None or change is None:
        return Verdict(UNSAID, "history")
    low, high = change if goal.upward else (-change[1], -change[0])
    if low > 0:
        return Verdict(ON_THE_WAY, "change")
    return Verdict(NOT_YET, "away" if high < 0 else "still")
