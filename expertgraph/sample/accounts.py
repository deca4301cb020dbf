"""Names of accounts: forum user names that resemble the person, and Slack ids."""

from __future__ import annotations

from collections.abc import Iterable

from expertgraph.sample.census import plain
from expertgraph.sample.dice import Dice
from expertgraph.sample.people import Person

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_STYLES = {"first_last": 4.0, "firstl": 3.0, "flast": 3.0, "first": 1.0, "dotted": 2.0, "opaque": 0.5}
_OPAQUE = (
    "warmtewolf",
    "netwerker",
    "kabeljauw",
    "groenstroom",
    "dijkwacht",
    "bitkoning",
    "polderpen",
    "windvaan",
)


def give(seed: int, people: Iterable[Person]) -> None:
    """Gives everybody a forum user name and a Slack id, each different."""
    dice = Dice(seed, "accounts")
    taken: set[str] = set()
    for person in people:
        person.slack = "U0" + _code(7_000_000_000 + person.number * 104_729 + seed, 8)
        name = _username(dice, person)
        copy = 1
        while name in taken:
            copy += 1
            name = f"{name.rstrip('0123456789')}{copy}"
        taken.add(name)
        person.username = name


def _username(dice: Dice, person: Person) -> str:
    first, last = plain(person.given), plain(person.family)
    style = dice.pick(_STYLES)
    return {
        "first_last": f"{first}_{last}",
        "firstl": f"{first}{last[0]}",
        "flast": f"{first[0]}{last}",
        "first": first,
        "dotted": f"{first}.{last}",
        "opaque": f"{dice.choice(_OPAQUE)}{dice.randint(10, 99)}",
    }[style]


def _code(number: int, length: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _LETTERS[digit] + digits
    return digits.rjust(length, "0")[-length:]
