"""What an edition learnt about ranking: learnt with it, kept in it, and used for whoever may read all it rests on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from expertgraph.edition import Edition
from expertgraph.search.arrays import Array, Mask
from expertgraph.search.learning import learn, starting, taught
from expertgraph.search.ranking import Weights
from expertgraph.search.searcher import Searcher
from expertgraph.search.trees import Trees, available
from expertgraph.settings import Settings
from expertgraph.store import Store
from expertgraph.workspace import Workspace

_TREES = "trees.txt"


def write_lesson(
    store: Store,
    settings: Settings,
    folder: Path,
    searcher: Searcher,
    visibility: dict[str, str],
    *,
    as_of: int,
    tell: Callable[[str, int], None],
) -> dict[str, Any] | None:
    """Learn, write the trees to an edition's folder, and return the rest for its meta data; None where switched off.

    ``visibility``: channel id -> open | members | private.
    """
    if not settings["search.adapt"]:
        return None
    marked = store.frame("item", ["id"], {"accepted": True})["id"]
    lesson = learn(
        searcher,
        until=as_of,
        start=starting(settings),
        accepted=frozenset(marked),
        channels=np.array([visibility[channel] == "open" for channel in searcher.index.channels], bool),
        trees=settings["search.learn"],
        tell=tell,
    )
    if isinstance(lesson.weights.trees, Trees):
        (folder / _TREES).write_text(lesson.weights.trees.model, "utf-8")
    return lesson.plain()


def weights_of(space: Workspace, edition: Edition, channels: Mask | None) -> Weights:
    """What the edition learnt, for a viewer who may see these channels of the index (None: all).

    Who may not see all open channels gets the default with what the settings switch on: what was learnt would
    depend on what they may not read.
    """
    start = starting(space.settings)
    if not space.settings["search.adapt"] or (
        channels is not None and (open_channels(edition) & ~channels).any()
    ):
        return start
    trees = (
        edition.cached("search.trees", lambda: _trees(edition)) if space.settings["search.learn"] else None
    )
    return taught(edition.meta.get("learnt"), start, trees)


def open_channels(edition: Edition) -> Mask:
    """Which channels of the index are open."""

    def make() -> Array:
        from expertgraph.search.build import searcher

        table = edition.table("channels")
        visibility = dict(zip(table["channel"], table["visibility"], strict=True))
        return np.array([visibility[each] == "open" for each in searcher(edition).index.channels], bool)

    found: Mask = edition.cached("search.open", make)
    return found


def _trees(edition: Edition) -> Trees | None:
    file = edition.folder / _TREES
    return Trees(file.read_text("utf-8")) if file.exists() and available() else None
