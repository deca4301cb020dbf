"""The few headers that matter, as text, out of whatever bytes stand there."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from functools import lru_cache
from hashlib import blake2b

from importers.plain_text import one_line, storable

Headers = dict[bytes, bytes]
_WANTED = frozenset(
    b"from to cc date subject message-id in-reply-to references list-id list-post x-beenthere reply-to "
    b"x-original-from content-type content-transfer-encoding content-disposition".split()
)
_FOLD = re.compile(rb"\n[ \t]+")
_ID = re.compile(r"<([^<>]{1,500})>")
_MOST_HEAD = 512 << 10
_MOST_VALUE = 8_000
_UTF8 = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "default"})
_WESTERN = frozenset({"iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "windows-1252", "cp1252"})
_NO_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
_ANSWER = re.compile(
    r"(?:\s*(?:re|aw|antw|sv|vs|fwd?|fw|doorst)\s*(?:\[\d{1,3}\]|\^\d{1,3})?\s*:|\s*\[[^\]\n]{1,60}\])",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"\s*(?:\[[^\]\n]{1,60}\]\s*)?(?:re|aw|antw|sv|vs)\s*(?:\[\d{1,3}\]|\^\d{1,3})?\s*:", re.IGNORECASE
)
_TAG = re.compile(r"\[[^\]\n]{1,60}\]\s*")


def parse_head(data: bytes) -> tuple[Headers, bytes]:
    """(the wanted headers, unfolded, the first of each; the body)."""
    if data.startswith(b"\n"):
        return {}, data[1:]
    end = data.find(b"\n\n", 0, _MOST_HEAD)
    head, body = (data[:end], data[end + 2 :]) if end >= 0 else (data[:_MOST_HEAD], data[_MOST_HEAD:])
    found: Headers = {}
    for line in _FOLD.sub(b" ", head).split(b"\n"):
        name, colon, value = line.partition(b":")
        name = name.rstrip().lower()
        if colon and name in _WANTED and name not in found:
            found[name] = value.strip()
    return found, body


def decode_text(data: bytes, charset: str = "") -> str:
    """Text in a charset that may be missing, unknown or wrong: UTF-8 if it can be, else the Western one."""
    if data.isascii() and not charset:
        return data.decode("ascii")
    name = charset.strip("\"' ").lower()
    if name not in _UTF8 and name not in _WESTERN and _is_text(name):
        try:
            return data.decode(name, "replace")
        except (UnicodeError, ValueError, LookupError):
            pass  # the charset is a lie: fall through to what it more likely is
    if name not in _WESTERN or data.isascii():
        try:
            return data.decode()
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace")
    return data.decode("cp1252", "replace")


@lru_cache(maxsize=512)
def _is_text(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name.replace("-", "_") not in _NO_TEXT
    except (LookupError, ValueError):
        return False


def raw_text(headers: Headers, name: bytes) -> str:
    """A header as it stands, its encoded words not yet decoded; "" when it is missing."""
    value = headers.get(name)
    return decode_text(value[:_MOST_VALUE]) if value else ""


def decoded(value: str, most: int = 500) -> str:
    """Encoded words (RFC 2047) decoded, on one line."""
    if "=?" in value:
        try:
            pieces = decode_header(value[:_MOST_VALUE])
        except (HeaderParseError, ValueError):
            return one_line(value, most)
        value = "".join(
            piece if isinstance(piece, str) else decode_text(piece, charset or "")
            for piece, charset in pieces
        )
    return one_line(value, most)


def message_ids(value: str) -> list[str]:
    """The message ids in a header, in order.  Blanks that a mail program broke into an id are taken out."""
    if (
        value.count("<") == 1
        and value[-1] == ">"
        and value[0] == "<"
        and value.isascii()
        and " " not in value
    ):
        return ["".join(storable(value[1:501]).split()).rstrip(">")] if len(value) > 2 else []
    found = ["".join(storable(each).split()) for each in _ID.findall(value)]
    if not found and "@" in value and " " not in value.strip():
        found = ["".join(storable(value).split()).strip("<>")[:500]]
    return [each for each in found if each]


def parent_and_top(headers: Headers) -> tuple[str | None, str | None]:
    """(the message answered, the first message of the thread), as far as the headers tell."""
    answered = message_ids(raw_text(headers, b"in-reply-to"))
    references = message_ids(raw_text(headers, b"references"))
    parent = answered[0] if answered else references[-1] if references else None
    return parent, references[0] if references else parent


def hash64(text: str) -> int:
    """A stable number for an id, never 0."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big") or 1


def is_answer(subject: str) -> bool:
    """Does the subject say that it answers something?"""
    return _REPLY.match(subject) is not None


def bare_subject(subject: str) -> str:
    """The subject without "Re:" and list tags, for comparing; case and blanks do not matter."""
    return " ".join(_stripped(subject).casefold().split())


def title(subject: str) -> str | None:
    """The subject as a title: without "Re:" and without the list's tag."""
    return _stripped(subject) or _TAG.sub("", subject).strip() or None


def _stripped(subject: str) -> str:
    at = 0
    while match := _ANSWER.match(subject, at):
        at = match.end()
    return subject[at:].strip()


def addresses_of(headers: Headers, *names: bytes) -> Iterator[str]:
    """The raw text of several headers, those that are there."""
    for name in names:
        value = raw_text(headers, name)
        if value:
            yield value
