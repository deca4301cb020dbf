"""Who takes part and who may see what, as it is now, in the rows of an edition that was analysed before.

People and channels keep their rows, because all other tables speak of them; new channels come after the others.
Whoever is new is in no row until the next analysis.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from expertgraph.analysis.people import opted_out
from expertgraph.analysis.population import channels_now, times
from expertgraph.edition import Edition
from expertgraph.search.arrays import Longs
from expertgraph.search.pieces import Pieces
from expertgraph.store import Store

_STATED = ["name", "kind", "visibility", "source"]


def people(edition: Edition, store: Store, settings: Mapping[str, Any]) -> pd.DataFrame:
    """The edition's people with the opt-outs of now."""
    known = edition.table("people")
    declared = store.frame("declaration", ["subject", "name", "value"])
    out = np.array(opted_out(known["person"], declared, settings), dtype=bool)
    return known if (out == known["opted_out"].to_numpy()).all() else known.assign(opted_out=out)


def indexed(people: pd.DataFrame) -> dict[str, int]:
    """Identity id -> row, of those whose messages are evidence: no bots, nobody who opted out."""
    shown = ~people["opted_out"].to_numpy(bool) & (people["kind"] != "bot").to_numpy(bool)
    return {
        identity: row
        for row, identities in enumerate(people["identities"])
        if shown[row]
        for identity in identities
    }


def channels(edition: Edition, store: Store, settings: Mapping[str, Any]) -> pd.DataFrame:
    """The edition's channels as their sources describe them now, new ones after them.

    Whose a channel is (its ownership) stays as it was analysed; a new one has no counts yet.
    """
    known = edition.table("channels")
    now = channels_now(store, store.frame("declaration", ["subject", "name", "value"]), settings)
    place = pd.Index(now["channel"]).get_indexer(pd.Index(known["channel"]))
    stated = known.copy()
    for name in _STATED:
        column = now[name].to_numpy(object)[place] if len(now) else known[name].to_numpy(object)
        stated[name] = np.where(place >= 0, column, known[name].to_numpy(object))
    new = np.setdiff1d(np.arange(len(now)), place)
    if len(new):
        extra = now.iloc[new].reindex(columns=known.columns)
        counted = [name for name in known.columns if name not in now.columns]
        extra[counted] = 0
        stated = pd.concat([stated, extra], ignore_index=True)
    stated = stated.astype(known.dtypes.to_dict())
    return known if stated.equals(known) else stated


def members(
    edition: Edition, store: Store, people: pd.DataFrame, channels: pd.DataFrame, pieces: Pieces, as_of: int
) -> pd.DataFrame:
    """Everybody who is or was in a channel or wrote in it, as pairs of rows, sorted."""
    row_of = {identity: row for row, own in enumerate(people["identities"]) for identity in own}
    places = pd.Index(channels["channel"])
    joined = store.frame("membership", ["channel", "identity", "joined"])
    joined = joined[times(joined["joined"]) < as_of]
    writers = np.array([row_of.get(each, -1) for each in pieces.authors], np.int64)
    where = places.get_indexer(pd.Index(pieces.channels, dtype=object))
    person = np.concatenate(
        [np.array([row_of.get(each, -1) for each in joined["identity"]], np.int64), writers[pieces.author]]
    )
    channel = np.concatenate(
        [
            places.get_indexer(pd.Index(joined["channel"], dtype=object)),
            where[pieces.thread_channel[pieces.thread]],
        ]
    )
    pairs = _pairs(person, channel, max(len(channels), 1))
    known = edition.table("channel_members")
    same = len(known) == len(pairs) and all(
        (known[name].to_numpy() == pairs[:, place]).all() for place, name in enumerate(("person", "channel"))
    )
    return known if same else pd.DataFrame(pairs.astype(np.int32), columns=["person", "channel"])


def _pairs(person: Longs, channel: Longs, width: int) -> Longs:
    known = (person >= 0) & (channel >= 0)
    codes = np.unique(person[known] * width + channel[known])
    return np.stack([codes // width, codes % width], axis=1)
