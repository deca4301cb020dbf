"""How fast mail and Slack exports are read, beside perceval on the same files in one run.

    python -m benchmarks.parsing [--peer PYTHON] [--runs N]

perceval (GPL, never a dependency) is installed into a throw-away environment, or PYTHON is one that has it.  Each
figure is taken in a process of its own, modules loaded before the clock starts, the two in turn; the median of N
runs is printed.  Both sides only read: no store.  Ours yields people, messages and who addresses whom; perceval
yields each message with its id.  perceval reads Slack from its API only: its parser of an API answer and the
envelope that it puts around each message are fed with the export's day files, which both read unpacked.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PEER = """
import json, resource, sys, time
from pathlib import Path
from perceval.backends.core.mbox import MBox
from perceval.backends.core.slack import Slack
kind, place = sys.argv[1], Path(sys.argv[2])
started, busy, count = time.perf_counter(), time.process_time(), 0
if kind == "mbox":
    for _ in MBox("bench", str(place)).fetch(): count += 1
else:
    backend = Slack("bench", "token")
    for day in sorted(place.glob("*/[12][0-9][0-9][0-9]-*.json")):
        raw = '{"has_more": false, "messages": ' + day.read_text() + "}"
        messages, _ = Slack.parse_history(raw)
        for message in messages:
            message["channel_info"] = {"name": day.parent.name, "id": day.parent.name}
            try:
                backend.metadata(message); count += 1
            except (KeyError, TypeError, ValueError):
                pass  # perceval cannot name this message: it does not count
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([count, time.perf_counter() - started, time.process_time() - busy, peak]))
"""


def read(kind: str, place: Path) -> None:
    """Read one export and print (records, seconds, processor seconds, megabytes at the peak)."""
    from expertgraph.ingest.importer import Context, Options
    from expertgraph.ingest.registry import importer
    from expertgraph.ingest.source import Source

    chosen = importer(kind)
    gc.disable()  # as the pipeline does
    started, busy = time.perf_counter(), time.process_time()
    with Source.open(place) as source:
        outcomes = chosen.read(source, "bench", Options(now=2_000_000_000, include_private=True))
        count = sum(1 for each in outcomes if not isinstance(each, Context))
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    print(json.dumps([count, seconds, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def measured(command: list[str]) -> list[float]:
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return list(json.loads(done.stdout.splitlines()[-1]))


def middle(runs: list[list[float]]) -> list[float]:
    return [statistics.median(column) for column in zip(*runs, strict=True)]


@contextmanager
def peer(given: str | None) -> Iterator[str]:
    """A Python that has perceval."""
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = f"{folder}/bin/python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "perceval"], check=True)
        yield python


def exports(folder: Path) -> Iterator[tuple[str, str, Path, Path]]:
    """(format, label, where ours reads, where perceval reads)."""
    get = ROOT.parent / "shared/data/get"

    def unpacked(name: str) -> Path:
        return Path(subprocess.run([get, name], check=True, capture_output=True, text=True).stdout.strip())

    for each in sorted(unpacked("mailinglist").glob("r-*")):
        yield "mbox", each.name, each, each
    for number, each in enumerate(sorted(unpacked("slack").glob("*.zip"))):
        target = folder / str(number)
        with zipfile.ZipFile(each) as archive:
            archive.extractall(target)  # our own data set, already checked
        days = next(target.rglob("channels.json")).parent
        yield "slack", each.name, days, days


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peer", metavar="PYTHON", help="a Python that has perceval")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    if not (ROOT.parent / "shared").is_dir():
        sys.exit("not run: the real exports are not here")
    print("| export | records: ours, perceval | CPU s: ours, perceval | ratio | peak MB: ours, perceval |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, peer(arguments.peer) as python:
        for kind, label, ours, theirs in exports(Path(folder)):
            mine, other = [], []
            for _ in range(arguments.runs):
                mine.append(measured([sys.executable, "-m", "benchmarks.parsing", "--read", kind, str(ours)]))
                other.append(measured([python, "-c", PEER, kind, str(theirs)]))
            (n, _, cpu, peak), (n2, _, cpu2, peak2) = middle(mine), middle(other)
            print(
                f"| {label} | {n:,.0f}, {n2:,.0f} | {cpu:.2f}, {cpu2:.2f} | {cpu / cpu2:.2f} "
                f"| {peak:.0f}, {peak2:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        read(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
