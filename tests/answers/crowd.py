"""A community large enough that its sums may be told: five units of twelve, four with somebody who answers everybody
there every week, one whose people ask in vain; three site managers a unit who know only that somebody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from expertgraph.analysis.run import analyse
from expertgraph.policy import Role, Viewer
from expertgraph.records import Affiliation, Channel, Identity
from expertgraph.workspace import Workspace
from tests.analysis.world import DAY, NOW, WEEK, talk
from tests.analysis.world import workspace as world

UNITS, PER_UNIT, WEEKS = "ABCDE", 12, 30
SITES = ("Utrecht", "Delft", "Leiden")
TITLES = ("Site manager", "Locatiemanager", "Senior site manager")
UNHEARD = "E"
"""The unit where everybody asks the hub of A, now and then, so that nobody of it is in the inner rings."""


def identity(unit: str, number: int) -> str:
    """Somebody of a unit; number 0 is its hub, 1 to 3 are its site managers."""
    return f"slack:{unit}{number}"


def crowd() -> list[Any]:
    """The rows."""
    rows: list[Any] = [Channel("slack:forum", "slack", "Forum", "forum")]
    for unit in UNITS:
        for number in range(PER_UNIT):
            who, mail = identity(unit, number), f"{unit}{number}@stadsnet.example".lower()
            name = f"{'Hub' if number == 0 else 'Member'} {unit}{number}"
            rows.append(
                Identity(who, "slack", f"{unit}{number}", name, email=mail, verified=True, kind="employee")
            )
            role = TITLES[number - 1] if 1 <= number <= 3 else f"Trade {unit}{number}"
            rows.append(Affiliation(f"{who}|a", who, "Stadsnet", f"Unit {unit}", SITES[number % 3], role))
    number = 0
    for week in range(WEEKS):
        at = NOW - (WEEKS - week) * WEEK + DAY
        for place, unit in enumerate(UNITS[:4]):
            number += 1
            asker = 1 + week % (PER_UNIT - 1)
            rows += talk(f"{unit}{asker}", f"{unit}0", at + place, number, "pumps")
            number += 1
            rows += talk(f"{UNITS[(place + 1) % 4]}0", f"{unit}0", at + place + 9, number, "pipes")
    for each in range(PER_UNIT):
        number += 1
        rows += talk(f"{UNHEARD}{each}", "A0", NOW - 20 * WEEK + each, number, "valves")
    return rows


def workspace(folder: Path) -> Workspace:
    """The crowd, analysed."""
    made = world(folder, crowd())
    analyse(made)
    return made


def viewer(space: Workspace, role: Role, who: str | None = None) -> Viewer:
    """Somebody of the crowd in a role."""
    if who is None:
        return Viewer(role)
    edition = space.edition()
    return Viewer(role, str(edition.table("people")["person"].iat[edition.row_of(who)]))
