"""Communities whose real ties are hidden in part: imported and analysed as anybody's would be, each once."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from benchmarks._real_networks import SHARED, messages, unpacked
from expertgraph.analysis.peers import skill_vectors
from expertgraph.analysis.population import Bools, Ints
from expertgraph.kinds import INTERACTIONS
from expertgraph.workspace import Workspace

HIDDEN = 0.2
_TITLE_WORDS = 10


@dataclass(frozen=True, slots=True)
class Community:
    """Ties ``a`` < ``b`` between people who acted towards each other, and what everybody's skills rest on:
    ``evidence`` has person, skill, thread and amount."""

    name: str
    n: int
    a: Ints
    b: Ints
    evidence: pd.DataFrame

    def hide(self, seed: int) -> tuple[Bools, sparse.csr_array]:
        """A fifth of the ties, drawn at random; and the skills without what both of a hidden pair wrote in the
        threads that they have in common, for that would give them away."""
        dice = np.random.default_rng(seed)
        hidden = np.zeros(len(self.a), dtype=bool)
        hidden[dice.permutation(len(self.a))[: round(HIDDEN * len(self.a))]] = True
        seen = self.evidence[~self._shared(hidden)]
        summed = seen.groupby(["person", "skill"], sort=True)["amount"].sum().reset_index()
        columns = (summed[name].to_numpy() for name in ("person", "skill", "amount"))
        return hidden, skill_vectors(self.n, *columns)

    def _shared(self, hidden: Bools) -> Bools:
        """Which evidence is of a thread in which its person met somebody of a hidden pair."""
        threads = int(self.evidence["thread"].max()) + 1
        person, thread = self.evidence["person"].to_numpy(), self.evidence["thread"].to_numpy()
        ones = np.ones(len(person), dtype=bool)
        wrote = sparse.csr_array((ones, (person, thread)), shape=(self.n, threads))
        gone: set[int] = set()
        for u, v in zip(self.a[hidden].tolist(), self.b[hidden].tolist(), strict=True):
            both = np.intersect1d(_row(wrote, u), _row(wrote, v))
            gone.update((both + u * threads).tolist(), (both + v * threads).tolist())
        return np.isin(person.astype(np.int64) * threads + thread, sorted(gone))


def _row(matrix: sparse.csr_array, row: int) -> Ints:
    return np.unique(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]).astype(np.int64)


def _interchange(name: str) -> Callable[[Path], Path | None]:
    def find(_: Path) -> Path | None:
        path = SHARED / "bench" / name / "messages.jsonl.gz"
        return path if path.exists() else None

    return find


def _export(archive: str, *parts: str) -> Callable[[Path], Path | None]:
    def find(_: Path) -> Path | None:
        folder = unpacked(archive)
        return folder.joinpath(*parts) if folder else None

    return find


def _papers(folder: Path) -> Path | None:
    """DBLP: each paper as a thread of its authors; its first ten words stand for the title, which is not told."""
    if not (SHARED / "bench" / "human_dblp").is_dir():
        return None
    path = folder / "papers.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for each in messages("human_dblp"):
            title = " ".join(each["text"].split()[:_TITLE_WORDS])
            lines.write(json.dumps({**each, "title": title}) + "\n")
    return path


SETS: dict[str, Callable[[Path], Path | None]] = {
    "Quantum SE": _interchange("small_quantum_se"),
    "DBLP": _papers,
    "Delving Bitcoin": _export("discourse", "delvingbitcoin-posts-api"),
    "Urho3D": _interchange("dev2_urho3d_discourse"),
    "r-sig-mixed-models": _export("mailinglist", "r-sig-mixed-models"),
    "Lean": _interchange("dev_lean_zulip"),
}
"""Where each is read from; the first three are those that the score was chosen on."""
CHOSEN_ON = frozenset(list(SETS)[:3])


def community(name: str, folder: Path) -> Community | None:
    """Import and analyse a set, unless that was done in this folder before; None where its data are not here."""
    folder.mkdir(parents=True, exist_ok=True)
    path, url = SETS[name](folder), f"sqlite:///{folder / 'store.db'}"
    if path is None:
        return None
    if not (folder / "ready").exists():
        _run(url, "import", str(path), "--source", "set")
        space = Workspace.open(url)
        last = pd.to_numeric(space.store.frame("item", ["at"])["at"]).max()
        space.store.close()
        _run(url, "analyse", *([] if pd.isna(last) else ["--as-of", str(int(last) + 1)]))
        (folder / "ready").touch()
    return _read(name, Workspace.open(url))


def _run(url: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "expertgraph.cli", "--store", url, *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode not in (0, 1):  # 1: some records lie in quarantine
        raise RuntimeError(done.stderr)


def _read(name: str, space: Workspace) -> Community:
    edition, item = space.edition(), space.store.frame("item", ["id", "thread"])
    space.store.close()
    ties = edition.table("ties")
    acts = ties[[f"n_{kind}" for kind, each in INTERACTIONS.items() if not each.contact]].sum(axis=1)
    # Authors of one paper do nothing to each other: what they have in common is the paper.
    real = ties[(acts > 0) if (acts > 0).any() else (ties["threads"] > 0)]
    evidence = edition.table("skill_evidence")
    thread = pd.Series(pd.factorize(item["thread"])[0], index=item["id"])
    columns = evidence[["person", "skill", "amount"]].assign(thread=thread[evidence["item"]].to_numpy())
    a, b = real["a"].to_numpy(np.int64), real["b"].to_numpy(np.int64)
    return Community(name, len(edition.table("people")), a, b, columns[columns["amount"] > 0])
