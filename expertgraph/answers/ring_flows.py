"""How people moved between rings over time: sums per step, never of fewer than k people, and nobody by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.rings import KNOWN, OUTPOST
from expertgraph.answers.ring_words import RINGS
from expertgraph.edition import Edition
from expertgraph.errors import WrongCall
from expertgraph.onion.cells import told_size

Step = Literal["quarter", "weeks"]
STEPS: tuple[Step, ...] = ("quarter", "weeks")
ABSENT = len(RINGS["en"])
"""Not there: not seen yet, or gone."""
_COLUMNS = 7
_FOUR_WEEKS = 4 * WEEK
_MONDAY = 4 * 86_400

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Moment:
    """The sizes of the rings when the day of ``at`` (UTC seconds) began, from the core outwards: rounded to 5, None
    under k (nobody looks the same as few)."""

    at: int
    people: list[int | None]


@dataclass(frozen=True, slots=True)
class Flow:
    """About so many people went from one ring to another between moment ``step`` and the next; at least k, rounded to
    5.  ``source`` and ``target`` are ring names; a source of ``new`` is not seen before, a target of ``gone`` has left
    the organisation."""

    step: int
    source: str
    target: str
    people: int


@dataclass(frozen=True, slots=True)
class Others:
    """People in the moves of one step that fewer than k made, each kind together: towards the core (or new), outwards
    (or gone), or, where neither alone may be told, both.  None where these are fewer than k too."""

    inward: int | None
    outward: int | None
    both: int | None


@dataclass(frozen=True, slots=True)
class Flows:
    """Everything there is to tell; ``others[i]`` belongs to the step from moment ``i`` to the next."""

    step: Step
    moments: list[Moment]
    flows: list[Flow]
    others: list[Others]
    k: int


def ring_flows(edition: Edition, step: str, k: int) -> Flows:
    """The flows of the last seven moments: the starts of calendar quarters or every fourth week, and now.

    Counts everybody with a dated trace but bots and people who opted out.  WrongCall for another step.
    """
    chosen = next((each for each in STEPS if each == step), None)
    if chosen is None:
        raise WrongCall(f"There is no step {step!r}.", f"Choose from {', '.join(STEPS)}.")
    made: Flows = edition.cached(f"ring_flows.{chosen}.{k}", lambda: _made(edition, chosen, k))
    return made


def _made(edition: Edition, step: Step, k: int) -> Flows:
    counted = np.flatnonzero((edition.array("people", "ring") >= 0) & ~edition.array("people", "opted_out"))
    first = _arrived(edition)[counted]
    moments = _moments(edition.as_of, step, int(first.min(initial=edition.as_of)))
    stood = [_rings_at(edition, at)[counted] for at in moments]
    told: list[Flow] = []
    others: list[Others] = []
    for place, (before, after) in enumerate(pairwise(stood)):
        moves, rest = _moves(before, after, k)
        told += [Flow(place, _name(source, "new"), _name(target, "gone"), n) for source, target, n in moves]
        others.append(rest)
    sizes = [np.bincount(each, minlength=ABSENT)[:ABSENT].tolist() for each in stood]
    columns = [Moment(at, [told_size(n, k) for n in size]) for at, size in zip(moments, sizes, strict=True)]
    return Flows(step, columns, told, others, k)


def _moves(before: Ints, after: Ints, k: int) -> tuple[list[tuple[int, int, int]], Others]:
    """(source, target, people) of what may be told, and the people of the other moves together."""
    width = ABSENT + 1
    count = np.bincount(before * width + after, minlength=width * width).reshape(width, width)
    count[ABSENT, ABSENT] = 0
    large = count >= max(k, 1)
    moves = [(int(s), int(t), told_size(int(count[s, t]), k) or 0) for s, t in np.argwhere(large)]
    small = np.where(large, 0, count)
    return moves, _others(int(np.tril(small, -1).sum()), int(np.triu(small, 1).sum()), k)


def _others(inward: int, outward: int, k: int) -> Others:
    """A smaller ring number is nearer the core; ABSENT is the largest."""
    one, other = told_size(inward, k), told_size(outward, k)
    return Others(one, other, told_size(inward + outward, k) if one is None and other is None else None)


def _name(ring: int, absent: str) -> str:
    return absent if ring == ABSENT else RINGS["en"][ring]


def _arrived(edition: Edition) -> Ints:
    """When each was first seen; far in the future for people without a dated trace."""
    table = edition.table("arrivals")
    at = np.full(len(edition.table("people")), np.iinfo(np.int64).max)
    at[table["person"].to_numpy()] = table["first_at"].to_numpy()
    return at


def _rings_at(edition: Edition, at: int) -> Ints:
    """Everybody's ring when the moment ``at`` came, ABSENT for who was not there.

    Who changed nothing yet is known, or an outpost while only seen on one.  Who left the organisation is gone from
    after the last trace.
    """
    people = edition.table("people")
    ring = people["ring"].to_numpy().astype(np.int64)
    if at < edition.as_of:
        ring = np.where(_at_outpost(edition, at, ring), OUTPOST, KNOWN)
        history = edition.table("ring_history")
        earlier = history[history["week"] < at].drop_duplicates("person", keep="last")
        ring[earlier["person"].to_numpy()] = earlier["ring"].to_numpy()
    gone = people["left"].to_numpy(bool) & (people["last_at"].to_numpy() < at)
    return np.where((_arrived(edition) >= at) | gone, ABSENT, ring)


def _at_outpost(edition: Edition, at: int, ring: Ints) -> npt.NDArray[np.bool_]:
    """Who had been seen on an outpost first and not contributed on an own channel yet."""
    table = edition.table("arrivals")
    outpost = np.append(edition.array("channels", "ownership") == "outpost", False)
    joined = table["first_own_at"].to_numpy()
    outside = outpost[table["first_channel"].to_numpy()] & (joined >= at)
    found: npt.NDArray[np.bool_] = np.asarray(ring == OUTPOST, dtype=bool)
    found[table["person"].to_numpy()[outside]] = True
    return found


def _moments(as_of: int, step: Step, first: int) -> list[int]:
    """The moments, oldest first, the last of them ``as_of``; at most one before anybody was seen."""
    found = [as_of]
    at = _quarter(as_of) if step == "quarter" else _monday(as_of)
    while len(found) < _COLUMNS and found[-1] > first:
        if at < as_of:
            found.append(at)
        at = _quarter(at - 1) if step == "quarter" else at - _FOUR_WEEKS
    return found[::-1]


def _quarter(at: int) -> int:
    """The start of the calendar quarter (UTC) that a moment is in."""
    day = datetime.fromtimestamp(at, UTC)
    return int(datetime(day.year, (day.month - 1) // 3 * 3 + 1, 1, tzinfo=UTC).timestamp())


def _monday(at: int) -> int:
    return (at - _MONDAY) // WEEK * WEEK + _MONDAY
