"""Where downloads for tests are kept between runs: outside the tree, and never needed to be there."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


class Unavailable(Exception):
    """Something real that tests need cannot be had on this machine; the text says what would help."""


def cache_folder() -> Path:
    """The user's cache folder of this project, or a temporary one where the user has none to write to."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("HOME", "") + "/.cache"
    folder = Path(base) / "expertgraph"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    folder = Path(tempfile.gettempdir()) / f"expertgraph-cache-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """One process at a time on this machine does what `name` stands for."""
    with (cache_folder() / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
