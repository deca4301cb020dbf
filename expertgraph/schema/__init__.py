"""The tables as data: columns, types, what they refer to.  DDL, upsert text and docs/schema.md derive from it."""

from __future__ import annotations

from expertgraph.schema import asking, community, facts, keeping
from expertgraph.schema.table import Column, Table, Type

__all__ = ["ALL", "TABLES", "VERSION", "Column", "Table", "Type", "added"]

VERSION = 4
"""Raised with every change of the schema; a store with a higher number is refused."""

ALL: tuple[Table, ...] = (
    facts.IDENTITY,
    facts.AFFILIATION,
    facts.CHANNEL,
    facts.MEMBERSHIP,
    facts.ITEM,
    facts.INTERACTION,
    facts.SKILL,
    facts.SKILL_LABEL,
    facts.SKILL_RELATION,
    facts.CLAIM,
    facts.DELETION,
    keeping.QUARANTINE,
    keeping.PERSON,
    keeping.LINK,
    keeping.SUGGESTION,
    keeping.DECISION,
    keeping.DECLARATION,
    asking.QUESTION,
    asking.QUESTION_STEP,
    asking.INTRODUCTION,
    asking.OBJECTION,
    asking.SHARE,
    community.PROGRAMME,
    community.PROGRAMME_STEP,
    community.PILOT,
    community.PILOT_MEMBER,
    community.HANDLED,
    keeping.OUTBOX,
    keeping.RUN,
    keeping.CHECKPOINT,
)
"""In an order in which every table comes after those it refers to."""
TABLES: dict[str, Table] = {table.name: table for table in ALL}


def added(version: int) -> list[tuple[Table, Column]]:
    """The columns that a store written by that version of the schema lacks, in tables that it may have."""
    return [(table, column) for table in ALL for column in table.columns if column.since > version]
