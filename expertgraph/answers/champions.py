"""The champions programme as a viewer may see it: candidates with reasons, who is in it, the target, the effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from expertgraph import objecting, policy
from expertgraph.answers.champions_course import Course, course
from expertgraph.answers.champions_effect import EffectAnswer, effect_of
from expertgraph.asking.people import declared_out, own_person
from expertgraph.edition import Edition
from expertgraph.errors import NotFound, WrongCall
from expertgraph.onion.cells import told_size
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.programme.balance import balanced
from expertgraph.programme.criteria import CRITERIA, Signals, measure
from expertgraph.programme.journal import running
from expertgraph.programme.people import candidates as may_be_invited
from expertgraph.programme.people import leads, standing_now
from expertgraph.programme.state import Programme, Standing
from expertgraph.programme.steps import ACCEPTED, ACTIVE, INVITED, TRAINING, next_steps
from expertgraph.programme.words import CRITERION, evidence_sentence
from expertgraph.search.columns import column
from expertgraph.search.skills import seen_skills
from expertgraph.workspace import Workspace

MOST_SHOWN = 24
SUGGESTED = 9
REASONS = 3
SHOWN = (INVITED, ACCEPTED, TRAINING, ACTIVE)
"""Who is shown by name; not who declined, nor who left."""


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion: its code, name, what it measures and cannot see, and the least value that is asked (None: it is
    not chosen)."""

    code: str
    name: str
    measures: str
    misses: str
    least: float | None


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for somebody: the criterion, its value 0..1, the figures behind it and the same in English."""

    criterion: str
    value: float
    params: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of an inner ring who may be invited.  ``fit`` is the mean of the chosen criteria (of all, when none is
    chosen), 0..1; ``suggested``: in the balanced suggestion."""

    person: str
    name: str
    kind: str
    organisation: str | None
    unit: str | None
    community: str | None
    ring: int
    fit: float
    reasons: list[Reason]
    suggested: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is invited or said yes, since when, and the steps that the viewer may record."""

    person: str
    name: str
    kind: str
    unit: str | None
    state: str
    since: int
    cohort: str | None
    may: list[str]


@dataclass(frozen=True, slots=True)
class Cohort:
    """How many of a group that was invited together stand where; None for fewer than may be told."""

    cohort: str | None
    invited: int | None
    accepted: int | None
    training: int | None
    active: int | None


@dataclass(frozen=True, slots=True)
class Mine:
    """The viewer's own place: the last step, since when, and what they may say now."""

    state: str
    since: int
    may: list[str]


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """The programme that runs."""

    id: str
    name: str
    started: int
    target: float | None
    target_at: int | None


@dataclass(frozen=True, slots=True)
class CandidatesAnswer:
    """Candidates, best fit first: at most 24 of ``total``."""

    criteria: list[CriterionRow]
    candidates: list[Candidate]
    total: int


@dataclass(frozen=True, slots=True)
class ChampionsAnswer:
    """``scope``: all (who leads it), counts (aggregates of k) or own (only oneself).  What is not for the viewer is
    None or empty.  ``programme`` is None when none runs, or when one's own place is all one sees and there is none.
    ``mine`` is None for who was not invited."""

    scope: str
    programme: ProgrammeRow | None
    mine: Mine | None
    criteria: list[CriterionRow]
    candidates: list[Candidate]
    total: int
    members: list[Member]
    cohorts: list[Cohort]
    course: Course | None
    effect: EffectAnswer | None
    k: int
    edition: int
    as_of: int


def champions(space: Workspace, viewer: Viewer, least: Mapping[str, float] | None = None) -> ChampionsAnswer:
    """The programme that runs.  ``least``: criterion -> least value, instead of the programme's own.

    Denied for a role that has no part in it, WrongCall for a criterion or value that there is not.
    """
    policy.require(viewer, Data.PROGRAMME)
    edition, programme = space.edition(), running(space.store)
    standing = standing_now(space, programme)
    scope = _scope(viewer)
    found = CandidatesAnswer(_criteria(programme, least), [], 0)
    if scope == "all":
        found = candidates(space, viewer, least)
    mine = _mine(space, viewer, standing)
    shown = programme if scope != "own" or mine else None
    counted, k = scope != "own", int(space.settings["privacy.k"])
    members = _members(space, viewer, standing) if scope == "all" else []
    return ChampionsAnswer(
        scope,
        None
        if shown is None
        else ProgrammeRow(shown.id, shown.name, shown.started, shown.target, shown.target_at),
        mine,
        found.criteria if counted else [],
        found.candidates,
        found.total,
        members,
        _cohorts(members, 1) if scope == "all" else _cohorts(list(standing.values()), k) if counted else [],
        course(space, viewer, programme) if counted else None,
        effect_of(space, programme, standing, exact=viewer.owner) if counted else None,
        k,
        edition.number,
        edition.as_of,
    )


def candidates(
    space: Workspace, viewer: Viewer, least: Mapping[str, float] | None = None
) -> CandidatesAnswer:
    """Who may be invited, with what speaks for each.  Denied for who leads no programme; see :func:`champions`."""
    policy.require(viewer, Data.PROGRAMME)
    programme = running(space.store)
    criteria = _criteria(programme, least)
    if not leads(viewer):
        return CandidatesAnswer(criteria, [], 0)
    look = _Look(space, viewer, standing_now(space, programme))
    return look.candidates(criteria)


def _scope(viewer: Viewer) -> str:
    if leads(viewer):
        return "all"
    return "counts" if policy.rule(viewer, Data.PROGRAMME) is Rule.AGGREGATE else "own"


def _criteria(programme: Programme | None, least: Mapping[str, float] | None) -> list[CriterionRow]:
    chosen = least if least is not None else (programme.criteria if programme else {})
    for name, value in chosen.items():
        if name not in CRITERIA:
            raise WrongCall(f"There is no criterion {name!r}.", f"Criteria: {', '.join(CRITERIA)}.")
        if not 0 <= value <= 1:
            raise WrongCall(f"The least value of {name} is not within 0..1.", "Give a number such as 0.4.")
    rows = []
    for name in CRITERIA:
        words = CRITERION[name]["en"]
        rows.append(CriterionRow(name, words.name, words.measures, words.misses, chosen.get(name)))
    return rows


def _mine(space: Workspace, viewer: Viewer, standing: Mapping[str, Standing]) -> Mine | None:
    mine = standing.get(own_person(space, viewer) or "")
    return None if mine is None else Mine(mine.state, mine.since, next_steps(mine.state, own=True))


def _members(space: Workspace, viewer: Viewer, standing: Mapping[str, Standing]) -> list[Member]:
    """Who is invited or said yes, by name, that the viewer may see and who takes part still."""
    edition = space.edition()
    seen = policy.people(viewer, Data.PROFILE, edition)
    shown = {person: each for person, each in standing.items() if each.state in SHOWN}
    out = declared_out(space.store, shown)
    found = []
    for person, each in shown.items():
        row = _row(edition, person)
        if row is None or not seen[row] or (person in out and not viewer.owner):
            continue
        name, kind, unit = (column(edition, "people", part)[row] for part in ("name", "kind", "unit"))
        may = next_steps(each.state, own=False)
        found.append(Member(person, name, kind, unit, each.state, each.since, each.cohort, may))
    return sorted(found, key=lambda each: (SHOWN.index(each.state), each.since, each.name.casefold()))


def _cohorts(people: Sequence[Member | Standing], k: int) -> list[Cohort]:
    """Where people stand who did not say no and did not leave, together and by cohort; counts under k are not told."""
    names = sorted({each.cohort for each in people if each.cohort})
    rows = []
    for name in (None, *names):
        count = Counter(each.state for each in people if name in {None, each.cohort})
        rows.append(Cohort(name, *(told_size(count[state], k) for state in SHOWN)))
    return rows


def _row(edition: Edition, person: str) -> int | None:
    try:
        return edition.row_of(person)
    except NotFound:
        return None


class _Look:
    """One viewer who leads a programme, looking for candidates."""

    def __init__(self, space: Workspace, viewer: Viewer, standing: Mapping[str, Standing]) -> None:
        self.edition = space.edition()
        self.mask = may_be_invited(space, viewer, standing)
        objected = objecting.standing(space.store, self.edition)
        self.signals = signals(self.edition, viewer, objected)

    def candidates(self, criteria: list[CriterionRow]) -> CandidatesAnswer:
        """Those who have at least the least values, best fit first."""
        chosen = [place for place, each in enumerate(criteria) if each.least is not None]
        values = self.signals.values
        fits = self.mask.copy()
        for place in chosen:
            fits &= values[:, place] >= (criteria[place].least or 0.0) - 1e-9
        fit = values[:, chosen or range(len(CRITERIA))].mean(axis=1)
        rows = np.flatnonzero(fits)
        ranked = rows[np.lexsort((rows, -fit[rows]))].tolist()
        suggested = set(self._suggested(ranked))
        shown = [self._row(row, float(fit[row]), chosen, row in suggested) for row in ranked[:MOST_SHOWN]]
        return CandidatesAnswer(criteria, shown, len(ranked))

    def _suggested(self, ranked: list[int]) -> list[int]:
        people = self.edition.table("people")
        units = people["unit"].fillna("").astype(str).tolist()
        return balanced(
            ranked[:MOST_SHOWN], units, people["community"].tolist(), people["kind"].tolist(), SUGGESTED
        )

    def _row(self, row: int, fit: float, chosen: list[int], suggested: bool) -> Candidate:
        about = {
            name: column(self.edition, "people", name)[row]
            for name in ("person", "name", "kind", "organisation", "unit")
        }
        return Candidate(
            **about,
            community=self._label(int(column(self.edition, "people", "community")[row])),
            ring=int(column(self.edition, "people", "ring")[row]),
            fit=round(fit, 3),
            reasons=self._reasons(row, chosen),
            suggested=suggested,
        )

    def _reasons(self, row: int, chosen: list[int]) -> list[Reason]:
        """Of the chosen criteria, else of those that speak most for somebody."""
        values = self.signals.values[row]
        best = chosen or np.argsort(-values, kind="stable")[:REASONS].tolist()
        return [self._reason(row, CRITERIA[place], float(values[place])) for place in best]

    def _reason(self, row: int, criterion: str, value: float) -> Reason:
        params = self.signals.evidence(row, criterion)
        for name in ("first", "second"):
            if f"{name}_group" in params:
                params[f"{name}_name"] = self._label(params.pop(f"{name}_group")) or ""
        return Reason(criterion, round(value, 3), params, evidence_sentence(criterion, params))

    def _label(self, community: int) -> str | None:
        return None if community < 0 else str(column(self.edition, "communities", "label")[community])


def signals(edition: Edition, viewer: Viewer, objected: objecting.Objected = objecting.NOTHING) -> Signals:
    """The criteria of everybody, from what the viewer may see and nobody objected to."""
    return measure(edition, policy.channels(viewer, edition), seen_skills(edition, viewer, objected))
