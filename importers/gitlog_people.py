"""Who is meant in a git log: names and addresses as their authors typed them, put right by the mailmap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from expertgraph.ingest.addresses import normalise_email
from expertgraph.records import Identity
from importers.plain_text import one_line

_NOREPLY = re.compile(r"(?:\d+\+)?([a-z0-9](?:[a-z0-9_-]*)(?:\[bot\])?)@users\.noreply\.", re.ASCII)
_LINKED_BOT = re.compile(r"(\d+\+)?[^@\s]+\[bot\]@users\.noreply\.")
_BOT_NAME = re.compile(r"(?:.*\[bot\]|(?:.*[-_ .])?(?:ro)?bot|web-flow)\Z")
_BOT_LOCAL = re.compile(r"(?:no-?reply|do-?not-?reply|(?:.*[-_.+])?(?:ro)?bot)\Z")
_LONGEST = 1_000


class Person(NamedTuple):
    """Somebody as a commit names them."""

    name: str
    email: str


def person(text: str) -> Person | None:
    """``Name <address>``; the last angle brackets count, so that a name may hold some.  None for nobody."""
    text = text[:_LONGEST].strip()
    if not text.endswith(">"):
        text = text[: text.rfind(">") + 1] or text
    start = text.rfind("<")
    if start < 0 or not text.endswith(">"):
        return Person(one_line(text), "") if text else None
    name, email = one_line(text[:start]), text[start + 1 : -1].strip()
    return Person(name, email) if name or email else None


class Mailmap:
    """Git's mailmap: the proper name and address of who committed under others (gitmailmap(5))."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._simple: dict[str, Person] = {}
        self._named: dict[tuple[str, str], Person] = {}
        for line in lines:
            self._read(line)

    def __bool__(self) -> bool:
        return bool(self._simple or self._named)

    def _read(self, line: str) -> None:
        if line.startswith("#"):
            return
        first, rest = _mapped(line, empty=False)
        if first is None:
            return
        second, _ = _mapped(rest, empty=True)
        if second is None:
            self._add(first.email, Person(first.name, ""))
        elif second.name:
            self._named[second.email.casefold(), second.name.casefold()] = first
        else:
            self._add(second.email, first)

    def _add(self, email: str, proper: Person) -> None:
        """A later line wins, for the name and for the address by itself."""
        known = self._simple.get(email.casefold(), Person("", ""))
        self._simple[email.casefold()] = Person(proper.name or known.name, proper.email or known.email)

    def proper(self, who: Person) -> Person:
        """How they want to be known."""
        email = who.email.casefold()
        found = self._named.get((email, who.name.casefold())) or self._simple.get(email)
        return Person(found.name or who.name, found.email or who.email) if found else who


def _mapped(text: str, *, empty: bool) -> tuple[Person | None, str]:
    """The next name and address of a line of the mailmap, and what follows."""
    name, left, rest = text.partition("<")
    email, right, rest = rest.partition(">")
    if not left or not right or not (email or empty):
        return None, ""
    return Person(one_line(name), email.strip()), rest


def native_id(who: Person) -> str:
    """The address where it is one, else the name: two spellings of an address are one identity."""
    email = normalise_email(who.email) or _bot_address(who.email)
    return email or "name:" + " ".join((who.name or who.email).casefold().split())


def identity(source: str, who: Person, edited: int | None, *, stub: bool = False) -> Identity:
    """The identity of a proper person; addresses in commits are what their authors typed, so none is verified."""
    native = native_id(who)
    email = None if native.startswith("name:") else native
    login = _NOREPLY.match(native)
    name = who.name or (login[1] if login else "") or who.email.partition("@")[0] or who.email
    return Identity(
        f"{source}:{native}",
        source,
        native,
        one_line(name) or native,
        handle=login[1] if login else None,
        email=None if login or _silent(native) else email,
        kind="bot" if is_bot(who) else "unknown",
        edited=edited,
        stub=stub,
    )


def is_bot(who: Person) -> bool:
    """By the name or the address: ``[bot]``, ``something-bot``, or an address that nobody reads."""
    native = native_id(who)
    login = _NOREPLY.match(native)
    names = [who.name.casefold(), login[1] if login else ""]
    return any(_BOT_NAME.match(name) for name in names) or _silent(native)


def _silent(native: str) -> bool:
    local, at, _ = native.partition("@")
    return bool(at) and bool(_BOT_LOCAL.match(local))


def _bot_address(email: str) -> str | None:
    """GitHub's addresses of bots hold brackets, which no other address may."""
    email = email.casefold()
    return email if len(email) < 200 and _LINKED_BOT.match(email) else None
