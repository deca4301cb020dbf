"""Who may see what: one table, read by search, results, web, API and CLI, in the query and not after it.

Deny by default: a role or data class that the table does not name sees nothing, and what is hidden looks
exactly like what does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from expertgraph.edition import Edition
from expertgraph.errors import Denied, WrongCall

Mask = npt.NDArray[np.bool_]
F = TypeVar("F", bound=Callable[..., Any])


class Role(StrEnum):
    """Who is looking.  ``owner`` is whoever holds a local, sign-in-free store: sees all that was imported."""

    OWNER = "owner"
    EXTERNAL = "external"
    EMPLOYEE = "employee"
    MANAGER = "manager"
    LEADERSHIP = "leadership"
    ADMIN = "admin"
    COUNCIL = "council"


class Rule(StrEnum):
    """What a cell of the table says."""

    ALLOW = "allow"
    OWN = "own"
    """Only about oneself."""
    SHARED = "shared"
    """One's own, and what others chose to share."""
    JOINED = "joined"
    """Only people and items of the channels that the viewer joined."""
    MEMBERS = "members"
    """Only a member of the source (its access list)."""
    COACHED = "coached"
    """Aggregates of k, and by name those who asked to be coached."""
    PATH = "path"
    """Only along an introduction path of consenting people."""
    UPLOAD = "upload"
    """Only one's own upload."""
    AGGREGATE = "aggregate"
    """Only counts of at least k people."""
    COUNTS = "counts"
    """Only counts of records."""
    PARTY = "party"
    """Only who takes part in it: asked it, was asked, or is in the channel it was put to."""
    CONSENTED = "consented"
    """Who said yes to it, and candidates from the inner rings."""
    OPEN = "open"
    """What one takes part in, and what nobody took yet in the channels that one joined."""
    DENY = "deny"


class Data(StrEnum):
    """The data classes."""

    PROFILE = "profile"
    EVIDENCE_OPEN = "evidence-open"
    EVIDENCE_CLOSED = "evidence-closed"
    OWN = "own"
    RING_INNER = "ring-inner"
    RING_OUTER = "ring-outer"
    TIES = "ties"
    CONTACTS = "contacts"
    AGGREGATES = "aggregates"
    CHANNELS = "channels"
    IMPORTS = "imports"
    LINKS = "links"
    QUESTIONS = "questions"
    INTRODUCTIONS = "introductions"
    OBJECTIONS = "objections"
    QUALITY = "quality"
    DESK = "desk"
    PROGRAMME = "programme"
    PILOTS = "pilots"
    CIRCLES = "circles"
    GRAPH = "graph"
    PUBLIC = "public"


_ROLES = (Role.EXTERNAL, Role.EMPLOYEE, Role.MANAGER, Role.LEADERSHIP, Role.ADMIN, Role.COUNCIL)


def _row(*rules: Rule) -> dict[Role, Rule]:
    return {Role.OWNER: Rule.ALLOW, **dict(zip(_ROLES, rules, strict=True))}


_R = Rule
# fmt: off
TABLE: dict[Data, dict[Role, Rule]] = {
    #                          external     employee     manager      leadership    admin         council
    Data.PROFILE: _row(_R.JOINED, _R.ALLOW, _R.ALLOW, _R.ALLOW, _R.ALLOW, _R.DENY),
    Data.EVIDENCE_OPEN: _row(_R.JOINED, _R.ALLOW, _R.ALLOW, _R.ALLOW, _R.DENY, _R.DENY),
    Data.EVIDENCE_CLOSED: _row(_R.MEMBERS, _R.MEMBERS, _R.MEMBERS, _R.DENY, _R.DENY, _R.DENY),
    Data.OWN: _row(_R.OWN, _R.OWN, _R.OWN, _R.OWN, _R.OWN, _R.DENY),
    Data.RING_INNER: _row(_R.JOINED, _R.ALLOW, _R.ALLOW, _R.ALLOW, _R.DENY, _R.DENY),
    Data.RING_OUTER: _row(_R.DENY, _R.AGGREGATE, _R.COACHED, _R.AGGREGATE, _R.DENY, _R.AGGREGATE),
    Data.TIES: _row(_R.DENY, _R.PATH, _R.PATH, _R.AGGREGATE, _R.DENY, _R.DENY),
    Data.CONTACTS: _row(_R.OWN, _R.SHARED, _R.OWN, _R.DENY, _R.DENY, _R.DENY),
    Data.AGGREGATES: _row(_R.DENY, _R.AGGREGATE, _R.AGGREGATE, _R.AGGREGATE, _R.COUNTS, _R.AGGREGATE),
    Data.CHANNELS: _row(_R.JOINED, _R.ALLOW, _R.ALLOW, _R.ALLOW, _R.ALLOW, _R.ALLOW),
    Data.IMPORTS: _row(_R.DENY, _R.UPLOAD, _R.UPLOAD, _R.DENY, _R.ALLOW, _R.DENY),
    Data.LINKS: _row(_R.DENY, _R.DENY, _R.DENY, _R.DENY, _R.ALLOW, _R.DENY),
    Data.QUESTIONS: _row(_R.PARTY, _R.PARTY, _R.OPEN, _R.AGGREGATE, _R.DENY, _R.DENY),
    Data.INTRODUCTIONS: _row(_R.DENY, _R.PARTY, _R.PARTY, _R.PARTY, _R.DENY, _R.DENY),
    Data.OBJECTIONS: _row(_R.OWN, _R.OWN, _R.OWN, _R.OWN, _R.OWN, _R.DENY),
    Data.QUALITY: _row(_R.DENY, _R.ALLOW, _R.ALLOW, _R.ALLOW, _R.ALLOW, _R.ALLOW),
    Data.DESK: _row(_R.DENY, _R.DENY, _R.ALLOW, _R.DENY, _R.DENY, _R.DENY),
    Data.PROGRAMME: _row(_R.OWN, _R.OWN, _R.CONSENTED, _R.AGGREGATE, _R.DENY, _R.AGGREGATE),
    Data.PILOTS: _row(_R.DENY, _R.AGGREGATE, _R.ALLOW, _R.AGGREGATE, _R.DENY, _R.AGGREGATE),
    Data.CIRCLES: _row(_R.DENY, _R.OWN, _R.AGGREGATE, _R.AGGREGATE, _R.DENY, _R.DENY),
    Data.GRAPH: _row(_R.DENY, _R.DENY, _R.DENY, _R.DENY, _R.DENY, _R.DENY),
    Data.PUBLIC: _row(_R.ALLOW, _R.ALLOW, _R.ALLOW, _R.ALLOW, _R.ALLOW, _R.ALLOW),
}
# fmt: on
"""role x data class -> rule.  GRAPH is free graph questions and whole-graph exports: the owner's alone.
QUALITY is how well the search finds, which names nobody.  DESK is the community manager's day: posts, threads and
channels, and candidates from the inner rings.  PILOTS in whole is who takes part; what a pilot's measures say are counts
of at least k people for everybody.  CIRCLES are people of one trade and how many ties there are among them, at least k
of them; one's own are those that one belongs to."""

OWN_UPLOADS = frozenset({"ical", "linkedin", "mastodon", "vcard", "x_archive"})
"""The formats that the rule upload lets in: archives that a member gets from a service about themselves.  They
state no verified address and no personnel number, so that none of their rows becomes one person with a colleague
on a member's word.  A format that is not named here is whole systems' business."""

UPLOADS = "upload:"
"""How the names of the sources of such uploads begin, each followed by the person whose it is."""

INNER_RINGS = (0, 1)
"""Core and active: the people who carry the community, shown by name."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking: a role, and the person behind it (a person id) where there is one."""

    role: Role
    person: str | None = None

    @property
    def owner(self) -> bool:
        """Whether this is the owner of a local store."""
        return self.role is Role.OWNER


OWNER = Viewer(Role.OWNER)


def viewer(role: str | None = None, person: str | None = None) -> Viewer:
    """A viewer from what a caller said; a person without a role looks as an employee.

    WrongCall names the roles when it is none of them.
    """
    if role is None:
        return Viewer(Role.EMPLOYEE, person) if person else OWNER
    try:
        return Viewer(Role(role), person)
    except ValueError:
        raise WrongCall(f"There is no role {role!r}.", f"Roles: {', '.join(Role)}.") from None


def rule(looking: Viewer, data: Data) -> Rule:
    """The cell of the table; DENY where it has none."""
    return TABLE.get(data, {}).get(looking.role, Rule.DENY)


def require(looking: Viewer, *data: Data) -> None:
    """Raise Denied unless the viewer may see something of at least one of these data classes."""
    if all(rule(looking, each) is Rule.DENY for each in data):
        raise Denied("This is not for your role.", "Ask whoever runs this service if you need it.")


def whole(looking: Viewer, data: Data) -> bool:
    """Whether the viewer may have all of a data class, without a condition."""
    return rule(looking, data) is Rule.ALLOW


def require_whole(looking: Viewer, data: Data) -> None:
    """Raise Denied unless the viewer may have all of this data class."""
    if not whole(looking, data):
        raise Denied("This is not for your role.", "Ask whoever runs this service if you need it.")


def upload_source(looking: Viewer) -> str | None:
    """The name of the one source that the viewer's own uploads have; None for a viewer who is no person."""
    return f"{UPLOADS}{looking.person}" if looking.person else None


def people(looking: Viewer, data: Data, edition: Edition) -> Mask:
    """Which people's data of this class the viewer may see by name: a mask over the edition's people.

    People who opted out are hidden from everybody but themselves and the owner; who is known from uploads alone, from
    everybody but the owner and those whose uploads they are.
    """
    table = edition.table("people")
    own = _own(looking, edition)
    if looking.owner:
        return np.ones(len(table), dtype=bool)
    mask = _by_rule(rule(looking, data), looking, edition, own)
    if data is Data.RING_INNER:
        mask &= np.isin(edition.array("people", "ring"), INNER_RINGS)
    mask &= ~edition.array("people", "opted_out")
    mask &= ~_others_uploads(looking, edition)
    if rule(looking, data) is not Rule.DENY or rule(looking, Data.OWN) is Rule.OWN:
        mask |= own
    return mask


def _by_rule(cell: Rule, looking: Viewer, edition: Edition, own: Mask) -> Mask:
    if cell is Rule.ALLOW:
        return np.ones(len(own), dtype=bool)
    if cell is Rule.JOINED:
        mask = np.zeros(len(own), dtype=bool)
        members = edition.table("channel_members")
        joined = np.flatnonzero(_joined(looking, edition))
        mask[members["person"].to_numpy()[np.isin(members["channel"].to_numpy(), joined)]] = True
        return mask
    if cell is Rule.COACHED:
        return edition.array("people", "coached").copy()
    return np.zeros(len(own), dtype=bool)


def rings(looking: Viewer, edition: Edition) -> Mask:
    """Whose ring the viewer may see by name: inner rings as the table says, outer ones of the coached, one's own."""
    inner = people(looking, Data.RING_INNER, edition)
    return inner | people(looking, Data.RING_OUTER, edition)


def channels(looking: Viewer, edition: Edition) -> Mask:
    """Whose items the viewer may see: a mask over the edition's channels."""
    visibility = edition.table("channels")["visibility"].to_numpy()
    if looking.owner:
        return np.ones(len(visibility), dtype=bool)
    is_open = visibility == "open"
    joined = _joined(looking, edition)
    mask = np.zeros(len(visibility), dtype=bool)
    opened = rule(looking, Data.EVIDENCE_OPEN)
    if opened is Rule.ALLOW:
        mask |= is_open
    elif opened is Rule.JOINED:
        mask |= is_open & joined
    if rule(looking, Data.EVIDENCE_CLOSED) is Rule.MEMBERS:
        mask |= ~is_open & joined
    return mask


def known_channels(looking: Viewer, edition: Edition) -> Mask:
    """Which channels the viewer may know of: those whose items they may see, and for most roles all open ones."""
    mask = channels(looking, edition)
    if whole(looking, Data.CHANNELS):
        mask = mask | (edition.table("channels")["visibility"] == "open").to_numpy(bool)
    return mask


def _others_uploads(looking: Viewer, edition: Edition) -> Mask:
    """Who is known from nothing but what others than the viewer uploaded."""

    def make() -> tuple[Mask, dict[str, list[int]]]:
        alone = np.zeros(len(edition.table("people")), dtype=bool)
        whose: dict[str, list[int]] = {}
        for row, identities in enumerate(edition.table("people")["identities"]):
            if len(identities) and all(each.startswith(UPLOADS) for each in identities):
                alone[row] = True
                for each in identities:
                    whose.setdefault(each.split(":", 2)[1], []).append(row)
        return alone, whose

    alone, whose = edition.cached("policy.uploads", make)
    mask: Mask = alone.copy()
    if looking.person is not None and alone.any():
        me = str(edition.array("people", "person")[edition.row_of(looking.person)])
        mask[whose.get(me, [])] = False
    return mask


def _own(looking: Viewer, edition: Edition) -> Mask:
    mask = np.zeros(len(edition.table("people")), dtype=bool)
    if looking.person is not None:
        mask[edition.row_of(looking.person)] = True
    return mask


def _joined(looking: Viewer, edition: Edition) -> Mask:
    mask = np.zeros(len(edition.table("channels")), dtype=bool)
    if looking.person is not None:
        members = edition.table("channel_members")
        own = members["person"].to_numpy() == edition.row_of(looking.person)
        mask[members["channel"].to_numpy()[own]] = True
    return mask


def reads(*data: Data) -> Callable[[F], F]:
    """Mark a route or a command with the data classes it reads; a test fails where the mark is missing."""

    def mark(function: F) -> F:
        function.reads = data  # type: ignore[attr-defined]
        return function

    return mark
