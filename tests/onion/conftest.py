"""A published edition of a made-up community, without importing or analysing anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from expertgraph.edition import Draft
from expertgraph.settings import Settings
from expertgraph.store import open_store
from expertgraph.workspace import Workspace
from tests.onion.community import CHANNELS, COMMUNITIES, community

Change = Callable[[dict[str, dict[str, Any]]], None]
KINDS = np.array(["employee", "external", "unknown"])


def _tables() -> dict[str, dict[str, Any]]:
    made = community(400, everyone=True)
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
            "channel": [c[0] for c in CHANNELS], "name": [c[1] for c in CHANNELS],
            "kind": [c[2] for c in CHANNELS],
            "ownership": [c[3] for c in CHANNELS],
            "visibility": ["private" if c[0] == "platform" else "open" for c in CHANNELS],
        },
        "channel_use": {
            "person": person.astype(np.int32), "channel": channel.astype(np.int32),
            "contributions": made.use.data, "recent": made.use.data,
        },
        "channel_members": {"person": person.astype(np.int32), "channel": channel.astype(np.int32)},
    }  # fmt: skip


def publish_in(folder: Path, change: Change | None = None) -> Workspace:
    """A workspace in ``folder`` with one edition; ``change`` alters its tables first."""
    store = open_store(f"sqlite:///{folder / 'store.db'}")
    space = Workspace(store, Settings(), folder / "files", lambda: 1_790_000_000)
    tables = _tables()
    if change is not None:
        change(tables)
    draft = Draft(space.editions)
    for name, columns in tables.items():
        draft.write(name, columns)
    draft.publish({"as_of": 1_790_000_000})
    return space


@pytest.fixture
def published(tmp_path: Path) -> Callable[..., Workspace]:
    """Publish an edition, after a change to its tables."""
    return lambda change=None: publish_in(tmp_path, change)
