"""The five participation criteria, each 0..1 with its evidence, and a person's reach.  They explain a ring
and drive the advice; they never decide it.

    ownership  half for threads started (of 6), half for answers to others (of 12); 1 for community staff
    sharing    half for answers given (of 12), half for distinct people who thanked, liked or accepted (of 6)
    breadth    (exp(H) - 1) / 3, H the entropy of contributions over channels: 0 in one channel, 1 spread
    evenly over four
    interest   half for distinct people answered (of 10), half the reciprocity
    regular    active weeks / weeks of the window

All counts are of the ring window, absolute, and capped at the number named: nobody's value depends on
anybody else's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph.analysis.constants import DEFAULTS, Constants
from expertgraph.analysis.history import openers
from expertgraph.analysis.population import KINDS, UNDATED, Acts, Bools, Floats, Ints, Items
from expertgraph.analysis.weeks import Contributions, start_of
from expertgraph.kinds import INTERACTIONS, ITEM_KINDS

CRITERIA = ("ownership", "sharing", "breadth", "interest", "regular")
_ANSWERS = [code for code, kind in enumerate(KINDS) if INTERACTIONS[kind].answers]
_THANKS = [KINDS.index("reaction"), KINDS.index("thanks")]
_ANSWER = ITEM_KINDS.index("answer")


@dataclass(frozen=True, slots=True)
class Participation:
    """Counts per person in the ring window, and the five criteria (n x 5, in order of ``CRITERIA``)."""

    contributions: Ints
    threads_started: Ints
    answers_given: Ints
    channels_used: Ints
    people_answered: Ints
    thanked_by: Ints
    reach: Ints
    reach_external: Floats
    criteria: Floats


def participate(
    n: int,
    contributed: Contributions,
    items: Items,
    acts: Acts,
    active_weeks: Ints,
    reciprocity: Floats,
    window: int,
    staff: Bools,
    external: Bools,
    constants: Constants = DEFAULTS,
) -> Participation:
    """``acts`` without bots; ``reach_external`` is the share of externals among the people reached, NaN
    without."""
    begin = start_of(contributed.last - window + 1)
    rows = contributed.between(contributed.last - window + 1, contributed.last)
    person, channel = contributed.person[rows].astype(np.int64), contributed.channel[rows].astype(np.int64)
    made = np.bincount(person, minlength=n)
    started = np.bincount(person[contributed.position[rows] == 0], minlength=n)
    answered = np.bincount(person[contributed.kind[rows] == _ANSWER], minlength=n)
    spread, channels = _breadth(n, person, channel)
    recent = acts.take((acts.at != UNDATED) & (acts.at >= begin) & acts.of_kinds(contact=False))
    helped = _distinct(n, recent, _ANSWERS, by_target=False)
    thanks = recent.take(np.isin(recent.kind, _THANKS))
    askers = _acceptors(items, begin)
    pairs = np.concatenate([np.stack([thanks.target, thanks.actor], 1), askers]).astype(np.int64)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    thanked = (
        np.bincount(np.unique(pairs, axis=0)[:, 0], minlength=n) if len(pairs) else np.zeros(n, np.int64)
    )
    reach, outside = _reach(n, recent, external)
    criteria = np.stack(
        [
            np.where(
                staff,
                1.0,
                _part(started, constants.ownership_started) / 2
                + _part(answered, constants.ownership_answered) / 2,
            ),
            _part(answered, constants.sharing_answers) / 2 + _part(thanked, constants.sharing_thanked) / 2,
            np.clip((spread - 1) / (constants.breadth_channels - 1), 0, 1),
            _part(helped, constants.interest_people) / 2 + reciprocity / 2,
            active_weeks / window,
        ],
        axis=1,
    )
    return Participation(made, started, answered, channels, helped, thanked, reach, outside, criteria)


def _part(count: Ints, full: int) -> Floats:
    return np.minimum(count / full, 1.0)


def _breadth(n: int, person: Ints, channel: Ints) -> tuple[Floats, Ints]:
    """exp of the entropy over channels (the effective number of channels, 1 and up), and the number used."""
    width = int(channel.max(initial=0)) + 1
    code, count = np.unique(person * width + channel, return_counts=True)
    who = code // width
    share = count / np.bincount(person, minlength=n)[who]
    entropy = np.bincount(who, -share * np.log(share), n)
    return np.exp(entropy), np.bincount(who, minlength=n)


def _distinct(n: int, acts: Acts, kinds: list[int], *, by_target: bool) -> Ints:
    chosen = acts.take(np.isin(acts.kind, kinds))
    one, other = (chosen.target, chosen.actor) if by_target else (chosen.actor, chosen.target)
    pairs = np.unique(one.astype(np.int64) * n + other)
    return np.bincount(pairs // max(n, 1), minlength=n)


def _acceptors(items: Items, begin: int) -> Ints:
    """Pairs (author of an accepted item, who opened the thread)."""
    opener = openers(items)
    rows = np.flatnonzero(items.accepted & (items.at >= begin) & (opener[items.thread] >= 0))
    return np.stack([items.author[rows].astype(np.int64), opener[items.thread[rows]]], 1)


def _reach(n: int, acts: Acts, external: Bools) -> tuple[Ints, Floats]:
    """Distinct people whom a person acted towards or who acted towards them, and the externals' share."""
    one = np.concatenate([acts.actor, acts.target]).astype(np.int64)
    other = np.concatenate([acts.target, acts.actor]).astype(np.int64)
    pairs = np.unique(one * n + other)
    who, whom = pairs // max(n, 1), pairs % max(n, 1)
    reach = np.bincount(who, minlength=n)
    outside = np.bincount(who, external[whom].astype(float), n) if len(who) else np.zeros(n)
    return reach, np.divide(outside, reach, out=np.full(n, np.nan), where=reach > 0)
