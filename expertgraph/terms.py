"""The community's own terms: skills that no vocabulary knows, and words of its own for skills that one does.

A term added here is looked for from the next analysis on, also where it is an everyday word; as a word for another
skill it counts as that.  It outlives every import.
"""

from __future__ import annotations

from dataclasses import dataclass

from expertgraph.analysis.skill_names import OWN_WORD, plain, word_of
from expertgraph.errors import NotFound, WrongCall
from expertgraph.frames import columns_of
from expertgraph.records import Skill, SkillLabel, skill_id
from expertgraph.schema import TABLES
from expertgraph.store import Store

SOURCE = "own"
"""The source of the skills that were added by hand."""
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Term:
    """A term that was added: the words, the skill (its id and label) that they are a word for, which for a skill of
    its own is itself, and when it was added (UTC seconds)."""

    term: str
    skill: str
    label: str
    added: int | None


def add_term(store: Store, term: str, same_as: str | None = None, *, at: int) -> Term:
    """Look for a term: as a skill of its own, or (``same_as``: id or label) as a word for another skill.

    WrongCall for a text without a letter or digit, of more than ``LONGEST`` characters or of several lines; NotFound
    when there is no skill ``same_as``.
    """
    said = " ".join(term.split())
    if not any(c.isalnum() for c in word_of(said)) or len(said) > LONGEST or not said.isprintable():
        raise WrongCall(f"{term!r} is no term.", f"Write a word or a few, at most {LONGEST} characters.")
    if same_as is None:
        skill = Skill(skill_id(said), said, SOURCE, edited=at)
        if not _known(store, skill.id):
            store.upsert("skill", columns_of(TABLES["skill"], [skill]))
        return Term(said, skill.id, said, at)
    target, label = find_skill(store, same_as)
    word = SkillLabel(f"{target}|{OWN_WORD}|{said.casefold()}", target, OWN_WORD, said, edited=at)
    store.upsert("skill_label", columns_of(TABLES["skill_label"], [word]))
    return Term(said, target, label, at)


def remove_term(store: Store, term: str) -> None:
    """Do not look for an added term any more.

    NotFound when there is none; WrongCall for a skill of its own that somebody is said to have.
    """
    said = " ".join(term.split()).casefold()
    added = [each for each in own_terms(store) if each.term.casefold() == said]
    if not added:
        raise NotFound(f"{term!r} is none of the community's own terms.", "See expertgraph skills terms.")
    for each in added:
        if store.delete("skill_label", [f"{each.skill}|{OWN_WORD}|{said}"]):
            continue
        if len(store.frame("claim", ["id"], {"skill": each.skill})):
            raise WrongCall(
                f"People are said to know {each.label!r}.", "It stays a skill as long as they are."
            )
        store.delete("skill", [each.skill])


def own_terms(store: Store) -> list[Term]:
    """Everything that was added, in alphabetical order."""
    skills = store.frame("skill", ["id", "label", "edited"], {"source": SOURCE, "stub": False})
    columns = (skills["id"], skills["label"], skills["edited"])
    found = [Term(label, skill, label, int(at)) for skill, label, at in zip(*columns, strict=True)]
    words = store.frame("skill_label", ["skill", "label", "edited"], {"language": OWN_WORD})
    known = store.frame("skill", ["id", "label"], {"id": sorted(set(words["skill"]))})
    labels = dict(zip(known["id"], known["label"], strict=True))
    columns = (words["skill"], words["label"], words["edited"])
    found += [
        Term(word, skill, labels[skill], int(at))
        for skill, word, at in zip(*columns, strict=True)
        if skill in labels
    ]
    return sorted(found, key=lambda each: (each.term.casefold(), each.skill))


def find_skill(store: Store, text: str) -> tuple[str, str]:
    """The id and label of a skill by its id or its label, whatever the case; NotFound otherwise."""
    row = store.frame("skill", ["id", "label"], {"id": [text, skill_id(text)], "kind": "skill"})
    if not len(row):
        every = store.frame("skill", ["id", "label"], {"kind": "skill"})
        wanted = plain(text)
        row = every[[plain(label) == wanted for label in every["label"]]]
    if not len(row):
        raise NotFound(f"There is no skill {text!r}.", "Give its id or label; see expertgraph skills.")
    return str(row["id"].iloc[0]), str(row["label"].iloc[0])


def _known(store: Store, skill: str) -> bool:
    return bool(len(store.frame("skill", ["id"], {"id": skill, "stub": False})))
