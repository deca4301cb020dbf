"""X (Twitter): the archive that the owner of an account asks for, a zip whose ``data/*.js`` assign lists.

X documents the files in the archive's own README; no real archive was at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from expertgraph.errors import Unreadable
from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.importer import Context, Found, Options, Outcome, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from importers.fields import dict_of, dicts_of, line_of
from importers.json_elements import Element, elements, rejected
from importers.x_posts import Owner, Posts, number_in, protected_now

_OPENING = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:window\.)?YTD\.[\w.]{1,100}\s*=\s*\[")
_FILE = re.compile(r"(?:.*/)?([a-z-]+?)(?:-part\d+)?\.js\Z", re.IGNORECASE)
_WHAT = {
    "account": "account",
    "protected-history": "protection",
    "tweet": "post",
    "tweets": "post",
    "community-tweet": "post",
    "deleted-tweet": "deleted",
    "deleted-tweets": "deleted",
    "like": "like",
    "likes": "like",
    "following": "following",
    "follower": "follower",
    "direct-messages": "direct",
    "direct-messages-group": "direct",
    "direct-message": "direct",
    "direct-message-group": "direct",
}
_INNER = {
    "post": "tweet",
    "deleted": "tweet",
    "following": "following",
    "follower": "follower",
    "like": "like",
}
_TELLING = {"account", "following", "follower", "like", "direct", "protection"}
_FEW = 1_000
_PROTECTED = 40
"""Bytes that a rejected post of a protected account is quoted with: no words yet."""


class XArchiveImporter:
    """A member's own archive."""

    name: ClassVar[str] = "x_archive"
    label: ClassVar[str] = "X (Twitter) archive"
    hint: ClassVar[str] = (
        "The zip from X: Settings > Your account > Download an archive of your data; or its data folder."
    )
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """By scripts that assign lists to window.YTD; not for several archives in a folder."""
        files = _files(source)
        kinds = {what for what, _ in files}
        if len(source.find("account.js")) > 1 or not kinds:
            return 0.0
        return 0.95 if "post" in kinds and kinds & _TELLING else 0.5 if "account" in kinds else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """``x``: an account's number is the same in every archive, so archives of members join."""
        return "x"

    def notes(self, source: Source, options: Options) -> list[str]:
        """Whose archive it is, whether the account is protected, and which scripts are not read."""
        owner = _owner(source)
        notes = ["The archive does not say whose it is: account.js is missing or damaged."]
        if owner is not None:
            notes = [f"The archive of {owner.name} (@{owner.handle})."]
            if owner.protected:
                notes.append("The account is protected: its posts count as private.")
            elif not source.find("protected-history.js"):
                notes.append("Nothing says whether the account is protected: its posts count as open.")
        used = {file for _, file in _files(source)}
        others = [name for name in source.find("*.js") if name not in used and "/data/" in f"/{name}"]
        if others:
            shown = ", ".join(others[:10]) + (", ..." if len(others) > 10 else "")
            notes.append(f"Not used: {shown}.")
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """Posts, deletions, whom the account follows and who follows it; likes and messages are counted."""
        if len(source.find("account.js")) > 1:
            raise Unreadable(f"{source.path.name} holds more than one archive.", "Import them one by one.")
        owner = _owner(source)
        if owner is None:
            raise Unreadable(
                f"{source.path.name} does not say whose archive it is.",
                "account.js must be in it: ask X for the archive again.",
            )
        posts = Posts(name, options.now, owner)
        yield Context((posts.identity(), *posts.place()))
        for what, file in _files(source):
            for element in _elements(source, what, file):
                yield from _outcomes(what, file, element, posts, options)
        yield from posts.people.context()


def _files(source: Source) -> list[tuple[str, str]]:
    """(what it holds, file) for the scripts that are read."""
    files = []
    for member in source.files():
        match = _FILE.match(member.name)
        what = _WHAT.get(match[1].casefold()) if match else None
        if what and _OPENING.search(source.head(member.name)):
            files.append((what, member.name))
    return files


def _owner(source: Source) -> Owner | None:
    accounts = [
        dict_of(element.found, "account") or element.found
        for what, file in _files(source)
        if what == "account"
        for element in _few(source, what, file)
        if element.found is not None
    ]
    history = [
        dict_of(element.found, "protectedHistory")
        for what, file in _files(source)
        if what == "protection"
        for element in _few(source, what, file)
        if element.found is not None
    ]
    for account in accounts:
        native = number_in(account, "accountId")
        if native is not None:
            handle = line_of(account, "username")
            name = line_of(account, "accountDisplayName", "username") or native
            email = normalise_email(line_of(account, "email"))
            return Owner(native, handle, name, email, protected_now(history))
    return None


def _few(source: Source, what: str, file: str) -> Iterator[Element]:
    for element in _elements(source, what, file):
        if element.number > _FEW:
            return
        yield element


def _elements(source: Source, what: str, file: str) -> Iterator[Element]:
    return elements(source, file, _OPENING, lambda found: _is_record(what, found))


def _is_record(what: str, found: dict[str, Any]) -> bool:
    if what == "direct":
        return "dmConversation" in found
    inner = _INNER.get(what)
    return inner is None or inner in found or ("id_str" in found and "created_at" in found)


def _outcomes(what: str, file: str, element: Element, posts: Posts, options: Options) -> Iterator[Outcome]:
    place = str(element.number)
    if what == "direct":
        yield from _direct(file, place, element)
        return
    if posts.owner.protected:
        element = element._replace(raw=element.raw[:_PROTECTED])
    if element.found is None:
        yield rejected(file, place, element)
        return
    try:
        yield _outcome(what, file, place, element.found, posts, options)
    except BadRecord as bad:
        yield rejected(file, place, element, bad)


def _outcome(
    what: str, file: str, place: str, found: dict[str, Any], posts: Posts, options: Options
) -> Found | Skipped:
    inner = dict_of(found, _INNER.get(what, "")) or found
    if what == "post":
        return posts.outcome(inner, file, place, options.include_private)
    if what == "deleted":
        return Found(file, place, (posts.deletion(inner),))
    if what == "account":
        return Found(file, place, (posts.identity(),))
    if what in ("like", "protection"):
        return Skipped(file, place, "no-author" if what == "like" else "noise")
    native = number_in(inner, "accountId")
    if native is None:
        raise BadRecord("missing-field", "'accountId' is missing")
    rows = posts.contact(native, follows=what == "following")
    return Skipped(file, place, "noise") if rows is None else Found(file, place, rows)


def _direct(file: str, place: str, element: Element) -> Iterator[Outcome]:
    """Every direct message is counted and stays out; not even a damaged one is quoted."""
    messages = dicts_of(dict_of(element.found or {}, "dmConversation"), "messages")
    if not messages:
        yield Skipped(file, place, "direct")
    for number in range(1, len(messages) + 1):
        yield Skipped(file, f"{place}.{number}", "direct")
