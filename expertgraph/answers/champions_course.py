"""The share of the community that is active, week by week, against the line to a programme's target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph.analysis.constants import WEEK
from expertgraph.onion.cells import told_size
from expertgraph.policy import Viewer
from expertgraph.programme.growth import growth, line
from expertgraph.programme.state import Programme
from expertgraph.workspace import Workspace

LEAST_WEEKS, MOST_WEEKS = 52, 260


@dataclass(frozen=True, slots=True)
class Point:
    """The week that begins at ``at``: people of the community and active ones (rounded to 5, None under k; exact for
    the owner), their ``share`` 0..1 and what the line to the target asks for (None: no line there)."""

    at: int
    people: int | None
    active: int | None
    share: float | None
    wanted: float | None


@dataclass(frozen=True, slots=True)
class Course:
    """``points`` by week; ``share`` the latest that may be told, ``wanted`` what the line asks for then, ``start`` the
    share when the programme began (None: it may not be told, or none runs)."""

    points: list[Point]
    share: float | None
    wanted: float | None
    start: float | None


def course(space: Workspace, viewer: Viewer, programme: Programme | None) -> Course:
    """How the active share went, over a year or since the programme began, whichever is longer."""
    edition = space.edition()
    k = 1 if viewer.owner else int(space.settings["privacy.k"])
    since = edition.as_of - programme.started if programme else 0
    grown = growth(edition, int(np.clip(since // WEEK + 2, LEAST_WEEKS, MOST_WEEKS)))
    people = [told_size(int(each), k) for each in grown.people]
    active = [told_size(int(each), k) for each in grown.active]
    share = [
        None if part is None or not whole else min(part / whole, 1.0)
        for part, whole in zip(active, people, strict=True)
    ]
    start = _start(share, grown.weeks.tolist(), programme)
    wanted: list[float | None] = [None] * len(share)
    if programme and programme.target is not None and programme.target_at is not None and start is not None:
        wanted = line(programme.started, start, programme.target_at, programme.target, grown.weeks)
    points = [Point(*each) for each in zip(grown.weeks.tolist(), people, active, share, wanted, strict=True)]
    return Course(points, share[-1], wanted[-1], start)


def _start(share: list[float | None], weeks: list[int], programme: Programme | None) -> float | None:
    if programme is None:
        return None
    before = [each for each, at in zip(share, weeks, strict=True) if at <= programme.started]
    return before[-1] if before else None
