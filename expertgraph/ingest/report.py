"""What became of every input record.  found = read + skipped, and read = new + same + quarantined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Report:
    """Counts of input records of one import.

    ``changed`` counts those of ``same`` whose content replaced older content; ``skipped`` is by rule.
    ``seconds`` is wall-clock time.  ``sources`` says of each export: source, format, path, notes.  ``gone`` counts
    by table what an import declared complete swept, and ``gone_ids`` names the first of it as (table, id).
    """

    new: int = 0
    same: int = 0
    changed: int = 0
    quarantined: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    sources: list[dict[str, Any]] = field(default_factory=list)
    gone: Counter[str] = field(default_factory=Counter)
    gone_ids: list[tuple[str, str]] = field(default_factory=list)

    @property
    def swept(self) -> int:
        """Rows that an import declared complete removed."""
        return self.gone.total()

    @property
    def read(self) -> int:
        """Records that were not skipped."""
        return self.new + self.same + self.quarantined

    @property
    def found(self) -> int:
        """Every record of the input."""
        return self.read + self.skipped.total()

    def counts(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        names = ("new", "same", "changed", "quarantined")
        return {name: getattr(self, name) for name in names} | {"skipped": dict(self.skipped)}

    def restore(self, counts: dict[str, Any]) -> None:
        """Continue from a checkpoint's counts."""
        for name in ("new", "same", "changed", "quarantined"):
            setattr(self, name, counts[name])
        self.skipped = Counter(counts["skipped"])

    def plain(self) -> dict[str, Any]:
        """The report as ``import --json`` prints it."""
        return {
            "found": self.found,
            "read": self.read,
            "new": self.new,
            "same": self.same,
            "changed": self.changed,
            "quarantined": self.quarantined,
            "skipped": dict(sorted(self.skipped.items())),
            "swept": self.swept,
            "gone": dict(sorted(self.gone.items())),
            "gone_ids": self.gone_ids,
            "seconds": round(self.seconds, 3),
            "sources": self.sources,
        }


def total(reports: Iterable[Report]) -> Report:
    """The sum of several reports."""
    result = Report()
    for each in reports:
        result.new += each.new
        result.same += each.same
        result.changed += each.changed
        result.quarantined += each.quarantined
        result.skipped.update(each.skipped)
        result.seconds += each.seconds
        result.sources += each.sources
        result.gone.update(each.gone)
        result.gone_ids += each.gone_ids
    return result
