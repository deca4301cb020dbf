"""One mail: plain text with a simple HTML alternative, headers that nothing said in it can add to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from markupsafe import Markup, escape

from expertgraph.sending.outbox import Message

_LONGEST_HEADER = 300
_POLICY = SMTP.clone(max_line_length=78)
_PAGE = Markup(
    '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>\n'
    "<body>\n{}\n</body></html>\n"
)


def compose(message: Message, sender: str) -> EmailMessage:
    """The mail that a message of the outbox is, from ``sender``; the same message always makes the same mail.

    ``content``: name, language, subject, lines, heading, quote, note, link, link_lines, link_text, foot, reply_to and thread
    (the question that it belongs to).  ValueError for an address that cannot stand in a header.
    """
    content = message.content
    domain = sender.rpartition("@")[2]
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address("Expertgraph", addr_spec=sender)
    mail["To"] = Address(_line(content.get("name") or ""), addr_spec=message.target)
    mail["Subject"] = _line(str(content["subject"]))
    mail["Date"] = format_datetime(datetime.fromtimestamp(message.at, UTC))
    mail["Message-ID"] = f"<{hashlib.sha256(message.id.encode()).hexdigest()[:32]}@{domain}>"
    thread = hashlib.sha256(f"{content['thread']}|{message.target}".encode()).hexdigest()[:32]
    mail["References"] = f"<{thread}@{domain}>"
    mail["List-Id"] = f"<questions.{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if content.get("reply_to"):
        mail["Reply-To"] = Address(addr_spec=str(content["reply_to"]))
    mail.set_content(_plain(content), cte="quoted-printable")
    mail.add_alternative(_html(content), subtype="html", cte="quoted-printable")
    mail["Content-Language"] = str(content["language"])
    mail.set_boundary(hashlib.sha256(f"boundary|{message.id}".encode()).hexdigest())
    return mail


def _line(text: str) -> str:
    """Text for a header: one line, nothing that ends it or hides in it."""
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words if len(words) <= _LONGEST_HEADER else words[: _LONGEST_HEADER - 1] + "…"


def _plain(content: Mapping[str, Any]) -> str:
    parts = [*content["lines"], content["heading"], content.get("note")]
    quote = content.get("quote")
    if quote:
        parts.append("\n".join(f"> {line}" for line in str(quote).splitlines()))
    if content.get("link"):
        parts += content.get("link_lines", ())
        parts.append(f"{content['link_text']}: {content['link']}")
    parts.append(f"-- \n{content['foot']}")
    return "\n\n".join(_lines(str(part)) for part in parts if part) + "\n"


def _lines(text: str) -> str:
    """Several lines, without characters that steer whatever shows them."""
    return "\n".join("".join(c if c.isprintable() else " " for c in line) for line in text.splitlines())


def _html(content: Mapping[str, Any]) -> str:
    parts = [_paragraph(line) for line in content["lines"]]
    parts.append(Markup("<p><strong>{}</strong></p>").format(_lines(content["heading"])))
    if content.get("note"):
        parts.append(_paragraph(content["note"]))
    if content.get("quote"):
        parts.append(Markup("<blockquote>{}</blockquote>").format(_broken(str(content["quote"]))))
    if content.get("link"):
        parts += [_paragraph(line) for line in content.get("link_lines", ())]
        parts.append(Markup('<p><a href="{}">{}</a></p>').format(content["link"], content["link_text"]))
    parts.append(Markup("<p><small>{}</small></p>").format(content["foot"]))
    body = Markup("\n").join(parts)
    return str(_PAGE.format(content["language"], _line(str(content["subject"])), body))


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(_broken(text))


def _broken(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in _lines(text).split("\n"))
