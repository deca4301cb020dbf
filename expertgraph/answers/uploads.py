"""What somebody brings in who may bring in only what is their own: the rule upload."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from expertgraph import policy
from expertgraph.errors import Denied, Unreadable
from expertgraph.ingest.addresses import normalise_email
from expertgraph.ingest.registry import recognise
from expertgraph.ingest.source import Source
from expertgraph.policy import OWN_UPLOADS, Data, Viewer
from expertgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload of one's own: what it is read as, under which name, and whose it is as far as an address is known."""

    format: str
    source: str
    owner: str | None


class NoPerson(Denied):
    """One's own upload needs somebody whose it is."""

    code = "no-person"


class NotOwn(Denied):
    """The file is none of the formats that hold only what is a member's own."""

    code = "not-own"


class NotYours(Denied):
    """The address that was given as the owner's is somebody else's, or nobody's."""

    code = "not-your-address"


def own_upload(
    space: Workspace, viewer: Viewer, path: Path, format: str | None = None, owner: str | None = None
) -> Upload | None:
    """How the viewer may import a path; None: as he or she says, for whoever may import everything.

    The source is the person's own whatever was asked for, so that it overwrites nothing of others.  Raises Denied
    (NoPerson, NotOwn, NotYours) when it is not for this viewer.
    """
    policy.require(viewer, Data.IMPORTS)
    if policy.whole(viewer, Data.IMPORTS):
        return None
    source = policy.upload_source(viewer)
    if source is None or viewer.person is None:
        raise NoPerson("An upload of your own needs a person whose it is.", "Look as that person.")
    chosen = format or _recognised(path)
    if chosen not in OWN_UPLOADS:
        raise NotOwn(
            "Only archives of your own may be imported in this role.",
            f"They are {', '.join(sorted(OWN_UPLOADS))}; whoever runs this service imports the rest.",
        )
    return Upload(chosen, source, _owner(space, viewer.person, owner))


def _recognised(path: Path) -> str | None:
    try:
        with Source.open(path) as source:
            return recognise(source).name
    except Unreadable:
        return None


def _owner(space: Workspace, person: str, said: str | None) -> str | None:
    """An address of the person: the one that was said, else a verified one, else any."""
    links = space.store.frame("link", ["identity"], {"person": person})
    known = space.store.frame("identity", ["email", "verified"], {"id": list(links["identity"])})
    known = known[known["email"].notna()].sort_values(["verified", "email"], ascending=[False, True])
    addresses = list(known["email"])
    if not said:
        return addresses[0] if addresses else None
    if normalise_email(said) not in addresses:
        raise NotYours(
            "That address is not known as one of yours.",
            "Leave the owner out, and an address of yours is taken.",
        )
    return said
