"""The rings as a page tells them: one's own first, then the rules in force, how many are where, and how it went."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from expertgraph import policy
from expertgraph.analysis.constants import DEFAULTS
from expertgraph.analysis.rings import OUTPOST
from expertgraph.answers.champions_course import course
from expertgraph.answers.ring_flows import Flows, ring_flows
from expertgraph.answers.ring_own import OwnRing, ring_own
from expertgraph.answers.ring_words import RINGS
from expertgraph.edition import Edition
from expertgraph.onion.cells import told_size
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.workspace import Workspace

_COUNTED = {Rule.ALLOW, Rule.AGGREGATE, Rule.COACHED}


@dataclass(frozen=True, slots=True)
class RingRules:
    """The rule in numbers: active weeks at which core, active and occasional are entered and below which they are
    left after ``hold`` weeks running; the two conditions of the core.  ``young``: the short window holds, until the
    community is ``young_until`` weeks old."""

    window: int
    young: bool
    young_until: int
    enter: list[int]
    leave: list[int]
    hold: int
    core_channels: int
    core_channel_people: int
    core_reciprocity: float


@dataclass(frozen=True, slots=True)
class RingSize:
    """How many people are in a ring.  ``people``: exact where all of them are shown by name, else rounded to 5, None
    under k.  ``share``: of the people in rings 0 to 3, staff left out, 0..1; None for outposts and where it cannot be
    told."""

    ring: str
    level: int
    people: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class NamedRing:
    """Somebody of the two inner rings, by name."""

    person: str
    name: str
    kind: str
    organisation: str | None
    level: int
    staff: bool


@dataclass(frozen=True, slots=True)
class RingTarget:
    """What a champions programme wants: this share of the community active, by then (UTC seconds); ``now`` is that
    share as the programme's own page tells it (None: too few people to tell)."""

    programme: str
    share: float
    at: int | None
    now: float | None


@dataclass(frozen=True, slots=True)
class RingsAnswer:
    """Everything about rings that the viewer may see.

    ``sizes``, ``flows``, ``bots`` (which stand in no ring) and ``core_periphery`` (the edition's test, see
    ``docs/definitions.md``) are None where the role is told no counts.  ``staff``: community staff in a ring, None
    under k where they are not shown by name.
    """

    edition: int
    as_of: int
    k: int
    own: OwnRing | None
    rules: RingRules
    sizes: list[RingSize] | None
    staff: int | None
    bots: int | None
    target: RingTarget | None
    people: list[NamedRing]
    core_periphery: dict[str, Any] | None
    flows: Flows | None


def ring_page(workspace: Workspace, viewer: Viewer, step: str = "quarter") -> RingsAnswer:
    """Own ring, rules, sizes, names of rings 0 and 1, and flows per ``step`` (of ``ring_flows.STEPS``).

    Denied when the role sees no rings at all, NoEdition before the first, WrongCall for another step.
    """
    policy.require(viewer, Data.RING_INNER, Data.RING_OUTER, Data.OWN)
    edition = workspace.edition()
    k = int(workspace.settings["privacy.k"])
    counted = policy.rule(viewer, Data.RING_OUTER) in _COUNTED
    people = edition.table("people")
    seen = (people["ring"].to_numpy() >= 0) & ~people["opted_out"].to_numpy(bool)
    staff = people["staff"].to_numpy(bool)
    sizes = _sizes(viewer, edition, seen, staff, k) if counted else None
    flows = _as_counted(ring_flows(edition, step, k), sizes)
    return RingsAnswer(
        edition.number,
        edition.as_of,
        k,
        ring_own(workspace, viewer, edition),
        _rules(edition),
        sizes,
        _told(viewer, int((seen & staff).sum()), k) if counted else None,
        int((people["kind"] == "bot").sum()) if counted else None,
        _target(workspace, viewer),
        _named(viewer, edition),
        edition.meta["core_periphery"] if counted else None,
        flows if counted else None,
    )


def _as_counted(flows: Flows, sizes: list[RingSize] | None) -> Flows:
    """The flows with the inner rings of today as the sizes tell them: by name is exact here too."""
    if sizes is None or not flows.moments:
        return flows
    inner = [sizes[level].people for level in policy.INNER_RINGS]
    last = flows.moments[-1]
    return replace(
        flows, moments=[*flows.moments[:-1], replace(last, people=[*inner, *last.people[len(inner) :]])]
    )


def _rules(edition: Edition) -> RingRules:
    """The rule as it held when the edition was made."""
    constants = edition.meta.get("constants", DEFAULTS.plain())
    young = bool(edition.meta.get("young", False))
    window = constants["young" if young else "mature"]
    return RingRules(
        window["weeks"],
        young,
        constants["young_until"],
        list(window["enter"]),
        list(window["leave"]),
        *(constants[name] for name in ("hold", "core_channels", "core_channel_people", "core_reciprocity")),
    )


def _sizes(viewer: Viewer, edition: Edition, seen: Any, staff: Any, k: int) -> list[RingSize]:
    ring = edition.array("people", "ring")
    named = policy.rule(viewer, Data.RING_INNER) is Rule.ALLOW
    whole, members = (
        [
            _size(int((mask & (ring == each)).sum()), named and each in policy.INNER_RINGS, k)
            for each in range(5)
        ]
        for mask in (seen, seen & ~staff)
    )
    base = sum(n or 0 for n in members[:OUTPOST])
    return [
        RingSize(name, level, n, _share(members[level], base) if level < OUTPOST else None)
        for level, (name, n) in enumerate(zip(RINGS["en"], whole, strict=True))
    ]


def _size(people: int, exact: bool, k: int) -> int | None:
    return people if exact else told_size(people, k)


def _share(people: int | None, base: int) -> float | None:
    return None if people is None or not base else round(people / base, 4)


def _told(viewer: Viewer, people: int, k: int) -> int | None:
    """Staff are flagged on the page of each of them: who reads profiles is told how many."""
    return _size(people, policy.rule(viewer, Data.PROFILE) is Rule.ALLOW, k)


def _named(viewer: Viewer, edition: Edition) -> list[NamedRing]:
    """Rings 0 and 1 by name, from the core outwards, then by name."""
    people = edition.table("people")
    ring = people["ring"].to_numpy()
    may = policy.people(viewer, Data.RING_INNER, edition) & np.isin(ring, policy.INNER_RINGS)
    rows = np.flatnonzero(may & ~people["opted_out"].to_numpy(bool))
    names = people["name"].to_numpy()
    order = sorted(rows.tolist(), key=lambda row: (ring[row], str(names[row]).casefold(), row))
    part = people.iloc[order]
    return [
        NamedRing(
            str(person), str(name), str(kind), home if isinstance(home, str) else None, int(level), bool(flag)
        )
        for person, name, kind, home, level, flag in zip(
            *(part[column] for column in ("person", "name", "kind", "organisation", "ring", "staff")),
            strict=True,
        )
    ]


def _target(workspace: Workspace, viewer: Viewer) -> RingTarget | None:
    """The target of the programme that runs; of several, of the one that began last."""
    if policy.rule(viewer, Data.PROGRAMME) is Rule.DENY:
        return None
    rows = workspace.store.frame("programme", ["id", "name", "target", "target_at", "started", "ended"])
    now = workspace.clock()
    ended = rows["ended"].astype("Int64").fillna(now + 1)
    rows = rows[rows["target"].notna() & (ended > now)].sort_values(["started", "id"])
    if not len(rows):
        return None
    last = rows.iloc[-1]
    at = last["target_at"]
    by = None if pd.isna(at) else int(at)
    return RingTarget(str(last["name"]), float(last["target"]), by, course(workspace, viewer, None).share)
