"""The digest as a file: a mail, a page, Markdown or plain text; the same digest always makes the same bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from markupsafe import Markup, escape

from expertgraph.answers.digest import Digest
from expertgraph.asking.telling import address
from expertgraph.desk.digest_words import Line, Section, say, sections, span, title
from expertgraph.errors import WrongCall
from expertgraph.search.evidence import safe
from expertgraph.workspace import Workspace

_POLICY = SMTP.clone(max_line_length=78)
_MARKS = re.compile(r"([\\`*_{}\[\]<>#+!|~])")


class _Said:
    """A digest in one language, ready to be written down."""

    def __init__(self, space: Workspace, digest: Digest, language: str) -> None:
        self.digest, self.language, self.space = digest, language, space
        base = address(space, "")
        self.title, self.span = title(digest, language), span(digest, language)
        self.sections = sections(digest, language, base)
        self.foot = say("foot", language)


def digest_file(space: Workspace, digest: Digest, suffix: str, language: str) -> bytes:
    """The digest as .eml, .html, .md or .txt; WrongCall for another ending.

    Links to the program's own pages are there when the setting ``web.address`` says where those are.
    """
    if suffix not in _WRITERS:
        raise WrongCall(
            f"A digest is not written as {suffix or 'a file without an ending'}.",
            "Endings: " + ", ".join(_WRITERS) + ".",
        )
    return _WRITERS[suffix](_Said(space, digest, language))


def _plain(said: _Said) -> str:
    return "\n".join(_plain_lines(said)) + "\n"


def _plain_lines(said: _Said) -> Iterator[str]:
    yield from (said.title, said.span)
    for section in said.sections:
        yield from ("", section.title.upper())
        if section.words:
            yield _one_line(section.words)
        for name, *values in section.table[1:]:
            heads = section.table[0][1:]
            told = ", ".join(f"{head} {value}" for head, value in zip(heads, values, strict=True))
            yield f"- {name}: {told}"
        yield from (f"- {_one_line(_with_note(line))}{_link_after(line)}" for line in section.lines)
    yield from ("", "-- ", said.foot)


def _with_note(line: Line) -> str:
    return f"{line.text} ({line.note})" if line.note else line.text


def _link_after(line: Line) -> str:
    return f"\n  {_one_line(line.link)}" if line.link and safe(line.link) else ""


def _one_line(text: str) -> str:
    """Text on one line, without characters that steer whatever shows it."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _markdown(said: _Said) -> str:
    return "\n".join(_markdown_lines(said)) + "\n"


def _markdown_lines(said: _Said) -> Iterator[str]:
    yield from (f"# {_marked(said.title)}", "", _marked(said.span))
    for section in said.sections:
        yield from ("", f"## {_marked(section.title)}")
        if section.words:
            yield from ("", _marked(section.words))
        if section.table or section.lines:
            yield ""
        for number, row in enumerate(section.table):
            yield "| " + " | ".join(_marked(cell) for cell in row) + " |"
            if number == 0:
                yield "|---" + "|--:" * (len(row) - 1) + "|"
        yield from (f"- {_markdown_line(line)}" for line in section.lines)
    yield from ("", "---", "", _marked(said.foot))


def _markdown_line(line: Line) -> str:
    link = safe(line.link)
    text = f"[{_marked(line.text)}](<{_address(link)}>)" if link else _marked(line.text)
    return f"{text} ({_marked(line.note)})" if line.note else text


def _marked(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKS.sub(r"\\\1", _one_line(text))


def _address(link: str) -> str:
    return _one_line(link).replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")


_PAGE = Markup(
    '<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"></head>\n'
    '<body style="margin:0;padding:24px 16px;font:16px/1.5 -apple-system,Segoe UI,Roboto,Arial,sans-serif">\n'
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">\n'
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
    'style="max-width:640px;text-align:left"><tr><td>\n'
    '<h1 style="font-size:26px;line-height:1.2;margin:0">{title}</h1>\n<p style="margin:4px 0 0">{span}</p>\n'
    '{body}\n<p style="margin:32px 0 0;padding-top:12px;border-top:1px solid #888888;font-size:13px">{foot}</p>\n'
    "</td></tr></table>\n</td></tr></table>\n</body></html>\n"
)
"""No colour but that of lines: every reader's own ground and ink stay as they are, light or dark."""
_CELL = "padding:6px 8px;border-bottom:1px solid #888888"


def _html(said: _Said) -> str:
    body = Markup("\n").join(_html_section(each) for each in said.sections)
    return str(
        _PAGE.format(
            lang=said.language, title=_one_line(said.title), span=said.span, body=body, foot=said.foot
        )
    )


def _html_section(section: Section) -> Markup:
    parts = [Markup('<h2 style="font-size:18px;margin:28px 0 6px">{}</h2>').format(_one_line(section.title))]
    if section.words:
        parts.append(Markup('<p style="margin:0 0 8px">{}</p>').format(section.words))
    if section.table:
        parts.append(_html_table(section.table))
    if section.lines:
        lines = Markup("\n").join(_html_line(line) for line in section.lines)
        parts.append(Markup('<ul style="margin:0;padding-left:20px">\n{}\n</ul>').format(lines))
    return Markup("\n").join(parts)


def _html_table(table: list[tuple[str, ...]]) -> Markup:
    head, *rows = table
    first = Markup('<th scope="col" align="left" style="{}">{}</th>').format(_CELL, head[0])
    heads = [
        first,
        *(
            Markup('<th scope="col" align="right" style="{}">{}</th>').format(_CELL, each)
            for each in head[1:]
        ),
    ]
    body = [Markup("<tr>{}</tr>").format(_html_row(row)) for row in rows]
    return Markup(
        '<table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;font-size:14px">\n'
        "<tr>{}</tr>\n{}\n</table>"
    ).format(Markup().join(heads), Markup("\n").join(body))


def _html_row(row: tuple[str, ...]) -> Markup:
    name = Markup('<th scope="row" align="left" style="{};font-weight:normal">{}</th>').format(_CELL, row[0])
    values = (Markup('<td align="right" style="{}">{}</td>').format(_CELL, each) for each in row[1:])
    return Markup().join([name, *values])


def _html_line(line: Line) -> Markup:
    text, link = _one_line(line.text), safe(line.link)
    said = (
        Markup('<a href="{}" style="color:inherit">{}</a>').format(_one_line(link), text)
        if link
        else escape(text)
    )
    note = (
        Markup(' <span style="font-size:13px">({})</span>').format(_one_line(line.note))
        if line.note
        else Markup()
    )
    return Markup('<li style="margin:4px 0">{}{}</li>').format(said, note)


def _mail(said: _Said) -> bytes:
    """A mail without an address, that mail programs open as a draft to be sent on."""
    digest, sender = said.digest, str(said.space.settings["mail.from"])
    name = f"{digest.week}|{digest.edition}|{digest.as_of}|{said.language}"
    mark = hashlib.sha256(name.encode()).hexdigest()[:32]
    mail = EmailMessage(policy=_POLICY)
    if "@" in sender:
        mail["From"] = Address("Expertgraph", addr_spec=sender)
    mail["Subject"] = _one_line(f"{said.title} ({said.span})")
    mail["Date"] = format_datetime(datetime.fromtimestamp(digest.end, UTC))
    mail["Message-ID"] = f"<{mark}@{sender.rpartition('@')[2] or 'expertgraph.invalid'}>"
    mail["X-Unsent"] = "1"
    mail.set_content(_plain(said), cte="quoted-printable")
    mail.add_alternative(_html(said), subtype="html", cte="quoted-printable")
    mail["Content-Language"] = said.language
    mail.set_boundary(hashlib.sha256(f"boundary|{name}".encode()).hexdigest())
    return mail.as_bytes()


_WRITERS: dict[str, Callable[[_Said], bytes]] = {
    ".eml": _mail,
    ".html": lambda said: _html(said).encode("utf-8"),
    ".md": lambda said: _markdown(said).encode("utf-8"),
    ".txt": lambda said: _plain(said).encode("utf-8"),
}
SUFFIXES = tuple(_WRITERS)
