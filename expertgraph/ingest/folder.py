"""A folder as a source: regular files only, links never followed, hidden files left alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from expertgraph.errors import TooLarge, Unreadable
from expertgraph.ingest.archive import SMALL, gunzip, is_junk, is_nested, read_at_most

if TYPE_CHECKING:
    from expertgraph.ingest.source import Limits


class Folder:
    """The files below a folder.  A ``.gz`` is unpacked while it is read; other archives are ignored."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.ignored: list[tuple[str, str]] = []
        self._path = path
        self._start = f"{path}{os.sep}"  # text: building a Path for a file takes as long as opening it
        self._limits = limits
        self._sizes: dict[str, int] = {}
        self._changed: dict[str, int] = {}
        self._walk(os.fspath(path), "")
        if sum(self._sizes.values()) > limits.total:
            raise TooLarge(f"{path.name} holds more than {limits.total:,} bytes.", "Import it in parts.")

    def members(self) -> list[tuple[str, int | None]]:
        """Names and sizes; the size of a ``.gz`` is not known before it is read."""
        return [(name, None if _gz(name) else size) for name, size in self._sizes.items()]

    def open(self, name: str) -> BinaryIO:
        """The bytes of one file."""
        stream = open_regular(self._start + name)
        return gunzip(stream, name, self._sizes[name], self._limits) if _gz(name) else stream

    def read(self, name: str, most: int) -> bytes:
        """At most ``most`` bytes of one file; a small one without a stream around it."""
        if _gz(name) or self._sizes[name] > SMALL:
            with self.open(name) as stream:
                return read_at_most(stream, most)
        descriptor = _open(self._start + name)
        try:
            data = b""
            while len(data) < most and (part := os.read(descriptor, min(most - len(data), SMALL))):
                data += part
            return data
        finally:
            os.close(descriptor)

    def changed(self, name: str) -> int:
        """When a file was last changed, in ns."""
        return self._changed[name]

    def close(self) -> None:
        """Nothing is held open."""

    def _walk(self, folder: str, prefix: str) -> None:
        pending = [(folder, prefix)]
        while pending:
            folder, prefix = pending.pop()
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = prefix + entry.name
                    if entry.is_symlink():
                        self.ignored.append((name, "link"))
                    elif is_junk(entry.name):
                        self.ignored.append((name, "hidden"))
                    elif entry.is_dir(follow_symlinks=False):
                        pending.append((entry.path, name + "/"))
                    else:
                        self._add(name, entry)
        self.ignored.sort()

    def _add(self, name: str, entry: os.DirEntry[str]) -> None:
        if not entry.is_file(follow_symlinks=False):
            self.ignored.append((name, "not a file"))
        elif is_nested(name):
            self.ignored.append((name, "archive"))
        elif len(self._sizes) >= self._limits.files:
            raise TooLarge(f"{self._path.name} holds more than {self._limits.files:,} files.")
        else:
            found = entry.stat(follow_symlinks=False)
            self._sizes[name], self._changed[name] = found.st_size, found.st_mtime_ns


def _gz(name: str) -> bool:
    return name.casefold().endswith(".gz")


def open_regular(path: str | Path) -> BinaryIO:
    """Open a regular file that is not a link; a pipe or a device would block or never end."""
    return os.fdopen(_open(path), "rb")


def _open(path: str | Path) -> int:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable(f"{Path(path).name} is not a regular file.", "Name a file, a folder, a zip or a gz.")
    return descriptor
