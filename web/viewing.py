"""Who looks.  Without sign-in the reader chooses, and the choice lives in the session."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, session
from flask_babel import gettext

from expertgraph.errors import ExpertgraphError, NoEdition
from expertgraph.policy import OWNER, Role, Viewer, viewer
from expertgraph.workspace import Workspace


def workspace() -> Workspace:
    """The workspace that this application serves."""
    return current_app.extensions["expertgraph.workspace"]  # type: ignore[no-any-return]


def looking() -> Viewer:
    """The viewer of this request."""
    if "viewer" not in g:
        g.viewer = _from_session()
    return g.viewer  # type: ignore[no-any-return]


def _from_session() -> Viewer:
    chosen = session.get("as", "")
    try:
        return parse(chosen)
    except ExpertgraphError:
        session.pop("as")
        return OWNER


def parse(text: str) -> Viewer:
    """``role`` or ``role:person`` as a viewer; WrongCall or NotFound when there is none."""
    role, _, person = text.partition(":")
    found = viewer(role or Role.OWNER, person or None)
    if person:
        workspace().edition().row_of(person)
    return found


def options() -> list[dict[str, Any]]:
    """The choices of *view as*: the roles, and the person chosen on a person's page."""
    labels = {
        Role.OWNER: gettext("Owner of the data"),
        Role.EMPLOYEE: gettext("An employee"),
        Role.MANAGER: gettext("Community manager"),
        Role.LEADERSHIP: gettext("Leadership"),
        Role.ADMIN: gettext("Administrator"),
        Role.COUNCIL: gettext("Works council"),
        Role.EXTERNAL: gettext("An outsider"),
    }
    now = looking()
    result = [
        {"value": str(role), "label": label, "selected": now.role is role and now.person is None}
        for role, label in labels.items()
    ]
    if now.person is not None:
        label = f"{name_of(now.person)} ({labels[now.role]})"
        result.append({"value": f"{now.role}:{now.person}", "label": label, "selected": True})
    return result


def name_of(person: str) -> str:
    """The display name of a person id."""
    try:
        edition = workspace().edition()
    except NoEdition:
        return person
    return str(edition.table("people")["name"].iloc[edition.row_of(person)])
