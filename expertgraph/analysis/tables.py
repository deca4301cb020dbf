"""Results as the edition's tables.  Rows of ``people`` are the numbers that the other tables speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import orjson
import pandas as pd

from expertgraph.analysis import bridging, succession
from expertgraph.analysis import communities as communities_
from expertgraph.analysis.centrality import Centrality
from expertgraph.analysis.constants import DAY, Constants
from expertgraph.analysis.expertise import Expertise
from expertgraph.analysis.population import KINDS, UNDATED, Floats, Ints, Items, Population
from expertgraph.analysis.ring_reasons import Reason
from expertgraph.analysis.standing import Standing
from expertgraph.analysis.ties import Ties
from expertgraph.engines import algorithms
from expertgraph.engines.graph import Graph

_MOST_GROUPS = 200


def people(
    who: Population,
    stood: Standing,
    middle: Centrality,
    graph: Graph,
    found: communities_.Communities,
    place: Floats,
    constants: Constants,
) -> pd.DataFrame:
    """The people with everything that is one value a person; times are 0 where unknown."""
    part = stood.participation
    frame = who.people.assign(
        ring=stood.ring,
        since=stood.since,
        active_weeks=stood.active_weeks.astype(np.int16),
        window_weeks=np.full(who.n, stood.replayed.window.weeks, dtype=np.int16),
        contributions=part.contributions.astype(np.int32),
        threads_started=part.threads_started.astype(np.int32),
        answers_given=part.answers_given.astype(np.int32),
        channels_used=part.channels_used.astype(np.int32),
        reciprocity=stood.reciprocity,
        reach=part.reach.astype(np.int32),
        reach_external=part.reach_external,
        last_at=stood.last_at,
        community=found.of.astype(np.int32),
        degree=middle.degree.astype(np.int32),
        strength=middle.strength,
        pagerank=middle.pagerank,
        betweenness=middle.betweenness,
        core_number=middle.core_number.astype(np.int32),
        constraint=middle.constraint,
        effective_size=middle.effective_size,
        participation=algorithms.participation(graph, found.of, constants.participation_least_ties),
        component=middle.component.astype(np.int32),
        x=place[:, 0],
        y=place[:, 1],
    )
    frame["manager"] = who.manager
    return frame


def reasons(told: Iterable[Reason]) -> pd.DataFrame:
    """person, code, params (JSON)."""
    rows = [
        (row, code, orjson.dumps(params, option=orjson.OPT_SORT_KEYS).decode()) for row, code, params in told
    ]
    frame = pd.DataFrame(rows, columns=["person", "code", "params"])
    return frame.astype({"person": np.int32})


def ring_history(stood: Standing) -> pd.DataFrame:
    """Changes only: person, week (its first second), ring; sorted by person and time."""
    row, at, ring = stood.replayed.changes
    order = np.lexsort((np.arange(len(row)), at, row))
    return pd.DataFrame(
        {"person": row[order].astype(np.int32), "week": at[order].astype(np.int64), "ring": ring[order]}
    )


def ties(tied: Ties) -> pd.DataFrame:
    """All ties; ``kinds`` are the columns n_<kind>; last_at 0 where undated; ``living`` ties make up the graph that
    everything else is computed on."""
    counts = {f"n_{kind}": tied.counts[:, code].astype(np.int32) for code, kind in enumerate(KINDS)}
    return pd.DataFrame(
        {
            "a": tied.a,
            "b": tied.b,
            "s_ab": tied.s_ab,
            "s_ba": tied.s_ba,
            "strength": tied.strength,
            "reciprocity": tied.reciprocity,
            "last_at": np.where(tied.last_at == UNDATED, 0, tied.last_at),
            "channel": tied.channel,
            "contact": tied.contact,
            "living": tied.living(),
            "threads": tied.threads,
            "channels": tied.channels,
            **counts,
        }
    )


def communities(
    who: Population, found: communities_.Communities, graph: Graph, words: list[list[str]]
) -> pd.DataFrame:
    """community, label, size, employees, externals, unknown, units and open channels that members share, words,
    inside."""
    count = int(found.of.max(initial=-1)) + 1
    unit, unit_names = numbered(who.people["unit"])
    use = who.items
    is_open = np.append(who.channels["visibility"] == "open", False)
    told = (~who.bot[use.author]) & is_open[use.channel]
    pairs, amount = np.unique(np.stack([use.author[told], use.channel[told]], 1), axis=0, return_counts=True)
    channel = communities_.main_channel(who.n, pairs[:, 0], pairs[:, 1], amount)
    units = communities_.typical(found.of, unit, unit_names, count)
    channels_ = communities_.typical(found.of, channel, who.channels["name"].tolist(), count)
    kind = who.people["kind"].to_numpy()
    a, b, weight = graph.edges
    same = found.of[a] == found.of[b]

    def sums(mask: Any) -> Ints:
        return np.bincount(found.of[(found.of >= 0) & mask], minlength=count).astype(np.int32)

    return pd.DataFrame(
        {
            "community": np.arange(count, dtype=np.int32),
            "label": pd.Series(communities_.labels(units, channels_, words), dtype=object),
            "size": sums(np.ones(who.n, dtype=bool)),
            "employees": sums(kind == "employee"),
            "externals": sums(kind == "external"),
            "unknown": sums(kind == "unknown"),
            "units": [[name for name, _ in each] for each in units],
            "channels": [[name for name, _ in each] for each in channels_],
            "words": words,
            "inside": np.bincount(found.of[a[same]], weight[same], count),
        }
    )


def channels(who: Population) -> pd.DataFrame:
    """The channels with their people, contributions and last date (0: none)."""
    count = len(who.channels)
    items = who.items
    known = items.channel >= 0
    last = np.zeros(count, dtype=np.int64)
    dated = known & (items.at != UNDATED)
    np.maximum.at(last, items.channel[dated], items.at[dated])
    writers = np.unique(np.stack([items.channel[known], items.author[known]], 1), axis=0)[:, 0]
    return who.channels.assign(
        people=np.bincount(writers, minlength=count).astype(np.int32),
        members=np.bincount(who.member_channel, minlength=count).astype(np.int32),
        contributions=np.bincount(items.channel[known], minlength=count).astype(np.int32),
        last_at=last,
    )


def channel_use(who: Population, stood: Standing) -> pd.DataFrame:
    """person, channel, contributions, recent (those in the ring window)."""
    items = who.items
    known = items.channel >= 0
    width = max(len(who.channels), 1)
    code = items.author[known].astype(np.int64) * width + items.channel[known]
    pairs, inverse = np.unique(code, return_inverse=True)
    begin = who.as_of - stood.replayed.window.weeks * 7 * DAY
    recent = items.at[known] >= begin
    return pd.DataFrame(
        {
            "person": (pairs // width).astype(np.int32),
            "channel": (pairs % width).astype(np.int32),
            "contributions": np.bincount(inverse, minlength=len(pairs)).astype(np.int32),
            "recent": np.bincount(inverse, recent, len(pairs)).astype(np.int32),
        }
    )


def skills(
    known: pd.DataFrame, skilled: Expertise, graph: Graph, who: Population, as_of: int, constants: Constants
) -> pd.DataFrame:
    """The skills with their succession risk; ``successor`` and ``top`` are people's rows (-1: none)."""
    order = np.lexsort((skilled.pairs["person"], skilled.pairs["skill"]))
    pairs = skilled.pairs.iloc[order]
    here = ~who.people["left"].to_numpy(bool)[pairs["person"]]
    knows = (pairs["told"].to_numpy() > 0) | pairs["claimed"].to_numpy(bool)
    pairs = pairs[here & knows & (pairs["expertise"].to_numpy() > 0)]
    bounds = np.searchsorted(pairs["skill"].to_numpy(), np.arange(len(known) + 1))
    person, amount = pairs["person"].to_numpy(np.int64), pairs["expertise"].to_numpy(np.float64)
    active = pairs["last_at"].to_numpy() >= as_of - constants.active_days * DAY
    demand = skilled.demand(len(known))
    rows = []
    for skill in range(len(known)):
        part = slice(bounds[skill], bounds[skill + 1])
        each = succession.assess(
            person[part], amount[part], active[part], int(demand[skill]), graph, constants
        )
        rows.append(
            (
                each.holders,
                each.absence_factor,
                each.effective_holders,
                each.active_holders,
                each.risk,
                each.successor,
            )
        )
    columns = ["holders", "absence_factor", "effective_holders", "active_holders", "risk", "successor"]
    frame = pd.DataFrame(rows, columns=columns).astype(
        {"holders": np.int32, "absence_factor": np.int32, "active_holders": np.int32, "successor": np.int32}
    )
    frame.insert(0, "skill", known["id"].astype(object))
    frame.insert(1, "label", known["label"].astype(object))
    frame["demand"] = demand.astype(np.int32)
    return frame.astype({"effective_holders": np.float64, "risk": object})


def skill_evidence(skilled: Expertise, items: Items) -> pd.DataFrame:
    """person, skill, item (its id), channel (row), at (0: undated), asked (the person asks in it), amount; the
    amounts of a pair add up to its expertise less its prior."""
    row = skilled.evidence["item"].to_numpy(np.int64)
    at = items.at[row]
    return pd.DataFrame(
        {
            "person": skilled.evidence["person"].to_numpy(np.int32),
            "skill": skilled.evidence["skill"].to_numpy(np.int32),
            "item": items.id[row],
            "channel": items.channel[row],
            "at": np.where(at == UNDATED, 0, at),
            "asked": skilled.evidence["asked"].to_numpy(bool),
            "amount": skilled.evidence["amount"].to_numpy(np.float64),
        }
    )


def skill_questions(skilled: Expertise, items: Items) -> pd.DataFrame:
    """skill, item (its id), person (row of who asked), channel (row), at, answered; latest first within a skill."""
    row = skilled.questions["item"].to_numpy(np.int64)
    frame = pd.DataFrame(
        {
            "skill": skilled.questions["skill"].to_numpy(np.int32),
            "item": items.id[row],
            "person": items.author[row],
            "channel": items.channel[row],
            "at": items.at[row],
            "answered": skilled.questions["answered"].to_numpy(bool),
        }
    )
    return frame.iloc[np.lexsort((row, -frame["at"].to_numpy(), frame["skill"].to_numpy()))].reset_index(
        drop=True
    )


def skill_concepts(known: pd.DataFrame, same: Mapping[str, str]) -> pd.DataFrame:
    """skill (row), concept: the ids of the vocabularies' concepts that are that skill."""
    rows = {str(skill): row for row, skill in enumerate(known["id"])}
    pairs = sorted((rows[skill], concept) for concept, skill in same.items() if skill in rows)
    return pd.DataFrame(
        {
            "skill": np.array([row for row, _ in pairs], np.int32),
            "concept": pd.Series([c for _, c in pairs], dtype=object),
        }
    )


def units(graph: Graph, who: pd.DataFrame, constants: Constants) -> pd.DataFrame:
    """Silos by unit, site, organisation and side: ``by``, ``level`` (overall, group, pair) and the columns of
    ``bridging.Silos``; the 200 largest groups of each."""
    parts = []
    for by in ("unit", "site", "organisation", "kind"):
        column = who[by].where(who[by] != "bot", None) if by == "kind" else who[by]
        label, names = numbered(column)
        label, names = _largest(label, names)
        if len(names) < 2:
            continue
        found = bridging.silos(graph, label, names, constants)
        for level, frame in (("overall", found.overall), ("group", found.groups), ("pair", found.pairs)):
            kept = frame[frame["ties"] > 0] if level == "pair" else frame
            parts.append(kept.assign(by=by, level=level))
    columns = ["by", "level", "group", "other", "size", "ties", "internal", "external"]
    columns += ["ei", "expected", "excess", "z"]
    if not parts:
        return pd.DataFrame(
            {name: pd.Series(dtype=object if name in columns[:4] else float) for name in columns}
        )
    return pd.concat(parts, ignore_index=True)[columns]


def _largest(label: Ints, names: list[str]) -> tuple[Ints, list[str]]:
    if len(names) <= _MOST_GROUPS:
        return label, names
    size = np.bincount(label[label >= 0], minlength=len(names))
    kept = np.sort(np.lexsort((np.arange(len(names)), -size))[:_MOST_GROUPS])
    place = np.full(len(names) + 1, -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    return place[label], [names[each] for each in kept]


def numbered(column: pd.Series) -> tuple[Ints, list[str]]:
    """Text as numbers by sorted order, -1 for none; and the texts."""
    label, names = pd.factorize(column.astype(object).where(column.notna() & (column != ""), None), sort=True)
    return label.astype(np.int64), [str(name) for name in names]


def indexed_identities(who: Population) -> dict[str, int]:
    """Identity id -> person row, of those whose messages are evidence: no bots, nobody who opted out."""
    shown = ~(who.bot | who.people["opted_out"].to_numpy(bool))
    return {
        identity: row
        for row, identities in enumerate(who.people["identities"])
        if shown[row]
        for identity in identities
    }
