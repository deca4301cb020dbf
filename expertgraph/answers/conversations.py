"""The forty conversations: whom to talk to so as to reach nearly everybody, with somebody of each unit and site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from expertgraph import policy
from expertgraph.analysis.constants import DEFAULTS
from expertgraph.analysis.coverage import GROUP, NAMED, REACH, Cover, cover
from expertgraph.analysis.population import Bools
from expertgraph.answers.goals import visible_person
from expertgraph.answers.passable import taking_no_part
from expertgraph.answers.reached import NotReached, Wanting, not_reached, of_groups, told_share, wanting
from expertgraph.edition import Edition
from expertgraph.engines.graph import Graph
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.onion.cells import told_size
from expertgraph.policy import Data, Viewer
from expertgraph.workspace import Workspace

MOST, GREATEST_MOST = 40, 200
_WHY = {NAMED: "asked for", REACH: "reach", GROUP: "unit or site"}


@dataclass(frozen=True, slots=True)
class CoverRow:
    """One of the people to talk to, in order.  ``reached`` is the share of everybody with ties reached so far
    (0..1), ``adds`` the people newly reached, both None where they are too few to say for this viewer.  ``units`` and
    ``sites`` are those of which they are the first; ``why``: reach, unit or site, or asked for."""

    person: str
    name: str
    unit: str | None
    site: str | None
    reached: float | None
    why: str
    kind: str = "unknown"
    role: str | None = None
    adds: int | None = None
    units: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person by id and name."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Conversations:
    """Whom to talk to, and what is still not reached.

    ``most`` people, ``target`` in percent of those with ties, of whom there are ``people``; ``before`` is the share
    that ``origin`` has ties with already.  ``asked_for`` come first, ``left_out`` never come; ``unknown`` are texts that
    are nobody's who may be named.  ``wanting`` are units and sites without anybody, ``not_reached`` the people
    still to be reached by unit and site.  ``least`` is the smallest count told; 1 tells everything.
    """

    chosen: list[CoverRow]
    most: int
    target: int
    people: int | None
    before: float | None
    reached: float | None
    origin: Somebody | None
    asked_for: list[Somebody]
    left_out: list[Somebody]
    unknown: list[str]
    wanting: list[Wanting]
    not_reached: list[NotReached]
    least: int


def conversations(
    workspace: Workspace,
    viewer: Viewer,
    *,
    most: int | None = None,
    target: int | None = None,
    origin: str = "",
    without: Sequence[str] = (),
    with_: Sequence[str] = (),
) -> Conversations:
    """Whom to talk to; people are given by id, identity, address or a name that only one has.

    Others than the owner choose among the people whose ring they may see, start from themselves only (Denied), and
    see no count of fewer than k people.  WrongCall for limits out of range, NotFound for an unknown ``origin``.
    """
    for data in (Data.RING_INNER, Data.AGGREGATES, Data.TIES):
        policy.require(viewer, data)
    most, target = _limits(most, target)
    ground = _Ground(workspace, viewer)
    start = ground.origin(origin)
    out, unknown = ground.rows(without)
    named, also_unknown = ground.rows(with_)
    named = [row for row in named if row not in out and row != start]
    chosen = ground.candidates.copy()
    chosen[[*out, *([] if start is None else [start])]] = False
    reached = None if start is None else ground.near(start)
    found = cover(
        ground.graph,
        target=target / 100,
        most=most,
        candidates=chosen,
        groups=ground.labels,
        reached=reached,
        named=named,
    )
    return ground.told(found, most, target, start, (named, out, [*unknown, *also_unknown]))


def _limits(most: int | None, target: int | None) -> tuple[int, int]:
    most = MOST if most is None else most
    target = round(100 * DEFAULTS.coverage_target) if target is None else target
    if not 1 <= most <= GREATEST_MOST:
        raise WrongCall(f"{most} people can not be chosen.", f"Give a number from 1 to {GREATEST_MOST}.")
    if not 1 <= target <= 100:
        raise WrongCall(f"{target} % of the people can not be reached.", "Give a percentage from 1 to 100.")
    return most, target


class _Ground:
    """Who there is, who may be named, and their ties, for one viewer."""

    def __init__(self, workspace: Workspace, viewer: Viewer) -> None:
        self.viewer = viewer
        self.edition = workspace.edition()
        self.least = 1 if viewer.owner else int(workspace.settings["privacy.k"])
        out = taking_no_part(workspace)
        self.who = self.edition.table("people")
        self.graph = tied(self.edition, out)
        self.candidates = policy.people(viewer, Data.RING_INNER, self.edition) & ~out
        if viewer.person is not None:
            self.candidates[self.edition.row_of(viewer.person)] = False
        counted = policy.people(viewer, Data.PROFILE, self.edition) & ~out
        self.groups = [of_groups(self.who[name], counted) for name in ("unit", "site")]
        self.labels = [label for label, _ in self.groups]

    def origin(self, text: str) -> int | None:
        """The row of whose point of view it is."""
        if not text:
            return None
        row = visible_person(self.edition, self.viewer, text)
        if row is None:
            raise NotFound(f"There is nobody called {text!r}, or more than one.", "Give the person's id.")
        if not self.viewer.owner and self._id(row) != self.viewer.person:
            raise Denied("Others than the owner of the data start from themselves.")
        return row

    def rows(self, texts: Sequence[str]) -> tuple[list[int], list[str]]:
        """The rows of people who may be named, each once; and the texts that are nobody's."""
        found = {
            text: visible_person(self.edition, self.viewer, text, seen=self.candidates)
            for text in texts
            if text
        }
        rows = dict.fromkeys(row for row in found.values() if row is not None)
        return list(rows), [text for text, row in found.items() if row is None]

    def near(self, row: int) -> Bools:
        """Who has a tie with somebody, and they themselves."""
        mask = np.zeros(self.graph.n, dtype=bool)
        mask[self.graph.matrix[[row]].indices] = True
        mask[row] = True
        return mask

    def told(
        self,
        found: Cover,
        most: int,
        target: int,
        start: int | None,
        named: tuple[list[int], list[int], list[str]],
    ) -> Conversations:
        """The answer: what of it this viewer may see."""
        total = int(found.reachable.sum())
        asked_for, out, unknown = named
        before = 0.0 if start is None else told_share(round(found.before * total), total, self.least)
        rows = self._rows(found, total)
        left = found.reachable & ~found.covered
        return Conversations(
            rows,
            most,
            target,
            told_size(total, self.least),
            before,
            rows[-1].reached if rows else before,
            None if start is None else self._somebody(start),
            [self._somebody(row) for row in asked_for],
            [self._somebody(row) for row in out],
            unknown,
            wanting(found.unmet, self.groups),
            not_reached(left, self.groups, self.least),
            self.least,
        )

    def _rows(self, found: Cover, total: int) -> list[CoverRow]:
        met: list[set[int]] = [set() for _ in self.groups]
        rows = []
        for row, gained, share, why in zip(
            found.chosen.tolist(), found.gained.tolist(), found.reached.tolist(), found.why, strict=True
        ):
            first: list[list[str]] = []
            for (label, names), seen in zip(self.groups, met, strict=True):
                group = int(label[row])
                first.append([names[group]] if group >= 0 and group not in seen else [])
                seen.add(group)
            rows.append(
                CoverRow(
                    person=self._id(row),
                    name=str(self.who["name"].iat[row]),
                    kind=str(self.who["kind"].iat[row]),
                    unit=self._text("unit", row),
                    site=self._text("site", row),
                    role=self._text("role", row),
                    reached=told_share(round(share * total), total, self.least),
                    why=_WHY[why],
                    adds=told_size(gained, self.least),
                    units=first[0],
                    sites=first[1],
                )
            )
        return rows

    def _text(self, name: str, row: int) -> str | None:
        value = self.who[name].iat[row]
        return value if isinstance(value, str) and value else None

    def _id(self, row: int) -> str:
        return str(self.who["person"].iat[row])

    def _somebody(self, row: int) -> Somebody:
        return Somebody(self._id(row), str(self.who["name"].iat[row]))


def tied(edition: Edition, out: Bools) -> Graph:
    """Who has a living tie with whom, of the people who take part."""

    def make() -> Graph:
        table = edition.table("ties")
        near = (table["living"] & (table["strength"] > DEFAULTS.coverage_strength)).to_numpy(bool)
        a, b = table["a"].to_numpy(np.int64), table["b"].to_numpy(np.int64)
        near = near & ~out[a] & ~out[b]
        return Graph.of_edges(len(edition.table("people")), a[near], b[near])

    found: Graph = edition.cached(f"tied.{hash(out.tobytes())}", make)
    return found


def coverage(workspace: Workspace, viewer: Viewer) -> list[CoverRow]:
    """The conversations alone, as chosen without being told anything else."""
    return conversations(workspace, viewer).chosen
