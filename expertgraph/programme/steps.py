"""Each kind of step that somebody takes in a programme, declared once: who may take it, and after what."""

from __future__ import annotations

from dataclasses import dataclass

INVITED, ACCEPTED, DECLINED, TRAINING, ACTIVE, LEFT = (
    "invited",
    "accepted",
    "declined",
    "training",
    "active",
    "left",
)
INSIDE = (ACCEPTED, TRAINING, ACTIVE)
"""Who said yes and is still in it."""


@dataclass(frozen=True, slots=True)
class StepKind:
    """``after``: the states that the manager may take it from (None: before anything happened); ``own``: those that
    the person concerned may take it from."""

    name: str
    after: frozenset[str | None]
    own: frozenset[str | None] = frozenset()


STEPS: dict[str, StepKind] = {
    each.name: each
    for each in (
        StepKind(INVITED, frozenset({None})),
        StepKind(ACCEPTED, frozenset({INVITED}), frozenset({INVITED, DECLINED, LEFT})),
        StepKind(DECLINED, frozenset({INVITED}), frozenset({INVITED})),
        StepKind(TRAINING, frozenset({ACCEPTED})),
        StepKind(ACTIVE, frozenset({ACCEPTED, TRAINING})),
        StepKind(LEFT, frozenset(INSIDE), frozenset(INSIDE)),
    )
}
"""Who declined or left is not asked again in the same programme; they may change their own mind."""


def next_steps(state: str | None, *, own: bool) -> list[str]:
    """The steps that the person concerned (``own``), or a manager, may take from here.

    >>> next_steps("invited", own=True), next_steps("declined", own=False)
    (['accepted', 'declined'], [])
    """
    return [each.name for each in STEPS.values() if state in (each.own if own else each.after)]
