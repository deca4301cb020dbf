"""GitHub: issues, pull requests, comments and reviews, as the REST API, webhooks or GH Archive give them.

Read twice: first who opened what, then the records, so that a comment finds whom it answers whichever file
comes first.  See github_shapes.py for the documents that describe the shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Closed, Context, Found, Options, Outcome, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from importers.github_records import records
from importers.github_rows import Rows
from importers.github_shapes import Happening, happening
from importers.github_survey import Survey
from importers.json_elements import Element, rejected

_SUFFIXES = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz")
_API = re.compile(
    rb'"(?:issue_url|pull_request_url|repository_url|comments_url|url)"\s*:\s*"https?://[^"\s]{1,100}/repos/'
)
_USER = re.compile(rb'"login"\s*:')
_EVENT = re.compile(rb'"type"\s*:\s*"[A-Z][A-Za-z]{2,40}Event"')
_FIRST = 20
_CHUNK = 1_000


class GithubImporter:
    """Repositories' issues, pull requests and reviews."""

    name: ClassVar[str] = "github"
    label: ClassVar[str] = "GitHub"
    hint: ClassVar[str] = (
        "Answers of the API: gh api --paginate 'repos/OWNER/NAME/issues?state=all' > issues.json, likewise pulls, "
        "issues/comments, pulls/comments; or hours of gharchive.org."
    )
    carries_visibility: ClassVar[bool] = False

    def sniff(self, source: Source) -> float:
        """By the addresses of the API, or the events of GH Archive, in the heads of files."""
        names = _named_json(source)
        found = sum(_looks_like(source.head(name)) for name in names[:_FIRST])
        if not found:
            return 0.0
        return 0.9 if 2 * found > len(names[:_FIRST]) else 0.25

    def default_source(self, source: Source, options: Options) -> str:
        """``github``: a login is one person in every repository."""
        return "github"

    def notes(self, source: Source, options: Options) -> list[str]:
        """What was taken, and what the format does not say."""
        notes = ["Reactions are left out: the files count them but do not say who gave them."]
        others = sorted({each.name for each in source.files()} - set(_files(source)))
        if others:
            shown = ", ".join(others[:5]) + (", ..." if len(others) > 5 else "")
            notes.append(f"{len(others)} files are not GitHub's and are not read: {shown}.")
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """Repositories first, then one Found a record."""
        files = _files(source)
        if not files:
            raise Unreadable(f"{source.path.name} holds no records of GitHub.", self.hint)
        survey = Survey(name, options.visibility, options.now)
        for file in files:
            for element in records(source, file):
                _learn(survey, element)
        survey.seal()
        yield from _places(survey, options)
        rows = Rows(name, options.now, survey)
        for file in files:
            for element in records(source, file):
                yield _outcome(file, element, rows, survey, options)


def _learn(survey: Survey, element: Element) -> None:
    """The first pass; the second says what is wrong with a record."""
    if element.found is not None:
        try:
            survey.meet(happening(element.found))
        except BadRecord:
            return


def _places(survey: Survey, options: Options) -> Iterator[Context | Closed]:
    shown = [
        survey.channel(each)
        for each in survey.repositories()
        if options.include_private or not survey.is_private(each)
    ]
    for at in range(0, len(shown), _CHUNK):
        yield Context(tuple(shown[at : at + _CHUNK]))
    if not options.include_private:
        yield from (
            Closed(survey.channel(each).id) for each in survey.repositories() if survey.is_private(each)
        )


def _outcome(file: str, element: Element, rows: Rows, survey: Survey, options: Options) -> Outcome:
    place = str(element.number)
    if element.found is None:
        return rejected(file, place, element)
    try:
        event = happening(element.found)
        if _is_private(event, survey) and not options.include_private:
            return Skipped(file, place, "private")
        if event.noise:
            return Skipped(file, place, "noise")
        found = rows.of(event)
    except BadRecord as bad:
        return rejected(file, place, element, bad)
    return Found(file, place, found) if found else Skipped(file, place, "noise")


def _is_private(event: Happening, survey: Survey) -> bool:
    return event.repository is not None and survey.is_private(event.repository)


def _named_json(source: Source) -> list[str]:
    names = [each.name for each in source.files()]
    return names if len(names) == 1 else [name for name in names if name.casefold().endswith(_SUFFIXES)]


def _files(source: Source) -> list[str]:
    """The files to read; the only file whatever it is, so that it can be said what is wrong with it."""
    names = _named_json(source)
    return names if len(names) == 1 else [name for name in names if _looks_like(source.head(name))]


def _looks_like(head: bytes) -> bool:
    if _EVENT.search(head) and b'"actor"' in head and b'"payload"' in head and b'"repo"' in head:
        return True
    return bool(_API.search(head) or (_USER.search(head) and b'"site_admin"' in head))
