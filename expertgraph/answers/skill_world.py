"""Where a skill stands among the others: its names, the broader and narrower ones, and those that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from expertgraph.analysis.skill_names import LANGUAGES, OWN_WORD
from expertgraph.edition import Edition
from expertgraph.search.arrays import Floats, Longs, Mask
from expertgraph.search.columns import column
from expertgraph.search.skills import SeenSkills
from expertgraph.store import Store

MOST_RELATED = 8
MOST_LABELS = 40
LEAST_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class SkillName:
    """A name of a skill in a language (mul: a word of the community's own); kind is preferred | alternative."""

    label: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class NearSkill:
    """Another skill.  ``known``: somebody whom the viewer may see holds it, so it has a page."""

    skill: str
    label: str
    known: bool


@dataclass(frozen=True, slots=True)
class RelatedSkill:
    """A skill that goes with this one: ``people`` hold both and ``items`` name both, as far as the viewer may see;
    ``closeness`` is the mean of both as a share of the geometric mean of what each has (Ochiai), 0..1."""

    skill: str
    label: str
    closeness: float
    people: int
    items: int


def concepts_of(edition: Edition, skill: int) -> list[str]:
    """The id of a skill (a row) and those of the vocabularies' concepts that are the same skill."""
    rows = column(edition, "skill_concepts", "skill") == skill
    concepts = column(edition, "skill_concepts", "concept")[rows]
    return [str(column(edition, "skills", "skill")[skill]), *(str(each) for each in concepts)]


def row_of_concept(edition: Edition) -> dict[str, int]:
    """The row of every skill by its id and by those of the concepts that it is."""

    def make() -> dict[str, int]:
        rows = {str(skill): row for row, skill in enumerate(column(edition, "skills", "skill"))}
        pairs = zip(
            column(edition, "skill_concepts", "skill"),
            column(edition, "skill_concepts", "concept"),
            strict=True,
        )
        return {str(concept): int(row) for row, concept in pairs} | rows

    found: dict[str, int] = edition.cached("skill.rows", make)
    return found


def names(store: Store, concepts: Sequence[str], label: str) -> list[SkillName]:
    """The names of a skill in the product's languages: preferred ones first; hidden ones are never shown."""
    where = {
        "skill": list(concepts),
        "language": [*LANGUAGES, OWN_WORD],
        "kind": ["preferred", "alternative"],
    }
    rows = store.frame("skill_label", ["label", "language", "kind"], where)
    columns = (rows["label"], rows["language"], rows["kind"])
    found = {SkillName(*each) for each in zip(*columns, strict=True) if each[0] != label}
    order = [OWN_WORD, *LANGUAGES]
    return sorted(
        found, key=lambda each: (each.kind != "preferred", order.index(each.language), each.label.casefold())
    )[:MOST_LABELS]


def broader(store: Store, edition: Edition, concepts: Sequence[str], known: Mask) -> list[NearSkill]:
    """What a vocabulary says is broader, groups included."""
    rows = store.frame("skill_relation", ["other"], {"skill": list(concepts), "kind": "broader"})
    return _near(store, edition, rows["other"], concepts, known)


def narrower(store: Store, edition: Edition, concepts: Sequence[str], known: Mask) -> list[NearSkill]:
    """What a vocabulary says is narrower and somebody whom the viewer may see holds."""
    rows = store.frame("skill_relation", ["skill"], {"other": list(concepts), "kind": "broader"})
    return [each for each in _near(store, edition, rows["skill"], concepts, known) if each.known]


def _near(
    store: Store, edition: Edition, ids: pd.Series, concepts: Sequence[str], known: Mask
) -> list[NearSkill]:
    wanted = sorted(set(ids) - set(concepts))
    rows, labels = row_of_concept(edition), column(edition, "skills", "label")
    skills = column(edition, "skills", "skill")
    found: dict[str, NearSkill] = {}
    stored = store.frame("skill", ["id", "label"], {"id": [each for each in wanted if each not in rows]})
    for skill, label in zip(stored["id"], stored["label"], strict=True):
        found[skill] = NearSkill(skill, label, known=False)
    for row in sorted({rows[each] for each in wanted if each in rows}):
        found[skills[row]] = NearSkill(str(skills[row]), str(labels[row]), bool(known[row]))
    return sorted(found.values(), key=lambda each: (not each.known, each.label.casefold(), each.skill))


def related(edition: Edition, seen: SeenSkills, skill: int, holds: Mask) -> list[RelatedSkill]:
    """The skills that the same people hold and the same items name, closest first.

    ``holds``: the pairs of ``person_skills`` that may be shown as somebody's.  What has fewer than two of both in
    common is left out.
    """
    count = len(column(edition, "skills", "skill"))
    person, of = column(edition, "person_skills", "person"), column(edition, "person_skills", "skill")
    people, share_people = _together(person[holds], of[holds], skill, count)
    shown = seen.evidence & holds[seen.pair]
    item = _items(edition)[shown]
    items, share_items = _together(item, column(edition, "skill_evidence", "skill")[shown], skill, count)
    closeness = (share_people + share_items) / 2
    closeness[(people < LEAST_TOGETHER) & (items < LEAST_TOGETHER)] = 0
    closeness[skill] = 0
    best = np.lexsort((np.arange(count), -closeness))[:MOST_RELATED]
    ids, labels = column(edition, "skills", "skill"), column(edition, "skills", "label")
    return [
        RelatedSkill(
            str(ids[row]), str(labels[row]), float(closeness[row]), int(people[row]), int(items[row])
        )
        for row in best
        if closeness[row] > 0
    ]


def _together(where: Longs, skill: Longs, of: int, count: int) -> tuple[Longs, Floats]:
    """How many places each skill shares with ``of``, and that as a share of the geometric mean of both."""
    mine = np.unique(where[skill == of])
    pairs = np.unique(np.stack([where, skill], axis=1), axis=0)
    size = np.bincount(pairs[:, 1], minlength=count)
    shared = np.bincount(pairs[np.isin(pairs[:, 0], mine), 1], minlength=count)
    return shared, shared / np.sqrt(np.maximum(size * max(len(mine), 1), 1))


def _items(edition: Edition) -> Longs:
    found: Longs = edition.cached(
        "skill.items", lambda: pd.factorize(edition.table("skill_evidence")["item"])[0].astype(np.int64)
    )
    return found
