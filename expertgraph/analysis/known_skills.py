"""Which skills are looked for: those that people declared and those of vocabularies, each once.

A vocabulary's concept that is called like a declared skill is that skill, so that it stands on a page once, under
the name that people gave it.  Groups and occupations are not looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from expertgraph.analysis.skill_names import DECLARED, OWN_WORD
from expertgraph.analysis.skill_names import plain as _name
from expertgraph.store import Store

_KINDS = {"preferred": 1, "alternative": 2, "hidden": 3}

Same = Mapping[str, str]
"""A concept's id -> the id of the skill that it is."""


def known_skills(store: Store) -> tuple[pd.DataFrame, Same]:
    """``id`` and ``label`` of each skill, in order of id, and which others are the same skill.

    In each vocabulary one concept at most is a declared skill: the one whose shown label is its name, else a
    preferred label in another language, else an alternative one, else a hidden one; of equal ones the first id.
    Concepts that no declared skill stands for and that are shown by one name are the first of them.  A declared
    skill is another one where the community said that its name is a word for that.  Case, white space and what
    brackets explain do not matter, as in spotting.
    """
    frame = store.frame("skill", ["id", "label", "source", "kind"])
    frame = frame[frame["kind"] == "skill"].sort_values("id").reset_index(drop=True)
    names = pd.Series([_name(label) for label in frame["label"]], index=frame["id"], dtype=object)
    declared = names[names.index.str.startswith(DECLARED)]
    concepts = names.drop(declared.index)
    first = _own_words(store, declared)
    same = {str(skill): first[name] for skill, name in declared.items() if first.get(name, skill) != skill}
    for skill, name in declared.items():
        first.setdefault(name, str(skill))
    sources = dict(zip(frame["id"], frame["source"], strict=True))
    same |= _declared(store, concepts, first, sources)
    for skill, name in concepts.items():
        if skill not in same and name and first.setdefault(f"|{name}", str(skill)) != skill:
            same[str(skill)] = first[f"|{name}"]
    return frame.loc[~frame["id"].isin(list(same)), ["id", "label"]].reset_index(drop=True), same


def _own_words(store: Store, declared: pd.Series) -> dict[str, str]:
    """Name -> the declared skill that the community said it is a word for, where that is no declared name's own."""
    labels = store.frame("skill_label", ["skill", "label"], {"language": OWN_WORD})
    pairs = zip(labels["skill"], labels["label"], strict=True)
    words = {_name(label): str(skill) for skill, label in pairs if skill in declared.index}
    return {name: skill for name, skill in words.items() if words.get(declared[skill], skill) == skill}


def _declared(
    store: Store, concepts: pd.Series, declared: Mapping[str, str], sources: Mapping[str, str]
) -> dict[str, str]:
    """Concept -> the declared skill that it is."""
    if not declared:
        return {}
    same: dict[str, str] = {}
    taken: set[tuple[str, str]] = set()
    for _, concept, name in sorted(_called(store, concepts, declared)):
        place = (sources[concept], declared[name])
        if concept not in same and place not in taken:
            taken.add(place)
            same[concept] = declared[name]
    return same


def _called(store: Store, concepts: pd.Series, declared: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """(how well, concept, name) for every name of a concept that a declared skill has; 0 is best."""
    for concept, name in concepts.items():
        if name in declared:
            yield 0, str(concept), name
    labels = store.frame("skill_label", ["skill", "label", "kind"])
    known = set(concepts.index)
    for concept, label, kind in zip(labels["skill"], labels["label"], labels["kind"], strict=True):
        name = _name(label)
        if name in declared and concept in known:
            yield _KINDS.get(kind, len(_KINDS)), concept, name
