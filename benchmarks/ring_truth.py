"""Rings held against what is known of people, beside message count, k-core and PageRank, in one run.

    python -m benchmarks.ring_truth [NAME ...]

Each set is imported and reckoned by the product's own code as of the second after its last message.  Counted are the
people who contributed and of whom the truth is known; bots are left out.  For ranks (trust levels, reputation,
titles): Spearman's rho and Kendall's tau-b.  For yes and no (staff, leads, authors): the area under the ROC curve, the
chance that one of them stands above one of the others, equals counting half.  Intervals are of 95 %, from 1,000
resamples of the people.  A ring is one of five classes, so active weeks, which it is cut from, stand beside it: what a
ring loses to them is lost in ties.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import kendalltau, rankdata

from benchmarks import _ring_truths as truths
from benchmarks._ring_truths import Truth
from benchmarks.every_export import SHARED, Export, place
from expertgraph import linking
from expertgraph.analysis import population, standing, ties
from expertgraph.analysis.population import UNDATED, Items, Population
from expertgraph.engines import algorithms
from expertgraph.ingest.pipeline import import_paths
from expertgraph.kinds import ITEM_KINDS
from expertgraph.settings import Settings
from expertgraph.store import Store, open_store

Floats = npt.NDArray[np.float64]
CLOCK = 1_795_000_000
RESAMPLES = 1_000


class Case(NamedTuple):
    """A set and what is known of its people."""

    export: Export
    truths: tuple[Truth, ...]
    mails: bool = False


CASES = (
    Case(
        Export("discourse", "delvingbitcoin-posts-api", "discourse", "Delving Bitcoin"),
        (Truth("trust level", False, truths.trust_levels), Truth("staff", True, truths.discourse_staff)),
    ),
    Case(
        Export("stackexchange", "quantumcomputing*", "stackexchange", "Quantum Computing SE"),
        (Truth("reputation", False, truths.reputation),),
    ),
    Case(
        Export("org-kubernetes", "git-log*.txt.gz", "gitlog", "Kubernetes enhancements"),
        (
            Truth("organisation member", True, truths.organisation_members, whole=True),
            Truth("leads a group", True, truths.group_leads, whole=True),
        ),
    ),
    Case(
        Export("mailinglist", "r-sig-mixed-models", "mbox", "r-sig-mixed-models"),
        (Truth("author of a package", True, truths.package_authors, whole=True),),
    ),
    Case(
        Export("slack", "R Contributors*.zip", "slack", "R Contributors (Slack)"),
        (Truth("administrator", True, truths.slack_admins),),
    ),
    Case(
        Export("graphs", "enron", "graph_csv", "Enron mails"),
        (Truth("job title", False, truths.job_titles),),
        mails=True,
    ),
)


def read(case: Case, store: Store) -> Population:
    """The set as a population, as of the second after its last message."""
    path = place(case.export)
    import_paths(store, [path], format=case.export.format, clock=lambda: CLOCK)
    linking.apply(store)
    who = population.read(store, Settings(), CLOCK)
    if case.mails:
        who = _with_mails(who, store, path)
    last = int(max(who.items.at.max(initial=UNDATED), who.acts.at.max(initial=UNDATED)))
    seen = who.items.at < min(last + 1, CLOCK)
    assert bool(seen.all())
    return replace(who, as_of=last + 1)


def _with_mails(who: Population, store: Store, path: Path) -> Population:
    """Mails as contributions, which a bare graph of acts has none of."""
    row_of = _row_of(who, store)
    sent = [(row_of[sender], at) for sender, at in truths.mails(path) if sender in row_of]
    author, at = (np.array(each) for each in zip(*sent, strict=True))
    n = len(author)
    none = np.full(n, -1, dtype=np.int32)
    items = Items(
        np.array([f"m{row:06d}" for row in range(n)], dtype=object),
        author.astype(np.int32),
        np.zeros(n, dtype=np.int32),
        np.arange(n, dtype=np.int32),
        np.full(n, ITEM_KINDS.index("post"), dtype=np.int8),
        at.astype(np.int64),
        np.zeros(n, dtype=np.int32),
        none,
        np.zeros(n, dtype=bool),
    )
    dated = who.acts.take(who.acts.at >= int(at.min()))
    mail = pd.DataFrame({"channel": ["mail"], "ownership": ["own"], "source": ["enron"]})
    return replace(who, items=items, acts=dated, channels=mail)


def _row_of(who: Population, store: Store, format: str = "graph_csv") -> dict[str, int]:
    """Every handle of everybody -> their row."""
    row = {each: at for at, own in enumerate(who.people["identities"]) for each in own}
    stored = store.frame("identity", ["id", "native_id", "name", "handle", "email"])
    found: dict[str, int] = {}
    for identity in stored.where(stored.notna(), None).to_dict("records"):
        for handle in truths.handles(identity, format):
            if handle and identity["id"] in row:
                found.setdefault(handle, row[identity["id"]])
    return found


def measures(who: Population) -> dict[str, Floats]:
    """What people may be ranked by, a value each, the higher the further in."""
    stood = standing.stand(who)
    members = (who.member_person, who.member_channel, who.member_last)
    graph = ties.make_ties(who.n, who.acts, who.items, members, who.bot, who.as_of).graph()
    best = np.where(stood.ring >= 0, stood.ring, 9).astype(float)
    row, _, ring = stood.replayed.changes
    np.minimum.at(best, row, ring)
    written = np.bincount(who.items.author, minlength=who.n).astype(float)
    every = np.zeros(who.n)
    replayed, contributed = stood.replayed, stood.contributed
    every[replayed.people] = contributed.matrix(replayed.people).sum(axis=1)
    return {
        "ring now": -stood.ring.astype(float),
        "active weeks, window": stood.active_weeks.astype(float),
        "messages, window": stood.participation.contributions.astype(float),
        "innermost ring ever": -best,
        "active weeks, all": every,
        "messages, all": written,
        "k-core": algorithms.core_numbers(graph).astype(float),
        "PageRank": algorithms.pagerank(graph, 0.85, 1e-6 / max(graph.n, 1)),
    }


def spearman(truth: Floats, measured: Floats) -> float:
    """Spearman's rho; NaN where one of them is the same for all."""
    if np.ptp(truth) == 0 or np.ptp(measured) == 0:
        return float("nan")
    return float(np.corrcoef(rankdata(truth), rankdata(measured))[0, 1])


def tau_b(truth: Floats, measured: Floats) -> float:
    """Kendall's tau-b."""
    return float(kendalltau(truth, measured).statistic)


def auc(truth: Floats, measured: Floats) -> float:
    """The chance that one of whom it is true stands above one of whom it is not; equals count half."""
    yes = int(truth.sum())
    if yes in (0, len(truth)):
        return float("nan")
    return float((rankdata(measured)[truth > 0].sum() - yes * (yes + 1) / 2) / (yes * (len(truth) - yes)))


def told(statistic: Callable[[Floats, Floats], float], truth: Floats, measured: Floats) -> str:
    """The figure with its interval."""
    rng = np.random.default_rng(20_240)
    drawn = []
    for _ in range(RESAMPLES):
        rows = rng.integers(0, len(truth), len(truth))
        drawn.append(statistic(truth[rows], measured[rows]))
    here = statistic(truth, measured)
    if np.isnan(here):
        return "all equal"
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return f"{here:.2f} [{low:.2f}, {high:.2f}]"


def rows(case: Case) -> list[tuple[str, bool, list[str], list[str]]]:
    """For each truth of a set: its label with how many, whether it is yes or no, the figures, and tau-b."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/s.db")
        who = read(case, store)
        row_of = _row_of(who, store, case.export.format)
        found = measures(who)
        wrote = np.zeros(who.n, dtype=bool)
        wrote[who.items.author] = True
        told_rows = []
        for truth in case.truths:
            value = np.full(who.n, 0.0 if truth.whole else np.nan)
            for handle, known in truth.read(place(case.export)).items():
                if handle in row_of:
                    value[row_of[handle]] = known
            counted = np.flatnonzero(wrote & ~who.bot & ~np.isnan(value))
            statistic = auc if truth.binary else spearman
            size = f"{int(value[counted].sum())} of {len(counted):,}" if truth.binary else f"{len(counted):,}"
            figures = [told(statistic, value[counted], each[counted]) for each in found.values()]
            taus = (
                []
                if truth.binary
                else [f"{tau_b(value[counted], each[counted]):.2f}" for each in found.values()]
            )
            told_rows.append((f"{case.export.label}: {truth.label} ({size})", truth.binary, figures, taus))
        store.close()
    return told_rows


def main(wanted: list[str]) -> None:
    """Every set that is at hand, in two tables."""
    if not (SHARED / "data/get").exists():
        print("Not run: the public data sets are not here.")
        return
    made = []
    for case in CASES:
        if not wanted or any(word.casefold() in case.export.label.casefold() for word in wanted):
            print(f"# {case.export.label}", file=sys.stderr, flush=True)
            made += rows(case)
    names = [
        "ring now",
        "active weeks, window",
        "messages, window",
        "innermost ring ever",
        "active weeks, all",
    ]
    names += ["messages, all", "k-core", "PageRank"]
    for title, binary, taus in (("Spearman", False, False), ("tau-b", False, True), ("AUC", True, False)):
        chosen = [(label, second if taus else first) for label, yes, first, second in made if yes == binary]
        if chosen:
            print(f"\n| {title} | " + " | ".join(names) + " |\n" + "|---" * (len(names) + 1) + "|")
            for label, figures in chosen:
                print(f"| {label} | " + " | ".join(figures) + " |")


if __name__ == "__main__":
    main(sys.argv[1:])
