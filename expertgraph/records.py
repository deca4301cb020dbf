"""What importers emit: plain, immutable rows.

Every row has a deterministic ``id`` made of the source's name and the record's native id, so that the same
record imported twice, or found in two overlapping exports, is the same row.  Times are int seconds since
1970-01-01 UTC, or None when the source gave no usable time.  ``edited`` is when the source last changed the
record; of two different rows with one id the later edit wins (see :func:`version`).

Named tuples rather than dataclasses: a batch of rows turns into columns with one ``zip`` and no copying.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import orjson


class Identity(NamedTuple):
    """One account, address or HR row: somebody as one source knows them.

    ``verified`` says that ``email`` comes from an administrator's export, so it may join identities.
    ``kind`` is employee | external | bot | unknown, as far as the source itself states it.
    ``stub`` marks a row known only because another record referred to it; any real row replaces it.
    """

    id: str
    source: str
    native_id: str
    name: str
    handle: str | None = None
    email: str | None = None
    verified: bool = False
    hr_id: str | None = None
    kind: str = "unknown"
    organisation: str | None = None
    url: str | None = None
    deleted: bool = False
    edited: int | None = None
    stub: bool = False


class Affiliation(NamedTuple):
    """Where an identity belonged: organisation, unit, site and role, from ``started`` to ``ended``."""

    id: str
    identity: str
    organisation: str | None = None
    unit: str | None = None
    site: str | None = None
    role: str | None = None
    manager: str | None = None
    started: int | None = None
    ended: int | None = None
    edited: int | None = None


class Channel(NamedTuple):
    """A place where people meet: kind is forum | chat | mail | social | event | meeting | code | crm;
    visibility is open | members | private; ``parent`` is a broader place's id."""

    id: str
    source: str
    name: str
    kind: str
    visibility: str = "open"
    url: str | None = None
    parent: str | None = None
    edited: int | None = None
    stub: bool = False


class Membership(NamedTuple):
    """An identity is in a channel (``id`` = ``<channel>|<identity>``)."""

    id: str
    channel: str
    identity: str
    joined: int | None = None
    left: int | None = None
    edited: int | None = None


class Item(NamedTuple):
    """Something somebody wrote: kind is question | answer | post | reply | edit; ``thread`` groups items.

    ``position`` is the place in the thread (0 opens it), ``reply_to`` the item answered,
    ``accepted`` that the asker (or a moderator) marked it as the answer.
    """

    id: str
    source: str
    author: str
    channel: str
    thread: str
    kind: str
    at: int | None
    title: str | None = None
    text: str | None = None
    position: int | None = None
    reply_to: str | None = None
    accepted: bool = False
    url: str | None = None
    edited: int | None = None


class Interaction(NamedTuple):
    """A directed act of one identity towards another; the kinds are declared in ``kinds.py``.

    ``share`` is the part of the kind's weight that this act carries (1/k for k named co-recipients).
    """

    id: str
    kind: str
    actor: str
    target: str
    at: int | None
    channel: str | None = None
    item: str | None = None
    share: float = 1.0
    edited: int | None = None


class Skill(NamedTuple):
    """A skill as a source names it (``id`` = ``skill:<normalised label>``, or ``<source>:<native id>`` of a
    vocabulary's concept).  ``kind`` is skill | group | occupation: only skills are looked for in what people write.
    """

    id: str
    label: str
    source: str
    url: str | None = None
    edited: int | None = None
    stub: bool = False
    kind: str = "skill"


class SkillLabel(NamedTuple):
    """Another name of a skill (``id`` = ``<skill>|<language>|<case-folded label>``): ``language`` is an ISO 639-1
    code, kind is preferred | alternative | hidden (found, never shown)."""

    id: str
    skill: str
    language: str
    label: str
    kind: str = "alternative"
    edited: int | None = None


class SkillRelation(NamedTuple):
    """How a skill stands to another (``id`` = ``<skill>|<kind>|<other>``): kind is broader (``other`` is the
    broader one) | essential | optional | technology (``other`` is an occupation that needs it)."""

    id: str
    skill: str
    other: str
    kind: str = "broader"
    edited: int | None = None


class Claim(NamedTuple):
    """Somebody is said to have a skill: kind is declared (by oneself or HR) | endorsed (by ``by``).

    ``level`` is 1..5 where the source has levels.
    """

    id: str
    identity: str
    skill: str
    kind: str
    level: int | None = None
    by: str | None = None
    at: int | None = None
    edited: int | None = None


FOR_GOOD = 253_402_300_799
"""The end of the year 9999: later than any edit."""


class Deletion(NamedTuple):
    """The source says that the item with this id was deleted at ``edited``: it goes, with what hangs on it, and an
    older copy from another export does not bring it back; a later edit does.  Where the source does not say when,
    it is deleted for good (None counts as
    ``FOR_GOOD``)."""

    id: str
    source: str
    edited: int | None = FOR_GOOD


Record = (
    Identity
    | Affiliation
    | Channel
    | Membership
    | Item
    | Interaction
    | Skill
    | SkillLabel
    | SkillRelation
    | Claim
    | Deletion
)


def version(row: tuple[object, ...]) -> int:
    """The first 63 bits of the SHA-256 of the canonical row, as an int in 0 .. 2**63-1.

    Orders two different rows with the same id when neither says when it was edited, so that the order in
    which files arrive never matters.  63 bits keep it one integer column in both stores.
    """
    canonical = orjson.dumps(tuple(row))
    return int.from_bytes(hashlib.sha256(canonical).digest()[:8], "big") >> 1


def skill_id(label: str) -> str:
    """The id of a skill known only by its label: case and white space do not matter."""
    return "skill:" + " ".join(label.casefold().split())
