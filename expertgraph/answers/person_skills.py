"""What somebody is known for, with the messages that it adds up from, as the viewer may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from expertgraph.edition import Edition
from expertgraph.policy import Viewer
from expertgraph.search.arrays import Floats, Longs
from expertgraph.search.evidence import Words, read_words, snippet_of
from expertgraph.search.skills import SeenSkills, seen_skills
from expertgraph.search.words import terms
from expertgraph.workspace import Workspace

MOST_SKILLS = 30
MOST_ITEMS = 5


@dataclass(frozen=True, slots=True)
class SkillItem:
    """One message that speaks for a skill; ``amount`` is its part of the expertise."""

    item: str
    at: int | None
    channel: str
    amount: float
    snippet: str
    marks: list[tuple[int, int]]
    url: str | None


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill: ``expertise`` = ``prior`` + the amounts of all evidence the viewer may see, of which
    ``evidence`` holds the largest and ``items`` the number. ``confirmers`` counts the distinct others
    who accepted, thanked, liked or endorsed (None where some of it is not for the viewer).
    ``claimed_only``: said, with nothing to show for it.
    """

    skill: str
    label: str
    expertise: float
    prior: float
    claimed: bool
    claimed_only: bool
    level: int | None
    items: int
    confirmers: int | None
    evidence: list[SkillItem]


def skills_of(space: Workspace, edition: Edition, viewer: Viewer, row: int) -> list[SkillRow]:
    """The skills of a person (a row) of which the viewer may see something, most expertise first."""
    seen = seen_skills(edition, viewer)
    pairs, skills = edition.table("person_skills"), edition.table("skills")
    own = np.flatnonzero((pairs["person"].to_numpy() == row) & seen.shown)
    own = own[np.lexsort((pairs["skill"].to_numpy()[own], -seen.expertise[own]))][:MOST_SKILLS]
    labels = [str(skills["label"].iloc[int(skill)]) for skill in pairs["skill"].to_numpy()[own]]
    evidence = _evidence(space, edition, seen, own, labels)
    rows: Any = pairs.iloc[own].itertuples(index=False)
    return [
        SkillRow(
            skill=str(skills["skill"].iloc[int(pair.skill)]),
            label=label,
            expertise=float(seen.expertise[place]),
            prior=float(pair.prior),
            claimed=bool(pair.claimed),
            claimed_only=bool(pair.claimed) and seen.items[place] == 0,
            level=int(pair.level) or None,
            items=int(seen.items[place]),
            confirmers=None if seen.partly[place] else int(pair.confirmers),
            evidence=items,
        )
        for place, label, items, pair in zip(own.tolist(), labels, evidence, rows, strict=True)
    ]


def _evidence(
    space: Workspace, edition: Edition, seen: SeenSkills, pairs: Longs, labels: list[str]
) -> list[list[SkillItem]]:
    """The largest evidence items of each pair."""
    table = edition.table("skill_evidence")
    amount: Floats = table["amount"].to_numpy(np.float64)
    chosen = [np.flatnonzero((seen.pair == pair) & seen.evidence) for pair in pairs]
    chosen = [rows[np.argsort(-amount[rows], kind="stable")][:MOST_ITEMS] for rows in chosen]
    item, at, channel = (table[name].to_numpy() for name in ("item", "at", "channel"))
    said = read_words(space.store, [str(item[row]) for rows in chosen for row in rows])
    names = edition.table("channels")["name"].to_numpy()
    found = []
    for rows, label in zip(chosen, labels, strict=True):
        wanted, shown = set(terms(label)), []
        for row in rows:
            kept = said.get(item[row], Words("", "", None))
            snippet, marks = snippet_of(kept.text or kept.title, wanted)
            place, when = str(names[channel[row]]), int(at[row]) or None
            shown.append(SkillItem(item[row], when, place, float(amount[row]), snippet, marks, kept.url))
        found.append(shown)
    return found
