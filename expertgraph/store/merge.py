"""Which of two rows with one id stays: shared by both stores, so that they cannot disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from expertgraph.schema import Table
from expertgraph.store import CHANGED, DANGLING, NEW, OLDER, SAME

Rank = tuple[bool, int, int]
"""(is a real row, edited, version): the greater stays."""

_NEVER = -(2**63)


def rank(stub: object, edited: int | None, version: int) -> Rank:
    """The rank of a row: real before stub, later edit before earlier or none, then the greater version."""
    return (not stub, _NEVER if edited is None else edited, version)


def decide(
    table: Table,
    rows: Sequence[tuple[Any, ...]],
    existing: Mapping[str, Rank],
    dangling: frozenset[int] = frozenset(),
) -> tuple[list[int], list[tuple[Any, ...]]]:
    """Fates of the rows in input order, and the rows that must be written (one for each id).

    ``existing`` holds the rank of each stored row among these ids (any rank in tables that are not merged);
    ``dangling`` the positions of rows to leave out.  A real row that replaces a stub is NEW.
    """
    names = table.names
    key = names.index("id")
    edited, version = (names.index("edited"), names.index("version")) if table.merged else (-1, -1)
    stub = names.index("stub") if "stub" in names else -1
    standing = dict(existing)
    winners: dict[str, tuple[Any, ...]] = {}
    fates = []
    for position, row in enumerate(rows):
        if position in dangling:
            fates.append(DANGLING)
            continue
        identifier = row[key]
        old = standing.get(identifier)
        new = rank(stub >= 0 and row[stub], row[edited], row[version]) if table.merged else (True, 0, 0)
        if old is None:
            fate = NEW
        elif not table.merged:
            fate = CHANGED
        elif new <= old:
            fate = SAME if new == old else OLDER
        else:
            fate = NEW if new[0] and not old[0] else CHANGED
        if fate in {NEW, CHANGED}:
            standing[identifier] = new
            winners[identifier] = row
        fates.append(fate)
    return fates, list(winners.values())
