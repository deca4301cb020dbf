"""How fast people are found, and how fast what is new is found, beside tantivy and Neo4j's full-text index.

    python -m benchmarks.search_speed [COMMUNITY...] [--keep FOLDER] [--no-neo4j]

Two communities: ``real`` (388,000 messages of a chat, from ``../shared/bench``; says "not run" without it) and
``made`` (100,000 people, 400,000 messages, from numbers).  Each is imported and analysed as anybody's would be.
Then, in one run: the index is built; one and 1,000 new messages are written and refreshed; needs are put in
process, to a real server over HTTP (JSON and page), to tantivy and to Neo4j over the same documents, that is what
each person contributed to each thread.  The table says what was measured; ``docs/measured.md`` keeps one.

The peers do less: they find documents.  Ours also weighs them by age and role, counts only what the viewer may
see, finds related questions by meaning, sums by person, and reads the words that are shown.
"""

import argparse
import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import orjson

from benchmarks import _search_communities as communities
from benchmarks import _search_peers as peers
from expertgraph.answers.find import find
from expertgraph.policy import OWNER
from expertgraph.search import access, build
from expertgraph.search.refreshing import refresh
from expertgraph.workspace import Workspace

COMMUNITIES = {"real": communities.real, "made": communities.made}
WARM = 20


def prepare(messages: Path, folder: Path) -> str:
    """Import and analyse, unless that was done in this folder before; returns the store's address."""
    store = f"sqlite:///{folder / 'store.db'}"
    if (folder / "ready").exists():
        return store
    for arguments in (["import", str(messages), "--source", "bench"], ["analyse"]):
        started = time.perf_counter()
        command = [sys.executable, "-m", "expertgraph.cli", "--store", store, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        print(f"  {arguments[0]}: {time.perf_counter() - started:.1f} s", flush=True)
    (folder / "ready").touch()
    return store


def in_milliseconds(seconds: Sequence[float], cpu: Sequence[float] = ()) -> str:
    """p50 and p95 on the clock, and of processor time where it is known, and what else the machine does."""
    middle, high = np.percentile(np.array(seconds) * 1e3, [50, 95])
    said = f"p50 {middle:.1f} ms, p95 {high:.1f} ms"
    if len(cpu):
        middle, high = np.percentile(np.array(cpu) * 1e3, [50, 95])
        said += f" (processor time p50 {middle:.1f} ms, p95 {high:.1f} ms)"
    return f"{said}, load {os.getloadavg()[0]:.1f}"


def built(space: Workspace, folder: Path) -> str:
    """Build the index anew; seconds and size."""
    edition = space.edition()
    rows = access.indexed(edition.table("people"))
    shutil.rmtree(folder, ignore_errors=True)
    before = time.process_time()
    seconds = peers.timed(
        lambda: build.build(space.store, rows, folder, as_of=edition.search_as_of, settings=space.settings)
    )
    cpu = time.process_time() - before
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    kept = sum(size for name, size in sizes.items() if name.startswith("kept."))
    size = f"{sum(sizes.values()) / 1e6:.0f} MB (of them {kept / 1e6:.0f} MB kept for refreshes)"
    return f"{seconds:.1f} s ({cpu:.1f} s of processor time), {size}"


def incremented(space: Workspace, count: int) -> float:
    """Seconds until so many new messages are searchable, from the moment they are stored."""
    store = space.store
    ids = store.frame("item", ["id"])["id"]
    some = store.frame("item", None, {"id": ids.iloc[:: max(len(ids) // count, 1)][:count].tolist()})
    mark = f"{time.time_ns():x}"
    some = some.drop(columns="version").assign(
        id=[f"{each}-{mark}" for each in some["id"]], text=[f"{each or ''} {mark}" for each in some["text"]]
    )
    store.upsert("item", some)
    seconds = peers.timed(lambda: refresh(space))
    assert find(space, OWNER, mark).total, "a refreshed message is found"
    return seconds


def asked(space: Workspace, needs: Sequence[str]) -> str:
    """Each need in process, and how many people it finds."""
    for need in needs[:WARM]:
        find(space, OWNER, need, snippets=3)
    seconds, cpu, found = [], [], []
    for need in needs[WARM:]:
        before, begun = time.process_time(), time.perf_counter()
        answer = find(space, OWNER, need, snippets=3)
        seconds.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - before)
        found.append(answer.found)
    people = f"{np.median(found):,.0f} people found (median; {min(found):,} to {max(found):,})"
    return f"{in_milliseconds(seconds, cpu)}, {people}"


def processor_seconds(process: int) -> float:
    """Processor time that a process has taken; of Linux."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def served(store: str, needs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each need at a real server: JSON with all evidence, the page, and what is suggested while it is typed."""
    command = [
        sys.executable,
        "-m",
        "expertgraph.cli",
        "--store",
        store,
        "serve",
        "--port",
        "0",
    ]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert server.stdout is not None
        address = next(line for line in server.stdout if "http://" in line).split("http://")[1].split("/")[0]
        connection = http.client.HTTPConnection(address.strip(), timeout=60)

        def get(path: str) -> None:
            connection.request("GET", path)
            answer = connection.getresponse()
            assert answer.status == 200, (answer.status, answer.read()[:300])
            answer.read()

        for path in ("/api/v1/find", "/find", "/api/v1/ask"):
            addresses = [f"{path}?{urllib.parse.urlencode({'q': need[:1500]})}" for need in needs]
            for each in addresses[:WARM]:
                get(each)
            before = processor_seconds(server.pid)
            seconds = [peers.timed(lambda each=each: get(each)) for each in addresses[WARM:]]
            cpu = (processor_seconds(server.pid) - before) / len(seconds)
            yield path, f"{in_milliseconds(seconds)} (processor time {cpu * 1e3:.1f} ms each)"
    finally:
        server.terminate()
        server.wait()


def messages(space: Workspace) -> Iterator[Sequence[str | None]]:
    """All messages in order of time, for the peers."""
    frame = space.store.frame("item", ["author", "thread", "title", "text", "position", "at"])
    frame = frame.sort_values("at", kind="stable")
    columns = (frame[name].tolist() for name in ("author", "thread", "title", "text"))
    return zip(*columns, (frame["position"] == 0).fillna(False).tolist(), strict=True)


def told(name: str, speed: peers.Speed | str) -> None:
    """A peer's lines."""
    if isinstance(speed, str):
        print(f"| {name} | not run: {speed} |")
        return
    size = "" if speed.size is None else f", {speed.size / 1e6:.0f} MB"
    print(f"| {name}: build | {speed.build:.1f} s{size} |")
    print(
        f"| {name}: 1 and 1,000 new documents | {speed.increments[0]:.2f} s and {speed.increments[1]:.2f} s |"
    )
    print(
        f"| {name}: query, the {peers.BEST} best documents | {in_milliseconds(speed.queries)} |", flush=True
    )


def measure(name: str, folder: Path, with_neo4j: bool) -> None:
    """One community, one table."""
    folder.mkdir(parents=True, exist_ok=True)
    needs_file = folder / "needs.json"
    if needs_file.exists():
        needs = orjson.loads(needs_file.read_bytes())
        store = prepare(folder, folder)
    else:
        found = COMMUNITIES[name](folder)
        if found is None:
            print("not run: the test collections (../shared/bench) are not here")
            return
        store = prepare(found[0], folder)
        needs = found[1]
        needs_file.write_bytes(orjson.dumps(needs))
    space = Workspace.open(store)
    meta = space.edition().meta
    print(
        f"\n| {name}: {meta['search']['items']:,} messages, {meta['counts']['people']:,} people | |\n|---|---|"
    )
    print(f"| index: build | {built(space, folder / 'built')} |")
    refresh(space)
    print(
        f"| index: 1 and 1,000 new messages | {incremented(space, 1):.1f} s and {incremented(space, 1000):.1f} s |"
    )
    print(f"| query in process | {asked(space, needs)} |", flush=True)
    for path, said in served(store, needs):
        print(f"| query at the server, {path} | {said} |", flush=True)
    documents = peers.documents_of(messages(space))
    fresh = [peers.Document(f"{each.name}+", each.person, each.text) for each in documents[:1000]]
    told("tantivy", peers.with_tantivy(documents, fresh, needs[WARM:], folder / "tantivy"))
    if with_neo4j:
        told("Neo4j full text", peers.with_neo4j(documents, fresh, needs[WARM:]))
    space.store.close()


def main() -> None:
    """Run the chosen communities."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("communities", nargs="*", default=list(COMMUNITIES))
    parser.add_argument("--keep", type=Path, help="Keep the stores here, and use those that are here.")
    parser.add_argument("--no-neo4j", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for name in chosen.communities:
            measure(name, (chosen.keep or Path(scratch)) / name, not chosen.no_neo4j)


if __name__ == "__main__":
    main()
