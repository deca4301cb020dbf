"""Suggestions while somebody types: skills and people whose name has a word that begins like that."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import NamedTuple

from expertgraph import policy
from expertgraph.edition import Edition
from expertgraph.policy import Data, Viewer
from expertgraph.search.arrays import Array, Mask
from expertgraph.search.skills import visible_skills
from expertgraph.search.words import fold

SHORTEST = 2
_MOST_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to search for: ``kind`` is skill or person, ``value`` its id, ``label`` what people read."""

    kind: str
    value: str
    label: str


class _Entry(NamedTuple):
    """A label from one of its words on, folded, and where it belongs."""

    tail: str
    row: int


def suggest(edition: Edition, viewer: Viewer, typed: str, limit: int = 8) -> list[Suggestion]:
    """What the viewer may be about to type: skills by how many hold them, then people by name."""
    start = fold(" ".join(typed.split()))
    if len(start) < SHORTEST:
        return []
    skills = _skills(edition, viewer, start)[:limit]
    people = _people(edition, viewer, start)[: max(limit - len(skills), limit // 2)]
    return (skills[: limit - len(people)] + people)[:limit]


def _skills(edition: Edition, viewer: Viewer, start: str) -> list[Suggestion]:
    table = edition.table("skills")
    rows = _matching(edition, "skills", "label", start, visible_skills(edition, viewer))
    holders = table["holders"].to_numpy()
    rows.sort(key=lambda row: (-int(holders[row]), row))
    return [Suggestion("skill", table["skill"].iloc[row], table["label"].iloc[row]) for row in rows]


def _people(edition: Edition, viewer: Viewer, start: str) -> list[Suggestion]:
    table = edition.table("people")
    shown = policy.people(viewer, Data.PROFILE, edition) & (edition.array("people", "kind") != "bot")
    rows = _matching(edition, "people", "name", start, shown & ~edition.array("people", "opted_out"))
    rows.sort(key=lambda row: (str(table["name"].iloc[row]), row))
    return [Suggestion("person", table["person"].iloc[row], table["name"].iloc[row]) for row in rows]


def _matching(edition: Edition, table: str, column: str, start: str, shown: Mask) -> list[int]:
    """The rows that are shown and have a word beginning like that."""
    entries: list[_Entry] = edition.cached(
        f"suggest.{table}", lambda: _entries(edition.table(table)[column].to_numpy())
    )
    place = bisect_left(entries, _Entry(start, -1))
    found: set[int] = set()
    for entry in entries[place : place + _MOST_LOOKED_AT]:
        if not entry.tail.startswith(start):
            break
        if shown[entry.row]:
            found.add(entry.row)
    return sorted(found)


def _entries(labels: Array) -> list[_Entry]:
    entries: list[_Entry] = []
    for row, label in enumerate(labels):
        said = fold(str(label)).split()
        entries.extend(_Entry(" ".join(said[place:]), row) for place in range(len(said)))
    return sorted(entries)
