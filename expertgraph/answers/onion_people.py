"""Who is in the picture, by name or counted, and what they use: an edition as input of the layout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from expertgraph import policy
from expertgraph.analysis.constants import WEEK
from expertgraph.answers import onion_time
from expertgraph.edition import Edition
from expertgraph.onion import Channel, Community, OnionInput
from expertgraph.onion.own import Own
from expertgraph.policy import Data, Rule, Viewer

Rows = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_KINDS = {"employee": 0, "external": 1}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a viewer may see of a moment: ``ring`` of everybody (-1: not in the picture), ``named`` by name,
    ``channels`` the rows of channels, ``me`` the viewer's own row."""

    ring: npt.NDArray[np.int8]
    named: Bools
    may: Bools
    channels: Rows
    me: int | None

    @property
    def rows(self) -> Rows:
        """Rows of everybody in the picture."""
        return np.flatnonzero(self.ring >= 0)


def seen(viewer: Viewer, edition: Edition, on: int | None = None) -> Seen:
    """Who is in the picture: by name those of the inner rings whom the viewer may see, the others counted.

    Rings 2 and outward have no name for anybody, the owner included: the picture is made to be shared.
    """
    may = policy.rings(viewer, edition)
    standing = onion_time.standing(edition, on, may)
    counted = policy.rule(viewer, Data.RING_OUTER) in {Rule.ALLOW, Rule.AGGREGATE, Rule.COACHED}
    shown = (standing.named | counted) & ~edition.array("people", "opted_out")
    me = edition.row_of(viewer.person) if viewer.person is not None else None
    return Seen(
        ring=np.where(shown, standing.ring, np.int8(-1)),
        named=standing.named & shown,
        may=may,
        channels=_channels(viewer, edition),
        me=me,
    )


def no_further_in(sight: Seen, edition: Edition, later: Edition | None) -> Seen:
    """What is seen of an edition where there is a ``later`` one: nobody has a name in it who has none in that, or stands
    further inward; those who fell since are counted where they stood."""
    if later is None:
        return sight
    now = dict(zip(later.table("people")["person"], later.array("people", "ring").tolist(), strict=True))
    ring = np.array([now.get(each, onion_time.ABSENT) for each in edition.table("people")["person"]])
    named = sight.named & np.isin(ring, policy.INNER_RINGS)
    placed = np.where(named, np.maximum(sight.ring, ring), sight.ring).astype(np.int8)
    return replace(sight, ring=placed, named=named, may=sight.may & named)


def _channels(viewer: Viewer, edition: Edition) -> Rows:
    """Channels that the viewer may know of."""
    return np.flatnonzero(policy.known_channels(viewer, edition))


def people_of(
    edition: Edition,
    sight: Seen,
    rows: Rows,
    k: int,
    *,
    community: int | None = None,
    period: int | None = None,
    on: int | None = None,
) -> OnionInput:
    """These rows as they are to be drawn; with ``community`` the sectors are organisations."""
    part = edition.table("people").iloc[rows]
    groups, member, ties = _groups(edition, rows, community)
    return OnionInput(
        ring=sight.ring[rows],
        kind=np.asarray(part["kind"].map(_KINDS).fillna(2), dtype=np.int8),
        community=member,
        reach=part["reach"].to_numpy(np.int64),
        rank=_rank(part),
        named=sight.named[rows],
        person_ids=part["person"].tolist(),
        names=[str(name) for name in part["name"]],
        organisations=[name if isinstance(name, str) else "" for name in part["organisation"]],
        communities=groups,
        ties=ties,
        channels=channels_of(edition, sight.channels),
        use=use_of(edition, sight.channels, period, on)[rows],
        k=k,
        veiled=period is not None or on is not None,
        narrowed=len(rows) < len(sight.rows),
    )


def usual_channels(edition: Edition, sight: Seen) -> dict[str, tuple[int, ...]]:
    """The channels that everybody with a name uses, by person, in whatever week the rest is drawn: what somebody did not
    use in a span is not told."""
    use, person = use_of(edition, sight.channels, None, None), edition.array("people", "person")
    return {
        str(person[row]): tuple(sorted(use.indices[use.indptr[row] : use.indptr[row + 1]].tolist()))
        for row in np.flatnonzero(sight.named).tolist()
    }


def own_mark(edition: Edition, me: int, on: int | None, *, by_organisation: bool) -> Own | None:
    """The viewer as they are drawn on their own page, in whatever ring; None where they stand in none."""
    ring = edition.array("people", "ring") if on is None else onion_time.rings_at(edition, on)
    if not 0 <= ring[me] < onion_time.ABSENT:
        return None
    row = edition.table("people").iloc[me]
    organisation = row["organisation"] if isinstance(row["organisation"], str) else ""
    return Own(
        person=str(row["person"]),
        name=str(row["name"]),
        organisation=organisation,
        ring=int(ring[me]),
        kind=_KINDS.get(row["kind"], 2),
        reach=int(row["reach"]),
        community=None if by_organisation else int(row["community"]),
    )


def channels_of(edition: Edition, columns: Rows) -> list[Channel]:
    """These channels for the layout."""
    chosen = edition.table("channels").iloc[columns]
    names = ("channel", "name", "kind", "ownership")
    return [Channel(*map(str, each)) for each in zip(*(chosen[name] for name in names), strict=True)]


def _rank(part: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Engagement inside a ring: active weeks first, then contributions; today's at every moment, because a mark that
    went outward from one week to another would say that somebody does less."""
    weeks, given = part["active_weeks"].to_numpy(float), part["contributions"].to_numpy(float)
    return np.asarray(weeks + given / (given.max(initial=0.0) + 1.0))


def _in_weeks(edition: Edition, until: int, weeks: int) -> pd.DataFrame:
    """The rows of ``person_weeks`` in so many weeks up to a moment, its own week included."""
    table = edition.table("person_weeks")
    last = onion_time.week_of_moment(until)
    at = table["week"].to_numpy()
    return table[(at > last - weeks * WEEK) & (at <= last)]


def _groups(
    edition: Edition, rows: Rows, community: int | None
) -> tuple[list[Community], npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """Sectors: communities with the ties between them, or the organisations inside one community."""
    if community is not None:
        names = edition.table("people")["organisation"].iloc[rows]
        number, labels = pd.factorize(names.where(names.notna(), None), sort=True)
        groups = [Community(at, str(label)) for at, label in enumerate(labels)]
        return groups, number.astype(np.int32), np.zeros((len(groups), len(groups)))
    table = edition.table("communities").sort_values("community")
    ids = table["community"].to_numpy()
    groups = [Community(int(c), str(label)) for c, label in zip(ids, table["label"], strict=True)]
    between = np.zeros((len(ids), len(ids)))
    pairs = edition.table("community_ties")
    a, b = np.searchsorted(ids, pairs["a"].to_numpy()), np.searchsorted(ids, pairs["b"].to_numpy())
    np.add.at(between, (a, b), pairs["strength"].to_numpy(float))
    member = edition.array("people", "community")[rows]
    place = np.searchsorted(ids, member)
    known = (member >= 0) & (place < len(ids))
    return groups, np.where(known, place, -1).astype(np.int32), between + between.T


def use_of(edition: Edition, columns: Rows, period: int | None, on: int | None) -> csr_array:
    """How much everybody uses each of these channels (people x channels).

    Contributions in the period, or in the window of the rings; without a period or a moment, a channel that nobody
    used lately stands by all its contributions.  A channel that has no messages at all (a network of contacts)
    stands by its members.
    """
    shape = (len(edition.table("people")), len(edition.table("channels")))
    used, joined = edition.table("channel_use"), edition.table("channel_members")
    ever = _matrix(used["person"], used["channel"], used["contributions"], shape)
    members = _matrix(joined["person"], joined["channel"], np.ones(len(joined)), shape)
    written = np.asarray(ever.sum(axis=0)).ravel() > 0
    if period is None and on is None:
        lately = _matrix(used["person"], used["channel"], used["recent"], shape)
        silent = np.asarray(lately.sum(axis=0)).ravel() == 0
    else:
        weeks = int(edition.meta["window_weeks"]) if period is None else period
        table = _in_weeks(edition, edition.as_of if on is None else on, weeks)
        table = table[table["channel"] >= 0]
        lately = _matrix(table["person"], table["channel"], table["contributions"], shape)
        silent = np.zeros(shape[1], dtype=bool)
    layers = (lately, ever, members)
    first = np.where(~written, 2, np.where(silent, 1, 0))
    return _beside([layers[first[column]][:, [column]] for column in columns], shape[0])


def _matrix(person: Any, channel: Any, amount: Any, shape: tuple[int, int]) -> Any:
    given = np.asarray(amount, dtype=float)
    return csr_array((given, (np.asarray(person), np.asarray(channel))), shape=shape).tocsc()


def _beside(parts: list[Any], people: int) -> csr_array:
    from scipy.sparse import hstack

    if not parts:
        return csr_array((people, 0))
    use = csr_array(hstack(parts, format="csr"))
    use.eliminate_zeros()
    return use
