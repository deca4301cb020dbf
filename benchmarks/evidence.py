"""Does the evidence add up?  Random needs over whole communities, every amount summed again.

    python -m benchmarks.evidence [--needs 1000] [--keep FOLDER]

Needs are one to six terms of the index itself, drawn with a fixed seed, half of them as often as they occur.  For
everybody found: the parts against the score, the evidence against the parts that rest on it, and, document by
document, each part against the shares that it is the sum of, so that leaving one out takes exactly its share.  Every
twentieth need also opens the reasons of the first one found.  The communities are the sample and, where
``../shared/bench`` is there, small_quantum_se; the table is in ``docs/measured.md``.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from expertgraph.answers.find import find
from expertgraph.answers.why import why
from expertgraph.commands.serving import prepare
from expertgraph.policy import OWNER
from expertgraph.search.build import searcher
from expertgraph.workspace import Workspace

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench" / "small_quantum_se" / "messages.jsonl.gz"
SEED, TODAY = 17, 1_794_787_200
EXACT = 1e-9


def sample(folder: Path) -> Workspace:
    """The sample, written and analysed."""
    return prepare(folder / "sample", lambda: TODAY)


def quantum(folder: Path) -> Workspace | None:
    """small_quantum_se, imported and analysed; None where it is not here."""
    if not BENCH.exists():
        return None
    store = f"sqlite:///{folder / 'quantum.db'}"
    for command in (["import", str(BENCH), "--source", "quantum"], ["analyse"]):
        subprocess.run([sys.executable, "-m", "expertgraph.cli", "--store", store, *command], check=True)
    return Workspace.open(store)


def needs(space: Workspace, count: int) -> list[str]:
    """Random needs of terms of the index."""
    index = searcher(space.edition()).index
    dice = random.Random(SEED)
    terms = [index.lexicon[number] for number in range(len(index.lexicon))]
    view = index.view(space.edition().as_of)
    often = [index.frequency(view, term) for term in terms]
    return [
        " ".join(dice.choices(terms, often if place % 2 else None, k=dice.randint(1, 6)))
        for place in range(count)
    ]


def checked(space: Workspace, needed: list[str]) -> tuple[int, int, float]:
    """People found, amounts summed, and the largest difference."""
    people = amounts = 0
    worst = 0.0
    for place, need in enumerate(needed):
        results = find(space, OWNER, need, limit=1_000, snippets=0).results
        for each in results:
            people += 1
            amounts += len(each.evidence) + len(each.parts)
            of_items = sum(part.amount for part in each.parts if part.items)
            worst = max(
                worst,
                abs(sum(part.amount for part in each.parts) - each.score),
                abs(sum(item.amount for item in each.evidence) - of_items),
            )
        worst = max(worst, by_document(space, need))
        if results and not place % 20:
            worst = max(worst, by_reason(space, results[0].person, need))
    return people, amounts, worst


def by_document(space: Workspace, need: str) -> float:
    """The largest difference between a part and the sum of its documents' shares."""
    search = searcher(space.edition())
    ranking = search.rank(need, search.view(space.edition().as_of), np.ones(search.people, bool))
    owner = search.index.documents.person
    return max(
        float(np.abs(np.bincount(owner[part.documents], part.shares, search.people) - part.amount).max())
        for part in ranking.parts
        if part.voted
    )


def by_reason(space: Workspace, person: str, need: str) -> float:
    """The largest difference on somebody's page of reasons, thread by thread and part by part."""
    page = why(space, OWNER, person, need)
    shares = [(share.code, share.amount) for thread in page.threads for share in thread.shares]
    gaps = [
        abs(sum(share.amount for share in thread.shares) - thread.evidence.amount) for thread in page.threads
    ]
    for part in page.parts:
        summed = sum(amount for code, amount in shares if code == part.code)
        gaps.append(abs(summed - (part.amount if part.items else 0.0)))
    return max(gaps, default=0.0)


def main() -> None:
    """Print one row a community; ends with 1 where anything differs by more than 1e-9."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--needs", type=int, default=1_000)
    options.add_argument("--keep", type=Path)
    chosen = options.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        print(
            "| community | needs | people found | amounts | largest difference | seconds |\n|---|---|---|---|---|---|"
        )
        for name, make in (("sample", sample), ("small_quantum_se", quantum)):
            space = make(folder)
            if space is None:
                print(f"| {name} | not run: {BENCH} is not there | | | | |")
                continue
            started = time.perf_counter()
            people, amounts, worst = checked(space, needs(space, chosen.needs))
            failed |= worst > EXACT or not people
            took = time.perf_counter() - started
            print(
                f"| {name} | {chosen.needs:,} | {people:,} | {amounts:,} | {worst:.1e} | {took:.0f} |",
                flush=True,
            )
            space.store.close()
    sys.exit(failed)


if __name__ == "__main__":
    main()
