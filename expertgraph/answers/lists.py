"""The listings: people, ties and channels here, groups and knowledge in their own modules, all by one
name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from expertgraph import policy
from expertgraph.answers.conversations import coverage
from expertgraph.answers.groups import columns_of, communities, silos
from expertgraph.answers.knowledge import own_row, succession
from expertgraph.answers.peers import peer_rows as peers
from expertgraph.answers.ring_words import RINGS
from expertgraph.answers.sums import Sums, sums
from expertgraph.edition import Edition
from expertgraph.kinds import INTERACTIONS
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.workspace import Workspace

__all__ = ["channels", "communities", "coverage", "peers", "people", "silos", "succession", "ties"]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person; ``ring`` by name, None where the viewer may not see it."""

    person: str
    name: str
    kind: str
    organisation: str | None
    unit: str | None
    site: str | None
    role: str | None
    ring: str | None


@dataclass(frozen=True, slots=True)
class TieRow:
    """A tie: ``strength`` s, ``reciprocity`` 0..1, ``last_at`` UTC seconds (None: not dated), ``acts`` by
    kind; ``contact``: known only as a contact."""

    a: str
    a_name: str
    b: str
    b_name: str
    strength: float
    reciprocity: float
    last_at: int | None
    channel: str | None
    contact: bool
    acts: dict[str, int]


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel: whose it is, and how much it is used.  ``employees`` and ``externals`` are of the
    ``people``; counts are None where the viewer is not told them (``sums``)."""

    channel: str
    name: str
    kind: str
    visibility: str
    ownership: str
    source: str
    people: int | None
    employees: int | None
    externals: int | None
    members: int | None
    contributions: int | None
    last_at: int | None


def people(workspace: Workspace, viewer: Viewer) -> list[PersonRow]:
    """The people whose profile the viewer may see, by name; bots among them, marked as such."""
    policy.require(viewer, Data.PROFILE)
    edition = workspace.edition()
    table = edition.table("people")
    ring = table["ring"].to_numpy()
    visible = policy.rings(viewer, edition)
    rows = np.flatnonzero(policy.people(viewer, Data.PROFILE, edition))
    names = table["name"].to_numpy()
    order = sorted(rows.tolist(), key=lambda row: (str(names[row]).casefold(), row))
    columns = {name: table[name].to_numpy() for name in ("person", "name", "kind", *_PLACES)}
    return [
        PersonRow(
            **{name: _text(values[row]) for name, values in columns.items()},
            ring=RINGS["en"][ring[row]] if visible[row] and ring[row] >= 0 else None,
        )
        for row in order
    ]


_PLACES = ("organisation", "unit", "site", "role")


def ties(workspace: Workspace, viewer: Viewer) -> list[TieRow]:
    """All ties for the owner of the data, one's own for everybody else, strongest first."""
    policy.require(viewer, Data.TIES, Data.OWN)
    edition = workspace.edition()
    table, who = edition.table("ties"), edition.table("people")
    a, b = table["a"].to_numpy(), table["b"].to_numpy()
    shown = np.ones(len(table), dtype=bool)
    if policy.rule(viewer, Data.TIES) is not Rule.ALLOW:
        own = own_row(viewer, edition)
        seen = policy.people(viewer, Data.PROFILE, edition)
        shown = ((a == own) | (b == own)) & seen[a] & seen[b]
    rows = np.flatnonzero(shown)
    rows = rows[np.lexsort((b[rows], a[rows], -table["strength"].to_numpy()[rows]))]
    part = table.iloc[rows]
    names, ids = who["name"].to_numpy(), who["person"].to_numpy()
    channels = edition.table("channels")["name"].to_numpy()
    counts = {kind: part[f"n_{kind}"].to_numpy() for kind in INTERACTIONS}
    columns = (
        part[name].tolist() for name in ("a", "b", "strength", "reciprocity", "last_at", "channel", "contact")
    )
    return [
        TieRow(
            str(ids[u]),
            str(names[u]),
            str(ids[v]),
            str(names[v]),
            s,
            r,
            last or None,
            str(channels[channel]) if channel >= 0 else None,
            contact,
            {kind: int(count[place]) for kind, count in counts.items() if count[place]},
        )
        for place, (u, v, s, r, last, channel, contact) in enumerate(zip(*columns, strict=True))
    ]


def channels(workspace: Workspace, viewer: Viewer) -> list[ChannelRow]:
    """The channels that the viewer may know of, most used first."""
    policy.require(viewer, Data.CHANNELS)
    edition = workspace.edition()
    table = edition.table("channels")
    shown = table[policy.known_channels(viewer, edition)].sort_values(
        ["contributions", "channel"], ascending=[False, True], kind="stable"
    )
    fields = ("channel", "name", "kind", "visibility", "ownership", "source")
    told, sides = sums(workspace, viewer), _sides(edition)
    return [
        ChannelRow(
            **columns_of(row, fields, str),
            **_counts(told, row, [int(sides[kind][place]) for kind in _SIDES]),
            last_at=int(row["last_at"]) or None,
        )
        for place, row in zip(shown.index, shown.to_dict("records"), strict=True)
    ]


_SIDES = ("employee", "external")


def _counts(told: Sums, row: Mapping[Any, Any], sides: list[int]) -> dict[str, Any]:
    people = int(row["people"])
    parts = told.parts([*sides, people - sum(sides)])
    whole = None if parts is None else sum(parts)
    employees, externals = parts[:2] if parts is not None else (None, None)
    return {
        "people": whole,
        "employees": employees,
        "externals": externals,
        "members": told.people(int(row["members"])),
        "contributions": int(row["contributions"]) if told.records(people) else None,
    }


def _sides(edition: Edition) -> dict[str, Any]:
    """For each channel how many of its people are employees, and how many external."""
    use, count = edition.table("channel_use"), len(edition.table("channels"))
    kinds = edition.array("people", "kind")[use["person"].to_numpy()]
    channel = use["channel"].to_numpy()
    return {kind: np.bincount(channel[kinds == kind], minlength=count) for kind in _SIDES}


def _text(value: Any) -> Any:
    return None if value is None or (isinstance(value, float) and np.isnan(value)) else str(value)
