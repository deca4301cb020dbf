"""Everybody's standing: ring with history and reasons, and participation, put together for the whole
population."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from expertgraph.analysis import mutual, ring_reasons, rings, weeks
from expertgraph.analysis.constants import DEFAULTS, Constants
from expertgraph.analysis.criteria import CRITERIA, Participation, participate
from expertgraph.analysis.population import UNDATED, Acts, Bools, Floats, Ints, Population
from expertgraph.engines import algorithms
from expertgraph.engines.graph import Graph


@dataclass(frozen=True, slots=True)
class Standing:
    """One value a person.  ``since`` is the start of the present ring: the last change, else when the
    person was first seen, 0 when unknown.  ``last_at`` is the last dated trace, 0 for none."""

    ring: rings.Rings
    since: Ints
    active_weeks: Ints
    reciprocity: Floats
    last_at: Ints
    participation: Participation
    replayed: rings.Replay
    contributed: weeks.Contributions
    reasons: list[ring_reasons.Reason]


def stand(who: Population, constants: Constants = DEFAULTS) -> Standing:
    """Rings, reasons and participation of everybody as of the population's moment."""
    bot = who.bot
    acts = who.acts.take(~bot[who.acts.actor] & ~bot[who.acts.target])
    contributed = weeks.contributions(who.items, who.own_channel, bot, who.as_of)
    replayed = rings.replay(contributed, acts, who.as_of, who.leave, constants)
    ring = np.where(_outpost(who), rings.OUTPOST, rings.KNOWN).astype(np.int8)
    ring[replayed.people] = replayed.ring
    ring[bot] = rings.BOT
    active = np.zeros(who.n, dtype=np.int64)
    active[replayed.people] = replayed.recent[:, -replayed.window.weeks :].sum(axis=1)
    everyone = np.arange(who.n, dtype=np.int32)
    recent = _recent(acts, weeks.start_of(contributed.last - replayed.window.weeks + 1))
    reciprocity = mutual.reciprocity(recent, everyone, who.as_of, constants.half_life)
    staff = who.people["staff"].to_numpy(bool)
    external = np.asarray(who.people["kind"] == "external", dtype=bool)
    taking_part = participate(
        who.n,
        contributed,
        who.items,
        acts,
        active,
        reciprocity,
        replayed.window.weeks,
        staff,
        external,
        constants,
    )
    first, last = _seen(who)
    since = first.copy()
    rows, at, _ = replayed.changes
    since[rows] = at
    near = np.flatnonzero(replayed.ring == rings.ACTIVE)
    answers = np.full(len(replayed.people), -1, dtype=np.int64)
    answers[near] = mutual.answers_needed(
        recent, replayed.people[near], who.as_of, constants.half_life, constants.core_reciprocity
    )
    told = list(ring_reasons.reasons(ring, replayed, contributed, answers, constants))
    told += _criteria(taking_part, ring, active, replayed.window.weeks, reciprocity)
    told.sort(key=lambda reason: reason[0])
    return Standing(ring, since, active, reciprocity, last, taking_part, replayed, contributed, told)


def _recent(acts: Acts, begin: int) -> Acts:
    return acts.take((acts.at != UNDATED) & (acts.at >= begin) & acts.of_kinds(contact=False))


def _outpost(who: Population) -> Bools:
    """Seen on outposts and nowhere else: no trace on an own channel, no account in a source of our own,
    and nobody's contact.  What a bot does to somebody is no trace of them."""
    own = who.own_channel
    acts = who.acts.take(~who.bot[who.acts.actor])
    ours, theirs = np.zeros(who.n, dtype=bool), np.zeros(who.n, dtype=bool)
    for person, channel in (
        (who.member_person, who.member_channel),
        (acts.actor[acts.channel >= 0], acts.channel[acts.channel >= 0]),
        (acts.target[acts.channel >= 0], acts.channel[acts.channel >= 0]),
    ):
        ours[person[own[channel]]] = True
        theirs[person[~own[channel]]] = True
    contact = acts.take(acts.of_kinds(contact=True))
    ours[contact.actor] = True
    ours[contact.target] = True
    sources = who.channels.groupby("source")["ownership"].agg(lambda each: bool((each == "outpost").all()))
    outposts = set(sources.index[sources.to_numpy(bool)])
    for row, known_by in who.sources.items():
        if known_by <= outposts:
            theirs[row] = True
        else:
            ours[row] = True
    return theirs & ~ours


def _seen(who: Population) -> tuple[Ints, Ints]:
    """First and last dated trace of each person, 0 without any."""
    first = np.full(who.n, np.iinfo(np.int64).max)
    last = np.zeros(who.n, dtype=np.int64)
    for person, at in ((who.items.author, who.items.at), (who.acts.actor, who.acts.at)):
        dated = at != UNDATED
        np.minimum.at(first, person[dated], at[dated])
        np.maximum.at(last, person[dated], at[dated])
    return np.where(last == 0, 0, first), last


def _criteria(
    part: Participation, ring: rings.Rings, active: Ints, window: int, reciprocity: Floats
) -> list[ring_reasons.Reason]:
    """The five criteria of those who took part in the window."""
    told: list[ring_reasons.Reason] = []
    for row in np.flatnonzero((ring >= 0) & (active > 0)).tolist():
        evidence: tuple[dict[str, Any], ...] = (
            {"started": int(part.threads_started[row]), "answered": int(part.answers_given[row])},
            {"answered": int(part.answers_given[row]), "thanked_by": int(part.thanked_by[row])},
            {"channels": int(part.channels_used[row]), "contributions": int(part.contributions[row])},
            {"people": int(part.people_answered[row]), "reciprocity": round(float(reciprocity[row]), 4)},
            {"weeks": int(active[row]), "window": window},
        )
        for name, value, shown in zip(CRITERIA, part.criteria[row].tolist(), evidence, strict=True):
            told.append((row, "criterion", {"name": name, "value": round(value, 4), **shown}))
    return told


def core_periphery(graph: Graph, constants: Constants = DEFAULTS) -> dict[str, Any]:
    """Whether the ties have a core and a periphery beyond what degrees alone bring about.

    The statistic is the k-core's depth: the share of ties among the people of the innermost half of the
    k-core order.  The null model keeps every degree and rewires the ties at random (Maslov & Sneppen
    2002), seeded. ``significant`` at p < 0.05; ``tested`` is False where there are too few or too many
    ties to say.
    """
    ties = graph.matrix.nnz // 2
    if not 20 <= ties <= constants.core_periphery_most_ties:
        return {"tested": False, "why": "too few ties" if ties < 20 else "too many ties", "ties": ties}
    observed = _core_density(graph)
    rng = np.random.default_rng(constants.seed)
    drawn = np.array([_core_density(_rewired(graph, rng)) for _ in range(constants.core_periphery_samples)])
    p = float((np.sum(drawn >= observed) + 1) / (len(drawn) + 1))
    spread = float(drawn.std(ddof=1))
    return {
        "tested": True,
        "statistic": round(observed, 4),
        "expected": round(float(drawn.mean()), 4),
        "z": round((observed - float(drawn.mean())) / spread, 2) if spread > 0 else None,
        "p": round(p, 4),
        "significant": p < 0.05,
    }


def _core_density(graph: Graph) -> float:
    """Density of ties within the innermost quarter of the people with ties, by k-core and then degree; equals
    stay together, so that the numbering has no say."""
    rank = algorithms.core_numbers(graph) * graph.n + graph.degree
    tied = np.sort(rank[graph.degree > 0])[::-1]
    inner = np.flatnonzero((rank >= tied[max(2, len(tied) // 4) - 1]) & (graph.degree > 0))
    inside = graph.unweighted[inner][:, inner].nnz / 2
    return float(inside / (len(inner) * (len(inner) - 1) / 2))


def _rewired(graph: Graph, rng: np.random.Generator) -> Graph:
    """The same degrees, the ends of pairs of ties swapped at random; swaps that would make a tie double or tie
    somebody to themselves are taken back."""
    a, b, _ = graph.edges
    for _ in range(10):
        order = rng.permutation(len(a))
        half = len(a) // 2
        one, two = order[:half], order[half : 2 * half]
        swapped = np.ones(half, dtype=bool)
        while True:
            ends = b.copy()
            ends[one[swapped]], ends[two[swapped]] = b[two[swapped]], b[one[swapped]]
            code = np.minimum(a, ends) * graph.n + np.maximum(a, ends)
            _, inverse, count = np.unique(code, return_inverse=True, return_counts=True)
            bad = (a == ends) | (count[inverse] > 1)
            back = swapped & (bad[one] | bad[two])
            if not back.any():
                break
            swapped &= ~back
        b = ends
    return Graph.of_edges(graph.n, a, b)
