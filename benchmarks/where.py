"""Who moves between two places, on real communities: each place in turn is taken for the outpost, all else as our own.

    python -m benchmarks.where

No real set states which of its places are outposts, so this is no test of verdicts: it shows the counts on people who
are known in several places, and how far the median of those who came is from the one that counts those who may yet
come.  Needs ``../shared/data`` ("not run" without it).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pandas as pd

from benchmarks.every_export import EXPORTS, SHARED, place
from expertgraph import linking
from expertgraph.analysis import history, outposts, population
from expertgraph.ingest.pipeline import import_paths
from expertgraph.settings import Settings
from expertgraph.store import open_store

COMMUNITIES = {"Lean (Zulip)": ("lean-subset",), "R lists": ("r-sig-mixed-models", "r-announce")}
CLOCK = 1_795_000_000


def flows(paths: list[Path], folder: Path) -> pd.DataFrame:
    """A row for each channel: what became of people first seen there, if it were the one outpost."""
    store = open_store(f"sqlite:///{folder / 'store.db'}")
    import_paths(store, paths, clock=lambda: CLOCK)
    linking.apply(store)
    as_of = int(store.frame("item", ["at"])["at"].max()) + 1
    rows = []
    for number, name in store.frame("channel", ["id", "name"]).itertuples(index=False):
        who = population.read(store, Settings({"channels.outposts": (number,)}), as_of)
        table = outposts.inflow(who, history.person_weeks(who), history.arrivals(who)).set_index("channel")
        own = table.loc[outposts.ALL_OWN]
        rows.append(
            {"name": name, **table.loc[outposts.ALL_OUTPOSTS], "own": own["stayed"] / own["stay_base"]}
        )
    store.close()
    return pd.DataFrame(rows)


def share(part: float, whole: float) -> str:
    """Per cent, or a dash of nobody."""
    return f"{100 * part / whole:.0f} %" if whole else "–"


def days(value: float) -> str:
    """Days, or a dash."""
    return "–" if pd.isna(value) else f"{value:.0f}"


def main() -> None:
    """Print the table."""
    if not SHARED.is_dir():
        sys.exit("not run: the real communities (../shared/data) are not here")
    print("| community | as outpost | first seen | came | within 26 weeks | days, of those who came | Kaplan-Meier |"
          " went out | came again | came again, straight |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|")
    for label, names in COMMUNITIES.items():
        paths = [place(each) for each in EXPORTS if each.path in names]
        with tempfile.TemporaryDirectory() as folder:
            for row in flows(paths, Path(folder)).to_dict("records"):
                print(
                    f"| {label} | {row['name']} | {row['seen']:.0f} | {row['joined']:.0f} "
                    f"({share(row['joined'], row['seen'])}) | {share(row['joined_within'], row['seen_early'])} | "
                    f"{days(row['days_median'])} ({days(row['days_q1'])}–{days(row['days_q3'])}) | "
                    f"{days(row['days_expected'])} | {row['back']:.0f} | {share(row['stayed'], row['stay_base'])} | "
                    f"{100 * row['own']:.0f} % |"
                )


if __name__ == "__main__":
    main()
