"""One function a parser: any bytes go in, and either a result comes out that keeps what the parser promises, or an
error that it declares.  ``run.py`` feeds them with what a fuzzer thinks of, ``test_corpus.py`` with what is kept."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO

from expertgraph.errors import Unreadable
from expertgraph.ingest import addresses, archive, content_lines, encoding, json_stream, tables, times, xml
from expertgraph.ingest.components import components
from expertgraph.ingest.importer import Found, Options, Rejected, Skipped
from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.registry import importer
from expertgraph.ingest.source import Limits, Source, split_lines
from importers import discord_text, ical_recurrence, plain_text, slack_text, zulip_text
from importers.gitlog_commits import commits
from importers.mail_addresses import sender
from importers.mail_headers import decoded, message_ids, parse_head
from importers.mail_split import split
from importers.mail_text import own_words, text_of

NOW = 1_795_305_600
LIMITS = Limits(total=4 << 20, member=2 << 20, entries=100, line=4_096, field=1_024, columns=50)
"""Small, so that a fuzzer reaches them."""
TARGETS: dict[str, Callable[[bytes], None]] = {}


def target(function: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """Register a target under its name."""
    TARGETS[function.__name__.removesuffix("_")] = function
    return function


class _InMemory:
    """The one file of a source."""

    def __init__(self, data: bytes) -> None:
        self.ignored: list[tuple[str, str]] = []
        self._data = data

    def members(self) -> list[tuple[str, int | None]]:
        return [("x", len(self._data))]

    def open(self, name: str) -> BinaryIO:
        return io.BytesIO(self._data)

    def close(self) -> None:
        return


def _source(data: bytes) -> Source:
    return Source(Path("x"), "file", _InMemory(data), LIMITS)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _is_storable(text: str) -> None:
    text.encode()
    assert "\0" not in text


def _add_up(name: str, data: bytes) -> None:
    """A whole importer over one file: places are told once, nothing but the error family is raised."""
    places = set()
    with suppress(Unreadable):
        for outcome in importer(name).read(_source(data), "s", Options(now=NOW)):
            if isinstance(outcome, Found | Skipped | Rejected):
                assert (outcome.file, outcome.place) not in places
                places.add((outcome.file, outcome.place))


@target
def zip_(data: bytes) -> None:
    """Never more bytes than the limits allow, no name that leads out."""
    with suppress(Unreadable):
        opened = archive.Zip(io.BytesIO(data), "x.zip", LIMITS)
        try:
            for name, size in opened.members():
                assert not name.startswith("/")
                assert ".." not in name.split("/")
                with suppress(Unreadable), opened.open(name) as stream:
                    assert len(stream.read()) <= (size or 0)
        finally:
            opened.close()


@target
def gzip_(data: bytes) -> None:
    """Never more than the limits allow."""
    with suppress(Unreadable), archive.gunzip(io.BytesIO(data), "x", len(data), LIMITS) as stream:
        assert len(stream.read()) <= LIMITS.member


@target
def lines(data: bytes) -> None:
    """Every line is numbered once, and none is longer than the limit."""
    found = list(split_lines(io.BytesIO(data), LIMITS.line, crlf=False))
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
    assert all(len(line) <= LIMITS.line for _, line in found)
    if all(len(line) < LIMITS.line for _, line in found):
        assert b"\n".join(line for _, line in found) == data.removesuffix(b"\n")


@target
def tables_(data: bytes) -> None:
    """Rows are as wide as the header, in order, within the limits."""
    with suppress(Unreadable):
        table = tables.Table(_source(data), "x")
        before = 0
        for row in table.rows():
            if isinstance(row, tables.Row):
                assert len(row.cells) == len(table.header)
                assert row.line > before
                before = row.line


@target
def encoding_(data: bytes) -> None:
    """There is such an encoding."""
    codecs.lookup(encoding.guess(data, whole=True))
    codecs.lookup(encoding.guess(data))


def _whole(digits: str) -> float:
    """What is too large for 64 bits comes as a double: never an id, at most a number."""
    return int(digits) if len(digits) < 21 and -(1 << 63) <= int(digits) < 1 << 64 else float(digits)


@target
def json_(data: bytes) -> None:
    """What is accepted is what the standard library reads, and can be written again."""
    with suppress(BadRecord):
        found = load_json(data)
        text = data.decode("utf-8-sig")
        with suppress(RecursionError):
            assert json.loads(text, parse_int=_whole) == found
        json.dumps(found, allow_nan=False)


@target
def json_stream_(data: bytes) -> None:
    """The elements of a sound document are its parts; of any other, the parts lie in it, in order."""
    found = list(json_stream.parts(io.BytesIO(data), {(), ("a",)}, 4_096))
    offsets = [part.offset for part in found]
    assert offsets == sorted(offsets)
    for part in found:
        with suppress(BadRecord):
            part.value()
    with suppress(BadRecord):
        whole = load_json(data, unique=True)
        if isinstance(whole, list) and not any(part.damage for part in found):
            assert [part.value() for part in found] == whole


@target
def xml_rows(data: bytes) -> None:
    """Places are told once."""
    with suppress(Unreadable):
        places = [each.place for each in xml.rows(_source(data), "x")]
        assert len(set(places)) == len(places)


@target
def xml_events(data: bytes) -> None:
    """What starts ends, unless the document breaks off; nothing is deeper than the limit."""
    with suppress(Unreadable):
        depth = 0
        for each in xml.events(_source(data), "x"):
            if isinstance(each, Rejected):
                return
            depth += 1 if each.kind == "start" else -1
            assert 0 <= depth <= xml.DEEPEST
        assert depth == 0


@target
def content_lines_(data: bytes) -> None:
    """Every property has a name and a text or a reason why not; components come with what is wrong with them."""
    source = _source(data)
    for each in content_lines.properties(content_lines.numbered_lines(source, "x")):
        assert each.name == each.name.upper() != ""
        assert len(each.value) <= content_lines.LONGEST
        with suppress(BadRecord):
            content_lines.split_value(content_lines.unescape(each.text()), ";")
    list(components(content_lines.numbered_lines(source, "x"), {"VCARD", "VEVENT"}))


@target
def vcard(data: bytes) -> None:
    """Every card is accounted for."""
    _add_up("vcard", data)


@target
def ical(data: bytes) -> None:
    """Every event is accounted for."""
    _add_up("ical", data)


@target
def gitlog(data: bytes) -> None:
    """Every commit is accounted for."""
    assert all(each.hash for each in commits(_source(data), "x"))
    _add_up("gitlog", data)


@target
def mail(data: bytes) -> None:
    """Messages lie in the file in order; their words can be stored."""
    before = -1
    for message in split(io.BytesIO(data)):
        assert message.offset > before
        before = message.offset
        headers, body = parse_head(message.data)
        with suppress(BadRecord):
            _is_storable(own_words(text_of(headers, body)))


@target
def mail_headers(data: bytes) -> None:
    """Whatever stands in a header comes out as text that can be stored."""
    text = _text(data)
    _is_storable(decoded(text))
    for each in message_ids(text) if text else ():
        _is_storable(each)
    found = sender(text)
    assert found is None or found.key


@target
def recurrence(data: bytes) -> None:
    """Days in order, between the start and the last one."""
    rule = ical_recurrence.parse_rule(_text(data))
    if rule is not None:
        start, last = date(2024, 2, 29), date(2026, 3, 1)
        found = list(ical_recurrence.days(rule, start, last))
        assert found == sorted(found)
        assert all(start <= day <= last for day in found)


@target
def markup(data: bytes) -> None:
    """Text out of every markup can be stored."""
    text = _text(data)
    for plain, _ in (slack_text.plain(text, {"U1": "Ann"}), discord_text.plain(text, {"1": "Ann"})):
        _is_storable(plain)
    _is_storable(zulip_text.of_markdown(text).text)


@target
def html(data: bytes) -> None:
    """Text out of HTML can be stored."""
    text = _text(data)
    _is_storable(plain_text.html_to_text(text))
    _is_storable(plain_text.strip_tags(text))
    _is_storable(zulip_text.of_html(text).text)
    _is_storable(plain_text.one_line(text))
    assert "\n" not in plain_text.one_line(text)


@target
def addresses_(data: bytes) -> None:
    """An address that was accepted stays as it is, and has one @."""
    found = addresses.normalise_email(_text(data))
    if found is not None:
        assert addresses.normalise_email(found) == found
        assert found.count("@") == 1
        assert len(found) <= addresses.LONGEST + 64
        assert not any(char.isspace() for char in found)


@target
def times_(data: bytes) -> None:
    """A time or none."""
    text = _text(data)
    for when in _readings(text):
        usable = times.usable_time(when, NOW)
        assert usable is None or times.EARLIEST <= usable <= NOW + times.DAY


def _readings(text: str) -> Iterator[float | None]:
    yield times.parse_unix(text)
    yield times.parse_iso(text)
    yield times.parse_rfc2822(text)
    yield times.parse_date(text)
    yield times.parse_date(text, times.day_order([text]))
