"""How well and how fast experts are found, on communities whose later answers are known.

    python -m benchmarks.search_quality [COMMUNITY...] [--split val|test] [--keep FOLDER]

Each community goes the way of any user's data: its messages are imported, analysed, and `find --batch`
answers its questions; then the judge of the collection scores the run beside the baselines that lie there.
Needs the collections in ``../shared/bench``; says "not run" without them.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from expertgraph.policy import OWNER
from expertgraph.search.batch import run_lines
from expertgraph.workspace import Workspace

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
SMALL = ("small_quantum_se", "dev2_urho3d_discourse")
BASELINES = ("activity_12m", "activity_3m", "activity_recency90", "bm25_pair_combsum_nodecay", "recommended")


def prepare(collection: Path, split: str, folder: Path) -> str:
    """Import and analyse what was written before the split; returns the store's address."""
    meta = json.loads((collection / "meta.json").read_text())
    before = meta[f"t_{split}"]
    messages = folder / "messages.jsonl.gz"
    with gzip.open(collection / "messages.jsonl.gz", "rt") as lines, gzip.open(messages, "wt") as kept:
        kept.writelines(line for line in lines if json.loads(line)["time"] < before)
    store = f"sqlite:///{folder / 'store.db'}"
    for arguments in (["import", str(messages), "--source", collection.name], ["analyse"]):
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "expertgraph.cli", "--store", store, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        print(f"{collection.name} {split}: {arguments[0]} {time.perf_counter() - started:.1f} s")
    return store


def answer(store: str, queries: Path, run: Path) -> None:
    """Write the run, and say how long a need took."""
    space = Workspace.open(store)
    times, asked, started = [], None, time.perf_counter()
    with run.open("w") as file:
        for line in run_lines(space, OWNER, queries, tag="expertgraph"):
            if line.split()[0] != asked:
                asked, now = line.split()[0], time.perf_counter()
                times.append(now - started)
                started = now
            file.write(line + "\n")
    times = sorted(times[1:])
    middle, high = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"{queries.name}: {len(times) + 1} needs, p50 {middle * 1e3:.1f} ms, p95 {high * 1e3:.1f} ms")
    space.store.close()


def judge(collection: Path, run: Path, split: str) -> None:
    """Score the run with the collection's own judge, raw and without the five most active."""
    found = (collection / "runs" / f"{name}.{split}.full.run.gz" for name in BASELINES)
    baselines = [str(path) for path in found if path.exists()]
    command = [
        sys.executable,
        str(BENCH / "evaluate.py"),
        str(collection),
        *baselines,
        str(run),
        "--split",
        split,
    ]
    if baselines:
        command += ["--baseline", baselines[min(2, len(baselines) - 1)]]
    for view in ([], ["--exclude-top", "5"]):
        subprocess.run(command + view, check=True)


def main() -> None:
    """Run the chosen collections."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("communities", nargs="*", default=SMALL)
    parser.add_argument("--split", choices=("val", "test"), default="test")
    parser.add_argument("--keep", type=Path, help="Keep stores and runs here.")
    chosen = parser.parse_args()
    if not BENCH.is_dir():
        print("not run: the test collections (../shared/bench) are not here")
        return
    with tempfile.TemporaryDirectory() as scratch:
        for name in chosen.communities:
            folder = (chosen.keep or Path(scratch)) / f"{name}.{chosen.split}"
            folder.mkdir(parents=True, exist_ok=True)
            store = prepare(BENCH / name, chosen.split, folder)
            run = folder / "expertgraph.run"
            answer(store, BENCH / name / f"queries.{chosen.split}.jsonl", run)
            judge(BENCH / name, run, chosen.split)


if __name__ == "__main__":
    main()
