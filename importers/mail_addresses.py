"""Who a mail is from, also where a public archive has garbled the address against harvesting.

Pipermail writes ``a at b.nl``; that is undone.  Some archives since 2018 also replaced letters:
``@ending from`` (a, s and . became @), ``@end|ng |rom`` (and l, i and f became |) and ``m@ili@g off`` (a, n
and .).  What is lost cannot be told from the text alone: such an address is repaired when exactly one clear
address of the same import looks like it garbled, and else stays an identity of its own, without an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.utils import getaddresses
from typing import NamedTuple

from expertgraph.ingest.addresses import normalise_email
from importers.mail_headers import decoded
from importers.plain_text import one_line

_AT = re.compile(r"(\S{1,100}) at (\S{1,200})(?:\s+\((.*)\))?\s*\Z")
_ANGLE = re.compile(r"\s*(?:\"([^\"\\]{0,300})\"|([^\"<>(),@]{0,300}))\s*<([^<>\s,]{3,254})>\s*\Z")
_PLAIN = re.compile(r"([^\s<>(),\"]{1,100}@[^\s<>(),\"]{1,200})(?:\s+\((.*)\))?\s*\Z")
_GARBLED = re.compile(
    r"(\S{1,100}) (@ending from|@end\|ng \|rom|m@ili@g off) (\S{1,200})(?:\s+\((.*)\))?\s*\Z"
)
_TABLES = {
    "@ending from": str.maketrans("as.", "@@@"),
    "@end|ng |rom": str.maketrans("as.lif", "@@@|||"),
    "m@ili@g off": str.maketrans("an.", "@@@"),
}
_COARSE = _TABLES["@end|ng |rom"]
_VIA = re.compile(r"(.{2,200}?) via .{2,100}\Z")
_MOST = 50
_NO_NAME = re.compile(r"@| at |^\W*\Z")
_LAST_FIRST = re.compile(r"((?:[a-z]{1,4} ){0,3}[^\s,()]+), ?([^\s,()]+(?: [^\s,]+){0,3})\Z")
_NO_FIRST = frozenset("jr sr ii iii iv phd md msc bsc esq inc ltd llc gmbh bv nv".split())


class Sender(NamedTuple):
    """``key`` names a person within an import: a normalised address, or "garbling local domain".
    ``name`` is "" when the header holds none."""

    key: str
    name: str
    garbled: bool = False


def sender(header: str, otherwise: Iterable[str] = ()) -> Sender | None:
    """The author by a From header; None when it names nobody.

    A list that writes itself into From ("Ann via list") hides the address: then ``otherwise`` (Reply-To and
    such) may hold it, else the name has to do.
    """
    garbled = _GARBLED.match(header)
    if garbled:
        local, how, domain, name = garbled.groups()
        return Sender(f"{how} {local.lower()} {domain.lower()}", _name(name), True)
    address, name = _split(header)
    via = _VIA.match(name)
    if via:
        for value in otherwise:
            other = normalise_email(_split(value)[0])
            if other and other != normalise_email(address):
                return Sender(other, via[1])
        return Sender(f"via {via[1].casefold()}", via[1])
    email = normalise_email(address)
    key = email or one_line(address.lower(), 254)
    return Sender(key, name) if key else None


def _split(header: str) -> tuple[str, str]:
    """(address, name) of the first mailbox of a header."""
    match = _AT.match(header)
    if match:
        return f"{match[1]}@{match[2]}", _name(match[3])
    match = _ANGLE.match(header)
    if match:
        return match[3], _name(match[1] if match[1] is not None else match[2])
    match = _PLAIN.match(header)
    if match:
        return match[1], _name(match[2])
    found = getaddresses([header[:2_000]])
    name, address = next((pair for pair in found if pair[1]), ("", header))
    return address.replace(" at ", "@"), _name(name)


def _name(text: str | None, otherwise: str = "") -> str:
    """A display name, decoded, first name first; what is only an address again counts as none."""
    name = decoded(text, 200).strip("\"' ") if text else ""
    return otherwise if _NO_NAME.search(name) else _first_name_first(name)


def _first_name_first(name: str) -> str:
    """ "Jansen, Anna (HR)" is Anna (HR) Jansen; "Anna Jansen, PhD" stays."""
    turned = _LAST_FIRST.match(name)
    if (
        not turned
        or any(map(str.isdigit, name))
        or turned[2].split()[0].rstrip(".").replace(".", "").lower() in _NO_FIRST
    ):
        return name
    return f"{turned[2]} {turned[1]}"


def recipients(headers: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(normalised address, name) of those a mail is addressed to; nobody when it goes to a crowd."""
    values = list(headers)
    if sum(value.count(",") for value in values) >= _MOST:
        return
    for name, address in getaddresses(values):
        email = normalise_email(address.replace(" at ", "@"))
        if email:
            yield email, _name(name, email.partition("@")[0])


class Repair:
    """Clear addresses by what they look like garbled; collected in the first pass over a mailbox."""

    def __init__(self, clear: Iterable[str]) -> None:
        self._known: dict[str, dict[str, str | None]] = {how: {} for how in _TABLES}
        for address in clear:
            local, at, domain = address.partition("@")
            if not at:
                continue
            for how, table in _TABLES.items():
                shape = f"{local.translate(table)} {domain.translate(table)}"
                self._known[how][shape] = None if shape in self._known[how] else address

    def native(self, key: str) -> tuple[str, bool]:
        """(the id of a garbled key, whether it is a true address)."""
        how = next(each for each in _TABLES if key.startswith(each))
        shape = key.removeprefix(how + " ")
        found = self._known[how].get(shape)
        if found:
            return found, True
        local, _, domain = shape.partition(" ")
        return f"{local.translate(_COARSE)} at {domain.translate(_COARSE)}", False
