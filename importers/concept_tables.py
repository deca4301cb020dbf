"""Tables of a published vocabulary, known by their columns rather than by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from expertgraph.errors import ExpertgraphError
from expertgraph.ingest.importer import Found, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from expertgraph.ingest.tables import Row, Table, fold
from expertgraph.records import Skill, SkillLabel, SkillRelation
from importers.plain_text import one_line

Shapes = Mapping[str, frozenset[str]]
"""Name of a kind of table -> the titles (folded) that its header must have; the first that fits is taken."""
Maker = Callable[[dict[str, str]], Found | Skipped]
"""Makes the outcome of a row (title, folded -> cell); file and place are filled in."""

LONGEST_LABEL = 300
_MOST_LOOKED_AT = 80


def opened(source: Source, name: str, shapes: Shapes) -> tuple[str, Table] | None:
    """The kind of a table and the table; None when it is none of them or cannot be read."""

    def is_header(cells: Sequence[str]) -> bool:
        return _kind(cells, shapes) is not None

    try:
        table = Table(source, name, is_header)
        kind = _kind(table.header, shapes)
    except ExpertgraphError:
        return None
    return None if kind is None else (kind, table)


def part_of_kind(source: Source, endings: tuple[str, ...], shapes: Shapes, beside: str = "") -> float:
    """Which part of the source's files are such tables, by the first of them: 0..1.

    ``beside``: files that come along, by a pattern of their names, count for nothing.
    """
    others = frozenset(source.find(beside)) if beside else frozenset()
    files = [each.name for each in source.files() if each.name not in others]
    named = [name for name in files if name.casefold().endswith(endings)]
    if not named or len(named) * 2 < len(files):
        return 0.0
    looked = named[:_MOST_LOOKED_AT]
    fitting = sum(opened(source, name, shapes) is not None for name in looked)
    return fitting / len(looked) * len(named) / len(files)


def outcomes(table: Table, make: Maker, *, fill: bool = False) -> Iterator[Outcome]:
    """What becomes of each row; ``fill``: cells at its end may be missing."""
    titles = [fold(title) for title in table.header]
    for row in table.rows(fill=fill):
        if not isinstance(row, Row):
            yield row
            continue
        values = dict(zip(titles, row.cells, strict=True))
        try:
            yield make(values)._replace(file=table.name, place=str(row.line))
        except BadRecord as bad:
            raw = " | ".join(row.cells)[:200]
            yield Rejected(table.name, str(row.line), bad.code, bad.reason, raw)


def label_of(values: dict[str, str], title: str) -> str:
    """A label that must be there."""
    label = one_line(values[title], LONGEST_LABEL + 1)
    if not label:
        raise BadRecord("missing-field", f"no {title}")
    if len(label) > LONGEST_LABEL:
        raise BadRecord("too-long", f"a {title} of more than {LONGEST_LABEL} characters")
    return label


def other_name(skill: Skill, language: str, label: str, kind: str, edited: int | None = None) -> SkillLabel:
    """A name of a skill in a language."""
    return SkillLabel(f"{skill.id}|{language}|{label.casefold()}", skill.id, language, label, kind, edited)


def relation(skill: str, kind: str, other: str) -> SkillRelation:
    """How a skill stands to another."""
    return SkillRelation(f"{skill}|{kind}|{other}", skill, other, kind)


def _kind(cells: Sequence[str], shapes: Shapes) -> str | None:
    titles = {fold(cell) for cell in cells}
    return next((name for name, needed in shapes.items() if needed <= titles), None)
