"""Mails about introductions: written into the outbox with what they tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from expertgraph.answers.contacts import only_contacts, row_in
from expertgraph.asking.people import mail_address, names_of
from expertgraph.asking.telling import address
from expertgraph.introducing_words import FOOT, LINK, MAILS, Language
from expertgraph.sending.outbox import MAIL, Message, message_id, put
from expertgraph.workspace import Workspace

if TYPE_CHECKING:
    from expertgraph.introducing import Request

ASKED, INTRODUCED, AGREED, DECLINED = "asked", "introduced", "agreed", "declined"


def tell(space: Workspace, kind: str, request: Request, to: str) -> None:
    """Write the mail that tells ``to`` of this (asked | introduced | agreed | declined), if an address is known.

    Somebody who is known from nobody but an address book is written to by whoever introduces, never by us.
    """
    target = mail_address(space.store, to)
    if target is None or _stranger(space, to):
        return
    now = space.clock()
    name = message_id(f"introduction|{request.name}|{kind}", MAIL, target)
    put(space.store, [Message(name, MAIL, target, _content(space, kind, request, to), now, now)])


def _stranger(space: Workspace, person: str) -> bool:
    edition = space.edition()
    row = row_in(edition, person)
    return row < 0 or bool(only_contacts(edition)[row])


def _content(space: Workspace, kind: str, request: Request, to: str) -> dict[str, Any]:
    language = cast("Language", space.settings["language"])
    between = [each.person for each in request.middles]
    names = names_of(space, [request.asker, request.target, *between])
    after = [*between, request.target][between.index(to) + 1 if to in between else 0]
    wording = "agreed-contact" if kind == AGREED and _stranger(space, request.target) else kind
    words = MAILS[wording][language].filled(
        asker=names[request.asker],
        target=names[request.target],
        middle=names[between[-1]],
        after=names[after],
    )
    notes = [f"{names[each.person]}: {each.note}" for each in request.middles if each.note]
    return {
        "name": names[to],
        "language": language,
        "subject": words.subject,
        "lines": list(words.lines),
        "heading": f"{names[request.asker]} \u2192 {names[request.target]}",
        "quote": request.need,
        "note": "\n".join(notes) or None,
        "link": address(space, "/introductions"),
        "link_text": LINK[language],
        "foot": FOOT[language],
        "reply_to": _reply_to(space, kind, request),
        "thread": f"introduction|{request.name}",
    }


def _reply_to(space: Workspace, kind: str, request: Request) -> str | None:
    """A reply goes to the asker from whom one is introduced, and from the asker to whom they were introduced."""
    if kind == INTRODUCED:
        return mail_address(space.store, request.asker)
    if kind == AGREED and not _stranger(space, request.target):
        return mail_address(space.store, request.target)
    return None
