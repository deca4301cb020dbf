"""What happened when, week by week: who contributed where, what became of each thread, and where people came from.

Everything that is told over time (rings played back, pilots, programmes, the desk) counts from these three tables, so
that two pages never count differently.  No bots; nothing undated, nothing at or after the population's moment.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from expertgraph.analysis.population import UNDATED, Bools, Ints, Items, Population
from expertgraph.analysis.weeks import start_of, week_of
from expertgraph.kinds import ITEM_KINDS

_QUESTION = ITEM_KINDS.index("question")


def person_weeks(who: Population) -> pd.DataFrame:
    """person, channel (row, -1 none), week (its first second, Monday UTC), contributions, started, answers; sorted by
    person, week and channel.

    ``contributions`` counts items of any kind on any channel, outposts too; ``started`` those that open a thread;
    ``answers`` those in a thread that somebody else opened.
    """
    items, chosen = who.items, _dated(who)
    opener = openers(items)[items.thread[chosen]]
    author, channel = items.author[chosen].astype(np.int64), items.channel[chosen].astype(np.int64) + 1
    week = week_of(items.at[chosen])
    started = items.position[chosen] == 0
    answers = ~started & (opener >= 0) & (opener != author)
    order = np.lexsort((channel, week, author))
    columns = [column[order] for column in (author, week, channel)]
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    begin = np.flatnonzero(first)
    group = np.cumsum(first) - 1

    def count(of: Bools | None = None) -> Ints:
        return np.bincount(group, None if of is None else of[order], len(begin)).astype(np.int32)

    return pd.DataFrame(
        {
            "person": columns[0][begin].astype(np.int32),
            "channel": (columns[2][begin] - 1).astype(np.int32),
            "week": start_of(columns[1][begin]),
            "contributions": count(),
            "started": count(started),
            "answers": count(answers),
        }
    )


def threads(who: Population) -> pd.DataFrame:
    """thread, item (id of what opens it), channel, opener (people's rows), at, question, first_answer_at (0: none),
    first_answerer (-1: none), replies, people, last_at, accepted; in order of time, then item.

    Only threads whose opening is known, dated and not by a bot.  ``question``: the source or the importer takes the
    opening for one.  An answer is what another person, no bot, wrote in the thread; ``replies`` counts all that came
    after the opening, ``people`` distinct writers, the opener among them; ``accepted``: an answer was marked as such.
    """
    items, chosen = who.items, _dated(who)
    count = items.threads
    opening = np.full(count, -1, dtype=np.int64)
    opens = np.flatnonzero(items.position == 0)
    opening[items.thread[opens]] = opens
    known = np.zeros(len(items.id), dtype=bool)
    known[chosen] = True
    whole = np.flatnonzero(opening >= 0)
    whole = whole[known[opening[whole]]]
    place = np.full(count + 1, -1, dtype=np.int64)
    place[whole] = np.arange(len(whole))
    inside = chosen[place[items.thread[chosen]] >= 0]
    thread = place[items.thread[inside]]
    author, at = items.author[inside].astype(np.int64), items.at[inside]
    opener = items.author[opening[whole]].astype(np.int64)
    foreign = author != opener[thread]
    first = _first_per_thread(len(whole), thread[foreign], at[foreign], inside[foreign])
    answered = first >= 0
    pairs = np.unique(thread * max(who.n, 1) + author)
    last = np.zeros(len(whole), dtype=np.int64)
    np.maximum.at(last, thread, at)
    accepted = np.zeros(len(whole), dtype=bool)
    accepted[thread[items.accepted[inside]]] = True
    frame = pd.DataFrame(
        {
            "thread": whole.astype(np.int32),
            "item": items.id[opening[whole]],
            "channel": items.channel[opening[whole]].astype(np.int32),
            "opener": opener.astype(np.int32),
            "at": items.at[opening[whole]],
            "question": items.kind[opening[whole]] == _QUESTION,
            "first_answer_at": np.where(answered, items.at[first], 0) if len(items.id) else 0,
            "first_answerer": np.where(answered, items.author[first], -1).astype(np.int32)
            if len(items.id)
            else -1,
            "replies": (np.bincount(thread, minlength=len(whole)) - 1).astype(np.int32),
            "people": np.bincount(pairs // max(who.n, 1), minlength=len(whole)).astype(np.int32),
            "last_at": last,
            "accepted": accepted,
        }
    )
    return frame.iloc[np.lexsort((frame["thread"], frame["at"]))].reset_index(drop=True)


def arrivals(who: Population) -> pd.DataFrame:
    """person, first_at, first_channel (row, -1: none), first_own_at, first_own_channel: where somebody was first seen
    at all, and when they first contributed on a channel of the organisation's own (0 and -1: never yet).

    Seen means a dated contribution or a dated act on a channel; only people with one.
    """
    items, chosen = who.items, _dated(who)
    acts = who.acts.take((who.acts.at != UNDATED) & (who.acts.channel >= 0) & ~who.bot[who.acts.actor])
    seen = pd.DataFrame(
        {
            "person": np.concatenate([items.author[chosen], acts.actor]),
            "at": np.concatenate([items.at[chosen], acts.at]),
            "channel": np.concatenate([items.channel[chosen], acts.channel]),
        }
    )
    gave = seen.iloc[: len(chosen)]
    own = gave[(gave["channel"] >= 0) & np.append(who.own_channel, False)[gave["channel"].to_numpy()]]
    whole = _earliest(seen).rename(columns={"at": "first_at", "channel": "first_channel"})
    joined = _earliest(own).rename(columns={"at": "first_own_at", "channel": "first_own_channel"})
    frame = whole.merge(joined, on="person", how="left").sort_values("person").reset_index(drop=True)
    missing = frame["first_own_at"].isna()
    return frame.assign(
        first_own_at=frame["first_own_at"].where(~missing, 0).astype(np.int64),
        first_own_channel=frame["first_own_channel"].where(~missing, -1).astype(np.int32),
    )


def openers(items: Items) -> Ints:
    """Who opened each thread, by thread number; -1 where the opening is not there."""
    opener = np.full(items.threads, -1, dtype=np.int64)
    opens = items.position == 0
    opener[items.thread[opens]] = items.author[opens]
    return opener


def _dated(who: Population) -> Ints:
    items = who.items
    return np.flatnonzero((items.at != UNDATED) & (items.at < who.as_of) & ~who.bot[items.author])


def _first_per_thread(count: int, thread: Ints, at: Ints, row: Ints) -> Ints:
    """The row of the earliest item of each thread, -1 for none."""
    found = np.full(count, -1, dtype=np.int64)
    order = np.lexsort((row, at, thread))[::-1]
    found[thread[order]] = row[order]
    return found


def _earliest(seen: pd.DataFrame) -> pd.DataFrame:
    ordered = seen.sort_values(["person", "at", "channel"], kind="stable")
    return ordered.drop_duplicates("person")
