"""Real networks as undirected ties: who ever mailed, answered, met or wrote to whom.  Empty where the data are not
here."""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from expertgraph.engines.graph import Graph

SHARED = Path(__file__).resolve().parents[2] / "shared"


class Network(NamedTuple):
    """A network of people with ties; people without any are left out."""

    name: str
    graph: Graph


def unpacked(name: str) -> Path | None:
    """Where a data set of the data folder lies, unpacked; None where it is not here."""
    get = SHARED / "data" / "get"
    if not get.exists():
        return None
    done = subprocess.run([str(get), name], check=True, capture_output=True, text=True)
    return Path(done.stdout.strip())


def networks() -> Iterator[Network]:
    """All of them, smallest first."""
    folder = unpacked("graphs")
    if folder is None:
        return
    yield _network("UK faculty", _columns(folder / "ukfaculty" / "ties.csv", ","))
    yield _network("InVS13, face to face", _columns(folder / "workplace-InVS13" / "tij_InVS.dat", None, 1))
    yield _network("Enron", _columns(folder / "enron" / "emails.csv", ","))
    yield _network("Quantum SE", answered("small_quantum_se"))
    yield _network("Urho3D", answered("dev2_urho3d_discourse"))
    yield _network("email-Eu-core", _columns(folder / "email-eu-core" / "email-Eu-core.txt", None))
    yield _network("CollegeMsg", _columns(folder / "collegemsg" / "CollegeMsg.txt.gz", None))
    yield _network("Lean", answered("dev_lean_zulip"))
    yield _network("MathOverflow", _columns(folder / "sx-mathoverflow" / "sx-mathoverflow.txt.gz", None))


def messages(community: str) -> list[dict[str, str]]:
    """The messages of one of the communities in the interchange."""
    with gzip.open(SHARED / "bench" / community / "messages.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def answered(community: str) -> Iterator[tuple[str, str]]:
    """Who answered whom."""
    return ((each["author"], each["reply_to"]) for each in messages(community) if each["reply_to"])


def _columns(path: Path, comma: str | None, first: int = 0) -> Iterator[tuple[str, str]]:
    """Two neighbouring columns of a text file; of a CSV file without its head."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        rows: Iterable[list[str]] = csv.reader(lines) if comma else (line.split() for line in lines)
        for number, row in enumerate(rows):
            if number or not comma:
                yield row[first], row[first + 1]


def _network(name: str, pairs: Iterable[tuple[str, str]]) -> Network:
    tied = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    place = {person: row for row, person in enumerate(sorted({person for pair in tied for person in pair}))}
    a, b = np.array([(place[u], place[v]) for u, v in tied], dtype=np.int64).T
    return Network(name, Graph.of_edges(len(place), a, b))
