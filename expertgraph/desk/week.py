"""What happened in a week, as far as one reader may see it; rows and plain values, for the digest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from statistics import median_low

import numpy as np
import pandas as pd

from expertgraph.analysis.constants import DAY, WEEK
from expertgraph.analysis.measures import Tally, own_channels, tally
from expertgraph.analysis.population import Bools, Ints
from expertgraph.desk.drifting import writers
from expertgraph.desk.entering import entries
from expertgraph.desk.posts import read_posts, which_ask
from expertgraph.desk.scene import Lead, Scene
from expertgraph.onion.cells import told_size
from expertgraph.policy import Viewer
from expertgraph.workspace import Workspace

USUAL_WEEKS = 8
"""Weeks before a week whose median is what is usual."""
GROWN_WEEKS = 4
"""Length of the two periods that a channel's growth is told over."""
GROWN = 1.2
"""By how much more people, told rounded, a channel has grown."""
WAITING_DAYS = 14
"""How long before the end of the week a question that waits was asked at most."""
MOST_ANSWERED, MOST_WAITING, MOST_GROWN, MOST_THANKED = 5, 5, 3, 10

Figure = tuple[str, float | None, float | None, float | None]
PostRow = tuple[str, str, int, int, str | None]
"""item, title, at, channel (row), url"""


class Week:
    """The week that begins at ``begin`` (a Monday, 00:00 UTC)."""

    def __init__(self, space: Workspace, viewer: Viewer, begin: int) -> None:
        self.scene = Scene(space, viewer)
        self.begin, self.end = begin, begin + WEEK
        self.least = int(space.settings["privacy.k"])

    @cached_property
    def first(self) -> int:
        """The first second of the community's first week."""
        week = self.scene.edition.array("person_weeks", "week")
        return int(week.min()) if len(week) else self.begin

    def figures(self) -> list[Figure]:
        """name, the week's, that of the week before, what is usual; see ``_FIGURES``."""
        return [(name, *self._three(ago, value)) for name, (ago, value) in _FIGURES.items()]

    def _three(self, ago: int, value: Value) -> tuple[float | None, float | None, float | None]:
        told = [
            value(self._tally(self.begin - (back + ago) * WEEK), self._people, self.least)
            for back in range(USUAL_WEEKS + 1)
        ]
        known = [each for each in told[1:] if each is not None]
        return told[0], told[1], float(median_low(known)) if len(known) > USUAL_WEEKS // 2 else None

    def _tally(self, begin: int) -> Tally:
        if begin not in self._tallies:
            self._tallies[begin] = tally(self.scene.edition, begin, begin + WEEK, self._channels)
        return self._tallies[begin]

    @cached_property
    def _tallies(self) -> dict[int, Tally]:
        return {}

    @cached_property
    def _people(self) -> Bools:
        return self.scene.counted

    @cached_property
    def _channels(self) -> Bools:
        return np.asarray(self.scene.open & own_channels(self.scene.edition), dtype=bool)

    def entered(self) -> list[tuple[str, str, int]]:
        """person, name, ring of whoever came into an inner ring in the week, for the first time, and is in one still;
        the core first, then by name.  A ring is never further inward than today's (see ``entries``)."""
        found = entries(self.scene.edition)
        found = found[(found["week"] >= self.begin) & (found["week"] < self.end)]
        found = found[self.scene.inner[found["person"]]]
        ring = dict(zip(found["person"].tolist(), found["ring"].tolist(), strict=True))
        rows = [(*self._named(row), int(which)) for row, which in ring.items()]
        return sorted(rows, key=lambda row: (row[2], row[1].casefold(), row[0]))

    def answered(self) -> list[PostRow]:
        """Questions that got their first answer in the week: accepted answers first, then those that most people wrote
        under."""
        table = self.scene.threads
        new = (table["first_answer_at"] >= self.begin) & (table["first_answer_at"] < self.end)
        found = table[table["question"] & new]
        found = found.sort_values(
            ["accepted", "people", "replies", "item"], ascending=[False, False, False, True]
        )
        return self._posts(found, MOST_ANSWERED)

    def waiting(self) -> list[PostRow]:
        """Questions of the last two weeks that nobody else wrote under until the edition's moment, the newest first."""
        table = self.scene.threads
        waits = table["question"] & (table["first_answer_at"] == 0)
        waits &= (table["at"] < self.end) & (table["at"] >= self.end - WAITING_DAYS * DAY)
        return self._posts(table[waits].sort_values(["at", "item"], ascending=[False, True]), MOST_WAITING)

    def _posts(self, found: pd.DataFrame, most: int) -> list[PostRow]:
        leads = [Lead("digest", str(item), str(item)) for item in found["item"].head(10 * most)]
        asking = [lead.what for lead in which_ask(self.scene, leads, asking=True)][:most]
        posts = read_posts(self.scene, asking)
        rows = (posts[item] for item in asking)
        return [(post.item, post.title, post.at, post.channel, post.url) for post in rows]

    def grown(self) -> list[tuple[str, str, int, int | None]]:
        """channel, name, people told now and before, of the channels that grew most."""
        middle = self.end - GROWN_WEEKS * WEEK
        now, before = self._writers(middle, self.end), self._writers(middle - GROWN_WEEKS * WEEK, middle)
        table = self.scene.edition.table("channels")
        rows = []
        for row in np.flatnonzero(self.scene.open):
            new, old = told_size(int(now[row]), self.least), told_size(int(before[row]), self.least)
            if new is not None and new >= GROWN * (old or self.least):
                rows.append((str(table["channel"].iloc[row]), str(table["name"].iloc[row]), new, old))
        rows.sort(key=lambda each: (-each[2] / (each[3] or self.least), each[1].casefold(), each[0]))
        return rows[:MOST_GROWN]

    def _writers(self, begin: int, end: int) -> Ints:
        """For each channel how many people contributed in [begin, end)."""
        weeks = self.scene.edition.table("person_weeks")
        person, channel, week = (weeks[name].to_numpy() for name in ("person", "channel", "week"))
        counts = (week >= begin) & (week < end) & (channel >= 0) & self._people[person]
        return writers(channel[counts], person[counts], len(self.scene.open))

    def thanks(self) -> list[tuple[str, str]]:
        """person, name of those of the inner rings who were the first to answer somebody in the week, by name."""
        table = self.scene.threads
        new = (table["first_answer_at"] >= self.begin) & (table["first_answer_at"] < self.end)
        by = Counter(int(who) for who in table["first_answerer"][table["question"] & new])
        most = sorted((row for row in by if self.scene.inner[row]), key=lambda row: (-by[row], row))
        named = [self._named(row) for row in most[:MOST_THANKED]]
        return sorted(named, key=lambda each: (each[1].casefold(), each[0]))

    def _named(self, row: int) -> tuple[str, str]:
        return self.scene.id_of(row), self.scene.name_of(row)


Value = Callable[[Tally, Bools, int], float | None]


def _counted(column: str) -> Value:
    """A sum, told where at least k people have part in it."""

    def value(told: Tally, people: Bools, least: int) -> float | None:
        counts: Ints = getattr(told, column)[people]
        return float(counts.sum()) if (counts > 0).sum() >= least else None

    return value


def _sized(column: str) -> Value:
    """How many people, told as the size of a group."""

    def value(told: Tally, people: Bools, least: int) -> float | None:
        size = told_size(int((getattr(told, column)[people] > 0).sum()), least)
        return None if size is None else float(size)

    return value


def _share_answered(told: Tally, people: Bools, least: int) -> float | None:
    ripe = told.ripe[people]
    return float(told.answered[people].sum() / ripe.sum()) if (ripe > 0).sum() >= least else None


def _hours(told: Tally, people: Bools, least: int) -> float | None:
    known = people[told.waited_by]
    askers = np.unique(told.waited_by[known])
    return float(np.median(told.waited[known])) if len(askers) >= least else None


_FIGURES: dict[str, tuple[int, Value]] = {
    "people": (0, _sized("active")),
    "contributions": (0, _counted("contributions")),
    "threads": (0, _counted("started")),
    "answers": (0, _counted("answers")),
    "newcomers": (0, _sized("newcomer")),
    "answered": (1, _share_answered),
    "hours": (1, _hours),
}
"""name -> how many weeks earlier it is counted, so that a question has had its seven days; and how."""
