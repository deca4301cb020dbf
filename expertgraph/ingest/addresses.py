"""E-mail addresses in one spelling, and none at all where an address only looks like another.

Two identities may be joined by an address, so a look-alike (a Cyrillic a, a zero-width space, a full-width
letter) must never come out equal to the address it imitates: such an address counts as none.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 254
"""RFC 5321."""
_PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?\Z")
_DOMAIN = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\Z")
_LOCAL_BAD = re.compile(r"[\s,;:<>()\[\]\\\"@]")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Mc", "Me", "Zl", "Zp"}


def normalise_email(text: str | None) -> str | None:
    """The address, case-folded, its domain as IDNA; None when it is none or looks made to deceive.

    A ``+tag`` stays: it may be another mailbox.  No address may hide characters, mix scripts, or change under
    Unicode's compatibility forms (RFC 5321, UTS 39).
    """
    return None if not text or len(text) > LONGEST + 40 else _normalised(text)


@lru_cache(maxsize=16_384)
def _normalised(text: str) -> str | None:
    text = text.strip(" \t\r\n").removeprefix("mailto:")
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    if len(text) > LONGEST:
        return None
    if _PLAIN.match(text):
        return text.lower().rstrip(".")
    return _international(text)


def _international(text: str) -> str | None:
    if text.isascii() or text.count("@") != 1 or _hides(text):
        return None
    local, _, domain = text.casefold().partition("@")
    if not local or len(local) > 64 or _LOCAL_BAD.search(local) or _hides(local):
        return None
    if mixed_scripts(local) or any(mixed_scripts(label) for label in domain.split(".")):
        return None
    try:
        domain = domain.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return f"{local}@{domain}" if _DOMAIN.match(domain) else None


def _hides(text: str) -> bool:
    """Holds what is not seen, combines with its neighbour, or is another way to write a plain letter."""
    if unicodedata.normalize("NFKC", text) != text:
        return True
    return any(unicodedata.category(char) in _HIDDEN for char in text)


def mixed_scripts(text: str) -> bool:
    """Do the letters come from more than one alphabet?"""
    scripts = {unicodedata.name(char, "?").partition(" ")[0] for char in text if char.isalpha()}
    return len(scripts) > 1
