"""Long work started from a page: a process of its own that shows progress and can be stopped.

A process rather than a thread, because compiled loops do not listen to anybody; stopping it is safe, because an
import goes on where it stopped and an analysis publishes at its end or not at all.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import orjson

from expertgraph.workspace import Workspace

State = Literal["waiting", "running", "done", "failed", "stopped"]
_KEPT = 20


@dataclass(slots=True)
class Job:
    """One piece of long work: an import followed by an analysis, an analysis alone, or an evaluation.

    ``name`` is what the person calls it (a file's name), ``stage`` import | analyse | evaluate, ``what`` and ``count`` the
    progress, ``report`` the import's report, ``message`` why it failed, ``by`` the person who started it.
    """

    id: str
    name: str
    commands: list[list[str]]
    upload: Path | None = None
    by: str | None = None
    state: State = "waiting"
    stage: str = ""
    what: str = ""
    count: int = 0
    report: dict[str, Any] | None = None
    message: str = ""
    refresh: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {"done", "failed", "stopped"}


class Jobs:
    """The long work of one workspace, one at a time, in the order asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.folder = workspace.folder / "jobs"
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._refreshing = threading.Lock()

    def import_(self, file: Path, name: str, options: list[str], by: str | None = None) -> Job:
        """Import an uploaded file, then analyse; the file is deleted when the import is over."""
        commands = [["import", str(file), "--json", *options], ["analyse", "--json"]]
        return self._start(name, commands, file, by)

    def analyse(self, by: str | None = None) -> Job:
        """Analyse what is there."""
        return self._start("", [["analyse", "--json"]], None, by)

    def evaluate(self, by: str | None = None, *, frozen: bool = False) -> Job:
        """Measure how well the search finds."""
        return self._start("", [["evaluate", "--json", *(["--frozen"] if frozen else [])]], None, by)

    def refresh(self) -> Job:
        """Make what was just written searchable, in seconds and beside other work.

        One at a time; whoever asks while one waits is served by that one.
        """
        with self._lock:
            for job in self._jobs.values():
                if job.refresh and job.state == "waiting":
                    return job
            return self._begin(Job(secrets.token_hex(6), "", [["refresh", "--json"]], refresh=True))

    def get(self, number: str) -> Job | None:
        """A job by id, its progress up to date."""
        job = self._jobs.get(number)
        if job is not None and job.state == "running":
            self._look(job)
        return job

    def all(self) -> list[Job]:
        """The imports and analyses of this server's life, newest first."""
        return [job for job in reversed(self._jobs.values()) if not job.refresh]

    def stop(self, job: Job) -> None:
        """Stop a job; what it committed stays."""
        with self._lock:
            if not job.over:
                job.state = "stopped"
                if job.process is not None:
                    job.process.terminate()

    def _start(self, name: str, commands: list[list[str]], upload: Path | None, by: str | None) -> Job:
        with self._lock:
            return self._begin(Job(secrets.token_hex(6), name, commands, upload, by))

    def _begin(self, job: Job) -> Job:
        self._jobs[job.id] = job
        alike = [each for each in self._jobs.values() if each.refresh == job.refresh]
        for old in [each for each in alike if each.over][: max(len(alike) - _KEPT, 0)]:
            del self._jobs[old.id]
        threading.Thread(target=self._run, args=(job,), daemon=True, name=f"job-{job.id}").start()
        return job

    def _run(self, job: Job) -> None:
        with self._refreshing if job.refresh else self._turn:
            try:
                for command in job.commands:
                    if job.state == "stopped" or not self._step(job, command):
                        return
                job.state = "done"
            finally:
                self._progress(job).unlink(missing_ok=True)
                if job.upload is not None:
                    shutil.rmtree(job.upload.parent, ignore_errors=True)

    def _step(self, job: Job, command: list[str]) -> bool:
        """Run one command of a job; False when the job ends here."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._lock:
            if job.state == "stopped":
                return False
            job.state, job.stage = "running", command[0]
            job.process = subprocess.Popen(
                [sys.executable, "-m", "expertgraph.cli", *command],
                # The address may hold a password: in the environment, not where every process list shows it.
                env={
                    **os.environ,
                    "EXPERTGRAPH_STORE": self.workspace.address,
                    "EXPERTGRAPH_PROGRESS": str(self._progress(job)),
                },
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        out, err = job.process.communicate()
        if command[0] == "import" and job.process.returncode in {0, 1} and out:
            job.report = orjson.loads(out)
        if job.state == "stopped":
            return False
        if job.process.returncode not in {0, 1}:
            job.state, job.message = "failed", err.decode("utf-8", "replace").strip()
            return False
        return True

    def _progress(self, job: Job) -> Path:
        return self.folder / f"{job.id}.json"

    def _look(self, job: Job) -> None:
        try:
            said = orjson.loads(self._progress(job).read_bytes())
        except FileNotFoundError:
            return
        job.what, job.count = said["what"], said["count"]
