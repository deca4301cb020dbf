"""Peers: who is somebody's peer is foretold by hiding ties that there are.

    python -m benchmarks.peers [--keep FOLDER] [SET...]

A fifth of the real ties of each community is hidden.  For each hidden pair, and each way round, the person's
non-neighbours are ranked by the peers score, by common neighbours, by Adamic-Adar, and not at all; a hit is the
other among the first three, of equals the share that chance would bring.  What both wrote where they met is taken out
of their skills.  95 % intervals draw the people anew, 1,000 times.

The exclusions of the product (another site, a cosine of a half, no manager line) are left out: they would hide
the very pairs that are looked for.  Communities from ``../shared`` ("not run" without them).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from benchmarks._hidden_ties import CHOSEN_ON, SETS, Community, community
from expertgraph.analysis.peers import adamic_adar, score
from expertgraph.analysis.population import Bools, Floats, Ints
from expertgraph.engines.graph import Graph

SEEDS = (1, 2, 3)
FIRST = 3
_RESAMPLED = 1_000
_ROWS = 400
Score = Callable[[Floats, Floats, Floats], Floats]
"""(cosine, Adamic-Adar, common neighbours), people x people, of some people: their scores."""


def of_greatest(value: Floats) -> Floats:
    """Each value as a share of the greatest of its row; 0 where there is none."""
    greatest = value.max(axis=1, keepdims=True)
    return np.divide(value, greatest, out=np.zeros_like(value), where=greatest > 0)


SCORES: dict[str, Score] = {
    "peers": lambda cosine, adamic, common: score(cosine, of_greatest(adamic)),
    "cosine * (1 + common)": lambda cosine, adamic, common: cosine * (1 + adamic / max(adamic.max(), 1e-12)),
    "cosine": lambda cosine, adamic, common: cosine,
    "common neighbours": lambda cosine, adamic, common: common,
    "Adamic-Adar": lambda cosine, adamic, common: adamic,
    "random": lambda cosine, adamic, common: np.zeros_like(cosine),
}


def chances(scored: Floats, wanted: Ints, closed: Bools) -> Floats:
    """For each wanted column of one person's scores, the chance that it is among the first three."""
    open_ = scored[~closed]
    better = (open_[None, :] > scored[wanted][:, None]).sum(axis=1)
    equal = (open_[None, :] == scored[wanted][:, None]).sum(axis=1)
    return np.clip((FIRST - better) / equal, 0, 1)


def hits(made: Community, seed: int) -> Iterator[tuple[int, str, Floats]]:
    """Per person with hidden ties and score: the chances of their hidden ties."""
    hidden, vectors = made.hide(seed)
    graph = Graph.of_edges(made.n, made.a[~hidden], made.b[~hidden])
    wanted: dict[int, list[int]] = {}
    for u, v in zip(made.a[hidden].tolist(), made.b[hidden].tolist(), strict=True):
        wanted.setdefault(u, []).append(v)
        wanted.setdefault(v, []).append(u)
    people = np.array(sorted(wanted))
    by_common, tied = adamic_adar(graph), graph.unweighted
    for start in range(0, len(people), _ROWS):
        rows = people[start : start + _ROWS]
        closed = tied[rows].toarray() > 0
        closed[np.arange(len(rows)), rows] = True
        beside = (vectors[rows] @ vectors.T, by_common[rows] @ tied, tied[rows] @ tied)
        amounts = [np.where(closed, 0.0, each.toarray()) for each in beside]
        for name, of in SCORES.items():
            for row, scored, shut in zip(rows.tolist(), of(*amounts), closed, strict=True):
                yield row, name, chances(scored, np.array(wanted[row]), shut)


def interval(people: Mapping[int, Floats], dice: np.random.Generator) -> tuple[float, float, float]:
    """The mean over all hidden ties, and its 95 % interval when people are drawn anew."""
    summed = np.array([[each.sum(), len(each)] for each in people.values()])
    drawn = summed[dice.integers(0, len(summed), (_RESAMPLED, len(summed)))].sum(axis=1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    return float(summed[:, 0].sum() / summed[:, 1].sum()), float(low), float(high)


def measured(made: Community) -> str:
    """The row of one community."""
    found: dict[str, dict[int, list[Floats]]] = {name: {} for name in SCORES}
    for seed in SEEDS:
        for person, name, chance in hits(made, seed):
            found[name].setdefault(person, []).append(chance)
    cells = [made.name + ("*" if made.name in CHOSEN_ON else ""), f"{made.n:,}", f"{len(made.a):,}"]
    for people in found.values():
        joined = {person: np.concatenate(parts) for person, parts in people.items()}
        mean, low, high = interval(joined, np.random.default_rng(1))
        cells.append(f"{100 * mean:.1f} ({100 * low:.1f} to {100 * high:.1f})")
    return "| " + " | ".join(cells) + " |"


def main() -> int:
    """Print the table; 0 also where the data are not here."""
    parser = argparse.ArgumentParser(description="hit@3 on hidden ties, in percent.")
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    parser.add_argument("--keep", type=Path, help="Import into this folder and use it again.")
    chosen = parser.parse_args()
    print(
        "| community | people | ties | " + " | ".join(SCORES) + " |\n|" + "---|" * (len(SCORES) + 3),
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen.sets or SETS:
            made = community(name, (chosen.keep or Path(folder)) / name.replace(" ", "_"))
            print(f"{name}: not run, its data are not here" if made is None else measured(made), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
