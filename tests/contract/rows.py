"""Short ways to say what is in a store."""

from typing import Any

import pandas as pd

from expertgraph.records import (
    Affiliation,
    Channel,
    Claim,
    Deletion,
    Identity,
    Interaction,
    Item,
    Membership,
    Record,
    Skill,
    SkillLabel,
    SkillRelation,
)
from expertgraph.schema import TABLES
from expertgraph.store import Store, Written

ORDER = {
    Identity: "identity",
    Channel: "channel",
    Skill: "skill",
    SkillLabel: "skill_label",
    SkillRelation: "skill_relation",
    Affiliation: "affiliation",
    Membership: "membership",
    Item: "item",
    Interaction: "interaction",
    Claim: "claim",
    Deletion: "deletion",
}


def identity(native: str, source: str = "s", **values: Any) -> Identity:
    """An identity of a source; its name is its native id unless said otherwise."""
    return Identity(f"{source}:{native}", source, native, values.pop("name", native), **values)


def channel(native: str = "c", source: str = "s", **values: Any) -> Channel:
    """A forum of a source."""
    return Channel(f"{source}:{native}", source, values.pop("name", native), "forum", **values)


def item(native: str, author: str, at: int | None = 1, source: str = "s", **values: Any) -> Item:
    """A post in the channel ``c`` unless said otherwise."""
    place = f"{source}:{values.pop('channel', 'c')}"
    thread = values.pop("thread", f"{source}:t")
    return Item(
        f"{source}:{native}",
        source,
        f"{source}:{author}",
        place,
        thread,
        values.pop("kind", "post"),
        at,
        **values,
    )


def act(
    actor: str, target: str, at: int | None = 1, kind: str = "reply", source: str = "s", **values: Any
) -> Interaction:
    """An interaction that stands on its own item."""
    key = f"{source}:{values.pop('item', f'{actor}>{target}@{at}')}"
    return Interaction(
        f"{key}|{kind}|{source}:{target}", kind, f"{source}:{actor}", f"{source}:{target}", at, **values
    )


def put(store: Store, *records: Record) -> list[Written]:
    """Write records, each kind in one batch, in the order in which they refer to each other."""
    written = []
    for kind, table in ORDER.items():
        some = [record for record in records if isinstance(record, kind)]
        if some:
            written.append(store.upsert(table, columns(*some)))
    return written


def columns(*records: Record) -> dict[str, list[Any]]:
    """Records of one kind as columns."""
    fields = type(records[0])._fields
    return dict(zip(fields, map(list, zip(*records, strict=True)), strict=True))


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, missing values as None."""
    return {name: plain(store.frame(name)) for name in TABLES}


def plain(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """A frame's rows with None for missing values."""
    whole = frame.astype(object)
    return list(whole.where(whole.notna(), None).itertuples(index=False, name=None))
