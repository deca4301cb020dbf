"""Whom a text can mean: a person, the holders of a skill, or contacts whom words describe."""

from __future__ import annotations

import re

import numpy as np

from expertgraph import objecting, policy
from expertgraph.answers.contacts import described
from expertgraph.edition import Edition
from expertgraph.errors import NotFound
from expertgraph.policy import Data, Viewer
from expertgraph.search.columns import column
from expertgraph.search.stopwords import STOP
from expertgraph.workspace import Workspace

MOST_HOLDERS = 5
"""How many holders of a skill, or finds of a search, ways may lead to."""
_WHO_KNOWS = frozenset({"contact", "contacten", "contacts", "kennen", "kent", "know", "known", "knows"})
"""Words of the question itself: who knows somebody at ...?"""


def described_by(space: Workspace, words: str) -> list[int]:
    """The people known as contacts alone of whom everything is told that the words ask for."""
    return described(space, frozenset(re.findall(r"\w+", words.casefold())) - STOP - _WHO_KNOWS)


def visible_person(
    edition: Edition, viewer: Viewer, text: str, *, seen: policy.Mask | None = None
) -> int | None:
    """The row of a person by id, identity, address or name that only one visible person has; None
    otherwise.  ``seen`` narrows who is visible."""
    visible = policy.people(viewer, Data.PROFILE, edition) if seen is None else seen
    named = [row for row in rows_called(edition, text) if visible[row]]
    return named[0] if len(named) == 1 else None


def rows_called(edition: Edition, text: str) -> list[int]:
    """Everybody, visible or not, whom a person id, identity, address or name can mean."""
    try:
        return [edition.row_of(text)]
    except NotFound:
        found: list[int] = edition.cached("rows_by_name", lambda: _named(edition)).get(text.casefold(), [])
        return found


def _named(edition: Edition) -> dict[str, list[int]]:
    people = edition.table("people")
    found: dict[str, list[int]] = {}
    for row, (name, emails) in enumerate(zip(people["name"], people["emails"], strict=True)):
        for each in {str(name).casefold(), *(str(email).casefold() for email in emails)}:
            found.setdefault(each, []).append(row)
    return found


def holders(space: Workspace, edition: Edition, viewer: Viewer, text: str) -> tuple[str, list[int]] | None:
    """A skill's label, and the rows of its best holders as the viewer may see them; None where no skill is
    called so."""
    from expertgraph.search.skills import seen_skills

    skills: dict[str, int] = edition.cached("rows_by_skill", lambda: _skills(edition))
    match = skills.get(text, skills.get(text.casefold()))
    if match is None:
        return None
    seen = seen_skills(edition, viewer, objecting.standing(space.store, edition))
    person = column(edition, "person_skills", "person").astype(np.int64)
    held = (column(edition, "person_skills", "skill") == match) & seen.known
    held &= policy.people(viewer, Data.PROFILE, edition)[person]
    rows = np.flatnonzero(held)
    best = rows[np.lexsort((person[rows], -seen.expertise[rows]))][:MOST_HOLDERS]
    return str(column(edition, "skills", "label")[match]), person[best].tolist()


def _skills(edition: Edition) -> dict[str, int]:
    table = edition.table("skills")
    found: dict[str, int] = {}
    for row, (skill, label) in enumerate(zip(table["skill"], table["label"], strict=True)):
        found.setdefault(str(label).casefold(), row)
        found.setdefault(str(skill), row)
    return found
