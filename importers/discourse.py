"""A Discourse forum as JSON: topics (/t/ID.json) and posts (/posts/ID.json, /posts.json) in a folder or zip.

Read twice: first who wrote which post, then the posts themselves, so that a reply finds whom it answers
whichever file comes first.  A reply answers the post it names, else whoever opened the topic; one that names
a post which is not in the export answers nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

import orjson

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Context, Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from expertgraph.ingest.times import parse_iso, usable_time
from expertgraph.records import Channel, Deletion, Identity, Interaction, Item, Record
from importers.discourse_files import (
    Category,
    Topic,
    categories,
    category_files,
    document,
    forum_files,
    forums_below,
    host_of,
    place_of,
    post_key,
    posts,
    whole,
)
from importers.plain_text import one_line, parse_html, raw_start, strip_tags, words_of
from importers.who_wrote import WhoWrote

_NOT_OWN = "aside.quote,blockquote,aside.onebox,.lightbox-wrapper .meta,details.elided"
_RICH = re.compile(
    r"<(?:aside|blockquote|pre|script|style|svg|iframe|details|title|template|!)|class=\"(?:mention|meta)\""
)
"""What takes a parser; every other post - most of them - is words between simple tags."""
_SMALL_ACTION, _WHISPER = 3, 4
_CHUNK = 1_000


class DiscourseImporter:
    """Topics and posts as the forum's own API gives them."""

    name: ClassVar[str] = "discourse"
    label: ClassVar[str] = "Discourse forum"
    hint: ClassVar[str] = "JSON of topics (/t/ID.json) or posts (/posts/ID.json), saved in a folder or zip."
    carries_visibility: ClassVar[bool] = False

    def sniff(self, source: Source) -> float:
        """By what the first files begin with; a folder of several forums is no forum itself."""
        if source.kind == "folder" and forums_below(source):
            return 0.0
        heads = [source.head(name) for name in forum_files(source)[:5]]
        if any(b'"post_stream"' in head and b'"cooked"' in head for head in heads):
            return 0.95
        return 0.9 if any(b'"cooked"' in head and b'"post_number"' in head for head in heads) else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """The forum's host where the files tell it, else the name of the folder or file."""
        several = forums_below(source)
        if several:
            raise Unreadable(
                f"{source.path.name} holds several forums: {', '.join(several)}.",
                "Import the folder of each by itself.",
            )
        return host_of(source) or source.name

    def notes(self, source: Source, options: Options) -> list[str]:
        """Likes are only counted in this format, not who gave them."""
        return ["Likes are left out: the files count them but do not say who gave them."]

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """One Found a post; people and channels come first."""
        forum = _Forum(source, name, options)
        forum.survey()
        yield from forum.context()
        for file in forum_files(source):
            yield from forum.outcomes(file)


class _Forum:
    """What the first pass learned, and the second pass over the files."""

    def __init__(self, source: Source, name: str, options: Options) -> None:
        self.source = source
        self.name = name
        self.prefix = name + ":"
        self.options = options
        self.host = name if "." in name else host_of(source)
        self.wrote = WhoWrote()
        self.people: dict[str, tuple[int, str, bool]] = {}
        self.channels: set[int | None] = set()
        self.categories: dict[int, Category] = {}
        self.spelling: dict[str, str] = {}

    def survey(self) -> None:
        """The first pass: who wrote what, who there is, which categories."""
        for file in category_files(self.source):
            for each in categories(self._surveyed(file)):
                self.categories[each.number] = max(each, self.categories.get(each.number, each))
        for file in forum_files(self.source):
            for topic, post in posts(self._surveyed(file)):
                if isinstance(post, dict):
                    self._meet(topic, post)
        self.wrote.seal()
        self.spelling = {name.lower(): name for name in sorted(self.people)}

    def _surveyed(self, file: str) -> Any:
        """A document of the first pass; the second pass says what is wrong with it."""
        try:
            return document(self.source, file)
        except BadRecord:
            return None

    def _meet(self, topic: Topic, post: dict[str, Any]) -> None:
        author = _username(post.get("username"))
        if author is None or self._skipped(topic, post):
            return
        changed = _time(post, "updated_at") or _time(post, "created_at") or 0
        number, place = whole(post.get("topic_id")) or topic.number, place_of(post.get("post_number"))
        if number is not None and place is not None:
            self.wrote.add(post_key(number, place), author, whole(post.get("id")) or 0, changed)
        self.channels.add(whole(post.get("category_id")) or topic.category)
        name = post.get("name")
        bot = type(post.get("user_id")) is int and post["user_id"] < 0
        said = (changed, one_line(name) if isinstance(name, str) else "", bot)
        if said > self.people.get(author, (-1, "", False)):
            self.people[author] = said

    def context(self) -> Iterator[Context]:
        """Everybody and every channel, sorted."""
        rows: list[Record] = [self._channel(number) for number in sorted(self.channels, key=lambda n: n or 0)]
        for author, (changed, name, bot) in sorted(self.people.items()):
            url = f"https://{self.host}/u/{author}" if self.host else None
            kind = "bot" if bot else "unknown"
            edited = usable_time(changed, self.options.now)
            rows.append(
                Identity(self.prefix + author, self.name, author, name or author, handle=author)._replace(
                    kind=kind, url=url, edited=edited
                )
            )
        for at in range(0, len(rows), _CHUNK):
            yield Context(tuple(rows[at : at + _CHUNK]))

    def _channel(self, number: int | None) -> Channel:
        if number is None:
            url = f"https://{self.host}" if self.host else None
            return Channel(
                self._channel_id(None), self.name, self.name, "forum", self.options.visibility, url=url
            )
        known = self.categories.get(number)
        name = one_line(known.name) if known else f"{self.name} {number}"
        visibility = "private" if known and known.restricted else self.options.visibility
        url = f"https://{self.host}/c/{number}" if self.host else None
        return Channel(self._channel_id(number), self.name, name, "forum", visibility, url=url)

    def _channel_id(self, number: int | None) -> str:
        return f"{self.prefix}forum" if number is None else f"{self.prefix}category/{number}"

    def outcomes(self, file: str) -> Iterator[Outcome]:
        """The second pass over one file."""
        try:
            found = document(self.source, file)
        except BadRecord as bad:
            yield Rejected(file, "1", bad.code, bad.reason, raw_start(self.source.head(file)))
            return
        place = 0
        for place, (topic, post) in enumerate(posts(found), 1):
            yield self._outcome(file, str(place), topic, post)
        if place == 0 and not any(True for _ in categories(found)):
            yield Skipped(file, "1", "no-posts")

    def _outcome(self, file: str, place: str, topic: Topic, post: Any) -> Outcome:
        try:
            if not isinstance(post, dict):
                raise BadRecord("bad-json", "the post is not a JSON object")
            rule, native = self._skipped(topic, post), whole(post.get("id"))
            if rule == "noise" and native is not None and _is_withdrawn(post):
                return Found(file, place, (self._deletion(post, native),))
            if rule is not None:
                return Skipped(file, place, rule)
            return Found(file, place, tuple(self._rows(topic, post)))
        except BadRecord as bad:
            return Rejected(file, place, bad.code, bad.reason, raw_start(orjson.dumps(post)))

    def _skipped(self, topic: Topic, post: dict[str, Any]) -> str | None:
        """The rule that leaves a post out, if one does."""
        category = self.categories.get(whole(post.get("category_id")) or topic.category or 0)
        private = post.get("post_type") == _WHISPER or (category is not None and category.restricted)
        if topic.direct and not self.options.include_private:
            return "direct"
        if private and not self.options.include_private:
            return "private"
        gone = _is_withdrawn(post)
        small = post.get("post_type") == _SMALL_ACTION or post.get("action_code")
        return "noise" if gone or small or post.get("username") == "system" else None

    def _deletion(self, post: dict[str, Any], native: int) -> Deletion:
        when = max(_time(post, "deleted_at") or 0, _time(post, "updated_at") or 0)
        return Deletion(f"{self.prefix}post/{native}", self.name, usable_time(when, self.options.now))

    def _rows(self, topic: Topic, post: dict[str, Any]) -> Iterator[Record]:
        native, author = whole(post.get("id")), _username(post.get("username"))
        number = whole(post.get("topic_id")) or topic.number
        place = place_of(post.get("post_number"))
        if native is None or author is None or number is None or place is None:
            raise BadRecord("missing-field", "the post lacks an id, a user name, a topic or a number")
        text, named = _words(post)
        target, answers = self._answered(post, number, place)
        asker = self.wrote.of(post_key(number, 1))
        own = asker is not None and asker[0] == author
        item = Item(
            f"{self.prefix}post/{native}",
            self.name,
            self.prefix + author,
            self._channel_id(whole(post.get("category_id")) or topic.category),
            f"{self.prefix}topic/{number}",
            "question" if place == 1 else "reply" if own else "answer",
            usable_time(_time(post, "created_at"), self.options.now),
            _title(post, topic),
            text,
            place - 1,
            f"{self.prefix}post/{answers}" if answers else None,
            post.get("accepted_answer") is True,
            f"https://{self.host}/t/{number}/{place}" if self.host else None,
            usable_time(_time(post, "updated_at"), self.options.now),
        )
        yield item
        if target is not None and target != author:
            yield _act(item, "reply", self.prefix + target)
        for name in dict.fromkeys(self.spelling.get(name.lower(), name) for name in named):
            if name not in (author, target):
                yield _act(item, "mention", self.prefix + name)

    def _answered(self, post: dict[str, Any], topic: int, place: int) -> tuple[str | None, int | None]:
        """(who, which post) a post answers: what it names, else the opening post."""
        named = place_of(post.get("reply_to_post_number"))
        if place == 1:
            return None, None
        wrote = self.wrote.of(post_key(topic, named or 1))
        user = post.get("reply_to_user")
        said = _username(user.get("username")) if isinstance(user, dict) else None
        if wrote is None:
            return said, None
        return said or wrote[0], wrote[1] or None


def _is_withdrawn(post: dict[str, Any]) -> bool:
    """Was the post deleted or hidden?"""
    return post.get("hidden") is True or post.get("user_deleted") is True or bool(post.get("deleted_at"))


def _username(value: object) -> str | None:
    """A user name as it may stand in an id."""
    usable = isinstance(value, str) and 0 < len(value) <= 100 and value.isprintable() and " " not in value
    return str(value) if usable else None


def _time(post: dict[str, Any], key: str) -> int | None:
    value = post.get(key)
    return parse_iso(value) if isinstance(value, str) else None


def _title(post: dict[str, Any], topic: Topic) -> str | None:
    title = post.get("topic_title")
    title = title if isinstance(title, str) else topic.title
    return one_line(title) or None if title else None


def _words(post: dict[str, Any]) -> tuple[str, list[str]]:
    """(the author's own words, the user names of those mentioned or quoted)."""
    cooked = post.get("cooked")
    if not isinstance(cooked, str):
        raw = post.get("raw")
        return (strip_tags(raw) if isinstance(raw, str) else ""), []
    document = parse_html(cooked) if _RICH.search(cooked) else None
    if document is None:
        return strip_tags(cooked), []
    named = [node.attributes.get("data-username") for node in document.css("aside.quote")]
    named += [(node.text() or "").removeprefix("@") for node in document.css("a.mention")]
    return words_of(document, _NOT_OWN), [name for name in map(_username, named) if name]


def _act(item: Item, kind: str, target: str) -> Interaction:
    return Interaction(
        f"{item.id}|{kind}|{target}", kind, item.author, target, item.at, item.channel, item.id
    )
