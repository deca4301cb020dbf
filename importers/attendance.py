"""Who was where: memberships and encounters, for calendars and lists of attendees alike."""

from __future__ import annotations

from expertgraph.ingest.times import EARLIEST
from expertgraph.records import Membership

MOST_GUESTS = 30
"""A gathering of more people makes nobody know everybody: it gives memberships and no acts."""
_END = 4_102_444_800


def membership(channel: str, identity: str, joined: int | None) -> Membership:
    """Somebody came to ``channel``, as far as this record knows first at ``joined``.

    Of several records the later edited one stays, and the first attendance is wanted: so the rank that stands in
    ``edited`` falls as ``joined`` grows.  A record without a date gives way to any other.
    """
    rank = None if joined is None else EARLIEST + (_END - joined) // 10
    return Membership(f"{channel}|{identity}", channel, identity, joined, edited=rank)
