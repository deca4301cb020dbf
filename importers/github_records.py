"""The JSON objects of a file, however they were gathered: lines, one list, lists one after the other, pages.

``gh api --paginate`` writes ``[...][...]``, with ``--slurp`` a list of lists, a search ``{"items": [...]}``, GH
Archive a line an event.  One object is held at a time; a bad one costs itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import orjson

from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.source import CHUNK, Source
from importers.json_elements import Element, line_elements

_SCALAR = rb'(?:-?\d{1,18}|true|false|null|"[^"\\]{0,500}")'
_MEMBER = rb'"\w{1,40}"\s*:\s*' + _SCALAR
_PAGE = re.compile(rb"\{\s*(?:" + _MEMBER + rb'\s*,\s*){0,20}"items"\s*:\s*(?=\[)')
_BETWEEN = re.compile(rb"(?:[\s,\[\]}]|" + _MEMBER + rb")*+")
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("?)|[{}\[\]]', re.DOTALL)
_START = re.compile(rb"[,\[\n]\s{0,64}(?=\{)")
_OVERLAP = 80
_KEPT = 400
_MOST_EFFORT, _SPARE_EFFORT = 4, 8 << 20
_FIRST_LINES = 5


def records(source: Source, file: str) -> Iterator[Element]:
    """Every object of the file, or why there is none; numbered from 1, in JSON lines by their line."""
    if _is_lines(source.head(file)):
        yield from line_elements(source, file)
        return
    with source.stream(file) as stream:
        yield from _Objects(stream, source.limits.line)


def _is_lines(head: bytes) -> bool:
    """Is one of the first lines an object by itself, and no page of a listing?"""
    lines = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n")
    for line in islice(lines, min(_FIRST_LINES, len(lines))):
        if line.startswith(b"{") and not _PAGE.match(line):
            try:
                if isinstance(orjson.loads(line), dict):
                    return True
            except orjson.JSONDecodeError:
                continue
    return False


class _Objects:
    """The stretch of the file that is being looked at; what was read is let go."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self.stream = stream
        self.limit = limit
        self.text = b""
        self.at = 0
        self.taken = 0
        self.effort = 0

    def __iter__(self) -> Iterator[Element]:
        self._more()
        self.at = 3 if self.text.startswith(b"\xef\xbb\xbf") else 0
        number = 0
        while self._between():
            number += 1
            yield self._element(number)

    def _between(self) -> bool:
        """To where the next object begins; False at the end of the file."""
        while True:
            self.at = _BETWEEN.match(self.text, self.at).end()  # type: ignore[union-attr]
            page = _PAGE.match(self.text, self.at)
            if page:
                self.at = page.end()
            elif len(self.text) - self.at > 2 * _KEPT or not self._more():
                return self.at < len(self.text)

    def _element(self, number: int) -> Element:
        bad = BadRecord("bad-json", "no object can be read here")
        if self.text[self.at] == ord("{"):
            part = self._whole()
            if part is None and len(self.text) - self.at > self.limit:
                bad = BadRecord("too-long", f"an object of more than {self.limit:,} bytes")
            elif part is None:
                bad = BadRecord("bad-json", "the object does not end, or holds a string that does not")
            else:
                try:
                    found = load_json(part)
                    self.at += len(part)
                    return Element(number, found, None, part[:_KEPT])
                except BadRecord as error:
                    bad = error
        raw = self.text[self.at : self.at + _KEPT]
        self._go_on()
        return Element(number, None, bad, raw)

    def _whole(self) -> bytes | None:
        """The object that begins here; None when it does not end within the limit."""
        while True:
            end = self._end()
            self.effort += (end or len(self.text)) - self.at
            if end is not None:
                return self.text[self.at : end]
            if len(self.text) - self.at > self.limit or not self._more():
                return None

    def _end(self) -> int | None:
        depth = 0
        for token in _TOKEN.finditer(self.text, self.at):
            byte = self.text[token.start()]
            if byte in b"{[":
                depth += 1
            elif byte in b"}]":
                depth -= 1
                if depth == 0:
                    return token.end()
            elif not token[1]:
                return None
        return None

    def _go_on(self) -> None:
        """To where the next whole record begins, else to the end of the file."""
        self.at += 1
        while self.effort <= _MOST_EFFORT * self.taken + _SPARE_EFFORT:
            match = _START.search(self.text, self.at)
            if match is None:
                self.at = max(self.at, len(self.text) - _OVERLAP)
                if not self._more():
                    break
                continue
            self.at = match.end()
            part = self._whole()
            if part is not None and is_record(part):
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


def is_record(part: bytes) -> bool:
    """A record by itself, not an object inside one: a user, a label and a milestone are never these."""
    try:
        found = orjson.loads(part)
    except orjson.JSONDecodeError:
        return False
    return isinstance(found, dict) and bool(
        {"number", "payload", "issue_url", "pull_request_url"} & found.keys()
    )
