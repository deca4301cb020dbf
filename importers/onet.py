"""The O*NET database of the U.S. Department of Labor: technologies, skills and the occupations that use them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Options, Outcome
from expertgraph.ingest.source import Source
from expertgraph.ingest.tables import Table
from importers.concept_tables import opened, outcomes, part_of_kind
from importers.onet_rows import SHAPES, Database

_ENDINGS = (".txt", ".csv")
_RATED = ("skills", "knowledge")
"""Of the tables of ratings only these are about what people call skills."""
_ENOUGH = 0.5


class OnetImporter:
    """A release of the database as text files."""

    name: ClassVar[str] = "onet"
    label: ClassVar[str] = "O*NET database"
    hint: ClassVar[str] = (
        "The database as text files (db_..._text.zip) from onetcenter.org, Database; its technologies, skills and "
        "occupations."
    )
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """By the columns: at least half of the files are tables of the database."""
        if part_of_kind(source, _ENDINGS, _TELLING) >= _ENOUGH:
            return 0.95
        return 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """``onet``."""
        return "onet"

    def notes(self, source: Source, options: Options) -> list[str]:
        """Which files are not used."""
        used = {table.name for _, table in _tables(source)}
        unused = [each.name for each in source.files() if each.name not in used]
        return [f"Not used: {', '.join(unused[:60])}."] if unused else []

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """One Found a row of each table.  Raises Unreadable when the input holds none of the tables."""
        database, used = Database(name, options.now), 0
        for kind, table in _tables(source):
            used += 1
            yield from outcomes(table, database.maker(kind))
        if not used:
            raise Unreadable(
                f"{source.path.name} holds none of O*NET's tables.",
                "Download the database as text files from onetcenter.org.",
            )


_TELLING = {kind: titles for kind, titles in SHAPES.items() if kind != "element"}


def _tables(source: Source) -> Iterator[tuple[str, Table]]:
    for each in source.files():
        short = each.name.rpartition("/")[2].casefold()
        found = opened(source, each.name, SHAPES) if short.endswith((*_ENDINGS, ".gz")) else None
        if found and (found[0] != "rating" or short.partition(".")[0] in _RATED):
            yield found
