"""Who is who on GitHub.

The id is the login, in lower case: a mention carries nothing else, and GitHub takes ANN and ann for one.  The
number beside it outlives a change of login, but whoever is only mentioned has none, and would be there twice.
"""

from __future__ import annotations

import re
from typing import Any

from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.times import parse_iso, usable_time
from expertgraph.records import Identity
from importers.fields import line_of
from importers.plain_text import one_line

GHOST = "ghost"
"""Whom GitHub shows in place of everybody who closed their account."""
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})(?:\[bot\])?\Z")


def login_of(user: object) -> str | None:
    """The login as it is spelled; None where there is none."""
    login = user.get("login") if isinstance(user, dict) else None
    return login if isinstance(login, str) and _LOGIN.match(login) else None


def referred(source: str, user: dict[str, Any], login: str) -> Identity:
    """Somebody as any record refers to them.  No time: what their own profile says wins."""
    native = login.lower()
    gone = native == GHOST
    return Identity(
        f"{source}:{native}",
        source,
        native,
        login,
        handle=login,
        kind=_kind(user, login),
        url=web_address(user.get("html_url")),
        deleted=gone,
    )


def profile(source: str, user: dict[str, Any], login: str, now: int) -> Identity:
    """Somebody as their own profile says: they typed it, so the address is not verified."""
    email = user.get("email")
    company = line_of(user, "company")
    return referred(source, user, login)._replace(
        name=one_line(line_of(user, "name") or login),
        email=normalise_email(email) if isinstance(email, str) else None,
        organisation=company.removeprefix("@") if company else None,
        edited=moment(user.get("updated_at"), now),
    )


def moment(value: object, now: int) -> int | None:
    """A time of the API, if it can be true."""
    seconds = parse_iso(value) if isinstance(value, str) else None
    return usable_time(seconds, now)


def web_address(value: object) -> str | None:
    """A link that a page may show."""
    if isinstance(value, str) and value.startswith(("https://", "http://")) and len(value) < 2_000:
        return value if value.isprintable() and " " not in value else None
    return None


def _kind(user: dict[str, Any], login: str) -> str:
    return "bot" if user.get("type") == "Bot" or login.endswith("[bot]") else "unknown"
