"""Inviting in processes that are killed with -9, each one write further on than the one before.

``python -m tests.programme.killing FOLDER NOW MANAGER PERSON...``: for n = 0, 1, ... a child in a copy of the store in
FOLDER invites these people and is killed before its n-th write, or after it with the transaction still open; until a child
comes through.  Prints a line of JSON for each n: whether it was killed, and how many steps and mails the store holds.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from expertgraph.policy import Role, Viewer
from expertgraph.programme import invite
from expertgraph.workspace import Workspace
from tests.torture.killing import Stepping


def killed_at(folder: Path, now: int, place: int, manager: str, people: list[str]) -> bool:
    """Invite in a child that is killed at its write of that number; whether it was."""
    child = os.fork()
    if child == 0:
        left = place

        def step() -> None:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

        space = Workspace.open(f"sqlite:///{folder / 's.db'}", clock=lambda: now)
        space.store = Stepping(space.store, step)  # type: ignore[assignment]
        invite(space, Viewer(Role.MANAGER, manager), people)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        sys.exit(f"inviting failed at write {place}")
    return os.WIFSIGNALED(status)


def main(folder: Path, now: int, manager: str, people: list[str]) -> None:
    killed, place = True, 0
    while killed:
        copy = folder.with_name(f"{folder.name}-{place}")
        shutil.copytree(folder, copy)
        killed = killed_at(copy, now, place, manager, people)
        space = Workspace.open(f"sqlite:///{copy / 's.db'}")
        counts = [len(space.store.frame(table, ["id"])) for table in ("programme_step", "outbox")]
        space.store.close()
        shutil.rmtree(copy)
        print(json.dumps({"killed": killed, "counts": counts}), flush=True)
        place += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
