"""What a generated export says, and the small things that writers share."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

BEGIN = 1_700_000_000


class Entry(NamedTuple):
    """Somebody called ``name``, of the domain ``home``, wrote ``text``; ``number`` is what all ids are made of."""

    number: int
    name: str
    text: str
    home: str = "example.org"

    @property
    def at(self) -> int:
        """When, in UTC seconds."""
        return BEGIN + self.number * 60

    @property
    def when(self) -> datetime:
        """The same as a datetime."""
        return datetime.fromtimestamp(self.at, UTC)

    @property
    def iso(self) -> str:
        """The same as most interfaces write it."""
        return self.when.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    @property
    def opens(self) -> bool:
        """Does it open a thread?  Three entries make one."""
        return self.number % 3 == 0

    @property
    def thread(self) -> int:
        """The number of the entry that opens its thread."""
        return self.number - self.number % 3

    @property
    def email(self) -> str:
        """An address of its own."""
        return f"user{self.number}@{self.home}"


Writer = Callable[[Path, Sequence[Entry]], Path]


def entries(count: int, first: int = 0) -> list[Entry]:
    """Ordinary entries."""
    return [
        Entry(n, f"Person {n}", f"What number {n} has to say about heat pumps")
        for n in range(first, first + count)
    ]


def put(file: Path, text: str) -> Path:
    """A text file, with its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


def put_json(file: Path, value: Any) -> Path:
    """A JSON document."""
    return put(file, json.dumps(value, ensure_ascii=False))


def put_lines(file: Path, values: Iterable[Any]) -> Path:
    """JSON Lines."""
    return put(file, "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values))


def put_table(file: Path, rows: Iterable[Sequence[object]], delimiter: str = ",") -> Path:
    """A table; the first row names the columns."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return put(file, out.getvalue())


def for_xml(text: str) -> str:
    """The text without what XML 1.0 has no way to say: exporters leave it out, too."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
