"""One guarded way to read any input: a file, a folder, a zip or a gz, all of it untrusted.

Nothing is ever unpacked to disk, no link is followed, no archive inside an archive is opened, no name from
the input becomes a path outside the folder, and real bytes are counted rather than believed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import translate
from pathlib import Path
from typing import BinaryIO, Literal, Protocol, TypeVar

from expertgraph.errors import NotFound, TooLarge, Unreadable
from expertgraph.ingest.archive import Zip, gunzip, is_gzip, is_zip, read_at_most
from expertgraph.ingest.encoding import guess
from expertgraph.ingest.folder import Folder, open_regular

HEAD = 65_536
CHUNK = 1 << 20
_SUFFIXES = {".gz", ".zip", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".xlsx", ".mbox", ".txt", ".xml"}

T = TypeVar("T")
Kind = Literal["file", "folder", "zip", "gz"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What an input may cost, in bytes unless said otherwise.

    ``entries`` counts a zip's members, ``files`` a folder's; ``ratio`` is unpacked to packed, looked at from
    ``ratio_floor`` unpacked bytes on; ``total`` is everything unpacked, ``member`` a single unpacked file.
    """

    entries: int = 50_000
    files: int = 1_000_000
    directory: int = 32 << 20
    ratio: int = 100
    ratio_floor: int = 1 << 20
    total: int = 64 << 30
    member: int = 32 << 30
    line: int = 4 << 20
    field: int = 128 << 10
    columns: int = 2_000
    document: int = 256 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a source.  ``name`` is relative and '/'-separated: a label, never a path to write to."""

    name: str
    size: int | None


class LongLine(bytes):
    """The beginning of a line that is longer than the limit; the rest of it was left out."""


class Backend(Protocol):
    """Where the bytes come from."""

    ignored: list[tuple[str, str]]

    def members(self) -> list[tuple[str, int | None]]:
        """Names and sizes, in any order."""

    def open(self, name: str) -> BinaryIO:
        """The unpacked bytes of one member."""

    def read(self, name: str, most: int) -> bytes:
        """At most ``most`` unpacked bytes of one member."""

    def changed(self, name: str) -> int:
        """What differs once the member's content does: its time of change in ns, or its checksum."""

    def close(self) -> None:
        """Let go of what is held open."""


class Source:
    """An input opened for reading.  Usable as a context manager; ``close`` may be left to it."""

    def __init__(self, path: Path, kind: Kind, backend: Backend, limits: Limits) -> None:
        self.path = path
        self.kind: Kind = kind
        self.limits = limits
        self.name = _stem(path, kind)
        self.said: list[str] = []  # what whoever found it has to tell of what lies beside it
        self._backend = backend
        found = sorted(backend.members())
        self._files = [Member(name, size) for name, size in found]
        self._folded = [(name.casefold(), name) for name, _ in found]
        self._names = {name for name, _ in found}
        self._unopened = set(self._names)
        self._heads: dict[str, bytes] = {}
        self._encodings: dict[str, str] = {}

    @classmethod
    def open(cls, path: str | Path, limits: Limits | None = None) -> Source:
        """Open a file, folder, zip or gz.  Raises Unreadable or TooLarge when it cannot be used safely."""
        limits = limits or Limits()
        given = Path(path)
        try:
            real = given.resolve(strict=True)
            kind = _kind(real)
            return cls(real, kind, _backend(real, kind, limits), limits)
        except (OSError, RuntimeError, ValueError) as error:
            raise _cannot(given, error) from error

    @property
    def ignored(self) -> list[tuple[str, str]]:
        """What lies in the source but is never read (links, archives, hidden files): (name, why)."""
        return self._backend.ignored

    def files(self) -> list[Member]:
        """Every file that may be read, sorted by name."""
        return list(self._files)

    def state(self) -> list[tuple[str, int | None, int]]:
        """(name, size, time of change or checksum) of what may be read: another list is another input."""
        changed = self._backend.changed
        return [(each.name, each.size, changed(each.name)) for each in self._files]

    def find(self, pattern: str) -> list[str]:
        """Names that match a shell pattern, in whole or in their last part; case does not matter; sorted."""
        match = re.compile(translate(pattern.casefold())).match
        return [name for folded, name in self._folded if match(folded) or match(folded.rpartition("/")[2])]

    def stream(self, name: str) -> BinaryIO:
        """The bytes of one file as a buffered stream; use it in a ``with`` block.

        Raises NotFound for a name that :meth:`files` does not list, and Unreadable or TooLarge, also in the
        middle of reading, when the content is damaged or beyond a limit.
        """
        self._unopened.discard(name)
        return self._reading(name, lambda: self._backend.open(name))

    def _reading(self, name: str, read: Callable[[], T]) -> T:
        if name not in self._names:
            raise NotFound(f"{self.path.name} holds no file called {name!r}.")
        try:
            return read()
        except OSError as error:
            raise _cannot(self.path / name, error) from error

    def read(self, name: str, limit: int | None = None) -> bytes:
        """A whole file, at most ``limit`` bytes (default: the limit for one document); else TooLarge."""
        self._unopened.discard(name)
        limit = self.limits.document if limit is None else limit
        data = self._reading(name, lambda: self._backend.read(name, limit + 1))
        if len(data) > limit:
            raise TooLarge(f"{name} holds more than {limit:,} bytes, the most for one document.")
        return data

    def head(self, name: str, n: int = HEAD) -> bytes:
        """The first bytes of a file; kept, so that every importer may look at them."""
        if n > HEAD:
            with self.stream(name) as stream:
                return stream.read(n)
        if name not in self._heads:
            with self._reading(name, lambda: self._backend.open(name)) as stream:
                self._heads[name] = stream.read(HEAD)
        return self._heads[name][:n]

    def lines(self, name: str) -> Iterator[tuple[int, bytes]]:
        """Every line as (number from 1, bytes without LF or CRLF), a megabyte in memory at a time.

        A line beyond the limit comes as a :class:`LongLine` that holds only its beginning.
        """
        with self.stream(name) as stream:
            yield from split_lines(stream, self.limits.line)

    def text_encoding(self, name: str) -> str:
        """The encoding of a text file: by its BOM, else UTF-8 if it can be, else the likeliest guess."""
        if name not in self._encodings:
            head = self.head(name)
            self._encodings[name] = guess(head, whole=len(head) < HEAD)
        return self._encodings[name]

    def assumed(self) -> dict[str, str]:
        """The files that were read as text in another encoding than UTF-8, and which that was taken to be."""
        plain = {"utf-8", "utf-8-sig"}
        return {name: each for name, each in sorted(self._encodings.items()) if each not in plain}

    def unread(self) -> list[str]:
        """The files of which nobody saw more than the head, and archives inside, which are never opened."""
        return sorted(self._unopened | {name for name, why in self.ignored if why == "archive"})

    def close(self) -> None:
        """Let go of the archive."""
        self._backend.close()

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Single:
    """A single file, plain or gzipped."""

    def __init__(self, path: Path, kind: Kind, limits: Limits) -> None:
        self.ignored: list[tuple[str, str]] = []
        self._path = path
        self._gz = kind == "gz"
        self._limits = limits
        found = path.stat()
        self._size, self._changed = found.st_size, found.st_mtime_ns
        if self._size > limits.member:
            raise TooLarge(f"{path.name} has {self._size:,} bytes; the limit is {limits.member:,}.")

    def members(self) -> list[tuple[str, int | None]]:
        return [(self._path.name, None if self._gz else self._size)]

    def open(self, name: str) -> BinaryIO:
        stream = open_regular(self._path)
        return gunzip(stream, name, self._size, self._limits) if self._gz else stream

    def read(self, name: str, most: int) -> bytes:
        with self.open(name) as stream:
            return read_at_most(stream, most)

    def changed(self, name: str) -> int:  # noqa: ARG002
        return self._changed

    def close(self) -> None:
        return


class Readable(Protocol):
    """Anything that hands out bytes."""

    def read(self, n: int, /) -> bytes:
        """At most about ``n`` bytes; none at the end."""


def split_lines(stream: Readable, limit: int, *, crlf: bool = True) -> Iterator[tuple[int, bytes]]:
    """The numbered lines of a stream, without LF; too long ones as :class:`LongLine`.

    ``crlf``: a CR before the LF is cut off too.
    """
    number, rest, long = 1, b"", False
    while chunk := stream.read(CHUNK):
        if crlf and b"\r" in chunk:
            while chunk.endswith(b"\r") and (more := stream.read(1)):
                chunk += more
            chunk = chunk.replace(b"\r\n", b"\n")
        parts = chunk.split(b"\n")
        if not long:
            parts[0] = rest + parts[0]
        tail = parts.pop()
        for part in parts:
            if long:
                part, long = LongLine(rest), False
            elif len(part) > limit:
                part = LongLine(part[:limit])
            yield number, part
            number += 1
        if parts or not long:
            rest, long = tail, False
            if len(rest) > limit:
                rest, long = rest[:limit], True
    if long:
        yield number, LongLine(rest)
    elif rest:
        yield number, rest


def _kind(path: Path) -> Kind:
    if path.is_dir():
        return "folder"
    with open_regular(path) as stream:
        start = stream.read(4)
    suffix = path.suffix.casefold()
    if is_gzip(start):
        return "gz"
    if suffix == ".zip" or (is_zip(start) and suffix not in {".xlsx", ".xlsm", ".ods"}):
        return "zip"
    if suffix == ".gz":
        raise Unreadable(f"{path.name} is not a gzip file, though its name says so.", "Export it again.")
    return "file"


def _backend(path: Path, kind: Kind, limits: Limits) -> Backend:
    if kind == "folder":
        return Folder(path, limits)
    if kind == "zip":
        return Zip(open_regular(path), path.name, limits)
    return _Single(path, kind, limits)


def _stem(path: Path, kind: Kind) -> str:
    if kind == "folder":
        return path.name
    while path.suffix.casefold() in _SUFFIXES and path.stem:
        path = path.with_suffix("")
    return path.name


def _cannot(path: Path, error: Exception) -> Unreadable:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Unreadable(f"{os.fspath(path)} cannot be read: {why}.", "Check the path and the permissions.")
