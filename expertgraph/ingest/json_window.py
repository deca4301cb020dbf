"""A stretch of a JSON text in memory, and where a value in it ends by its quotes and brackets."""

from __future__ import annotations

import re

from expertgraph.ingest.source import CHUNK, Readable

BEFORE = 256
"""Bytes that stay in memory before what is looked at: the white space of a line, the beginning of a record."""
QUOTE = ord('"')
CLOSER = {ord("{"): ord("}"), ord("["): ord("]")}
_RUN = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\\r\n]++|\\[^\r\n])*+")*+')
"""What holds no bracket: whole strings, and all else but quotes."""
_OPEN_STRING = re.compile(rb'"(?:[^"\\\r\n]++|\\[^\r\n])*+')
_BLANK = re.compile(rb"[ \t\r\n]*+")
_BARE = re.compile(rb'[^\s,:"\[\]{}]*+')


class Window:
    """The bytes from ``at`` on, and a few before; ``base`` is where they begin in the stream.

    ``effort`` counts the bytes that were looked at in vain.
    """

    def __init__(self, stream: Readable, limit: int) -> None:
        self.stream = stream
        self.limit = limit
        self.buffer = b""
        self.base = 0
        self.at = 0
        self.ended = False
        self.effort = 0

    def _end(self) -> int | None:
        """Where the value that begins here ends; None when its brackets or quotes do not close in time."""
        first = self.buffer[self.at]
        if first in CLOSER:
            return self._brackets_end()
        at: int | None = self.at
        while at is not None:
            if first == QUOTE:
                end = self._string_end(self.at)
            else:
                end = _BARE.match(self.buffer, self.at).end()  # type: ignore[union-attr]
                end = end if end < len(self.buffer) or self.ended else None
            if end is not None:
                return end
            at = self._more(self.at)
        self.effort += len(self.buffer) - self.at
        return None

    def _brackets_end(self) -> int | None:
        closers = bytearray()
        at: int | None = self.at
        while at is not None:
            at = _RUN.match(self.buffer, at).end()  # type: ignore[union-attr]
            byte = self.buffer[at] if at < len(self.buffer) else QUOTE
            if byte == QUOTE:
                at = self._string_end(at) or self._more(at)
                continue
            at += 1
            if byte in CLOSER:
                closers.append(CLOSER[byte])
            elif closers.pop() != byte:
                break
            elif not closers:
                return at
        self.effort += (len(self.buffer) if at is None else at) - self.at
        return None

    def _string_end(self, at: int) -> int | None:
        """Where the string that begins here ends, be it at a line's end; None when more must be read for that."""
        match = _OPEN_STRING.match(self.buffer, at)
        if match is None or match.end() + 1 > len(self.buffer):
            return None
        end = match.end()
        if self.buffer[end] == QUOTE:
            return end + 1
        if self.buffer[end] in b"\r\n":
            return end
        return end + 1 if end + 1 < len(self.buffer) else None

    def _more(self, at: int) -> int | None:
        """Read on: where ``at`` is then.  None at the end of the file, and when the value is too long already."""
        if self.ended or len(self.buffer) - self.at > self.limit:
            return None
        before = self.at
        self._fill()
        return at - before + self.at

    def _next(self) -> int | None:
        """The next byte that is not white space, None at the end; it is at ``at``."""
        while True:
            self.at = _BLANK.match(self.buffer, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if self.ended:
                return None
            self._fill()

    def _fill(self) -> None:
        """Read a chunk; what lies well before ``at`` is let go."""
        cut = max(0, self.at - BEFORE)
        chunk = self.stream.read(CHUNK)
        self.ended = not chunk
        self.buffer = self.buffer[cut:] + chunk
        self.base += cut
        self.at -= cut
