"""A mailbox taken apart at its separator lines, as a stream.

A line is a separator when it begins with "From ", holds a date as mail programs write it (asctime), and
either follows a blank line or is followed by a header: a sentence that begins with "From" is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

CHUNK = 1 << 20
MOST = 64 << 20
"""Bytes of one message; what is beyond is not kept, and the message is not used."""
_DAYS = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTHS = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_LINE = (
    rb"From [^\n]{0,300}?\b"
    + _DAYS
    + rb",? +(?:\d\d? +)?"
    + _MONTHS
    + rb"[^\n]{1,20}?\d\d?:\d\d[^\n]{0,60}\n"
)
_SEPARATOR = re.compile(_LINE)
_HEADER = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")
_START = b"\nFrom "
_BLANK = (b"", b"\n", b"\r\n")


class Message(NamedTuple):
    """A message: where it begins in the file, its bytes without the separator, whether it was cut."""

    offset: int
    data: bytes
    cut: bool


def is_mailbox(head: bytes) -> bool:
    """Does the file begin with a separator line?"""
    return _SEPARATOR.match(head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")) is not None


def split(stream: BinaryIO, most: int = MOST) -> Iterator[Message]:
    """The messages in order.  What precedes the first separator belongs to none."""
    parts: list[bytes] = []
    size, offset, base, cut, begun = 0, 0, 0, False, False
    for block in _blocks(stream):
        at = 0
        for start, end in _separators(block, parts[-1] if parts else b""):
            if begun:
                parts.append(block[at:start])
                yield _message(offset, parts, cut, most)
            parts, size, cut, begun = [], 0, False, True
            offset, at = base + start, end
        size += len(block) - at
        if begun and size <= most + CHUNK:
            parts.append(block[at:])
        cut = cut or size > most
        base += len(block)
    if begun:
        yield _message(offset, parts, cut, most)


def _message(offset: int, parts: list[bytes], cut: bool, most: int) -> Message:
    data = b"".join(parts)
    if b"\r\n" in data:
        data = data.replace(b"\r\n", b"\n")
    return Message(offset, data[:most], cut or len(data) > most)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Pieces that end with a whole line and the beginning of the next; a giant line comes in pieces."""
    rest = b""
    while chunk := stream.read(CHUNK):
        data = rest + chunk
        end = data.rfind(_START) + 1 or data.rfind(b"\n") + 1
        if len(data) - end > CHUNK:
            end = data.rfind(b"\n") + 1 or len(data)
        if len(data) - end > CHUNK:
            end = len(data)
        if end:
            yield data[:end]
        rest = data[end:]
    if rest:
        yield rest if rest.endswith(b"\n") else rest + b"\n"


def _separators(block: bytes, before: bytes) -> Iterator[tuple[int, int]]:
    """(start, end) of the separator lines of a block; ``before`` is what came just before it."""
    at = 0 if block.startswith(b"From ") else block.find(_START) + 1
    while at > 0 or (at == 0 and block.startswith(b"From ")):
        match = _SEPARATOR.match(block, at)
        if match and (_after_blank(block, at, before) or _HEADER.match(block, match.end())):
            yield at, match.end()
        following = block.find(_START, at) + 1
        if following == 0:
            return
        at = following


def _after_blank(block: bytes, at: int, before: bytes) -> bool:
    tail = before[-3:] + block[:at] if at < 3 else block[at - 3 : at]
    return tail in _BLANK or tail.endswith((b"\n\n", b"\n\r\n"))
