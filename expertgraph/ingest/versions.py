"""Later edits and deletions in the source are followed: acts belong to one version of their item.

An item's acts (whom it answers, whom it names) come with its record.  When a later version of the record wins, the
acts of the earlier one go; when an earlier version comes late, its acts are not taken.  What an item that was
deleted in the source left behind goes with it.  All of this holds in any order of files.
"""

from __future__ import annotations

from collections.abc import Sequence

from expertgraph.ingest.importer import Found
from expertgraph.records import Interaction, Record
from expertgraph.store import CHANGED, NEW, SAME, Store

DELETED = "deleted"
"""The rule under which a record is skipped whose item the source has deleted since."""
_OTHERS = frozenset({"reaction", "thanks"})
"""Acts of other people that sources keep beside the record: they outlive its versions."""


def close(store: Store, channels: Sequence[str]) -> None:
    """Make those of these channels private that are stored: they were open once and are not any more."""
    stored = store.frame("channel", where={"id": list(channels)})
    wider = stored[stored["visibility"] != "private"]
    if len(wider):
        later = wider["edited"].fillna(0) + 1
        edited = later.where(wider["edited"].notna(), None)
        store.upsert("channel", wider.drop(columns="version").assign(visibility="private", edited=edited))


def settle_deletions(store: Store, ids: Sequence[str]) -> set[str]:
    """Remove the items with these ids that their source deleted after their last edit; returns those it deleted."""
    if not ids:
        return set()
    told = store.frame("deletion", ["id", "edited"], {"id": sorted(set(ids))})
    when = dict(zip(told["id"], told["edited"].astype(object), strict=True))
    stored = store.frame("item", ["id", "edited"], {"id": sorted(when)})
    edits = dict(zip(stored["id"], stored["edited"].astype(object), strict=True))
    alive = {each for each, edited in edits.items() if _later(edited, when[each])}
    gone = when.keys() - alive
    removed = sorted(gone & edits.keys())
    if removed:
        store.delete("item", removed)
        store.delete("interaction", store.below("interaction", [each + "|" for each in removed]))
    return set(gone)


def _later(edited: object, deleted: object) -> bool:
    """Was it edited after it was deleted, that is, restored?"""
    return isinstance(edited, int) and isinstance(deleted, int) and edited > deleted


def outdated_acts(store: Store, written: Sequence[tuple[Found, int]]) -> set[int]:
    """``written``: item records of a batch with their fates.  Removes the stored acts of items that changed, and
    returns the ``id()`` of the rows in this batch that belong to a version of an item that did not win."""
    latest: dict[str, Record] = {}
    changed: set[str] = set()
    contested = False
    for found, fate in written:
        item = found.rows[0]
        contested |= fate not in {NEW, SAME} or item.id in latest
        if fate in {NEW, CHANGED}:
            latest[item.id] = item
        elif fate == SAME:
            latest.setdefault(item.id, item)
        if fate == CHANGED:
            changed.add(item.id)
    if not contested:
        return set()
    if changed:
        stored = store.below("interaction", [each + "|" for each in sorted(changed)])
        store.delete("interaction", [each for each in stored if _of_item(each, changed)])
    return {
        id(row)
        for found, _ in written
        if latest.get(found.rows[0].id) != found.rows[0]
        for row in found.rows
        if isinstance(row, Interaction) and row.item == found.rows[0].id and row.kind not in _OTHERS
    }


def _of_item(act: str, items: set[str]) -> bool:
    """Is this the id ``<item>|<kind>|...`` of an act that comes with its item's record?"""
    parts = act.split("|")
    return any("|".join(parts[:n]) in items and parts[n] not in _OTHERS for n in range(1, len(parts)))
