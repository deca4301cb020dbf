"""Setting up, changing and ending pilots: for those who may have all of a pilot."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from expertgraph import policy
from expertgraph.analysis.population import Bools, Ints
from expertgraph.answers.goals import visible_person
from expertgraph.answers.passable import taking_no_part
from expertgraph.edition import Edition
from expertgraph.errors import NotFound, WrongCall
from expertgraph.pilots import keeping
from expertgraph.pilots.evaluating import counting
from expertgraph.pilots.keeping import Pilot, Plan
from expertgraph.policy import Data, Viewer
from expertgraph.workspace import Workspace

MOST_PEOPLE = 5_000


def start(
    space: Workspace, viewer: Viewer, plan: Plan, by: str, of: str | None, people: Sequence[str] = ()
) -> str:
    """Set a pilot up with the people of a channel, unit or community, or with those named; returns its id.

    ``people`` are ids, addresses or names; ``of`` is a channel's id or name, a unit's name, or a community's label or
    number.  NotFound says who or what is not there; Denied for a role that does not run pilots.
    """
    policy.require_whole(viewer, Data.PILOTS)
    edition = space.edition()
    if by == "people":
        label, mask = None, _named(space, viewer, edition, people)
    else:
        label, mask = _group(space, viewer, edition, by, of or "")
    chosen = edition.array("people", "person")[mask].tolist()
    if len(chosen) > MOST_PEOPLE:
        raise WrongCall(
            f"{len(chosen):,} people are too many for a pilot.", f"Start small: at most {MOST_PEOPLE:,}."
        )
    return keeping.set_up(space.store, plan, by, label, chosen, now=space.clock())


def change(space: Workspace, viewer: Viewer, pilot: str, plan: Plan) -> None:
    """Change what a pilot is for."""
    policy.require_whole(viewer, Data.PILOTS)
    keeping.edit(space.store, keeping.read_pilot(space.store, pilot), plan, now=space.clock())


def add(space: Workspace, viewer: Viewer, pilot: str, people: Sequence[str]) -> int:
    """Let people (ids, addresses or names) take part; how many that are new."""
    policy.require_whole(viewer, Data.PILOTS)
    found = keeping.read_pilot(space.store, pilot)
    edition = space.edition()
    chosen = edition.array("people", "person")[_named(space, viewer, edition, people)].tolist()
    return keeping.add(space.store, found, chosen, now=space.clock())


def join_again(space: Workspace, viewer: Viewer, pilot: str) -> int:
    """Let those take part who came to its channel or unit since; how many."""
    policy.require_whole(viewer, Data.PILOTS)
    found = keeping.read_pilot(space.store, pilot)
    if found.by not in {"channel", "unit"} or found.of is None:
        raise WrongCall("It was not set up with a channel or a unit.", "Add people by name.")
    edition = space.edition()
    _, mask = _group(space, viewer, edition, found.by, found.of)
    chosen = edition.array("people", "person")[mask].tolist()
    return keeping.add(space.store, found, chosen, now=space.clock())


def remove(space: Workspace, viewer: Viewer, pilot: str, people: Sequence[str]) -> int:
    """Let people take part no longer; how many did."""
    policy.require_whole(viewer, Data.PILOTS)
    found = keeping.read_pilot(space.store, pilot)
    edition = space.edition()
    seen = policy.people(viewer, Data.PROFILE, edition)
    rows = [_row(edition, viewer, each, seen) for each in people]
    chosen = [str(edition.array("people", "person")[row]) for row in rows]
    return keeping.remove(space.store, found, chosen, now=space.clock())


def end(space: Workspace, viewer: Viewer, pilot: str) -> Pilot:
    """End a pilot, or call off one that has not begun; returns it as it was."""
    policy.require_whole(viewer, Data.PILOTS)
    found = keeping.read_pilot(space.store, pilot)
    keeping.end(space.store, found, now=space.clock())
    return found


def _able(space: Workspace, viewer: Viewer, edition: Edition) -> Bools:
    """Who can take part, of those whom the viewer may see; not who said since that they take no part."""
    return policy.people(viewer, Data.PROFILE, edition) & counting(edition) & ~taking_no_part(space)


def _named(space: Workspace, viewer: Viewer, edition: Edition, people: Sequence[str]) -> Bools:
    seen = _able(space, viewer, edition)
    mask = np.zeros(len(seen), dtype=bool)
    for each in people:
        mask[_row(edition, viewer, each, seen)] = True
    return mask


def _row(edition: Edition, viewer: Viewer, text: str, seen: Bools) -> int:
    row = visible_person(edition, viewer, text.strip(), seen=seen)
    if row is None:
        raise NotFound(
            f"There is nobody called {text.strip()!r} who can take part.",
            "Use an address or a person id; a name only where one person has it.",
        )
    return row


def _group(space: Workspace, viewer: Viewer, edition: Edition, by: str, of: str) -> tuple[str, Bools]:
    """What a group is kept as, and those of it who can take part."""
    finders: dict[str, Callable[[Edition, Viewer, str], tuple[str, Bools] | None]] = {
        "channel": _of_channel,
        "unit": _of_unit,
        "community": _of_community,
    }
    if by not in finders:
        raise WrongCall(f"A pilot cannot be set up by {by!r}.", f"Choose from {', '.join(keeping.SORTS)}.")
    found = finders[by](edition, viewer, of.strip()) if of.strip() else None
    if found is None:
        raise NotFound(f"There is no {by} {of.strip()!r}.", "Its name has to be the same, to the letter.")
    label, mask = found
    return label, mask & _able(space, viewer, edition)


def _of_channel(edition: Edition, viewer: Viewer, of: str) -> tuple[str, Bools] | None:
    table, known = edition.table("channels"), policy.known_channels(viewer, edition)
    for column in ("channel", "name"):
        rows = np.flatnonzero(known & (table[column].str.casefold() == of.casefold()).to_numpy(bool))
        if len(rows) == 1:
            members = edition.table("channel_members")
            there = members["person"].to_numpy()[members["channel"].to_numpy() == rows[0]]
            return str(table["channel"].iloc[rows[0]]), _mask(edition, there)
    return None


def _of_unit(edition: Edition, viewer: Viewer, of: str) -> tuple[str, Bools] | None:  # noqa: ARG001
    unit = edition.table("people")["unit"].fillna("").str.casefold()
    rows = np.flatnonzero((unit == of.casefold()).to_numpy(bool))
    if not len(rows):
        return None
    return str(edition.table("people")["unit"].iloc[rows[0]]), _mask(edition, rows)


def _of_community(edition: Edition, viewer: Viewer, of: str) -> tuple[str, Bools] | None:  # noqa: ARG001
    """By number or label; the label is kept, because numbers mean something else in the next edition."""
    table = edition.table("communities")
    found = (table["community"].astype(str) == of) | (table["label"].str.casefold() == of.casefold())
    if int(found.sum()) != 1:
        return None
    number, label = table.loc[found, ["community", "label"]].to_numpy()[0]
    return str(label), np.asarray(edition.array("people", "community") == number, dtype=bool)


def _mask(edition: Edition, rows: Ints) -> Bools:
    mask = np.zeros(len(edition.table("people")), dtype=bool)
    mask[rows] = True
    return mask
