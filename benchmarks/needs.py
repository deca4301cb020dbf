"""Needs as people put them, in Dutch and English, with the people found and their evidence, for reading and judging.

    python -m benchmarks.needs [COMMUNITY...] [--keep FOLDER] [--language nl|en]

The needs stand in ``needs.tsv``.  Each community goes the way of any user's data: imported, analysed, searched the
default way.  Printed are, for each need, the first three people with their best two pieces of evidence, for a person
to judge; what one reader made of them is the table "Eighty needs, judged by reading" in ``docs/measured.md``.
The sample is always there; the real communities need ``../shared/data``, and count as not run without it.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.every_export import EXPORTS, SHARED, place
from expertgraph.answers.find import Result, find
from expertgraph.policy import OWNER
from expertgraph.workspace import Workspace

NEEDS = Path(__file__).with_suffix(".tsv")
SAMPLE = "sample"
REAL = {
    "delving": "delvingbitcoin-posts-api",
    "r-sig": "r-sig-mixed-models",
    "r-announce": "r-announce",
    "r-slack": "R Contributors*.zip",
    "quantum": "quantumcomputing*",
    "lean": "lean-subset",
}
"""The real communities, by the path of their export."""
PEOPLE, ITEMS = 3, 2


class Asked(NamedTuple):
    """One need: who asks whom for what, and why it is among them."""

    language: str
    community: str
    need: str
    note: str


def needs() -> list[Asked]:
    """All needs, in the order of the file."""
    with NEEDS.open(newline="", encoding="utf-8") as file:
        return [Asked(**row) for row in csv.DictReader(file, dialect="excel-tab")]


def expertgraph(*arguments: str | Path) -> None:
    """Run a command of the product, quietly."""
    command = [sys.executable, "-m", "expertgraph.cli", *map(str, arguments)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def prepare(community: str, folder: Path) -> str | None:
    """The address of the community's analysed store, made where it is not there yet; None without its export."""
    sample = community == SAMPLE
    made = folder / ("demo.db" if sample else "store.db")
    store, done = f"sqlite:///{made}", folder / "analysed"
    if not sample and not SHARED.is_dir():
        return None
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        if sample:
            expertgraph("demo", "--no-serve", "--folder", folder)
        else:
            (export,) = (each for each in EXPORTS if each.path == REAL[community])
            expertgraph("--store", store, "import", place(export), "--source", community)
            expertgraph("--store", store, "analyse")
        done.touch()
    return store


def told(result: Result) -> Iterator[str]:
    """A person found, what made the score, and the best evidence, as lines."""
    parts = ", ".join(f"{part.code} {part.amount:.2f}" for part in result.parts if part.amount)
    yield f"  {result.name}  {result.score:.2f}  {result.standing}  ({parts})"
    for item in sorted(result.evidence, key=lambda each: -each.amount)[:ITEMS]:
        marks = {item.snippet[start:end] for start, end in item.marks}
        role = "asked" if item.asked else "answered"
        yield f"    {item.amount:.2f} {role} [{item.title}] {' '.join(item.snippet.split())}"
        yield f"         matched: {', '.join(sorted(marks)) or 'nothing'}"


def main() -> None:
    """Ask the needs of the chosen communities."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("communities", nargs="*", default=[SAMPLE, *REAL], help="Which; default all.")
    parser.add_argument("--keep", type=Path, help="Keep the stores here, and use those that are.")
    parser.add_argument("--language", choices=("nl", "en"), help="Only the needs in this language.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for community in chosen.communities:
            store = prepare(community, (chosen.keep or Path(scratch)).resolve() / community)
            if store is None:
                print(f"{community}: not run: the real communities (../shared/data) are not here")
                continue
            space = Workspace.open(store)
            for asked in needs():
                if asked.community == community and chosen.language in (None, asked.language):
                    found = find(space, OWNER, asked.need, limit=PEOPLE)
                    print(f"\n{community} {asked.language}: {asked.need}  ({asked.note}) {found.total} found")
                    for result in found.results:
                        print("\n".join(told(result)))
            space.store.close()


if __name__ == "__main__":
    main()
