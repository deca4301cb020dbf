"""ESCO, the European vocabulary of skills and occupations: the CSV download, in any of its languages.

Also the one table that others make of it (id, description, hierarchy_levels, type), with the names of its groups
as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from expertgraph.errors import Unreadable
from expertgraph.ingest.importer import Found, Options, Outcome, Rejected
from expertgraph.ingest.json import BadRecord, load_json
from expertgraph.ingest.source import Source
from importers.concept_tables import opened, outcomes, part_of_kind
from importers.esco_rows import SHAPES, Concepts
from importers.plain_text import raw_start

_LANGUAGE = re.compile(r"_([a-z]{2})(?:_\d{1,3}|\s*\(\d{1,3}\))?\.csv$")
_PLACE = re.compile(r"(?:^|[-_/\s])([a-z]{2})(?:[-_\s]+csv)?(?:/|\.zip|$)")
_LANGUAGES = frozenset(
    "ar bg cs da de el en es et fi fr ga hr hu is it lt lv mt nl no pl pt ro sk sl sv uk".split()
)
_GROUPS = "*hier_mapper*.json"
_MOST_BYTES = 4 << 20
_ENOUGH = 0.7


class EscoImporter:
    """A download of ESCO."""

    name: ClassVar[str] = "esco"
    label: ClassVar[str] = "ESCO skills and occupations"
    hint: ClassVar[str] = (
        "The CSV download of the classification from esco.ec.europa.eu (Use ESCO, Download), in any language; "
        "several languages may be imported one after the other."
    )
    carries_visibility: ClassVar[bool] = True

    def sniff(self, source: Source) -> float:
        """By the columns: nearly every file is one of ESCO's tables."""
        return 0.95 if part_of_kind(source, (".csv",), SHAPES, _GROUPS) >= _ENOUGH else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """``esco``, whatever the language: a concept is the same one in all of them."""
        return "esco"

    def notes(self, source: Source, options: Options) -> list[str]:
        """The languages, those that had to be assumed, and the files that are not used."""
        tables = [name for name in source.find("*.csv") if opened(source, name, SHAPES)]
        told = {name: _language(source, name) for name in tables}
        languages = sorted({language or "en" for language in told.values()})
        notes = [f"Languages: {', '.join(languages)}."]
        silent = sorted(name for name, language in told.items() if language is None)
        if silent:
            notes.append(f"Taken for English, as their names say no language: {', '.join(silent[:10])}.")
        used = {*tables, *source.find(_GROUPS)}
        unused = [each.name for each in source.files() if each.name not in used]
        if unused:
            notes.append(f"Not used: {', '.join(unused[:60])}.")
        return notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """One Found a row of each table.  Raises Unreadable when the input holds none of the tables."""
        used = 0
        for file in source.find("*.csv") if source.kind != "gz" else [source.files()[0].name]:
            found = opened(source, file, SHAPES)
            if found is None:
                continue
            used += 1
            kind, table = found
            concepts = Concepts(name, _language(source, file) or "en", options.now)
            yield from outcomes(table, concepts.maker(kind), fill=kind == "level")
        if not used:
            raise Unreadable(
                f"{source.path.name} holds none of ESCO's tables.",
                "Download the classification as CSV from esco.ec.europa.eu.",
            )
        for file in source.find(_GROUPS):
            yield from _groups(source, file, Concepts(name, "en", options.now))


def _language(source: Source, file: str) -> str | None:
    """What the end of the file's name says, else its folder or the archive: ``... - nl - csv``."""
    short = file.rpartition("/")[2].casefold()
    found = _LANGUAGE.search(short)
    told = [found[1]] if found else []
    folder = file.casefold().rpartition("/")[0]
    told += reversed(_PLACE.findall(folder + "/")) if folder else []
    told += _PLACE.findall(source.path.name.casefold())
    return next((each for each in told if each in _LANGUAGES), None)


def _groups(source: Source, file: str, concepts: Concepts) -> Iterator[Outcome]:
    """The groups' names: one object, code -> label."""
    try:
        data = source.read(file, _MOST_BYTES)
        labels = load_json(data, size=_MOST_BYTES)
        if not isinstance(labels, dict):
            raise BadRecord("bad-json", "not an object")
    except BadRecord as bad:
        yield Rejected(file, "file", bad.code, bad.reason, raw_start(data))
        return
    for number, (code, label) in enumerate(labels.items(), 1):
        try:
            found: Found = concepts.group(code, label)
            yield found._replace(file=file, place=str(number))
        except BadRecord as bad:
            yield Rejected(file, str(number), bad.code, bad.reason, str(label)[:200])
