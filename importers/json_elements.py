"""The objects of one long JSON array, one at a time, wherever in its document the array begins.

A page of an API, an ActivityStreams collection or a script that assigns a list: nothing is held but the
object that is read.  A bad object costs itself: reading goes on with the next thing that looks like a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from expertgraph.ingest.importer import Rejected
from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.json_stream import IsRecord, parts
from expertgraph.ingest.source import HEAD, LongLine, Readable, Source
from importers.plain_text import raw_start

Found = dict[str, Any]


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
    match = opening.search(head)
    if match is None:
        yield _alone(source, file, head, is_record)
        return
    with source.stream(file) as stream:
        stream.read(match.end() - 1)
        yield from array(stream, source.limits.line, is_record)


def array(stream: Readable, limit: int, is_record: IsRecord, *, unique: bool = True) -> Iterator[Element]:
    """The objects of the array that the stream begins with; ``unique`` as for :func:`load_json`."""
    for number, part in enumerate(parts(stream, {()}, limit, is_record), 1):
        if part.damage is None:
            yield _parsed(number, part.raw, unique=unique)
        else:
            yield Element(number, None, BadRecord(part.damage, "no record can be read here"), part.raw)


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


def _parsed(number: int, part: bytes, *, unique: bool = True) -> Element:
    try:
        found = load_json(part, unique=unique)
    except BadRecord as bad:
        return Element(number, None, bad, part)
    if isinstance(found, dict):
        return Element(number, found, None, part)
    return Element(number, None, BadRecord("bad-json", "the record is not a JSON object"), part)
