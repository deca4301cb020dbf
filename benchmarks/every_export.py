"""Every public data set that is at hand, imported into both stores: records, time, memory, quarantine.

    python -m benchmarks.every_export [--store sqlite|neo4j|both] [--without NAME] [NAME ...]

Each import runs in a process of its own into an empty store and is then repeated, which must add nothing.  Seconds
are wall-clock time of the first import; records/s are found records; the peak is the importing process's own
(the server's memory is its own).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.servers import neo4j_server

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
CLOCK = 1_795_000_000


class Export(NamedTuple):
    """One data set: where it lies in its archive (``bench``: beside the archives), and how it is imported."""

    archive: str
    path: str
    format: str
    label: str
    owner: str | None = None


EXPORTS = (
    Export("slack", "R Contributors*.zip", "slack", "R Contributors (Slack)"),
    Export("slack", "slack-export-viewer*.zip", "slack", "slack-export-viewer (Slack)"),
    Export("discourse", "delvingbitcoin-posts-api", "discourse", "Delving Bitcoin (Discourse posts)"),
    Export("discourse", "topic-json-format-sample", "discourse", "Urho3D sample (Discourse topics)"),
    Export("mailinglist", "r-announce", "mbox", "r-announce (pipermail)"),
    Export("mailinglist", "r-sig-mixed-models", "mbox", "r-sig-mixed-models (pipermail)"),
    Export("mailinglist", "mbox-variants", "mbox", "mbox oddities"),
    Export("stackexchange", "quantumcomputing*", "stackexchange", "quantumcomputing (Stack Exchange)"),
    Export("zulip", "lean-subset", "zulip", "Lean subset (Zulip archive)"),
    Export("mattermost", "export.json", "mattermost", "Mattermost bulk export"),
    Export("teams", "TeamsData*", "teams", "Teams admin export"),
    Export("linkedin", "*.zip", "linkedin", "LinkedIn archive (synthetic)"),
    Export("vcard", ".", "vcard", "vCards of ten programs", "owner@example.org"),
    Export("ics", ".", "ical", "160 calendar files", "owner@example.org"),
    Export("org-kubernetes", "git-log*.txt.gz", "gitlog", "Kubernetes enhancements (git log)"),
    Export("skills", "esco", "esco", "ESCO 1.1.1 (en skills, nl groups and occupations)"),
    Export("skills", "onet", "onet", "O*NET 29.2"),
    Export("hr", "HRDataset_v14.csv", "hr_csv", "HRDataset (HR table)"),
    Export("hr", "hr-capstone", "hr_csv", "HR capstone (normalised tables)"),
    Export("graphs", "krackhardt-hightech", "graph_csv", "Krackhardt high-tech managers"),
    Export("graphs", "ukfaculty", "graph_csv", "UK faculty"),
    Export("graphs", "workplace-InVS13", "graph_csv", "InVS13 face-to-face"),
    Export("graphs", "email-Eu-core-temporal.txt.gz", "graph_csv", "email-Eu-core, temporal"),
    Export("graphs", "enron", "graph_csv", "Enron mails"),
    Export("graphs", "collegemsg", "graph_csv", "CollegeMsg"),
    Export("graphs", "sx-mathoverflow", "graph_csv", "MathOverflow interactions"),
    Export("bench", "small_quantum_se/messages.jsonl.gz", "messages", "Quantum SE (interchange)"),
    Export("bench", "dev2_urho3d_discourse/messages.jsonl.gz", "messages", "Urho3D (interchange)"),
    Export("bench", "human_dblp/messages.jsonl.gz", "messages", "DBLP (interchange)"),
    Export("bench", "dev_lean_zulip/messages.jsonl.gz", "messages", "Lean, whole (interchange)"),
)


def place(export: Export) -> Path:
    """Where the export lies, unpacked once into the cache."""
    if export.archive == "bench":
        return SHARED / "bench" / export.path
    printed = subprocess.run(
        [SHARED / "data/get", export.archive], check=True, capture_output=True, text=True
    ).stdout.strip()
    return Path(printed) if export.path == "." else min(Path(printed).rglob(export.path))


def bring(url: str, path: Path, format: str, owner: str | None) -> None:
    """Import twice into the store at ``url``, and print what the first did."""
    from expertgraph.ingest.importer import Options
    from expertgraph.ingest.pipeline import import_paths
    from expertgraph.store import open_store

    store = open_store(url)
    options = Options(owner=owner)
    reports = [import_paths(store, [path], format=format, options=options, clock=lambda: CLOCK) for _ in "12"]
    codes = Counter(store.frame("quarantine", ["code"])["code"])
    first, second = (report.plain() for report in reports)
    if second["new"] or first["found"] != first["read"] + sum(first["skipped"].values()):
        sys.exit(f"{path.name}: the report does not add up, or the second import added something")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(first | {"codes": codes, "peak": peak}))


def told(export: Export, url: str) -> str:
    """A line of the table."""
    command = [sys.executable, "-m", "benchmarks.every_export", "--bring", url, str(place(export))]
    command += [export.format, export.owner or ""]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        return f"| {export.label} | failed: {(done.stderr.strip().splitlines() or ['?'])[-1][:100]} |"
    said = json.loads(done.stdout.splitlines()[-1])
    codes = ", ".join(f"{count:,} {code}" for code, count in sorted(said["codes"].items())) or "0"
    skipped, rate = sum(said["skipped"].values()), said["found"] / max(said["seconds"], 0.001)
    figures = f"{said['found']:,} | {skipped:,} | {said['seconds']:.1f} | {rate:,.0f} | {said['peak']:.0f}"
    return f"| {export.label} | {figures} | {codes} |"


def wanted_of(names: list[str], without: list[str]) -> list[Export]:
    """The exports whose label holds one of the names (all, if none is given) and none of the others."""

    def named(export: Export, words: list[str]) -> bool:
        return any(word.casefold() in export.label.casefold() for word in words)

    return [each for each in EXPORTS if (not names or named(each, names)) and not named(each, without)]


def table(kind: str, names: list[str], without: list[str]) -> Iterator[str]:
    """The lines for one store, emptied before each export."""
    wanted = wanted_of(names, without)
    if kind == "sqlite":
        for export in wanted:
            with tempfile.TemporaryDirectory() as folder:
                yield told(export, f"sqlite:///{folder}/store.db")
        return
    server = neo4j_server.start()
    try:
        for export in wanted:
            neo4j_server.wipe(server.url)
            yield told(export, server.url)
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="part of a data set's label")
    parser.add_argument("--without", action="append", default=[], metavar="NAME", help="leave these out")
    parser.add_argument("--store", choices=("sqlite", "neo4j", "both"), default="both")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit("not run: the real exports are not here")
    for kind in ("sqlite", "neo4j") if arguments.store == "both" else (arguments.store,):
        print(
            f"\n| {kind} | records | skipped | s | records/s | peak MB | in quarantine |\n|---|---|---|---|---|---|---|"
        )
        for line in table(kind, arguments.names, arguments.without):
            print(line, flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--bring"]:
        bring(sys.argv[2], Path(sys.argv[3]), sys.argv[4], sys.argv[5] or None)
    else:
        main()
