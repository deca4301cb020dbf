"""Who may be asked to be a champion: named rings only, nobody who said no, is away, or takes no part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from expertgraph import policy
from expertgraph.analysis.population import Bools
from expertgraph.asking.case import current
from expertgraph.asking.people import declared_out
from expertgraph.availability import available
from expertgraph.edition import Edition
from expertgraph.errors import NotFound
from expertgraph.policy import INNER_RINGS, Data, Rule, Viewer
from expertgraph.programme.journal import journal
from expertgraph.programme.state import Programme, Standing, standings
from expertgraph.workspace import Workspace

LEADING = frozenset({Rule.ALLOW, Rule.CONSENTED})
"""The rules under which somebody leads a programme."""


def leads(viewer: Viewer) -> bool:
    """Whether the viewer leads programmes: invites people and sees who said yes."""
    return policy.rule(viewer, Data.PROGRAMME) in LEADING


def standing_now(space: Workspace, programme: Programme | None) -> dict[str, Standing]:
    """Person id as it is now -> standing; of two people who were joined since, the later step counts."""
    if programme is None:
        return {}
    edition = space.edition()
    steps = [
        replace(step, person=current(edition, step.person) or step.person)
        for step in journal(space.store, programme.id)
    ]
    return standings(steps)


def candidates(space: Workspace, viewer: Viewer, standing: Mapping[str, Standing]) -> Bools:
    """Who may be invited by this viewer: a mask over the edition's people.

    In ring 0 or 1 as the viewer may see it; no bot, no staff; neither opted out nor away nor busy now; not asked before
    in this programme, whatever came of it.
    """
    edition = space.edition()
    found = policy.people(viewer, Data.RING_INNER, edition) & inner(edition)
    taken = set(standing) | declared_out(space.store, edition.array("people", "person")[found].tolist())
    found &= ~np.isin(edition.array("people", "person").astype(str), sorted(taken))
    free = available(space, edition)
    for row in np.flatnonzero(found).tolist():
        each = free.of(row)
        found[row] = not (each.away or each.busy)
    return found


def inner(edition: Edition) -> Bools:
    """Who is in a named ring and could be a champion: no bot, no staff, nobody who opted out or left."""
    who = edition.table("people")
    mask = np.isin(who["ring"].to_numpy(), INNER_RINGS) & (who["kind"].to_numpy() != "bot")
    for flag in ("opted_out", "staff", "left"):
        mask = mask & ~who[flag].to_numpy(bool)
    return np.asarray(mask)


def row_of_candidate(space: Workspace, viewer: Viewer, person: str, standing: Mapping[str, Standing]) -> int:
    """The row of somebody who may be invited; NotFound for everybody else, so that nothing is learnt from trying."""
    edition = space.edition()
    try:
        row = edition.row_of(person)
    except NotFound:
        row = -1
    if row < 0 or not candidates(space, viewer, standing)[row]:
        raise NotFound(
            f"There is no candidate with the id {person!r}.", "See expertgraph champions candidates."
        )
    return row
