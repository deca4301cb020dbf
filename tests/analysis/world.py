"""A small community in a real store: two organisations, a forum, a chat, an outpost, a bot, skills and claims."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from expertgraph import schema
from expertgraph.frames import columns_of
from expertgraph.kinds import INTERACTIONS
from expertgraph.records import (
    Affiliation,
    Channel,
    Claim,
    Identity,
    Interaction,
    Item,
    Membership,
    Skill,
    skill_id,
)
from expertgraph.settings import Settings
from expertgraph.store.sqlite import SqliteStore
from expertgraph.workspace import Workspace

DAY = 86_400
WEEK = 7 * DAY
NOW = 1_749_427_200
"""A Monday, 00:00 UTC."""
STAFF = ("anna", "bas", "carl", "dina", "esra", "fred")
GUESTS = ("gast", "hugo", "ilse")
TABLES = {
    Identity: "identity",
    Affiliation: "affiliation",
    Channel: "channel",
    Membership: "membership",
    Item: "item",
    Interaction: "interaction",
    Skill: "skill",
    Claim: "claim",
}


def workspace(folder: Path, rows: Iterable[Any], **settings: Any) -> Workspace:
    """A workspace over a new store with these rows; the clock stands at NOW."""
    store = SqliteStore.open(f"sqlite:///{folder / 'world.db'}")
    put(store, rows)
    chosen = {"organisation.name": "Stadsnet", "organisation.domains": ("stadsnet.example",)}
    chosen |= {"channels.core": ("Forum",), "search.meaning": False}
    chosen |= {name.replace("_", "."): value for name, value in settings.items()}
    return Workspace(store, Settings(chosen), folder / "world.db.files", lambda: NOW)


def put(store: SqliteStore, rows: Iterable[Any]) -> None:
    """Upsert records table by table, in order of the schema."""
    by_table: dict[str, list[Any]] = {}
    for row in rows:
        by_table.setdefault(TABLES[type(row)], []).append(row)
    for table in schema.ALL:
        if table.name in by_table:
            assert store.upsert(table.name, columns_of(table, by_table[table.name])).dangling == 0


def people() -> list[Any]:
    """Six employees in two units at two sites, three guests, a bot, and somebody seen only on LinkedIn."""
    rows: list[Any] = []
    for number, name in enumerate(STAFF):
        ident = f"hr:{number}"
        email = f"{name}@stadsnet.example"
        rows.append(
            Identity(
                ident,
                "hr",
                str(number),
                name.title(),
                email=email,
                verified=True,
                hr_id=str(number),
                kind="employee",
            )
        )
        unit, site = (("Data", "Utrecht"), ("Cloud", "Delft"))[number % 2]
        boss = "hr:0" if number else None
        rows.append(
            Affiliation(f"{ident}|a", ident, "Stadsnet", unit, site, "engineer", boss, NOW - 999 * DAY)
        )
        rows.append(Identity(f"slack:{name}", "slack", name, name.title(), email=email, verified=True))
    for name in GUESTS:
        email = f"{name}@else.example"
        rows.append(Identity(f"slack:{name}", "slack", name, name.title(), email=email, verified=True))
    rows.append(Identity("slack:bot", "slack", "bot", "Botty", kind="bot"))
    rows.append(Identity("linkedin:jo", "linkedin", "jo", "Jo Outpost", organisation="Elders BV"))
    rows += [
        Channel("slack:forum", "slack", "Forum", "forum"),
        Channel("slack:data", "slack", "data", "chat"),
        Channel("slack:secret", "slack", "secret", "chat", visibility="private"),
        Channel("linkedin:feed", "linkedin", "LinkedIn", "social"),
    ]
    rows += [Membership(f"linkedin:feed|{who}", "linkedin:feed", who) for who in ("linkedin:jo",)]
    return rows


def talk(
    asker: str, helper: str, at: int | None, number: int, text: str, channel: str = "slack:forum"
) -> list[Any]:
    """A question and its answer, with the act that the answer is."""
    thread = f"t{number}"
    question, answer = f"slack:{number}/q", f"slack:{number}/a"
    later = None if at is None else at + 3_600
    asks, says = f"How does {text} work, please?", f"You should look at {text} like this: ..."
    act = f"{answer}|answer|slack:{asker}"
    return [
        Item(question, "slack", f"slack:{asker}", channel, thread, "question", at, f"About {text}", asks, 0),
        Item(answer, "slack", f"slack:{helper}", channel, thread, "answer", later, None, says, 1, question),
        Interaction(act, "answer", f"slack:{helper}", f"slack:{asker}", later, channel, answer),
    ]


def thanks(who: str, whom: str, number: int, at: int) -> Interaction:
    """A thank-you for the answer of a talk."""
    item = f"slack:{number}/a"
    assert "thanks" in INTERACTIONS
    return Interaction(
        f"{item}|thanks|{who}", "thanks", f"slack:{who}", f"slack:{whom}", at, "slack:forum", item
    )


def claims() -> list[Any]:
    """Declared and endorsed skills."""
    made: list[Any] = [
        Skill(skill_id(label), label, "hr") for label in ("Python", "snowflake", "Go", "Beekeeping")
    ]
    made.append(Claim("c1", "hr:0", skill_id("Python"), "declared", level=4))
    made.append(Claim("c2", "hr:0", skill_id("Python"), "endorsed", by="slack:gast"))
    made.append(Claim("c3", "hr:1", skill_id("Beekeeping"), "declared"))
    return made


def community() -> list[Any]:
    """Half a year of weekly talk: Anna answers everybody, Bas and Carl each other, guests ask."""
    rows = people() + claims()
    number = 0
    for week in range(30):
        at = NOW - (30 - week) * WEEK + DAY
        for asker, helper, text in (
            ("gast", "anna", "Python"),
            ("anna", "gast", "snowflake"),
            ("bas", "carl", "dikes"),
        ):
            number += 1
            rows += talk(asker, helper, at, number, text, "slack:data" if week % 2 else "slack:forum")
        if week % 5 == 0:
            rows += talk("hugo", "anna", at, 1_000 + week, "Python")
            rows.append(thanks("hugo", "anna", 1_000 + week, at + 9_000))
        rows.append(
            Item(
                f"slack:b{week}",
                "slack",
                "slack:bot",
                "slack:forum",
                f"b{week}",
                "post",
                at,
                None,
                "Python build passed",
                0,
            )
        )
    return rows
