"""Mastodon: the archive that the owner of an account asks for, and the CSV of whom the account follows.

ActivityPub and Mastodon's documentation describe the files; no real archive was at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from expertgraph.errors import ExpertgraphError, Unreadable
from expertgraph.ingest.importer import Context, Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.source import Source
from expertgraph.ingest.tables import Row, Table, fold
from importers.fields import line_of
from importers.json_elements import elements, rejected
from importers.mastodon_activities import Account, Activities, Owner, account_in, account_of
from importers.plain_text import raw_start

_ACTOR, _OUTBOX, _LIKES, _BOOKMARKS = "actor.json", "outbox.json", "likes.json", "bookmarks.json"
_FOLLOWING = ("following_accounts.csv", "follows.csv")
_ITEMS = re.compile(rb'"orderedItems"\s*:\s*\[')
_FIRST_ACTOR = re.compile(rb'"actor"\s*:\s*"([^"\\]{1,500})"')
_HOST = re.compile(r"https?://([^/\s?#@]+)")


class MastodonImporter:
    """A member's own archive."""

    name: ClassVar[str] = "mastodon"
    label: ClassVar[str] = "Mastodon archive"
    hint: ClassVar[str] = (
        "From Mastodon: Preferences > Import and export > Data export > Request your archive; unpack a "
        ".tar.gz first. Put the CSV of whom you follow beside it."
    )
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """By an outbox of activities or the account's own file; not for several archives in a folder."""
        if len(source.find(_OUTBOX)) > 1 or len(source.find(_ACTOR)) > 1:
            return 0.0
        outbox = any(_is_outbox(source.head(file)) for file in _outboxes(source))
        if outbox:
            return 0.95
        return (
            0.6 if any(b'"preferredUsername"' in source.head(file) for file in source.find(_ACTOR)) else 0.0
        )

    def default_source(self, source: Source, options: Options) -> str:
        """``mastodon``: an account is name@host wherever it is seen, so archives of members join."""
        return "mastodon"

    def notes(self, source: Source, options: Options) -> list[str]:
        """Whose archive it is taken for, and which files are not read."""
        try:
            notes = [f"The archive of {_owner(source).account.acct}."]
        except ExpertgraphError as error:
            notes = [str(error)]
        used = {_ACTOR, _OUTBOX, _LIKES, _BOOKMARKS, *_FOLLOWING}
        names = [each.name for each in source.files() if "media_attachments/" not in each.name]
        others = [name for name in names if name.rpartition("/")[2].casefold() not in used]
        if others and len(names) > 1:
            shown = ", ".join(others[:10]) + (", ..." if len(others) > 10 else "")
            notes.append(f"Not used: {shown}.")
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """The account, its outbox, its favourites, bookmarks (only counted) and whom it follows."""
        if len(source.find(_ACTOR)) > 1:
            raise Unreadable(f"{source.path.name} holds more than one archive.", "Import them one by one.")
        owner = _owner(source)
        activities = Activities(name, options.now, owner, options.include_private)
        if not source.find(_ACTOR):
            yield Context((activities.identity()._replace(stub=True),))
        for file in source.find(_ACTOR):
            bad = _stated(source, file)
            if isinstance(bad, BadRecord):
                yield Rejected(file, "1", bad.code, bad.reason)
            else:
                yield Found(file, "1", (activities.identity(),))
        for file in _outboxes(source):
            yield from _outbox(source, file, activities)
        for file in source.find(_LIKES):
            yield from _urls(source, file, activities)
        for file in source.find(_BOOKMARKS):
            yield from _urls(source, file, None)
        for wanted in _FOLLOWING:
            for file in source.find(wanted):
                yield from _following(source, file, activities)


def _is_outbox(head: bytes) -> bool:
    starts = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    return starts and bool(_ITEMS.search(head)) and b"activitystreams" in head and b'"actor"' in head


def _outboxes(source: Source) -> list[str]:
    found = source.find(_OUTBOX)
    if not found and source.kind in {"file", "gz"} and _is_outbox(source.head(source.files()[0].name)):
        return [source.files()[0].name]
    return found


def _owner(source: Source) -> Owner:
    """Whose archive it is: as actor.json says, else the actor of the outbox.  Raises Unreadable."""
    for file in source.find(_ACTOR):
        stated = _stated(source, file)
        if isinstance(stated, Owner):
            return stated
    for file in _outboxes(source):
        match = _FIRST_ACTOR.search(source.head(file))
        url = match[1].decode("utf-8", "replace") if match else ""
        account = account_of(url)
        if account is not None:
            return Owner(account, url, account.name)
    raise Unreadable(
        f"{source.path.name} does not say whose archive it is.", "actor.json must be in it: ask for it again."
    )


def _stated(source: Source, file: str) -> Owner | BadRecord:
    """The owner as actor.json states it, or why it does not."""
    try:
        found = load_json(source.read(file))
    except BadRecord as bad:
        return bad
    owner = _actor(found) if isinstance(found, dict) else None
    return owner or BadRecord("missing-field", "'id' or 'preferredUsername' is missing")


def _actor(found: dict[str, Any]) -> Owner | None:
    url, name = found.get("id"), line_of(found, "preferredUsername")
    host = _HOST.match(url) if isinstance(url, str) else None
    if not isinstance(url, str) or host is None or name is None:
        return None
    account = account_in(found.get("webfinger")) or account_in(f"{name}@{host[1]}")
    if account is None:
        return None
    return Owner(
        account, url, line_of(found, "name") or name, found.get("type") in ("Service", "Application")
    )


def _is_activity(found: dict[str, Any]) -> bool:
    return "type" in found and "object" in found and "actor" in found


def _outbox(source: Source, file: str, activities: Activities) -> Iterator[Outcome]:
    for element in elements(source, file, _ITEMS, _is_activity):
        place = str(element.number)
        if element.found is None:
            yield rejected(file, place, element._replace(raw=element.raw[:100]))
            continue
        try:
            yield activities.outcome(element.found, file, place)
        except BadRecord as bad:
            yield rejected(file, place, element._replace(raw=element.raw[:100]), bad)


def _urls(source: Source, file: str, activities: Activities | None) -> Iterator[Outcome]:
    """The favourites, an address each; without ``activities`` bookmarks, which are the owner's own business."""
    try:
        data = source.read(file)
        found = load_json(data)
        urls = found.get("orderedItems") if isinstance(found, dict) else None
        if not isinstance(urls, list):
            raise BadRecord("bad-json", "the file holds no list of addresses")
    except BadRecord as bad:
        yield Rejected(file, "file", bad.code, bad.reason, raw_start(data) if activities else "")
        return
    for number, url in enumerate(urls, 1):
        place = str(number)
        try:
            yield activities.like(url, file, place) if activities else Skipped(file, place, "private")
        except BadRecord as bad:
            yield Rejected(file, place, bad.code, bad.reason, str(url)[:100])


def _is_header(cells: Sequence[str]) -> bool:
    return fold(cells[0]).startswith("account ad")


def _following(source: Source, file: str, activities: Activities) -> Iterator[Outcome]:
    """A row for each account that the owner follows; a file that cannot be read is set aside."""
    try:
        for row in Table(source, file, _is_header).rows():
            if type(row) is not Row:
                yield row  # type: ignore[misc]  # what is no row is an outcome already
                continue
            account: Account | None = account_in(row.cells[0])
            if account is None:
                reason = "not an account such as name@host"
                yield Rejected(file, str(row.line), "bad-field", reason, row.cells[0][:100])
            else:
                yield activities.follow(account, file, str(row.line))
    except ExpertgraphError as error:
        yield Rejected(file, "file", error.code, str(error))
