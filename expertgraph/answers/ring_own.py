"""Somebody's own ring, to themselves: what it rests on, what would move them up, when it would drop, how it went."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph import policy
from expertgraph.analysis.criteria import CRITERIA
from expertgraph.analysis.rings import KNOWN, OUTPOST
from expertgraph.answers.declarations import said
from expertgraph.answers.ring_words import RINGS, advice
from expertgraph.answers.rings import RingReason, reasons_of
from expertgraph.edition import Edition
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.search.columns import column
from expertgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the five ways of taking part, 0..1, with its evidence; ``advice`` says in English what would raise it,
    None where nothing is missing."""

    name: str
    value: float
    evidence: RingReason
    advice: str | None


@dataclass(frozen=True, slots=True)
class RingSince:
    """A ring from a moment on (UTC seconds)."""

    at: int
    ring: str
    level: int


@dataclass(frozen=True, slots=True)
class OwnRing:
    """Only for the person themself.  ``history`` begins when they were first seen and is empty for whom nothing is
    dated; ``leave`` is the declared leave, FIRST..LAST.  ``channels``: of the organisation's own that
    they may read, with contributions in the window.  ``criteria`` is empty for whom did not contribute in the
    window."""

    person: str
    name: str
    ring: str
    level: int
    since: int | None
    active_weeks: int
    window_weeks: int
    staff: bool
    rests: list[RingReason]
    up: list[RingReason]
    drop: list[RingReason]
    criteria: list[Criterion]
    history: list[RingSince]
    leave: str | None
    channels: int


def ring_own(workspace: Workspace, viewer: Viewer, edition: Edition) -> OwnRing | None:
    """The viewer's own ring; None for a viewer who is no person, whose role sees nothing of its own, or who is a
    bot."""
    if viewer.person is None or policy.rule(viewer, Data.OWN) not in {Rule.OWN, Rule.ALLOW}:
        return None
    row = edition.row_of(viewer.person)
    level = int(column(edition, "people", "ring")[row])
    if level < 0:
        return None
    why = reasons_of(edition, np.array([row])).get(row, [])
    person = str(column(edition, "people", "person")[row])
    channels = _channels(viewer, edition)
    return OwnRing(
        person=person,
        name=str(column(edition, "people", "name")[row]),
        ring=RINGS["en"][level],
        level=level,
        since=int(column(edition, "people", "since")[row]) or None,
        active_weeks=int(column(edition, "people", "active_weeks")[row]),
        window_weeks=int(column(edition, "people", "window_weeks")[row]),
        staff=bool(column(edition, "people", "staff")[row]),
        rests=_of_kind(why, "rests."),
        up=_of_kind(why, "up."),
        drop=_of_kind(why, "drop."),
        criteria=_criteria(why, channels),
        history=_history(edition, row, level),
        leave=said(workspace, person).get("leave"),
        channels=channels,
    )


def _of_kind(why: list[RingReason], kind: str) -> list[RingReason]:
    return [each for each in why if each.code.startswith(kind)]


def _criteria(why: list[RingReason], channels: int) -> list[Criterion]:
    told = {each.params["name"]: each for each in why if each.code == "criterion"}
    return [
        Criterion(
            name,
            float(told[name].params["value"]),
            told[name],
            advice(name, told[name].params, "en", channels),
        )
        for name in CRITERIA
        if name in told
    ]


def _channels(viewer: Viewer, edition: Edition) -> int:
    """How many of the organisation's own channels that the viewer may read had contributions in the window."""
    used = column(edition, "channel_use", "channel")[column(edition, "channel_use", "recent") > 0]
    there = policy.channels(viewer, edition) & (column(edition, "channels", "ownership") != "outpost")
    return int(np.count_nonzero(there & np.isin(np.arange(len(there)), used)))


def _history(edition: Edition, row: int, level: int) -> list[RingSince]:
    """From where somebody was first seen on; what changed in that very week comes instead."""
    came = column(edition, "arrivals", "first_at")[column(edition, "arrivals", "person") == row].tolist()
    own = column(edition, "ring_history", "person") == row
    weeks, rings = (column(edition, "ring_history", name)[own].tolist() for name in ("week", "ring"))
    if came and not (weeks and weeks[0] <= came[0]):
        weeks, rings = [*came, *weeks], [OUTPOST if level == OUTPOST else KNOWN, *rings]
    return [RingSince(at, RINGS["en"][ring], ring) for at, ring in zip(weeks, rings, strict=True)]
