"""Where a first pilot would be worth it: much is asked and little answered, people of one trade do not know each
other, or a community has nobody at its core.  Groups of at least k people only, and what is asked in open channels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np

from expertgraph.analysis.constants import DAY, DEFAULTS
from expertgraph.analysis.measures import ANSWERED_WITHIN
from expertgraph.analysis.population import Bools, Ints
from expertgraph.answers.circles import circles
from expertgraph.edition import Edition
from expertgraph.onion.cells import near
from expertgraph.pilots.evaluating import counting, open_channels
from expertgraph.policy import Viewer
from expertgraph.workspace import Workspace

_LEAST_UNANSWERED = 5
_ROUNDED = ("people", "asked", "unanswered", "active")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One idea.  ``sort``: skill | channel | trade | community, called ``name``; ``by`` and ``of``: what a pilot would be
    set up with (people: they are to be named).

    ``people``: how many ask, are of the trade, or belong to the community.  ``asked``: questions of 90 days,
    ``unanswered``: those without an answer within 7 days.  ``places``: sites of the trade; ``tied``: share of its
    pairs that have a tie (for others than the owner at most that).  ``active``: how many of the community are.
    """

    sort: str
    name: str
    by: str
    of: str
    measure: str
    people: int
    asked: int | None = None
    unanswered: int | None = None
    places: int | None = None
    tied: float | None = None
    active: int | None = None


def suggest(space: Workspace, viewer: Viewer) -> list[Suggestion]:
    """The best idea of each sort: demand (a channel of the organisation's own, else a skill), a trade, a community;
    of at least k people, counts rounded to 5 for others than the owner."""
    edition, k = space.edition(), int(space.settings["privacy.k"])
    demand = chain(_channels(edition, k), _skills(edition, k))
    sorts = (demand, _trades(space, viewer), _communities(edition, k))
    best = [idea for idea in (next(each, None) for each in sorts) if idea is not None]
    return best if viewer.owner else [_rounded(idea) for idea in best]


def _rounded(idea: Suggestion) -> Suggestion:
    counts = {name: getattr(idea, name) for name in _ROUNDED}
    told: dict[str, Any] = {name: near(count) for name, count in counts.items() if count is not None}
    return replace(idea, **told)


def _channels(edition: Edition, k: int) -> Iterator[Suggestion]:
    """Open channels where most questions stay unanswered."""
    asked, table, allowed = edition.table("threads"), edition.table("channels"), open_channels(edition)
    rows = asked["question"].to_numpy(bool) & _recent(edition, asked["at"].to_numpy())
    rows &= (asked["at"].to_numpy() + ANSWERED_WITHIN <= edition.as_of) & (asked["channel"].to_numpy() >= 0)
    part = asked[rows]
    late = part["first_answer_at"].to_numpy() - part["at"].to_numpy() > ANSWERED_WITHIN
    open_ = (part["first_answerer"].to_numpy() < 0) | late
    for row, people, count, unanswered in _demand(
        edition, part["channel"].to_numpy(), part["opener"].to_numpy(), open_, allowed, k
    ):
        name, key = str(table["name"].iloc[row]), str(table["channel"].iloc[row])
        yield Suggestion("channel", name, "channel", key, "answered", people, count, unanswered)


def _skills(edition: Edition, k: int) -> Iterator[Suggestion]:
    """Skills that are asked for in open channels, most often without an answer."""
    table, asked = edition.table("skills"), edition.table("skill_questions")
    visible = np.append((edition.table("channels")["visibility"] == "open").to_numpy(bool), False)
    part = asked[_recent(edition, asked["at"].to_numpy()) & visible[asked["channel"].to_numpy()]]
    everything = np.ones(len(table), dtype=bool)
    for row, people, count, unanswered in _demand(
        edition,
        part["skill"].to_numpy(),
        part["person"].to_numpy(),
        ~part["answered"].to_numpy(bool),
        everything,
        k,
    ):
        label = str(table["label"].iloc[row])
        yield Suggestion("skill", label, "people", label, "answered", people, count, unanswered)


def _demand(
    edition: Edition, place: Ints, asker: Ints, unanswered: Bools, allowed: Bools, k: int
) -> Iterator[tuple[int, int, int, int]]:
    """(place, people who ask, questions, unanswered) where at least k people ask; most unanswered first."""
    counts = counting(edition)[asker] & allowed[place]
    place, asker, unanswered = place[counts], asker[counts], unanswered[counts]
    size = len(allowed)
    pairs = np.unique(np.stack([place, asker], axis=1), axis=0)[:, 0] if len(place) else place
    people, asked = np.bincount(pairs, minlength=size), np.bincount(place, minlength=size)
    without = np.bincount(place[unanswered], minlength=size)
    for row in np.lexsort((np.arange(size), asked, -without)):
        if people[row] >= k and without[row] >= _LEAST_UNANSWERED:
            yield int(row), int(people[row]), int(asked[row]), int(without[row])


def _trades(space: Workspace, viewer: Viewer) -> Iterator[Suggestion]:
    """The circles of one trade that the viewer may see, the largest first."""
    found = [circle for circle in circles(space, viewer) if circle.by == "role"]
    for circle in sorted(found, key=lambda each: (-len(each.people), each.label)):
        people, places = len(circle.people), len(circle.sites)
        yield Suggestion(
            "trade", circle.label, "people", circle.label, "answers", people, places=places, tied=circle.tied
        )


def _communities(edition: Edition, k: int) -> Iterator[Suggestion]:
    """Communities of at least k people with nobody at the core, the most active people first."""
    table = edition.table("communities")
    of, ring = edition.array("people", "community"), edition.array("people", "ring")
    there = counting(edition) & (of >= 0)
    size, core, active = (
        np.bincount(of[there & mask], minlength=len(table))
        for mask in (np.ones(len(of), dtype=bool), ring == 0, (ring == 0) | (ring == 1))
    )
    for row in np.lexsort((np.arange(len(table)), -size, -active)):
        if size[row] >= k and core[row] == 0:
            label = str(table["label"].iloc[row])
            yield Suggestion(
                "community", label, "community", label, "active", int(size[row]), active=int(active[row])
            )


def _recent(edition: Edition, at: Ints) -> Bools:
    return np.asarray((at > edition.as_of - DEFAULTS.demand_days * DAY) & (at < edition.as_of), dtype=bool)
