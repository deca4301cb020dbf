"""Whom a question could be put to: the people that a search finds, and anybody by name, with who cannot be asked now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from expertgraph import policy
from expertgraph.answers.looking import Look
from expertgraph.asking.people import unavailable
from expertgraph.edition import Edition
from expertgraph.errors import NotFound
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.search.arrays import Mask
from expertgraph.search.columns import column
from expertgraph.search.documents import ANSWERED
from expertgraph.search.evidence import Evidence, evidence_of
from expertgraph.search.searcher import Ranking
from expertgraph.search.words import fold
from expertgraph.workspace import Workspace

BY_ITSELF = 3
"""How many are asked when the asker chooses nobody."""
NAMED = 6
"""How many people of a name are offered."""
SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Askable:
    """Somebody who could be asked, with the message that speaks most for them (None: none, or found by name).

    ``unavailable``: why they cannot be asked now (a key of ``asking.people.UNAVAILABLE``), None: they can.
    """

    person: str
    name: str
    kind: str
    role: str | None
    organisation: str | None
    evidence: Evidence | None
    unavailable: str | None


def suggested(
    space: Workspace, viewer: Viewer, query: str, most: int, without: Iterable[str] = ()
) -> list[Askable]:
    """The first ``most`` that a search for ``query`` finds, without those who only asked the same."""
    look = Look(space, viewer, None, None)
    return found_by(look, look.rank(query), most, without)


def found_by(look: Look, ranking: Ranking, most: int, without: Iterable[str] = ()) -> list[Askable]:
    """The same of a search that was made; only what is shown is read."""
    documents, amounts = ranking.evidence()
    index = look.searcher.index
    owners, answered = index.documents.person[documents], index.documents.role[documents] == ANSWERED
    ids, out = look.about("person"), set(without)
    helping = np.zeros(look.searcher.people, bool)
    helping[owners[answered]] = True
    helping |= ranking.amount("declared") > 0
    found = [int(row) for row in look.found(ranking, owners) if helping[row] and ids[row] not in out][:most]
    best = [int(np.argmax(np.where((owners == row) & answered, amounts, 0))) for row in found]
    speaks = [
        place for place, row in zip(best, found, strict=True) if owners[place] == row and answered[place]
    ]
    every = np.ones(len(speaks), bool)
    items = evidence_of(
        index, ranking, documents[speaks], amounts[speaks], look.channel_names, look.space.store, every
    )
    evidence = {int(owners[place]): item for place, item in zip(speaks, items, strict=True)}
    rows = [replace(_row(look.edition, row), evidence=evidence.get(row)) for row in found]
    return _with_availability(look.space, rows)


def named(space: Workspace, viewer: Viewer, typed: str, without: Iterable[str] = ()) -> list[Askable]:
    """People whom the viewer may see and whose name has a word that begins with each of the typed words."""
    wanted = fold(typed).split()
    if len("".join(wanted)) < SHORTEST_NAME:
        return []
    edition = space.edition()
    out = set(without)
    words: list[str] = edition.cached("askable.names", lambda: _folded(edition))
    allowed = _askable(edition, viewer)
    ids = column(edition, "people", "person")
    found: Sequence[int] = range(len(words))
    for start in (f" {word}" for word in wanted):
        found = [row for row in found if start in words[row]]
    found = [row for row in found if allowed[row] and ids[row] not in out]
    return _with_availability(space, [_row(edition, row) for row in found[:NAMED]])


def chosen(space: Workspace, viewer: Viewer, people: Sequence[str]) -> list[Askable]:
    """These people, as far as the viewer may see them, in their order, each once."""
    edition = space.edition()
    allowed = _askable(edition, viewer)
    rows = dict.fromkeys(row for person in people if (row := _place(edition, person)) is not None)
    return _with_availability(space, [_row(edition, row) for row in rows if allowed[row]])


def by_itself(people: Sequence[Askable]) -> list[Askable]:
    """Who is asked when nobody is chosen: the first of these who can be."""
    return [each for each in people if each.unavailable is None][:BY_ITSELF]


def may_ask(viewer: Viewer) -> bool:
    """Whether the viewer's role may put questions."""
    return policy.rule(viewer, Data.QUESTIONS) in {Rule.ALLOW, Rule.PARTY, Rule.OPEN}


def is_somebody(viewer: Viewer) -> bool:
    """Whether an answer would reach the viewer: a person, or the owner of the store."""
    return viewer.owner or viewer.person is not None


def _askable(edition: Edition, viewer: Viewer) -> Mask:
    """Who may be seen and is a human being who takes part, without the viewer."""
    mask = policy.people(viewer, Data.PROFILE, edition) & ~edition.array("people", "opted_out")
    mask &= edition.array("people", "kind") != "bot"
    own = None if viewer.person is None else _place(edition, viewer.person)
    if own is not None:
        mask[own] = False
    return np.asarray(mask, dtype=bool)


def _folded(edition: Edition) -> list[str]:
    return [" " + fold(name or "") for name in column(edition, "people", "name")]


def _place(edition: Edition, person: str) -> int | None:
    try:
        return edition.row_of(person)
    except NotFound:
        return None


def _row(edition: Edition, row: int) -> Askable:
    about = {
        name: column(edition, "people", name)[row]
        for name in ("person", "name", "kind", "role", "organisation")
    }
    return Askable(**about, evidence=None, unavailable=None)


def _with_availability(space: Workspace, people: list[Askable]) -> list[Askable]:
    reasons = unavailable(space, [each.person for each in people], space.clock()) if people else {}
    return [replace(each, unavailable=reasons.get(each.person)) for each in people]
