"""Every constant of the mathematics, once, with its default.  See ``docs/definitions`` for what each means.

Times are seconds unless the name says otherwise; thresholds of rings are active weeks.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

DAY = 86_400
WEEK = 7 * DAY
VERSION = 2
"""Raised when a definition changes, so that two editions can be told apart."""


@dataclass(frozen=True, slots=True)
class RingWindow:
    """Thresholds for one length of window: active weeks at which core, active and occasional are entered, and
    below which they are left."""

    weeks: int
    enter: tuple[int, int, int]
    leave: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Constants:
    """The defaults of the definitions.

    Ties: ``half_life`` halves an interaction; ``one_sided`` is the part of the strength that a wholly
    one-sided tie keeps; ``co_thread`` and ``co_channel`` weigh co-presence; ``contact_prior`` is the
    strength of a tie known only as a contact; ties below ``living`` times the strongest are history.

    Rings: ``mature`` and ``young`` windows, ``young_until`` the age in weeks of a community at which the
    mature window begins, ``hold`` the weeks in a row below ``leave`` after which a ring is lost.

    Skills: half-lives by category in days (None: no decay), BM25's k1 and b, the weight of asking compared
    with answering, priors for claims, and how many items of one person count towards one skill.
    """

    half_life: int = 60 * DAY
    one_sided: float = 0.25
    co_thread: float = 0.3
    co_thread_most_people: int = 30
    co_channel: float = 0.05
    contact_prior: float = 0.05
    living: float = 1e-6

    mature: RingWindow = RingWindow(26, (17, 7, 2), (13, 5, 1))
    young: RingWindow = RingWindow(13, (9, 4, 1), (7, 3, 1))
    young_until: int = 26
    hold: int = 4
    core_channels: int = 2
    core_channel_people: int = 5
    core_reciprocity: float = 0.2

    ownership_started: int = 6
    ownership_answered: int = 12
    sharing_answers: int = 12
    sharing_thanked: int = 6
    breadth_channels: float = 4.0
    interest_people: int = 10

    seed: int = 20_240
    damping: float = 0.85
    pagerank_tolerance: float = 1e-6
    betweenness_exact_work: float = 2e8
    betweenness_pivots: int = 256
    betweenness_pivots_least: int = 64
    betweenness_sampled_work: float = 1.5e8
    betweenness_batches: int = 4
    constraint_work: float = 5e7
    leiden_runs_small: int = 5
    leiden_small: int = 5_000
    participation_least_ties: int = 5
    permutations: int = 200
    core_periphery_samples: int = 20
    core_periphery_most_ties: int = 60_000

    bm25_k1: float = 1.2
    bm25_b: float = 0.75
    asked_weight: float = 0.3
    skill_half_life_days: dict[str, int | None] = field(
        default_factory=lambda: {"tool": 365, "platform": 3 * 365, "domain": 5 * 365, "interpersonal": None}
    )
    prior_declared: float = 0.5
    prior_level: float = 0.25
    prior_endorsed: float = 0.5
    most_items: int = 50
    frequent_terms: int = 150
    term_threads: int = 8
    term_people: int = 4

    holders_share: float = 0.5
    active_days: int = 180
    demand_days: int = 90
    effective_least: float = 2.0

    path_steps: int = 3
    path_count: int = 3

    peer_cosine: float = 0.5
    peer_no_tie_days: int = 365
    peer_most: int = 3

    coverage_target: float = 0.8
    coverage_strength: float = 0.0

    def plain(self) -> dict[str, Any]:
        """As JSON-ready values, for an edition's meta data."""
        return asdict(self)


DEFAULTS = Constants()
