"""The objects of one long JSON array, one at a time, wherever in its document the array begins.

A page of an API, an ActivityStreams collection or a script that assigns a list: nothing is held but the
object that is read.  A bad object costs itself: reading goes on with the next thing that looks like a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

import orjson

from expertgraph.ingest.importer import Rejected
from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.source import CHUNK, HEAD, LongLine, Source
from importers.plain_text import raw_start

Found = dict[str, Any]
IsRecord = Callable[[Found], bool]

_BRACE = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+([{}\[\]"])', re.DOTALL)
"""What comes before the next brace outside a string, and the brace; a quote where a string does not end."""
_BETWEEN = re.compile(rb"[\s,]*+")
_START = re.compile(rb"[,\[]\s{0,64}(?=\{)")
_BROKEN = {"bad-json", "too-deep", "bad-encoding"}
_OVERLAP = 80
_EFFORT = 64
"""Bytes that are looked through in the time that one brace takes."""
_SPARE_EFFORT = 1 << 20
"""Braces that may be looked at in vain in any file, before damage takes the rest of it."""


class Element(NamedTuple):
    """One element: its number from 1, and the object or why there is none with the beginning of it."""

    number: int
    found: Found | None
    bad: BadRecord | None = None
    raw: bytes = b""


def elements(source: Source, file: str, opening: re.Pattern[bytes], is_record: IsRecord) -> Iterator[Element]:
    """The objects of the array that ``opening`` finds in the head of the file (it matches up to the ``[``).

    ``is_record`` tells a record from an object inside one, where reading goes on after damage.  A document
    that is one record by itself comes as the only element.
    """
    head = source.head(file)
    if not opening.search(head):
        yield _alone(source, file, head, is_record)
        return
    with source.stream(file) as stream:
        yield from _Array(stream, source.limits.line, is_record).elements(opening)


def line_elements(source: Source, file: str) -> Iterator[Element]:
    """The objects of a file of JSON lines; blank lines are none."""
    for number, line in source.lines(file):
        if isinstance(line, LongLine):
            bad = BadRecord("too-long", f"the line is longer than {len(line):,} bytes")
            yield Element(number, None, bad, line)
        elif line and not line.isspace():
            yield _parsed(number, line)


def rejected(file: str, place: str, element: Element, bad: BadRecord | None = None) -> Rejected:
    """An element that cannot be used, with the beginning of it."""
    bad = bad or element.bad or BadRecord("bad-json", "not an object")
    raw = element.raw or (orjson.dumps(element.found) if element.found is not None else b"")
    return Rejected(file, place, bad.code, bad.reason, raw_start(raw))


def _alone(source: Source, file: str, head: bytes, is_record: IsRecord) -> Element:
    if len(head) == HEAD:
        head = source.read(file)
    element = _parsed(1, head)
    if element.found is None or is_record(element.found):
        return element
    return Element(1, None, BadRecord("bad-json", "the file holds no list of records"), head)


def _parsed(number: int, part: bytes) -> Element:
    try:
        found = load_json(part)
    except BadRecord as bad:
        return Element(number, None, bad, part)
    if isinstance(found, dict):
        return Element(number, found, None, part)
    return Element(number, None, BadRecord("bad-json", "the record is not a JSON object"), part)


class _Array:
    """The stretch of the file that is being looked at; what was read is let go."""

    def __init__(self, stream: BinaryIO, limit: int, is_record: IsRecord) -> None:
        self.stream = stream
        self.limit = limit
        self.is_record = is_record
        self.text = b""
        self.at = 0
        self.taken = 0
        self.effort = 0

    def elements(self, opening: re.Pattern[bytes]) -> Iterator[Element]:
        while self.taken < HEAD and self._more():
            pass
        match = opening.search(self.text)
        self.at = match.end() if match else len(self.text)
        number, damaged = 0, False
        while (first := self._first()) not in (b"", b"]"):
            number += 1
            element = self._element(number, first)
            damaged = element.bad is not None
            yield element
        if not first and not damaged:
            yield Element(number + 1, None, BadRecord("bad-json", "the file ends before its list does"))

    def _first(self) -> bytes:
        """The byte with which the next element begins; none at the end of the file."""
        while True:
            match = _BETWEEN.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at : self.at + 1]
            if not self._more():
                return b""

    def _element(self, number: int, first: bytes) -> Element:
        bad = BadRecord("bad-json", "no record can be read here")
        effort = self.effort
        part = self._whole() if first == b"{" else b""
        if part is None or len(part) > self.limit:
            if len(part or self.text[self.at :]) > self.limit:
                bad = BadRecord("too-long", f"a record of more than {self.limit:,} bytes")
        elif part:
            element = _parsed(number, part)
            if element.bad is None or element.bad.code not in _BROKEN:
                self.at += len(part)
                self.effort = effort
                return element
            bad = element.bad
        raw = self.text[self.at : self.at + HEAD]
        self._go_on()
        return Element(number, None, bad, raw)

    def _whole(self) -> bytes | None:
        """The object that begins here; None when it does not end within the limit."""
        while True:
            end = self._end()
            if end is not None:
                return self.text[self.at : end]
            if len(self.text) - self.at > self.limit or not self._more():
                return None

    def _end(self) -> int | None:
        depth, braces, end = 0, 0, len(self.text)
        for match in _BRACE.finditer(self.text, self.at):
            brace = match[1]
            if brace == b'"':
                break
            braces += 1
            depth += 1 if brace in b"{[" else -1
            if depth == 0:
                end = match.end()
                break
        self.effort += braces + (end - self.at) // _EFFORT
        return end if braces and depth == 0 else None

    def _go_on(self) -> None:
        """To where the next whole record begins, else to the end of the file."""
        self.at += 1
        while self.effort <= self.taken // 4 + _SPARE_EFFORT:
            match = _START.search(self.text, self.at)
            if match is None:
                self.at = max(self.at, len(self.text) - _OVERLAP)
                if not self._more():
                    break
                continue
            self.at = match.end()
            part = self._whole()
            found = None if part is None else _parsed(0, part).found
            if found is not None and self.is_record(found):
                return
        self.at = len(self.text)
        while self._more():
            self.at = len(self.text)

    def _more(self) -> bool:
        chunk = self.stream.read(CHUNK)
        self.text = self.text[self.at :] + chunk
        self.at = 0
        self.taken += len(chunk)
        return bool(chunk)
