"""Where a newcomer is well received: channels by topic, by how many contribute, and by how first posts are answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.measures import ANSWERED_WITHIN, own_channels
from expertgraph.analysis.population import Bools, Floats, Ints
from expertgraph.edition import Edition

WEIGHTS = {"topic": 0.5, "answered": 0.3, "active": 0.2}
"""How much each counts towards the order of channels; each is 0..1."""
ACTIVE_WEEKS, THREAD_WEEKS = 13, 52


@dataclass(frozen=True, slots=True)
class Channels:
    """By row of the channels: ``active`` people who contributed in the last 13 weeks; ``opened`` threads of the last
    52 weeks that are 7 days old, ``answered`` those of them that another person answered within 7 days; the same of
    the first posts that newcomers ever wrote on an own channel (``firsts``, ``welcomed``)."""

    active: Ints
    opened: Ints
    answered: Ints
    firsts: Ints
    welcomed: Ints

    def answered_share(self, least: int) -> Floats:
        """Share of first posts answered where there are at least so many, else of all threads; 0 without any."""
        use = self.firsts >= least
        part, whole = np.where(use, self.welcomed, self.answered), np.where(use, self.firsts, self.opened)
        return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)


def channels(edition: Edition) -> Channels:
    """What is known of every channel."""
    count, now = len(edition.table("channels")), edition.as_of
    weeks = edition.table("person_weeks")
    recent = (weeks["week"].to_numpy() >= now - ACTIVE_WEEKS * WEEK) & (weeks["channel"].to_numpy() >= 0)
    pairs = np.unique(weeks[["channel", "person"]].to_numpy(np.int64)[recent], axis=0)
    asked = edition.table("threads")
    channel, at = asked["channel"].to_numpy(np.int64), asked["at"].to_numpy()
    ripe = (channel >= 0) & (at >= now - THREAD_WEEKS * WEEK) & (at + ANSWERED_WITHIN <= now)
    first_at = asked["first_answer_at"].to_numpy()
    answered = ripe & (asked["first_answerer"].to_numpy() >= 0) & (first_at - at <= ANSWERED_WITHIN)
    own_first = np.full(len(edition.table("people")), -1, dtype=np.int64)
    arrived = edition.table("arrivals")
    own_first[arrived["person"].to_numpy()] = arrived["first_own_at"].to_numpy()
    first = ripe & (own_first[asked["opener"].to_numpy()] == at)

    def of(mask: Bools) -> Ints:
        return np.bincount(channel[mask], minlength=count)

    return Channels(
        np.bincount(pairs[:, 0], minlength=count), of(ripe), of(answered), of(first), of(answered & first)
    )


def ranked(edition: Edition, found: Channels, topic: Floats, allowed: Bools, least: int) -> Ints:
    """Rows of the organisation's own channels that may be named and where somebody is, best first."""
    most = {"topic": topic.max(initial=0.0), "active": float(np.log1p(found.active).max(initial=0.0))}
    parts = {
        "topic": topic / (most["topic"] or 1.0),
        "answered": found.answered_share(least),
        "active": np.log1p(found.active) / (most["active"] or 1.0),
    }
    score = sum(weight * parts[name] for name, weight in WEIGHTS.items())
    rows = np.flatnonzero(allowed & own_channels(edition) & (found.active > 1))
    return np.asarray(rows[np.lexsort((rows, -np.asarray(score)[rows]))])
