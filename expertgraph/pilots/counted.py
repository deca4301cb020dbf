"""Whom a pilot's figures are about: a group that is held until k people changed, so that two figures can never be
subtracted to learn about fewer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from expertgraph.pilots.keeping import Member, Pilot

People = frozenset[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """The people that the figures are about, since when it is these, and how many joined or left since."""

    people: People
    since: int
    waiting: int


def groups(members: Sequence[Member], started: int, k: int) -> list[tuple[int, People]]:
    """The groups that figures are told of, in order of time, each with its first moment.

    The first are those who took part at the start.  A later group takes over when it differs by k people or more from
    every group that was told of before, or is one of them again; nothing is told of fewer than k, so such a group
    is replaced at once.
    """
    held = _at(members, started)
    found = [(started, held)]
    for moment in _moments(members, started):
        now = _at(members, moment)
        told = [group for _, group in found if len(group) >= k]
        apart = all(now == group or len(now ^ group) >= k for group in told)
        if now != held and (apart or not told):
            held = now
            found.append((moment, held))
    return found


def counted(members: Sequence[Member], started: int, k: int) -> Counted:
    """The group that figures are told of now."""
    since, people = groups(members, started, k)[-1]
    last = max(_moments(members, started), default=started)
    return Counted(people, since, len(people ^ _at(members, last)))


def too_alike(pilot: Pilot, people: People, others: Iterable[tuple[Pilot, Sequence[Member]]], k: int) -> bool:
    """Whether an earlier pilot told, or tells, figures of a group that differs from this one by fewer than k."""
    for other, members in others:
        if (other.at, other.id) >= (pilot.at, pilot.id):
            continue
        for _, told in groups(members, other.plan.started, k):
            if len(told) >= k and told != people and len(told ^ people) < k:
                return True
    return False


def _at(members: Sequence[Member], moment: int) -> People:
    return frozenset(
        each.person for each in members if each.joined <= moment and (each.left is None or each.left > moment)
    )


def _moments(members: Sequence[Member], started: int) -> list[int]:
    times = {each.joined for each in members} | {each.left for each in members if each.left is not None}
    return sorted(moment for moment in times if moment > started)
