"""What was done with entries: done, put off, or not needed; and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from expertgraph.analysis.constants import DAY
from expertgraph.desk.rules import SORTS, VERDICTS, Rules
from expertgraph.errors import NotFound, WrongCall
from expertgraph.store import Store

_RESTS = frozenset({"step", "thank", "cool", "drift"})
"""Sorts about what lasts: they may come up again some time after they were done; a post does not."""


@dataclass(frozen=True, slots=True)
class Handling:
    """What was done with an entry; ``until``: when it may come back (None: never)."""

    sort: str
    what: str
    verdict: str
    until: int | None
    at: int
    actor: str | None

    def holds(self, at: int) -> bool:
        """Whether the entry stays away at a moment."""
        return self.until is None or at < self.until


def read_handled(store: Store) -> dict[tuple[str, str], Handling]:
    """What was done with every entry, by sort and what it is about."""
    rows = store.frame("handled", ["kind", "what", "verdict", "until", "at", "actor"])
    columns = (rows[name].tolist() for name in ("kind", "what", "verdict", "until", "at", "actor"))
    return {
        (sort, what): Handling(sort, what, verdict, _known(until), int(at), actor)
        for sort, what, verdict, until, at, actor in zip(*columns, strict=True)
    }


def _known(moment: object) -> int | None:
    return moment if isinstance(moment, int) else None


def write_handled(
    store: Store, sort: str, what: str, verdict: str, rules: Rules, *, at: int, by: str | None
) -> None:
    """Keep what was done with an entry; what was said before about it is replaced.  WrongCall for another verdict."""
    if verdict not in VERDICTS:
        raise WrongCall(f"{verdict!r} is nothing to do with an entry.", f"Known: {', '.join(VERDICTS)}.")
    days = rules.later if verdict == "later" else rules.rest if sort in _RESTS else None
    row: dict[str, list[Any]] = {
        "id": [_key(sort, what)],
        "kind": [sort],
        "what": [what],
        "verdict": [verdict],
        "until": [None if days is None else at + days * DAY],
        "at": [at],
        "actor": [by],
    }
    store.upsert("handled", row)


def take_back(store: Store, sort: str, what: str) -> None:
    """Let an entry stand on the desk again; NotFound when nothing was done with it."""
    if sort not in SORTS or not store.delete("handled", [_key(sort, what)]):
        raise NotFound("Nothing was done with that entry.", "It may stand on the desk again already.")


def _key(sort: str, what: str) -> str:
    return f"{sort}|{what}"
