"""``python -m benchmarks [NAME...]``: run the benchmarks, each side by side with its peer in one run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """Every benchmark in this folder."""
    return sorted(each.stem for each in FOLDER.glob("*.py") if not each.stem.startswith("_"))


def main(wanted: list[str]) -> int:
    """Run the wanted benchmarks, or all; 1 when one of them failed."""
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}; there are: {', '.join(names())}.", file=sys.stderr)
        return 2
    failed = 0
    for name in wanted or names():
        print(f"\n== {name}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
