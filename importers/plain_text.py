"""What the importers share: text that can be stored, text out of HTML, the beginning of a bad record."""

from __future__ import annotations

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser

_CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n"} | {127: None}
_HAS_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_RAW = 200
_UNSEEN = "script,style,head,title,template,noscript,svg,iframe,object"
_LINE_ENDS = ("<br", "<hr", "<li", "</p", "</div", "</tr", "</h", "</blockquote", "</pre", "</dt", "</dd")
_BLANK_LINES = re.compile(r"\n[ \t\n]*\n")
_BLANKS = re.compile(r"[ \t\xa0]{2,}|\xa0")
_DEEPEST = 4_000
_CODE = 800


def storable(text: str) -> str:
    """The text without control characters other than tab and line end, and without lone surrogates."""
    if text.isascii() and text.isprintable():
        return text
    if _HAS_CONTROL.search(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def one_line(text: str, most: int = 500) -> str:
    """A name or title on one line, at most ``most`` characters."""
    return " ".join(storable(text[: most * 4]).split())[:most]


def raw_start(data: bytes) -> str:
    """The beginning of a record that cannot be used, as text."""
    return bytes(data[:_RAW]).decode("utf-8", "backslashreplace")


def parse_html(html: str) -> LexborHTMLParser | None:
    """The document, or None when it is nested so deep that a parser would take minutes."""
    unclosed = html.count("<") - 2 * html.count("</") - html.count("<br") - html.count("<img")
    return None if unclosed > _DEEPEST else LexborHTMLParser(_with_line_ends(html))


def words_of(document: LexborHTMLParser, without: str = "") -> str:
    """The visible text.  ``without`` is a selector of what to leave out; long code keeps its beginning."""
    for node in document.css(f"{_UNSEEN},{without}" if without else _UNSEEN):
        node.decompose()
    for node in document.css("pre"):
        code = node.text()
        if len(code) > _CODE:
            node.replace_with(code[: code.rfind("\n", 0, _CODE) % _CODE + 1] + "…\n")
    return tidy(document.body.text() if document.body else "")


def html_to_text(html: str, without: str = "") -> str:
    """The visible text of HTML from strangers, however broken."""
    document = parse_html(html)
    return strip_tags(html) if document is None else words_of(document, without)


def strip_tags(html: str) -> str:
    """What stands between tags: for HTML that needs no parser, or would be too deep for one.  Linear."""
    first, *parts = _with_line_ends(html).split("<")
    text = first + "".join(part.partition(">")[2] for part in parts)
    return tidy(unescape(text) if "&" in text else text)


def _with_line_ends(html: str) -> str:
    for tag in _LINE_ENDS:
        html = html.replace(tag, "\n" + tag)
    return html


def tidy(text: str) -> str:
    """Storable, without runs of blanks and blank lines."""
    text = storable(text)
    if "  " in text or "\t" in text or "\xa0" in text:
        text = _BLANKS.sub(" ", text)
    return (_BLANK_LINES.sub("\n\n", text) if "\n" in text else text).strip()
