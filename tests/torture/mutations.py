"""Damage: what a generated input does to the files of an export.

A stroke is (kind, a, b, token): the kind of damage, two numbers that choose file and place, and what is put
there.  All damage is a pure function of its strokes, so that a failing input can be written down and kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.torture.fixtures import Files

WIDE = 1 << 16
TOKENS: tuple[bytes, ...] = (
    b"", b"\0", b"\n", b"\r", b"\r\n", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xe9", b"\xed\xa0\x80", b'"', b"'", b"\\",
    b"\\u0000", b"\\ud800", b"{", b"}", b"[", b"]", b"[" * 2_000, b'{"a":' * 1_500, b",", b";", b"\t", b"|", b":", b"=",
    b"<", b">", b"</row>", b"<![CDATA[", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"&#0;", b"<a>" * 3_000, b"\n ", b"=\n",
    b"BEGIN:VCARD\r\n", b"END:VCARD\r\n", b"BEGIN:VEVENT\n", b"END:VEVENT\n", b"From x Mon Jan  1 00:00:00 2024\n",
    b"\n\nFrom ", b"Content-Type: multipart/mixed; boundary=a\n", b"=?utf-8?b?\xff?=", b"null", b"true", b"NaN", b"1e999",
    b"-1", b"9" * 400, b"0001-01-01T00:00:00Z", b"2023-02-29", b"9999-12-31T23:59:59+14:00", b"1" + b"0" * 5_000,
    "\u202e\u200b\ufeff".encode(), "\U000e0041".encode(), b"x" * 70_000, b"a@b.nl, c@d.nl", b"javascript:alert(1)", b"../x",
)  # fmt: skip
WRONG: tuple[Any, ...] = (
    None, True, False, 0, -1, 1 << 53, 1 << 63, 10**30, 1.5, 1e308, "", " ", "\0", "x" * 70_000, "2023-02-29", "0001-01-01",
    [], {}, [[]], [None], {"": None}, [{}], {"id": {}}, [1, "a", None], {"a": [{"b": {}}]}, "\u202e", "null", "<b>", ["\0"],
)  # fmt: skip

Stroke = tuple[str, int, int, int]


def damage(files: Files, strokes: list[Stroke]) -> Files:
    """The files after every stroke; one that finds nothing to change leaves them as they are."""
    names = sorted(files)
    damaged = dict(files)
    for kind, a, b, token in strokes:
        name = names[a % len(names)]
        damaged[name] = _KINDS[kind](damaged[name], a // len(names), b, token)
    return damaged


def _flip(data: bytes, a: int, b: int, token: int) -> bytes:
    if not data:
        return data
    at = _place(data, b)
    return data[:at] + bytes([data[at] ^ (1 << token % 8)]) + data[at + 1 :]


def _insert(data: bytes, a: int, b: int, token: int) -> bytes:
    at = _place(data, b)
    return data[:at] + TOKENS[token % len(TOKENS)] + data[at:]


def _replace(data: bytes, a: int, b: int, token: int) -> bytes:
    start, end = sorted((_place(data, a), _place(data, b)))
    return data[:start] + TOKENS[token % len(TOKENS)] + data[min(end, start + 64) :]


def _splice(data: bytes, a: int, b: int, token: int) -> bytes:
    start, at = _place(data, a), _place(data, b)
    return data[:at] + data[start : start + token * 7] + data[at:]


def _truncate(data: bytes, a: int, b: int, token: int) -> bytes:
    return data[: _place(data, b)]


def _cut_line(data: bytes, a: int, b: int, token: int) -> bytes:
    lines = data.split(b"\n")
    del lines[b % len(lines)]
    return b"\n".join(lines)


def _double_line(data: bytes, a: int, b: int, token: int) -> bytes:
    lines = data.split(b"\n")
    lines.insert(a % len(lines), lines[b % len(lines)])
    return b"\n".join(lines)


def _cell(data: bytes, a: int, b: int, token: int) -> bytes:
    """Something else between two separators of one line."""
    lines = data.split(b"\n")
    at = b % len(lines)
    for separator in (b",", b";", b"\t", b'" ', b":"):
        cells = lines[at].split(separator)
        if len(cells) > 1:
            cells[a % len(cells)] = TOKENS[token % len(TOKENS)]
            lines[at] = separator.join(cells)
            break
    return b"\n".join(lines)


def _wrong_type(data: bytes, a: int, b: int, token: int) -> bytes:
    return _in_json(data, a, b, lambda holder, key: holder.__setitem__(key, WRONG[token % len(WRONG)]))


def _no_field(data: bytes, a: int, b: int, token: int) -> bytes:
    return _in_json(data, a, b, lambda holder, key: holder.__delitem__(key))


def _swapped(data: bytes, a: int, b: int, token: int) -> bytes:
    """A value that stands elsewhere in the same document: of the right kind, in the wrong place."""

    def change(holder: Any, key: Any) -> None:
        holder[key] = spots[token % len(spots)][0][spots[token % len(spots)][1]]

    spots: list[tuple[Any, Any]] = []
    return _in_json(data, a, b, change, spots)


def _in_json(
    data: bytes,
    a: int,
    b: int,
    change: Callable[[Any, Any], None],
    spots: list[tuple[Any, Any]] | None = None,
) -> bytes:
    """Change one spot of a JSON document, or of one line of JSON Lines."""
    lines = [data] if _document(data) is not None else data.split(b"\n")
    at = a % len(lines)
    value = _document(lines[at])
    if value is None:
        return data
    found = _spots(value)
    if spots is not None:
        spots.extend(found)
    if found:
        change(*found[b % len(found)])
    try:
        lines[at] = json.dumps(value).encode()
    except ValueError:  # a value that came to hold itself
        return data
    return b"\n".join(lines)


def _document(data: bytes) -> Any:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict | list) else None


def _spots(value: Any) -> list[tuple[Any, Any]]:
    """Every (holder, key) of a document, the outer ones first."""
    found: list[tuple[Any, Any]] = []
    pending = [value]
    while pending:
        holder = pending.pop(0)
        inside = list(holder.items()) if isinstance(holder, dict) else list(enumerate(holder))
        found += [(holder, key) for key, _ in inside]
        pending += [each for _, each in inside if isinstance(each, dict | list)]
    return found


def _place(data: bytes, number: int) -> int:
    return number * len(data) // WIDE


_KINDS: dict[str, Callable[[bytes, int, int, int], bytes]] = {
    "wrong type": _wrong_type, "no field": _no_field, "swapped": _swapped, "cell": _cell, "insert": _insert,
    "replace": _replace, "flip": _flip, "splice": _splice, "cut line": _cut_line, "double line": _double_line,
    "truncate": _truncate,
}  # fmt: skip

strokes: st.SearchStrategy[list[Stroke]] = st.lists(
    st.tuples(
        st.sampled_from(sorted(_KINDS)),
        st.integers(0, WIDE - 1),
        st.integers(0, WIDE - 1),
        st.integers(0, 255),
    ),
    min_size=1,
    max_size=4,
)
