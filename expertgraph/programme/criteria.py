"""Six criteria for champions, each 0..1 from measured signals, with the figures that it rests on.

Counted over the last 26 whole weeks of the edition, on the channels that may be counted for whoever looks.

    passion   half for weeks with a contribution (of 26), half for threads begun (of 6)
    position  half for skills in which somebody is among the first 5 of at least 5 holders (of 3), half for
    skills that they tell about in two messages or more (of 4)
    vision    twice the share of their knowledge that lies in the second of the topic groups they know about
    helping   half for answers (of 24), half for distinct people whose question they were the first to answer (of 6)
    island    half the participation coefficient P (5 ties and more), half for first answers to people of
    another unit or side (of 6)
    tools     half for channels used (of 4), half for kinds of channel used (of 3)

A topic group is a community; a skill belongs to the one whose people hold most of it.  Counts are absolute and capped,
so that nobody's value depends on how much others do; standing among the holders of a skill is the one exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.measures import whole_weeks
from expertgraph.analysis.population import Bools, Floats, Ints
from expertgraph.edition import Edition
from expertgraph.search.skills import SeenSkills

CRITERIA = ("passion", "position", "vision", "helping", "island", "tools")
WEEKS = 26
FULL = {
    "started": 6,
    "top_skills": 3,
    "told_skills": 4,
    "answers": 24,
    "helped": 6,
    "crossing": 6,
    "channels": 4,
    "kinds": 3,
}
"""The count at which a half is full."""
TOP = 5
"""Among so many first holders of a skill, of at least as many."""


@dataclass(frozen=True, slots=True)
class Signals:
    """The values, people x ``CRITERIA``, and for each person what they rest on."""

    values: Floats
    counts: dict[str, Ints]
    coefficient: Floats
    """P, NaN with fewer than 5 ties."""
    shares: Floats
    """people x 2: shares of knowledge in the first and second topic group."""
    groups: Ints
    """people x 2: those groups (communities), -1 for none."""

    def evidence(self, row: int, criterion: str) -> dict[str, Any]:
        """The figures behind one value of one person, for the sentence of that criterion."""
        counts = {name: int(self.counts[name][row]) for name in _BEHIND[criterion]}
        if criterion == "island":
            value = float(self.coefficient[row])
            return counts | {"participation": None if np.isnan(value) else round(value, 2)}
        if criterion == "vision":
            first, second = (round(100 * float(each)) for each in self.shares[row])
            return {
                "first": first,
                "second": second,
                "first_group": int(self.groups[row, 0]),
                "second_group": int(self.groups[row, 1]),
            }
        return counts | ({"weeks": WEEKS} if criterion == "passion" else {})


_BEHIND = {
    "passion": ("active", "started"),
    "position": ("top_skills", "told_skills"),
    "vision": (),
    "helping": ("answers", "helped"),
    "island": ("crossing",),
    "tools": ("channels", "kinds"),
}


def measure(edition: Edition, channels: Bools, seen: SeenSkills) -> Signals:
    """The criteria of everybody, counted on these channels and on the skills that may be seen."""
    begin, end = whole_weeks(edition.as_of - WEEKS * WEEK, edition.as_of)
    counts = (
        _weekly(edition, channels, begin, end)
        | _first_answers(edition, channels, begin, end)
        | _skills(edition, seen)
    )
    shares, groups = _topic_groups(edition, seen)
    coefficient = edition.array("people", "participation").astype(np.float64)
    half = {name: np.minimum(counts[name] / full, 1) / 2 for name, full in FULL.items()}
    values = np.stack(
        [
            counts["active"] / WEEKS / 2 + half["started"],
            half["top_skills"] + half["told_skills"],
            np.minimum(2 * shares[:, 1], 1),
            half["answers"] + half["helped"],
            np.nan_to_num(coefficient) / 2 + half["crossing"],
            half["channels"] + half["kinds"],
        ],
        axis=1,
    )
    return Signals(np.clip(values, 0, 1), counts, coefficient, shares, groups)


def _weekly(edition: Edition, channels: Bools, begin: int, end: int) -> dict[str, Ints]:
    """Active weeks, threads begun, answers, channels and kinds of channel used."""
    weeks, n = edition.table("person_weeks"), len(edition.table("people"))
    channel = weeks["channel"].to_numpy()
    kept = np.append(channels, False)[channel] & (weeks["week"].to_numpy() >= begin)
    kept &= weeks["week"].to_numpy() < end
    person, channel = weeks["person"].to_numpy(np.int64)[kept], channel[kept].astype(np.int64)
    week = (weeks["week"].to_numpy()[kept] - begin) // WEEK
    kinds, kind = np.unique(edition.table("channels")["kind"].to_numpy(str), return_inverse=True)
    return {
        "active": _distinct(n, person, week, WEEKS),
        "channels": _distinct(n, person, channel, len(channels)),
        "kinds": _distinct(n, person, kind[channel], len(kinds)),
        "started": np.bincount(person, weeks["started"].to_numpy()[kept], n).astype(np.int64),
        "answers": np.bincount(person, weeks["answers"].to_numpy()[kept], n).astype(np.int64),
    }


def _first_answers(edition: Edition, channels: Bools, begin: int, end: int) -> dict[str, Ints]:
    """Distinct people whose question somebody was the first to answer, and first answers across units or sides."""
    asked, n = edition.table("threads"), len(edition.table("people"))
    by, at = asked["first_answerer"].to_numpy(np.int64), asked["first_answer_at"].to_numpy()
    kept = (by >= 0) & (at >= begin) & (at < end) & np.append(channels, False)[asked["channel"].to_numpy()]
    opener, question = asked["opener"].to_numpy(np.int64), asked["question"].to_numpy(bool)
    crossing = crosses(edition, opener[kept], by[kept])
    return {
        "helped": _distinct(n, by[kept & question], opener[kept & question], max(n, 1)),
        "crossing": np.bincount(by[kept][crossing], minlength=n),
    }


def crosses(edition: Edition, one: Ints, other: Ints) -> Bools:
    """Whether two people are of another side (both known), or of another unit (both known)."""
    people = edition.table("people")
    side = people["kind"].to_numpy(object)
    unit = people["unit"].fillna("").to_numpy(object)
    sides = np.isin(side, ("employee", "external"))
    across = sides[one] & sides[other] & (side[one] != side[other])
    placed = (unit[one] != "") & (unit[other] != "")
    return np.asarray(across | (placed & (unit[one] != unit[other])), dtype=bool)


def _skills(edition: Edition, seen: SeenSkills) -> dict[str, Ints]:
    """Skills in which somebody stands out, and skills told about more than once."""
    pairs, n = edition.table("person_skills"), len(edition.table("people"))
    person, skill = (pairs[name].to_numpy(np.int64) for name in ("person", "skill"))
    known = np.flatnonzero(seen.known & (seen.expertise > 0))
    order = known[np.lexsort((person[known], -seen.expertise[known], skill[known]))]
    begins = np.searchsorted(skill[order], skill[order])
    holders = np.bincount(skill[order], minlength=len(edition.table("skills")))[skill[order]]
    top = order[(np.arange(len(order)) - begins < TOP) & (holders >= TOP)]
    told = known[seen.items[known] >= 2]
    return {
        "top_skills": np.bincount(person[top], minlength=n),
        "told_skills": np.bincount(person[told], minlength=n),
    }


def _topic_groups(edition: Edition, seen: SeenSkills) -> tuple[Floats, Ints]:
    """How each person's knowledge divides over the two topic groups that they know most about."""
    pairs, n = edition.table("person_skills"), len(edition.table("people"))
    community = edition.array("people", "community").astype(np.int64)
    width = max(int(community.max(initial=-1)) + 1, 2)
    person, skill = (pairs[name].to_numpy(np.int64) for name in ("person", "skill"))
    amount = np.where(seen.known, seen.expertise, 0.0)
    placed = community[person] >= 0
    by_group = np.zeros((len(edition.table("skills")), width))
    np.add.at(by_group, (skill[placed], community[person[placed]]), amount[placed])
    home = by_group.argmax(axis=1) if len(by_group) else np.zeros(0, np.int64)
    mine = np.zeros((n, width))
    np.add.at(mine, (person, home[skill]), amount)
    total = mine.sum(axis=1)
    groups, best = np.full((n, 2), -1, dtype=np.int64), np.zeros((n, 2))
    for place in (0, 1):
        first = mine.argmax(axis=1)
        best[:, place] = mine[np.arange(n), first]
        groups[:, place] = np.where(best[:, place] > 0, first, -1)
        mine[np.arange(n), first] = 0.0
    return np.divide(best, total[:, None], out=np.zeros_like(best), where=total[:, None] > 0), groups


def _distinct(n: int, person: Ints, what: Ints, width: int) -> Ints:
    """How many distinct things each person has."""
    pairs = np.unique(person.astype(np.int64) * max(width, 1) + what)
    return np.bincount(pairs // max(width, 1), minlength=n)
