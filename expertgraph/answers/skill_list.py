"""The skills: how many hold each, what is asked, what is at risk, and the community's own terms."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from expertgraph import policy
from expertgraph.analysis.constants import DAY, DEFAULTS
from expertgraph.analysis.skill_names import LANGUAGES, OWN_WORD
from expertgraph.answers import knowledge
from expertgraph.edition import Edition
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.search.columns import column
from expertgraph.search.words import fold
from expertgraph.store import Store
from expertgraph.terms import Term, own_terms
from expertgraph.workspace import Workspace

Order = Literal["holders", "demand", "risk", "name"]
ORDERS: tuple[Order, ...] = ("holders", "demand", "risk", "name")
PAGE = 50
_RISKS = {"red": 0, "amber": 1, "green": 2, "none": 3, None: 3}


@dataclass(frozen=True, slots=True)
class ListedSkill:
    """A skill as far as the viewer may see: its holders, those with evidence of 180 days, questions of 90 days and
    those of them that nobody answered; ``risk`` (red | amber | green | none) is None where it is not for the viewer's
    role.  ``called``: the other name by which it was found."""

    skill: str
    label: str
    holders: int
    active_holders: int
    demand: int
    unanswered: int
    risk: str | None
    called: str | None


@dataclass(frozen=True, slots=True)
class SkillList:
    """One page of the skills.  ``own`` are the terms that were added by hand, ``pending`` those of them that no
    analysis has looked for yet; both for those who may add terms, else empty."""

    query: str
    order: str
    total: int
    skills: list[ListedSkill]
    page: int
    pages: int
    may_add: bool
    own: list[Term]
    pending: list[str]


def skill_list(
    space: Workspace, viewer: Viewer, query: str = "", order: str = "holders", page: int = 1, size: int = PAGE
) -> SkillList:
    """The skills that somebody visible holds or that were asked about where the viewer may read.

    ``query``: only those with a word in one of their names that begins like each of its words; ``order``: holders,
    demand, risk or name (an unknown one counts as the first).
    """
    policy.require(viewer, Data.PROFILE)
    edition = space.edition()
    order = order if order in ORDERS else ORDERS[0]
    rows = _found(space, edition, _every(space, edition, viewer), query)
    rows.sort(key=lambda row: _place(row, order))
    pages = max(-(-len(rows) // size), 1)
    page = min(max(page, 1), pages)
    may_add = policy.whole(viewer, Data.IMPORTS)
    own = own_terms(space.store) if may_add else []
    pending = [each.term for each in own if each.added is None or each.added >= edition.as_of]
    part = rows[(page - 1) * size : page * size]
    return SkillList(query, order, len(rows), part, page, pages, may_add, own, pending)


def _place(row: ListedSkill, order: str) -> tuple[object, ...]:
    name = row.label.casefold()
    return {
        "holders": (-row.holders, -row.demand, name),
        "demand": (-row.demand, -row.unanswered, name),
        "risk": (_RISKS[row.risk], -row.demand, row.active_holders, name),
        "name": (name,),
    }[order]


def _every(space: Workspace, edition: Edition, viewer: Viewer) -> list[ListedSkill]:
    """All skills with a page; what nobody holds has no holder at all."""
    whole = policy.rule(viewer, Data.EVIDENCE_OPEN) is Rule.ALLOW
    unanswered, asked = _questions(edition, viewer)
    demand = knowledge.demand_seen(edition, viewer)
    states = knowledge.assessed_skills(space, edition, viewer)
    ids, labels = column(edition, "skills", "skill"), column(edition, "skills", "label")
    return [
        ListedSkill(
            str(ids[row]),
            str(labels[row]),
            state.holders if (state := states.get(row)) else 0,
            state.active_holders if state else 0,
            int(demand[row]),
            int(unanswered[row]),
            (state.risk if state else "none") if whole else None,
            None,
        )
        for row in range(len(ids))
        if row in states or asked[row]
    ]


def _questions(edition: Edition, viewer: Viewer) -> tuple[np.ndarray, np.ndarray]:
    """Per skill: questions of 90 days that nobody answered, and those of 180 days, as the viewer may read them."""
    skill, channel, at, answered = (
        column(edition, "skill_questions", name) for name in ("skill", "channel", "at", "answered")
    )
    seen = policy.channels(viewer, edition)[channel]
    late = at >= edition.as_of - DEFAULTS.demand_days * DAY
    count = len(column(edition, "skills", "skill"))
    open_ = seen & late & ~answered.astype(bool)
    return np.bincount(skill[open_], minlength=count), np.bincount(skill[seen], minlength=count)


def _found(space: Workspace, edition: Edition, rows: list[ListedSkill], query: str) -> list[ListedSkill]:
    words = fold(query).split()
    if not words:
        return rows
    names = edition.cached("skill.names", lambda: _names(space.store, edition))
    found = []
    for row in rows:
        called = next((name for name in names[row.skill] if _matches(name, words)), None)
        if called is not None:
            other = None if called == row.label else called
            found.append(replace(row, called=other))
    return found


def _matches(name: str, words: list[str]) -> bool:
    said = fold(name).replace("(", " ").replace("-", " ").split()
    return all(any(each.startswith(word) for each in (*said, fold(name))) for word in words)


def _names(store: Store, edition: Edition) -> dict[str, list[str]]:
    """The names of every skill, the shown one first."""
    ids, labels = column(edition, "skills", "skill"), column(edition, "skills", "label")
    concept = column(edition, "skill_concepts", "concept")
    of = {str(each): str(each) for each in ids}
    of |= {
        str(c): str(ids[row])
        for c, row in zip(concept, column(edition, "skill_concepts", "skill"), strict=True)
    }
    names: dict[str, list[str]] = defaultdict(list)
    for skill, label in zip(ids, labels, strict=True):
        names[str(skill)].append(str(label))
    where = {"skill": sorted(of), "language": [*LANGUAGES, OWN_WORD], "kind": ["preferred", "alternative"]}
    rows = store.frame("skill_label", ["skill", "label"], where) if of else None
    if rows is not None:
        for skill, label in zip(rows["skill"], rows["label"], strict=True):
            names[of[skill]].append(label)
    return names
