"""What ``git log`` prints: who changed what, with whom, and who looked at it.

git-log(1), gitmailmap(5) and git-interpret-trailers(1) describe the formats.  A commit is an edit; commits that
mostly touched one directory, at most two levels deep, are one thread.  Read twice: first who wrote which
commit, so that a merge of a pull request finds whose work was taken in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Context, Found, Options, Outcome, Rejected
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from expertgraph.records import Channel
from importers.gitlog_authors import CommitAuthors, survey
from importers.gitlog_commits import commits
from importers.gitlog_files import is_mailmap, logs, mailmap, repository
from importers.gitlog_rows import CommitRows
from importers.plain_text import raw_start

_FIRST = 100


class GitlogImporter:
    """The history of a repository, as git prints it."""

    name: ClassVar[str] = "gitlog"
    label: ClassVar[str] = "Git log"
    hint: ClassVar[str] = (
        "In the repository: git log --all --no-color --date=iso-strict --pretty=fuller --numstat > NAME.log, "
        "with its .mailmap beside it if there is one."
    )
    carries_visibility: ClassVar[bool] = False

    def sniff(self, source: Source) -> float:
        """By a commit and its author in the head of a file; in a folder, most files must be such."""
        found = logs(source, _FIRST)
        if not found:
            return 0.0
        others = [each for each in source.files() if not is_mailmap(each.name)]
        return 0.95 if 2 * len(found) > len(others[:_FIRST]) else 0.25

    def default_source(self, source: Source, options: Options) -> str:
        """``git``, whatever the repository, so that an address is one identity in every one of them."""
        return "git"

    def notes(self, source: Source, options: Options) -> list[str]:
        """Which repositories, and whether names were put right."""
        found = logs(source)
        names = sorted({repository(source, file) for file in found})
        shown = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
        mapped = any(mailmap(source, file) for file in found)
        said = "names and addresses are as the mailmap says" if mapped else "no mailmap lies beside them"
        return [f"Repositories, named after the files: {shown}; {said}."]

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """One Found a commit; the repository comes before its commits."""
        found = logs(source)
        if not found:
            raise Unreadable(f"{source.path.name} holds no log of git.", f"Make one. {self.hint}")
        authors = survey(source, found)
        for file in found:
            yield from _outcomes(source, file, name, options, authors)


def _outcomes(
    source: Source, file: str, name: str, options: Options, authors: CommitAuthors
) -> Iterator[Outcome]:
    place = repository(source, file)
    channel = Channel(f"{name}:repo/{place}", name, place, "code", options.visibility)
    yield Context((channel,))
    rows = CommitRows(name, channel.id, options.now, mailmap(source, file), authors)
    for commit in commits(source, file):
        try:
            yield Found(file, str(commit.line), rows.of(commit))
        except BadRecord as bad:
            yield Rejected(file, str(commit.line), bad.code, bad.reason, raw_start(commit.raw))
