"""A published edition of a made-up community, without importing or analysing anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.weeks import start_of, week_of
from expertgraph.answers import onion_kept
from expertgraph.edition import Draft
from expertgraph.onion.model import Ints, OnionInput
from expertgraph.settings import Settings
from expertgraph.store import open_store
from expertgraph.workspace import Workspace
from tests.onion.community import CHANNELS, COMMUNITIES, channels_named, community

LAST = int(start_of(int(week_of(np.int64(1_790_000_000)))))
Change = Callable[[dict[str, dict[str, Any]]], None]
KINDS = np.array(["employee", "external", "unknown"])


def tables_of(people: int = 400, channels: int = len(CHANNELS)) -> dict[str, dict[str, Any]]:
    """The tables of an edition about a made-up community."""
    made = community(people, everyone=True, channels=channels)
    places = channels_named(channels)
    person, channel = made.use.nonzero()
    n = len(made.ring)
    return {
        "people": {
            "person": list(made.person_ids), "name": [f"{name} {at}" for at, name in enumerate(made.names)],
            "kind": KINDS[made.kind], "organisation": np.array(["Stadsnet", "TU Delft", None])[made.kind],
            "identities": [[f"x:{at}"] for at in range(n)], "ring": made.ring, "community": made.community,
            "reach": made.reach, "active_weeks": np.maximum(20 - 5 * made.ring, 0).astype(np.int16),
            "contributions": np.round(made.rank).astype(np.int64),
            "opted_out": np.zeros(n, bool), "coached": np.arange(n) % 7 == 0,
        },
        "communities": {
            "community": np.arange(8), "label": list(COMMUNITIES),
            "size": np.bincount(made.community[made.community >= 0], minlength=8),
        },
        "community_ties": {
            "a": np.repeat(np.arange(8), 8), "b": np.tile(np.arange(8), 8), "strength": made.ties.ravel() / 2,
        },
        "channels": {
            "channel": [c.id for c in places], "name": [c.name for c in places],
            "kind": [c.kind for c in places], "ownership": [c.ownership for c in places],
            "visibility": ["private" if c.id == "platform" else "open" for c in places],
        },
        "channel_use": {
            "person": person.astype(np.int32), "channel": channel.astype(np.int32),
            "contributions": made.use.data, "recent": made.use.data,
        },
        "channel_members": {"person": person.astype(np.int32), "channel": channel.astype(np.int32)},
        **_over_time(made, person, channel),
        **_skills(n),
    }  # fmt: skip


def _over_time(made: OnionInput, person: Ints, channel: Ints) -> dict[str, dict[str, Any]]:
    """Everybody was first seen two years ago or later, and stepped inward in the half year before the edition."""
    n, first = len(made.ring), LAST - 104 * WEEK
    weeks = LAST - WEEK * (np.arange(len(person)) % 26)
    steps = [(row, ring) for row in range(n) for ring in (2, 1, 0) if made.ring[row] <= ring]
    row, ring = np.array(steps).T
    return {
        "ring_history": {
            "person": row.astype(np.int32), "week": LAST - WEEK * (4 + 8 * ring + row % 8),
            "ring": ring.astype(np.int8),
        },
        "person_weeks": {
            "person": person.astype(np.int32), "channel": channel.astype(np.int32), "week": weeks,
            "contributions": made.use.data.astype(np.int32), "started": made.use.data.astype(np.int32),
            "answers": np.zeros(len(person), np.int32),
        },
        "arrivals": {
            "person": np.arange(n, dtype=np.int32), "first_at": np.full(n, first),
            "first_channel": np.zeros(n, np.int32), "first_own_at": np.full(n, first),
            "first_own_channel": np.zeros(n, np.int32),
        },
    }  # fmt: skip


def _skills(n: int) -> dict[str, dict[str, Any]]:
    """Every third person claims to know about heat pumps."""
    who = np.arange(0, n, 3, dtype=np.int32)
    return {
        "skills": {"skill": ["skill:heat", "skill:rare"], "label": ["heat pumps", "rare thing"]},
        "person_skills": {
            "person": who, "skill": np.zeros(len(who), np.int32), "expertise": np.ones(len(who)),
            "prior": np.ones(len(who)), "claimed": np.ones(len(who), bool),
            "level": np.zeros(len(who), np.int8), "confirmers": np.zeros(len(who), np.int32),
        },
        "skill_evidence": {
            "person": np.empty(0, np.int32), "skill": np.empty(0, np.int32), "item": np.empty(0, object),
            "at": np.empty(0, np.int64), "channel": np.empty(0, np.int32), "amount": np.empty(0),
            "asked": np.empty(0, bool),
        },
    }  # fmt: skip


def publish_in(
    folder: Path,
    change: Change | None = None,
    *,
    people: int = 400,
    channels: int = len(CHANNELS),
    keep: bool = False,
) -> Workspace:
    """A workspace in ``folder`` with one edition; ``change`` alters its tables first; ``keep``: with the onion laid
    out, as an analysis does."""
    store = open_store(f"sqlite:///{folder / 'store.db'}")
    space = Workspace(store, Settings(), folder / "files", lambda: 1_790_000_000)
    tables = tables_of(people, channels)
    if change is not None:
        change(tables)
    draft = Draft(space.editions)
    for name, columns in tables.items():
        draft.write(name, columns)
    meta = {"as_of": 1_790_000_000, "window_weeks": 26}
    if keep:
        onion_kept.keep(draft, meta, int(space.settings["privacy.k"]))
    draft.publish(meta)
    return space
