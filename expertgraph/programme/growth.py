"""The share of the community that is active, week by week, against a line from a programme's start to its target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.measures import whole_weeks
from expertgraph.analysis.population import Bools, Ints
from expertgraph.edition import Edition
from expertgraph.policy import INNER_RINGS


@dataclass(frozen=True, slots=True)
class Growth:
    """At the start of each week in ``weeks`` (a Monday, UTC seconds): ``people`` of the community there were, and how
    many of them were ``active`` (ring 0 or 1)."""

    weeks: Ints
    people: Ints
    active: Ints


def community(edition: Edition) -> Bools:
    """Who the share is of: no bots, no staff, nobody who opted out or left."""
    who = edition.table("people")
    mask = who["kind"].to_numpy() != "bot"
    for flag in ("staff", "opted_out", "left"):
        mask = mask & ~who[flag].to_numpy(bool)
    return np.asarray(mask)


def growth(edition: Edition, weeks: int = 52) -> Growth:
    """The last ``weeks`` weeks up to the edition's moment.

    Somebody counts from the week in which they were first seen; who left no dated trace, from the beginning.  Rings
    are those of the replay (``ring_history``), so that the last value is that of the edition.
    """
    last = whole_weeks(edition.as_of, edition.as_of)[1]
    at = last - WEEK * np.arange(weeks - 1, -1, -1, dtype=np.int64)
    counts = community(edition)
    there = _first_seen(edition)[counts]
    people = (there[None, :] < at[:, None] + WEEK).sum(axis=1)
    return Growth(at, people.astype(np.int64), _inner(edition, counts, at))


def _first_seen(edition: Edition) -> Ints:
    first = np.zeros(len(edition.table("people")), dtype=np.int64)
    arrived = edition.table("arrivals")
    first[arrived["person"].to_numpy()] = arrived["first_at"].to_numpy()
    return first


def _inner(edition: Edition, counts: Bools, at: Ints) -> Ints:
    """How many of these people stood in an inner ring at each moment."""
    history = edition.table("ring_history")
    person = history["person"].to_numpy()
    inside = np.isin(history["ring"].to_numpy(), INNER_RINGS).astype(np.int64)
    before = np.zeros(len(history), dtype=np.int64)
    same = person[1:] == person[:-1]
    before[1:][same] = inside[:-1][same]
    change = np.where(counts[person], inside - before, 0)
    order = np.argsort(history["week"].to_numpy(), kind="stable")
    total = np.concatenate([[0], np.cumsum(change[order])])
    return np.asarray(total[np.searchsorted(history["week"].to_numpy()[order], at, side="right")])


def line(start: int, share: float, target_at: int, target: float, at: Ints) -> list[float | None]:
    """The share that a straight line from the start to the target asks for at each moment; None outside it.

    >>> line(0, 0.01, 100, 0.1, np.array([-1, 0, 50, 100]))
    [None, 0.01, 0.055, 0.1]
    """
    found: list[float | None] = []
    for each in at.tolist():
        within = start <= each <= target_at
        part = (each - start) / (target_at - start)
        found.append(round(share + (target - share) * part, 6) if within else None)
    return found
