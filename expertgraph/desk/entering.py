"""Who came into an inner ring, told so that nothing of anybody's leaving one can be read from it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from expertgraph.edition import Edition
from expertgraph.policy import INNER_RINGS

_BEFORE = 3
"""The ring of somebody before the first one that is known."""


def entries(edition: Edition) -> pd.DataFrame:
    """person, week, ring, last: each time that somebody came into ring 1 or 0 for the first time, in the order of
    ``ring_history``; ``last``: their ring did not change since.

    The ring is the one that they came into, but none further inward than today's; who comes back into a ring that they
    were in before is not there.  Else the core of one week beside the active of today, or two entries into the same
    ring, would say who fell back.
    """
    history = edition.table("ring_history")
    person, ring = history["person"].to_numpy(), history["ring"].to_numpy()
    today = edition.array("people", "ring")[person]
    shown = pd.Series(np.maximum(ring, today))
    reached = shown.groupby(person).cummin()
    before = reached.groupby(person).shift(fill_value=_BEFORE)
    first = (shown < before) & shown.isin(INNER_RINGS)
    last = np.append(person[1:] != person[:-1], True)[: len(person)]
    found = pd.DataFrame({"person": person, "week": history["week"].to_numpy(), "ring": shown, "last": last})
    return found[first.to_numpy(bool)]
