"""Rings as they stood, and who came inward since.

Falling activity is never told by name, not by comparing two pictures either.  So whoever is shown by name stands, in
a picture of an earlier week, in the ring furthest inward that they had reached by then, but no further inward than
today: played through time they only ever arrive.  Those who are in an inner ring then and not today are counted
without a name, in the ring where they stood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from expertgraph import policy
from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.weeks import start_of, week_of
from expertgraph.edition import Edition
from expertgraph.errors import WrongCall
from expertgraph.onion.cells import told_size
from expertgraph.onion.model import RINGS

Ring = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int64]
ABSENT = 9
"""Stands for no ring: further out than any."""
_OUTPOST, _KNOWN = 4, 3
_STEP, _MOST = 4, 26


@dataclass(frozen=True, slots=True)
class RingMoves:
    """How many stand in this ring now and stood further out (or were not there) at ``since``, and how many stood in
    it and stand further out now.  None: fewer than k; rounded to 5 unless only people shown by name are counted."""

    ring: int
    inward: int | None
    outward: int | None


def frames(edition: Edition) -> list[int]:
    """The weeks that ``on`` may take for playing: every fourth, at most 26, oldest first, up to the edition's own."""
    changes = edition.array("ring_history", "week")
    if not len(changes):
        return []
    last = week_of_moment(edition.as_of)
    found = [last - _STEP * WEEK * back for back in range(_MOST)]
    return sorted(each for each in found if each >= int(changes.min()))


def week_of_moment(at: int) -> int:
    """The first second of the week of a moment."""
    return int(start_of(week_of(np.array([at])))[0])


def check(edition: Edition, on: int | None, since: int | None) -> None:
    """WrongCall for a moment outside the history, or a movement that begins after it ends."""
    last = edition.as_of if on is None else on
    if on is not None and on > edition.as_of:
        raise WrongCall("The onion cannot be drawn for a day after the results.", "Take an earlier day.")
    changes = edition.array("ring_history", "week")
    first = int(changes.min()) if len(changes) else edition.as_of
    for moment in (on, since):
        if moment is not None and moment < first - WEEK:
            raise WrongCall(
                "Nobody had contributed yet by that day.",
                f"Take a day from {np.datetime64(first, 's').astype('datetime64[D]')} on.",
            )
    if since is not None and since >= last:
        raise WrongCall("Movement begins before the day that is shown.", "Take an earlier day for since.")


def rings_at(edition: Edition, at: int) -> Ring:
    """Everybody's ring as it stood at a moment; ABSENT for those who had not been seen yet, -1 for bots."""
    ring = _before(edition, at)
    person, changed = _changes(edition, at)
    ring[person] = changed
    return np.where(_bots(edition), np.int8(-1), ring)


def furthest_in(edition: Edition, at: int) -> Ring:
    """The ring furthest inward that everybody had reached by a moment, but no further in than today."""
    ring = _before(edition, at)
    np.minimum.at(ring, *_changes(edition, at))
    return np.asarray(np.maximum(ring, edition.array("people", "ring")), dtype=np.int8)


def _before(edition: Edition, at: int) -> Ring:
    """Known, outpost or absent: where somebody stands who did not contribute on an own channel yet."""
    ring = np.where(edition.array("people", "ring") == _OUTPOST, _OUTPOST, _KNOWN).astype(np.int8)
    seen = edition.table("arrivals")
    person, first = seen["person"].to_numpy(), seen["first_at"].to_numpy()
    own, channel = seen["first_own_at"].to_numpy(), seen["first_channel"].to_numpy()
    outpost = np.append(edition.array("channels", "ownership") == "outpost", False)
    ring[person[outpost[channel] & (own > at)]] = _OUTPOST
    ring[person[first > at]] = ABSENT
    return ring


def _changes(edition: Edition, at: int) -> tuple[Rows, Ring]:
    """Changes up to a moment; of one person in order of time, so that the last one stays."""
    history = edition.table("ring_history")
    by_then = history["week"].to_numpy() <= at
    return history["person"].to_numpy(np.int64)[by_then], history["ring"].to_numpy(np.int8)[by_then]


def _bots(edition: Edition) -> npt.NDArray[np.bool_]:
    return np.asarray(edition.array("people", "ring") < 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """Rings at a moment: ``ring`` as everybody is drawn there, -1 for who is not; ``named`` who may have a name."""

    ring: Ring
    named: npt.NDArray[np.bool_]


def standing(edition: Edition, on: int | None, may: npt.NDArray[np.bool_]) -> Standing:
    """How everybody is drawn at ``on`` (None: now); ``may`` flags whom the viewer may see by name at all."""
    today = edition.array("people", "ring").astype(np.int8)
    inner = np.isin(today, policy.INNER_RINGS)
    if on is None:
        return Standing(today, may & inner)
    shown, stood = furthest_in(edition, on), rings_at(edition, on)
    named = may & inner & np.isin(shown, policy.INNER_RINGS)
    ring = np.where(named, shown, stood)
    return Standing(np.where(ring == ABSENT, -1, ring).astype(np.int8), named)


def moves(
    edition: Edition, on: int | None, since: int, rows: Rows, may: npt.NDArray[np.bool_], k: int
) -> list[RingMoves]:
    """Movement per ring among these rows; ``may`` flags whom the viewer may see by name at all."""
    drawn = standing(edition, on, may)
    named = drawn.named[rows]
    came = _came_from(edition, on, since)[rows] >= 0
    stood, stands = rings_at(edition, since)[rows], _rings(edition, on)[rows]
    stood = np.where(stood < 0, ABSENT, stood)
    found = []
    for number in range(len(RINGS)):
        inward = _told(
            int((named & came & (drawn.ring[rows] == number)).sum()),
            int((~named & (stands == number) & (stood > number)).sum()),
            bool(named.any()) and number in policy.INNER_RINGS,
            k,
        )
        outward = told_size(int(((stood == number) & (stands > number)).sum()), k)
        found.append(RingMoves(number, inward, outward))
    return found


def _told(named: int, hidden: int, by_name: bool, k: int) -> int | None:
    """Those with a name are counted exactly, the others only when they are k; few and none look the same."""
    if hidden >= k:
        return told_size(named + hidden, k)
    return named if by_name else None


def _rings(edition: Edition, on: int | None) -> Ring:
    return np.asarray(edition.array("people", "ring") if on is None else rings_at(edition, on), dtype=np.int8)


def came_from(edition: Edition, on: int | None, since: int, rows: Rows) -> dict[str, int]:
    """Which of these people, all shown by name, came inward since, and from which ring as far as that is told: 1, or
    2 for anywhere further out and for who was not there."""
    came = _came_from(edition, on, since)[rows]
    person = edition.array("people", "person")[rows]
    return {str(who): int(ring) for who, ring in zip(person, came, strict=True) if ring >= 0}


def _came_from(edition: Edition, on: int | None, since: int) -> Ring:
    now = edition.array("people", "ring") if on is None else furthest_in(edition, on)
    before = furthest_in(edition, since)
    return np.where(before > now, np.minimum(before, 2), -1).astype(np.int8)
