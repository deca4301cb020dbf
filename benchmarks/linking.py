"""Who is who against known truths, beside sortinghat's matching on the same identities in the same run.

    python -m benchmarks.linking [--peer PYTHON] [--scale N] [--misses]

``--peer`` names a Python that has sortinghat (GPL, so in an environment of its own, never ours); without it the
peer's columns stay empty.  ``--scale`` times the search over so many made identities.  ``--misses`` prints what was
not found, and why.  Aims: automatic joins right in 99 of 100, suggestions better than the peer's.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from benchmarks._linking_truths import (
    CACHE,
    Truth,
    enron,
    kubernetes_leads,
    kubernetes_names,
    list_names,
    made,
)
from expertgraph import linking, sample
from expertgraph.frames import columns_of
from expertgraph.ingest.pipeline import import_paths
from expertgraph.linking.suggesting import known, people
from expertgraph.matching import SUGGESTED_FROM, Match, find
from expertgraph.records import Identity
from expertgraph.schema import TABLES
from expertgraph.store import open_store

Pair = tuple[int, int]
PEER = Path(__file__).with_name("_linking_peer.py")


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs found against the truth: right, wrong, and right ones there are."""

    right: int
    wrong: int
    all: int

    @property
    def precision(self) -> float:
        """Of the pairs found, how many are right."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Of the right pairs, how many are found."""
        return self.right / max(self.all, 1)

    def __str__(self) -> str:
        return f"{self.precision:9.3f} {self.recall:6.3f}"


def judge(truth: Truth, pairs: Iterable[Pair]) -> Judged:
    """Pairs of which one side's person is not known count neither way."""
    who = truth.person
    sizes = Counter(each for each in who if each is not None)
    counted = [who[a] == who[b] for a, b in set(pairs) if who[a] is not None and who[b] is not None]
    return Judged(sum(counted), len(counted) - sum(counted), sum(n * (n - 1) // 2 for n in sizes.values()))


def imported_sample(folder: Path) -> tuple[Truth, Judged]:
    """The sample organisation as imported: its automatic joins judged, and who is who in it."""
    told = sample.write(folder / "sample", until=1_771_977_600)
    store = open_store(f"sqlite:///{folder / 'sample.db'}")
    import_paths(store, [folder / "sample"])
    linking.apply(store)
    person = told.person_of()
    who = known(store)
    truth = Truth("the sample organisation", who, [_text(person.get(each.id)) for each in who])
    return truth, judge(truth, joined(truth, people(store)))


def stored(truth: Truth, folder: Path) -> Judged:
    """Identities put into a store, where what may join by itself does."""
    store = open_store(f"sqlite:///{folder / 'made.db'}")
    rows = [
        Identity(
            each.id, each.source, each.email if each.mailbox and each.email else each.id, each.name, each.handle,
            each.email, each.source == "hr", each.hr_id, "unknown", each.organisation,
        )
        for each in truth.known
    ]  # fmt: skip
    store.upsert("identity", columns_of(TABLES["identity"], rows))
    linking.apply(store)
    return judge(truth, joined(truth, people(store)))


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def joined(truth: Truth, person: dict[str, str]) -> Iterator[Pair]:
    """Pairs of places in the truth that are one person in the store."""
    groups: dict[str, list[int]] = {}
    for place, each in enumerate(truth.known):
        groups.setdefault(person[each.id], []).append(place)
    for members in groups.values():
        yield from combinations(members, 2)


def placed(truth: Truth, matches: Iterable[Match]) -> dict[Pair, Match]:
    """Matches by the places of their two identities."""
    at = {each.id: place for place, each in enumerate(truth.known)}
    return {(min(at[m.a], at[m.b]), max(at[m.a], at[m.b])): m for m in matches}


def peer(python: str, truth: Truth) -> Judged | None:
    """What sortinghat matches by e-mail, name and user name, of the very same identities."""
    rows = [
        {"source": each.source, "name": each.name or None, "email": each.email, "username": each.handle}
        for each in truth.known
    ]
    done = subprocess.run(
        [python, str(PEER)], input=json.dumps(rows), capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1], file=sys.stderr)
        return None
    return judge(truth, [(a, b) for a, b in json.loads(done.stdout)])


def missed(truth: Truth, found: dict[Pair, Match]) -> Counter[str]:
    """Why the right pairs that are not suggested are not: what they have in common, or how far it went."""
    groups: dict[str, list[int]] = {}
    for place, each in enumerate(truth.person):
        if each is not None:
            groups.setdefault(each, []).append(place)
    why: Counter[str] = Counter()
    for members in groups.values():
        for pair in combinations(members, 2):
            match = found.get(pair)
            if match is None:
                why["nothing in common, or nothing that is rare enough"] += 1
            elif match.score < SUGGESTED_FROM:
                why["too little: " + ", ".join(match.reasons)] += 1
    return why


def report(truth: Truth, python: str | None, misses: bool) -> Judged:
    """One line of the table: ours, the peer's, and the time of the search."""
    start = time.perf_counter()
    found = placed(truth, find(truth.known, least=0.01).matches)
    took = time.perf_counter() - start
    ours = judge(truth, [pair for pair, match in found.items() if match.score >= SUGGESTED_FROM])
    theirs = peer(python, truth) if python else None
    print(
        f"{truth.name:42}{len(truth.known):8,}{ours.all:8,}   {ours}    {theirs or ''!s:16} {took:7.1f}",
        flush=True,
    )
    if misses:
        for reason, count in missed(truth, found).most_common(8):
            print(f"    {count:6,} {reason}")
    return ours


def real() -> list[Callable[[], Truth]]:
    """The truths of the shared data, where they are."""
    return (
        [kubernetes_leads, enron, kubernetes_names, list_names] if (CACHE / "org-kubernetes").exists() else []
    )


def scale(count: int) -> None:
    """Time and memory of one search over so many identities."""
    truth = made(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    start = time.perf_counter()
    found = find(truth.known)
    took, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"\n{len(truth.known):,} identities: {found.pairs:,} pairs compared, {len(found.matches):,} suggested, "
        f"{len(found.capped):,} keys too common; {took:.1f} s, peak {peak:,} MB ({before:,} MB before)"
    )


def main() -> int:
    """Print the table; 1 when an automatic join is wrong more often than once in a hundred."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer", metavar="PYTHON")
    parser.add_argument("--scale", type=int, metavar="PEOPLE")
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    if asked.scale:
        scale(asked.scale)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        people_made = made(3_000)
        organisation, by_itself = imported_sample(Path(folder))
        automatic = {organisation.name: by_itself, people_made.name: stored(people_made, Path(folder))}
    print(f"{'automatic joins':42}{'pairs':>8}   precision recall")
    for name, judged in automatic.items():
        print(f"{name:42}{judged.right + judged.wrong:8,}   {judged}")
    print(f"\n{'suggestions':42}{'known':>8}{'pairs':>8}   precision recall    sortinghat           seconds")
    for truth in [organisation, people_made, *(each() for each in real())]:
        report(truth, asked.peer, asked.misses)
    return int(any(judged.precision < 0.99 for judged in automatic.values()))


if __name__ == "__main__":
    sys.exit(main())
