"""The DDL of the embedded store, derived from the schema."""

from __future__ import annotations

from expertgraph.schema import ALL, Column, Table

_TYPES = {"text": "TEXT", "int": "INTEGER", "real": "REAL", "bool": "INTEGER", "time": "INTEGER"}

_INDEXES = {
    "affiliation": ("identity",),
    "claim": ("identity", "skill"),
    "interaction": ("actor", "target"),
    "item": ("author", "thread", "channel"),
    "link": ("person",),
    "membership": ("identity", "channel"),
    "skill_label": ("skill",),
    "skill_relation": ("skill", "other"),
    "declaration": ("subject",),
    "question_step": ("question",),
    "objection": ("person",),
}


def column_text(column: Column) -> str:
    """A column as CREATE TABLE and ADD COLUMN want it."""
    text = f'"{column.name}" {_TYPES[column.type]}'
    if column.name == "id":
        return text + " PRIMARY KEY NOT NULL"
    if not column.null:
        text += " NOT NULL"
    if column.default is not None:
        text += f" DEFAULT '{column.default}'"
    if column.refs:
        text += f' REFERENCES "{column.refs}" (id) ON DELETE CASCADE'
    return text


def _table(table: Table) -> str:
    columns = ", ".join(column_text(column) for column in table.columns)
    # An edge's row is short, so it lives in its key's tree; a text would make that tree deep.
    options = "STRICT, WITHOUT ROWID" if table.edge else "STRICT"
    return f'CREATE TABLE IF NOT EXISTS "{table.name}" ({columns}) {options}'


CREATE: tuple[str, ...] = (
    *(_table(table) for table in ALL),
    *(
        f'CREATE INDEX IF NOT EXISTS "{table}_{column}" ON "{table}" ("{column}")'
        for table, columns in _INDEXES.items()
        for column in columns
    ),
)
"""Every statement that makes an empty store."""
