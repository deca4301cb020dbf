"""Killed with -9 at any moment, an import loses and doubles nothing; the check itself finds both wrong ways."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from expertgraph.store import open_store
from tests.servers.neo4j_server import wipe
from tests.torture.fixtures import NOW
from tests.torture.formats import WRITERS, Entry, entries
from tests.torture.killing import (
    Job,
    Outcome,
    Verdict,
    Wrong,
    kill_inside,
    kill_outside,
    outcome,
    trial,
    work,
)

IMPORTERS = ("messages", "slack")
UNHARMED = Verdict(lost=0, doubled=0, equal=True)
DOSES = [5, pytest.param(50, marks=pytest.mark.soak)]
"""Of each importer, so that a store stands twice as many."""
MOST_CONTROLS = 60
SIZES = {"sqlite": (2_000, 600), "bolt": (150, 100)}
"""Records, and rows in a batch."""


def _export(folder: Path, name: str, count: int) -> Path:
    """An export of which every hundredth record goes to quarantine."""
    made = [Entry(e.number, "" if e.number % 100 == 7 else e.name, e.text) for e in entries(count)]
    return WRITERS[name](folder / name, made)


def _undisturbed(job: Job) -> tuple[Outcome, int]:
    steps = work(job, None, None)
    found = outcome(job)
    assert found is not None
    assert found.report["new"] > 0
    return found, steps


def _trials(job: Job, count: int, folder: Path) -> Iterator[Verdict]:
    """So many trials, each in an empty store; every other kill comes from outside."""
    dice = random.Random(f"{job.format} {NOW}")
    expected, steps = _undisturbed(_emptied(job, folder, 0))
    for number in range(1, count + 1):
        yield trial(
            _emptied(job, folder, number), expected, steps, dice, outside=not job.wrong and number % 2 == 0
        )


def _emptied(job: Job, folder: Path, number: int) -> Job:
    job.side_file.unlink(missing_ok=True)
    if not job.url.startswith("sqlite"):
        wipe(job.url)
        return job
    return job._replace(url=f"sqlite:///{folder / str(number)}.db")


def _job(url: str, name: str, folder: Path, wrong: Wrong | None = None) -> Job:
    count, batch = SIZES[url.partition(":")[0]]
    return Job(url, _export(folder, name, count), name, batch, wrong)


@pytest.mark.parametrize("dose", DOSES)
@pytest.mark.parametrize("name", IMPORTERS)
def test_killed_in_the_embedded_store(
    name: str, dose: int, tmp_path: Path, soak_figure: Callable[[str], None]
) -> None:
    job = _job("sqlite", name, tmp_path)
    verdicts = list(_trials(job, dose, tmp_path))
    lost, doubled = (sum(each) for each in zip(*[verdict[:2] for verdict in verdicts], strict=True))
    soak_figure(f"{len(verdicts)} trials: {lost} lost, {doubled} doubled")
    assert set(verdicts) == {UNHARMED}


@pytest.mark.parametrize("dose", DOSES)
@pytest.mark.parametrize("name", IMPORTERS)
def test_killed_in_a_neo4j_server(
    name: str, dose: int, tmp_path: Path, empty_neo4j: str, soak_figure: Callable[[str], None]
) -> None:
    job = _job(empty_neo4j, name, tmp_path)
    verdicts = list(_trials(job, dose, tmp_path))
    lost, doubled = (sum(each) for each in zip(*[verdict[:2] for verdict in verdicts], strict=True))
    soak_figure(f"{len(verdicts)} trials: {lost} lost, {doubled} doubled")
    assert set(verdicts) == {UNHARMED}
    wipe(empty_neo4j)


@pytest.mark.parametrize("name", IMPORTERS)
def test_a_checkpoint_before_the_data_is_found_out(name: str, tmp_path: Path) -> None:
    verdicts = _trials(_job("sqlite", name, tmp_path, "before"), MOST_CONTROLS, tmp_path)
    assert any(verdict.lost and not verdict.equal for verdict in verdicts)


@pytest.mark.parametrize("name", IMPORTERS)
def test_a_checkpoint_after_the_data_is_found_out(name: str, tmp_path: Path) -> None:
    verdicts = _trials(_job("sqlite", name, tmp_path, "after"), MOST_CONTROLS, tmp_path)
    assert any(verdict.doubled and not verdict.lost for verdict in verdicts)


@pytest.mark.parametrize("kill", [kill_inside, kill_outside])
def test_a_kill_hits_an_import_that_runs(kill: Callable[[Job, int], None], tmp_path: Path) -> None:
    job = _job("sqlite", "messages", tmp_path)
    _, steps = _undisturbed(_emptied(job, tmp_path, 0))
    cut = _emptied(job, tmp_path, 1)
    kill(cut, steps // 2)
    assert outcome(cut) is None
    store = open_store(cut.url)
    assert 0 < store.counts()["item"] < job_size(job)
    assert store.counts()["checkpoint"] == 1
    store.close()


def job_size(job: Job) -> int:
    """Records in the export of a job."""
    return SIZES[job.url.partition(":")[0]][0]
