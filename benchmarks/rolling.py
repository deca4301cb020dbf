"""How well a community's own replay says the search finds: evidence up to each question, and up to the first one.

    python -m benchmarks.rolling [COMMUNITY...] [--questions 500] [--keep FOLDER]

Each community goes the way of any user's data: import, analyse, and ``expertgraph evaluate`` with and without
``--frozen``.  Printed are the tables of ``docs/evaluation.md``.  Needs the collections in ``../shared/bench``;
says "not run" without them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from expertgraph.evaluation.measures import MEASURES

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
COMMUNITIES = ("small_quantum_se", "dev2_urho3d_discourse", "dev_lean_zulip")
SHOWN = ("map", "ndcg10", "s1", "r10")
SYSTEMS = ("search", "popularity", "bm25", "profile")


def ran(store: str, *arguments: str) -> tuple[str, float, int]:
    """What a command prints, its seconds, and its peak memory in MB."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "expertgraph.cli", "--store", store, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read()
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return said.decode(), time.perf_counter() - started, used.ru_maxrss // 1024


def prepare(name: str, folder: Path) -> str:
    """Import and analyse a community, unless that was done before; the address of its store."""
    store = f"sqlite:///{folder / 'store.db'}"
    if not (folder / "store.db").exists():
        ran(store, "import", str(BENCH / name / "messages.jsonl.gz"), "--source", name)
    _, took, _ = ran(store, "analyse")
    print(f"\n## {name}\n\nanalysed in {took:.0f} s")
    return store


def table(kind: str, said: dict[str, Any]) -> None:
    """One evaluation as rows of a table."""
    for outcome in said["outcomes"]:
        systems = {each["code"]: each for each in outcome["systems"]}
        for code in SYSTEMS if systems else ():
            system = systems[outcome["popularity"] if code == "popularity" else code]
            name = f"{code} ({outcome['popularity'][11:]})" if code == "popularity" else code
            against = next((each for each in outcome["comparisons"] if each["opponent"] == code), None)
            cells = [rate(system["figures"], against, measure) for measure in SHOWN]
            view = f"{kind}, {outcome['view']} ({outcome['questions']})"
            print(f"| {view} | {name} | {' | '.join(cells)} |")


def rate(figures: list[dict[str, float]], against: dict[str, Any] | None, measure: str) -> str:
    """A mean with its interval; a star where the search differs from this opponent (paired bootstrap)."""
    place = MEASURES.index(measure)
    mean = figures[place]
    text = f"{mean['mean']:.3f} [{mean['low']:.3f}, {mean['high']:.3f}]"
    if against is None:
        return text
    difference = against["differences"][place]
    return text + (" better*" if difference["high"] < 0 else " worse*" if difference["low"] > 0 else "")


def main() -> None:
    """Evaluate the chosen communities."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("communities", nargs="*", default=COMMUNITIES)
    parser.add_argument("--questions", default="500")
    parser.add_argument("--keep", type=Path, help="Keep stores here, and use those that are there.")
    chosen = parser.parse_args()
    if not BENCH.is_dir():
        print("not run: the test collections (../shared/bench) are not here")
        return
    with tempfile.TemporaryDirectory() as scratch:
        for name in chosen.communities:
            folder = (chosen.keep or Path(scratch)) / f"{name}.rolling"
            folder.mkdir(parents=True, exist_ok=True)
            store = prepare(name, folder)
            found = []
            for kind, flags in (("rolling", []), ("frozen", ["--frozen"])):
                said, took, peak = ran(store, "evaluate", "--json", "--questions", chosen.questions, *flags)
                answer = json.loads(said)
                print(f"{kind}: {answer['questions']} questions in {took:.0f} s, peak {peak} MB")
                found.append((kind, answer))
            print(
                f"\n| evidence, view (questions) | system | {' | '.join(SHOWN)} |\n|{'---|' * (len(SHOWN) + 2)}"
            )
            for kind, answer in found:
                table(kind, answer)
            for kind, answer in found:
                told = ", ".join(f"{each['opponent']} {each['verdict']}" for each in answer["verdicts"])
                print(f"\n{kind}: the search against {told}")


if __name__ == "__main__":
    main()
