"""A made-up hybrid community of any size, to draw."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from expertgraph.onion import Channel, Community, OnionInput

COMMUNITIES = (
    "Data & AI", "Cloud platform", "Energy transition", "Circular building",
    "Mobility", "Care & e-health", "Learning", "Customer care",
)  # fmt: skip
CHANNELS = (
    ("forum", "Community forum", "forum", "core"), ("data", "#data", "chat", "own"),
    ("platform", "#platform", "chat", "own"), ("code", "heat-model", "code", "own"),
    ("meetup", "Monthly meetup", "event", "own"), ("energy", "energy@lists", "mail", "own"),
    ("news", "Newsletter", "mail", "own"), ("qa", "Teams questions", "chat", "own"),
    ("webinar", "Webinars", "meeting", "own"), ("linkedin", "LinkedIn group", "social", "outpost"),
    ("mastodon", "Mastodon", "social", "outpost"),
)  # fmt: skip
_FIRST = (
    "Anna Bas Carlijn Daan Esra Femke Gijs Hanneke Imran Joris Karin Lotte Mees Noor Olaf Priya Quinten Roos "
    "Sanne Thijs Umut Vera Willem Xandra Youssef Zoë Fatima Pieter Marieke Ruben Sofie Tomasz Elif Hugo Ilse"
).split()
_LAST = (
    "de Vries|Jansen|Bakker|Visser|Smit|Mulder|de Boer|Bos|Vos|Peters|Hendriks|van Dijk|Dekker|Brouwer|Yılmaz"
    "|Nguyen|El Amrani|Kowalski|van den Berg|Kuipers|Prins|Postma|Singh|Willems|Claes|Maes|Schouten"
).split("|")
_USE_BY_COMMUNITY = np.array([
    [3, 3, 3, 2, 2, 2, 2, 1], [5, 1.2, .3, .1, .2, .6, .1, .1], [1, 5, .1, .1, .2, .2, .1, .8],
    [2.2, 3, .3, .1, .1, .1, .1, .1], [1.5, 1, 1.5, .8, .8, 1, 1, .3], [.1, .1, 4.5, 2, .8, .1, .1, .1],
    [1, 1, 1, 1, 1, 1, 1, 1.2], [.3, 1, .1, .1, .2, 1.6, .6, 4], [.5, .4, .6, .6, .5, 1.2, 2.4, .7],
    [.6, .4, 1.1, 1.6, 1.4, .9, 1.2, .4], [1.4, 1, .2, .1, .1, .1, .3, .1],
])  # fmt: skip
_USE_BY_RING = np.array([
    [14, 5, 1, .02, 0], [3, 3, 2, .1, 0], [3, 3, 2, .1, 0], [4, 2.5, .9, .02, 0], [1.2, 1.2, 1.2, .3, 0],
    [1, 1.5, 1.6, .1, 0], [.1, .2, .5, 1.2, 0], [.6, 1.2, 1.8, .1, 0], [.4, .7, 1.2, .4, 0],
    [.4, .6, .9, 1.0, 3], [.2, .4, .4, .3, 2],
])  # fmt: skip


def channels_named(count: int) -> list[Channel]:
    """The eleven channels, and teams' own ones up to ``count``."""
    teams = [Channel(f"team{at}", f"#team-{at}", "chat", "own") for at in range(len(CHANNELS), count)]
    return [Channel(*each) for each in CHANNELS] + teams


def community(
    n: int, seed: int = 4, k: int = 10, everyone: bool = False, channels: int = len(CHANNELS)
) -> OnionInput:
    """About 2 % core, 7 % active, 25 % occasional, 58 % known, 8 % outposts; 40 % external, some unknown."""
    rng = np.random.default_rng(seed)
    group = rng.choice(8, n, p=[0.2, 0.15, 0.17, 0.1, 0.09, 0.12, 0.08, 0.09]).astype(np.int32)
    rank = rng.pareto(1.35, n) * np.array([1.3, 1.15, 1.2, 0.75, 0.8, 0.9, 0.7, 0.45])[group]
    ring = np.searchsorted(np.cumsum([0.02, 0.07, 0.25, 0.58]), np.argsort(np.argsort(-rank)) / n).astype(
        np.int8
    )
    outside = np.array([0.28, 0.18, 0.5, 0.62, 0.4, 0.45, 0.55, 0.3])[group]
    kind = np.where(rng.random(n) < 0.04, 2, rng.random(n) < outside).astype(np.int8)
    kind[(ring == 4) & (kind == 0)] = 1
    names = [
        f"{_FIRST[a]} {_LAST[b]}" for a, b in zip(rng.integers(0, 35, n), rng.integers(0, 27, n), strict=True)
    ]
    ties = np.full((8, 8), 0.15)
    for a, b, w in (
        (0, 1, 1),
        (0, 2, 0.8),
        (2, 3, 1),
        (3, 4, 0.7),
        (2, 4, 0.8),
        (0, 5, 0.7),
        (5, 6, 0.6),
        (6, 7, 0.5),
        (1, 7, 0.6),
    ):
        ties[a, b] = ties[b, a] = w
    rate = (_USE_BY_COMMUNITY[:, group] * _USE_BY_RING[:, ring]).T * np.array([6, 5, 4.2, 3, 2.2])[ring][
        :, None
    ]
    teams = channels - len(CHANNELS)
    if teams > 0:
        # A team's channel is used by about 8 people of one community, wherever they stand.
        inside = group[:, None] == rng.integers(0, 8, teams)[None, :]
        rate = np.hstack([rate, inside * (rng.random((n, teams)) < 64 / n) * 6.0])
    return OnionInput(
        ring=ring,
        kind=kind,
        community=np.where(rng.random(n) < 0.03, -1, group).astype(np.int32),
        reach=np.round((rank**0.8 + 0.3) * rng.lognormal(0, 0.45, n) * 4).clip(1, 400).astype(np.int64),
        rank=rank,
        named=np.ones(n, dtype=bool) if everyone else (ring <= 1) & (rng.random(n) > 0.03),
        person_ids=[f"p{i:05d}" for i in range(n)],
        names=names,
        organisations=["Stadsnet" if k0 == 0 else "TU Delft" for k0 in kind],
        communities=[Community(i, label) for i, label in enumerate(COMMUNITIES)],
        ties=ties,
        channels=channels_named(channels),
        use=csr_array(rng.poisson(rate * 0.35)),
        k=1 if everyone else k,
        lean=np.where(rng.random(n) < 0.2, rng.integers(0, 8, n), -1).astype(np.int32),
    )
