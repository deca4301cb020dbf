"""How well experts are found, on communities whose later answers are known.

    python -m benchmarks.search_quality [COMMUNITY...] [--split val|test] [--keep FOLDER]

Each community goes the way of any user's data: its messages are imported, analysed, and `find --batch` answers its
questions; then the judge of the collection scores the run beside whoever answered most, raw and without the most
active people.  Printed is a table in Markdown: the mean of each measure with its 95 % interval, and the paired
difference with the opponent.  Needs the collections in ``../shared/bench``; says "not run" without them.
"""

import argparse
import csv
import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from expertgraph.policy import OWNER
from expertgraph.search.batch import run_lines
from expertgraph.workspace import Workspace

SHARED = Path(__file__).resolve().parents[2] / "shared"
BENCH = SHARED / "bench"
MEASURES = ("MAP", "nDCG@10", "R@10", "S@1", "S@5")
PACKAGES = "r-sig-mixed-models"
_FIGURE = re.compile(r"(-?\+?\d\.\d{3}) \[([-+]?\d\.\d{3}),([-+]?\d\.\d{3})\](\*?)")


@dataclass(frozen=True)
class Collection:
    """``opponent`` is the strongest run by mere activity that the collection has; ``most_active`` how many people
    the long tail leaves out."""

    opponent: str | None = None
    most_active: int = 5


COLLECTIONS = {
    "small_quantum_se": Collection(),
    "dev2_urho3d_discourse": Collection("activity_recency90"),
    "dev_lean_zulip": Collection("activity_3m", 10),
    "human_dblp": Collection(most_active=0),
    PACKAGES: Collection(most_active=0),
}


def prepare(collection: Path, split: str, folder: Path) -> str:
    """Import and analyse what was written before the split; returns the store's address."""
    meta = json.loads((collection / "meta.json").read_text())
    before = meta[f"t_{split}"]
    messages = folder / "messages.jsonl.gz"
    with gzip.open(collection / "messages.jsonl.gz", "rt") as lines, gzip.open(messages, "wt") as kept:
        kept.writelines(line for line in lines if json.loads(line)["time"] < before)
    return imported(folder, [str(messages), "--source", collection.name])


def imported(folder: Path, arguments: list[str]) -> str:
    """Import and analyse; the address of the store."""
    store = f"sqlite:///{folder / 'store.db'}"
    for command in (["import", *arguments], ["analyse"]):
        started = time.perf_counter()
        call = [sys.executable, "-m", "expertgraph.cli", "--store", store, *command]
        subprocess.run(call, check=True, stdout=subprocess.DEVNULL)
        print(f"{folder.name}: {command[0]} {time.perf_counter() - started:.1f} s", file=sys.stderr)
    return store


def packages(folder: Path) -> Path:
    """A mailing list, and who wrote the packages that it is about, as a collection of its own."""
    data = [
        Path(
            subprocess.run(
                [SHARED / "data" / "get", name], check=True, capture_output=True, text=True
            ).stdout.strip()
        )
        for name in ("mailinglist", "expertise")
    ]
    imported(folder, [str(data[0] / PACKAGES)])
    truth = data[1] / f"{PACKAGES}-package-authors" / "experts.qrels.tsv"
    rows = list(csv.DictReader(truth.read_text().splitlines(), delimiter="\t"))
    topics = dict.fromkeys(row["topic"] for row in rows)
    queries = [json.dumps({"qid": topic, "text": topic}) for topic in topics]
    (folder / "queries.test.jsonl").write_text("\n".join(queries))
    judged = [f"{row['topic']} 0 {as_name(row['person'])} 1" for row in rows]
    (folder / "qrels.test.txt").write_text("\n".join(judged))
    return folder


def as_name(person: str) -> str:
    """A name as one word of a run."""
    return "_".join(person.casefold().split())


def answer(store: str, queries: Path, run: Path, *, by_name: bool = False) -> None:
    """Write the run, and say how long a need took."""
    space = Workspace.open(store)
    people = space.edition().table("people")
    names = dict(zip(people["person"], map(as_name, people["name"]), strict=True))
    if by_name:
        identities = zip(people["identities"], people["person"], strict=True)
        names |= {
            "_".join(own[0].partition(":")[2].split()): names[person]
            for own, person in identities
            if len(own) == 1
        }
    times, asked, started = [], None, time.perf_counter()
    with run.open("w") as file:
        for line in run_lines(space, OWNER, queries, tag="expertgraph"):
            qid, _, person, *rest = line.split()
            if qid != asked:
                asked, now = qid, time.perf_counter()
                times.append(now - started)
                started = now
            file.write(" ".join((qid, "Q0", names[person] if by_name else person, *rest)) + "\n")
    if by_name:
        candidates = sorted({line.split()[2] for line in run.read_text().splitlines()})
        (queries.parent / "candidates.test.txt").write_text("\n".join(candidates))
    times = sorted(times[1:])
    middle, high = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(
        f"{queries}: {len(times) + 1} needs, p50 {middle * 1e3:.1f} ms, p95 {high * 1e3:.1f} ms",
        file=sys.stderr,
    )
    space.store.close()


def judge(name: str, collection: Path, run: Path, split: str) -> None:
    """Rows of the table: the search, its opponent and the difference; raw and without the most active."""
    chosen = COLLECTIONS[name]
    opponent = collection / "runs" / f"{chosen.opponent}.{split}.full.run.gz"
    base = ["--baseline", str(opponent)] if chosen.opponent and opponent.exists() else []
    for least in (0, chosen.most_active) if chosen.most_active else (0,):
        command = [sys.executable, str(BENCH / "evaluate.py"), str(collection), str(run), "--split", split]
        view = ["--exclude-top", str(least)] if least else []
        said = subprocess.run([*command, *base, *view], check=True, capture_output=True, text=True).stdout
        header = next(line for line in said.splitlines() if line.startswith("run "))
        columns = header.split()[1:]
        who = f"{name}, without {least}" if least else name
        for line in said.splitlines():
            figures = _FIGURE.findall(line)
            if figures:
                label = "difference" if line.startswith("   diff") else opponent_or_search(line, chosen)
                print(f"| {who} | {label} | " + " | ".join(_cells(columns, figures)) + " |", flush=True)


def opponent_or_search(line: str, chosen: Collection) -> str:
    """What a row of the judge is about."""
    return chosen.opponent if chosen.opponent and line.startswith(chosen.opponent) else "search"


def _cells(columns: list[str], figures: list[tuple[str, ...]]) -> list[str]:
    by_name = dict(zip(columns, figures, strict=True))
    return [f"{mean}{star} [{low}, {high}]" for mean, low, high, star in map(by_name.__getitem__, MEASURES)]


def main() -> None:
    """Run the chosen collections."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("communities", nargs="*", help=", ".join(COLLECTIONS))
    parser.add_argument("--split", choices=("val", "test"), default="test")
    parser.add_argument("--keep", type=Path, help="Keep stores and runs here.")
    chosen = parser.parse_args()
    if not BENCH.is_dir():
        print("not run: the test collections (../shared/bench) are not here")
        return
    print("| community | system | " + " | ".join(MEASURES) + " |\n" + "|---" * (len(MEASURES) + 2) + "|")
    with tempfile.TemporaryDirectory() as scratch:
        for name in chosen.communities or COLLECTIONS:
            folder = (chosen.keep or Path(scratch)) / f"{name}.{chosen.split}"
            folder.mkdir(parents=True, exist_ok=True)
            own = name == PACKAGES
            collection = packages(folder) if own else BENCH / name
            store = f"sqlite:///{folder / 'store.db'}" if own else prepare(collection, chosen.split, folder)
            run = folder / "expertgraph.run"
            split = "test" if own else chosen.split
            answer(store, collection / f"queries.{split}.jsonl", run, by_name=own)
            judge(name, collection, run, split)


if __name__ == "__main__":
    main()
