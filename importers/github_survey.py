"""The first pass over an export: who opened and wrote what, who there is, and which repositories are private.

A comment of the API carries only the address of its issue, so who is answered may lie in another file.
"""

from __future__ import annotations

from hashlib import blake2b

from expertgraph.ingest.times import EARLIEST
from expertgraph.records import Channel
from importers.fields import dicts_of
from importers.github_people import login_of, moment, web_address
from importers.github_shapes import Happening, Json, Post
from importers.who_wrote import WhoWrote

_STRICT = {"open": 0, "members": 1, "private": 2}


class Survey:
    """What one import holds, whatever the order of its files."""

    def __init__(self, source: str, visibility: str, now: int) -> None:
        self.source = source
        self.visibility = visibility
        self.now = now
        self.logins: set[str] = set()
        self._wrote = WhoWrote()
        self._stated: dict[str, tuple[int, int, str]] = {}
        self._names: dict[str, str] = {}
        self._pages: dict[str, str] = {}

    def meet(self, event: Happening) -> None:
        """Learn from one record."""
        if event.repository is not None:
            self._meet_repository(event.repository, event.stated or {})
        for user in (event.user, event.actor):
            self._meet_user(user)
        for post in event.posts:
            self._meet_repository(post.repository, {"html_url": _page(post)})
            author = author_of(post, event)
            if author is not None:
                self._wrote.add(
                    _key(*key_of(post)), author.lower(), 0, moment(post.found.get("updated_at"), 0) or 0
                )
            for user in (post.found.get("user"), event.actor, *named(post.found)):
                self._meet_user(user)

    def seal(self) -> None:
        """Once, after the last record."""
        self._wrote.seal()

    def author(self, kind: str, repository: str, number: int) -> str | None:
        """The login, in lower case, that wrote this: kind is post | note."""
        found = self._wrote.of(_key(kind, repository.lower() if kind == "post" else "", number))
        return found[0] if found else None

    def channel(self, repository: str) -> Channel:
        """A repository as a place.  What says nothing of its visibility loses to what does."""
        native = repository.lower()
        name, page = self._names.get(native, repository), self._pages.get(native)
        changed, _, visibility = self._stated.get(native, (None, 0, self.visibility))
        return Channel(f"{self.source}:{native}", self.source, name, "code", visibility, page, edited=changed)

    def repositories(self) -> list[str]:
        """All of them, in lower case."""
        return sorted(self._names)

    def is_private(self, repository: str) -> bool:
        """Does the export say that only its members may see it?"""
        return self._stated.get(repository.lower(), (0, 0, ""))[2] == "private"

    def _meet_user(self, user: object) -> None:
        login = login_of(user)
        if login is not None:
            self.logins.add(login.lower())

    def _meet_repository(self, name: str, stated: Json) -> None:
        native = name.lower()
        self._names[native] = max(name, self._names.get(native, name))
        page = web_address(stated.get("html_url"))
        if page is not None:
            self._pages[native] = max(page, self._pages.get(native, page))
        visibility = _visibility(stated)
        if visibility is not None:
            said = (moment(stated.get("updated_at"), self.now) or EARLIEST, _STRICT[visibility], visibility)
            self._stated[native] = max(said, self._stated.get(native, said))


def author_of(post: Post, event: Happening) -> str | None:
    """The login as it is spelled.  Events leave the author of a pull request out: who opened it is the actor."""
    author = login_of(post.found.get("user"))
    if author is None and "user" not in post.found and post.kind == "pull":
        return login_of(event.actor)
    return author


def key_of(post: Post) -> tuple[str, str, int]:
    """What others refer to it by."""
    native = post.found.get("id")
    if post.opens:
        return "post", post.repository.lower(), post.number
    return post.kind, "", native if type(native) is int else 0


def named(found: Json) -> list[Json]:
    """Those whom an issue or pull request is given to, and those who are asked to look at it."""
    return [*dicts_of(found, "assignees"), *dicts_of(found, "requested_reviewers")]


def _page(post: Post) -> str | None:
    """The repository's page, by the address of what was written there."""
    start, found, _ = str(post.found.get("html_url") or "").partition(f"/{post.repository}/")
    return f"{start}/{post.repository}" if found else None


def _key(kind: str, repository: str, number: int) -> int:
    text = f"{kind}|{repository}|{number}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")


def _visibility(stated: Json) -> str | None:
    word = stated.get("visibility")
    if word == "internal":
        return "members"
    if isinstance(stated.get("private"), bool):
        return "private" if stated["private"] else "open"
    return {"public": "open", "private": "private"}.get(word) if isinstance(word, str) else None
