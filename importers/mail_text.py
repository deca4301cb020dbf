"""A mail's own words: the readable part of a MIME message without quotes, signatures and list footers."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from quopri import decodestring

from expertgraph.ingest.json import BadRecord
from importers.mail_headers import Headers, decode_text, parse_head
from importers.plain_text import html_to_text, storable

_DEEPEST = 20
_MOST_PARTS = 1_000
_MOST_TEXT = 1 << 20
_CHARSET = re.compile(rb"charset\s{0,5}=\s{0,5}\"?([^\s\";]{1,60})", re.IGNORECASE)
_BOUNDARY = re.compile(rb"boundary\s{0,5}=\s{0,5}(?:\"([^\"]{1,200})\"|([^\s\";]{1,200}))", re.IGNORECASE)
_WROTE = re.compile(r"\b(?:wrote|writes|writ|schreef|schreven|schrieb|a écrit|escribió|ha scritto)\b")
_OPENING = re.compile(r"\s{0,4}(?:On|Op|Am|Le|El|Il|At|In|Quoting|Citeren)\b.{0,200}\d")
_CUT = re.compile(
    r"-- ?\Z|_{20,}\s*\Z|-{2,}\s*(?:original message|oorspronkelijk bericht|forwarded message|"
    r"doorgestuurd bericht|ursprüngliche nachricht)|-{6,} next part -{6,}",
    re.IGNORECASE,
)
_BLANK_OR_QUOTE = frozenset("> \t\xa0")
_CUT_FIRST = frozenset("-_[FV*")
_HEADER_FIRST = ("From:", "Van:", "Von:", "*From:*", "*Van:*")
_HEADER_NEXT = re.compile(r"\*?(?:Sent|Date|To|Verzonden|Datum|Aan|Gesendet|An):", re.IGNORECASE)
_SCRUBBED = re.compile(r"^An? (?:[\w-]+ ){1,5}was scrubbed\.\.\.\n(?:\w{2,8}: ?.{0,500}\n)*", re.MULTILINE)
_NO_HTML = "[[alternative HTML version deleted]]"
_MAILBOX_QUOTE = re.compile(r"^>(>*From )", re.MULTILINE)


def text_of(headers: Headers, body: bytes) -> str:
    """The author's words.  Raises BadRecord when the parts are nested too deep."""
    plain: list[str] = []
    html: str | None = None
    for kind, part_headers, data in _leaves(headers, body, 0):
        if kind == "text/plain":
            plain.append(_decoded(part_headers, data))
        elif kind == "text/html" and html is None:
            html = _decoded(part_headers, data)
    if any(part.strip() for part in plain) or html is None:
        return own_words("\n".join(plain))
    return own_words(html_to_text(html, "blockquote,.gmail_quote,.moz-cite-prefix,#divRplyFwdMsg ~ *"))


def _leaves(headers: Headers, body: bytes, depth: int) -> Iterator[tuple[str, Headers, bytes]]:
    """(type, headers, bytes) of the parts that are neither containers nor attachments nor other mails."""
    kind = headers.get(b"content-type", b"text/plain").partition(b";")[0].strip().lower().decode("latin-1")
    if kind.startswith("multipart/"):
        if depth >= _DEEPEST:
            raise BadRecord("too-deep", f"the message's parts are nested more than {_DEEPEST} levels deep")
        match = _BOUNDARY.search(headers[b"content-type"])
        if match is None:
            yield "text/plain", {}, body
            return
        for piece in _pieces(body, match[1] or match[2]):
            yield from _leaves(*parse_head(piece), depth + 1)
    elif not headers.get(b"content-disposition", b"").lower().startswith(b"attachment"):
        yield kind if "/" in kind else "text/plain", headers, body


def _pieces(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """What stands between the boundary lines."""
    marker = b"\n--" + boundary
    data = b"\n" + body
    at = data.find(marker)
    for _ in range(_MOST_PARTS):
        if at < 0 or data.startswith(b"--", at + len(marker)):
            return
        start = data.find(b"\n", at + 1)
        at = data.find(marker, at + 1)
        if start < 0:
            return
        yield data[start + 1 : at if at >= 0 else len(data)]


def _decoded(headers: Headers, data: bytes) -> str:
    encoding = headers.get(b"content-transfer-encoding", b"").lower()
    if encoding == b"base64":
        try:
            data = binascii.a2b_base64(data[: 2 * _MOST_TEXT])
        except binascii.Error:
            data = b""
    elif encoding == b"quoted-printable":
        data = decodestring(data[: 3 * _MOST_TEXT])
    match = _CHARSET.search(headers.get(b"content-type", b""))
    charset = match[1].decode("latin-1") if match else ""
    return storable(decode_text(data[:_MOST_TEXT], charset).replace("\r\n", "\n"))


def own_words(text: str) -> str:
    """The text without quoted lines, who wrote them, signature, forwarded message and list footer."""
    if ">From " in text:
        text = _MAILBOX_QUOTE.sub(r"\1", text)
    if "was scrubbed..." in text:
        text = _SCRUBBED.sub("", text)
    kept: list[str] = []
    quoting = False
    lines = text.replace(_NO_HTML, "").split("\n")
    for at, line in enumerate(lines):
        first = line[:1]
        if first in _BLANK_OR_QUOTE and line.lstrip(" \t\xa0")[:1] == ">":
            if not quoting:
                _drop_attribution(kept)
            quoting = True
            continue
        if first:
            quoting = False
            if first in _CUT_FIRST and (_CUT.match(line) or _is_header(lines, at, line)):
                _drop_attribution(kept)
                break
        kept.append(line.rstrip())
    return _joined(kept)


def _drop_attribution(kept: list[str]) -> None:
    """Take away the "On ... wrote:" that stands before a quote, over up to three lines."""
    while kept and not kept[-1].strip():
        kept.pop()
    if not kept or not kept[-1].endswith(":"):
        return
    for back in range(1, min(4, len(kept) + 1)):
        line = kept[-back][:300]
        if not line.strip():
            break
        if _OPENING.match(line) and (kept[-1].endswith(">:") or _WROTE.search(" ".join(kept[-back:])[:900])):
            del kept[-back:]
            return
    if kept[-1].endswith(">:") or _WROTE.search(kept[-1][-200:]):
        kept.pop()


def _is_header(lines: list[str], at: int, line: str) -> bool:
    """Does the answered mail begin here, as Outlook puts it: From:, Sent:, To:, Subject:?"""
    if not line.startswith(_HEADER_FIRST):
        return False
    return any(_HEADER_NEXT.match(following) for following in lines[at + 1 : at + 4])


def _joined(lines: list[str]) -> str:
    """The lines with no more than one blank line in a row."""
    return "\n".join(line for at, line in enumerate(lines) if line or (at and lines[at - 1])).strip()
