"""Which step comes next by itself, and when: a pure function of a question's state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from expertgraph.asking.state import State
from expertgraph.asking.steps import Status

MOST_ROUNDS = 3
"""How often others are asked before it goes to the community manager."""
_HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Next:
    """What the program does next with a question (reminded | escalated), and when (UTC seconds)."""

    step: str
    at: int


@dataclass(frozen=True, slots=True)
class Patience:
    """Hours without an answer until those asked are reminded, and until others are asked."""

    remind: int
    escalate: int

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Patience:
        """As the settings say."""
        return cls(int(settings["asking.remind-hours"]), int(settings["asking.escalate-hours"]))


def upcoming(state: State, patience: Patience) -> Next | None:
    """What comes next: one reminder, then others are asked; nothing once it went to the community manager.

    Hours count from when it was last put to somebody.  Who waits for nobody is not reminded.
    """
    if not state.open or state.raised is not None:
        return None
    escalate = state.since + patience.escalate * _HOUR
    remind = state.since + patience.remind * _HOUR
    reminds = state.status is Status.WAITING and bool(state.waited_for) and state.reminded is None
    if reminds and remind < escalate:
        return Next("reminded", remind)
    return Next("escalated", escalate)


def due(state: State, patience: Patience, now: int) -> str | None:
    """The step that is to be taken at ``now`` (reminded | escalated), None when it is not time yet."""
    found = upcoming(state, patience)
    if found is None or found.at > now:
        return None
    # A follow-up that did not run for days does not remind somebody a moment before others are asked too.
    return "escalated" if state.since + patience.escalate * _HOUR <= now else found.step
