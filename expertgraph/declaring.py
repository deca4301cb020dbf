"""What people declare, beside any import: which channels are theirs, and what they want for themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

from expertgraph.errors import NotFound, WrongCall
from expertgraph.store import Store

CHOICES = ("opted-out", "coached", "leave", "away", "busy")
PERIODS = ("leave", "away")
"""What a person declares about oneself; of ``PERIODS`` the days (FIRST..LAST), of the rest a yes."""


def declare_ownership(store: Store, channel: str, ownership: str, *, at: int) -> None:
    """Say that a channel (by id or name) is ``own``, ``core`` or ``outpost``.  NotFound when there is none."""
    known = store.frame("channel", ["id", "name"])
    match = known[(known["id"] == channel) | (known["name"].str.casefold() == channel.casefold())]
    if not len(match):
        raise NotFound(f"There is no channel {channel!r}.", "See expertgraph channels.")
    for each in match["id"]:
        _declare(store, each, "ownership", ownership, at)


def declare(store: Store, person: str, name: str, value: str | None, *, at: int) -> None:
    """Say something about oneself: ``opted-out``, ``coached`` or ``busy`` (yes), ``leave`` or ``away``
    (FIRST..LAST); None takes it back.  WrongCall for an ``away`` that is no period.
    """
    if value is not None and name == "away":
        period(value)
    if value is None:
        store.delete("declaration", [f"{person}|{name}"])
    else:
        _declare(store, person, name, value, at)


def period(text: str) -> tuple[date, date]:
    """``FIRST..LAST`` as two days, both included; WrongCall when it is none."""
    try:
        first, last = (date.fromisoformat(part) for part in text.split(".."))
    except ValueError:
        raise WrongCall(f"{text!r} is no period.", "Write 2026-07-01..2026-07-21.") from None
    if last < first:
        raise WrongCall("It cannot end before it begins.", "Write the first day, then the last.")
    return first, last


def _declare(store: Store, subject: str, name: str, value: str, at: int) -> None:
    row: dict[str, list[Any]] = {
        "id": [f"{subject}|{name}"],
        "subject": [subject],
        "name": [name],
        "value": [value],
        "at": [at],
    }
    store.upsert("declaration", row)
