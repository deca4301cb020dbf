"""What an importer is: it turns one export format into a stream of outcomes, and knows nothing of stores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, Protocol

from expertgraph.ingest.source import Source
from expertgraph.records import Record


class Found(NamedTuple):
    """One input record, understood.  ``rows[0]`` is the row it stands for (its fate is the record's fate);
    the others come along: stubs of those it names, interactions, claims, ..."""

    file: str
    place: str
    rows: tuple[Record, ...]


class Context(NamedTuple):
    """Rows that no input record stands for, e.g. a channel known from a folder's name.  Not counted."""

    rows: tuple[Record, ...]


class Skipped(NamedTuple):
    """One input record, left out by a named rule: private | direct | noise | duplicate-copy | empty | ..."""

    file: str
    place: str
    rule: str


class Rejected(NamedTuple):
    """One input record that cannot be used.  ``code`` is a stable word (bad-date, bad-encoding, bad-json,
    missing-field, too-long, too-deep, ragged, control-characters, ...), ``reason`` says it to a person, ``raw``
    is the start of the record."""

    file: str
    place: str
    code: str
    reason: str
    raw: str = ""


class Covers(NamedTuple):
    """The export says that it holds only what was written from ``first`` up to, not including, ``last`` (UTC seconds;
    None: no bound).  Nothing outside is missed by an import that is declared complete.  Not counted."""

    first: int | None
    last: int | None


class Closed(NamedTuple):
    """The export says that this channel is not open to all, and it is left out: where it is stored already, because it
    was open once, it becomes private with all that is in it.  Not counted."""

    channel: str


Outcome = Found | Context | Skipped | Rejected | Covers | Closed


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller may say about an import, beside the path.

    ``source`` names the source (else the format's default), ``visibility`` is for formats that carry none,
    ``owner`` is whose archive it is (LinkedIn), ``include_private`` imports private channels and direct
    messages, ``columns`` maps our column names to a table's headers, ``today`` is the last acceptable day.
    """

    source: str | None = None
    visibility: str = "open"
    owner: str | None = None
    include_private: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    now: int = 0


class Importer(Protocol):
    """One export format.

    ``name`` is what ``--as`` takes, ``label`` what people read, ``hint`` says where such an export comes
    from, ``carries_visibility`` whether the format itself says who may see a channel.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    hint: ClassVar[str]
    carries_visibility: ClassVar[bool]

    def sniff(self, source: Source) -> float:
        """How sure this is the format: 0 (no) .. 1 (certain).  Reads only names and heads of files."""

    def default_source(self, source: Source, options: Options) -> str:
        """The source's name when the caller gives none; the same for the same export."""

    def notes(self, source: Source, options: Options) -> list[str]:
        """What was assumed and should be told in the report (column mapping, encoding, visibility)."""

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """Stream the outcomes, in the files' order, holding no more than one record (or file) in memory.

        ``name`` is the source's name, the prefix of every id.  Raises Unreadable when the input is not
        usable as a whole.
        """
