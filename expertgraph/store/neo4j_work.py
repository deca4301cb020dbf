"""Transactions on the server that run again by themselves when the server asks for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import neo4j
from neo4j.exceptions import ConstraintError, DriverError, Neo4jError

T = TypeVar("T")
Run = neo4j.Transaction | neo4j.ManagedTransaction
Job = Callable[[Run], T]
"""Something to do in a transaction.  It may run more than once, so it is a function of what is stored."""

PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)
"""Seconds before each further try."""
MOST_JOBS = 100
"""A transaction of more writes than this is not tried again: its rows are not held in memory."""


def value(run: Run, text: str, **parameters: Any) -> Any:
    """The only value of the only row that the text answers with."""
    record = run.run(text, parameters).single(strict=True)
    return record[0]


def again(error: Exception) -> bool:
    """Whether to run it again: after a deadlock, a change of leader, or an id that another writer took."""
    if isinstance(error, ConstraintError):
        return True
    return isinstance(error, Neo4jError | DriverError) and error.is_retryable()


class Work:
    """Gives each thread its transactions; what is written outside of one gets its own."""

    def __init__(self, driver: neo4j.Driver, database: str | None) -> None:
        self._driver = driver
        self._database = database
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        self._local = threading.local()

    def session(self, mode: str = neo4j.WRITE_ACCESS) -> neo4j.Session:
        """A new session that sees everything written through this object."""
        return self._driver.session(
            database=self._database, default_access_mode=mode, bookmark_manager=self._bookmarks
        )

    @property
    def _block(self) -> _Block | None:
        block: _Block | None = getattr(self._local, "block", None)
        return block

    def write(self, job: Job[T]) -> T:
        """Do it in the thread's transaction, else in one of its own."""
        with self.transaction():
            block = self._block
            assert block is not None
            return block.run(job, keep=True)

    def read(self, job: Job[T]) -> T:
        """Read in the thread's transaction, where it sees what was written, else apart."""
        if block := self._block:
            return block.run(job, keep=False)
        with self.session(neo4j.READ_ACCESS) as session:
            return session.execute_read(job)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction of this thread; one inside another joins it.

        When the server asks for another try, everything written so far in the block is written again in a
        new transaction, at most five times; then its error is raised and nothing was kept.  What the block
        was told before (fates, rows read) is not taken back, so it may be older than what was kept.  A block
        of more than ``MOST_JOBS`` writes (a dry run) is not tried again.
        """
        if self._block:
            yield
            return
        with self.session() as session:
            block = self._local.block = _Block(session)
            try:
                yield
                block.commit()
            finally:
                self._local.block = None
                block.close()


class _Block:
    """One transaction and the jobs that wrote in it, to be able to do them again."""

    def __init__(self, session: neo4j.Session) -> None:
        self._session = session
        self._jobs: list[Job[Any]] = []
        self._long = False
        self._run = session.begin_transaction()

    def run(self, job: Job[T], *, keep: bool) -> T:
        result = self._trying(lambda: job(self._run))
        if keep and not self._long:
            self._jobs.append(job)
            self._long = len(self._jobs) > MOST_JOBS
        if self._long:
            self._jobs.clear()
        return result

    def commit(self) -> None:
        self._trying(self._run.commit)

    def close(self) -> None:
        """Roll back what was not committed."""
        self._run.close()

    def _trying(self, step: Callable[[], T]) -> T:
        attempt = step
        for pause in PAUSES:
            try:
                return attempt()
            except (Neo4jError, DriverError) as error:
                if self._long or not again(error):
                    raise
            time.sleep(pause)
            attempt = partial(self._from_start, step)
        return attempt()

    def _from_start(self, step: Callable[[], T]) -> T:
        """The step, after all that came before it, in a new transaction."""
        self._run.close()
        self._run = self._session.begin_transaction()
        for job in self._jobs:
            job(self._run)
        return step()
