"""Messages in which somebody says again what they said before in that channel: the same words, whatever their order.

Other channels do not matter: who may not read them must not feel what was said there.  Numbers are no words here, so
that a counter in a text does not make it new.  Which message repeats follows from earlier ones alone, so that a past
moment stays as it was.
"""

from __future__ import annotations

import hashlib

import numpy as np

from expertgraph.search.arrays import Longs, Mask, group_starts
from expertgraph.search.pieces import Pieces


def repeats(pieces: Pieces) -> Mask:
    """Which messages hold no other words than an earlier one of the same person in the same channel."""
    signature, channel = _signatures(pieces), pieces.thread_channel[pieces.thread]
    rows = np.flatnonzero(pieces.person >= 0)
    order = rows[np.lexsort((rows, pieces.at[rows], signature[rows], channel[rows], pieces.person[rows]))]
    again = np.ones(len(order), bool)
    again[group_starts(pieces.person[order], channel[order], signature[order])] = False
    found = np.zeros(len(pieces.ids), bool)
    found[order] = again
    return found


def _signatures(pieces: Pieces) -> Longs:
    """A number for the set of words of each message: equal for equal sets."""
    words = np.array([_number(term) for term in pieces.lexicon], np.int64)
    ends = pieces.counts.indptr[: len(pieces.ids) + 1]
    totals = np.append(0, np.cumsum(words[pieces.counts.indices[: ends[-1]]]))
    found: Longs = totals[ends[1:]] - totals[ends[:-1]]
    return found


def _number(term: str) -> int:
    if term.isdigit():
        return 0
    return int.from_bytes(
        hashlib.blake2b(term.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True
    )
