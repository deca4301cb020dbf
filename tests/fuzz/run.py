"""``python -m tests.fuzz.run TARGET [--seconds 60]``: let atheris look for bytes that break a parser.

It begins with the corpus that is kept and with the beginnings of all fixtures.  What breaks the parser is written to
``tests/fuzz/corpus/TARGET/`` and stays there, so that every later run of the tests tries it.  Ends with 0 when nothing
was found.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CORPUS = Path(__file__).resolve().parent / "corpus"
FIXTURES = CORPUS.parents[1] / "data"
SEED = 4_096
"""Bytes of a fixture that a seed takes."""


def fuzz(name: str, seconds: int, *, keep: int = 0) -> subprocess.CompletedProcess[str]:
    """Run one target in a process of its own; ``keep`` adds so many of the smallest inputs that reached something
    new to the corpus."""
    with tempfile.TemporaryDirectory(prefix="expertgraph-fuzz-") as folder:
        found, seeds = Path(folder) / "found", Path(folder) / "seeds"
        found.mkdir()
        seeds.mkdir()
        for number, path in enumerate(sorted(each for each in FIXTURES.rglob("*") if each.is_file())):
            (seeds / f"{number}").write_bytes(path.read_bytes()[:SEED])
        kept = CORPUS / name
        kept.mkdir(parents=True, exist_ok=True)
        arguments = [
            f"-max_total_time={seconds}",
            f"-artifact_prefix={kept}/",
            "-timeout=10",
            "-rss_limit_mb=2048",
            "-print_final_stats=1",
        ]
        command = [
            sys.executable,
            "-m",
            "tests.fuzz.run",
            name,
            "--inside",
            *arguments,
            str(found),
            str(kept),
            str(seeds),
        ]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        for path in sorted(found.iterdir(), key=lambda each: each.stat().st_size)[:keep]:
            shutil.copy(path, kept)
        return done


def _inside(name: str, arguments: list[str]) -> None:
    import atheris

    with atheris.instrument_imports(include=["expertgraph.ingest", "importers"]):
        from tests.fuzz.targets import TARGETS
    atheris.Setup([sys.argv[0], *arguments], TARGETS[name])
    atheris.Fuzz()


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(prog="tests.fuzz.run", description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", type=int, default=0, metavar="N", help="add N new inputs to the corpus")
    if "--inside" in sys.argv:
        place = sys.argv.index("--inside")
        _inside(sys.argv[1], sys.argv[place + 1 :])
        return 0
    given = parser.parse_args()
    done = fuzz(given.target, given.seconds, keep=given.keep)
    sys.stderr.write(done.stderr[-4_000:])
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
