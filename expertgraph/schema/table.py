"""What a table and a column are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "int", "real", "bool", "time"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.  ``refs`` names the node table it points at; ``rel`` the Neo4j relationship for that.

    ``since`` is the schema version that brought it; a store of an older version gets it with ``default``, which
    one that may not be null must have.
    """

    name: str
    type: Type
    doc: str
    null: bool = True
    refs: str | None = None
    rel: str | None = None
    since: int = 1
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table; its key is always the text column ``id``.

    ``fact``: belongs to the store's digest.  ``label``: a Neo4j node.  ``edge``: (type, from-column,
    to-column), a Neo4j relationship instead.  ``merged``: rows carry ``edited`` and ``version`` and the later
    edit (else the greater version) wins; otherwise the last write wins.  ``clock``: columns that hold when
    this program did something; left out of the digest.
    """

    name: str
    columns: tuple[Column, ...]
    doc: str
    label: str | None = None
    edge: tuple[str, str, str] | None = None
    fact: bool = True
    merged: bool = True
    clock: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    @property
    def references(self) -> tuple[Column, ...]:
        """The columns that point at another table and whose target must exist."""
        return tuple(column for column in self.columns if column.refs)


def key(doc: str) -> Column:
    """The key column; ``doc`` says what the id is made of."""
    return Column("id", "text", doc, null=False)


EDITED = Column("edited", "time", "when the source last changed the record")
ROW_VERSION = Column("version", "int", "first 63 bits of the SHA-256 of the canonical record", null=False)
STUB = Column("stub", "bool", "known only because another record refers to it", null=False)


def identity_ref(name: str, doc: str, *, null: bool = False, rel: str | None = None) -> Column:
    """A column that holds the id of an identity."""
    return Column(name, "text", doc, null=null, refs="identity", rel=rel)
