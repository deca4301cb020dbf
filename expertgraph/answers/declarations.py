"""What somebody declares about themself: by them or the owner of the data, about nobody else."""

from __future__ import annotations

from expertgraph import policy
from expertgraph.declaring import CHOICES, declare
from expertgraph.errors import Denied, NotFound, WrongCall
from expertgraph.policy import Data, Rule, Viewer
from expertgraph.search.columns import column
from expertgraph.workspace import Workspace


def say(space: Workspace, viewer: Viewer, person: str, name: str, value: str | None) -> None:
    """Declare something (of ``CHOICES``) about a person; None takes it back.

    NotFound when there is nobody with that id or the viewer may not see them, Denied for anybody else's person,
    WrongCall for something that cannot be declared.
    """
    edition = space.edition()
    row = edition.row_of(person)
    if not policy.people(viewer, Data.PROFILE, edition)[row]:
        raise NotFound(f"There is nobody with the id {person!r}.")
    me = viewer.person is not None and edition.row_of(viewer.person) == row
    cell = policy.rule(viewer, Data.OWN)
    if cell is not Rule.ALLOW and not (me and cell is Rule.OWN):
        raise Denied("Everybody says this about themself only.")
    if name not in CHOICES:
        raise WrongCall("That cannot be said here.", f"Known: {', '.join(CHOICES)}.")
    declare(space.store, str(column(edition, "people", "person")[row]), name, value, at=space.clock())


def said(space: Workspace, person: str) -> dict[str, str]:
    """What this person (a person id) declared, by name.  Only for them and the owner of the data."""
    stored = space.store.frame("declaration", ["name", "value"], {"subject": person})
    return dict(zip(stored["name"], stored["value"], strict=True))
