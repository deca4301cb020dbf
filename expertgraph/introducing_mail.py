"""Mails about introductions: written into the outbox with what they tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from expertgraph.answers.contacts import only_contacts, row_in
from expertgraph.asking.people import mail_address, names_of
from expertgraph.introducing_words import Language, mail
from expertgraph.sending.outbox import MAIL, Message, message_id, put
from expertgraph.workspace import Workspace

if TYPE_CHECKING:
    from expertgraph.introducing import Request

_NOTE: dict[str, dict[Language, str]] = {
    "asked": {"en": "\nWhat {name} said: {note}\n", "nl": "\nWat {name} zei: {note}\n"},
    "introduced": {"en": "\n{name} adds: {note}\n", "nl": "\n{name} zegt erbij: {note}\n"},
    "agreed": {"en": "\n\n{note}", "nl": "\n\n{note}"},
    "declined": {"en": "\n\n{note}", "nl": "\n\n{note}"},
}


def tell(space: Workspace, kind: str, request: Request, to: str) -> None:
    """Write the mail that tells ``to`` of this (asked | introduced | agreed | declined), if an address is known.

    A contact who is known from nobody but an address book is written to by whoever introduces, never by us.
    """
    edition = space.edition()
    row = row_in(edition, to)
    address = mail_address(space.store, to)
    if address is None or row < 0 or only_contacts(edition)[row]:
        return
    language = cast("Language", space.settings["language"])
    last = _last_said(request)
    names = names_of(space, [request.asker, request.target, *(each.person for each in request.middles)])
    asker_address = mail_address(space.store, request.asker)
    subject, text = mail(
        kind,
        language,
        asker=names[request.asker],
        target=names[request.target],
        middle=names[request.middles[-1].person],
        need=request.need,
        note=_NOTE[kind][language].format(name=names[last[0]], note=last[1]) if last else "",
        address=f" ({asker_address})" if asker_address else "",
        link=_link(space),
    )
    about = f"introduction|{request.name}|{kind}"
    now = space.clock()
    content = {"subject": subject, "text": text}
    put(space.store, [Message(message_id(about, MAIL, address), MAIL, address, content, now, now)])


def _last_said(request: Request) -> tuple[str, str] | None:
    """Who said something last, and what."""
    said = [(each.person, each.note) for each in request.middles if each.note]
    return said[-1] if said else None


def _link(space: Workspace) -> str:
    address = str(space.settings["web.address"]).rstrip("/")
    return f"\n{address}/introductions\n" if address else ""
