"""Who may stand on an introduction path at this moment, for this viewer: read from the store, not only the edition.

Opting out, sharing a contact, being away and being asked often enough count at once, not from the next analysis on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from expertgraph import policy
from expertgraph.analysis.introductions import Contacts, Introductions
from expertgraph.analysis.population import Bools
from expertgraph.answers.contacts import only_contacts, rows_in, usable_contacts
from expertgraph.asking.people import load
from expertgraph.availability import absent
from expertgraph.edition import Edition
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.workspace import Workspace

_NO = frozenset({"no", "false", "0", ""})


@dataclass(frozen=True, slots=True)
class Passable:
    """The ground that a search for paths runs on.  ``seen``: whom the viewer may know of, contacts included;
    ``out``: who takes no part; ``closed``: who is not asked now; ``open``: row -> open requests."""

    made: Introductions
    seen: Bools
    out: Bools
    closed: Bools
    open: dict[int, int]
    contacts: Contacts


def passable(space: Workspace, viewer: Viewer, between: tuple[int, Sequence[int]]) -> Passable:
    """The ground as it is now, for ways ``between`` who asks and some goals (rows)."""
    edition = space.edition()
    made = introductions(edition)
    contacts = usable_contacts(space, viewer, made, between)
    seen = policy.people(viewer, Data.PROFILE, edition).copy()
    seen[contacts.known] = True
    if policy.rule(viewer, Data.CONTACTS) is not Rule.ALLOW:
        hidden = only_contacts(edition).copy()
        hidden[contacts.known] = False
        if viewer.person is not None:
            hidden[edition.row_of(viewer.person)] = False
        seen = seen & ~hidden
    out = taking_no_part(space)
    closed = out | ~seen
    waiting = load(space.store)
    asked = dict(zip(rows_in(edition, list(waiting)).tolist(), waiting.values(), strict=True))
    most = int(space.settings["asking.most-open"])
    shut = [row for row, count in asked.items() if row >= 0 and count >= most]
    shut += [row for row in rows_in(edition, list(absent(space))).tolist() if row >= 0]
    closed[np.array(shut, dtype=np.int64)] = True
    return Passable(made, seen, out, closed, asked, contacts)


def introductions(edition: Edition) -> Introductions:
    """The edition's ties, ready for paths; made once."""

    def make() -> Introductions:
        ties, people = edition.table("ties"), edition.table("people")
        ties = ties[(ties["living"] | ties["contact"]).to_numpy(bool)]
        given: dict[str, Any] = {
            name: ties[name].to_numpy() for name in ("a", "b", "s_ab", "s_ba", "strength", "contact")
        }
        barred = (people["opted_out"] | people["left"] | (people["kind"] == "bot")).to_numpy(bool)
        return Introductions(n=len(people), barred=barred, **given)

    found: Introductions = edition.cached("introductions", make)
    return found


def taking_no_part(space: Workspace) -> Bools:
    """Who opted out by the edition or by what is declared now; bots and who has left."""
    edition = space.edition()
    said = space.store.frame("declaration", ["subject", "value"], {"name": "opted-out"})
    opt_in = space.settings["consent.mode"] == "opt-in"
    out = np.full(len(edition.table("people")), opt_in)
    rows = rows_in(edition, list(said["subject"]))
    yes = np.array([value.casefold() not in _NO for value in said["value"]], dtype=bool)
    out[rows[rows >= 0]] = yes[rows >= 0]
    return np.asarray(introductions(edition).barred | out, dtype=bool)
