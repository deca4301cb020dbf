"""What one mail says of itself: who wrote it, when, its id, and the list it belongs to."""

from __future__ import annotations

import re
from hashlib import blake2b

from expertgraph.ingest.source import Source
from expertgraph.ingest.times import parse_rfc2822, usable_time
from importers.mail_addresses import Sender, sender
from importers.mail_headers import Headers, addresses_of, message_ids, raw_text
from importers.plain_text import one_line

_PERIOD = re.compile(r"\d{4}(?:[-_]?(?:q[1-4]|\d{1,2}|[a-z]{3,9}))?\Z", re.IGNORECASE)
_LIST_ID = re.compile(r"<?([\w.+-]{2,200})>?\s*\Z")


def author_of(headers: Headers) -> Sender | None:
    """Who wrote it, by From; None when that names nobody."""
    return sender(raw_text(headers, b"from"), addresses_of(headers, b"x-original-from", b"reply-to"))


def date_of(headers: Headers, now: int) -> int | None:
    """When it was written, in seconds since 1970 UTC; None without a usable date."""
    return usable_time(parse_rfc2822(raw_text(headers, b"date")), now)


def message_id(headers: Headers, body: bytes) -> str:
    """The Message-ID without its brackets; one made of the content where there is none."""
    found = message_ids(raw_text(headers, b"message-id"))
    if found:
        return found[0]
    whole = blake2b(body, digest_size=16)
    for name in (b"from", b"date", b"subject"):
        whole.update(b"\n" + headers.get(name, b""))
    return f"hash-{whole.hexdigest()}"


def list_of(headers: Headers, home: str) -> tuple[str, str]:
    """(id, name) of the list: by List-Id, else where the file lies."""
    value = raw_text(headers, b"list-id")
    match = _LIST_ID.search(value) if value else None
    if match:
        return match[1].lower(), match[1].partition(".")[0]
    return home, home


def folder_list(source: Source, file: str) -> str:
    """The list a file belongs to by its name; a file named after a month or quarter, by its folder's name."""
    folder, _, base = file.rpartition("/")
    stem = base
    for suffix in (".gz", ".txt", ".mbox", ".mbx"):
        stem = stem[: -len(suffix)] if stem.casefold().endswith(suffix) else stem
    if _PERIOD.match(stem) or stem.casefold() == "mbox":
        above = source.name if source.kind in {"folder", "zip"} else source.path.parent.name
        stem = folder.rpartition("/")[2] or above or stem
    return one_line(stem, 200) or "mail"
