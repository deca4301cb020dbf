"""A person's page: what they are known for, where they are, how they stand, and the way to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from expertgraph import objecting, policy
from expertgraph.answers.objections import ObjectionRow, objections
from expertgraph.answers.person_skills import SkillRow, skills_of
from expertgraph.availability import Availability, available
from expertgraph.edition import Edition
from expertgraph.errors import NotFound
from expertgraph.onion.model import RINGS
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.search.columns import column
from expertgraph.search.skills import skill_vectors
from expertgraph.search.steps import steps_from
from expertgraph.workspace import Workspace

MOST_TIES = 40
MOST_SIMILAR = 5
LEAST_SIMILAR = 0.2
MOST_SHARED = 3
_ABOUT = ("person", "name", "kind", "organisation", "unit", "site", "role")
_CHANNEL = ("channel", "name", "kind", "ownership")


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel somebody contributes to; the numbers only for oneself and the owner of the data."""

    channel: str
    name: str
    kind: str
    ownership: str
    contributions: int | None
    recent: int | None


@dataclass(frozen=True, slots=True)
class RingReason:
    """One reason for a ring, as a code with its parameters."""

    code: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands: the ring, since when, and (for oneself and the owner) what it rests on."""

    ring: str
    since: int | None
    active_weeks: int | None
    window_weeks: int | None
    reasons: list[RingReason]


@dataclass(frozen=True, slots=True)
class TieRow:
    """Somebody this person works with. ``strength`` in tie-strength units, ``reciprocity`` 0..1;
    ``contact``: known only as a contact.
    """

    person: str
    name: str
    kind: str
    strength: float
    reciprocity: float
    last_at: int | None
    contact: bool


@dataclass(frozen=True, slots=True)
class Similar:
    """Somebody known for the same: ``similarity`` is the cosine of their skills (0..1), ``shared`` the skills
    that make it."""

    person: str
    name: str
    similarity: float
    shared: list[str]


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """Everything the viewer may see of one person; what is not for the viewer is None or empty.

    ``me``: the viewer's own page. ``steps`` and ``via``: ties from the viewer (None: unknown or beyond
    three) and the first person on the way. ``availability``: whether the person can be asked now; ``objections``:
    what the person says must not count about them.
    """

    person: str
    name: str
    kind: str
    organisation: str | None
    unit: str | None
    site: str | None
    role: str | None
    community: str | None
    staff: bool
    me: bool
    identities: list[str]
    standing: Standing | None
    skills: list[SkillRow]
    channels: list[ChannelRow]
    ties: list[TieRow] | None
    similar: list[Similar]
    steps: int | None
    via: str | None
    edition: int
    as_of: int
    availability: Availability | None = None
    objections: list[ObjectionRow] | None = None


def person(space: Workspace, viewer: Viewer, subject: str) -> PersonAnswer:
    """The page of a person (a person id, or the id of an identity behind one).

    NotFound when there is nobody with that id or the viewer may not see the person (the two look the same).
    """
    policy.require(viewer, Data.PROFILE)
    edition = space.edition()
    row = edition.row_of(subject)
    if not policy.people(viewer, Data.PROFILE, edition)[row]:
        raise NotFound(f"There is nobody with the id {subject!r}.")
    look = _Look(space, edition, viewer, row)
    steps, via = look.steps()
    return PersonAnswer(
        **{name: look.about(name) for name in _ABOUT},
        community=look.community(),
        staff=bool(look.about("staff")),
        me=look.me,
        identities=[str(each) for each in look.about("identities")] if look.inside else [],
        standing=look.standing(),
        skills=skills_of(space, edition, viewer, row, look.objected),
        channels=look.channels(),
        ties=look.ties(),
        similar=look.similar(),
        steps=steps,
        via=via,
        edition=edition.number,
        as_of=edition.as_of,
        availability=available(space, edition).of(row) if policy.whole(viewer, Data.PROFILE) else None,
        objections=objections(space, viewer, str(look.about("person"))),
    )


class _Look:
    """One person looked at by one viewer.  ``inside``: oneself, or the owner of the data."""

    def __init__(self, space: Workspace, edition: Edition, viewer: Viewer, row: int) -> None:
        self.space = space
        self.edition = edition
        self.viewer = viewer
        self.row = row
        self.objected = objecting.standing(space.store, edition)
        self.me = viewer.person is not None and edition.row_of(viewer.person) == row
        own = self.me and policy.rule(viewer, Data.OWN) is Rule.OWN
        self.inside = own or policy.rule(viewer, Data.OWN) is Rule.ALLOW

    def about(self, name: str, row: int | None = None) -> Any:
        """A cell of the people: this person's, or another row's."""
        return column(self.edition, "people", name)[self.row if row is None else row]

    def community(self) -> str | None:
        number = int(self.about("community"))
        return None if number < 0 else str(column(self.edition, "communities", "label")[number])

    def standing(self) -> Standing | None:
        ring = int(self.about("ring"))
        if ring < 0 or not policy.rings(self.viewer, self.edition)[self.row]:
            return None
        if not self.inside:
            return Standing(RINGS[ring], None, None, None, [])
        own = np.flatnonzero(column(self.edition, "reasons", "person") == self.row)
        codes, texts = (column(self.edition, "reasons", name)[own] for name in ("code", "params"))
        return Standing(
            RINGS[ring],
            int(self.about("since")) or None,
            int(self.about("active_weeks")),
            int(self.about("window_weeks")),
            [RingReason(code, orjson.loads(text)) for code, text in zip(codes, texts, strict=True)],
        )

    def channels(self) -> list[ChannelRow]:
        """The channels the person contributes to, most used first, that the viewer may see."""
        person, channel, contributions, recent = (
            column(self.edition, "channel_use", name)
            for name in ("person", "channel", "contributions", "recent")
        )
        own = np.flatnonzero(person == self.row)
        own = own[policy.channels(self.viewer, self.edition)[channel[own]]]
        own = own[np.lexsort((channel[own], -contributions[own]))]
        return [
            ChannelRow(
                **{name: column(self.edition, "channels", name)[channel[row]] for name in _CHANNEL},
                contributions=int(contributions[row]) if self.inside else None,
                recent=int(recent[row]) if self.inside else None,
            )
            for row in own
        ]

    def ties(self) -> list[TieRow] | None:
        """The strongest ties, for oneself and the owner; None for others."""
        if not self.inside:
            return None
        a, b, strength = (column(self.edition, "ties", name) for name in ("a", "b", "strength"))
        own = np.flatnonzero((a == self.row) | (b == self.row))
        other = np.where(a[own] == self.row, b[own], a[own])
        shown = policy.people(self.viewer, Data.PROFILE, self.edition)[other]
        own, other = own[shown], other[shown]
        order = np.lexsort((other, -strength[own]))[:MOST_TIES]
        return [self._tie(int(own[place]), int(other[place])) for place in order]

    def _tie(self, tie: int, other: int) -> TieRow:
        strength, reciprocity, last_at, contact = (
            column(self.edition, "ties", name)[tie]
            for name in ("strength", "reciprocity", "last_at", "contact")
        )
        return TieRow(
            **{name: self.about(name, other) for name in ("person", "name", "kind")},
            strength=float(strength),
            reciprocity=float(reciprocity),
            last_at=int(last_at) or None,
            contact=bool(contact),
        )

    def similar(self) -> list[Similar]:
        """Others known for the same, most similar first."""
        vectors = skill_vectors(self.edition, self.viewer, self.objected)
        cosine = np.asarray((vectors @ vectors[[self.row]].T).todense()).ravel()
        shown = policy.people(self.viewer, Data.PROFILE, self.edition)
        shown = shown & (column(self.edition, "people", "kind") != "bot")
        shown &= ~column(self.edition, "people", "opted_out")
        shown[self.row] = False
        cosine[~shown] = 0
        best = np.lexsort((np.arange(len(cosine)), -cosine))[:MOST_SIMILAR]
        return [
            self._similar(int(row), float(cosine[row]), vectors)
            for row in best
            if cosine[row] >= LEAST_SIMILAR
        ]

    def _similar(self, other: int, cosine: float, vectors: Any) -> Similar:
        together = vectors[[self.row]].multiply(vectors[[other]]).tocoo()
        order = np.lexsort((together.col, -together.data))[:MOST_SHARED]
        shared = [str(label) for label in column(self.edition, "skills", "label")[together.col[order]]]
        return Similar(self.about("person", other), self.about("name", other), cosine, shared)

    def steps(self) -> tuple[int | None, str | None]:
        """Ties from the viewer to the person, and the first person on the way."""
        who = self.viewer.person
        if who is None or self.me or policy.rule(self.viewer, Data.TIES) not in {Rule.ALLOW, Rule.PATH}:
            return None, None
        steps, via = steps_from(self.edition, self.edition.row_of(who))
        if steps[self.row] < 0:
            return None, None
        first = int(via[self.row])
        return int(steps[self.row]), None if first < 0 else self.about("name", first)
