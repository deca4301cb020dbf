"""Uploaded contacts: one's own, which of them one shares, and which of others one may use.

A contact belongs to whoever uploaded it.  Colleagues meet it only when that person shares it, contact by contact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from expertgraph import linking, policy
from expertgraph.analysis.introductions import Contacts, Introductions
from expertgraph.analysis.population import Bools, Ints
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
    """The viewer's contacts by name, and how many of them are shared."""

    contacts: list[ContactRow]
    shared: int


def own_contacts(space: Workspace, viewer: Viewer) -> OwnContacts:
    """One's own uploaded contacts, and which of them one shares; nobody in particular has none.

    Denied where contacts are not for the role.
    """
    policy.require(viewer, Data.CONTACTS)
    if viewer.person is None:
        return OwnContacts([], 0)
    store = space.store
    people = _people_of(store, own_identities(store, viewer.person))
    shared = set(store.frame("share", ["identity"], {"person": viewer.person})["identity"])
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
        if person != viewer.person and (person not in rows or row.shared):
            rows[person] = row
    listed = sorted(rows.values(), key=lambda row: (row.name.casefold(), row.contact))
    return OwnContacts(listed, sum(row.shared for row in listed))


def share(space: Workspace, viewer: Viewer, contacts: Sequence[str], *, shared: bool) -> int:
    """Share some of one's own contacts, or share them no longer; returns how many.

    NotFound for what is no contact of one's own, Denied where contacts are not for the role.
    """
    policy.require(viewer, Data.CONTACTS)
    if viewer.person is None:
        raise Denied("You look as nobody in particular.", "Look as a person first.")
    people = _people_of(space.store, own_identities(space.store, viewer.person))
    of: dict[str, list[str]] = {}
    for identity, person in people.items():
        of.setdefault(person, []).append(identity)
    if unknown := [each for each in contacts if each not in of]:
        raise NotFound(f"You have no contact {unknown[0]!r}.", "See expertgraph introduce contacts.")
    chosen = [identity for each in dict.fromkeys(contacts) for identity in of[each]]
    ids = [f"{viewer.person}|{identity}" for identity in chosen]
    if shared:
        at = [space.clock()] * len(ids)
        row: dict[str, list[Any]] = {
            "id": ids,
            "person": [viewer.person] * len(ids),
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


def usable_contacts(space: Workspace, viewer: Viewer, made: Introductions) -> Contacts:
    """The contacts that the viewer's introductions may use: all for the owner of the data, else one's own and, where
    the policy says so, those that others share."""
    cell = policy.rule(viewer, Data.CONTACTS)
    if cell is Rule.ALLOW:
        return made.contacts
    pairs: list[tuple[str, str]] = []
    if viewer.person is not None and cell in {Rule.OWN, Rule.SHARED}:
        pairs += [(viewer.person, each) for each in own_identities(space.store, viewer.person)]
    if cell is Rule.SHARED:
        pairs += shared_pairs(space.store)
    return made.usable(*_rows(space.edition(), pairs))


def shared_pairs(store: Store) -> list[tuple[str, str]]:
    """(person, identity) of every shared contact."""
    return list(store.frame("share", ["person", "identity"]).itertuples(index=False, name=None))


def row_in(edition: Edition, person: str) -> int:
    """The row of a person or identity; -1 for one that this edition does not know."""
    try:
        return edition.row_of(person)
    except NotFound:
        return -1


def _rows(edition: Edition, pairs: Iterable[tuple[str, str]]) -> tuple[Ints, Ints]:
    rows = [(row_in(edition, person), row_in(edition, contact)) for person, contact in pairs]
    both = np.array([pair for pair in rows if min(pair) >= 0], dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def told_of(store: Store, edition: Edition, contacts: Contacts) -> dict[int, str]:
    """Row -> what is known of each usable contact, in small letters: name, organisation, role and skills."""
    rows = np.unique(contacts.known)
    rows = rows[only_contacts(edition)[rows]]
    identities = {each: int(row) for row in rows for each in column(edition, "people", "identities")[row]}
    ids = list(identities)
    frames = (
        ("identity", ("id", "name", "organisation")),
        ("affiliation", ("identity", "organisation", "unit", "role")),
        ("claim", ("identity", "skill")),
    )
    told: dict[int, list[str]] = {int(row): [] for row in rows}
    for table, names in frames:
        found = store.frame(table, list(names), {names[0]: ids})
        if table == "claim":
            found = _labelled(store, found)
        for identity, *texts in found.itertuples(index=False, name=None):
            told[identities[identity]] += [str(each) for each in texts if each]
    return {row: " ".join(texts).casefold() for row, texts in told.items()}


def _labelled(store: Store, claims: pd.DataFrame) -> pd.DataFrame:
    skills = store.frame("skill", ["id", "label"], {"id": sorted(set(claims["skill"]))})
    labels = dict(skills.itertuples(index=False, name=None))
    return claims.assign(skill=claims["skill"].map(labels))
