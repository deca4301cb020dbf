"""Threads of a mailbox, settled from all of its headers before the first message is emitted.

Only numbers are kept, about 60 bytes a message.  A message hangs under the one it answers (In-Reply-To, else
the last of References), else under the first of its References, else - when its subject says "Re:" - under
the latest earlier message of the list that opened that subject.  The order of files decides nothing.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

UNDATED = 1 << 62
_SUBJECT_LASTS = 180 * 86_400


class Placed(NamedTuple):
    """Author and whom the message answers (ranks, or -1), thread in hexadecimal, place, item kind, time."""

    author: int
    target: int
    thread: str
    position: int
    kind: str
    at: int | None


class Threads:
    """Collect with :meth:`add`, then :meth:`seal`; what was added i-th is asked for by i."""

    def __init__(self) -> None:
        self._keys, self._parents, self._tops = array("Q"), array("Q"), array("Q")
        self._subjects = array("Q")
        self._authors, self._dates = array("i"), array("q")
        self._answers = array("b")

    def add(
        self, key: int, parent: int, top: int, subject: int, author: int, date: int | None, answers: bool
    ) -> None:
        """Note a message: hashes of its id, of the message answered, the thread's first and the subject
        (0 for none), the author's number (-1 for none), and whether the subject says that it answers."""
        self._keys.append(key)
        self._parents.append(parent if parent != key else 0)
        self._tops.append(top if top != key else 0)
        self._subjects.append(subject)
        self._authors.append(author)
        self._dates.append(UNDATED if date is None else date)
        self._answers.append(answers)

    def seal(self, person: NDArray[np.int64]) -> None:
        """Work everything out.  ``person`` maps an author's number to a rank that the person's id decides."""
        authors = np.array(self._authors, np.int64)
        who = np.where(authors >= 0, person[authors] if len(person) else -1, -1)
        self._who = who
        keys, dates = np.array(self._keys, np.uint64), np.array(self._dates)
        order = np.lexsort((who, dates, keys))
        last = np.ones(len(order), bool)
        last[:-1] = keys[order][1:] != keys[order][:-1]
        chosen = order[last]
        self._where = np.searchsorted(keys[chosen], keys)
        self._work_out(chosen, keys[chosen], who[chosen], dates[chosen])

    def _work_out(
        self, chosen: NDArray[Any], keys: NDArray[Any], who: NDArray[Any], dates: NDArray[Any]
    ) -> None:
        parents, tops = np.array(self._parents)[chosen], np.array(self._tops)[chosen]
        answers = np.array(self._answers)[chosen].astype(bool)
        parent = _find(keys, parents)
        link = np.where(parent >= 0, parent, _find(keys, tops))
        opens = (parents == 0) & (tops == 0)
        orphans = np.flatnonzero(opens & answers)
        opens &= ~answers
        subjects = np.array(self._subjects)[chosen]
        for child, starter in _by_subject(orphans, np.flatnonzero(opens), subjects, dates, keys):
            link[child] = parent[child] = starter
        root = _roots(link)
        named = np.where(tops != 0, tops, np.where(parents != 0, parents, keys))
        thread = np.where(link[root] >= 0, keys, named[root])
        self._thread = thread
        self._position = _positions(thread, opens, dates, keys)
        self._opens = opens
        self._target = np.where(parent >= 0, who[parent], -1)
        self._own = (who[root] == who) & opens[root]

    def of(self, number: int) -> Placed:
        """What was worked out of the message that was added as number ``number``, from 0."""
        at = self._where[number]
        date = self._dates[number]
        return Placed(
            int(self._who[number]),
            int(self._target[at]),
            f"{int(self._thread[at]):016x}",
            int(self._position[at]),
            "question" if self._opens[at] else "reply" if self._own[at] else "answer",
            None if date == UNDATED else date,
        )


def _find(keys: NDArray[Any], wanted: NDArray[Any]) -> NDArray[np.int64]:
    """Where each wanted key stands among the sorted keys, -1 where it does not."""
    if not len(keys):
        return np.empty(0, np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found: NDArray[np.int64] = np.where((keys[at] == wanted) & (wanted != 0), at, -1)
    return found


def _roots(link: NDArray[np.int64]) -> NDArray[np.int64]:
    """The end of every chain of links, by doubling; a message within a ring of answers is its own root."""
    own = np.arange(len(link))
    root = np.where(link >= 0, link, own)
    for _ in range(max(1, len(link).bit_length())):
        root = root[root]
    return np.where(link[root] >= 0, own, root)


def _by_subject(
    orphans: NDArray[Any],
    starters: NDArray[Any],
    subjects: NDArray[Any],
    dates: NDArray[Any],
    keys: NDArray[Any],
) -> list[tuple[int, int]]:
    """(message without references, the message that opened its subject), where there is one."""
    wanted = set(subjects[orphans].tolist()) - {0}
    opened: dict[int, list[tuple[int, int, int]]] = {}
    for starter in starters[np.isin(subjects[starters], list(wanted))].tolist():
        opened.setdefault(int(subjects[starter]), []).append(
            (int(dates[starter]), int(keys[starter]), starter)
        )
    for each in opened.values():
        each.sort()
    pairs = []
    for child in orphans.tolist():
        date, earlier = int(dates[child]), opened.get(int(subjects[child]), [])
        at = bisect_right(earlier, (date, 1 << 64, 0)) - 1
        if date != UNDATED and at >= 0 and date - earlier[at][0] <= _SUBJECT_LASTS:
            pairs.append((child, earlier[at][2]))
    return pairs


def _positions(
    thread: NDArray[Any], opens: NDArray[Any], dates: NDArray[Any], keys: NDArray[Any]
) -> NDArray[np.int64]:
    """The place of each message in its thread by date; 0 is only for one that opens it."""
    order = np.lexsort((keys, dates, ~opens, thread))
    sorted_thread = thread[order]
    first = np.ones(len(order), bool)
    first[1:] = sorted_thread[1:] != sorted_thread[:-1]
    begin = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    place = np.arange(len(order)) - begin + ~opens[order[begin]]
    position = np.empty(len(order), np.int64)
    position[order] = place
    return position
