"""One large JSON document read piece by piece: every value comes as its own bytes, a bounded part in memory.

The document is cut by its quotes and brackets only; what lies between is not looked at, so a piece that is no
JSON costs one piece, and whoever parses it says what is wrong.  A line end inside a string closes it, because JSON
has none there.  Where the brackets do not fit either, reading goes on at the next place that begins as the
elements of the same array do, or at the next object that is a record, if it was told what is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.json_window import BEFORE, CLOSER, QUOTE, Window
from expertgraph.ingest.source import HEAD, Readable

ELEMENT = 16 << 20
"""Bytes that one piece may have."""
KEPT = 400
"""Bytes that are kept of a piece that cannot be used."""
_EFFORT = 4
"""How many times the bytes read so far may be read once more to find where a damaged document goes on."""
_FREE_EFFORT = 8 << 20
_MOST_MEMBERS = 1_000
_BEGINNING = re.compile(rb'\{[ \t\r\n]*+"[^"\\\r\n]{0,64}+"')
_START = re.compile(rb"[,\[\n]\s{0,64}+(?=\{)")
"""What comes before any object in an array."""
_COMMA, _COLON = ord(","), ord(":")

Path = tuple[str, ...]
IsRecord = Callable[[dict[str, Any]], bool]


class Part(NamedTuple):
    """One value.  ``path`` is the keys that lead to it, ``*`` for the elements of an array; ``where`` the number,
    from 1, of each such element; ``offset`` where it begins in the file.  ``damage`` is a rejection's code when the
    brackets do not hold (``raw`` is its beginning then), else None."""

    path: Path
    where: tuple[int, ...]
    offset: int
    raw: bytes
    damage: str | None = None

    @property
    def place(self) -> str:
        """Where it lies, as a rejection tells it."""
        return ".".join(map(str, self.where)) if self.path[-1:] == ("*",) else f"byte {self.offset}"

    def value(self) -> Any:
        """The value, parsed.  Raises BadRecord."""
        if self.damage == "too-long":
            raise BadRecord("too-long", "the record is longer than the limit")
        if self.damage is not None:
            raise BadRecord(self.damage, "the record's brackets or quotes do not close")
        return load_json(self.raw, unique=False)


def parts(
    stream: Readable,
    entered: Collection[Path] | Callable[[Path], bool],
    limit: int = ELEMENT,
    is_record: IsRecord | None = None,
) -> Iterator[Part]:
    """The values of a document in their order.

    Objects and arrays whose path is in ``entered`` (the document itself is ``()``), or for whose path it is true,
    are gone into; all else comes whole, at most ``limit`` bytes of it.  ``is_record`` tells a record from an object
    inside one, where reading goes on after damage; what follows the document is let be unless it holds one.
    """
    enters = entered if callable(entered) else frozenset(entered).__contains__
    yield from _Reader(stream, enters, limit, is_record).parts()


@dataclass(slots=True)
class _Box:
    """An object or array that was gone into.  ``beginning`` is how the elements of an array begin: the white space
    of a line of their own, the bracket and the first key; ``inside`` the boxes of an object's members, so that
    the elements of a member that comes twice are numbered on."""

    path: Path
    where: tuple[int, ...]
    closer: int
    count: int = 0
    beginning: re.Pattern[bytes] | None = None
    inside: dict[tuple[str, int], _Box] = field(default_factory=dict)

    @property
    def is_array(self) -> bool:
        return self.closer == CLOSER[ord("[")]

    def next_element(self) -> tuple[Path, tuple[int, ...]]:
        self.count += 1
        return (*self.path, "*"), (*self.where, self.count)


class _Reader(Window):
    """The bytes that are looked at, and the boxes that are open around them."""

    def __init__(
        self, stream: Readable, enters: Callable[[Path], bool], limit: int, is_record: IsRecord | None
    ) -> None:
        super().__init__(stream, limit)
        self.enters = enters
        self.is_record = is_record
        self.boxes: list[_Box] = []
        self.last: list[_Box] = []

    def parts(self) -> Iterator[Part]:
        self._fill()
        self.at = 3 if self.buffer.startswith(b"\xef\xbb\xbf") else 0
        if self._next() is not None:
            yield from self._value((), ())
        while self.boxes or self._next() is not None:
            yield from self._step()

    def _step(self) -> Iterator[Part]:
        """The next value of the innermost box, or its end."""
        byte = self._next()
        box = self.boxes[-1] if self.boxes else None
        if box is not None and byte == _COMMA:
            self.at += 1
        elif box is not None and byte == box.closer:
            self.at += 1
            self._close()
        elif byte is None or box is None or byte in b"}]:":
            yield from self._damaged()
        elif box.is_array:
            yield from self._value(*box.next_element())
        elif (key := self._key()) is not None:
            yield from self._value((*box.path, key), box.where)
        else:
            yield from self._damaged()

    def _close(self) -> None:
        if self.boxes[-1].beginning is not None:
            self.last = list(self.boxes)
        self.boxes.pop()

    def _key(self) -> str | None:
        """A member's key; reading goes on at its value.  None where there is no key."""
        end = self._end() if self.buffer[self.at] == QUOTE else None
        if end is None or end - self.at > HEAD:
            return None
        raw, self.at = self.buffer[self.at : end], end
        if self._next() != _COLON:
            return None
        self.at += 1
        try:
            return str(load_json(raw)) if self._next() is not None else None
        except BadRecord:
            return None

    def _value(self, path: Path, where: tuple[int, ...]) -> Iterator[Part]:
        byte, offset = self.buffer[self.at], self.base + self.at
        if byte == ord("{") and self.boxes and self.boxes[-1].is_array and self.boxes[-1].beginning is None:
            self.boxes[-1].beginning = self._beginning()
            byte = self.buffer[self.at]
        if byte in CLOSER and self.enters(path):
            self._open(path, where, CLOSER[byte])
            return
        end = self._end()
        if end is None or end == self.at:
            yield from self._given_up(path, where)
            return
        raw = self.buffer[self.at : end]
        if self.is_record and path[-1:] == ("*",) and (code := _broken(raw)):
            self.effort += len(raw)
            yield from self._given_up(path, where, code)
            return
        self.at = end
        if len(raw) > self.limit:
            yield Part(path, where, offset, raw[:KEPT], "too-long")
        else:
            yield Part(path, where, offset, raw)

    def _open(self, path: Path, where: tuple[int, ...], closer: int) -> None:
        box = _Box(path, where, closer)
        if self.is_record and box.is_array:
            box.beginning = _START
        if self.boxes and not self.boxes[-1].is_array and len(self.boxes[-1].inside) < _MOST_MEMBERS:
            box = self.boxes[-1].inside.setdefault((path[-1], closer), box)
        self.boxes.append(box)
        self.at += 1

    def _beginning(self) -> re.Pattern[bytes] | None:
        if len(self.buffer) - self.at < KEPT and not self.ended:
            self._fill()
        match = _BEGINNING.match(self.buffer, self.at)
        if match is None:
            return None
        line = self.buffer.rfind(b"\n", max(0, self.at - BEFORE), self.at)
        white = self.buffer[line : self.at] if line >= 0 else b"x"
        if white.strip():
            return re.compile(rb",[ \t]*+(?=" + re.escape(match[0]) + b")")
        return re.compile(re.escape(white) + rb"(?=\{[ \t\r\n]*+\")")

    def _damaged(self) -> Iterator[Part]:
        """What lies here fits nowhere."""
        boxes = self._arrays()
        if boxes:
            yield from self._given_up(*boxes[-1][-1].next_element())
        else:
            yield from self._given_up((), ())

    def _given_up(self, path: Path, where: tuple[int, ...], code: str = "") -> Iterator[Part]:
        """A value that does not close; reading goes on at the next beginning of an element, wherever that is."""
        code = code or ("too-long" if len(self.buffer) - self.at > self.limit else "bad-json")
        lost = Part(path, where, self.base + self.at, self.buffer[self.at : self.at + KEPT], code)
        after = self.is_record is not None and bool(self.last) and not self.boxes
        self.boxes = self._found(self._arrays())
        if self.boxes or not after:
            yield lost

    def _arrays(self) -> list[list[_Box]]:
        """The stacks of boxes down to each array whose elements' beginning is known; those last open, if none is."""
        for boxes in (self.boxes, self.last):
            stacks = [boxes[: at + 1] for at, box in enumerate(boxes) if box.beginning is not None]
            if stacks:
                return stacks
        return []

    def _found(self, stacks: list[list[_Box]]) -> list[_Box]:
        """Go to the next place where an element of one of these arrays begins; no boxes at the end of the file."""
        while stacks:
            if self.effort > _EFFORT * (self.base + len(self.buffer)) + _FREE_EFFORT:
                self.at = len(self.buffer)
            found = self._next_beginning(stacks)
            if found:
                self.at, boxes = found
                if self._is_record():
                    return list(boxes)
            elif self.ended:
                break
            else:
                self.at = max(self.at, len(self.buffer) - BEFORE)
                self._fill()
        self.at, self.ended = len(self.buffer), True
        return []

    def _next_beginning(self, stacks: list[list[_Box]]) -> tuple[int, list[_Box]] | None:
        """The nearest place where an element of one of these arrays may begin, in what is in memory."""
        found, end = None, len(self.buffer)
        for boxes in reversed(stacks):
            beginning = boxes[-1].beginning
            match = beginning.search(self.buffer, self.at, end + KEPT) if beginning else None
            if match and match.end() <= end:
                found, end = (match.end(), boxes), match.end()
            self.effort += end - self.at
        return found

    def _is_record(self) -> bool:
        """Does a whole record begin here?  Taken for one as long as nobody says what one is."""
        if self.is_record is None:
            return True
        end = self._end()
        raw = b"" if end is None else self.buffer[self.at : end]
        self.effort += len(raw)
        try:
            return self.is_record(load_json(raw, unique=False))
        except BadRecord:
            return False


def _broken(raw: bytes) -> str | None:
    """Why this is no JSON object, if it is none, so that not even its end is sure."""
    try:
        return None if isinstance(load_json(raw, unique=False), dict) else "bad-json"
    except BadRecord as bad:
        return bad.code if bad.code != "bad-number" else None
