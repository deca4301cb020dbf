"""A programme as it was set up, and where each person stands in it: a pure function of its journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from expertgraph.programme.steps import INSIDE


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme: ``criteria`` are name -> least value 0..1; ``target`` the share of the community that shall be
    active at ``target_at``; ``ended`` is None while it runs."""

    id: str
    name: str
    criteria: dict[str, float]
    target: float | None
    target_at: int | None
    started: int
    ended: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the journal; see ``programme_step``."""

    programme: str
    number: int
    person: str
    kind: str
    at: int
    cohort: str | None = None
    actor: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: the kind of the last step and when it was, the cohort, when they were invited and when
    they said yes first (None: never)."""

    person: str
    state: str
    since: int
    cohort: str | None
    invited: int
    accepted: int | None

    @property
    def inside(self) -> bool:
        """Whether they said yes and are still in it."""
        return self.state in INSIDE


def standings(journal: Iterable[Step]) -> dict[str, Standing]:
    """Person -> standing after these steps of one programme, in order of number.

    >>> standings([Step("p", 1, "a", "invited", 10), Step("p", 2, "a", "accepted", 20)])["a"].inside
    True
    """
    found: dict[str, Standing] = {}
    for step in journal:
        before = found.get(step.person)
        first = before.accepted if before else None
        found[step.person] = Standing(
            step.person,
            step.kind,
            step.at,
            step.cohort or (before.cohort if before else None),
            before.invited if before else step.at,
            step.at if first is None and step.kind in INSIDE else first,
        )
    return found
