"""A Stack Exchange site's data dump: Posts, Comments, Users and Tags as XML with a row a line.

Read twice: first who wrote which post, which answers were accepted and who comments where, then the rows
themselves, so that the order of files and rows decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Context, Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from expertgraph.ingest.times import parse_iso, usable_time
from expertgraph.ingest.xml import Row, rows
from expertgraph.records import Channel, Deletion, Interaction, Item, Record, Skill, skill_id
from importers.plain_text import html_to_text, one_line, tidy
from importers.stackexchange_files import LEFT_OUT, READ, Layout, host_of
from importers.stackexchange_people import People
from importers.stackexchange_threads import Threads, author_of, whole

_QUESTION, _ANSWER = "1", "2"
_TAGS = re.compile(r"[^<>|\s]+")
_LONGEST_TAG = 100
_RAW = 200

_Read = Callable[[Mapping[str, str]], tuple[Record, ...]]


class StackexchangeImporter:
    """The dump of one site."""

    name: ClassVar[str] = "stackexchange"
    label: ClassVar[str] = "Stack Exchange data dump"
    hint: ClassVar[str] = (
        "Your profile on the site, Settings, Data dump access, or archive.org/details/stackexchange: "
        "unpack the .7z and give the folder, or a zip of it."
    )
    carries_visibility: ClassVar[bool] = False

    def sniff(self, source: Source) -> float:
        """By the first elements of its files; a folder of several sites is no site itself."""
        layout = Layout(source)
        if source.kind == "folder" and len(layout.folders) > 1:
            return 0.0
        if layout.of("posts"):
            return 0.95
        return 0.4 if any(layout.of(kind) for kind in READ) and b"<row " in _heads(source, layout) else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """The site's host where the folder, zip or file is named after it, else that name."""
        return host_of(source) or source.name

    def notes(self, source: Source, options: Options) -> list[str]:
        """What the dump has and is not read."""
        layout = Layout(source)
        notes = ["Votes are anonymous, and badges, links and old revisions tell no words: they are left out."]
        if not layout.of("users"):
            notes.append("There is no Users.xml: people are known by their numbers only.")
        if layout.others:
            shown = ", ".join(layout.others[:5]) + (", ..." if len(layout.others) > 5 else "")
            notes.append(f"{len(layout.others)} files are no part of a dump and are not read: {shown}.")
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """Users, tags, posts, comments, and what is only counted."""
        layout = Layout(source)
        if len(layout.folders) > 1:
            raise Unreadable(
                f"{source.path.name} holds the dumps of several sites: {', '.join(layout.folders)}.",
                "Import the folder of each by itself.",
            )
        if not layout.of("posts"):
            raise Unreadable(
                f"{source.path.name} holds no posts of a Stack Exchange dump.",
                "Give the folder in which Posts.xml lies.",
            )
        yield from _Site(source, name, options, layout).outcomes()


def _heads(source: Source, layout: Layout) -> bytes:
    return b"".join(source.head(name, 4096) for kind in READ for name in layout.of(kind))


class _Site:
    """One site: what the first pass learned, and the second pass."""

    def __init__(self, source: Source, name: str, options: Options, layout: Layout) -> None:
        self.source = source
        self.name = name
        self.prefix = name + ":"
        self.options = options
        self.layout = layout
        self.host = name if "." in name else host_of(source)
        self.channel = self.prefix + "site"
        self.threads = Threads()
        self.people = People(name, self.host)
        self.tagged: set[str] = set()

    def outcomes(self) -> Iterator[Outcome]:
        self._survey()
        url = f"https://{self.host}" if self.host else None
        yield Context(
            (Channel(self.channel, self.name, self.name, "forum", self.options.visibility, url=url),)
        )
        readers = {"users": self._user, "tags": self._tag, "posts": self._post, "comments": self._comment}
        for kind in READ:
            for file in self.layout.of(kind):
                for row in self._rows(file):
                    yield row if isinstance(row, Rejected) else self._outcome(file, row, readers[kind])
        for kind in LEFT_OUT:
            for file in self.layout.of(kind):
                for row in self._rows(file):
                    yield row if isinstance(row, Rejected) else Skipped(file, row.place, "noise")

    def _survey(self) -> None:
        """The first pass; the second one says what is wrong with a row."""
        for row in self._surveyed("posts"):
            native = whole(row.get("Id"))
            if native is None:
                continue
            kind = _type(row)
            question = native if kind == _QUESTION else whole(row.get("ParentId")) if kind == _ANSWER else 0
            changed = self._moment(row, "LastEditDate") or self._moment(row, "CreationDate") or 0
            self.threads.post(native, _owner(row, native), question or 0, changed)
            answer = whole(row.get("AcceptedAnswerId"))
            if answer is not None:
                self.threads.accept(answer, self._moment(row, "LastActivityDate") or changed)
        for row in self._surveyed("comments"):
            post, author = whole(row.get("PostId")), author_of(row, "UserId", "UserDisplayName")
            if post is not None and author is not None:
                self.threads.comment(post, author)
        for row in self._surveyed("users"):
            self.threads.name(row.get("Id", ""), row.get("DisplayName", ""))
        self.threads.seal()

    def _surveyed(self, kind: str) -> Iterator[Mapping[str, str]]:
        for file in self.layout.of(kind):
            for row in self._rows(file):
                if isinstance(row, Row):
                    yield row.attributes

    def _rows(self, file: str) -> Iterator[Row | Rejected]:
        """The rows of a file; one that cannot be read among others is one rejection."""
        try:
            yield from rows(self.source, file)
        except Unreadable as error:
            if len(self.source.files()) == 1:
                raise
            yield Rejected(file, "whole", error.code, str(error))

    def _outcome(self, file: str, row: Row, read: _Read) -> Outcome:
        try:
            found = read(row.attributes)
        except BadRecord as bad:
            return Rejected(file, row.place, bad.code, bad.reason, str(dict(row.attributes))[:_RAW])
        return Found(file, row.place, found) if found else Skipped(file, row.place, "noise")

    def _user(self, row: Mapping[str, str]) -> tuple[Record, ...]:
        return (self.people.user(row, self._moment(row, "LastAccessDate")),)

    def _tag(self, row: Mapping[str, str]) -> tuple[Record, ...]:
        skills = self._skills(row.get("TagName", ""))
        if len(skills) != 1:
            raise BadRecord("missing-field", "the tag has no TagName")
        return tuple(skills)

    def _skills(self, tags: str) -> list[Skill]:
        """The tags of a question, or one tag: ``<quantum-gate><qubit>``, in newer dumps ``|quantum-gate|qubit|``."""
        labels = [one_line(tag.replace("-", " ")) for tag in _TAGS.findall(tags) if len(tag) <= _LONGEST_TAG]
        return [Skill(skill_id(label), label, self.name) for label in labels if label]

    def _tags(self, row: Mapping[str, str]) -> list[Skill]:
        """The tags of a post that no row before it had."""
        new = [skill for skill in self._skills(row.get("Tags", "")) if skill.id not in self.tagged]
        self.tagged.update(skill.id for skill in new)
        return new

    def _post(self, row: Mapping[str, str]) -> tuple[Record, ...]:
        native, kind = self._id(row), _type(row)
        if kind not in (_QUESTION, _ANSWER):
            return ()
        item = f"{self.prefix}post/{native}"
        at = self._at(row)
        if row.get("DeletionDate"):
            return (self._deleted(item, row),)
        question = native if kind == _QUESTION else self._question(row)
        asked = self.threads.wrote.of(question)
        if asked is None:
            raise BadRecord("missing-end", f"the question {question} is not in the dump")
        author = _owner(row, native)
        accepted = self.threads.accepted_at(native) if kind == _ANSWER else None
        edited = self._moment(row, "LastEditDate")
        post = Item(
            item,
            self.name,
            self.prefix + author,
            self.channel,
            f"{self.prefix}post/{question}",
            "question" if kind == _QUESTION else "answer",
            at,
            title=one_line(row.get("Title", "")) or None,
            text=html_to_text(row.get("Body", "")),
            position=0 if kind == _QUESTION else None,
            reply_to=None if kind == _QUESTION else f"{self.prefix}post/{question}",
            accepted=accepted is not None,
            url=self._url("q" if kind == _QUESTION else "a", native),
            edited=edited if accepted is None else max(edited or 0, accepted) or None,
        )
        acts = self._acts(post, "answer", author, asked[0]) if kind == _ANSWER else ()
        return (post, *acts, *self._tags(row), *self.people.introduced(author))

    def _question(self, row: Mapping[str, str]) -> int:
        question = whole(row.get("ParentId"))
        if question is None:
            raise BadRecord("missing-field", "the answer names no question (ParentId)")
        return question

    def _comment(self, row: Mapping[str, str]) -> tuple[Record, ...]:
        native, post = self._id(row), whole(row.get("PostId"))
        author = author_of(row, "UserId", "UserDisplayName") or f"comment-author/{native}"
        if post is None:
            raise BadRecord("missing-field", "the comment names no post (PostId)")
        at = self._at(row)
        wrote = self.threads.wrote.of(post)
        if wrote is None:
            raise BadRecord("missing-end", f"the post {post} is not in the dump")
        identifier = f"{self.prefix}comment/{native}"
        if row.get("DeletionDate"):
            return (self._deleted(identifier, row),)
        if wrote[1] == 0:
            return ()
        text = tidy(row.get("Text", ""))
        first, named = self.threads.addressed(text, post, author)
        item = Item(
            identifier,
            self.name,
            self.prefix + author,
            self.channel,
            f"{self.prefix}post/{wrote[1]}",
            "reply",
            at,
            text=text,
            reply_to=f"{self.prefix}post/{post}",
            url=self._url("posts/comments", native),
        )
        target = first or wrote[0]
        mentions = [
            act for each in named if each != target for act in self._acts(item, "mention", author, each)
        ]
        return (item, *self._acts(item, "reply", author, target), *mentions, *self.people.introduced(author))

    def _acts(self, item: Item, kind: str, author: str, target: str) -> tuple[Interaction, ...]:
        if author == target:
            return ()
        whom = self.prefix + target
        return (
            Interaction(f"{item.id}|{kind}|{whom}", kind, item.author, whom, item.at, self.channel, item.id),
        )

    def _deleted(self, item: str, row: Mapping[str, str]) -> Deletion:
        when = self._moment(row, "DeletionDate")
        return Deletion(item, self.name) if when is None else Deletion(item, self.name, when)

    def _url(self, path: str, native: int) -> str | None:
        return f"https://{self.host}/{path}/{native}" if self.host else None

    def _id(self, row: Mapping[str, str]) -> int:
        native = whole(row.get("Id"))
        if not native:
            raise BadRecord("missing-field", "the row has no Id that is a number")
        return native

    def _at(self, row: Mapping[str, str]) -> int | None:
        """When it was written.  Raises BadRecord for a date that is none."""
        written = row.get("CreationDate")
        if written and parse_iso(written) is None:
            raise BadRecord("bad-date", f"CreationDate {written[:40]!r} is no date")
        return self._moment(row, "CreationDate")

    def _moment(self, row: Mapping[str, str], key: str) -> int | None:
        written = row.get(key)
        return usable_time(parse_iso(written), self.options.now) if written else None


def _type(row: Mapping[str, str]) -> str:
    """Question, answer or another number; where the dump does not say, an answer has a parent."""
    return row.get("PostTypeId") or (_ANSWER if row.get("ParentId") else _QUESTION)


def _owner(row: Mapping[str, str], native: int) -> str:
    """Who wrote a post; a deleted account that left no name is known by the post alone."""
    return author_of(row, "OwnerUserId", "OwnerDisplayName") or f"post-author/{native}"
