"""XML from strangers, streamed: no DTD, no entity, nothing fetched, bounded in depth, width and memory.

Two ways to read: :func:`rows` for dumps with a ``<row .../>`` a line, where a bad row costs that row, and
:func:`events` for any other document, where what stands before a fault is kept and the rest is one rejection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Literal, NamedTuple
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from expertgraph.errors import TooLarge, Unreadable
from expertgraph.ingest.importer import Rejected
from expertgraph.ingest.source import Limits, LongLine, Source

DEEPEST = 64
"""Levels of elements in elements."""
_CHUNK = 1 << 16
_SAMPLE = 200
_ROW = b"<row"
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


class Row(NamedTuple):
    """One ``<row .../>``: where it stands (its line; ``line.2`` for a second one there) and its attributes."""

    place: str
    attributes: Mapping[str, str]


class Event(NamedTuple):
    """The start or the end of an element; ``tag`` and names of attributes come without namespace prefix.

    ``attributes`` are told at the start, ``text`` (directly inside, children's left out) at the end.
    ``problem`` says that an attribute or the text is over the limit, and then both are empty.
    """

    kind: Literal["start", "end"]
    line: int
    tag: str
    attributes: Mapping[str, str]
    text: str = ""
    problem: str | None = None


def events(source: Source, name: str) -> Iterator[Event | Rejected]:
    """Every element of a document as it starts and ends; a Rejected is the last thing told.

    Raises Unreadable for a DTD, an entity, more than 64 levels, or what is no XML from its first element on,
    TooLarge for a single tag or comment beyond the limit of a line.
    """
    parser = _Parser(name, source.limits)
    unanswered = 0
    with source.stream(name) as stream:
        while True:
            chunk = stream.read(_CHUNK)
            fault = parser.feed(chunk)
            told = parser.take()
            yield from told
            if fault is not None:
                yield _rest(parser, name, fault, chunk)
                return
            if not chunk:
                return
            unanswered = 0 if told or parser.heard() else unanswered + len(chunk)
            if unanswered > source.limits.line:
                raise TooLarge(f"{name} holds one tag of more than {source.limits.line:,} bytes.")


def rows(source: Source, name: str) -> Iterator[Row | Rejected]:
    """Every ``<row .../>`` of a dump, in order; one that is damaged is rejected and the next one is read.

    Raises as :func:`events` does.
    """
    yield from _Rows(source, name).outcomes()


def root_of(head: bytes) -> str | None:
    """The name of the document's first element, from the beginning of a file; None when it is no XML."""
    text = head.replace(b"\0", b"").decode("utf-8", "replace").lstrip("\ufeff\ufffd \t\r\n")
    while text.startswith(("<?", "<!")):
        end = "-->" if text.startswith("<!--") else ">"
        if text.startswith("<!DOCTYPE"):
            return text[9:].split(maxsplit=1)[0].strip("[>") if text[9:].split() else None
        text = text.partition(end)[2].lstrip()
    if not text.startswith("<"):
        return None
    tag = text[1:200].replace("/", " ").replace(">", " ").split(maxsplit=1)
    return tag[0].rpartition(":")[2] if tag else None


def _rest(parser: _Parser, name: str, fault: SAXParseException, chunk: bytes) -> Rejected:
    """What is left of a document after a fault, as one record."""
    line = fault.getLineNumber() or 1
    if parser.root is None:
        raise Unreadable(f"{name} is not XML: {fault.getMessage()} in line {line}.", "Export it again.")
    code, reason = _told(fault.getMessage(), chunk)
    return Rejected(name, f"{line}.rest", code, f"line {line}: {reason}; the rest is not read", "")


def _told(message: str, raw: bytes) -> tuple[str, str]:
    """(code, reason) of a fault."""
    if "character number" in message:
        return "control-characters", "a character that XML does not allow"
    if "invalid token" in message:
        if not _is_text(raw):
            return "bad-encoding", "not text in the encoding of the file"
        if any(byte < 32 and byte not in b"\t\r\n" for byte in raw):
            return "control-characters", "a character that XML does not allow"
    return "bad-xml", f"no well-formed XML: {message}"


def _is_text(raw: bytes) -> bool:
    """Is it UTF-8?  A character that is cut in two at either end does not count."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return len(raw) == _CHUNK and not 3 < error.start < len(raw) - 3
    return True


class _Handler(ContentHandler):
    """Turns the parser's calls (whose names are its own) into events, and stops at what is too deep."""

    def __init__(self, name: str, limits: Limits) -> None:
        super().__init__()
        self.name = name
        self.limits = limits
        self.line: Callable[[], int | None] = lambda: None
        self.root: str | None = None
        self.told: list[Event] = []
        self.texts: list[list[str]] = []
        self.lengths: list[int] = []
        self.characters_seen = False

    def startElement(self, name: str, attrs: AttributesImpl[str]) -> None:  # noqa: N802
        if len(self.texts) >= DEEPEST:
            raise Unreadable(
                f"{self.name} holds elements more than {DEEPEST} levels deep.",
                "No export that is known does.",
            )
        self.root = self.root or name
        self.texts.append([])
        self.lengths.append(0)
        found, problem = dict(attrs.items()), None
        if len(found) > self.limits.columns:
            found, problem = {}, f"more than {self.limits.columns:,} attributes"
        elif any(len(value) > self.limits.field for value in found.values()):
            found, problem = {}, f"an attribute of more than {self.limits.field:,} characters"
        self.told.append(Event("start", self.line() or 0, name.rpartition(":")[2], _bare(found), "", problem))

    def endElement(self, name: str) -> None:  # noqa: N802
        long = self.lengths.pop() > self.limits.field
        text = "".join(self.texts.pop())
        problem = f"a text of more than {self.limits.field:,} characters" if long else None
        self.told.append(
            Event("end", self.line() or 0, name.rpartition(":")[2], {}, "" if long else text, problem)
        )

    def characters(self, content: str) -> None:
        self.characters_seen = True
        self.lengths[-1] += len(content)
        if self.lengths[-1] <= self.limits.field:
            self.texts[-1].append(content)


def _bare(attributes: dict[str, str]) -> dict[str, str]:
    if any(":" in key for key in attributes):
        return {key.rpartition(":")[2]: value for key, value in attributes.items()}
    return attributes


class _Parser:
    """One guarded parser; ``inside`` puts it into an element of that name, after a fault before."""

    def __init__(self, name: str, limits: Limits, inside: str | None = None, encoding: str = "") -> None:
        self._name = name
        self._handler = _Handler(name, limits)
        self._sax = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
        self._sax.setContentHandler(self._handler)
        self._handler.line = self._sax.getLineNumber
        if inside is not None:
            declared = f'<?xml version="1.0" encoding="{encoding}"?>' if encoding else ""
            self.feed(f"{declared}<{inside}>".encode())
            self.take()

    @property
    def root(self) -> str | None:
        return self._handler.root

    @property
    def depth(self) -> int:
        return len(self._handler.texts)

    def feed(self, data: bytes) -> SAXParseException | None:
        """Read on, or end with no data; returns the fault, if there is one.  Raises Unreadable."""
        try:
            if data:
                self._sax.feed(data)
            else:
                self._sax.close()
        except SAXParseException as fault:
            return fault
        except DefusedXmlException as error:
            raise Unreadable(
                f"{self._name} declares a document type or entities, which could make it read other files.",
                "Remove the DOCTYPE; no export needs one.",
            ) from error
        except (LookupError, ValueError) as error:
            raise Unreadable(f"{self._name} is in an encoding that is not understood: {error}.") from error
        return None

    def take(self) -> list[Event]:
        told, self._handler.told = self._handler.told, []
        return told

    def heard(self) -> bool:
        """Did text go by since the last time?"""
        heard, self._handler.characters_seen = self._handler.characters_seen, False
        return heard

    def drop(self) -> None:
        """Let go of it, so that no cycle of references stays behind."""
        with suppress(SAXParseException):
            self._sax.close()


class _Rows:
    """The rows of one dump.  ``pending`` is a row that has not ended yet, ``count`` those that ended in this line."""

    def __init__(self, source: Source, name: str) -> None:
        self.source = source
        self.name = name
        head = source.head(name)
        self.wide = head.startswith(_WIDE)
        self.encoding = _declared(head)
        self.parser = _Parser(name, source.limits)
        self.opened: Event | None = None
        self.pending: tuple[str, bytes] | None = None
        self.held = 0
        self.count = 0

    def outcomes(self) -> Iterator[Row | Rejected]:
        number = 0
        for number, raw in self.source.lines(self.name):
            self.count = 0
            begins = raw.lstrip().startswith(_ROW)
            if self.pending is not None and begins:
                yield self._give_up("bad-xml", "the row is not closed")
            if isinstance(raw, LongLine):
                yield self._give_up("too-long", f"a line of more than {len(raw):,} bytes", number, raw)
                continue
            fault = self.parser.feed(b"\n" + raw if number > 1 else raw)
            yield from self._told(number, raw)
            if fault is not None:
                if self.parser.root is None or self.wide:
                    yield _rest(self.parser, self.name, fault, raw)
                    return
                yield self._give_up(*_told(fault.getMessage(), raw), number, raw)
            elif self.parser.depth > 1 or (begins and not self.count):
                yield from self._wait(number, raw)
        yield from self._end(number)

    def _told(self, number: int, raw: bytes) -> Iterator[Row | Rejected]:
        """The rows that ended in this line."""
        for event in self.parser.take():
            if event.kind == "start" and event.tag == "row":
                self.opened = self.opened or event
            elif event.kind == "end" and event.tag == "row" and self.opened is not None:
                place = self.pending[0] if self.pending else self._place(number)
                opened, self.opened, self.pending, self.held = self.opened, None, None, 0
                self.count += 1
                if opened.problem:
                    yield Rejected(self.name, place, "too-long", opened.problem, _sample(raw))
                else:
                    yield Row(place, opened.attributes)

    def _wait(self, number: int, raw: bytes) -> Iterator[Rejected]:
        """A row goes on in the next line, if it is not too long already."""
        self.pending = self.pending or (self._place(number), raw)
        self.held += len(raw)
        if self.held > self.source.limits.line:
            reason = f"a row of more than {self.source.limits.line:,} bytes"
            yield self._give_up("too-long", reason)

    def _place(self, number: int) -> str:
        return f"{number}.{self.count + 1}" if self.count else str(number)

    def _give_up(self, code: str, reason: str, number: int = 0, raw: bytes = b"") -> Rejected:
        """Reject the open row, else this line, and go on behind it with a new parser."""
        place, raw = self.pending or (self._place(number), raw)
        root = self.parser.root
        if root is None:
            raise Unreadable(f"{self.name} is not XML: it begins with {reason}.", "Export it again.")
        self.parser.drop()
        self.parser = _Parser(self.name, self.source.limits, root, self.encoding)
        self.opened, self.pending, self.held = None, None, 0
        return Rejected(self.name, place, code, reason, _sample(raw))

    def _end(self, last: int) -> Iterator[Rejected]:
        fault = self.parser.feed(b"")
        if self.parser.root is None:
            raise Unreadable(f"{self.name} holds no XML.", "Export it again.")
        if self.pending is not None:
            yield self._give_up("bad-xml", "the row is not closed")
        elif fault is not None:
            reason = f"the file ends before its end: {fault.getMessage()}"
            yield Rejected(self.name, str(last + 1), "bad-xml", reason)


def _declared(head: bytes) -> str:
    """The encoding that an XML declaration names."""
    start = head[:200].partition(b"?>")[0]
    _, found, rest = start.partition(b"encoding=")
    name = rest[1:].split(rest[:1])[0].decode("ascii", "ignore") if found and rest[:1] in (b'"', b"'") else ""
    return name if name.replace("-", "").replace("_", "").isalnum() else ""


def _sample(raw: bytes) -> str:
    return raw[:_SAMPLE].decode("utf-8", "backslashreplace")
