"""The champions programme: whom to invite and why, what became of each, and whether it helps."""

from expertgraph.programme.acting import act, end, invite, set_up
from expertgraph.programme.state import Programme, Standing, standings

__all__ = ["Programme", "Standing", "act", "end", "invite", "set_up", "standings"]
