"""Which encoding a text is in: by its BOM, else UTF-8 where that can be, else the likeliest one."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = ("cp1252", "mac-roman")
_WORD = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r"[^\W\d_][^\w\s\x00-\x7f‘’–—.'-][^\W\d_]")
_ENOUGH = 40
"""Non-ASCII bytes below which a statistical guess is worth nothing."""


class Recoded:
    """A stream in another encoding, or with CR for line ends, read as UTF-8 with LF.

    Bytes that are not UTF-8 though they should be stay as they are; what fits no other encoding is U+FFFD.
    """

    def __init__(self, stream: BinaryIO, encoding: str, lone_returns: bool) -> None:
        errors = "surrogateescape" if encoding in {"utf-8", "utf-8-sig"} else "replace"
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(errors=errors)
        self._returns = lone_returns
        self._ended = False

    def read(self, n: int) -> bytes:
        """At least one byte, unless it is the end."""
        while not self._ended:
            chunk = self._stream.read(n)
            self._ended = not chunk
            text = self._decoder.decode(chunk, final=self._ended)
            if text:
                text = text.replace("\r", "\n") if self._returns else text
                return text.encode("utf-8", "surrogateescape")
        return b""


def guess(head: bytes, *, whole: bool = False) -> str:
    """The encoding of a text that begins like this; ``whole`` says that nothing follows.

    UTF-8 is also the answer when nothing fits, so that the rows which are not UTF-8 are set aside one by one.
    """
    for bom, name in BOMS:
        if head.startswith(bom):
            return name
    wide = _wide(head)
    if wide:
        return wide
    text = head if whole else head[: head.rfind(b"\n") + 1] or head[:-4]
    if text.isascii():
        return "utf-8"
    good, bad = _utf8_lines(text)
    if not bad or good >= bad:
        return "utf-8"
    return _legacy(b"\n".join(line for line in re.split(rb"[\r\n]", text) if not line.isascii()))


def _wide(head: bytes) -> str | None:
    """UTF-16 without a BOM: every other byte of plain text is NUL."""
    sample = head[:400]
    pairs = len(sample) // 2
    if pairs < 4:
        return None
    if sample[0::2].count(0) > 0.7 * pairs and sample[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    if sample[1::2].count(0) > 0.7 * pairs and sample[0::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    return None


def _utf8_lines(text: bytes) -> tuple[int, int]:
    """How many lines with more than ASCII are UTF-8, and how many are not."""
    good = bad = 0
    for line in re.split(rb"[\r\n]", text):
        if line.isascii():
            continue
        try:
            line.decode()
        except UnicodeDecodeError:
            bad += 1
        else:
            good += 1
    return good, bad


def _legacy(lines: bytes) -> str:
    scores = [(_plausible(lines, name), -place, name) for place, name in enumerate(_WESTERN)]
    score, _, name = max(scores)
    if score > 0:
        return name
    if sum(byte > 0x7F for byte in lines) >= _ENOUGH:
        from charset_normalizer import from_bytes

        best = from_bytes(lines).best()
        if best is not None and not best.encoding.startswith(("ascii", "utf")):
            return best.encoding.replace("_", "-")
    return "utf-8"


def _plausible(lines: bytes, encoding: str) -> float:
    """Accented letters that stand where a Western language puts them, less those that do not."""
    try:
        text = lines.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    score = 0.0
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        plain = sum(char.isascii() for char in word)
        if plain == 0:
            score += 0.25 if len(word) == 1 and word.isupper() else -len(word)
        elif word[1:] == word[1:].lower() or word == word.upper():
            score += 1
        else:
            score -= 1
    quotes = sum(text.count(char) for char in "€‘’“”–—…")
    return score + 0.5 * quotes - 2 * len(_INSIDE.findall(text))
