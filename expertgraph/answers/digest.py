"""The community's week, to be shared: what every employee may see of it, whoever makes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np

from expertgraph import policy
from expertgraph.analysis.constants import DAY, WEEK
from expertgraph.analysis.weeks import start_of, week_of
from expertgraph.answers.question_rows import Place, Who
from expertgraph.desk.week import Week
from expertgraph.edition import Edition
from expertgraph.errors import Denied, WrongCall
from expertgraph.policy import Data, Role, Rule, Viewer
from expertgraph.workspace import Workspace

READS = (Data.AGGREGATES, Data.EVIDENCE_OPEN, Data.RING_INNER)
_READER = Viewer(Role.EMPLOYEE)
"""For whom a digest is written, since whoever gets it may pass it on: an employee who is nobody in particular."""


@dataclass(frozen=True, slots=True)
class WeekFigure:
    """One figure of the week.  ``name`` is people, contributions, threads, answers, newcomers, answered (a share, 0..1)
    or hours; ``now`` that of the week, ``before`` of the week before, ``usual`` the lower median of the eight weeks before.
    None where fewer people than may be told stand behind it."""

    name: str
    now: float | None
    before: float | None
    usual: float | None


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who came into an inner ring (0 core, 1 active) from further out."""

    person: str
    name: str
    ring: int


@dataclass(frozen=True, slots=True)
class DigestPost:
    """A question on an open channel; ``url``: where it stands, if known."""

    item: str
    title: str
    at: int
    channel: Place
    url: str | None


@dataclass(frozen=True, slots=True)
class GrownChannel:
    """A channel where more people contributed in the last four weeks than in the four before, rounded to 5 (None: too
    few to tell)."""

    channel: str
    name: str
    now: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Digest:
    """The community's week; ``week`` as 2026-W46, from ``begin`` to ``end`` (UTC seconds, exclusive).

    ``earlier`` and ``later``: the weeks beside it that there is a digest of.  Everything in it is what any employee may
    see: counts of at least ``privacy.k`` people, open channels, names of the inner rings only.
    """

    edition: int
    as_of: int
    week: str
    begin: int
    end: int
    earlier: str | None
    later: str | None
    figures: list[WeekFigure]
    entered: list[Entered]
    answered: list[DigestPost]
    waiting: list[DigestPost]
    grown: list[GrownChannel]
    thanks: list[Who]


def digest(space: Workspace, viewer: Viewer, week: str | None = None) -> Digest:
    """The digest of a week, of the last whole one by default; the same for everybody who may have it.

    Denied for a role that may not see all of it, WrongCall for what is no week or is not over yet.
    """
    if any(policy.rule(viewer, data) is Rule.DENY for data in READS):
        raise Denied("This is not for your role.", "Ask whoever runs this service if you need it.")
    edition = space.edition()
    last = _last(edition)
    begin = last if week is None else _begin(week)
    if begin > last:
        raise WrongCall(f"The week {week} is not over.", f"The last one is {name_of(last)}.")
    return _made(Week(space, _READER, begin), edition, last)


def _made(week: Week, edition: Edition, last: int) -> Digest:
    return Digest(
        edition=edition.number,
        as_of=edition.as_of,
        week=name_of(week.begin),
        begin=week.begin,
        end=week.end,
        earlier=name_of(week.begin - WEEK) if week.begin > week.first else None,
        later=name_of(week.begin + WEEK) if week.begin < last else None,
        figures=[WeekFigure(*each) for each in week.figures()],
        entered=[Entered(*each) for each in week.entered()],
        answered=[_post(week, *each) for each in week.answered()],
        waiting=[_post(week, *each) for each in week.waiting()],
        grown=[GrownChannel(*each) for each in week.grown()],
        thanks=[Who(*each) for each in week.thanks()],
    )


def _post(week: Week, item: str, title: str, at: int, channel: int, url: str | None) -> DigestPost:
    table = week.scene.edition.table("channels")
    place = Place(str(table["channel"].iloc[channel]), str(table["name"].iloc[channel]))
    return DigestPost(item, title, at, place, url)


def _last(edition: Edition) -> int:
    """The first second of the last week that is over."""
    return int(start_of(week_of(np.array([edition.as_of])))[0]) - WEEK


def _begin(week: str) -> int:
    year, _, number = week.upper().partition("-W")
    try:
        monday = date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        raise WrongCall(f"{week!r} is no week.", "Write it as 2026-W46.") from None
    return int(datetime(monday.year, monday.month, monday.day, tzinfo=UTC).timestamp())


def name_of(begin: int) -> str:
    """A week's name, by its first second.

    >>> name_of(1_748_822_400)
    '2025-W23'
    """
    year, number, _ = datetime.fromtimestamp(begin + DAY, UTC).isocalendar()
    return f"{year}-W{number:02d}"
