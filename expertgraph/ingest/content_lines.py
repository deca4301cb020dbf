"""Content lines, as vCard and iCalendar are written in: unfolded, taken apart, and nested into components.

RFC 5545, 6350 and 2425, the carets of RFC 6868, and what vCard 2.1 does besides: quoted-printable with soft line
breaks, parameters without a name, a character set for each property.  Everything is bounded: a property keeps its
first 128 KiB and says that it was cut, components are nested on a list and not by recursion, and a line that is no
content line costs itself.  Nothing here knows what a card or an event is.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from expertgraph.ingest.encoding import Recoded
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import LongLine, Source, split_lines

LONGEST = 128 << 10
"""Bytes of a property that are kept."""
_QUOTED = b"QUOTED-PRINTABLE"
_FRAME = re.compile(rb"[ \t]*(?:BEGIN|END):[\w-]+[ \t]*\Z", re.IGNORECASE)
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2}[ \t]*\Z")
_BASE64_HEAD = re.compile(rb";(?:ENCODING=)?B(?:ASE64)?(?=[;:])", re.IGNORECASE)
_NAME = re.compile(r"[ \t]*(?:([\w-]+)\.)?([\w-]+)[ \t]*", re.ASCII)
_PARAMETER = re.compile(r';[ \t]*([\w-]*)[ \t]*(?:=((?:"[^"]*"|[^";:])*))?[ \t]*', re.ASCII)
_PIECE = re.compile(r'(?:"[^"]*"|[^",])+')
_CARET = re.compile(r"\^([n^'])")
_CARETS = {"n": "\n", "^": "^", "'": '"'}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"})
_CHARSETS = (
    "utf-8",
    "utf-16",
    "iso8859",
    "cp",
    "ascii",
    "mac-",
    "koi8",
    "big5",
    "gb",
    "shift_jis",
    "euc_",
    "iso2022",
)


class Logical(NamedTuple):
    """A line after unfolding: the number of its first line, its bytes, and whether they were cut."""

    line: int
    data: bytes
    cut: bool


class Property(NamedTuple):
    """One content line.  ``name`` and the parameters' names are upper case; ``value`` is as it was written."""

    line: int
    name: str
    group: str
    parameters: dict[str, tuple[str, ...]]
    value: bytes
    cut: bool = False
    encoding: str = "utf-8"

    def parameter(self, name: str) -> str:
        """The values of a parameter, joined by a comma and a blank; empty when there is none."""
        return ", ".join(self.parameters.get(name, ()))

    def types(self) -> set[str]:
        """The values of TYPE in lower case, however they were written down."""
        return {each.casefold() for value in self.parameters.get("TYPE", ()) for each in value.split(",")}

    def text(self) -> str:
        """The value as text, still with its escapes: see :func:`unescape` and :func:`split_value`.

        Raises BadRecord: ``too-long`` for a property that was cut, ``bad-encoding`` for what is not text.
        """
        if self.cut:
            raise BadRecord("too-long", f"{self.name} holds more than {LONGEST:,} bytes")
        transfer = self.parameter("ENCODING").upper()
        if transfer == "QUOTED-PRINTABLE":
            return self._decoded(binascii.a2b_qp(self.value), plain=False)
        if transfer in {"B", "BASE64"}:
            try:
                return self._decoded(binascii.a2b_base64(self.value), plain=False)
            except binascii.Error:
                raise BadRecord("bad-encoding", f"{self.name} is not base64") from None
        return self._decoded(self.value, plain=True)

    def _decoded(self, data: bytes, *, plain: bool) -> str:
        """Plain bytes are UTF-8 when they can be, since a file that was converted keeps its old CHARSET."""
        if data.isascii():
            return data.decode("ascii")
        said = _charset(self.parameter("CHARSET"))
        order = ("utf-8", said, self.encoding) if plain else (said, "utf-8", self.encoding)
        for name in order:
            try:
                if name:
                    return data.decode(name)
            except UnicodeDecodeError:
                continue
        raise BadRecord("bad-encoding", f"{self.name} is not text in {said or self.encoding}")


def numbered_lines(source: Source, name: str) -> Iterator[tuple[int, bytes]]:
    """The lines of a file; those of UTF-16, UTF-32 and of old Macintosh files as UTF-8 with LF."""
    encoding = source.text_encoding(name)
    head = source.head(name)
    returns = b"\r" in head and b"\n" not in head
    if not returns and not encoding.startswith(("utf-16", "utf-32")):
        yield from source.lines(name)
        return
    with source.stream(name) as stream:
        yield from split_lines(Recoded(stream, encoding, returns), source.limits.line)


def line_encoding(source: Source, name: str) -> str:
    """The encoding that :func:`numbered_lines` leaves the lines in."""
    encoding = source.text_encoding(name)
    head = source.head(name)
    recoded = encoding.startswith(("utf-16", "utf-32", "utf-8")) or (b"\r" in head and b"\n" not in head)
    return "utf-8" if recoded else encoding


class _Growing:
    """A logical line that may go on."""

    __slots__ = ("base64", "cut", "line", "parts", "quoted", "size", "soft")

    def __init__(self, line: int, data: bytes) -> None:
        self.line = line
        self.parts: list[bytes] = []
        self.size = 0
        self.cut = False
        self.quoted = self.base64 = self.soft = False
        head = data[: data.find(b":") + 1]
        if b";" in head:
            self.quoted = _QUOTED in head.upper()
            self.base64 = _BASE64_HEAD.search(head) is not None
        self.add(data)

    def add(self, data: bytes) -> None:
        self.soft = self.quoted and data.endswith(b"=")
        room = LONGEST - self.size
        self.cut = self.cut or isinstance(data, LongLine) or len(data) > room
        if self.soft or self.cut:
            data = bytes(data[: -1 if self.soft else None][:room])
        if data:
            self.parts.append(data)
            self.size += len(data)

    def goes_on_with(self, data: bytes) -> bytes | None:
        """What the next line adds; None when it begins something new."""
        if self.soft and not _FRAME.match(data):
            return data
        if data[:1] in (b" ", b"\t"):
            return data[1:] if not isinstance(data, LongLine) else LongLine(data[1:])
        return data if self.base64 and _BASE64_LINE.match(data) else None

    def closed(self) -> Logical:
        return Logical(self.line, b"".join(self.parts), self.cut)


def unfold(lines: Iterable[tuple[int, bytes]]) -> Iterator[Logical]:
    """Logical lines.  A line goes on in those that begin with a blank, after a quoted-printable soft break, and
    in bare base64; an empty line ends only a soft break."""
    growing: _Growing | None = None
    for number, data in lines:
        data = data if isinstance(data, LongLine) else data.rstrip(b"\r").removeprefix(codecs.BOM_UTF8)
        if not data:
            if growing is not None:
                growing.soft = False
            continue
        more = growing.goes_on_with(data) if growing is not None else None
        if growing is not None and more is not None:
            growing.add(more)
            continue
        if growing is not None:
            yield growing.closed()
        growing = _Growing(number, data)
    if growing is not None:
        yield growing.closed()


def properties(lines: Iterable[tuple[int, bytes]], encoding: str = "utf-8") -> Iterator[Property]:
    """Every content line; what is none is left out."""
    for logical in unfold(lines):
        found = parse_property(logical, encoding)
        if found is not None:
            yield found


def parse_property(logical: Logical, encoding: str = "utf-8") -> Property | None:
    """Name, group, parameters and value; None for what is no content line.  Takes time linear in its length."""
    text = logical.data.decode("latin-1")  # one character a byte: the value's own encoding is not known yet
    match = _NAME.match(text)
    if match is None:
        return None
    parameters: dict[str, list[str]] = {}
    end = match.end()
    while text.startswith(";", end) and (each := _PARAMETER.match(text, end)):
        end = each.end()
        _add_parameter(parameters, each[1].upper(), each[2], encoding)
    colon = text.find(":", end)
    if colon == -1 or (colon != end and not parameters):
        return None
    group, name = (match[1] or "").lower(), match[2].upper()
    values = {each: tuple(found) for each, found in parameters.items()}
    return Property(logical.line, name, group, values, logical.data[colon + 1 :], logical.cut, encoding)


def _add_parameter(found: dict[str, list[str]], name: str, value: str | None, encoding: str) -> None:
    """vCard 2.1 writes ``;HOME;QUOTED-PRINTABLE`` for ``;TYPE=HOME;ENCODING=QUOTED-PRINTABLE``."""
    if value is None:
        name, value = ("ENCODING" if name in _ENCODINGS else "TYPE"), name
    if not value.isascii():
        data = value.encode("latin-1")
        value = data.decode(encoding if not _is_utf8(data) else "utf-8", "replace")
    pieces = [piece.replace('"', "").strip() for piece in _PIECE.findall(value)] or [""]
    decoded = (_CARET.sub(lambda caret: _CARETS[caret[1]], piece) for piece in pieces)
    found.setdefault(name, []).extend(decoded)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _charset(name: str) -> str | None:
    """A character set that text may be in; none of the codecs that are no character sets, or that are slow."""
    if not name:
        return None
    try:
        found = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return None
    return found if found.startswith(_CHARSETS) else None


def unescape(text: str) -> str:
    """The text without backslashes: ``\\n`` is a line end, any other escaped character is itself."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda each: "\n" if each[1] in "nN" else each[1], text)


def split_value(text: str, separator: str) -> list[str]:
    """The parts of a structured value, unescaped; an escaped separator does not separate."""
    if "\\" not in text:
        return text.split(separator)
    parts, start = [], 0
    for match in re.finditer(r"\\.|" + re.escape(separator), text, re.DOTALL):
        if match[0] == separator:
            parts.append(text[start : match.start()])
            start = match.end()
    return [unescape(part) for part in (*parts, text[start:])]
