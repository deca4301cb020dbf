"""The measures: by hand on small cases, and against the judge that comes with the test collections."""

import gzip
import subprocess
import sys
from math import log2
from pathlib import Path

import numpy as np
import orjson
import pytest

from expertgraph.evaluation.measures import MEASURES, Interval, intervals, measure, needed, resampled
from expertgraph.evaluation.report import Comparison, Figure, Outcome, verdict

BENCH = Path(__file__).resolve().parents[3] / "shared" / "bench"
THEIRS = {"map": "MAP", "ndcg10": "nDCG@10", "s1": "S@1", "s5": "S@5", "r10": "R@10", "mrr": "MRR"}
IDEAL = 3 + 1 / log2(3)
RUNS = [
    ("dev2_urho3d_discourse", "bm25_profile"),
    ("dev2_urho3d_discourse", "recommended2"),
    ("dev_lean_zulip", "activity_3m"),
]


@pytest.mark.parametrize(
    ("ranking", "grades", "expected"),
    [
        ([], {1: 2}, [0, 0, 0, 0, 0, 0]),
        ([1], {1: 2}, [1, 1, 1, 1, 1, 1]),
        ([9, 1], {1: 2}, [1 / 2, 1 / log2(3), 0, 1, 1, 1 / 2]),
        ([2, 1], {1: 2, 2: 1}, [1, (1 + 3 / log2(3)) / IDEAL, 1, 1, 1, 1]),
        ([2, 9, 1], {1: 2, 2: 1, 3: 1}, [(1 + 2 / 3) / 3, (1 + 3 / 2) / (IDEAL + 1 / 2), 1, 1, 2 / 3, 1]),
        ([9, 8, 7, 6, 5, 1], {1: 1}, [1 / 6, 1 / log2(7), 0, 0, 1, 1 / 6]),
        ([*range(10, 20), 1], {1: 1, 2: 2}, [1 / 22, 0, 0, 0, 0, 1 / 11]),
        ([*range(100, 200), 1], {1: 1}, [0, 0, 0, 0, 0, 0]),
    ],
    ids=[
        "nobody",
        "right",
        "second",
        "helper before main helper",
        "one missed",
        "sixth",
        "eleventh",
        "past 100",
    ],
)
def test_a_ranking_by_hand(ranking: list[int], grades: dict[int, int], expected: list[float]) -> None:
    assert measure(ranking, grades) == pytest.approx(expected, abs=1e-12)


def test_twelve_helpers_cannot_all_be_among_the_first_ten() -> None:
    grades = dict.fromkeys(range(12), 1)
    found = dict(zip(MEASURES, measure(list(range(12)), grades), strict=True))
    assert found == pytest.approx({"map": 1, "ndcg10": 1, "s1": 1, "s5": 1, "r10": 10 / 12, "mrr": 1})


def test_the_interval_of_what_never_varies_is_a_point() -> None:
    assert intervals(np.full((5, 1), 0.25), resampled(5)) == [Interval(0.25, 0.25, 0.25)]


def test_an_interval_narrows_with_the_square_root_of_the_questions() -> None:
    widths = []
    for questions in (100, 400):
        scores = np.tile([0.0, 1.0], questions // 2)[:, None]
        (found,) = intervals(scores, resampled(questions))
        assert found.low < found.mean == 0.5 < found.high
        widths.append(found.high - found.low)
    assert widths[0] / widths[1] == pytest.approx(2, rel=0.1)
    assert widths[0] == pytest.approx(2 * 1.96 * 0.5 / 10, rel=0.05)


def test_how_many_questions_a_difference_needs() -> None:
    assert needed(np.array([0.5, 0.5])) == 2, "a difference without spread shows at once"
    assert needed(np.array([1.0, -1.0])) is None
    assert needed(np.array([1.0])) is None
    assert needed(np.array([1.0, -0.999])) is None, "beyond what anybody could ask"
    some = np.tile([0.5, -0.3], 50)
    assert needed(some) == pytest.approx((2.8016 * some.std(ddof=1) / 0.1) ** 2, abs=1)


@pytest.mark.parametrize(
    ("everybody", "tail", "expected"),
    [
        ((0.1, 0.3), (0.0001, 0.2), "better"),
        ((0.1, 0.3), (0.0, 0.2), "better-all"),
        ((-0.1, 0.3), (0.1, 0.2), "better-tail"),
        ((-0.1, 0.3), (-0.1, 0.2), "even"),
        ((0.1, 0.3), (-0.2, -0.1), "worse"),
        ((-0.2, -0.1), (0.1, 0.2), "worse"),
    ],
)
def test_better_has_to_show_with_everybody_and_in_the_long_tail(
    everybody: tuple[float, float], tail: tuple[float, float], expected: str
) -> None:
    def told(questions: int) -> str:
        outcomes = [
            Outcome(
                view, questions, 9, "popularity-90", [],
                [Comparison("profile", [Figure("s1", 0, -1, 1), Figure("map", 0, low, high)], None)],
            )
            for view, (low, high) in (("all", everybody), ("long-tail", tail))
        ]  # fmt: skip
        return verdict(outcomes, "profile")

    assert (told(30), told(29)) == (expected, "unknown")


@pytest.mark.parametrize(("collection", "run"), RUNS)
def test_the_judge_of_the_collections_says_the_same(collection: str, run: str) -> None:
    folder = BENCH / collection
    file = folder / "runs" / f"{run}.test.full.run.gz"
    if not file.exists():
        pytest.skip(f"not run: the test collections are not here ({collection}, {run})")
    command = [sys.executable, BENCH / "evaluate.py", folder, file, "--json"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    theirs = [orjson.loads(said)[str(file)][THEIRS[name]] for name in MEASURES]
    scores = np.array(scores_of(folder, file))
    ours = [[each.mean, each.low, each.high] for each in intervals(scores, resampled(len(scores)))]
    assert np.abs(np.array(ours) - theirs).max() < 1e-9


def scores_of(folder: Path, run: Path) -> list[list[float]]:
    """The measures of each query of a run, by our own means."""
    candidates = set((folder / "candidates.test.txt").read_text().split())
    queries = map(orjson.loads, (folder / "queries.test.jsonl").read_bytes().splitlines())
    askers = {query["qid"]: query["asker"] for query in queries}
    truth: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.test.txt").read_text().splitlines():
        query, _, person, grade = line.split()
        truth.setdefault(query, {})[person] = int(grade)
    ranked: dict[str, list[str]] = {}
    with gzip.open(run, "rt") as lines:
        for query, _, person, *_ in sorted(
            map(str.split, lines), key=lambda row: (-float(row[4]), int(row[3]))
        ):
            if person in candidates and person != askers[query]:
                ranked.setdefault(query, []).append(person)
    numbers = {person: number for number, person in enumerate(sorted(candidates.union(*truth.values())))}
    return [
        measure(
            [numbers[person] for person in ranked.get(query, [])],
            {numbers[person]: grade for person, grade in truth[query].items()},
        )
        for query in sorted(truth)
    ]
