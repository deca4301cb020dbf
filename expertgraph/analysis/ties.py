"""Tie strength: who works with whom, and how strongly.

For two people u, v at time t (u, v people; bots left out):

    S_uv = sum over acts from u to v of  w(kind) * share * 2^(-age / H)
    S    = S_uv + S_vu
    r    = 2 * min(S_uv, S_vu) / S                  reciprocity, 0..1
    s    = S * (1/4 + 3/4 * r)                      tie strength, 0 and up

Co-presence belongs to both alike, so half of it goes into each direction: a common thread adds 0.3 to S
once per pair and thread (aged from the last day on which both had taken part, threads of at most 30
people); a common channel adds 0.05 / members once, and only where there is a directed act.  An act without
a date does not age. A contact (a LinkedIn connection, a vCard) is a tie of its own kind and never part of S.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from expertgraph.analysis.constants import DEFAULTS, Constants
from expertgraph.analysis.population import KINDS, UNDATED, Acts, Bools, Floats, Ints, Items, Small
from expertgraph.engines.graph import Graph
from expertgraph.kinds import INTERACTIONS

WEIGHTS = np.array([INTERACTIONS[kind].weight for kind in KINDS])
"""w(kind) by kind code; a contact weighs 0."""


@dataclass(frozen=True, slots=True)
class Ties:
    """One row a pair a < b, sorted.  ``strength`` is s, or the fixed prior where ``contact`` (known only as a
    contact).  ``channel`` carried most of it (-1: none).  ``counts`` has a column for each interaction kind;
    ``threads`` and ``channels`` count what the pair has in common."""

    n: int
    a: Small
    b: Small
    s_ab: Floats
    s_ba: Floats
    strength: Floats
    reciprocity: Floats
    last_at: Ints
    channel: Small
    contact: Bools
    counts: npt.NDArray[np.int32]
    threads: Small
    channels: Small

    def living(self, least: float = DEFAULTS.living) -> Bools:
        """Which ties proper are still alive: at least a millionth as strong as the strongest, some three years of
        silence.  Relative, so that an archive looked at long after has its ties as they were."""
        proper = ~self.contact & (self.strength > 0)
        strongest = float(self.strength[proper].max(initial=0.0))
        return np.asarray(proper & (self.strength >= least * strongest), dtype=bool)

    def graph(self) -> Graph:
        """The undirected graph of the living ties, weighted by strength."""
        real = self.living()
        return Graph.of_edges(
            self.n, self.a[real].astype(np.int64), self.b[real].astype(np.int64), self.strength[real]
        )


def decay(at: Ints, as_of: int, half_life: int) -> Floats:
    """2^(-age / half-life); 1 for what has no date."""
    age = np.where(at == UNDATED, 0, as_of - at).astype(np.float64)
    return np.asarray(np.exp2(-age / half_life), dtype=np.float64)


def directed(acts: Acts, as_of: int, half_life: int) -> Floats:
    """What each act adds to S in its direction."""
    return np.asarray(WEIGHTS[acts.kind] * acts.share * decay(acts.at, as_of, half_life), dtype=np.float64)


def strength(s_ab: Floats, s_ba: Floats, one_sided: float = DEFAULTS.one_sided) -> tuple[Floats, Floats]:
    """(s, r) of pairs from both directions; r is 0 where there is no strength."""
    total = s_ab + s_ba
    r = np.divide(2 * np.minimum(s_ab, s_ba), total, out=np.zeros_like(total), where=total > 0)
    return total * (one_sided + (1 - one_sided) * r), r


def make_ties(
    n: int,
    acts: Acts,
    items: Items,
    members: tuple[Small, Small, Ints],
    bot: Bools,
    as_of: int,
    constants: Constants = DEFAULTS,
) -> Ties:
    """All ties among ``n`` people.  ``members`` are (person, channel, last contribution there or UNDATED)."""
    acts = acts.take(~bot[acts.actor] & ~bot[acts.target])
    real = acts.take(acts.of_kinds(contact=False))
    contact = acts.take(acts.of_kinds(contact=True))
    together = common_threads(items, bot, constants.co_thread_most_people)
    codes = [_code(n, real.actor, real.target), _code(n, together.a, together.b)]
    pairs = np.unique(np.concatenate([*codes, _code(n, contact.actor, contact.target)]))
    at_act, at_thread = (np.searchsorted(pairs, code) for code in codes)
    a, b = (pairs // n).astype(np.int32), (pairs % n).astype(np.int32)
    amount = directed(real, as_of, constants.half_life)
    forth = real.actor < real.target
    s_ab = _sums(at_act[forth], amount[forth], len(pairs))
    s_ba = _sums(at_act[~forth], amount[~forth], len(pairs))
    has_act = np.bincount(at_act, minlength=len(pairs)) > 0
    beside = constants.co_thread * decay(together.at, as_of, constants.half_life)
    person, place, last = members
    present = (person, place, constants.co_channel * decay(last, as_of, constants.half_life))
    in_channels, channels = common_channels(n, a, b, present)
    both = _sums(at_thread, beside, len(pairs)) + np.where(has_act, in_channels, 0.0)
    s_ab, s_ba = s_ab + both / 2, s_ba + both / 2
    s, r = strength(s_ab, s_ba, constants.one_sided)
    threads = np.bincount(at_thread, minlength=len(pairs)).astype(np.int32)
    alone = ~has_act & (threads == 0)
    return Ties(
        n,
        a,
        b,
        s_ab,
        s_ba,
        np.where(alone, constants.contact_prior, s),
        r,
        _latest(len(pairs), (at_act, real.at), (at_thread, together.at)),
        _main_channel(at_act, real.channel, amount, len(pairs)),
        alone,
        _counts(
            at_act, real.kind, np.searchsorted(pairs, _code(n, contact.actor, contact.target)), len(pairs)
        ),
        threads,
        np.where(has_act, channels, 0).astype(np.int32),
    )


def _sums(place: Ints, amount: Floats, size: int) -> Floats:
    return np.bincount(place, amount, size).astype(np.float64)


def _code(n: int, u: Small, v: Small) -> Ints:
    return np.minimum(u, v).astype(np.int64) * n + np.maximum(u, v)


@dataclass(frozen=True, slots=True)
class Together:
    """Pairs a < b with a common thread, once per pair and thread; ``at`` is the last common date."""

    a: Small
    b: Small
    at: Ints


def common_threads(items: Items, bot: Bools, most_people: int) -> Together:
    """Pairs of people who both wrote in a thread of at most ``most_people``.

    The last common date is the earlier of their last dates in it: until then both were taking part.  A thread
    where somebody's items have no date counts, for their pairs, as undated.
    """
    human = ~bot[items.author]
    thread, author, at = items.thread[human].astype(np.int64), items.author[human], items.at[human]
    order = np.lexsort((at, author, thread))
    thread, author, at = thread[order], author[order], at[order]
    last = np.flatnonzero(np.r_[(thread[1:] != thread[:-1]) | (author[1:] != author[:-1]), len(thread) > 0])
    thread, author, at = thread[last], author[last], at[last]
    start = np.flatnonzero(np.r_[len(thread) > 0, thread[1:] != thread[:-1]]) if len(thread) else last
    size = np.diff(np.r_[start, len(thread)])
    firsts, seconds = [], []
    for count in np.unique(size[(size > 1) & (size <= most_people)]):
        i, j = np.triu_indices(int(count), 1)
        begin = start[size == count][:, None]
        firsts.append((begin + i).ravel())
        seconds.append((begin + j).ravel())
    first = np.concatenate(firsts) if firsts else np.zeros(0, dtype=np.int64)
    second = np.concatenate(seconds) if seconds else np.zeros(0, dtype=np.int64)
    return Together(author[first], author[second], np.minimum(at[first], at[second]))


def common_channels(n: int, a: Small, b: Small, present: tuple[Small, Small, Floats]) -> tuple[Floats, Ints]:
    """Per pair: what their common channels add, and how many they are.

    ``present`` are (person, channel, weight aged from the person's last contribution there); a pair gets the
    smaller of the two weights, which is that of the last common date, over the channel's members.
    """
    person, channel, weight = present
    if not len(person) or not len(a):
        return np.zeros(len(a)), np.zeros(len(a), dtype=np.int64)
    size = np.bincount(channel).astype(np.float64)
    shape = (n, len(size))
    share = sparse.csr_array((weight / size[channel], (person, channel)), shape=shape)
    one = sparse.csr_array((np.ones(len(person)), (person, channel)), shape=shape)
    amounts, counts = [np.zeros(0)], [np.zeros(0)]
    for start in range(0, len(a), _PAIRS_AT_ONCE):
        rows = slice(start, start + _PAIRS_AT_ONCE)
        amounts.append(np.asarray(share[a[rows]].minimum(share[b[rows]]).sum(axis=1)).ravel())
        counts.append(np.asarray((one[a[rows]] * one[b[rows]]).sum(axis=1)).ravel())
    return np.concatenate(amounts), np.rint(np.concatenate(counts)).astype(np.int64)


_PAIRS_AT_ONCE = 100_000


def _latest(pairs: int, *dated: tuple[Ints, Ints]) -> Ints:
    last = np.full(pairs, UNDATED, dtype=np.int64)
    for place, at in dated:
        np.maximum.at(last, place, at)
    return last


def _main_channel(pair: Ints, channel: Small, amount: Floats, pairs: int) -> Small:
    """Per pair, the channel with the greatest summed amount; of equal ones the first."""
    main = np.full(pairs, -1, dtype=np.int32)
    known = channel >= 0
    if not known.any():
        return main
    places = int(channel.max()) + 1
    code, inverse = np.unique(pair[known] * places + channel[known], return_inverse=True)
    total = np.bincount(inverse, amount[known])
    order = np.lexsort((-code, total, code // places))
    last = np.r_[np.diff(code[order] // places) != 0, True]
    best = code[order][last]
    main[best // places] = (best % places).astype(np.int32)
    return main


def _counts(
    act_pair: Ints, act_kind: npt.NDArray[np.int8], contact_pair: Ints, pairs: int
) -> npt.NDArray[np.int32]:
    counts = np.zeros((pairs, len(KINDS)), dtype=np.int32)
    np.add.at(counts, (act_pair, act_kind), 1)
    contact = next(code for code, kind in enumerate(KINDS) if INTERACTIONS[kind].contact)
    np.add.at(counts, (contact_pair, np.full(len(contact_pair), contact)), 1)
    return counts
