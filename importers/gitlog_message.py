"""A commit message taken apart: the subject, what it says, and who else had a part in it."""

from __future__ import annotations

import re
from typing import NamedTuple

from importers.gitlog_people import Person, person
from importers.plain_text import one_line, tidy

_COAUTHOR = {"co-authored-by", "co-developed-by"}
_REVIEW = {"reviewed-by", "acked-by", "tested-by", "helped-by", "approved-by"}
_NAMED = {"reported-by", "suggested-by"}
_SIGNS = r"(?:Co-[Aa]uthored|Co-[Dd]eveloped|Reviewed|Acked|Tested|Helped|Approved|Reported|Suggested|Signed-[Oo]ff)-[Bb]y"
_TRAILER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,40}): *(\S.*)")
_KNOWN = _COAUTHOR | _REVIEW | _NAMED | {"signed-off-by", "change-id", "git-svn-id"}
_INLINE = re.compile(rf"\s(?={_SIGNS}: )")
_PULLED = re.compile(r"Merge pull request #\d+ from |Merged in .+\(pull request #\d+\)|Merge PR #\d+")
_REQUEST = re.compile(r"See merge request \S+!\d+")
_MOST_PEOPLE = 50


class Message(NamedTuple):
    """``subject`` and ``body`` without trailers (an endless subject stands in both); who else wrote it, who
    reviewed it, whom it names."""

    subject: str
    body: str
    coauthors: list[Person]
    reviewers: list[Person]
    named: list[Person]
    merges: bool
    """It brings in what somebody else asked to have merged."""


def message(lines: list[str]) -> Message:
    """The message with these lines, the first paragraph of which is the subject."""
    paragraphs = _paragraphs(lines)
    subject = " ".join(paragraphs[0]) if paragraphs else ""
    subject, *inline = _INLINE.split(subject)
    found: list[tuple[str, str]] = []
    kept = [_without(inline, found, last=False)]
    for number, each in enumerate(paragraphs[1:], 2):
        kept.append(_without(each, found, last=number == len(paragraphs)))
    title = one_line(subject)
    if title != " ".join(subject.split()):
        kept.insert(0, [subject])
    body = tidy("\n\n".join("\n".join(each) for each in kept if each))
    merges = bool(_PULLED.match(subject)) or bool(_REQUEST.search(body))
    people = (_people(found, tokens) for tokens in (_COAUTHOR, _REVIEW, _NAMED))
    return Message(title, body, *people, merges)


def _paragraphs(lines: list[str]) -> list[list[str]]:
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return paragraphs if paragraphs[-1] else paragraphs[:-1]


def _without(lines: list[str], found: list[tuple[str, str]], *, last: bool) -> list[str]:
    """The lines that are no trailers.  In the last paragraph, if it holds nothing else, any key is one."""
    matches = [_TRAILER.match(line[:1_000]) for line in lines]
    block = last and all(match or line[:1] in " \t" for match, line in zip(matches, lines, strict=True))
    kept = []
    for match, line in zip(matches, lines, strict=True):
        if match and match[1].casefold() in _KNOWN:
            found.append((match[1].casefold(), match[2]))
        elif not block:
            kept.append(line)
    return kept


def _people(found: list[tuple[str, str]], tokens: set[str]) -> list[Person]:
    """Those whom the trailers name with an address; a name alone does not say who is meant."""
    people = (person(text) for token, text in found if token in tokens)
    return [each for each in people if each is not None and "@" in each.email][:_MOST_PEOPLE]
