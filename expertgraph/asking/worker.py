"""The thread of ``expertgraph serve`` that follows questions up, again and again."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from expertgraph.workspace import Workspace

EVERY = 15.0
"""Seconds between two runs."""
_GOODBYE = 5.0


@contextmanager
def following_up(space: Workspace, every: float | None = None) -> Iterator[threading.Thread]:
    """Follow up beside whatever is done inside; a run that fails is told on standard error, and the next one comes."""
    stopped = threading.Event()
    thread = threading.Thread(
        target=_work, args=(space, stopped, every or EVERY), name="follow-up", daemon=True
    )
    thread.start()
    try:
        yield thread
    finally:
        stopped.set()
        thread.join(_GOODBYE)


def _work(space: Workspace, stopped: threading.Event, every: float) -> None:
    from expertgraph.asking.following import follow_up

    while not stopped.wait(every):
        try:
            follow_up(space)
        except Exception as error:  # noqa: BLE001 (a thread that ends would leave questions unattended)
            print(f"Following up failed, and is tried again: {error}", file=sys.stderr, flush=True)
