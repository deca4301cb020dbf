"""One commit of a log as rows: the edit, who had a part in it, and what they were to each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.times import parse_iso, parse_rfc2822, parse_unix, usable_time
from expertgraph.records import Identity, Interaction, Item, Record
from importers.gitlog_authors import CommitAuthors
from importers.gitlog_commits import Commit
from importers.gitlog_message import Message, message
from importers.gitlog_people import Mailmap, Person, identity, is_bot, native_id, person
from importers.plain_text import storable

_MOST_TOGETHER = 20
"""Authors of one commit who all wrote with each other; of more, each wrote with the author only."""
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class CommitRows:
    """The commits of one repository."""

    def __init__(self, source: str, channel: str, now: int, mailmap: Mailmap, authors: CommitAuthors) -> None:
        self.source = source
        self.channel = channel
        self.now = now
        self.mailmap = mailmap
        self.authors = authors
        self._known: dict[str, Identity] = {}

    def of(self, commit: Commit) -> tuple[Record, ...]:
        """The rows of a commit, the edit first.  Raises BadRecord."""
        author = self._whom(commit, "Author")
        if author is None:
            raise BadRecord("missing-field", "the commit names no author")
        at = self._time(commit, "AuthorDate", "Date")
        subject = commit.headers.get("Subject")
        said = message(commit.message if subject is None else [subject, "", *commit.message])
        item = self._item(commit, author, at, said)
        acts = {act.id: act for act in self._acts(item, commit, author, said)}
        people = self._people(commit, author, said, at)
        return (item, *people, *acts.values())

    def _item(self, commit: Commit, author: Person, at: int | None, said: Message) -> Item:
        native = f"{self.source}:{commit.hash}"
        topic = commit.touched.topic()
        paths = "\n".join(commit.touched.named)
        return Item(
            native,
            self.source,
            f"{self.source}:{native_id(author)}",
            self.channel,
            native if topic is None else f"{self.channel}/{topic}",
            "edit",
            at,
            title=said.subject or None,
            text=storable("\n\n".join(part for part in (said.body, paths) if part)) or None,
            edited=at,
        )

    def _people(self, commit: Commit, author: Person, said: Message, at: int | None) -> Iterator[Identity]:
        """The author, and those whom the message names; each when more is known of them than before."""
        committer = self._whom(commit, "Commit")
        for who in (author, *([committer] if committer else [])):
            yield from self._met(who, at, stub=False)
        for who in (*said.coauthors, *said.reviewers, *said.named):
            yield from self._met(self.mailmap.proper(who), at, stub=True)

    def _met(self, who: Person, at: int | None, *, stub: bool) -> Iterator[Identity]:
        row = identity(self.source, who, at, stub=stub)
        known = self._known.get(row.id)
        if known is None or (row != known and (not stub, at or 0) >= (not known.stub, known.edited or 0)):
            self._known[row.id] = row
            yield row

    def _acts(self, item: Item, commit: Commit, author: Person, said: Message) -> Iterator[Interaction]:
        yield from self._together(item, [author, *map(self.mailmap.proper, said.coauthors)])
        later = self._time(commit, "CommitDate") or item.at
        for who in map(self.mailmap.proper, said.reviewers):
            yield from self._act(item, "review", who, author, later)
        for who in map(self.mailmap.proper, said.named):
            yield from self._act(item, "mention", author, who, item.at)
        committer = self._whom(commit, "Commit")
        if committer is not None and not is_bot(committer):
            yield from self._act(item, "review", committer, author, later)
        if said.merges and not is_bot(author):
            merged = self._merged(commit)
            if merged is not None:
                yield from self._act(item, "review", author, merged, item.at)

    def _together(self, item: Item, people: list[Person]) -> Iterator[Interaction]:
        """Everybody who wrote it, both ways; they share it."""
        writers = list({native_id(who): who for who in people}.values())
        share = 1.0 / max(len(writers) - 1, 1)
        for one, other in permutations(writers, 2):
            if len(writers) <= _MOST_TOGETHER or writers[0] in (one, other):
                yield from self._act(item, "coauthor", one, other, item.at, share)

    def _act(
        self, item: Item, kind: str, who: Person, whom: Person, at: int | None, share: float = 1.0
    ) -> Iterator[Interaction]:
        actor, target = (f"{self.source}:{native_id(each)}" for each in (who, whom))
        if actor != target:
            suffix = f"|{actor}" if actor != item.author else ""
            identifier = f"{item.id}|{kind}|{target}{suffix}"
            yield Interaction(identifier, kind, actor, target, at, self.channel, item.id, share)

    def _merged(self, commit: Commit) -> Person | None:
        """Whose work a merge took in: the author of its second parent, where this import holds that."""
        parents = commit.headers.get("Merge", "").split()
        found = self.authors.of(parents[1]) if len(parents) > 1 else None
        return None if found is None else self.mailmap.proper(found)

    def _whom(self, commit: Commit, header: str) -> Person | None:
        text = commit.headers.get(header, "")
        if "\0" in text:
            raise BadRecord("control-characters", f"the {header.lower()} holds a NUL")
        who = person(text)
        return None if who is None else self.mailmap.proper(who)

    def _time(self, commit: Commit, *headers: str) -> int | None:
        """The first of these dates, if it can be true.  Raises BadRecord for one that is no date."""
        text = next((commit.headers[each] for each in headers if each in commit.headers), None)
        if text is None:
            return None
        seconds = parse_git_date(text)
        if seconds is None:
            raise BadRecord("bad-date", f"{text[:60]!r} is no date; give git log --date=iso-strict")
        return usable_time(seconds, self.now)


def parse_git_date(text: str) -> float | None:
    """A date in any form of ``--date=`` but the relative ones; without a zone it counts as UTC."""
    words = text.split()
    if not words or len(text) > 100:
        return None
    if len(words) <= 2 and words[0].lstrip("-").isdigit() and len(words[0].lstrip("-")) != 8:
        return parse_unix(words[0])
    if len(words) in (5, 6) and words[1] in _MONTHS:
        zone = words[5] if len(words) == 6 else "+0000"
        return parse_rfc2822(f"{words[2]} {words[1]} {words[4]} {words[3].zfill(8)} {zone}")
    if "," in words[0]:
        return parse_rfc2822(text)
    if len(words) == 3:
        return parse_iso(f"{words[0]}T{words[1]}{words[2]}")
    return parse_iso(text)
