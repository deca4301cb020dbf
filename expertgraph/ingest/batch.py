"""One batch of outcomes on its way into the store: rows by table, stubs for whoever they name, fates back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, cast

from expertgraph.frames import columns_of
from expertgraph.ingest.importer import Context, Found, Outcome, Rejected
from expertgraph.ingest.report import Report
from expertgraph.ingest.versions import DELETED, close, outdated_acts, settle_deletions
from expertgraph.records import (
    FOR_GOOD,
    Affiliation,
    Channel,
    Claim,
    Deletion,
    Identity,
    Interaction,
    Item,
    Membership,
    Record,
    Skill,
    SkillLabel,
    SkillRelation,
)
from expertgraph.schema import TABLES
from expertgraph.store import CHANGED, DANGLING, NEW, Store

_TABLE_OF: dict[type, str] = {
    Identity: "identity",
    Affiliation: "affiliation",
    Channel: "channel",
    Membership: "membership",
    Item: "item",
    Interaction: "interaction",
    Skill: "skill",
    SkillLabel: "skill_label",
    SkillRelation: "skill_relation",
    Claim: "claim",
    Deletion: "deletion",
}
_ORDER = (
    "identity",
    "channel",
    "skill",
    "affiliation",
    "membership",
    "skill_label",
    "skill_relation",
    "claim",
    "deletion",
    "item",
    "interaction",
)
_REFERENCES = {
    name: [(TABLES[name].names.index(column.name), column.refs) for column in TABLES[name].references]
    for name in _ORDER
}
_MOST_RAW = 500
_LEFT_OUT = -1
_LONGEST_ID = 2_000


class Batch:
    """Collects outcomes of one import; :meth:`write` puts them into the store within a transaction.

    ``known`` holds the ids that this import already made sure of, so that stubs are asked for once.
    """

    def __init__(self, source: str, format: str, root: str) -> None:
        self.source = source
        self.format = format
        self.root = root
        self.known: dict[str, set[str]] = {"identity": set(), "channel": set(), "skill": set()}
        self.quarantined: set[str] = set()
        self.clear()

    def clear(self) -> None:
        """Start the next batch."""
        self.rows: dict[str, list[Record]] = {name: [] for name in _ORDER}
        self.principals: list[tuple[str, int, Found]] = []
        self.rejected: list[Rejected] = []
        self.closed: set[str] = set()
        self.size = 0

    def add(self, outcome: Found | Context) -> None:
        """Take the rows of an outcome; the first row of a Found decides its fate.

        Rows whose id no store could hold (a NUL, or longer than an index entry may be) come to nothing: the
        record goes to quarantine, and context is left out.
        """
        if not all(map(_storable, outcome.rows)):
            if isinstance(outcome, Found):
                self.reject(_bad_id(outcome))
            return
        if isinstance(outcome, Found):
            table = _TABLE_OF[type(outcome.rows[0])]
            self.principals.append((table, len(self.rows[table]), outcome))
        for row in outcome.rows:
            self.rows[_TABLE_OF[type(row)]].append(_for_good(row) if type(row) is Deletion else row)
        self.size += len(outcome.rows)

    def reject(self, outcome: Rejected) -> None:
        """Take a record that cannot be used."""
        self.rejected.append(outcome)
        self.size += 1

    def pass_over(self, outcome: Outcome) -> None:
        """Take note of what an interrupted import had already set aside, so that it is not taken for mended."""
        if isinstance(outcome, Rejected):
            self.quarantined.add(self._quarantine_id(outcome))
        elif isinstance(outcome, Found) and not all(map(_storable, outcome.rows)):
            self.quarantined.add(self._quarantine_id(_bad_id(outcome)))

    def _quarantine_id(self, each: Rejected) -> str:
        """Two exports may hold a file of one name, with another bad record at the same place."""
        content = hashlib.sha256(printable(each.reason + each.raw[:_MOST_RAW]).encode()).hexdigest()[:12]
        return f"{self.source}|{printable(each.file)}|{each.place}|{each.code}|{content}"

    def write(self, store: Store, report: Report, now: int) -> None:
        """Write everything and count the fates; call it inside a transaction."""
        self._add_stubs()
        fates: dict[str, list[int]] = {}
        for name in _ORDER[:-1]:
            fates[name] = self._upsert(store, name, self.rows[name])
        if self.closed:
            close(store, sorted(self.closed))
        gone = settle_deletions(store, [row.id for row in self.rows["item"] + self.rows["deletion"]])
        fates["interaction"] = self._write_acts(store, fates, gone)
        for table, position, found in self.principals:
            fate = fates[table][position]
            if table == "deletion" or fate == _LEFT_OUT or (table == "item" and found.rows[0].id in gone):
                report.skipped[DELETED] += 1
            else:
                self._count(fate, found, report)
        if self.rejected:
            store.upsert("quarantine", _columns(self._quarantine(now)))
        report.quarantined += len(self.rejected)

    def _upsert(self, store: Store, name: str, rows: Sequence[Record]) -> list[int]:
        return store.upsert(name, columns_of(TABLES[name], rows)).fates if rows else []

    def _write_acts(self, store: Store, fates: dict[str, list[int]], gone: set[str]) -> list[int]:
        """The interactions, less those of deleted items and of older versions; their fates."""
        items = [
            (found, fates["item"][place])
            for table, place, found in self.principals
            if table == "item" and found.rows[0].id not in gone
        ]
        rows = cast("list[Interaction]", self.rows["interaction"])
        outdated = outdated_acts(store, items)
        if not outdated and not gone:
            return self._upsert(store, "interaction", rows)
        kept = [row.item not in gone and id(row) not in outdated for row in rows]
        standing = [row for row, keep in zip(rows, kept, strict=True) if keep]
        written = iter(self._upsert(store, "interaction", standing))
        return [next(written) if keep else _LEFT_OUT for keep in kept]

    def _count(self, fate: int, found: Found, report: Report) -> None:
        if fate == DANGLING:
            self.rejected.append(
                Rejected(found.file, found.place, "missing-end", "It refers to something that is not there.")
            )
        elif fate == NEW:
            report.new += 1
        else:
            report.same += 1
            report.changed += fate == CHANGED

    def _add_stubs(self) -> None:
        """Whoever and whatever is referred to exists, if only as a stub, whichever file comes first."""
        for table, known in self.known.items():
            known.update(row.id for row in self.rows[table])
        for name in _ORDER:
            for place, refs in _REFERENCES[name]:
                if refs is None:
                    continue
                wanted = {str(row[place]) for row in self.rows[name] if row[place] is not None}
                missing = sorted(wanted - self.known[refs])
                self.rows[refs].extend(self._stub(refs, each) for each in missing)
                self.known[refs].update(missing)

    def _stub(self, table: str, identifier: str) -> Record:
        native = identifier.removeprefix(self.source + ":")
        if table == "identity":
            return Identity(identifier, self.source, native, native, stub=True)
        if table == "channel":
            return Channel(identifier, self.source, native, "chat", "private", stub=True)
        return Skill(identifier, identifier.removeprefix("skill:"), self.source, stub=True)

    def _quarantine(self, now: int) -> list[tuple[Any, ...]]:
        rows = []
        for each in self.rejected:
            file, reason = printable(each.file), printable(each.reason)
            raw = printable(each.raw[:_MOST_RAW])[:_MOST_RAW]
            identifier = self._quarantine_id(each)
            self.quarantined.add(identifier)
            row = (
                identifier,
                self.source,
                file,
                each.place,
                each.code,
                reason,
                raw,
                self.format,
                self.root,
                now,
            )
            rows.append(row)
        return rows


def _bad_id(found: Found) -> Rejected:
    reason = f"An id in it is longer than {_LONGEST_ID:,} characters or holds a NUL."
    return Rejected(found.file, found.place, "bad-id", reason)


def _storable(row: Record) -> bool:
    return len(row.id) <= _LONGEST_ID and "\0" not in row.id


def _for_good(row: Deletion) -> Deletion:
    """A deletion whose time an importer could not read outranks every other."""
    return row if row.edited is not None else row._replace(edited=FOR_GOOD)


def _columns(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    return columns_of(TABLES["quarantine"], rows)


def printable(text: str) -> str:
    """Text that may be stored and shown on one line: control characters and lone surrogates escaped."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in text
    )
