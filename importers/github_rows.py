"""One record of GitHub as rows: what was written, by whom, and whom it answers, reviews and names."""

from __future__ import annotations

from collections.abc import Iterator

from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.times import parse_iso
from expertgraph.records import Deletion, Identity, Interaction, Item, Record
from importers.fields import line_of
from importers.github_people import GHOST, login_of, moment, profile, referred, web_address
from importers.github_shapes import Happening, Json, Post
from importers.github_survey import Survey, author_of, named
from importers.github_text import words

_KIND = {"issue": "question", "discussion": "question", "pull": "post"}
_ANCHOR = {"comment": "issuecomment", "note": "discussion_r", "review": "pullrequestreview"}
_MOST_ID = 2**63


class Rows:
    """The records of one import."""

    def __init__(self, source: str, now: int, survey: Survey) -> None:
        self.source = source
        self.prefix = source + ":"
        self.now = now
        self.survey = survey
        self._known: dict[str, Identity] = {}

    def of(self, event: Happening) -> tuple[Record, ...]:
        """The rows of a record, first the one it stands for; none for a record that says nothing.

        Raises BadRecord.
        """
        if event.user is not None:
            return (self._user(event.user),)
        if not event.posts:
            return (self.survey.channel(event.repository),) if event.repository is not None else ()
        first, *others = event.posts
        if event.gone:
            return (Deletion(self._native(first), self.source, None),)
        rows = list(self._post(first, event))
        for other in others:
            if other.opens and "title" in other.found:
                rows += self._post(other, event)
        return tuple(rows)

    def _user(self, user: Json) -> Identity:
        login = login_of(user)
        if login is None:
            raise BadRecord("missing-field", "the user has no login")
        known = {"name", "company", "email", "bio"} & user.keys()
        return profile(self.source, user, login, self.now) if known else referred(self.source, user, login)

    def _post(self, post: Post, event: Happening) -> Iterator[Record]:
        """A post, its author, and what they did to others; nothing for one that only shows its number."""
        author = author_of(post, event)
        if author is None and "user" not in post.found:
            return
        if author is None and post.found["user"]:
            raise BadRecord("bad-field", "the author's login is none")
        user = post.found.get("user") or event.actor or {}
        item = self._item(post, (author or GHOST).lower(), event)
        text, mentioned = words(post.found.get("body"))
        yield item._replace(text=text)
        yield from self._met(user, author or GHOST)
        acts = {act.id: act for act in self._acts(item, post, mentioned)}
        for each in named(post.found):
            if (login := login_of(each)) is not None:
                yield from self._met(each, login)
        yield from acts.values()

    def _item(self, post: Post, author: str, event: Happening) -> Item:
        thread = f"{self.prefix}{post.repository.lower()}#{post.number}"
        asker = self.survey.author("post", post.repository, post.number)
        kind = _KIND.get(post.kind) or ("answer" if self._asks(post) and author != asker else "reply")
        at = self._written(post, event)
        return Item(
            self._native(post),
            self.source,
            self.prefix + author,
            self.prefix + post.repository.lower(),
            thread,
            kind,
            at,
            title=line_of(post.found, "title"),
            position=0 if post.opens else None,
            reply_to=None if post.opens else self._answered(post) or thread,
            url=web_address(post.found.get("html_url")),
            edited=moment(post.found.get("updated_at"), self.now) or at,
        )

    def _asks(self, post: Post) -> bool:
        return post.kind == "comment" and "/pull/" not in str(post.found.get("html_url"))

    def _answered(self, post: Post) -> str | None:
        """The remark on the same line that a remark goes on from."""
        native = post.found.get("in_reply_to_id")
        return f"{self.prefix}discussion_r-{native}" if type(native) is int and native > 0 else None

    def _native(self, post: Post) -> str:
        if post.opens:
            return f"{self.prefix}{post.repository.lower()}#{post.number}"
        native = post.found.get("id")
        if type(native) is not int or not 0 < native < _MOST_ID:
            raise BadRecord("missing-field", f"the {post.kind} has no number of its own")
        return f"{self.prefix}{_ANCHOR[post.kind]}-{native}"

    def _written(self, post: Post, event: Happening) -> int | None:
        """When it was written.  Raises BadRecord for a time that is none."""
        found = post.found
        value = found.get("submitted_at") if post.kind == "review" else found.get("created_at")
        value = (
            value
            or found.get("created_at")
            or (event.at if "user" not in found or post.kind == "review" else None)
        )
        if value is None:
            return None
        if not isinstance(value, str) or parse_iso(value) is None:
            raise BadRecord("bad-date", f"{str(value)[:60]!r} is no time such as 2024-01-31T12:00:00Z")
        return moment(value, self.now)

    def _acts(self, item: Item, post: Post, mentioned: list[str]) -> Iterator[Interaction]:
        asker = self.survey.author("post", post.repository, post.number)
        told = None
        if post.kind == "note" and (parent := post.found.get("in_reply_to_id")) is not None:
            told = self.survey.author("note", "", parent) if type(parent) is int else None
            yield from self._act(item, "reply", told)
        elif not post.opens:
            told = asker
            yield from self._act(item, "reply" if post.kind == "comment" else "review", told)
        asked = [login.lower() for each in named(post.found) if (login := login_of(each)) is not None]
        for login in (*asked, *(each for each in mentioned if each in self.survey.logins)):
            if login != told:
                yield from self._act(item, "mention", login)

    def _act(self, item: Item, kind: str, login: str | None) -> Iterator[Interaction]:
        ghost = self.prefix + GHOST
        target = f"{self.prefix}{login}"
        if login is not None and target not in (item.author, ghost) and item.author != ghost:
            identifier = f"{item.id}|{kind}|{target}"
            yield Interaction(identifier, kind, item.author, target, item.at, item.channel, item.id)

    def _met(self, user: Json, login: str) -> Iterator[Identity]:
        row = referred(self.source, user, login)
        if self._known.get(row.id) != row:
            self._known[row.id] = row
            yield row
