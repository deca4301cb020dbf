"""Three units of fourteen people over sixteen weeks; in the last eight, those of Heat talk every week and get answers.

Before that everybody talks in one week of four.  Somebody of Heat opted out, a bot posts, Eva is outside.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from expertgraph import linking
from expertgraph.analysis.run import analyse
from expertgraph.declaring import declare
from expertgraph.frames import columns_of
from expertgraph.pilots.keeping import Plan
from expertgraph.policy import Role, Viewer
from expertgraph.records import Affiliation, Channel, Identity, Interaction, Item
from expertgraph.schema import TABLES
from expertgraph.store import Store
from expertgraph.workspace import Workspace

HOUR, DAY, WEEK = 3_600, 86_400, 7 * 86_400
NOW = int(datetime(2026, 9, 21, tzinfo=UTC).timestamp())
"""A Monday."""
WEEKS = 16
START = NOW - 8 * WEEK
UNITS = ("Heat", "Data", "Care")
SIZE = 14
MANAGER, EMPLOYEE, LEADERSHIP = (Viewer(role) for role in (Role.MANAGER, Role.EMPLOYEE, Role.LEADERSHIP))


def name_of(unit: str, number: int) -> str:
    return f"{unit.lower()}{number:02d}"


def person(unit: str, number: int) -> str:
    """The person id of one of a unit."""
    return linking.person_id(f"x:{name_of(unit, number)}")


def plan(**said: object) -> Plan:
    """A pilot of Heat that began eight weeks ago."""
    given = {
        "name": "Heat pilot", "theme": "heat pumps", "goal": "Everybody takes part every week.",
        "measure": "active", "target": 0.6, "started": START, "ends": None,
    }  # fmt: skip
    return Plan(**{**given, **said})  # type: ignore[arg-type]


def fill(store: Store) -> None:
    people, units, items, acts = [], [], [], []
    for unit in UNITS:
        for number in range(SIZE):
            name = name_of(unit, number)
            people.append(
                Identity(f"x:{name}", "x", name, f"{unit} {number:02d}", name, f"{name}@own.example", True,
                         name, "employee")
            )  # fmt: skip
            units.append(
                Affiliation(
                    f"x:{name}|o",
                    f"x:{name}",
                    "Own",
                    unit,
                    ("Utrecht", "Delft", "Breda")[number % 3],
                    "Fitter",
                )
            )
    people.append(
        Identity(
            "x:eva", "x", "eva", "Eva Brown", "eva", "eva@other.example", True, None, "external", "Other"
        )
    )
    people.append(Identity("x:bot", "x", "bot", "Helpful Bot", "bot", None, False, None, "bot"))
    for week in range(WEEKS):
        monday = NOW - (WEEKS - week) * WEEK
        for unit in UNITS:
            busy = unit == "Heat" and week >= WEEKS - 8
            for number in range(SIZE):
                if (busy and number < 12) or (number + week) % 4 == 0:
                    new_items, new_acts = _asked(unit, number, week, monday, answered=busy)
                    items += new_items
                    acts += new_acts
        items.append(
            Item(f"x:b{week}", "x", "x:bot", "x:forum", f"b{week}", "post", monday + HOUR, "Log", "Passed", 0)
        )
    channels = [
        Channel("x:forum", "x", "Forum", "forum"),
        Channel("x:secret", "x", "Secret", "chat", "private"),
    ]
    for number in range(2):
        name = f"x:{name_of('Heat', number)}"
        items.append(
            Item(f"x:s{number}", "x", name, "x:secret", "s", "post", NOW - DAY, "Hush", "Hush", number)
        )
    tables = {
        "identity": people, "channel": channels, "affiliation": units, "item": items, "interaction": acts,
    }  # fmt: skip
    for table, rows in tables.items():
        store.upsert(table, columns_of(TABLES[table], rows))
    declare(store, person("Heat", 13), "opted-out", "yes", at=NOW - 99 * DAY)


def _asked(
    unit: str, number: int, week: int, monday: int, *, answered: bool
) -> tuple[list[Item], list[Interaction]]:
    """A question of one of a unit; answered by Eva six hours later, or never."""
    name, at = f"x:{name_of(unit, number)}", monday + DAY + number * HOUR
    question = f"{name}/{week}"
    items = [
        Item(question, "x", name, "x:forum", question, "question", at, "Heat pump", "How loud is it?", 0)
    ]
    if not answered:
        return items, []
    items.append(
        Item(
            f"{question}/a",
            "x",
            "x:eva",
            "x:forum",
            question,
            "answer",
            at + 6 * HOUR,
            None,
            "As a fridge.",
            1,
            question,
        )
    )
    return items, [
        Interaction(
            f"{question}/a|answer|{name}", "answer", "x:eva", name, at + 6 * HOUR, "x:forum", f"{question}/a"
        )
    ]


def prepare(space: Workspace) -> None:
    """Fill a new store and analyse it as of NOW."""
    space.change_settings(
        {
            "organisation.name": "Own",
            "organisation.domains": ["own.example"],
            "privacy.k": 10,
            "search.meaning": False,
        }
    )
    fill(space.store)
    analyse(space, as_of=NOW)


def opened(folder: Path, now: int = NOW) -> Workspace:
    """The community's store in a folder, with a clock that stands."""
    return Workspace.open(f"sqlite:///{folder / 's.db'}", clock=lambda: now)
