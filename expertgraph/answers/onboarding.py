"""A newcomer's first weeks: whom to meet, where to introduce oneself, and a first small step.  On one's own page only,
and for the community manager of who asked to be coached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from expertgraph import objecting, policy
from expertgraph.analysis.constants import WEEK
from expertgraph.analysis.population import Floats
from expertgraph.answers.find import find
from expertgraph.answers.found import Result
from expertgraph.asking.people import declared_out
from expertgraph.availability import available
from expertgraph.edition import Edition
from expertgraph.errors import NotFound, WrongCall
from expertgraph.onion.cells import told_size
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.programme import welcome
from expertgraph.programme.people import inner
from expertgraph.programme.plan_words import plan_sentence
from expertgraph.search.columns import column
from expertgraph.search.evidence import safe
from expertgraph.search.skills import SeenSkills, seen_skills
from expertgraph.workspace import Workspace

MOST_PEOPLE, MOST_CHANNELS, MOST_SKILLS, LONGEST_ABOUT = 3, 3, 3, 500
LOOKED_AT = 80
"""People found for what somebody is about, among whom those to meet are looked for."""
QUESTION_WEEKS = 3
"""How old a question may be that is offered to answer."""


@dataclass(frozen=True, slots=True)
class Why:
    """A reason or a step: a stable code, its parameters, and the same in English."""

    code: str
    params: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class ToMeet:
    """Somebody of the core and active rings who is there now, and why they are worth meeting."""

    person: str
    name: str
    kind: str
    organisation: str | None
    unit: str | None
    ring: int
    reasons: list[Why]


@dataclass(frozen=True, slots=True)
class ToBegin:
    """A channel where somebody may introduce themselves, and why."""

    channel: str
    name: str
    kind: str
    reasons: list[Why]


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A first small step; for a question that waits for an answer its title, and its address where it is known."""

    step: Why
    title: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class OnboardingAnswer:
    """The plan of one person (None: the viewer is nobody in particular).  ``about`` is what it was made for, in words;
    ``said``: the person or viewer gave them.  ``weeks``: what the first four look like."""

    person: str | None
    name: str | None
    mine: bool
    about: str
    said: bool
    people: list[ToMeet]
    channels: list[ToBegin]
    first: FirstStep | None
    weeks: list[Why]


def onboarding(
    space: Workspace, viewer: Viewer, about: str = "", person: str | None = None
) -> OnboardingAnswer:
    """The plan for the viewer, or for ``person``: one's own, or of who asked to be coached where the role allows it.

    ``about``: what the newcomer works on or wants to learn; default what is known of them.  NotFound for anybody else,
    as for nobody; Denied where one's own data are not for the role; WrongCall for too many words.
    """
    policy.require(viewer, Data.OWN)
    said = " ".join(about.replace("\0", "").split())
    if len(said) > LONGEST_ABOUT:
        raise WrongCall(f"That is longer than {LONGEST_ABOUT} characters.", "A few words will do.")
    subject = person or viewer.person
    if subject is None:
        return OnboardingAnswer(None, None, False, said, bool(said), [], [], None, [])
    edition = space.edition()
    row = edition.row_of(subject)
    mine = viewer.person is not None and edition.row_of(viewer.person) == row
    if not mine and not policy.people(viewer, Data.RING_OUTER, edition)[row]:
        raise NotFound(f"There is nobody with the id {subject!r}.")
    return _Plan(space, viewer, row, said).answer(mine)


class _Plan:
    """One person's plan, looked at by one viewer."""

    def __init__(self, space: Workspace, viewer: Viewer, row: int, said: str) -> None:
        self.space = space
        self.viewer = viewer
        self.row = row
        self.edition: Edition = space.edition()
        objected = objecting.standing(space.store, self.edition)
        self.objected = objected
        self.seen: SeenSkills = seen_skills(self.edition, viewer, objected)
        self.said = said
        self.about = said or self._known_about()
        self.k = 1 if viewer.owner else int(space.settings["privacy.k"])
        self.found = self._found()

    def answer(self, mine: bool) -> OnboardingAnswer:
        """The whole plan."""
        people, channels = self.people(), self.channels()
        return OnboardingAnswer(
            str(self._of("person")),
            str(self._of("name")),
            mine,
            self.about,
            bool(self.said),
            people,
            channels,
            self.first(channels),
            _weeks(people, channels),
        )

    def _of(self, name: str, row: int | None = None) -> Any:
        return column(self.edition, "people", name)[self.row if row is None else row]

    def _known_about(self) -> str:
        """What is known of somebody: the skills they know most about, else their role, else their unit."""
        labels = self._labels(self._skills(self.row))
        return ", ".join(labels[:MOST_SKILLS]) or str(self._of("role") or self._of("unit") or "")

    def _skills(self, row: int) -> list[int]:
        """The skills (rows) that somebody is seen to know, most known first."""
        pairs = np.flatnonzero((column(self.edition, "person_skills", "person") == row) & self.seen.known)
        order = pairs[np.argsort(-self.seen.expertise[pairs], kind="stable")]
        return [int(each) for each in column(self.edition, "person_skills", "skill")[order]]

    def _labels(self, skills: Iterable[int]) -> list[str]:
        return [str(column(self.edition, "skills", "label")[each]) for each in skills]

    def _found(self) -> list[Result]:
        if not self.about or policy.rule(self.viewer, Data.PROFILE) is Rule.DENY:
            return []
        asker = str(self._of("person"))
        return find(self.space, self.viewer, self.about, limit=LOOKED_AT, asker=asker, snippets=0).results

    def people(self) -> list[ToMeet]:
        """At most three: one of the own unit first, then from elsewhere, one from the other side where there is."""
        by_person = {self.edition.row_of(each.person): each for each in self.found}
        allowed = self._meetable()
        answers = column(self.edition, "people", "answers_given")
        others = sorted(np.flatnonzero(allowed).tolist(), key=lambda row: (-int(answers[row]), row))
        ranked = [row for row in by_person if allowed[row]]
        ranked += [row for row in others if row not in by_person]
        return [self._to_meet(row, by_person.get(row)) for row in self._spread(ranked)]

    def _meetable(self) -> Any:
        mask = policy.people(self.viewer, Data.RING_INNER, self.edition) & inner(self.edition)
        mask[self.row] = False
        out = declared_out(self.space.store, column(self.edition, "people", "person")[mask].tolist())
        free = available(self.space, self.edition)
        for row in np.flatnonzero(mask).tolist():
            each = free.of(row)
            mask[row] = not (each.away or each.busy or each.full) and self._of("person", row) not in out
        return mask

    def _spread(self, ranked: Sequence[int]) -> list[int]:
        unit, side = self._of("unit"), self._of("kind")
        near = [row for row in ranked if unit and self._of("unit", row) == unit][:1]
        far = [row for row in ranked if row not in near and (not unit or self._of("unit", row) != unit)]
        across = [row for row in far if {self._of("kind", row), side} == {"employee", "external"}][:1]
        chosen = [*near, *[row for row in far if row not in across][:1], *across]
        chosen += [row for row in (*far, *ranked) if row not in chosen][: MOST_PEOPLE - len(chosen)]
        return list(dict.fromkeys(chosen))[:MOST_PEOPLE]

    def _to_meet(self, row: int, result: Result | None) -> ToMeet:
        about = {name: self._of(name, row) for name in ("person", "name", "kind", "organisation", "unit")}
        return ToMeet(**about, ring=int(self._of("ring", row)), reasons=list(self._why(row, result)))

    def _why(self, row: int, result: Result | None) -> Iterable[Why]:
        shared = self._shared(row)
        if shared:
            yield _why("meet.knows", skills=", ".join(shared))
        elif result is not None and result.evidence:
            yield _why("meet.wrote", channel=result.evidence[0].channel)
        else:
            yield _why("meet.carries")
        unit, theirs = self._of("unit"), self._of("unit", row)
        organisation = self._of("organisation", row)
        if {self._of("kind", row), self._of("kind")} == {"employee", "external"} and organisation:
            outside = self._of("kind", row) == "external"
            yield _why("meet.outside" if outside else "meet.inside", organisation=str(organisation))
        elif unit and theirs == unit:
            yield _why("meet.unit", unit=str(unit))
        elif theirs:
            yield _why("meet.other_unit", unit=str(theirs))

    def _shared(self, row: int) -> list[str]:
        """Skills of theirs that the newcomer has too, or that the words name."""
        mine, words = set(self._skills(self.row)), self.about.casefold()
        theirs = [
            each
            for each in self._skills(row)
            if (not self.said and each in mine) or self._labels([each])[0].casefold() in words
        ]
        return self._labels(theirs[:MOST_SKILLS])

    def channels(self) -> list[ToBegin]:
        """At most three of the organisation's own open channels, best first."""
        known = welcome.channels(self.edition)
        is_open = column(self.edition, "channels", "visibility") == "open"
        allowed = policy.channels(self.viewer, self.edition) & np.asarray(is_open, dtype=bool)
        topic = self._topic()
        least = int(self.space.settings["privacy.k"])
        rows = welcome.ranked(self.edition, known, topic, allowed, least)[:MOST_CHANNELS].tolist()
        return [self._to_begin(row, known, topic, least) for row in rows]

    def _topic(self) -> Floats:
        """How much of what was found lies in each channel."""
        ids = {str(each): row for row, each in enumerate(column(self.edition, "channels", "channel"))}
        topic = np.zeros(len(ids))
        for result in self.found:
            for item in result.evidence:
                if item.channel_id in ids:
                    topic[ids[item.channel_id]] += item.amount
        return topic

    def _to_begin(self, row: int, known: welcome.Channels, topic: Floats, least: int) -> ToBegin:
        name, kind, channel = (
            str(column(self.edition, "channels", part)[row]) for part in ("name", "kind", "channel")
        )
        reasons = [_why("begin.topic")] if topic[row] > 0.1 * topic.max(initial=0.0) else []
        firsts, opened = int(known.firsts[row]), int(known.opened[row])
        if firsts >= least:
            reasons.append(_why("begin.welcomed", share=_percent(int(known.welcomed[row]), firsts)))
        elif opened >= least:
            reasons.append(_why("begin.answered", share=_percent(int(known.answered[row]), opened)))
        people = told_size(int(known.active[row]), self.k)
        if people:
            reasons.append(_why("begin.active", people=people))
        return ToBegin(channel, name, kind, reasons)

    def first(self, channels: Sequence[ToBegin]) -> FirstStep:
        """A question that waits in one of these channels, else an introduction in the first of them."""
        if not channels:
            return FirstStep(_why("step.find"), None, None)
        for each in channels:
            waiting = self._waiting(each.channel)
            if waiting is not None:
                return FirstStep(_why("step.answer", channel=each.name), *waiting)
        return FirstStep(_why("step.introduce", channel=channels[0].name), None, None)

    def _waiting(self, channel: str) -> tuple[str, str | None] | None:
        """Title and address of the latest question there that nobody answered yet."""
        asked = self.edition.table("threads")
        row = int(np.flatnonzero(column(self.edition, "channels", "channel") == channel)[0])
        shown = policy.people(self.viewer, Data.PROFILE, self.edition)
        shown[self.row] = False
        fits = (asked["channel"].to_numpy() == row) & asked["question"].to_numpy(bool)
        fits &= (asked["first_answerer"].to_numpy() < 0) & shown[asked["opener"].to_numpy()]
        fits &= asked["at"].to_numpy() >= self.edition.as_of - QUESTION_WEEKS * WEEK
        for item, opener in asked[["item", "opener"]][fits].iloc[::-1].itertuples(index=False):
            words = self.space.store.frame("item", ["title", "text", "url"], {"id": item})
            if len(words) and (int(opener), item) not in self.objected.items:
                title, text, url = (each if isinstance(each, str) else None for each in words.iloc[0])
                if "?" in f"{title} {text}":  # some sources call every opening a question
                    return " ".join((title or text or "").split())[:110], safe(url)
        return None


def _weeks(people: Sequence[ToMeet], channels: Sequence[ToBegin]) -> list[Why]:
    found = [_why("week.read", channel=channels[0].name)] if channels else []
    found += [_why("week.meet", name=people[0].name)] if people else []
    return [*found, _why("week.ask"), _why("week.help")]


def _why(code: str, **params: Any) -> Why:
    return Why(code, params, plan_sentence(code, params))


def _percent(part: int, whole: int) -> int:
    """A share in percent, rounded to 5."""
    return round(20 * part / whole) * 5
