"""Where to be: each channel's people and activity, and who first seen on an outpost later came to an own channel.

People counted here are those who take part: no bots, nobody who opted out, no community staff (who are on an outpost
because it is their work).  Contributions are everybody's but bots'.  All of it is sums; no row is about a person.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import CensoredData, ecdf

from expertgraph.analysis.constants import DAY, WEEK
from expertgraph.analysis.population import Bools, Ints, Population
from expertgraph.analysis.rings import Rings
from expertgraph.analysis.weeks import start_of, week_of

LATELY = 26
"""Weeks that *lately* means, the running one among them, and how long somebody has to come over or to stay."""
SETTLED = 4
"""Weeks after somebody's first contribution on an own channel that do not count as staying."""
ALL_OUTPOSTS, ALL_OWN = -1, -2
"""The rows of ``inflow`` that sum up: whoever was first seen on any outpost, or on any own channel."""
_RINGS = 5


def counted(who: Population) -> Bools:
    """Whose numbers count: no bots, nobody who opted out, no staff."""
    people = who.people
    return np.asarray(~(who.bot | people["opted_out"].to_numpy(bool) | people["staff"].to_numpy(bool)), bool)


def life(who: Population, ring: Rings, weeks: pd.DataFrame) -> pd.DataFrame:
    """One row a channel, in their order: people (who contributed lately), employees, externals, unknown, both (also
    on an own channel lately; of outposts), ring_0 .. ring_4; contributions in the last 4, 13, 26 and 52 weeks."""
    count, here = len(who.channels), counted(who)
    lately = weeks[(weeks["channel"] >= 0) & (weeks["week"] >= _since(who.as_of, LATELY))]
    pairs = lately.loc[here[lately["person"].to_numpy()], ["person", "channel"]].drop_duplicates()
    person, channel = pairs["person"].to_numpy(), pairs["channel"].to_numpy()
    kind, level = who.people["kind"].to_numpy()[person], ring[person]
    at_home = np.zeros(who.n, dtype=bool)
    at_home[person[who.own_channel[channel]]] = True

    def people(of: Bools | None = None) -> Ints:
        return np.bincount(channel if of is None else channel[of], minlength=count).astype(np.int32)

    sides = {"employees": "employee", "externals": "external", "unknown": "unknown"}
    return pd.DataFrame(
        {
            "people": people(),
            **{name: people(kind == side) for name, side in sides.items()},
            "both": people(at_home[person] & ~who.own_channel[channel]),
            **{f"ring_{each}": people(level == each) for each in range(_RINGS)},
            **{f"contributions_{back}": _written(who, weeks, back) for back in (4, 13, LATELY, 2 * LATELY)},
        }
    )


def inflow(who: Population, weeks: pd.DataFrame, came: pd.DataFrame) -> pd.DataFrame:
    """What became of whoever was first seen on each outpost, on all of them (ALL_OUTPOSTS), and on an own channel
    (ALL_OWN).

    channel; seen (people first seen there); joined (later contributed on an own channel); joined_external (of these);
    seen_early (first seen at least LATELY weeks ago) and joined_within (of these, within LATELY weeks of it);
    days_q1, days_median, days_q3 (from first seen to joined, of those who did; NaN for none); days_expected (the
    Kaplan-Meier median over all who were seen, those who have not come yet among them; NaN while fewer than half are
    expected to come); stay_base (joined at least LATELY weeks ago) and stayed (of these, contributed on an own channel
    again between SETTLED and LATELY weeks later); back (of outposts: first seen on an own channel, later contributed
    here); lately (distinct people who contributed there in the last LATELY weeks).
    """
    frame = came[counted(who)[came["person"].to_numpy()] & (came["first_channel"] >= 0)]
    outpost = ~who.own_channel[frame["first_channel"].to_numpy()]
    frame = frame.assign(outpost=outpost, stayed=_stayed(who, weeks, frame))
    numbers = np.flatnonzero(~who.own_channel)
    groups = [(int(each), frame[frame["first_channel"] == each]) for each in numbers]
    groups += [(ALL_OUTPOSTS, frame[outpost]), (ALL_OWN, frame[~outpost])]
    rows = [{"channel": each, **_flow(who, group)} for each, group in groups]
    back = _went_out(who, weeks, frame[~outpost])
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table["back"] = [
        len(np.unique(back["person"])) if each == ALL_OUTPOSTS else int((back["channel"] == each).sum())
        for each in table["channel"]
    ]
    table["lately"] = [len(_lately(who, weeks, each)) for each in table["channel"]]
    whole = [name for name in table.columns.tolist() if not name.startswith("days_")]
    return table.astype(dict.fromkeys(whole, np.int32))


def ways(who: Population, came: pd.DataFrame) -> pd.DataFrame:
    """From which channel people came to which own one: origin, goal (rows of channels), people; only those who were
    first seen elsewhere than where they first contributed on an own channel."""
    here = counted(who)[came["person"].to_numpy()]
    moved = (came["first_own_channel"] >= 0) & (came["first_channel"] >= 0)
    moved &= came["first_channel"] != came["first_own_channel"]
    pairs = came.loc[here & moved, ["first_channel", "first_own_channel"]].to_numpy(np.int32)
    found, people = np.unique(pairs.reshape(-1, 2), axis=0, return_counts=True)
    return pd.DataFrame({"origin": found[:, 0], "goal": found[:, 1], "people": people.astype(np.int32)})


_COLUMNS = (
    "channel", "seen", "joined", "joined_external", "seen_early", "joined_within", "days_q1", "days_median",
    "days_q3", "days_expected", "stay_base", "stayed",
)  # fmt: skip


def _flow(who: Population, group: pd.DataFrame) -> dict[str, float]:
    first, own = group["first_at"].to_numpy(np.int64), group["first_own_at"].to_numpy(np.int64)
    joined = own > 0
    days = (own - first)[joined] / DAY
    early = first <= who.as_of - LATELY * WEEK
    soon = joined & (own - first <= LATELY * WEEK)
    settled = joined & (own <= who.as_of - LATELY * WEEK)
    external = who.people["kind"].to_numpy()[group["person"].to_numpy()] == "external"
    quartiles = np.quantile(days, [0.25, 0.5, 0.75]) if len(days) else np.full(3, np.nan)
    return {
        "seen": len(group),
        "joined": int(joined.sum()),
        "joined_external": int((joined & external).sum()),
        "seen_early": int(early.sum()),
        "joined_within": int((early & soon).sum()),
        **dict(zip(("days_q1", "days_median", "days_q3"), quartiles.tolist(), strict=True)),
        "days_expected": expected_days(np.where(joined, own, who.as_of) - first, ~joined),
        "stay_base": int(settled.sum()),
        "stayed": int((settled & group["stayed"].to_numpy(bool)).sum()),
    }


def expected_days(seconds: Ints, waiting: Bools) -> float:
    """The Kaplan-Meier median (Kaplan & Meier 1958) of times in seconds, in days; ``waiting``: it has not happened yet,
    the time is how long it has not.  NaN while less than half is expected to come."""
    if not (~waiting).any():
        return float("nan")
    remaining = ecdf(CensoredData.right_censored(seconds / DAY, waiting)).sf
    below = np.flatnonzero(remaining.probabilities <= 0.5)
    return float(remaining.quantiles[below[0]]) if len(below) else float("nan")


def _stayed(who: Population, weeks: pd.DataFrame, frame: pd.DataFrame) -> Bools:
    """Who contributed on an own channel again, SETTLED to LATELY weeks after the first time; by row of ``frame``."""
    joined = np.full(who.n, -1, dtype=np.int64)
    member = frame["first_own_at"].to_numpy(np.int64) > 0
    joined[frame["person"].to_numpy()[member]] = week_of(frame["first_own_at"].to_numpy(np.int64)[member])
    own = weeks[(weeks["channel"] >= 0) & np.append(who.own_channel, False)[weeks["channel"].to_numpy()]]
    person = own["person"].to_numpy()
    after = week_of(own["week"].to_numpy(np.int64)) - joined[person]
    again = (joined[person] >= 0) & (after >= SETTLED) & (after <= LATELY)
    return np.asarray(np.isin(frame["person"].to_numpy(), person[again]), dtype=bool)


def _went_out(who: Population, weeks: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """person, channel: whoever was first seen on an own channel and later contributed on which outpost."""
    there = weeks[(weeks["channel"] >= 0) & ~np.append(who.own_channel, True)[weeks["channel"].to_numpy()]]
    inside = np.isin(there["person"].to_numpy(), frame["person"].to_numpy())
    return pd.DataFrame(there.loc[inside, ["person", "channel"]]).drop_duplicates()


def _lately(who: Population, weeks: pd.DataFrame, group: int) -> Ints:
    """The people who contributed lately on a channel, on any outpost, or on any own channel."""
    outpost = ~who.own_channel
    member = {ALL_OUTPOSTS: outpost, ALL_OWN: ~outpost}.get(group, np.arange(len(outpost)) == group)
    chosen = weeks[(weeks["channel"] >= 0) & (weeks["week"] >= _since(who.as_of, LATELY))]
    person = chosen["person"].to_numpy()
    here = member[chosen["channel"].to_numpy()] & counted(who)[person]
    return np.asarray(np.unique(person[here]), dtype=np.int64)


def _written(who: Population, weeks: pd.DataFrame, back: int) -> Ints:
    chosen = weeks[(weeks["channel"] >= 0) & (weeks["week"] >= _since(who.as_of, back))]
    amount = np.bincount(
        chosen["channel"].to_numpy(), chosen["contributions"].to_numpy(), minlength=len(who.channels)
    )
    return amount.astype(np.int32)


def _since(as_of: int, weeks: int) -> int:
    """The first second of so many weeks, the one that holds the last second before ``as_of`` among them."""
    return start_of(int(week_of(np.array([as_of - 1]))[0]) - weeks + 1)
