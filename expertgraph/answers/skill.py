"""A skill's page: who is known for it and why, what was asked, where it lives, and what goes with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expertgraph import endorsing, objecting, policy
from expertgraph.analysis.constants import DAY, DEFAULTS
from expertgraph.answers import skill_world
from expertgraph.answers.knowledge import assessed_skill
from expertgraph.answers.person_skills import SkillItem, items_shown
from expertgraph.answers.skill_world import NearSkill, RelatedSkill, SkillName
from expertgraph.edition import Edition
from expertgraph.errors import NotFound
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.search.arrays import Longs, Mask
from expertgraph.search.columns import column
from expertgraph.search.evidence import Words, read_words
from expertgraph.search.skills import SeenSkills, seen_skills
from expertgraph.workspace import Workspace

HOLDERS = 20
EVIDENCE_EACH = 2
MOST_QUESTIONS = 8
MOST_ASKERS = 8
MOST_CHANNELS = 8


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody known for the skill.  ``expertise`` = ``prior`` + the amounts of all messages that the viewer may
    see, of which ``evidence`` holds the largest and ``items`` the number.  ``claimed_only``: said, with nothing to
    show for it; ``level`` 1..5 where stated.  ``confirmers`` counts the distinct others who accepted, thanked,
    liked or endorsed (None where some of it is not for the viewer), as of the edition; ``endorsers`` names those who
    endorse now, as far as the viewer may see them.  ``endorsed``: the viewer is one; ``endorsable``: may be.
    """

    person: str
    name: str
    kind: str
    role: str | None
    organisation: str | None
    expertise: float
    prior: float
    items: int
    claimed_only: bool
    level: int | None
    confirmers: int | None
    last_at: int | None
    evidence: list[SkillItem]
    endorsers: list[str]
    endorsed: bool
    endorsable: bool


@dataclass(frozen=True, slots=True)
class SkillQuestion:
    """A question of the last 180 days that names the skill."""

    item: str
    title: str
    channel: str
    at: int
    url: str | None
    answered: bool


@dataclass(frozen=True, slots=True)
class SkillAsker:
    """Somebody who asked about the skill in an open channel in the last 180 days, and when last."""

    person: str
    name: str
    kind: str
    channel: str
    at: int


@dataclass(frozen=True, slots=True)
class SkillChannel:
    """A channel where the skill lives: messages by known people that name it, and by how many of them."""

    channel: str
    name: str
    messages: int
    people: int


@dataclass(frozen=True, slots=True)
class SkillAnswer:
    """Everything the viewer may see of one skill.  ``demand`` and ``unanswered`` count questions of the last 90
    days; ``risk`` (red | amber | green) is None where it is not for the viewer's role."""

    skill: str
    label: str
    names: list[SkillName]
    holders: int
    active_holders: int
    shown: list[Holder]
    demand: int
    unanswered: int
    risk: str | None
    absence_factor: int | None
    effective_holders: float | None
    questions: list[SkillQuestion]
    asked_about_it: list[SkillAsker]
    channels: list[SkillChannel]
    related: list[RelatedSkill]
    broader: list[NearSkill]
    narrower: list[NearSkill]
    edition: int
    as_of: int


def skill(space: Workspace, viewer: Viewer, subject: str) -> SkillAnswer:
    """The page of a skill (its id, that of a concept that it is, or its label).

    NotFound when there is none that anything of a person whom the viewer may see speaks for, or that was asked about
    where the viewer may read (the two look the same).
    """
    policy.require(viewer, Data.PROFILE)
    edition = space.edition()
    row = _row_of(edition, subject)
    look = _Look(space, edition, viewer, row)
    questions = look.questions()
    if not look.met and not len(questions):
        raise NotFound(f"There is no skill {subject!r}.", "See expertgraph skills.")
    lately = column(edition, "skill_questions", "at")[questions] >= edition.as_of - DEFAULTS.demand_days * DAY
    open_ = lately & ~column(edition, "skill_questions", "answered")[questions].astype(bool)
    state = assessed_skill(space, edition, viewer, row)
    whole = policy.rule(viewer, Data.EVIDENCE_OPEN) is Rule.ALLOW and state is not None
    concepts = skill_world.concepts_of(edition, row)
    return SkillAnswer(
        skill=str(column(edition, "skills", "skill")[row]),
        label=look.label,
        names=skill_world.names(space.store, concepts, look.label),
        holders=int(look.pairs.sum()),
        active_holders=state.active_holders if state else 0,
        shown=look.holders(concepts),
        demand=int(lately.sum()),
        unanswered=int(open_.sum()),
        risk=state.risk if whole and state else None,
        absence_factor=state.absence_factor if whole and state else None,
        effective_holders=state.effective_holders if whole and state else None,
        questions=look.asked(questions),
        asked_about_it=look.askers(questions),
        channels=look.channels(),
        related=skill_world.related(edition, look.seen, row, look.holding),
        broader=skill_world.broader(space.store, edition, concepts, look.known),
        narrower=skill_world.narrower(space.store, edition, concepts, look.known),
        edition=edition.number,
        as_of=edition.as_of,
    )


def _row_of(edition: Edition, subject: str) -> int:
    row = skill_world.row_of_concept(edition).get(subject)
    if row is None:
        wanted = " ".join(subject.split()).casefold()
        labels = column(edition, "skills", "label")
        row = next((row for row, label in enumerate(labels) if str(label).casefold() == wanted), None)
    if row is None:
        raise NotFound(f"There is no skill {subject!r}.", "See expertgraph skills.")
    return row


class _Look:
    """One skill looked at by one viewer.  ``holding``: all pairs that may be shown as somebody's; ``pairs``: those
    of this skill; ``known``: the skills that have one; ``met``: somebody at least asked about it."""

    def __init__(self, space: Workspace, edition: Edition, viewer: Viewer, row: int) -> None:
        self.space = space
        self.edition = edition
        self.viewer = viewer
        self.row = row
        self.label = str(column(edition, "skills", "label")[row])
        self.seen: SeenSkills = seen_skills(edition, viewer, objecting.standing(space.store, edition))
        person = column(edition, "person_skills", "person")
        shown = policy.people(viewer, Data.PROFILE, edition) & ~self._column("people", "left").astype(bool)
        self.people: Mask = shown & ~self._column("people", "opted_out").astype(bool)
        self.holding: Mask = self.seen.known & (self.seen.expertise > 0) & shown[person]
        self.known = np.zeros(len(column(edition, "skills", "skill")), bool)
        self.known[self._column("person_skills", "skill")[self.holding]] = True
        of = self._column("person_skills", "skill")
        self.met = bool((self.seen.shown & shown[person] & (of == row)).any())
        self.pairs: Mask = self.holding & (of == row)

    def _column(self, table: str, name: str) -> np.ndarray:
        return column(self.edition, table, name)

    def holders(self, concepts: list[str]) -> list[Holder]:
        """The best holders, by expertise, then by person."""
        own = np.flatnonzero(self.pairs)
        person = self._column("person_skills", "person")
        own = own[np.lexsort((person[own], -self.seen.expertise[own]))][:HOLDERS]
        said = endorsing.endorsements(self.space, self.edition, concepts)
        may = endorsing.may_endorse(self.viewer, self.edition)
        me = self.edition.row_of(str(self.viewer.person)) if self.viewer.person else -1
        evidence = self._evidence(own)
        return [
            self._holder(
                int(pair), items, [each.by for each in said if each.person == person[pair]], me, may=may
            )
            for pair, items in zip(own, evidence, strict=True)
        ]

    def _holder(self, pair: int, items: list[SkillItem], by: list[int], me: int, *, may: bool) -> Holder:
        row = int(self._column("person_skills", "person")[pair])
        names, shown = self._column("people", "name"), self.people
        about = {name: self._column("people", name)[row] for name in ("person", "name", "kind", "role")}
        dates = self._column("skill_evidence", "at")[self.seen.evidence & (self.seen.pair == pair)]
        out = bool(self._column("people", "opted_out")[row])
        return Holder(
            **about,
            organisation=self._column("people", "organisation")[row],
            expertise=float(self.seen.expertise[pair]),
            prior=float(self._column("person_skills", "prior")[pair]),
            items=int(self.seen.items[pair]),
            claimed_only=int(self.seen.items[pair]) == 0,
            level=int(self._column("person_skills", "level")[pair]) or None,
            confirmers=None
            if self.seen.partly[pair]
            else int(self._column("person_skills", "confirmers")[pair]),
            last_at=int(dates.max(initial=0)) or None,
            evidence=items,
            endorsers=sorted(str(names[each]) for each in by if shown[each]),
            endorsed=me in by,
            endorsable=may and row != me and not out,
        )

    def _evidence(self, pairs: Longs) -> list[list[SkillItem]]:
        amount = self._column("skill_evidence", "amount")
        chosen = []
        for pair in pairs:
            rows = np.flatnonzero(self.seen.evidence & (self.seen.pair == pair))
            chosen.append(rows[np.argsort(-amount[rows], kind="stable")][:EVIDENCE_EACH])
        return items_shown(self.space, self.edition, chosen, [self.label] * len(chosen))

    def questions(self) -> Longs:
        """Rows of the questions that the viewer may read, latest first."""
        own = self._column("skill_questions", "skill") == self.row
        channels = policy.channels(self.viewer, self.edition)
        return np.flatnonzero(own & channels[self._column("skill_questions", "channel")])

    def asked(self, rows: Longs) -> list[SkillQuestion]:
        """The latest questions, those that nobody answered first."""
        item, at, channel, answered = (
            self._column("skill_questions", name) for name in ("item", "at", "channel", "answered")
        )
        rows = rows[np.lexsort((-at[rows], answered[rows]))][:MOST_QUESTIONS]
        words = read_words(self.space.store, [str(item[row]) for row in rows])
        names = self._column("channels", "name")
        found = []
        for row in rows:
            said = words.get(str(item[row]), Words("", "", None))
            title = " ".join((said.title or said.text).split())[:160]
            place = str(names[channel[row]])
            found.append(
                SkillQuestion(str(item[row]), title, place, int(at[row]), said.url, bool(answered[row]))
            )
        return found

    def askers(self, rows: Longs) -> list[SkillAsker]:
        """Who asked where everybody could read it, latest first; nobody who takes no part, no bot."""
        person, channel, at = (self._column("skill_questions", name) for name in ("person", "channel", "at"))
        open_ = self._column("channels", "visibility")[channel[rows]] == "open"
        human = self._column("people", "kind")[person[rows]] != "bot"
        rows = rows[open_ & human & self.people[person[rows]]]
        rows = rows[np.argsort(-at[rows], kind="stable")]
        _, first = np.unique(person[rows], return_index=True)
        names = self._column("channels", "name")
        return [
            SkillAsker(
                **{
                    name: str(self._column("people", name)[person[row]])
                    for name in ("person", "name", "kind")
                },
                channel=str(names[channel[row]]),
                at=int(at[row]),
            )
            for row in rows[np.sort(first)][:MOST_ASKERS]
        ]

    def channels(self) -> list[SkillChannel]:
        """Where known people name it, most messages first."""
        rows = np.flatnonzero(self.seen.evidence & self.pairs[self.seen.pair])
        channel, person = (self._column("skill_evidence", name)[rows] for name in ("channel", "person"))
        count = len(self._column("channels", "name"))
        messages = np.bincount(channel, minlength=count)
        people = np.bincount(np.unique(np.stack([channel, person], 1), axis=0)[:, 0], minlength=count)
        best = np.lexsort((np.arange(count), -messages))[:MOST_CHANNELS]
        ids, names = self._column("channels", "channel"), self._column("channels", "name")
        return [
            SkillChannel(str(ids[row]), str(names[row]), int(messages[row]), int(people[row]))
            for row in best
            if messages[row]
        ]
