"""Channels drifting outward: what is written there comes from further out than before, in sums."""

from __future__ import annotations

import numpy as np

from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.measures import own_channels
from expertgraph.analysis.population import Bools, Floats, Ints
from expertgraph.analysis.weeks import start_of, week_of
from expertgraph.desk.scene import Lead, Scene
from expertgraph.edition import Edition

_UNKNOWN = 3
"""The ring of somebody before the first one that is known."""


def channels_drifting_outward(scene: Scene) -> list[Lead]:
    """Open channels of the organisation's own whose mean ring moved outward, the furthest first.

    The mean ring of a channel over a period is that of its contributions, each with the ring that its author had in
    that week.  Only channels in which at least ``privacy.k`` people contributed in each of the two periods; no number
    is told but that of the people, rounded.
    """
    rules, edition = scene.rules, scene.edition
    end = int(start_of(week_of(np.array([scene.now])))[0])
    middle = end - rules.drift_weeks * WEEK
    before, people_before = mean_ring(edition, middle - rules.drift_weeks * WEEK, middle)
    now, people = mean_ring(edition, middle, end)
    least = int(scene.space.settings["privacy.k"])
    drifts = scene.open & own_channels(edition) & (people >= least) & (people_before >= least)
    drifts &= np.nan_to_num(now - before) >= rules.drift_least
    rows = np.flatnonzero(drifts)
    rows = rows[np.lexsort((rows, -(now - before)[rows]))]
    ids, names = edition.array("channels", "channel"), edition.array("channels", "name")
    return [
        Lead(
            "drift", str(ids[row]), channel=int(row), at=end, title=str(names[row]),
            about={"weeks": rules.drift_weeks, "people": (int(people[row]) + 2) // 5 * 5},
        )
        for row in rows
    ]  # fmt: skip


def mean_ring(edition: Edition, begin: int, end: int) -> tuple[Floats, Ints]:
    """For each channel the mean ring of what was contributed in [begin, end), NaN for nothing, and its people; of
    those who take part."""
    weeks, count = edition.table("person_weeks"), len(edition.table("channels"))
    counts = ((weeks["week"] >= begin) & (weeks["week"] < end) & (weeks["channel"] >= 0)).to_numpy(bool)
    counts = counts & ~edition.array("people", "opted_out")[weeks["person"].to_numpy()]
    person, channel, week, amount = (
        weeks[name].to_numpy()[counts] for name in ("person", "channel", "week", "contributions")
    )
    ring = np.maximum(ring_in(edition, person, week), 0)
    total = np.bincount(channel, amount, count)
    outward = np.bincount(channel, amount * ring, count)
    mean = np.divide(outward, total, out=np.full(count, np.nan), where=total > 0)
    return mean, writers(channel, person, count)


def writers(channel: Ints, person: Ints, channels: int) -> Ints:
    """For each channel how many distinct people stand beside it."""
    width = int(person.max(initial=0)) + 1
    pairs = np.unique(channel.astype(np.int64) * width + person)
    return np.bincount(pairs // width, minlength=channels)


def ring_in(edition: Edition, person: Ints, week: Ints) -> Ints:
    """The ring that each person (row) had in a week (its first second); 3 before the first that is known."""
    history = edition.table("ring_history")
    who, since, ring = (history[name].to_numpy() for name in ("person", "week", "ring"))
    if not len(who):
        return np.full(len(person), _UNKNOWN, dtype=np.int64)
    place = np.searchsorted(_code(who, since), _code(person, week), side="right") - 1
    known: Bools = (place >= 0) & (who[place] == person)
    return np.where(known, ring[place], _UNKNOWN).astype(np.int64)


def _code(person: Ints, week: Ints) -> Ints:
    return (person.astype(np.int64) << 36) + week.astype(np.int64)
