"""How long the onion takes from people to picture, how large it is, and whether its promises hold in many communities.

    python -m benchmarks.onion [--quick]

Communities of 300, 2,000, 5,000 and 20,000 made-up people with 200 channels, each published as an edition.  Per size:
CPU seconds to lay out everything that the edition keeps and one drawing, CPU milliseconds from a request to the answer
(kept; laid out on request: another period; an earlier week), and bytes of the SVG and of the page, plain and gzipped.
Then over many communities: the planted core channel is innermost, and no two of the 30 largest labels overlap.
``--quick`` does a tenth of these.
"""

from __future__ import annotations

import argparse
import gzip
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from expertgraph.answers.onion import View, onion
from expertgraph.answers.onion_kept import FOLDER
from expertgraph.linking.joining import person_id
from expertgraph.onion import layout
from expertgraph.onion.svg import picture
from expertgraph.policy import OWNER
from expertgraph.workspace import Workspace
from tests.onion.community import community
from tests.onion.labelling import overlapping
from tests.onion.publishing import publish_in
from web import create_app

SIZES = (300, 2_000, 5_000, 20_000)
CHANNELS = 200
GOAL = 120_000
"""Most gzipped bytes that the page may have."""


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the communities")
    some = 10 if parser.parse_args().quick else 1
    print(
        "people  channels  kept: drawings  CPU s  KiB   one layout CPU s   request CPU ms: kept  period  week",
        end="",
    )
    print("   SVG KiB (gz)   page KiB (gz)")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            print(_row(Path(folder), size), flush=True)
    planted = [_innermost(seed) for seed in range(100 // some)]
    print(f"planted core channel innermost: {sum(planted)} of {len(planted)} communities")
    clear = [_clear(seed) for seed in range(200 // some)]
    print(f"no two of the 30 largest labels overlap: {sum(clear)} of {len(clear)} communities")


def _row(folder: Path, size: int) -> str:
    for name in ("plain", "kept"):
        (folder / name).mkdir()
    begin = time.process_time()
    publish_in(folder / "plain", _as_minted, people=size, channels=CHANNELS)
    bare = time.process_time() - begin
    begin = time.process_time()
    space = publish_in(folder / "kept", _as_minted, people=size, channels=CHANNELS, keep=True)
    kept = time.process_time() - begin - bare
    files = list((space.edition().folder / FOLDER).iterdir())
    people = community(size, channels=CHANNELS)
    one = _seconds(lambda: layout(people), time.process_time)
    frames = onion(space, OWNER).frames
    space.edition().cached("onions", dict).clear()
    waits = [
        1000 * _seconds(lambda view=view: onion(space, OWNER, view), time.process_time)
        for view in (View(), View(period=4), View(on=frames[len(frames) // 2]))
    ]
    drawn = picture(onion(space, OWNER).onion).encode()
    page = _page(space)
    told = "" if len(gzip.compress(page)) <= GOAL else "  TOO LARGE"
    return (
        f"{size:>6,}  {CHANNELS:>8}  {len(files):>14}  {kept:>5.2f}  {sum(f.stat().st_size for f in files) / 1024:>4.0f}"
        f"  {one:>16.2f}  {waits[0]:>20.0f}  {waits[1]:>6.0f}  {waits[2]:>4.0f}"
        f"  {_sizes(drawn):>13}  {_sizes(page):>14}{told}"
    )


def _as_minted(tables: dict[str, dict[str, Any]]) -> None:
    """Person ids as long and as random as real ones: they are much of the page."""
    tables["people"]["person"] = [person_id(each) for each in tables["people"]["person"]]


def _sizes(data: bytes) -> str:
    return f"{len(data) / 1024:.0f} ({len(gzip.compress(data)) / 1024:.0f})"


def _seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    begin = clock()
    work()
    return clock() - begin


def _page(space: Workspace) -> bytes:
    answer = create_app(space).test_client().get("/onion")
    assert answer.status_code == 200, answer.status
    return answer.data


def _innermost(seed: int) -> bool:
    """Whether the forum, not said to be the core, stands innermost by where its use sits."""
    people = community(200 + 15 * seed, seed=seed)
    channels = [replace(each, ownership="own") if each.id == "forum" else each for each in people.channels]
    drawn = layout(replace(people, channels=channels))
    return min(drawn.channels, key=lambda channel: channel.radius).id == "forum"


def _clear(seed: int) -> bool:
    rng = np.random.default_rng(1000 + seed)
    people = community(int(rng.integers(30, 4000)), seed=seed, channels=int(rng.integers(11, 120)))
    return not overlapping(layout(people))


if __name__ == "__main__":
    main()
