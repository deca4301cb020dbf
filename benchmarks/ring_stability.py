"""How often people of constant behaviour change ring: our rule beside the cumulative 80/95 % cut and k-means, in one run.

    python -m benchmarks.ring_stability [PEOPLE [YEARS [COMMUNITIES]]]

Simulated people contribute at a rate of their own that never changes (Poisson a week, the rates log-normal as in real
communities), in channels that they prefer, and answer each other.  Whoever changes ring, changes by chance.  All
three see the same contributions of the same 26 weeks, week after week; the first year is left out.  Then one bot
writes 3,000 posts into the last quarter: how many other people does it move?
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.cluster.vq import kmeans2, vq

from expertgraph.analysis.constants import DAY, DEFAULTS
from expertgraph.analysis.population import KINDS, Acts, Items
from expertgraph.analysis.rings import KNOWN, Replay, replay
from expertgraph.analysis.weeks import contributions, start_of
from expertgraph.kinds import ITEM_KINDS

Ints = npt.NDArray[np.int64]
FIRST = 2_600
YEAR = 52
WINDOW = DEFAULTS.mature.weeks
CHANNELS = 4
BOT_POSTS = 3_000
BANDS = ((0.0, 0.05), (0.05, 0.25), (0.25, 1.0), (1.0, np.inf))


class Community:
    """People of constant behaviour: ``counts`` is people x weeks, the rest one row a contribution."""

    def __init__(self, rng: np.random.Generator, people: int, weeks: int) -> None:
        self.people, self.weeks = people, weeks
        self.rate = np.minimum(np.exp(rng.normal(np.log(0.25), 1.5, people)), 12)
        self.counts: Ints = rng.poisson(self.rate[:, None], (people, weeks))
        self.author = np.repeat(np.repeat(np.arange(people), weeks), self.counts.ravel())
        self.week = np.repeat(np.tile(np.arange(weeks), people), self.counts.ravel())
        n = len(self.author)
        preferred = rng.dirichlet(np.full(CHANNELS, 0.5), people)
        self.channel = (
            (rng.random(n)[:, None] > np.cumsum(preferred, axis=1)[self.author]).sum(axis=1).clip(0, 3)
        )
        self.at = start_of(FIRST + self.week) + rng.integers(0, 7 * DAY, n)
        self.target = rng.choice(people, n, p=self.rate / self.rate.sum())

    def items(self, bot_posts: int = 0) -> Items:
        """The contributions, and those of a bot (the last person) in the last quarter."""
        late = start_of(FIRST + self.weeks - 13) + np.arange(bot_posts) * (13 * 7 * DAY // max(bot_posts, 1))
        author = np.concatenate([self.author, np.full(bot_posts, self.people)]).astype(np.int32)
        channel = np.concatenate([self.channel, np.arange(bot_posts) % CHANNELS]).astype(np.int32)
        n = len(author)
        return Items(
            np.arange(n).astype(object),
            author,
            channel,
            np.arange(n, dtype=np.int32),
            np.full(n, ITEM_KINDS.index("reply"), dtype=np.int8),
            np.concatenate([self.at, late]),
            np.ones(n, dtype=np.int32),
            np.full(n, -1, dtype=np.int32),
            np.zeros(n, dtype=bool),
        )

    def acts(self) -> Acts:
        """Every contribution answers somebody."""
        other = self.target != self.author
        n = int(other.sum())
        none = np.full(n, -1, dtype=np.int32)
        return Acts(
            self.author[other].astype(np.int32),
            self.target[other].astype(np.int32),
            np.full(n, KINDS.index("reply"), dtype=np.int8),
            self.at[other],
            none,
            none,
            np.ones(n),
        )

    def windowed(self, counts: Ints) -> Ints:
        """weeks x people: what each gave in the 26 weeks that end with each week."""
        total = np.cumsum(counts, axis=1)
        total[:, WINDOW:] -= total[:, :-WINDOW].copy()
        return total.T


def ours(made: Community, bot_posts: int = 0) -> Ints:
    """weeks x people: the ring at each week's end, replayed by the product's own code."""
    as_of = start_of(FIRST + made.weeks)
    bot = np.zeros(made.people + 1, dtype=bool)
    bot[-1] = True
    seen = contributions(made.items(bot_posts), np.ones(CHANNELS, dtype=bool), bot, as_of)
    return _by_week(replay(seen, made.acts(), as_of), made)


def _by_week(replayed: Replay, made: Community) -> Ints:
    rings = np.full((made.weeks, made.people), KNOWN, dtype=np.int64)
    for row, at, ring in zip(*replayed.changes, strict=True):
        rings[max((at - start_of(FIRST)) // (7 * DAY), 0) :, row] = ring
    return rings


def cumulative(made: Community, bot_posts: int = 0) -> Ints:
    """Core: the fewest people who together made 80 % of the contributions; active: up to 95 %; then the rest."""
    windows = made.windowed(with_bot(made, bot_posts))
    rings = np.full(windows.shape, KNOWN, dtype=np.int64)
    for week, gave in enumerate(windows):
        order = np.argsort(-gave, kind="stable")
        before = np.concatenate([[0], np.cumsum(gave[order])[:-1]]) / max(int(gave.sum()), 1)
        cut = np.select([before < 0.80, before < 0.95], [0, 1], 2)
        rings[week, order] = np.where(gave[order] > 0, cut, KNOWN)
    return rings[:, : made.people]


def kmeans(made: Community, bot_posts: int = 0) -> Ints:
    """Four clusters of log contributions and active weeks, each scaled, numbered from the one that gives most."""
    counts = with_bot(made, bot_posts)
    gave, active = made.windowed(counts), made.windowed((counts > 0).astype(np.int64))
    rings = np.full(gave.shape, KNOWN, dtype=np.int64)
    for week in range(len(gave)):
        points = np.stack([np.log1p(gave[week]), active[week]], axis=1).astype(float)
        points /= np.maximum(points.std(axis=0), 1e-9)
        tries = [
            kmeans2(points, 4, minit="++", rng=np.random.default_rng(seed), missing="raise")
            for seed in range(4)
        ]
        centre, label = min(tries, key=lambda each: float(vq(points, each[0])[1].sum()))
        rings[week] = np.argsort(np.argsort(-centre.sum(axis=1)))[label]
    return rings[:, : made.people]


def with_bot(made: Community, posts: int) -> Ints:
    """People x weeks with a row for a bot, which neither opponent knows to be one, where it wrote anything."""
    if not posts:
        return made.counts
    row = np.zeros((1, made.weeks), dtype=np.int64)
    row[0, -13:] = posts // 13
    return np.concatenate([made.counts, row])


RULES: dict[str, Callable[..., Ints]] = {
    "active weeks, entered and held (ours)": ours,
    "cumulative 80/95 % cut": cumulative,
    "k-means, 4 clusters": kmeans,
}


def main(people: int = 400, years: int = 4, communities: int = 5) -> None:
    """Simulate, count, print."""
    changes: dict[str, list[npt.NDArray[np.float64]]] = {name: [] for name in RULES}
    moved: dict[str, list[int]] = {name: [] for name in RULES}
    rates = []
    for seed in range(communities):
        made = Community(np.random.default_rng(seed), people, years * YEAR)
        rates.append(made.rate)
        for name, rule in RULES.items():
            began = time.process_time()
            rings = rule(made)
            changes[name].append((np.diff(rings[YEAR - 1 :], axis=0) != 0).sum(axis=0) / (years - 1))
            moved[name].append(int((rule(made, BOT_POSTS)[-1] != rings[-1]).sum()))
            print(f"# community {seed}, {name}: {time.process_time() - began:.1f} s CPU", file=sys.stderr)
    rate = np.concatenate(rates)
    print(f"{communities} communities of {people} people, {years} years, the first left out.\n")
    bands = [f"{low:g} to {high:g} a week" if high < np.inf else f"{low:g} and more" for low, high in BANDS]
    print(
        "| rule | changes a person-year | lowest and highest community | "
        + " | ".join(bands)
        + " | moved by the bot |"
    )
    print("|---" * (len(bands) + 4) + "|")
    for name in RULES:
        each = np.concatenate(changes[name])
        own = [float(one.mean()) for one in changes[name]]
        parts = [f"{each[(rate >= low) & (rate < high)].mean():.2f}" for low, high in BANDS]
        print(
            f"| {name} | {each.mean():.2f} | {min(own):.2f} to {max(own):.2f} | {' | '.join(parts)} | "
            f"{np.mean(moved[name]):.1f} of {people} |"
        )
    shares = [f"{((rate >= low) & (rate < high)).mean():.0%}" for low, high in BANDS]
    print("\nShare of the people in each band of contributions a week: " + ", ".join(shares) + ".")


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
