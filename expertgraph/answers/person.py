"""A person's page: what they are known for, where they are, how they stand, and the way to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pandas as pd

from expertgraph import policy
from expertgraph.answers.person_skills import SkillRow, skills_of
from expertgraph.edition import Edition
from expertgraph.errors import NotFound
from expertgraph.onion.model import RINGS
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.search.skills import skill_vectors
from expertgraph.search.steps import steps_from
from expertgraph.workspace import Workspace

MOST_TIES = 40
MOST_SIMILAR = 5
LEAST_SIMILAR = 0.2
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
    three) and the first person on the way.
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
    about = edition.table("people").iloc[row]
    steps, via = look.steps()
    return PersonAnswer(
        **{name: _text(about[name]) for name in _ABOUT},
        community=look.community(),
        staff=bool(about["staff"]),
        me=look.me,
        identities=[str(each) for each in about["identities"]] if look.inside else [],
        standing=look.standing(),
        skills=skills_of(space, edition, viewer, row),
        channels=look.channels(),
        ties=look.ties(),
        similar=look.similar(),
        steps=steps,
        via=via,
        edition=edition.number,
        as_of=edition.as_of,
    )


class _Look:
    """One person looked at by one viewer.  ``inside``: oneself, or the owner of the data."""

    def __init__(self, space: Workspace, edition: Edition, viewer: Viewer, row: int) -> None:
        self.space = space
        self.edition = edition
        self.viewer = viewer
        self.row = row
        self.me = viewer.person is not None and edition.row_of(viewer.person) == row
        own = self.me and policy.rule(viewer, Data.OWN) is Rule.OWN
        self.inside = own or policy.rule(viewer, Data.OWN) is Rule.ALLOW
        self.people = edition.table("people")

    def community(self) -> str | None:
        number = int(self.edition.array("people", "community")[self.row])
        return None if number < 0 else _text(self.edition.table("communities")["label"].iloc[number])

    def standing(self) -> Standing | None:
        ring = int(self.edition.array("people", "ring")[self.row])
        if ring < 0 or not policy.rings(self.viewer, self.edition)[self.row]:
            return None
        if not self.inside:
            return Standing(RINGS[ring], None, None, None, [])
        about: Any = self.people.iloc[self.row]
        reasons = self.edition.table("reasons")
        own = reasons[reasons["person"].to_numpy() == self.row]
        return Standing(
            RINGS[ring],
            int(about["since"]),
            int(about["active_weeks"]),
            int(about["window_weeks"]),
            [
                RingReason(code, orjson.loads(text))
                for code, text in zip(own["code"], own["params"], strict=True)
            ],
        )

    def channels(self) -> list[ChannelRow]:
        """The channels the person contributes to, most used first, that the viewer may see."""
        use, channels = self.edition.table("channel_use"), self.edition.table("channels")
        visible = policy.channels(self.viewer, self.edition)
        own = use[(use["person"].to_numpy() == self.row) & visible[use["channel"].to_numpy()]]
        own = own.sort_values(["contributions", "channel"], ascending=[False, True], kind="stable")
        rows = zip(own["channel"], own["contributions"], own["recent"], strict=True)
        return [
            ChannelRow(
                **{name: str(channels[name].iloc[channel]) for name in _CHANNEL},
                contributions=int(contributions) if self.inside else None,
                recent=int(recent) if self.inside else None,
            )
            for channel, contributions, recent in rows
        ]

    def ties(self) -> list[TieRow] | None:
        """The strongest ties, for oneself and the owner; None for others."""
        if not self.inside:
            return None
        table = self.edition.table("ties")
        a, b = table["a"].to_numpy(), table["b"].to_numpy()
        own = np.flatnonzero((a == self.row) | (b == self.row))
        other = np.where(a[own] == self.row, b[own], a[own])
        shown = policy.people(self.viewer, Data.PROFILE, self.edition)[other]
        own, other = own[shown], other[shown]
        order = np.lexsort((other, -table["strength"].to_numpy()[own]))[:MOST_TIES]
        return [
            self._tie(table.iloc[int(own[place])], self.people.iloc[int(other[place])]) for place in order
        ]

    def _tie(self, tie: Any, other: Any) -> TieRow:
        last = tie["last_at"]
        return TieRow(
            str(other["person"]),
            str(other["name"]),
            str(other["kind"]),
            float(tie["strength"]),
            float(tie["reciprocity"]),
            None if pd.isna(last) or int(last) <= 0 else int(last),
            bool(tie["contact"]),
        )

    def similar(self) -> list[Similar]:
        """Others known for the same, most similar first."""
        vectors = skill_vectors(self.edition, self.viewer)
        mine = vectors[[self.row]]
        cosine = np.asarray((vectors @ mine.T).todense()).ravel()
        shown = (
            policy.people(self.viewer, Data.PROFILE, self.edition) & (self.people["kind"] != "bot").to_numpy()
        )
        shown &= ~self.edition.array("people", "opted_out")
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
        order = np.lexsort((together.col, -together.data))[:3]
        labels = self.edition.table("skills")["label"]
        about = self.people.iloc[other]
        shared = [str(labels.iloc[int(skill)]) for skill in together.col[order]]
        return Similar(str(about["person"]), str(about["name"]), cosine, shared)

    def steps(self) -> tuple[int | None, str | None]:
        """Ties from the viewer to the person, and the first person on the way."""
        who = self.viewer.person
        if who is None or self.me or policy.rule(self.viewer, Data.TIES) not in {Rule.ALLOW, Rule.PATH}:
            return None, None
        steps, via = steps_from(self.edition, self.edition.row_of(who))
        if steps[self.row] < 0:
            return None, None
        first = int(via[self.row])
        return int(steps[self.row]), None if first < 0 else str(self.people["name"].iloc[first])


def _text(value: Any) -> Any:
    """A cell as text or None."""
    return None if value is None or pd.isna(value) else str(value)
