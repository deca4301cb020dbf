"""The text of ``git log``, commit by commit: git's own formats, with or without the files that changed.

A commit begins at a ``commit <hash>`` line at the margin; git indents what people write, so no message can
imitate one.  Logs of an own format that print the subject as a header (``Subject: ...``) are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from expertgraph.ingest.content_lines import numbered_lines
from expertgraph.ingest.source import Source
from importers.gitlog_paths import Touched

MOST_MESSAGE = 32_768
"""Bytes of a message that are kept."""
COMMIT = re.compile(rb"commit (?:[-<>=+^] ?)?([0-9a-f]{7,64})(?:(?: [0-9a-f]{7,64})*(?: \(.*\))?)[ \r]*\Z")
_HEADER = re.compile(rb"([A-Z][A-Za-z-]{1,30}): *(.*)", re.DOTALL)
_NOTES = re.compile(rb"Notes(?: \(.*\))?:\Z")
_COLOURS = re.compile(rb"\x1b\[[0-9;]*[A-Za-z]")
_COLOURED = re.compile(rb"(?:\A|\n)\x1b\[[0-9;]*mcommit ")
_MOST_HEADERS = 20


class Commit:
    """One commit while its lines pass: headers, the message as far as it is kept, and what it touched."""

    def __init__(self, line: int, start: bytes, native: str) -> None:
        self.line = line
        self.raw = start
        self.hash = native
        self.headers: dict[str, str] = {}
        self.message: list[str] = []
        self.touched = Touched()
        self._kept = 0
        self._take = self._header

    def take(self, line: bytes) -> None:
        """The next line of the commit."""
        if len(self.raw) < 200:
            self.raw += b"\n" + line[:200]
        self._take(line)

    def _header(self, line: bytes) -> None:
        if not line.strip():
            self._take = self._free if "Subject" in self.headers else self._indented
            return
        match = _HEADER.match(line)
        if match and len(self.headers) < _MOST_HEADERS:
            self.headers.setdefault(match[1].decode(), decode(match[2][:MOST_MESSAGE]).strip())

    def _indented(self, line: bytes) -> None:
        """The message as git prints it, four blanks from the margin; then what was touched."""
        if line.startswith(b"    ") or not line:
            self._say(line[4:])
        elif _NOTES.match(line):
            self._take = self._note
        else:
            self._take = self._path
            self._path(line)

    def _free(self, line: bytes) -> None:
        """The message of an own format, which stands at the margin."""
        if self.touched.states(line):
            self._take = self._path
            self._path(line)
        else:
            self._say(line)

    def _note(self, line: bytes) -> None:
        """What ``git notes`` added later is no part of the commit."""
        if line and not line.startswith(b"    "):
            self._take = self._path
            self._path(line)

    def _path(self, line: bytes) -> None:
        self.touched.take(line)

    def _say(self, line: bytes) -> None:
        if self._kept < MOST_MESSAGE:
            line = line[: MOST_MESSAGE - self._kept]
            self.message.append(decode(line).rstrip())
            self._kept += len(line) + 1


def commits(source: Source, file: str) -> Iterator[Commit]:
    """The commits of a log, in its order; what stands before the first one is none."""
    commit = None
    for number, line in plain_lines(source, file):
        match = COMMIT.match(line) if line.startswith(b"commit ") else None
        if match:
            if commit is not None:
                yield commit
            commit = Commit(number, bytes(line[:200]), match[1].decode())
        elif commit is not None:
            commit.take(line)
    if commit is not None:
        yield commit


def plain_lines(source: Source, file: str) -> Iterator[tuple[int, bytes]]:
    """The numbered lines; of a log made for a terminal, without its colours."""
    coloured = bool(_COLOURED.search(source.head(file)))
    for number, line in numbered_lines(source, file):
        if coloured and b"\x1b" in line:
            line = _COLOURS.sub(b"", line)
        yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def decode(line: bytes) -> str:
    """Text: UTF-8, else what old commits were written in (git itself keeps whatever bytes it was given)."""
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        if error.start >= len(line) - 3 and len(line) >= MOST_MESSAGE:
            return line.decode(errors="ignore")
        return line.decode("cp1252", "replace")
