"""An import in a process of its own that is killed with -9, at a random step of its own or from outside.

A step is a call into the store, or the moment before or after a commit.  The two wrong ways to keep a checkpoint
are here as well: a store whose checkpoints lie in a file beside it, written before the data or after them.
"""

from __future__ import annotations

import json
import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pandas as pd

from expertgraph.errors import ExpertgraphError
from expertgraph.ingest.importer import Options
from expertgraph.ingest.pipeline import import_paths
from expertgraph.store import Columns, Store, Where, Written, open_store
from expertgraph.store.digest import digest
from tests.torture.fixtures import NOW, SOURCE, facts
from tests.torture.processes import HANG, PROCESSES

Wrong = Literal["before", "after"]


class Job(NamedTuple):
    """What to import, into which store, in batches of how many rows."""

    url: str
    path: Path
    format: str
    batch: int
    wrong: Wrong | None = None

    @property
    def side_file(self) -> Path:
        """Where a wrong checkpoint lies."""
        return self.path.with_name(self.path.name + ".checkpoint")


class Stepping:
    """A store that says before and after every write that it has come so far."""

    def __init__(self, store: Store, step: Callable[[], None]) -> None:
        self._store = store
        self._step = step

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def upsert(self, table: str, frame: Columns) -> Written:
        self._step()
        return self._store.upsert(table, frame)

    def delete(self, table: str, keys: list[str]) -> int:
        self._step()
        return self._store.delete(table, keys)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._store.transaction():
            yield
            self._step()
        self._step()


class SideCheckpoint(Stepping):
    """Wrong: the checkpoint does not commit with the data."""

    def __init__(self, store: Store, step: Callable[[], None], file: Path, wrong: Wrong) -> None:
        super().__init__(store, step)
        self._file = file
        self._wrong = wrong
        self._held: dict[str, list[Any]] | None = None

    def upsert(self, table: str, frame: Columns) -> Written:
        if table != "checkpoint":
            return super().upsert(table, frame)
        self._held = {name: list(frame[name]) for name in frame}
        if self._wrong == "before":
            self._write()
        return Written(1)

    def delete(self, table: str, keys: list[str]) -> int:
        if table == "checkpoint":
            self._file.unlink(missing_ok=True)
        return super().delete(table, keys)

    def frame(self, table: str, columns: list[str] | None = None, where: Where | None = None) -> pd.DataFrame:
        if table != "checkpoint" or not self._file.exists():
            return self._store.frame(table, columns, where)
        return pd.DataFrame(json.loads(self._file.read_text()))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with super().transaction():
            yield
        if self._held:
            self._write()

    def _write(self) -> None:
        partial = self._file.with_suffix(".part")
        partial.write_text(json.dumps(self._held))
        partial.replace(self._file)
        self._held = None
        self._step()


def work(job: Job, told: Connection | None, last: int | None) -> int:
    """Import; returns the number of steps.  ``last`` is the step at which the process kills itself; each step is
    ``told`` to whoever may kill it from outside."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if told is not None:
            told.send(steps)
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)

    store = open_store(job.url)
    try:
        seen = SideCheckpoint(store, step, job.side_file, job.wrong) if job.wrong else Stepping(store, step)
        options = Options(source=SOURCE, now=NOW)
        import_paths(seen, [job.path], format=job.format, options=options, batch=job.batch, clock=lambda: NOW)
    finally:
        store.close()
    return steps


def kill_inside(job: Job, last: int) -> None:
    """It dies by its own hand just when it has come so far."""
    process = PROCESSES.Process(target=work, args=(job, None, last))
    process.start()
    process.join(HANG)
    assert process.exitcode in {0, -signal.SIGKILL}, process.exitcode


def kill_outside(job: Job, last: int) -> None:
    """It is killed some time after it said that it has come so far, wherever it then is."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=work, args=(job, theirs, None))
    process.start()
    theirs.close()
    with suppress(EOFError):
        while ours.poll(HANG) and ours.recv() < last:
            pass
    with suppress(ProcessLookupError):  # it had ended by itself
        os.kill(process.pid, signal.SIGKILL)
    process.join(HANG)
    ours.close()


class Outcome(NamedTuple):
    """What an import left behind: every fact and every record set aside, the report, the digest."""

    rows: set[str]
    report: dict[str, Any]
    digest: str


class Verdict(NamedTuple):
    """What the kills cost: rows that are missing, records that were counted twice, and whether all is equal."""

    lost: int
    doubled: int
    equal: bool


def outcome(job: Job) -> Outcome | None:
    """What the store holds, once the import has ended; None before."""
    store = open_store(job.url)
    try:
        runs = store.frame("run")
        done = runs[runs["state"] == "done"]
        if not len(done):
            return None
        rows = {f"{table} {row}" for table, found in facts(store).items() for row in found}
        rows |= {f"quarantine {each}" for each in store.frame("quarantine", ["id"])["id"]}
        return Outcome(rows, json.loads(done["report"].iloc[0]), digest(store))
    finally:
        store.close()


def trial(job: Job, expected: Outcome, steps: int, dice: random.Random, *, outside: bool) -> Verdict:
    """Kill an import one to three times, let it end, and compare with the undisturbed one."""
    for _ in range(dice.randint(1, 3)):
        (kill_outside if outside else kill_inside)(job, dice.randint(1, steps))
        if outcome(job) is not None:
            break  # the kill came too late: it had ended
    if outcome(job) is None:
        with suppress(ExpertgraphError):
            work(job, None, None)
    found = outcome(job)
    assert found is not None, "it does not end"
    doubled = sum(max(0, found.report[name] - expected.report[name]) for name in ("found", "same"))
    return Verdict(len(expected.rows - found.rows), doubled, found.digest == expected.digest)
