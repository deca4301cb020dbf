"""Uploaded contacts: one's own, which of them one shares, and which of others one may use.

A contact belongs to whoever uploaded it.  Colleagues meet it only when that person shares it, contact by contact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from expertgraph import linking, policy
from expertgraph.analysis.introductions import Contacts, Introductions
from expertgraph.analysis.population import Bools, Ints
from expertgraph.asking.people import own_person
from expertgraph.edition import Edition
from expertgraph.errors import Denied, NotFound
from expertgraph.kinds import INTERACTIONS
from expertgraph.policy import UPLOADS, Data, Rule, Viewer
from expertgraph.search.columns import column
from expertgraph.store import Store
from expertgraph.workspace import Workspace

_CONTACT = [name for name, kind in INTERACTIONS.items() if kind.contact]


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One of the viewer's own contacts.  ``contact`` is its person id; ``shared``: colleagues may ask for an
    introduction; ``colleague``: somebody who is here anyhow, for whom sharing changes nothing."""

    contact: str
    name: str
    organisation: str | None
    role: str | None
    shared: bool
    colleague: bool


@dataclass(frozen=True, slots=True)
class OwnContacts:
    """The viewer's contacts, one page: those who are here anyhow last, else by name.  ``total`` of them on ``pages``
    pages, ``shared`` of them shared."""

    contacts: list[ContactRow]
    total: int
    shared: int
    page: int
    pages: int


CONTACTS_PAGE = 100


def own_contacts(space: Workspace, viewer: Viewer, page: int = 1) -> OwnContacts:
    """One's own uploaded contacts, and which of them one shares; nobody in particular has none.

    Denied where contacts are not for the role.
    """
    policy.require(viewer, Data.CONTACTS)
    me = own_person(space, viewer)
    if me is None:
        return OwnContacts([], 0, 0, 1, 1)
    store = space.store
    people = _people_of(store, own_identities(store, me))
    shared = set(store.frame("share", ["identity"], {"person": me})["identity"])
    here = _members(space)
    known = store.frame("identity", ["id", "name", "organisation"], {"id": list(people)})
    roles = dict(
        store.frame("affiliation", ["identity", "role"], {"identity": list(people)}).itertuples(
            index=False, name=None
        )
    )
    rows: dict[str, ContactRow] = {}
    for identity, name, organisation in known.itertuples(index=False, name=None):
        person = people[identity]
        row = ContactRow(person, name, organisation, roles.get(identity), identity in shared, person in here)
        if person != me and (person not in rows or row.shared):
            rows[person] = row
    listed = sorted(rows.values(), key=lambda row: (row.colleague, row.name.casefold(), row.contact))
    pages = max(-(-len(listed) // CONTACTS_PAGE), 1)
    page = min(max(page, 1), pages)
    shown = listed[(page - 1) * CONTACTS_PAGE : page * CONTACTS_PAGE]
    return OwnContacts(shown, len(listed), sum(row.shared for row in listed), page, pages)


def share(space: Workspace, viewer: Viewer, contacts: Sequence[str], *, shared: bool) -> int:
    """Share some of one's own contacts, or share them no longer; returns how many.

    NotFound for what is no contact of one's own, Denied where contacts are not for the role.
    """
    policy.require(viewer, Data.CONTACTS)
    me = own_person(space, viewer)
    if me is None:
        raise Denied("You look as nobody in particular.", "Look as a person first.")
    people = _people_of(space.store, own_identities(space.store, me))
    of: dict[str, list[str]] = {}
    for identity, person in people.items():
        of.setdefault(person, []).append(identity)
    if unknown := [each for each in contacts if each not in of]:
        raise NotFound(f"You have no contact {unknown[0]!r}.", "See expertgraph introduce contacts.")
    chosen = [identity for each in dict.fromkeys(contacts) for identity in of[each]]
    ids = [f"{me}|{identity}" for identity in chosen]
    if shared:
        at = [space.clock()] * len(ids)
        row: dict[str, list[Any]] = {
            "id": ids,
            "person": [me] * len(ids),
            "identity": chosen,
            "at": at,
        }
        space.store.upsert("share", row)
    else:
        space.store.delete("share", ids)
    return len(set(contacts))


def own_identities(store: Store, person: str) -> list[str]:
    """The identities of a person's own contacts."""
    mine = [*store.frame("link", ["id"], {"person": person})["id"], f"{UPLOADS}{person}:owner"]
    acts = store.frame("interaction", ["target"], {"kind": _CONTACT, "actor": mine})
    return sorted(set(acts["target"]) - set(mine))


def _people_of(store: Store, identities: Sequence[str]) -> dict[str, str]:
    """Identity -> person id; what no analysis has seen yet is a person of its own."""
    linked = store.frame("link", ["id", "person"], {"id": list(identities)})
    known = dict(linked.itertuples(index=False, name=None))
    return {each: known.get(each) or linking.person_id(each) for each in identities}


def _members(space: Workspace) -> set[str]:
    """Who is here by more than somebody's list of contacts."""
    edition = space.edition()
    return set(column(edition, "people", "person")[~only_contacts(edition)])


def only_contacts(edition: Edition) -> Bools:
    """Who is known from nobody but somebody's contacts: no ties, contributions or channels, and no employee."""

    def make() -> Bools:
        people, ties = edition.table("people"), edition.table("ties")
        listed = np.zeros(len(people), dtype=bool)
        contact = ties["contact"].to_numpy(bool)
        listed[ties["a"].to_numpy()[contact]] = listed[ties["b"].to_numpy()[contact]] = True
        proper = ~contact
        listed[ties["a"].to_numpy()[proper]] = listed[ties["b"].to_numpy()[proper]] = False
        listed[edition.array("channel_members", "person")] = False
        none = (people["contributions"] == 0) & ~people["kind"].isin(["employee", "bot"])
        return np.asarray(listed & none.to_numpy(bool), dtype=bool)

    found: Bools = edition.cached("only_contacts", make)
    return found


def usable_contacts(
    space: Workspace, viewer: Viewer, made: Introductions, between: tuple[int, Sequence[int]]
) -> Contacts:
    """The contacts that ways of three steps ``between`` (who asks, and the goals) may use: all for the owner of the
    data, else one's own and, where the policy says so, those that others share."""
    cell = policy.rule(viewer, Data.CONTACTS)
    if cell is Rule.ALLOW:
        return made.contacts
    knows: list[str] = []
    known: list[str] = []
    me = own_person(space, viewer)
    if me is not None and cell in {Rule.OWN, Rule.SHARED}:
        known += own_identities(space.store, me)
        knows += [me] * len(known)
    if cell is Rule.SHARED:
        for each in _shared(space, made, *between):
            person, _, identity = each.partition("|")  # a person id holds no bar
            knows.append(person)
            known.append(identity)
    edition = space.edition()
    u, v = rows_in(edition, knows), rows_in(edition, known)
    here = (u >= 0) & (v >= 0)
    return made.usable(u[here], v[here])


def _shared(space: Workspace, made: Introductions, origin: int, goals: Sequence[int]) -> list[str]:
    """The ids of shares that a path can use: those of the people next to who asks, and those of the goals."""
    edition = space.edition()
    near = column(edition, "people", "person")[made.friends(origin)]
    listed = [goal for goal in goals if _listed(edition)[goal]]
    ends = [each for goal in listed for each in column(edition, "people", "identities")[goal]]
    ids = space.store.below("share", [f"{person}|" for person in near])
    return ids + (list(space.store.frame("share", ["id"], {"identity": ends})["id"]) if ends else [])


def _listed(edition: Edition) -> Bools:
    """Who is somebody's contact, as far as this edition knows."""

    def make() -> Bools:
        ties = edition.table("ties")
        known = ties["contact"].to_numpy(bool)
        for kind in _CONTACT:
            known = known | (ties[f"n_{kind}"].to_numpy() > 0)
        listed = np.zeros(len(edition.table("people")), dtype=bool)
        listed[ties["a"].to_numpy()[known]] = listed[ties["b"].to_numpy()[known]] = True
        return listed

    found: Bools = edition.cached("listed_contacts", make)
    return found


def rows_in(edition: Edition, ids: Sequence[str]) -> Ints:
    """The rows of people or identities; -1 for those that this edition does not know."""

    def make() -> tuple[pd.Index, Ints]:
        people = edition.table("people")
        lists = people["identities"].tolist()
        rows = np.repeat(np.arange(len(lists)), [len(each) for each in lists])
        names = [*(each for some in lists for each in some), *people["person"]]
        return pd.Index(names, dtype=object), np.concatenate([rows, np.arange(len(lists))])

    index, rows = edition.cached("rows_of_ids", make)
    found = index.get_indexer(pd.Series(list(ids), dtype=object))
    return np.where(found >= 0, rows[found], -1) if len(rows) else found


def row_in(edition: Edition, person: str) -> int:
    """The row of a person or identity; -1 for one that this edition does not know."""
    try:
        return edition.row_of(person)
    except NotFound:
        return -1


def described(space: Workspace, wanted: frozenset[str]) -> list[int]:
    """The rows of people known as contacts alone of whom all these words (in small letters) are told: name,
    organisation, unit, role, skills.  Which of them may be used is the caller's to say; read once an edition.
    """
    edition = space.edition()
    told: dict[str, Ints] = edition.cached("contact_words", lambda: _told(space.store, edition))
    found = [told.get(word, _NOBODY) for word in wanted]
    return sorted(set[int].intersection(*(set(rows.tolist()) for rows in found))) if found else []


_NOBODY = np.zeros(0, dtype=np.int64)


def _told(store: Store, edition: Edition) -> dict[str, Ints]:
    """Word -> the rows of whom it is told."""
    rows: dict[str, list[int]] = {}
    for row, words in _words(store, edition, np.flatnonzero(only_contacts(edition)).tolist()).items():
        for word in words:
            rows.setdefault(word, []).append(row)
    return {word: np.array(each, dtype=np.int64) for word, each in rows.items()}


_FRAMES = (
    ("identity", ("id", "name", "organisation")),
    ("affiliation", ("identity", "organisation", "unit", "role")),
    ("claim", ("identity", "skill")),
)


def _words(store: Store, edition: Edition, rows: Iterable[int]) -> dict[int, frozenset[str]]:
    identities = {each: row for row in rows for each in column(edition, "people", "identities")[row]}
    words: dict[int, set[str]] = {row: set() for row in identities.values()}
    for table, names in _FRAMES if identities else ():
        found = store.frame(table, list(names), {names[0]: list(identities)})
        if table == "claim":
            found = _labelled(store, found)
        for identity, *texts in found.itertuples(index=False, name=None):
            for text in texts:
                words[identities[identity]].update(re.findall(r"\w+", str(text or "").casefold()))
    return {row: frozenset(each) for row, each in words.items()}


def _labelled(store: Store, claims: pd.DataFrame) -> pd.DataFrame:
    skills = store.frame("skill", ["id", "label"], {"id": sorted(set(claims["skill"]))})
    labels = dict(skills.itertuples(index=False, name=None))
    return claims.assign(skill=claims["skill"].map(labels).fillna(""))
