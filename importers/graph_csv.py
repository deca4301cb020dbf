"""Data that is a network already: a list of edges, with tables of the people beside it.

Edges without a time are ties, those with one are messages from one to the other.  Lists with weights are
read twice: first for the greatest weight, of which each weight is a share.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from expertgraph.ingest.tables import Row
from expertgraph.records import Interaction, Record
from importers.graph_rows import ATTRIBUTES, Moment, Network, moment_of, native_of, weight_of
from importers.graph_sheets import Sheet, candidates, fit, rows_of, sheets

_NO_TIE = frozenset({"", "0", "0.0", "no", "nee", "false", "na", "nan"})
_DOUBTFUL, _FITTING = 0.45, 0.9


class GraphCsvImporter:
    """A list of edges and what is known of the nodes."""

    name: ClassVar[str] = "graph_csv"
    label: ClassVar[str] = "Network (edge list)"
    hint: ClassVar[str] = (
        "A table or list with who and to whom on each line (source, target, weight, time), alone or with tables "
        "of people in one folder; as network programs and data collections have it."
    )
    carries_visibility: ClassVar[bool] = False

    def sniff(self, source: Source) -> float:
        """By two columns of ids that their titles or three columns of numbers show; rarely more than likely."""
        likely = candidates(source)
        if not likely or len(likely) * 2 < len(source.files()):
            return 0.0
        found = sheets(source, {})
        edges = [sheet for sheet in found if sheet.about == "edges"]
        if len({sheet.file.rpartition("/")[0] for sheet in edges}) > 1 and source.kind == "folder":
            return 0.0
        if fit(found) and len(found) * 2 >= len(likely):
            return _FITTING
        sure = max((sheet.sure for sheet in edges), default=0.0)
        return sure if len(found) == len(likely) else min(sure, _DOUBTFUL)

    def default_source(self, source: Source, options: Options) -> str:
        """The name of the file, folder or zip."""
        stem, _, ending = source.name.rpartition(".")
        return (
            stem
            if source.kind != "folder" and stem and ending in ("dat", "edges", "edgelist")
            else source.name
        )

    def notes(self, source: Source, options: Options) -> list[str]:
        """Which file and column was taken for what, and what that means."""
        found = sheets(source, options.columns, named=True)
        notes = [_about(sheet) for sheet in found]
        others = sorted({each.name for each in source.files()} - {sheet.file for sheet in found})
        if others:
            shown = ", ".join(others[:5]) + (", ..." if len(others) > 5 else "")
            notes.append(f"{len(others)} files are no part of the network and are not read: {shown}.")
        if sum(sheet.about == "edges" for sheet in found) > 1:
            notes.append(
                "The same id in several files is the same person; where it is not, import them apart."
            )
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """People, then edges, a file after the other."""
        found = sheets(source, options.columns, named=True)
        if not found:
            raise Unreadable(
                f"{source.path.name} holds no list of edges that is understood.",
                "Name two columns source and target, or say --column source=TITLE --column target=TITLE.",
            )
        network = Network(name, options.now)
        for sheet in sorted(found, key=lambda each: (each.about == "edges", each.file)):
            try:
                reader = (
                    _People(network, sheet) if sheet.about == "people" else _Edges(network, sheet, source)
                )
                for row in rows_of(source, sheet):
                    yield _outcome(reader, sheet, row) if isinstance(row, Row) else row
            except Unreadable as error:
                if len(found) == 1:
                    raise
                yield Rejected(sheet.file, "whole", error.code, str(error))


def _about(sheet: Sheet) -> str:
    """A note on one file."""
    columns = ", ".join(f"column {place + 1} is {field}" for field, place in sheet.columns.items())
    note = f"{sheet.file}: {'people' if sheet.about == 'people' else 'edges'}; {columns}"
    if sheet.ties:
        note += f"; relations: {', '.join(relation for relation, _ in sheet.ties)}"
    return f"{note}; not read: {', '.join(sheet.left[:20])}." if sheet.left else f"{note}."


def _outcome(reader: _People | _Edges, sheet: Sheet, row: Row) -> Outcome:
    try:
        found = reader.rows(row.cells)
    except BadRecord as bad:
        read = sorted({*sheet.columns.values(), *(place for _, place in sheet.ties)})
        raw = ", ".join(row.cells[place] for place in read if place < len(row.cells))
        return Rejected(sheet.file, str(row.line), bad.code, bad.reason, raw[:200])
    if isinstance(found, str):
        return Skipped(sheet.file, str(row.line), found)
    return Found(sheet.file, str(row.line), found)


class _People:
    """Rows that say who somebody is."""

    def __init__(self, network: Network, sheet: Sheet) -> None:
        self.network = network
        self.columns = sheet.columns

    def rows(self, cells: list[str]) -> tuple[Record, ...] | str:
        native = native_of(cells[self.columns["id"]])
        values = {field: cells[self.columns[field]] for field in ATTRIBUTES if field in self.columns}
        return self.network.person(native, values)


class _Edges:
    """Rows that say who to whom."""

    def __init__(self, network: Network, sheet: Sheet, source: Source) -> None:
        self.network = network
        self.sheet = sheet
        columns = sheet.columns
        self.ends = columns["source"], columns["target"]
        self.weight, self.time, self.type = columns.get("weight"), columns.get("time"), columns.get("type")
        self.kind = "meeting" if sheet.meetings else "tie" if self.time is None else "message"
        self.heaviest = 1.0 if self.weight is None else _heaviest(source, sheet, self.weight)
        self.addresses: set[str] = set()

    def rows(self, cells: list[str]) -> tuple[Record, ...] | str:
        """The rows of an edge, or the rule that leaves it out."""
        actor, target = (native_of(cells[place]) for place in self.ends)
        when = None if self.time is None else moment_of(cells[self.time], self.network.now)
        share = 1.0
        if self.weight is not None and cells[self.weight]:
            share = weight_of(cells[self.weight]) / self.heaviest
        if actor == target:
            return "noise"
        relations = [
            relation for relation, place in self.sheet.ties if cells[place].casefold() not in _NO_TIE
        ]
        if self.sheet.ties and not relations:
            return "empty"
        acts = list(self._acts(cells, actor, target, when, share, relations or [""]))
        return (*acts, *self._addressed(actor), *self._addressed(target))

    def _acts(
        self,
        cells: list[str],
        actor: str,
        target: str,
        when: Moment | None,
        share: float,
        relations: list[str],
    ) -> Iterator[Interaction]:
        both = self.sheet.meetings
        if self.type is not None:
            both = cells[self.type].casefold() in ("undirected", "ongericht")
        for relation in relations:
            yield self.network.act(self.kind, actor, target, when, share, relation)
            if both:
                yield self.network.act(self.kind, target, actor, when, share, relation)

    def _addressed(self, native: str) -> tuple[Record, ...]:
        if "@" not in native or native in self.addresses:
            return ()
        self.addresses.add(native)
        who = self.network.addressed(native)
        return (who,) if who else ()


def _heaviest(source: Source, sheet: Sheet, place: int) -> float:
    """The greatest weight that can be used."""
    heaviest = 0.0
    for row in rows_of(source, sheet):
        if isinstance(row, Row) and place < len(row.cells):
            try:
                heaviest = max(heaviest, weight_of(row.cells[place]))
            except BadRecord:
                continue  # the second pass says so
    return heaviest or 1.0
