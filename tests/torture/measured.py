"""The real command line in a process of its own, with what it cost: seconds, and memory of that process.

Memory is what the process holds at most (its peak resident set, as the kernel counts it) less what it held when
everything was loaded and nothing was read yet.
"""

from __future__ import annotations

import importlib
import os
import resource
import time
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from expertgraph.cli import main
from expertgraph.ingest.registry import importers
from tests.torture.processes import HANG, PROCESSES

PAGE = resource.getpagesize()
MODULES = (
    "store.sqlite",
    "store.neo4j",
    "commands.importing",
    "commands.analysing",
    "answers.lists",
    "answers.rings",
    "search.searcher",
)
LOADED = [*map(importlib.import_module, map("expertgraph.{}".format, MODULES)), *importers()]
"""Loaded before anything is measured, once for all processes."""


class Ran(NamedTuple):
    """How a command ended; ``report`` is what it printed, if that is a JSON object."""

    exit: int | None
    out: str
    report: dict[str, Any] | None
    error: str
    seconds: float
    memory: int


def import_measured(path: Path, format: str | None, folder: Path) -> Ran:
    """``expertgraph import PATH --json`` into ``folder``/store.db."""
    named = ["--as", format] if format else []
    return run(["--store", f"sqlite:///{folder / 'store.db'}", "import", str(path), "--json", *named], folder)


def run(arguments: list[str], folder: Path) -> Ran:
    """Run a command; one that hangs is killed and has no exit status."""
    out, error, cost = folder / "out", folder / "error", folder / "cost"
    process = PROCESSES.Process(target=_child, args=(arguments, out, error, cost))
    process.start()
    process.join(HANG)
    if process.exitcode is None:
        process.kill()
        process.join()
        return Ran(None, "", None, "it hangs", HANG, 0)
    seconds, memory = orjson.loads(cost.read_bytes()) if cost.exists() else (0.0, 0)
    said = out.read_bytes()
    report = orjson.loads(said) if said.startswith(b"{") else None
    ran = Ran(process.exitcode, said.decode(), report, error.read_text("utf-8", "replace"), seconds, memory)
    for file in (out, error, cost):
        file.unlink(missing_ok=True)
    return ran


def _child(arguments: list[str], out: Path, error: Path, cost: Path) -> None:
    for number, file in ((1, out), (2, error)):
        os.dup2(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC), number)
    os.environ |= {"XDG_DATA_HOME": str(out.parent / "data"), "XDG_CONFIG_HOME": str(out.parent / "config")}
    before = int(Path("/proc/self/statm").read_text().split()[1]) * PAGE
    started = time.monotonic()
    try:
        main(arguments)
    finally:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        cost.write_bytes(orjson.dumps([time.monotonic() - started, peak - before]))
