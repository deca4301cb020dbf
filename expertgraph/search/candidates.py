"""Who may be ranked for whom: the policy's word, turned into masks before anything is counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph import policy
from expertgraph.edition import Edition
from expertgraph.policy import Data, Viewer
from expertgraph.search.arrays import Floats, Ints, Mask
from expertgraph.search.disowned import NOTHING, Disowned, disowned
from expertgraph.search.documents import ANSWERED, ASKED
from expertgraph.search.searcher import Searcher
from expertgraph.store import Store


@dataclass(frozen=True, slots=True)
class Sight:
    """What a viewer may see in a search: ``people`` (one flag a person of the edition), ``channels`` (one
    flag a channel of the index; None: all), and what people ``disowned``, which counts for nobody."""

    people: Mask
    channels: Mask | None
    disowned: Disowned = NOTHING


def sight(edition: Edition, looking: Viewer, searcher: Searcher, store: Store) -> Sight:
    """People whose profile the viewer may see, without bots and those who opted out, channels whose items
    the viewer may see, and what people object to now."""
    people = policy.people(looking, Data.PROFILE, edition) & _taking_part(edition)
    channels = policy.channels(looking, edition)[channel_rows(edition, searcher)]
    index = searcher.index
    gone = disowned(store, edition, index.documents, index.row_of_item)
    return Sight(people, None if channels.all() else channels, gone)


def _taking_part(edition: Edition) -> Mask:
    """Everybody but bots and those who opted out."""

    def make() -> Mask:
        people = edition.table("people")
        taking: Mask = ~people["opted_out"].to_numpy(bool) & (people["kind"] != "bot").to_numpy(bool)
        return taking

    found: Mask = edition.cached("search.taking-part", make)
    return found


def channel_rows(edition: Edition, searcher: Searcher) -> Ints:
    """The row in the edition's channels of each channel of the index."""

    def make() -> Ints:
        rows = {channel: row for row, channel in enumerate(edition.table("channels")["channel"])}
        return np.array([rows[channel] for channel in searcher.index.channels], np.int32)

    found: Ints = edition.cached("search.channel-rows", make)
    return found


def channel_named(searcher: Searcher, name: str, names: dict[str, str]) -> int | None:
    """The number of a channel given by id, native id or name; None when the index knows none (or several)."""
    found = [
        number
        for number, channel in enumerate(searcher.index.channels)
        if name in {channel, channel.partition(":")[2], names.get(channel)}
    ]
    return found[0] if len(found) == 1 else None


def without(people: Mask, rows: list[int]) -> Mask:
    """The mask with these people left out."""
    if not rows:
        return people
    people = people.copy()
    people[rows] = False
    return people


def asked_before(searcher: Searcher, asker: int, time: int, channels: Mask | None) -> Floats:
    """How many of the asker's threads each person answered in before ``time``."""
    documents = searcher.index.documents
    own = documents.thread[(documents.person == asker) & (documents.role == ASKED) & (documents.first < time)]
    theirs = np.isin(documents.thread, own) & (documents.first < time) & (documents.role == ANSWERED)
    if channels is not None:
        theirs &= channels[documents.channel]
    return np.bincount(documents.person[theirs], minlength=searcher.people).astype(np.float64)
