"""Following up in processes that are killed with -9, each one step further on than the one before.

``python -m tests.asking.killing FOLDER NOW``: in a copy of the store in FOLDER, a child follows up and is killed at its
n-th step; another one then follows up to the end.  For n = 0, 1, ... until a child comes through.  A step is a write into
the store (``unrecorded``: the one that says that a mail went out), the moment before and after a commit, and before
and after a mail is handed over.  Prints a line of JSON for
each n: the step it was killed at (null: it came through), and the kinds in the journal afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from expertgraph.asking import following
from expertgraph.asking.journal import read_journals
from expertgraph.sending.smtp import Mailer
from expertgraph.workspace import Workspace
from tests.torture.killing import Stepping


def follow(folder: Path, now: int, step: Callable[[str], None]) -> None:
    """Follow up in this store, telling each step."""
    space = Workspace.open(f"sqlite:///{folder / 's.db'}", clock=lambda: now)
    space.store = Stepping(space.store, lambda: step("write"))  # type: ignore[assignment]
    hand_over = Mailer.send

    def send(self: Mailer, *args: Any) -> None:
        step("before-mail")
        hand_over(self, *args)
        step("after-mail")

    Mailer.send = send  # type: ignore[method-assign]
    following.follow_up(space, timeout=20)


def killed_at(folder: Path, now: int, place: int) -> str | None:
    """Follow up in a child that is killed at its step of that number; the name of the step, None if it ended before."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        left = place

        before = ""

        def step(name: str) -> None:
            nonlocal left, before
            name, before = ("unrecorded" if before == "after-mail" else name), name
            if left == 0:
                os.write(writing, name.encode())
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

        follow(folder, now, step)
        os._exit(0)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    name = os.read(reading, 100).decode()
    os.close(reading)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        sys.exit(f"following up failed at step {place}")
    return name or None


def main(folder: Path, now: int) -> None:
    place = 0
    while True:
        copy = folder.with_name(f"{folder.name}-{place}")
        shutil.copytree(folder, copy)
        at = killed_at(copy, now, place)
        killed_at(copy, now, -1)
        space = Workspace.open(f"sqlite:///{copy / 's.db'}")
        kinds = [[step.kind for step in journal] for journal in read_journals(space.store).values()]
        unsent = len(space.store.frame("outbox", ["id"], {"sent": None}))
        space.store.close()
        shutil.rmtree(copy)
        print(json.dumps({"at": at, "kinds": kinds, "unsent": unsent}), flush=True)
        if at is None:
            return
        place += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
