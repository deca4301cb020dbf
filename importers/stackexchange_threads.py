"""What a first pass over a Stack Exchange dump learns: who wrote what, what was accepted, who takes part.

Kept in arrays of whole numbers, so that memory hardly grows with the site and the order of rows decides nothing.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping

import numpy as np

from importers.who_wrote import WhoWrote

_MENTION = re.compile(r"@([^\W_][\w.'-]{2,})")
_MOST_MENTIONS = 10


class Threads:
    """The site's posts and comments, before they are read for good."""

    def __init__(self) -> None:
        self.wrote = WhoWrote()
        self.names: dict[str, str] = {}
        self._accepted = array("Q")
        self._accepted_at = array("q")
        self._commented = array("Q")
        self._commenters = array("I")
        self._numbers: dict[str, int] = {}
        self._people: list[str] = []

    def post(self, native: int, author: str, question: int, changed: int) -> None:
        """A post; ``question`` is the post that opens its thread, 0 for a post that is left out."""
        self.wrote.add(native, author, question, changed)
        self.names.setdefault(author, "")

    def accept(self, answer: int, at: int) -> None:
        """A question names its accepted answer."""
        self._accepted.append(answer)
        self._accepted_at.append(at)

    def comment(self, post: int, author: str) -> None:
        """Somebody commented on a post."""
        number = self._numbers.setdefault(author, len(self._people))
        if number == len(self._people):
            self._people.append(author)
            self.names.setdefault(author, "")
        self._commented.append(post)
        self._commenters.append(number)

    def seal(self) -> None:
        """Sort; call it once, after the first pass."""
        self.wrote.seal()
        answers, times = np.array(self._accepted, np.uint64), np.array(self._accepted_at, np.int64)
        order = np.lexsort((times, answers))
        self._accepted = array("Q", answers[order].tobytes())
        self._accepted_at = array("q", times[order].tobytes())
        posts, people = np.array(self._commented, np.uint64), np.array(self._commenters, np.uint32)
        order = np.argsort(posts, kind="stable")
        self._commented = array("Q", posts[order].tobytes())
        self._commenters = array("I", people[order].tobytes())

    def accepted_at(self, answer: int) -> int | None:
        """When the question that accepts this answer last changed; None when none does."""
        at = bisect_right(self._accepted, answer) - 1
        found = at >= 0 and self._accepted[at] == answer
        return self._accepted_at[at] if found else None

    def name(self, author: str, name: str) -> None:
        """What somebody is called; only those who wrote something are remembered."""
        if author in self.names:
            self.names[author] = squashed(name)

    def addressed(self, text: str, post: int, author: str) -> tuple[str | None, list[str]]:
        """(whom a comment begins with, all whom it names): people of this post, where one name fits one person."""
        if "@" not in text:
            return None, []
        called = [(match[1], match.start()) for match in _MENTION.finditer(text)][:_MOST_MENTIONS]
        around = self._around(post) - {author}
        first, named = None, []
        for name, place in called:
            wanted = name.rstrip(".'-").casefold()
            fitting = {each for each in around if self.names.get(each, "").startswith(wanted)}
            exact = {each for each in fitting if self.names[each] == wanted}
            fitting = exact or fitting
            if len(fitting) == 1:
                (person,) = fitting
                named.append(person)
                first = person if place == 0 else first
        return first, list(dict.fromkeys(named))

    def _around(self, post: int) -> set[str]:
        start, end = bisect_left(self._commented, post), bisect_right(self._commented, post)
        people = {self._people[number] for number in set(self._commenters[start:end])}
        wrote = self.wrote.of(post)
        return people | {wrote[0]} if wrote else people


def squashed(name: str) -> str:
    """A name as it is written behind an @: without blanks, and case does not matter."""
    return "".join(name.casefold().split())


def whole(text: str | None) -> int | None:
    """A number that may stand in an id."""
    usable = text is not None and 0 < len(text) <= 18 and text.isascii() and text.isdigit()
    return int(text) if usable and text else None


def author_of(row: Mapping[str, str], user: str, display: str) -> str | None:
    """Who wrote it, as it stands in an id: the user's number, ``name/...`` for a deleted account, else None."""
    number = row.get(user, "")
    if whole(number.removeprefix("-")) is not None:
        return str(int(number))
    name = " ".join(row.get(display, "").split())
    return f"name/{name[:100]}" if name and name.isprintable() else None
