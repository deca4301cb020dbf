"""One channel: who is there in sums, what goes on week by week, who carries it, and where its people come from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph import policy
from expertgraph.analysis.constants import DAY
from expertgraph.analysis.outposts import LATELY
from expertgraph.analysis.weeks import start_of, week_of
from expertgraph.answers.ring_words import RINGS
from expertgraph.answers.sums import Sums, sums
from expertgraph.answers.where import (
    Activity,
    Outpost,
    activity_of,
    life_of,
    outpost,
    rings_of,
)
from expertgraph.edition import Edition
from expertgraph.errors import NotFound
from expertgraph.policy import Data, Viewer
from expertgraph.search.evidence import read_words
from expertgraph.workspace import Workspace

SHOWN_WEEKS = 52
QUESTION_DAYS = 90
_MOST = 10


@dataclass(frozen=True, slots=True)
class Week:
    """Contributions of one week, by everybody but bots; ``at`` is its first second (Monday, UTC)."""

    at: int
    contributions: int


@dataclass(frozen=True, slots=True)
class Way:
    """Another channel, and how many people came from there, or went there, to contribute at home first."""

    channel: str
    name: str
    ownership: str
    people: int


@dataclass(frozen=True, slots=True)
class Carrier:
    """Somebody of the core or the active who contributed here lately."""

    person: str
    name: str
    kind: str
    ring: str
    level: int


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question of the last 90 days that nobody else wrote under yet."""

    item: str
    title: str
    at: int
    url: str | None


@dataclass(frozen=True, slots=True)
class ChannelPage:
    """A channel as the viewer may see it.

    ``people`` contributed in the last ``window`` weeks, their sides and ``rings`` (core to outpost) as for an outpost;
    None where they are too few to tell.  ``weeks``: the last 52, oldest first, from the channel's first on; empty where
    few people wrote them or it is not for the role.  ``carried_by``: people of the two inner rings, whose names the
    viewer may see, the core first.  ``comes_from`` and ``goes_to``: between the channel where somebody was first seen
    and the own one where they first contributed, at least k people each.  ``outpost`` for outposts only.
    ``readable``: whether the viewer may read what is written here, so that ``questions`` can be told.
    """

    channel: str
    name: str
    kind: str
    visibility: str
    ownership: str
    source: str
    last_at: int | None
    people: int | None
    employees: int | None
    externals: int | None
    unknown: int | None
    rings: list[int | None]
    activity: Activity
    weeks: list[Week]
    carried_by: list[Carrier]
    comes_from: list[Way]
    goes_to: list[Way]
    outpost: Outpost | None
    readable: bool
    questions: list[OpenQuestion]
    window: int
    least: int | None
    edition: int
    as_of: int


def channel(workspace: Workspace, viewer: Viewer, subject: str) -> ChannelPage:
    """The page of a channel, by its id.  NotFound when there is none, or the viewer may not know of it."""
    policy.require(viewer, Data.CHANNELS)
    edition, told = workspace.edition(), sums(workspace, viewer)
    row = _row_of(edition, viewer, subject)
    about = {
        name: str(edition.array("channels", name)[row])
        for name in ("channel", "name", "kind", "visibility", "ownership", "source")
    }
    life = life_of(edition, row)
    sides = told.parts([life[name] for name in ("employees", "externals", "unknown")])
    employees, externals, unknown = sides or (None, None, None)
    readable = bool(policy.channels(viewer, edition)[row])
    return ChannelPage(
        **about,
        last_at=int(edition.array("channels", "last_at")[row]) or None,
        people=told.people(life["people"]),
        employees=employees,
        externals=externals,
        unknown=unknown,
        rings=rings_of(told, life),
        activity=activity_of(told, life),
        weeks=_weeks(edition, row) if told.records(life["people"]) else [],
        carried_by=_carriers(edition, viewer, row),
        comes_from=_ways(edition, viewer, told, row, here="goal", there="origin"),
        goes_to=_ways(edition, viewer, told, row, here="origin", there="goal"),
        outpost=outpost(edition, told, row) if about["ownership"] == "outpost" else None,
        readable=readable,
        questions=_questions(workspace, edition, row) if readable else [],
        window=LATELY,
        least=told.least,
        edition=edition.number,
        as_of=edition.as_of,
    )


def _row_of(edition: Edition, viewer: Viewer, subject: str) -> int:
    found = np.flatnonzero(
        (edition.array("channels", "channel") == subject) & policy.known_channels(viewer, edition)
    )
    if not len(found):
        raise NotFound(f"There is no channel {subject!r}.", "See expertgraph channels.")
    return int(found[0])


def _weeks(edition: Edition, row: int) -> list[Week]:
    table = edition.table("person_weeks")
    table = table[table["channel"] == row]
    if not len(table):
        return []
    last = int(week_of(np.array([edition.as_of - 1]))[0])
    week = week_of(table["week"].to_numpy(np.int64))
    first = max(int(week.min()), last - SHOWN_WEEKS + 1)
    inside = week >= first
    amount = np.bincount(
        week[inside] - first, table["contributions"].to_numpy()[inside], minlength=last - first + 1
    )
    return [Week(start_of(first + place), int(each)) for place, each in enumerate(amount)]


def _carriers(edition: Edition, viewer: Viewer, row: int) -> list[Carrier]:
    use, people = edition.table("channel_use"), edition.table("people")
    rows = use.loc[(use["channel"] == row) & (use["recent"] > 0), "person"].to_numpy()
    ring = edition.array("people", "ring")
    named = policy.people(viewer, Data.RING_INNER, edition) & np.isin(ring, policy.INNER_RINGS)
    named &= ~people["opted_out"].to_numpy(bool)
    shown = people.loc[rows[named[rows]], ["person", "name", "kind", "ring"]]
    found = [
        Carrier(str(person), str(name), str(kind), RINGS["en"][level], int(level))
        for person, name, kind, level in shown.itertuples(index=False)
    ]
    return sorted(found, key=lambda each: (each.level, each.name.casefold(), each.person))


def _ways(edition: Edition, viewer: Viewer, told: Sums, row: int, *, here: str, there: str) -> list[Way]:
    table, channels = edition.table("ways"), edition.table("channels")
    known = policy.known_channels(viewer, edition)
    chosen = table[(table[here] == row) & known[table[there].to_numpy()]]
    found = []
    for other, people in zip(chosen[there].tolist(), chosen["people"].tolist(), strict=True):
        count = told.people(people)
        if count is not None:
            about = channels.iloc[other]
            found.append(Way(str(about["channel"]), str(about["name"]), str(about["ownership"]), count))
    return sorted(found, key=lambda each: (-each.people, each.name.casefold(), each.channel))


def _questions(workspace: Workspace, edition: Edition, row: int) -> list[OpenQuestion]:
    """The latest open questions; what is gone from the store since the analysis is left out."""
    table = edition.table("threads")
    wanted = (table["channel"] == row) & table["question"] & (table["first_answer_at"] == 0)
    wanted &= table["at"] >= edition.as_of - QUESTION_DAYS * DAY
    chosen = table[wanted].sort_values(["at", "item"], ascending=[False, True]).head(_MOST)
    words = read_words(workspace.store, chosen["item"].tolist())
    return [
        OpenQuestion(
            item, " ".join((words[item].title or words[item].text).split())[:160], at, words[item].url
        )
        for item, at in zip(chosen["item"].tolist(), chosen["at"].tolist(), strict=True)
        if item in words
    ]
