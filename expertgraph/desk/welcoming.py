"""First contributions to welcome."""

from __future__ import annotations

import numpy as np

from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.measures import own_channels
from expertgraph.desk.scene import Lead, Scene

_MOST = 30
"""Newcomers whose posts are read: many more than are welcomed in a day."""


def first_contributions(scene: Scene) -> list[Lead]:
    """People whose first contribution on an open channel of the organisation's own is of late: newest first.

    What they wrote elsewhere, closed channels included, neither hides nor shows anybody.  Community staff is not
    welcomed.
    """
    return scene.kept("welcome", lambda: _first_contributions(scene))


def _first_contributions(scene: Scene) -> list[Lead]:
    rows = _newcomers(scene)
    own = own_channels(scene.edition)
    found = scene.first_posts(rows, [name for name, row in scene.channel_rows.items() if own[row]])
    leads = [
        Lead("welcome", scene.id_of(person), item, person, channel, at)
        for person, (item, channel, at) in found.items()
        if at >= scene.since(scene.rules.welcome_within) and item not in scene.objected
    ]
    return sorted(leads, key=lambda lead: (-(lead.at or 0), lead.what))


def _newcomers(scene: Scene) -> list[int]:
    """Who may be named and first contributed there in one of the last weeks, by rows, the latest first."""
    weeks = scene.edition.table("person_weeks")
    person, channel, week = (weeks[name].to_numpy() for name in ("person", "channel", "week"))
    counts = scene.on_open(channel) & np.append(own_channels(scene.edition), False)[channel]
    first = np.full(len(scene.seen), -1, dtype=np.int64)
    first[person[counts][::-1]] = week[counts][
        ::-1
    ]  # sorted by person and week: the earliest is written last
    new = (first > scene.since(scene.rules.welcome_within) - WEEK) & scene.seen
    rows = np.flatnonzero(new & ~scene.edition.array("people", "staff"))
    return [int(row) for row in rows[np.argsort(-first[rows], kind="stable")][:_MOST]]
