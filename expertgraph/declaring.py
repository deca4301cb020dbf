"""What people declare, beside any import: which channels are theirs, and what they want for themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

from expertgraph.errors import NotFound, WrongCall
from expertgraph.store import Store

CHOICES = ("opted-out", "coached", "leave")
"""What a person declares about oneself."""


def declare_ownership(store: Store, channel: str, ownership: str, *, at: int) -> None:
    """Say that a channel (by id or name) is ``own``, ``core`` or ``outpost``.  NotFound when there is none."""
    known = store.frame("channel", ["id", "name"])
    match = known[(known["id"] == channel) | (known["name"].str.casefold() == channel.casefold())]
    if not len(match):
        raise NotFound(f"There is no channel {channel!r}.", "See expertgraph channels.")
    for each in match["id"]:
        _declare(store, each, "ownership", ownership, at)


def declare(store: Store, person: str, name: str, value: str | None, *, at: int) -> None:
    """Say something about oneself: ``opted-out`` or ``coached`` (yes), ``leave`` (FIRST..LAST); None takes it back."""
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
        raise WrongCall("A leave cannot end before it begins.", "Write the first day, then the last.")
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
