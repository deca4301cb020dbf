"""Where to be: the outposts beside the organisation's own channels, and who comes home from there.

"Fish where the fish are, but build your own aquarium": an outpost is worth it when people who were first met there
come to the own channels.  All numbers are sums; nobody is named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from expertgraph import policy
from expertgraph.analysis.outposts import ALL_OUTPOSTS, ALL_OWN, LATELY
from expertgraph.answers.sums import Sums, sums
from expertgraph.edition import Edition
from expertgraph.errors import WrongCall
from expertgraph.policy import Data, Viewer
from expertgraph.workspace import Workspace

QUIET_PEOPLE, QUIET_CONTRIBUTIONS = 5, 13
"""Fewer people than this, or contributions in 26 weeks (one in two weeks), are little."""
FEEDS_PEOPLE, FEEDS_SHARE = 5, 0.1
"""From so many people who came, and such a part of those first seen there, an outpost feeds the own channels."""
OURS = 0.5
"""From this part of its people on, an outpost is where one's own people meet."""


@dataclass(frozen=True, slots=True)
class Activity:
    """Contributions in the last 4, 13 and 26 weeks, the running week among them, by everybody but bots.  ``trend``: the
    last 13 weeks over the 13 before (1: as before; None: nothing then).  All None where few people wrote them."""

    weeks_4: int | None
    weeks_13: int | None
    weeks_26: int | None
    trend: float | None


@dataclass(frozen=True, slots=True)
class Flow:
    """What became of people first seen at a place.  ``seen``: how many, ``seen_early`` of them at
    least 26 weeks ago; ``joined``: later contributed on an own channel,
    ``joined_share`` of those seen (so far: some may still come); ``within_share``: of those first seen at least 26
    weeks ago, who did within 26 weeks; ``days_*``: quartiles of the days it took those who did; ``expected_days``: the
    Kaplan-Meier median over all of them; ``stayed_share``: of those who joined at least 26 weeks ago, who contributed on
    an own channel again 4 to 26 weeks later.  Shares are 0..1; None: too few people to tell, or nothing to tell."""

    seen: int | None
    seen_early: int | None
    joined: int | None
    joined_external: int | None
    joined_share: float | None
    within_share: float | None
    days_q1: int | None
    days_median: int | None
    days_q3: int | None
    expected_days: int | None
    stayed_share: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an outpost is good for: a code (feeds, fishing, elsewhere, early, few, quiet, untold) and the same in
    English."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Outpost:
    """A place that others own.  ``people`` contributed there in the last 26 weeks: ``employees``, ``externals`` and of
    ``unknown`` side; ``outside_share`` is the part not known to be employees; ``rings`` counts them from core to
    outpost; ``both`` contributed on an own channel too; ``back`` were first seen on an own channel and came here."""

    channel: str
    name: str
    kind: str
    people: int | None
    employees: int | None
    externals: int | None
    unknown: int | None
    outside_share: float | None
    rings: list[int | None]
    both: int | None
    back: int | None
    activity: Activity
    flow: Flow
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Where:
    """The outposts in the chosen order; ``outposts_flow`` of all of them together, ``own_flow`` of those first seen on an
    own channel.  ``own_people`` contributed on own channels in the last ``weeks``; ``from_outposts_share``: of all who
    ever contributed on an own channel, who were first seen on an outpost.  ``home``: the names of the core channels.
    ``least``: the fewest people that are told (1: all; None: no counts of people for this role)."""

    outposts: list[Outpost]
    home: list[str]
    own_channels: int
    own_people: int | None
    outposts_flow: Flow
    own_flow: Flow
    from_outposts_share: float | None
    order: str
    weeks: int
    least: int | None
    edition: int
    as_of: int


def _key(value: float | None) -> float:
    return -1.0 if value is None else float(value)


ORDERS: dict[str, Callable[[Outpost], tuple[Any, ...]]] = {
    "joined": lambda each: (-_key(each.flow.joined),),
    "people": lambda each: (-_key(each.people),),
    "outside": lambda each: (-_key(each.outside_share),),
    "activity": lambda each: (-_key(each.activity.weeks_26),),
    "name": lambda each: (each.name.casefold(),),
}
"""What the outposts can be sorted by: most first, names from A."""


def where(workspace: Workspace, viewer: Viewer, order: str = "") -> Where:
    """The outposts that the viewer may know of, beside the own channels.  Denied without aggregates; WrongCall for an
    order that is none."""
    policy.require(viewer, Data.AGGREGATES)
    order = order or "joined"
    if order not in ORDERS:
        raise WrongCall(f"There is no order {order!r}.", f"Choose from {', '.join(ORDERS)}.")
    edition, told = workspace.edition(), sums(workspace, viewer)
    channels = edition.table("channels")
    ownership, shown = channels["ownership"].to_numpy(), policy.known_channels(viewer, edition)
    outposts = [outpost(edition, told, int(row)) for row in np.flatnonzero(shown & (ownership == "outpost"))]
    ranked = sorted(outposts, key=lambda each: (*ORDERS[order](each), each.name.casefold(), each.channel))
    every, own = inflow_of(edition, ALL_OUTPOSTS), inflow_of(edition, ALL_OWN)
    return Where(
        outposts=ranked,
        home=sorted(str(each) for each in channels["name"][shown & (ownership == "core")]),
        own_channels=int((shown & (ownership != "outpost")).sum()),
        own_people=told.people(own["lately"]),
        outposts_flow=flow_of(told, every),
        own_flow=flow_of(told, own),
        from_outposts_share=told.share(every["joined"], every["joined"] + own["joined"]),
        order=order,
        weeks=LATELY,
        least=told.least,
        edition=edition.number,
        as_of=edition.as_of,
    )


def outpost(edition: Edition, told: Sums, row: int) -> Outpost:
    """One outpost, by its row of ``channels``."""
    about = {name: str(edition.array("channels", name)[row]) for name in ("channel", "name", "kind")}
    life = life_of(edition, row)
    came = inflow_of(edition, row)
    sides = told.parts([life[name] for name in ("employees", "externals", "unknown")])
    employees, externals, unknown = sides or (None, None, None)
    total = sum(sides) if sides else 0
    activity, flow = activity_of(told, life), flow_of(told, came)
    people = told.people(life["people"])
    outside = (total - sides[0]) / total if sides and total else None
    return Outpost(
        **about,
        people=people,
        employees=employees,
        externals=externals,
        unknown=unknown,
        outside_share=outside,
        rings=rings_of(told, life),
        both=told.people(life["both"]),
        back=told.people(came["back"]),
        activity=activity,
        flow=flow,
        verdict=verdict(people, outside, activity, flow, told),
    )


def life_of(edition: Edition, row: int) -> dict[str, int]:
    """The row of ``channel_life`` for a row of ``channels``."""
    return {str(name): int(value) for name, value in edition.table("channel_life").iloc[row].items()}


def inflow_of(edition: Edition, channel: int) -> dict[str, Any]:
    """The row of ``inflow`` for an outpost's row, ALL_OUTPOSTS or ALL_OWN."""
    table = edition.table("inflow")
    row = {str(name): value for name, value in table[table["channel"] == channel].iloc[0].items()}
    return {name: value if name.startswith("days_") else int(value) for name, value in row.items()}


def activity_of(told: Sums, life: dict[str, int]) -> Activity:
    """How much was written in a channel, by its row of ``channel_life``."""
    if not told.records(life["people"]):
        return Activity(None, None, None, None)
    recent, before = life["contributions_13"], life["contributions_26"] - life["contributions_13"]
    trend = recent / before if before else None
    return Activity(life["contributions_4"], recent, life["contributions_26"], trend)


def rings_of(told: Sums, life: dict[str, int]) -> list[int | None]:
    """How many of a channel's people are in each ring, from core to outpost."""
    return told.cells([life[f"ring_{each}"] for each in range(5)])


def flow_of(told: Sums, came: dict[str, Any]) -> Flow:
    """A row of ``inflow`` as it may be told."""
    joined = came["joined"]
    return Flow(
        seen=told.people(came["seen"]),
        seen_early=told.people(came["seen_early"]),
        joined=told.people(joined),
        joined_external=told.people(came["joined_external"]),
        joined_share=told.share(joined, came["seen"]),
        within_share=told.share(came["joined_within"], came["seen_early"]),
        days_q1=told.days(came["days_q1"], joined),
        days_median=told.days(came["days_median"], joined),
        days_q3=told.days(came["days_q3"], joined),
        expected_days=told.days(came["days_expected"], joined),
        stayed_share=told.share(came["stayed"], came["stay_base"]),
    )


def verdict(people: int | None, outside: float | None, activity: Activity, flow: Flow, told: Sums) -> Verdict:
    """What an outpost is good for, from nothing but the numbers that are told beside it."""
    if told.least is None:
        return Verdict("untold", "Counts of people are not for this role.")
    least, written = max(QUIET_PEOPLE, told.least), activity.weeks_26
    if people is None or people < QUIET_PEOPLE or written is None or written < QUIET_CONTRIBUTIONS:
        limits = f"fewer than {least} people or {QUIET_CONTRIBUTIONS} contributions"
        return Verdict("quiet", f"Quiet: {limits} in {LATELY} weeks.")
    if (flow.joined or 0) >= FEEDS_PEOPLE and (flow.joined_share or 0) >= FEEDS_SHARE:
        came = f"{flow.joined} of {flow.seen} people first seen there came to an own channel"
        return Verdict("feeds", f"Worth being there: {came}, half of them within {flow.days_median} days.")
    if outside is not None and outside <= 1 - OURS:
        ours = f"{1 - outside:.0%} of {people} people are employees"
        return Verdict("elsewhere", f"Your own people meet on somebody else's ground: {ours}.")
    if (flow.seen_early or 0) < QUIET_PEOPLE:
        text = f"fewer than {least} people were first seen there at least {LATELY} weeks ago"
        return Verdict("early", f"Too early to say who comes: {text}.")
    most = least - 1
    if flow.joined is None and flow.seen and most >= FEEDS_PEOPLE and most / flow.seen >= FEEDS_SHARE:
        return Verdict(
            "few",
            f"Too few to tell: fewer than {least} of {flow.seen} first seen there came to an own channel.",
        )
    came = f"fewer than {least}" if flow.joined is None else str(flow.joined or "nobody")
    return Verdict(
        "fishing",
        f"Only fishing: {people} people, {written} contributions in {LATELY} weeks, and of {flow.seen} first seen there "
        f"{came} came to an own channel. Ask them home.",
    )
