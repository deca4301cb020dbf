"""Who is who in a LinkedIn archive: by the profile's address, the e-mail address, or name and company."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.times import EARLIEST
from expertgraph.records import Identity

_PROFILE = re.compile(r"(?:https?://)?(?:[\w-]+\.)*linkedin\.com/(in|pub)/([^/?#\s]{1,200})", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s<>\"]{1,2000}$", re.IGNORECASE)
NOBODY = "linkedin member"
"""How those who left are named."""


class Owner(NamedTuple):
    """Whose archive it is; ``profile`` is the native id that other members have: ``in/...``."""

    source: str
    name: str
    email: str | None
    profile: str | None = None

    @property
    def id(self) -> str:
        """The owner's identity."""
        return f"{self.source}:owner"

    @property
    def identity(self) -> Identity:
        """The owner as a record; the address was typed in by the member, so it is not verified."""
        return Identity(self.id, self.source, "owner", self.name, email=self.email)


def profile_of(url: str) -> str | None:
    """The native id in the address of a profile, whatever its spelling."""
    profile = _PROFILE.match(url)
    return f"{profile[1]}/{unquote(profile[2])}".casefold() if profile else None


def full_name(row: dict[str, str]) -> str:
    """First and last name."""
    return " ".join(f"{row.get('first', '')} {row.get('last', '')}".split())


class People:
    """Makes identities.  Somebody named without an address is the one connection of that name and company, or of
    that name where no company is told; else known by a hash of both."""

    def __init__(self, owner: Owner, connections: Iterable[dict[str, str]] = ()) -> None:
        self.owner = owner
        self._known: dict[str, str | None] = {}
        for row in connections:
            native = profile_of(row.get("url", "")) or normalise_email(row.get("email"))
            name = full_name(row)
            if native and name:
                self._note(f"{name}|{row.get('company', '')}", native)
                self._note(name, native)

    def _note(self, key: str, native: str) -> None:
        key = key.casefold()
        self._known[key] = native if self._known.get(key, native) == native else None

    def listed(self, row: dict[str, str]) -> Identity | None:
        """Somebody in the list of connections."""
        return self._identity(full_name(row), row, None)

    def named(self, name: str, row: dict[str, str]) -> Identity | None:
        """Somebody whom another record names: a stub, of which the one that tells more stays."""
        company = row.get("company", "")
        key = f"{name}|{company}" if company else name
        found = self._identity(name, row, self._known.get(key.casefold()))
        if found is None or found.id == self.owner.id:
            return found
        return found._replace(stub=True, edited=EARLIEST + bool(company) if name else None)

    def _identity(self, name: str, row: dict[str, str], known: str | None) -> Identity | None:
        url, email = row.get("url", ""), normalise_email(row.get("email"))
        company = row.get("company") or None
        profile = profile_of(url)
        if profile and profile == self.owner.profile:
            return self.owner.identity
        native = profile or email or known
        if native is None:
            if not name:
                return None
            native = hashed(f"{name}|{company or ''}".casefold())[:16]
        source = self.owner.source
        return Identity(
            f"{source}:{native}",
            source,
            native,
            name or native.removeprefix("in/").removeprefix("pub/"),
            email=email,
            organisation=company,
            url=url if _WEB.match(url) else None,
        )


def hashed(text: str) -> str:
    """What stands for a record that has no id of its own."""
    return hashlib.sha256(text.encode()).hexdigest()
