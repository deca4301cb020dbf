"""JSON from strangers: fast, never NaN, no key dropped in silence, no text that cannot be stored."""

from __future__ import annotations

import json
from typing import Any

import orjson

SIZE = 256 << 20


class BadRecord(Exception):
    """A record that cannot be used: ``code`` is a rejection's stable word, ``reason`` says it to a person."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def load_json(data: bytes, *, size: int = SIZE, unique: bool = True) -> Any:
    """Parse one JSON document.

    Raises BadRecord: ``too-long`` beyond ``size`` bytes, ``too-deep`` beyond 1024 levels, ``bad-encoding``,
    ``duplicate-keys`` (unless ``unique`` is off), ``bad-number`` (too large for a double), ``bad-json`` for
    all else, among it NaN, Infinity and lone surrogates.
    """
    if len(data) > size:
        raise BadRecord("too-long", f"{len(data):,} bytes of JSON, more than {size:,}")
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _bad(data, str(error)) from None
    if unique and _may_repeat(data, value):
        _refuse_repeats(data)
    return value


def _bad(data: bytes, message: str) -> BadRecord:
    if "depth limit" in message or "recursion" in message:
        return BadRecord("too-deep", "nested more than 1024 levels deep")
    if "infinity" in message:
        return BadRecord("bad-number", "a number too large for a double")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return BadRecord("bad-encoding", f"not UTF-8 at byte {error.start}")
    return BadRecord("bad-json", message)


def _may_repeat(data: bytes, value: object) -> bool:
    """A key that came twice is missing when the value is written out again: count the colons after quotes."""
    try:
        again = orjson.dumps(value)
    except (TypeError, orjson.JSONEncodeError):
        return True
    return b'" :' in data or data.count(b'":') > again.count(b'":')


def _refuse_repeats(data: bytes) -> None:
    try:
        json.loads(data, object_pairs_hook=_once)
    except (RecursionError, ValueError) as error:
        raise BadRecord("bad-json", str(error)) from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadRecord("duplicate-keys", f"the key {twice!r} comes twice")
    return found
