"""What somebody wrote in Zulip: rendered HTML or its Markdown, without quotes, with those it names."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from importers.plain_text import one_line, parse_html, storable, strip_tags, words_of

_SAID = re.compile(
    r'<p>\s*<span class="user-mention silent" data-user-id="([\d*]+)">([^<]{1,200})</span>\s*'
    r'<a href="[^"]{0,2000}/near/(\d{1,18})">[^<]{1,60}</a>:\s*</p>'
)
"""How a quote begins: who, and which message."""
_MENTION = re.compile(
    r'<span class="user-mention( silent)?" data-user-id="(\d{1,18})">@?([^<]{1,200})</span>'
)
_RICH = re.compile(r"<(?:blockquote|pre|script|style|svg|iframe|details|title|template|!)|class=\"katex")
_NOT_OWN = "blockquote,.katex-html,semantics>mrow,.message_inline_image,.message_embed"
_SAID_MARKED = re.compile(
    r"@_\*\*([^*|\n]{1,200})(?:\|(\d{1,18}))?\*\* \[[^\]\n]{1,60}\]\([^)\n]*/near/(\d{1,18})\):"
)
_NAMED_MARKED = re.compile(r"@_?\*\*([^*|\n]{1,200})(?:\|(\d{1,18}))?\*\*")
_QUOTE_MARKED = re.compile(r"^(`{3,})\s*quote\s*\n.*?^\1\s*$", re.DOTALL | re.MULTILINE)
_EVERYBODY = frozenset({"all", "everyone", "stream", "channel", "topic"})
_RESOLVED = "✔ "


class Person(NamedTuple):
    """Somebody as a mention writes them: by name, and by number where it says so."""

    name: str
    number: str | None


class Words(NamedTuple):
    """The own words, whom they quote and which message that was, and whom they name."""

    text: str
    quoted: Person | None
    answers: int | None
    named: tuple[Person, ...]


def of_html(html: str) -> Words:
    """A message as it is rendered."""
    quoted, answers, named = None, None, ()
    if 'class="user-mention' in html:
        said = _SAID.search(html)
        if said:
            quoted = Person(_name(said[2]), said[1] if said[1] != "*" else None)
            answers = int(said[3])
            html = _SAID.sub("", html)
        named = tuple(Person(_name(match[3]), match[2]) for match in _MENTION.finditer(_without_quotes(html)))
    document = parse_html(html) if _RICH.search(html) else None
    text = strip_tags(html) if document is None else words_of(document, _NOT_OWN)
    return Words(text, quoted, answers, named)


def of_markdown(text: str) -> Words:
    """A message as it was typed, where the export does not hold it rendered."""
    said = _SAID_MARKED.search(text)
    quoted = Person(_name(said[1]), said[2]) if said else None
    own = _SAID_MARKED.sub("", _QUOTE_MARKED.sub("", text) if "quote" in text else text)
    named = tuple(Person(_name(match[1]), match[2]) for match in _NAMED_MARKED.finditer(own))
    shown = _NAMED_MARKED.sub(lambda match: "@" + match[1], own)
    answers = int(said[3]) if said else None
    return Words(
        storable(shown).strip(), quoted, answers, tuple(each for each in named if each.name not in _EVERYBODY)
    )


def topic_name(subject: str) -> str:
    """A topic's name; the mark of a resolved one is none of it."""
    return one_line(subject.removeprefix(_RESOLVED)) or "(no topic)"


def _without_quotes(html: str) -> str:
    """Those whom a quote names were named by somebody else."""
    first, *rest = html.split("<blockquote>")
    return first + "".join(part.rpartition("</blockquote>")[2] for part in rest)


def _name(text: str) -> str:
    return one_line(unescape(text))
