"""What is kept of a pilot: what it is for, who takes part since when, and when it ends."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from expertgraph.errors import NotFound, WrongCall
from expertgraph.pilots.goals import GOALS
from expertgraph.store import Store

SORTS = ("people", "channel", "unit", "community")
"""How those who take part are chosen at the start."""
LONGEST_NAME, LONGEST_TEXT = 80, 500
_MOMENT = 60
"""Seconds within which the same form is a button pressed twice."""
_PILOT = ("id", "name", "theme", "goal", "measure", "target", "by", "of", "started", "ends", "at")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a pilot is for.  ``measure`` is a code of GOALS and ``target`` the value of it to reach (None: not said).
    ``started`` and ``ends`` (None: open) are UTC seconds; it ends before ``ends``."""

    name: str
    theme: str
    goal: str
    measure: str
    target: float | None
    started: int
    ends: int | None


@dataclass(frozen=True, slots=True)
class Pilot:
    """A pilot as it is kept.  ``by`` (one of SORTS) and ``of`` say whom it was set up with."""

    id: str
    plan: Plan
    by: str
    of: str | None
    at: int

    def begun(self, now: int) -> bool:
        """Whether it runs, or ran, at a moment."""
        return self.plan.started <= now

    def ended(self, now: int) -> bool:
        """Whether it is over at a moment."""
        return self.plan.ends is not None and self.plan.ends <= now


@dataclass(frozen=True, slots=True)
class Member:
    """One person's time in a pilot: from ``joined`` until ``left`` (None: still there)."""

    person: str
    joined: int
    left: int | None


def unknown(pilot: str) -> NotFound:
    """What is said of a pilot that is not there."""
    return NotFound(f"There is no pilot {pilot!r}.", "See expertgraph pilots list.")


def read_pilots(store: Store) -> list[Pilot]:
    """All pilots, the latest start first."""
    found = [_pilot(row) for row in store.frame("pilot", _PILOT).to_dict("records")]
    return sorted(found, key=lambda each: (-each.plan.started, each.plan.name, each.id))


def read_pilot(store: Store, pilot: str) -> Pilot:
    """The pilot with that id; NotFound when there is none."""
    found = store.frame("pilot", _PILOT, {"id": pilot})
    if not len(found):
        raise unknown(pilot)
    return _pilot(found.to_dict("records")[0])


def read_members(store: Store, pilots: Sequence[str]) -> dict[str, list[Member]]:
    """Pilot -> who takes part or took part, in order of time and person."""
    frame = store.frame("pilot_member", ["pilot", "person", "joined", "left"], {"pilot": list(pilots)})
    found: dict[str, list[Member]] = {pilot: [] for pilot in pilots}
    columns = (frame[name].tolist() for name in ("pilot", "person", "joined", "left"))
    for pilot, person, joined, left in zip(*columns, strict=True):
        found[pilot].append(Member(person, int(joined), None if pd.isna(left) else int(left)))
    for members in found.values():
        members.sort(key=lambda each: (each.joined, each.person))
    return found


def set_up(store: Store, plan: Plan, by: str, of: str | None, people: Iterable[str], *, now: int) -> str:
    """Keep a new pilot with these people, who take part from its start; returns its id.

    The same form sent twice sets up one pilot.  WrongCall for a plan that cannot be, or when nobody takes part.
    """
    checked = _checked(plan)
    members = sorted(set(people))
    if by not in SORTS:
        raise WrongCall(f"A pilot cannot be set up by {by!r}.", f"Choose from {', '.join(SORTS)}.")
    if not members:
        raise WrongCall("A pilot needs people.", "Name them, or choose a channel, a unit or a community.")
    pilot = Pilot(secrets.token_hex(8), checked, by, of, now)
    with store.transaction():
        if (there := _sent_before(store, pilot, members)) is not None:
            return there
        _write(store, pilot)
        _write_members(store, pilot.id, [(Member(person, plan.started, None), 1) for person in members])
    return pilot.id


def _sent_before(store: Store, pilot: Pilot, people: Sequence[str]) -> str | None:
    """The id of a pilot that differs in nothing and was set up moments ago."""
    for each in read_pilots(store):
        alike = replace(each.plan, started=pilot.plan.started) == pilot.plan
        soon = max(pilot.at - each.at, abs(pilot.plan.started - each.plan.started)) <= _MOMENT
        if alike and soon and (each.by, each.of) == (pilot.by, pilot.of):
            found = read_members(store, [each.id])[each.id]
            if sorted(member.person for member in found) == list(people):
                return each.id
    return None


def edit(store: Store, pilot: Pilot, plan: Plan, *, now: int) -> None:
    """Change what a pilot is for.  WrongCall for a plan that cannot be, and for another start once it has begun:
    what it is compared with must not be chosen afterwards."""
    checked = _checked(plan)
    if pilot.begun(now) and checked.started != pilot.plan.started:
        raise WrongCall("It has begun already.", "Its start cannot be changed any more.")
    with store.transaction():
        _write(store, replace(pilot, plan=checked))
        if checked.started != pilot.plan.started:
            _restart(store, pilot, checked.started)


def add(store: Store, pilot: Pilot, people: Iterable[str], *, now: int) -> int:
    """Let people take part from now on (from the start, before it begins); how many that are new.

    Somebody who comes back gets a second row, so that what was told earlier can always be told again.
    """
    if pilot.ended(now):
        raise WrongCall("It is over.", "Set up a new pilot.")
    times, there = _times(store, pilot)
    new = sorted(set(people) - there)
    joined = max(now, pilot.plan.started)
    rows = [(Member(person, joined, None), times.get(person, 0) + 1) for person in new]
    _write_members(store, pilot.id, rows)
    return len(new)


def remove(store: Store, pilot: Pilot, people: Iterable[str], *, now: int) -> int:
    """Let people take part no longer; how many did.  Before it begins their rows go, later their time ends."""
    chosen = set(people)
    frame = store.frame("pilot_member", ["id", "person", "joined", "left"], {"pilot": pilot.id})
    rows = frame[frame["person"].isin(chosen) & frame["left"].isna()]
    if not pilot.begun(now):
        store.delete("pilot_member", rows["id"].tolist())
        return len(rows)
    kept = [
        (Member(person, int(joined), now), int(key.rpartition("|")[2]))
        for key, person, joined in rows[["id", "person", "joined"]].itertuples(index=False)
    ]
    _write_members(store, pilot.id, kept)
    return len(rows)


def end(store: Store, pilot: Pilot, *, now: int) -> None:
    """End a pilot now; one that has not begun is called off, and nothing is kept of it."""
    if pilot.ended(now):
        raise WrongCall("It is over already.")
    with store.transaction():
        if pilot.begun(now):
            _write(store, replace(pilot, plan=replace(pilot.plan, ends=now)))
        else:
            rows = store.frame("pilot_member", ["id"], {"pilot": pilot.id})
            store.delete("pilot_member", rows["id"].tolist())
            store.delete("pilot", [pilot.id])


def _checked(plan: Plan) -> Plan:
    name, theme, goal = plan.name.strip(), plan.theme.strip(), plan.goal.strip()
    for text, what, longest in (
        (name, "name", LONGEST_NAME),
        (theme, "theme", LONGEST_TEXT),
        (goal, "goal", LONGEST_TEXT),
    ):
        if not text:
            raise WrongCall(f"A pilot needs a {what}.", "One group, one theme, one goal: a few words each.")
        if len(text) > longest:
            raise WrongCall(f"The {what} is too long.", f"At most {longest} characters.")
    if plan.measure not in GOALS:
        raise WrongCall(f"There is no measure {plan.measure!r}.", f"Choose from {', '.join(GOALS)}.")
    target = plan.target
    if target is not None and not 0 <= target <= GOALS[plan.measure].most:
        most = GOALS[plan.measure].most
        raise WrongCall(
            f"The target {target:g} cannot be.", f"For this measure it lies between 0 and {most:g}."
        )
    if plan.ends is not None and plan.ends <= plan.started:
        raise WrongCall("It cannot end before it begins.", "Give the day of its start, then that of its end.")
    return Plan(name, theme, goal, plan.measure, target, plan.started, plan.ends)


def _times(store: Store, pilot: Pilot) -> tuple[dict[str, int], set[str]]:
    """How many times each person joined, and who is there."""
    frame = store.frame("pilot_member", ["person", "left"], {"pilot": pilot.id})
    return dict(Counter(frame["person"])), set(frame["person"][frame["left"].isna()])


def _restart(store: Store, pilot: Pilot, started: int) -> None:
    frame = store.frame("pilot_member", ["id", "person"], {"pilot": pilot.id})
    rows = [
        (Member(person, started, None), int(key.rpartition("|")[2]))
        for key, person in frame.itertuples(index=False)
    ]
    _write_members(store, pilot.id, rows)


def _pilot(row: dict[Any, Any]) -> Pilot:
    plan = Plan(
        row["name"], row["theme"], row["goal"], row["measure"],
        None if pd.isna(row["target"]) else float(row["target"]),
        int(row["started"]), None if pd.isna(row["ends"]) else int(row["ends"]),
    )  # fmt: skip
    return Pilot(row["id"], plan, row["by"], row["of"], int(row["at"]))


def _write(store: Store, pilot: Pilot) -> None:
    plan = pilot.plan
    values = (
        pilot.id, plan.name, plan.theme, plan.goal, plan.measure, plan.target, pilot.by, pilot.of,
        plan.started, plan.ends, pilot.at,
    )  # fmt: skip
    store.upsert("pilot", {name: [value] for name, value in zip(_PILOT, values, strict=True)})


def _write_members(store: Store, pilot: str, rows: Sequence[tuple[Member, int]]) -> None:
    """Write times of people in a pilot, each with its number among those of that person."""
    if not rows:
        return
    store.upsert(
        "pilot_member",
        {
            "id": [f"{pilot}|{each.person}|{number}" for each, number in rows],
            "pilot": [pilot] * len(rows),
            "person": [each.person for each, _ in rows],
            "joined": [each.joined for each, _ in rows],
            "left": [each.left for each, _ in rows],
        },
    )
