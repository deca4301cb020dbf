"""Why somebody is in a ring, what would move them up, and when they would drop: as codes with parameters.

    rests.weeks        ring, weeks, window, enter, leave   active weeks of the window, against the thresholds
    rests.hold         below, hold                         weeks already below the threshold
    rests.channels     channels, needed                    (core and active) channels contributed to
    rests.reciprocity  reciprocity, needed                 (core and active)
    rests.leave                                            marked leave: the ring is frozen
    rests.known        weeks, window, enter                has not contributed enough for a ring further in
    rests.outpost                                          seen only on channels of others
    rests.bot                                              a bot stands in no ring
    up.weeks           ring, weeks, enter, short,          contributing every week from ``start`` on moves the
                       start, week                         person up in ``week`` and not before
    up.channels        channels, needed                    (towards core)
    up.reciprocity     reciprocity, needed, answers        (towards core) so many answers, now, to people who
                                                           addressed them; None: answering alone is not enough
    up.own             ring                                (from an outpost) one contribution on an own channel
    drop.weeks         ring, week, leave, hold             without a contribution the ring is lost at ``week``
    criterion          name, value, and the evidence       the five participation criteria, 0..1

Weeks are given as the first second of their Monday, UTC.  Making exactly the stated change to the data
moves the ring then and not earlier (a property test).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from expertgraph.analysis.constants import DEFAULTS, Constants
from expertgraph.analysis.population import Ints
from expertgraph.analysis.rings import ACTIVE, CORE, KNOWN, OCCASIONAL, OUTPOST, Replay, Rings, window_at
from expertgraph.analysis.weeks import Contributions, start_of

Reason = tuple[int, str, dict[str, Any]]
_NEVER = -1


def reasons(
    ring: Rings, replayed: Replay, contributed: Contributions, answers: Ints, constants: Constants = DEFAULTS
) -> Iterator[Reason]:
    """All reasons, by person row.  ``ring`` has a value for everybody; ``answers`` is what ``up.reciprocity``
    says, for the people of the replay (-1: answering alone is not enough)."""
    place_of = {int(row): place for place, row in enumerate(replayed.people)}
    rising = _rising_weeks(replayed, contributed, constants)
    falling = _falling_weeks(replayed, contributed, constants)
    for row, here in enumerate(ring.tolist()):
        place = place_of.get(row)
        if place is None or here in (OUTPOST, -1):
            yield from _never_contributed(row, here, contributed, constants)
            continue
        yield from _rests(row, place, here, replayed, constants)
        if replayed.on_leave[place]:
            yield row, "rests.leave", {}
            continue
        yield from _up(
            row, place, here, replayed, contributed, int(rising[place]), int(answers[place]), constants
        )
        if here <= OCCASIONAL and falling[place] != _NEVER:
            leave = window_at(int(falling[place]), contributed.first, constants).leave[here]
            when = {"week": start_of(int(falling[place]) + 1), "leave": leave, "hold": constants.hold}
            yield row, "drop.weeks", {"ring": here + 1, **when}


def _never_contributed(
    row: int, here: int, contributed: Contributions, constants: Constants
) -> Iterator[Reason]:
    if here == OUTPOST:
        yield row, "rests.outpost", {}
        yield row, "up.own", {"ring": KNOWN}
    elif here == KNOWN:
        window = window_at(contributed.last, contributed.first, constants)
        start = contributed.last + contributed.complete
        enter = _enter_in(start, OCCASIONAL, contributed.first, constants)
        yield row, "rests.known", {"weeks": 0, "window": window.weeks, "enter": enter}
        week = start_of(start + enter - 1)
        yield (
            row,
            "up.weeks",
            {
                "ring": OCCASIONAL,
                "weeks": 0,
                "enter": enter,
                "short": enter,
                "start": start_of(start),
                "week": week,
            },
        )
    else:
        yield row, "rests.bot", {}


def _enter_in(week: int, ring: int, first: int, constants: Constants) -> int:
    return window_at(week, first, constants).enter[ring]


def _rests(row: int, place: int, here: int, replayed: Replay, constants: Constants) -> Iterator[Reason]:
    window = replayed.window
    weeks = int(replayed.recent[place, -window.weeks :].sum())
    thresholds = (
        {"enter": window.enter[here], "leave": window.leave[here]}
        if here < KNOWN
        else {"enter": window.enter[OCCASIONAL]}
    )
    code = "rests.weeks" if here < KNOWN else "rests.known"
    yield row, code, {"ring": here, "weeks": weeks, "window": window.weeks, **thresholds}
    if here < KNOWN and replayed.below[here, place]:
        yield row, "rests.hold", {"below": int(replayed.below[here, place]), "hold": constants.hold}
    if here <= ACTIVE:
        needed = constants.core_channels if replayed.channels_needed else 1
        yield row, "rests.channels", {"channels": int(replayed.channels[place]), "needed": needed}
        mutual = {"reciprocity": _rounded(replayed.reciprocity[place]), "needed": constants.core_reciprocity}
        yield row, "rests.reciprocity", mutual


def _up(
    row: int,
    place: int,
    here: int,
    replayed: Replay,
    contributed: Contributions,
    week: int,
    answers: int,
    constants: Constants,
) -> Iterator[Reason]:
    if here == CORE:
        return
    goal = here - 1
    have = int(replayed.recent[place, -replayed.window.weeks :].sum())
    need = replayed.window.enter[goal]
    if have < need or goal != CORE:
        start = contributed.last + (contributed.complete or bool(replayed.recent[place, -1]))
        enter = _enter_in(week, goal, contributed.first, constants)
        yield (
            row,
            "up.weeks",
            {
                "ring": goal,
                "weeks": have,
                "enter": enter,
                "short": week - start + 1,
                "start": start_of(start),
                "week": start_of(week),
            },
        )
    if goal != CORE:
        return
    if replayed.channels_needed and replayed.channels[place] < constants.core_channels:
        yield (
            row,
            "up.channels",
            {"channels": int(replayed.channels[place]), "needed": constants.core_channels},
        )
    if replayed.reciprocity[place] < constants.core_reciprocity:
        mutual = {"reciprocity": _rounded(replayed.reciprocity[place]), "needed": constants.core_reciprocity}
        yield row, "up.reciprocity", {**mutual, "answers": answers if answers > 0 else None}


def _rounded(value: float) -> float:
    """Rounded down, so that what is short of a threshold never reads as if it met it."""
    return float(np.floor(value * 1000) / 1000)


def _tails(replayed: Replay) -> Ints:
    """people x (0..26): active ones among the last k weeks that count."""
    reverse = replayed.recent[:, ::-1]
    return np.concatenate([np.zeros((len(reverse), 1), dtype=np.int64), np.cumsum(reverse, axis=1)], axis=1)


def _rising_weeks(replayed: Replay, contributed: Contributions, constants: Constants) -> Ints:
    """The week in which each would reach the next ring's weeks, contributing every week from now on."""
    tails = _tails(replayed)
    goal = np.clip(replayed.ring.astype(np.int64) - 1, 0, OCCASIONAL)
    found = np.full(len(goal), _NEVER, dtype=np.int64)
    fresh = np.zeros(len(goal), dtype=np.int64) if contributed.complete else ~replayed.recent[:, -1]
    first = 1 if contributed.complete else 0
    for ahead in range(first, constants.mature.weeks + constants.young_until + 1):
        week = contributed.last + ahead
        window = window_at(week, contributed.first, constants)
        kept = max(window.weeks - ahead, 0)
        added = np.minimum(ahead + np.where(kept > 0, fresh, 0), window.weeks)
        weeks = tails[:, kept] + added
        enough = weeks >= np.array(window.enter)[goal]
        found[(found == _NEVER) & enough] = week
    return found


def _falling_weeks(replayed: Replay, contributed: Contributions, constants: Constants) -> Ints:
    """The week at whose end each would lose their ring, contributing no more; -1 for known."""
    tails = _tails(replayed)
    ring = np.clip(replayed.ring.astype(np.int64), 0, OCCASIONAL)
    below = replayed.below[ring, np.arange(len(ring))].astype(np.int64)
    found = np.full(len(ring), _NEVER, dtype=np.int64)
    first = 1 if contributed.complete else 0
    for ahead in range(first, constants.mature.weeks + constants.young_until + constants.hold + 1):
        week = contributed.last + ahead
        window = window_at(week, contributed.first, constants)
        low = tails[:, max(window.weeks - ahead, 0)] < np.array(window.leave)[ring]
        below = np.where(low, below + 1, 0)
        found[(found == _NEVER) & (below >= constants.hold) & (replayed.ring <= OCCASIONAL)] = week
    return found
