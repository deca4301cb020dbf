"""The Cypher of the server store, derived from the schema.

A table with a label is a node, one with an edge a relationship; both carry all their columns as properties,
empty ones left out.  A node's references are relationships as well: an identity points at what is its own
(``(:Identity)-[:WROTE]->(:Item)``), anything else is pointed at (``(:Item)-[:IN]->(:Channel)``).
Every name in these texts comes from the schema; every value travels as a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from expertgraph.schema import ALL, TABLES, Column, Table
from expertgraph.store import Where

NEVER = -(2**63)
"""Stands for an edit time that is not known."""
LOCK = "_lock"
"""Removing this property, which no row has, locks a row.  Its name must be known to the database, else
the server leaves the removal out: ``neo4j_schema`` makes it known."""


def quoted(name: str) -> str:
    """A name as Cypher takes it, whatever it holds."""
    return "`" + name.replace("`", "``") + "`"


def pattern(table: Table) -> str:
    """What matches any row of the table, as ``n``."""
    if table.edge:
        return f"()-[n:{quoted(table.edge[0])}]->()"
    return f"(n:{label(table)})"


def label(table: Table) -> str:
    """The label of a table's nodes, quoted."""
    if table.label is None:
        raise ValueError(f"{table.name} is a relationship")
    return quoted(table.label)


def _found(table: Table, value: str) -> str:
    """The pattern of the row with an id."""
    if table.edge:
        return f"()-[n:{quoted(table.edge[0])} {{id: {value}}}]->()"
    return f"(n:{label(table)} {{id: {value}}})"


def _seek(table: Table, value: str) -> str:
    """Finds the row with an id: one seek in the index behind the constraint.

    Told so for relationships: a plan that is made while there are few would walk all of them, anew for each id,
    and be kept when there are many.
    """
    return f"MATCH {_found(table, value)}{_by_index(table)}"


def _by_index(table: Table) -> str:
    return f" USING INDEX SEEK n:{quoted(table.edge[0])}(id)" if table.edge else ""


def pointers(table: Table) -> tuple[Column, ...]:
    """The references of a node that are relationships too."""
    return () if table.edge else tuple(column for column in table.references if column.rel)


def _pointer(column: Column, other: str, row: str = "n") -> str:
    """The relationship between ``other`` and the row that a reference stands for."""
    arrow = f"-[:{quoted(column.rel or '')}]->"
    return f"({other}){arrow}({row})" if column.refs == "identity" else f"({row}){arrow}({other})"


@cache
def present(table: Table) -> str:
    """Which of ``$ids`` exist, as one list."""
    return f"UNWIND $ids AS id {_seek(table, 'id')} RETURN collect(n.id)"


@cache
def standing(table: Table) -> str:
    """Of the rows with ``$ids``: [id, stub, edited, version, the references ...], as one list."""
    wanted = ["id", *(["stub", "edited", "version"] if table.merged else []), *ends(table)]
    values = ", ".join(f"n.{quoted(name)}" if name in table.names else "null" for name in wanted)
    return f"UNWIND $ids AS id {_seek(table, 'id')} RETURN collect([{values}])"


def ends(table: Table) -> tuple[str, ...]:
    """The columns that decide where the row hangs in the graph."""
    return tuple(column.name for column in (table.references if table.edge else pointers(table)))


def _won(table: Table) -> str:
    """Go on only with rows that outrank what is stored, which is locked before it is read.

    Decided before, in ``merge.decide``; this holds when somebody else wrote in between.
    """
    if not table.merged:
        return ""
    place = {name: f"row[{table.names.index(name)}]" for name in table.names}
    stub = "stub" in place
    new = [f"coalesce({place['edited']}, $never)", place["version"]]
    old = ["coalesce(n.edited, $never)", "n.version"]
    if stub:
        new.insert(0, f"CASE WHEN {place['stub']} THEN 0 ELSE 1 END")
        old.insert(0, "CASE WHEN n.stub THEN 0 ELSE 1 END")
    outranks = f"[{', '.join(new)}] > [{', '.join(old)}]"
    return f"REMOVE n.{quoted(LOCK)} WITH n, row WHERE n.version IS NULL OR {outranks} "


def _filled(table: Table) -> str:
    """All properties from ``row``; nulls are left out by the server."""
    pairs = (f"{quoted(name)}: row[{place}]" for place, name in enumerate(table.names))
    return f"SET n = {{{', '.join(pairs)}}} "


@cache
def write(table: Table) -> str:
    """Write node rows, new or standing; the rows' references exist and are not empty."""
    text = f"UNWIND $rows AS row MERGE {_found(table, 'row[0]')} {_won(table)}{_filled(table)}"
    for column in pointers(table):
        value = f"row[{table.names.index(column.name)}]"
        other = f"(o:{label(TABLES[column.refs or ''])} {{id: {value}}})"
        text += f"WITH n, row MATCH {other} MERGE {_pointer(column, 'o')} "
    return text


@cache
def draw(table: Table) -> str:
    """Write edge rows whose id is not there yet.

    CREATE, not MERGE: MERGE would walk all relationships between two busy people.  Should another writer
    have been quicker, the constraint on the id refuses, and the transaction runs again.
    """
    kind, start, end = table.edge or ("", "", "")
    refs = {column.name: TABLES[column.refs or ""] for column in table.references}
    match = " ".join(
        f"MATCH ({variable}:{label(refs[name])} {{id: row[{table.names.index(name)}]}})"
        for variable, name in (("a", start), ("b", end))
    )
    return f"UNWIND $rows AS row {match} CREATE (a)-[n:{quoted(kind)}]->(b) {_filled(table)}"


@cache
def redraw(table: Table) -> str:
    """Replace the properties of edge rows that stand between the same two nodes already."""
    return f"UNWIND $rows AS row {_seek(table, 'row[0]')} {_won(table)}{_filled(table)}"


@cache
def unhook(table: Table) -> str:
    """Before rows are written that hang elsewhere now: take their old relationships away."""
    text = f"UNWIND $rows AS row {_seek(table, 'row[0]')} {_won(table)}"
    if table.edge:
        return text + "DELETE n"
    kinds = "|".join(quoted(column.rel or "") for column in pointers(table))
    return text + f"MATCH (n)-[old:{kinds}]-() DELETE old"


def page(table: Table, columns: Sequence[str], where: Where) -> str:
    """Up to ``$size`` rows after ``$after`` in the order of ids: the ids, then one list for each column.

    A filter's value is the parameter of its column's place, ``$w0``, ``$w1``, ...
    """
    hooks, conditions = _conditions(table, where)
    match = ", ".join([_between(table, where), *hooks])
    lists = ", ".join(f"[x IN rows | x.{quoted(c)}] AS c{at}" for at, c in enumerate(("id", *columns)))
    return (
        f"MATCH {match} WHERE {' AND '.join(['n.id > $after', *conditions])} "
        f"WITH n ORDER BY n.id LIMIT $size WITH collect(n) AS rows RETURN {lists}"
    )


def _between(table: Table, where: Where) -> str:
    """An edge with its ends named where a filter is about them, so that the search can start there."""
    if not table.edge or not {table.edge[1], table.edge[2]} & set(where):
        return pattern(table)
    refs = {column.name: TABLES[column.refs or ""] for column in table.references}
    kind, start, end = table.edge
    return f"(a:{label(refs[start])})-[n:{quoted(kind)}]->(b:{label(refs[end])})"


def _conditions(table: Table, where: Where) -> tuple[list[str], list[str]]:
    hooks, conditions = [], []
    pointing = {column.name: column for column in pointers(table)}
    edge = {table.edge[1]: "a", table.edge[2]: "b"} if table.edge else {}
    for place, (name, value) in enumerate(where.items()):
        subject = f"n.{quoted(name)}"
        if name in pointing:
            other = f"o{place}"
            hooks.append(_pointer(pointing[name], f"{other}:{label(TABLES[pointing[name].refs or ''])}"))
            subject = f"{other}.id"
        elif name in edge:
            subject = f"{edge[name]}.id"
        conditions.append(_condition(subject, value, f"$w{place}"))
    return hooks, conditions


def _condition(subject: str, value: object, parameter: str) -> str:
    if value is None:
        return f"{subject} IS NULL"
    return f"{subject} {'IN' if isinstance(value, list | tuple | set | frozenset) else '='} {parameter}"


@cache
def below(table: Table) -> str:
    """The ids that start with one of ``$beginnings``, as one list."""
    found = f"MATCH {pattern(table)}{_by_index(table)} WHERE n.id STARTS WITH start"
    return f"UNWIND $beginnings AS start {found} RETURN collect(n.id)"


@cache
def hanging(column: Column, table: Table) -> str:
    """The ids of the rows of ``table`` that point at ``$ids`` through ``column``, as one list."""
    other = f"o:{label(TABLES[column.refs or ''])} {{id: id}}"
    found = _pointer(column, other, f"n:{label(table)}")
    return f"UNWIND $ids AS id MATCH {found} RETURN collect(DISTINCT n.id)"


@cache
def delete(table: Table) -> str:
    """Delete ``$ids``; returns how many there were."""
    detach = "" if table.edge else "DETACH "
    return f"UNWIND $ids AS id {_seek(table, 'id')} {detach}DELETE n RETURN count(*)"


def counts(tables: Iterable[Table] = ALL) -> str:
    """Name and number of rows of each table, from the server's own counters."""
    return " UNION ALL ".join(
        f"MATCH {pattern(table)} WITH count(n) AS rows RETURN '{table.name}' AS name, rows"
        for table in tables
    )
