"""How long a full import takes against merely parsing the same file with the standard library, in one run.

    python benchmarks/import_throughput.py [FORMAT ...] [--real] [--json]

Every figure is taken in a process of its own, modules loaded before the clock starts: the import (parse,
write into a new SQLite store) and the plain parse, on generated exports of one size and of four times that.
``--real`` takes the real exports in ``../shared`` instead, where they are.  Aim: at most 3 times as long, and
a peak of memory that does not grow with the file.
"""

from __future__ import annotations

import argparse
import csv
import email
import gzip
import json
import mailbox
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from expertgraph.ingest.importer import Context, Options
from expertgraph.ingest.pipeline import import_paths
from expertgraph.ingest.registry import importer, importers
from expertgraph.ingest.source import Source
from expertgraph.store.sqlite import SqliteStore

ROOT = Path(__file__).resolve().parent.parent
START = 1_600_000_000
WORDS = (
    "model data error index search node build release patch merge review cluster query schema token".split()
)


def words(random_: random.Random, count: int) -> str:
    return " ".join(random_.choices(WORDS, k=count))


def make_messages(path: Path, scale: int) -> Path:
    random_ = random.Random(1)
    target = path / "community.jsonl.gz"
    with gzip.open(target, "wt", compresslevel=1) as stream:
        for number in range(40_000 * scale):
            line = {
                "id": f"m{number}",
                "thread": f"t{number // 6}",
                "channel": f"c{number % 20}",
                "title": words(random_, 6),
                "author": f"u{random_.randrange(2_000)}",
                "time": START + number * 60,
                "pos": number % 6,
                "reply_to": f"u{random_.randrange(2_000)}" if number % 6 else None,
                "text": words(random_, 40),
            }
            stream.write(json.dumps(line) + "\n")
    return target


def make_mbox(path: Path, scale: int) -> Path:
    random_ = random.Random(2)
    target = path / "list.mbox"
    with target.open("w") as stream:
        for number in range(4_000 * scale):
            who = f"person{random_.randrange(800)}"
            when = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(START + number * 600))
            answered = f"In-Reply-To: <{number - 1}@example.org>\n" if number % 5 else ""
            quote = "".join(f"> {words(random_, 10)}\n" for _ in range(10))
            body = "\n".join(words(random_, 12) for _ in range(20))
            stream.write(
                f"From {who} at example.org  Mon Jan  1 00:00:00 2024\n"
                f"From: {who} at example.org (Ann {who})\n"
                f"Date: {when}\nSubject: [list] {words(random_, 5)}\n{answered}"
                f"Message-ID: <{number}@example.org>\n\n{body}\n\nOn Monday somebody wrote:\n{quote}\n"
                f"-- \n{who}\n\n"
            )
    return target


def make_slack(path: Path, scale: int) -> Path:
    random_ = random.Random(3)
    target = path / "export.zip"
    users = [
        {
            "id": f"U{number:05}",
            "team_id": "T1",
            "name": f"ann{number}",
            "profile": {"real_name": f"Ann {number}", "email": f"ann{number}@example.org"},
        }
        for number in range(1_000)
    ]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.json", json.dumps(users))
        archive.writestr(
            "channels.json", json.dumps([{"id": f"C{each}", "name": f"c{each}"} for each in range(10)])
        )
        for day in range(40 * scale):
            for channel in range(10):
                name = time.strftime("%Y-%m-%d", time.gmtime(START + day * 86_400))
                archive.writestr(f"c{channel}/{name}.json", json.dumps(_slack_day(random_, day, channel)))
    return target


def _slack_day(random_: random.Random, day: int, channel: int) -> list[dict[str, object]]:
    messages: list[dict[str, object]] = []
    for number in range(40):
        author = f"U{random_.randrange(1_000):05}"
        stamp = f"{START + day * 86_400 + number * 60}.{channel:06}"
        message: dict[str, object] = {
            "type": "message",
            "user": author,
            "ts": stamp,
            "text": f"<@U{random_.randrange(1_000):05}> {words(random_, 25)}",
            "blocks": [{"type": "rich_text", "elements": [{"type": "text", "text": words(random_, 25)}]}],
            "user_profile": {
                "real_name": author,
                "name": author,
                "image_72": "https://example.org/" + author,
            },
        }
        if number % 4:
            opened = messages[number - number % 4]
            message |= {"thread_ts": opened["ts"], "parent_user_id": opened["user"]}
        messages.append(message)
    return messages


def make_discourse(path: Path, scale: int) -> Path:
    random_ = random.Random(4)
    target = path / "forum"
    target.mkdir()
    for number in range(200 * scale):
        posts = [
            {
                "id": number * 100 + place,
                "username": f"ann{random_.randrange(500)}",
                "name": "Ann",
                "created_at": "2024-01-01T00:00:00.000Z",
                "updated_at": "2024-01-01T00:00:00.000Z",
                "cooked": "".join(f"<p>{words(random_, 30)}</p>\n" for _ in range(4)),
                "post_number": place,
                "post_type": 1,
                "topic_id": number + 1,
                "reply_to_post_number": place - 1 or None,
                "actions_summary": [],
            }
            for place in range(1, 21)
        ]
        topic = {
            "id": number + 1,
            "title": words(random_, 5),
            "category_id": 1,
            "post_stream": {"posts": posts},
        }
        (target / f"{number}.json").write_text(json.dumps(topic))
    return target


def make_hr_csv(path: Path, scale: int) -> Path:
    target = path / "people.csv"
    with target.open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["Employee ID", "Name", "Email", "Department", "Site", "Job title", "Start date"])
        for number in range(10_000 * scale):
            name = f"Ann Jansen{number}"
            mail = f"ann{number}@example.org"
            rows.writerow([number, name, mail, f"Unit {number % 40}", "Utrecht", "Engineer", "2020-01-01"])
    return target


def make_linkedin(path: Path, scale: int) -> Path:
    target = path / "linkedin.zip"
    lines = ["First Name,Last Name,URL,Email Address,Company,Position,Connected On"]
    lines += [
        f"Ann,Jansen{number},https://www.linkedin.com/in/a{number},,Firm {number % 90},Engineer,17 Jun 2021"
        for number in range(10_000 * scale)
    ]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Connections.csv", "Notes:\n\n\n" + "\n".join(lines) + "\n")
    return target


def parse_json(path: Path) -> int:
    return sum(1 for document in _documents(path) if json.loads(document))


def parse_lines(path: Path) -> int:
    with gzip.open(path) as stream:
        return sum(1 for line in stream if json.loads(line))


def parse_mbox(path: Path) -> int:
    files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    count = 0
    for file in files:
        for message in mailbox.mbox(file, factory=email.message_from_binary_file, create=False):
            message.get_payload(decode=True)
            count += 1
    return count


def parse_csv(path: Path) -> int:
    count = 0
    for document in _documents(path):
        count += sum(1 for _ in csv.reader(document.decode("utf-8", "replace").splitlines()))
    return count


def _documents(path: Path) -> Iterator[bytes]:
    if path.is_dir():
        yield from (file.read_bytes() for file in sorted(path.rglob("*")) if file.suffix in {".json", ".csv"})
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist() if name.endswith((".json", ".csv")))
    else:
        yield path.read_bytes()


FORMATS: dict[str, tuple[Callable[[Path, int], Path], Callable[[Path], int]]] = {
    "messages": (make_messages, parse_lines),
    "mbox": (make_mbox, parse_mbox),
    "slack": (make_slack, parse_json),
    "discourse": (make_discourse, parse_json),
    "hr_csv": (make_hr_csv, parse_csv),
    "linkedin": (make_linkedin, parse_csv),
}


def do_import(name: str, path: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore.open(f"sqlite:///{folder}/store.db")
        found = import_paths(store, [path], format=name, options=Options(now=2_000_000_000)).found
        store.close()
    return found


def do_read(name: str, path: Path) -> int:
    """The importer alone, without a store."""
    with Source.open(path) as source:
        outcomes = importer(name).read(source, "bench", Options(now=2_000_000_000))
        return sum(1 for outcome in outcomes if not isinstance(outcome, Context))


def child(what: str, name: str, path: Path) -> None:
    """Do one thing and print (records, seconds, seconds of processor time, megabytes at the peak)."""
    act = {"import": do_import, "read": do_read}.get(what, lambda _, given: FORMATS[name][1](given))
    importers()
    started, busy = time.perf_counter(), time.process_time()
    records = act(name, path)
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    print(json.dumps([records, seconds, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def measure(what: str, name: str, path: Path) -> tuple[int, float, float, float]:
    command = [sys.executable, __file__, "--child", what, name, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    records, seconds, busy, peak = json.loads(done.stdout)
    return records, seconds, busy, peak


def compare(name: str, label: str, path: Path) -> dict[str, object]:
    """The figures for one export; it is parsed once before, so that all find it in the file cache."""
    measure("parse", name, path)
    _, plain, plain_busy, _ = measure("parse", name, path)
    _, read, read_busy, _ = measure("read", name, path)
    found, full, full_busy, peak = measure("import", name, path)
    return {
        "format": name,
        "export": label,
        "found": found,
        "parse_s": round(plain, 2),
        "read_s": round(read, 2),
        "import_s": round(full, 2),
        "ratio": round(full / plain, 2),
        "read_cpu_ratio": round(read_busy / plain_busy, 2),
        "cpu_ratio": round(full_busy / plain_busy, 2),
        "peak_mb": round(peak),
    }


def generated(wanted: list[str]) -> Iterator[dict[str, object]]:
    for name in wanted:
        for scale in (1, 4):
            with tempfile.TemporaryDirectory() as folder:
                yield compare(name, f"generated x{scale}", FORMATS[name][0](Path(folder), scale))


def real(wanted: list[str]) -> Iterator[dict[str, object]]:
    shared = ROOT.parent / "shared"
    if not shared.is_dir():
        print("not run: the real exports are not here", file=sys.stderr)
        return
    folders = {
        name: Path(
            subprocess.run(
                [shared / "data/get", name], check=True, capture_output=True, text=True
            ).stdout.strip()
        )
        for name in ("slack", "discourse", "mailinglist")
    }
    exports = [("messages", path) for path in sorted((shared / "bench").glob("*/messages.jsonl.gz"))]
    exports += [("slack", path) for path in sorted(folders["slack"].glob("*.zip"))]
    exports += [("discourse", path) for path in sorted(folders["discourse"].iterdir())]
    exports += [("mbox", path) for path in sorted(folders["mailinglist"].glob("r-*"))]
    for name, path in exports:
        if name in wanted:
            yield compare(name, path.parent.name if name == "messages" else path.name, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("formats", nargs="*", default=list(FORMATS), metavar="FORMAT")
    parser.add_argument("--real", action="store_true", help="the real exports instead of generated ones")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments = parser.parse_args()
    for row in (real if arguments.real else generated)(arguments.formats):
        if arguments.json:
            print(json.dumps(row), flush=True)
        else:
            print("  ".join(f"{key} {value}" for key, value in row.items()), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    else:
        main()
