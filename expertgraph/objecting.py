"""What people say must not count as evidence about themselves: an item that they hide or call wrong, a skill that is
not theirs.

An objection is about the objecting person alone.  The item stays where it is: it opens its thread and is read beside
what others wrote; it is merely nobody's evidence.  It takes effect in every answer at once, and in the arrays of an
edition from the next build on.  Nothing tells others that something was left out.

A person is followed through links by the identity that the person was minted from: whoever is joined with somebody
else keeps the objections, and an item that turns out to be another's after all is evidence about that other again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from expertgraph.edition import Edition
from expertgraph.errors import NotFound, WrongCall
from expertgraph.store import Store

HIDE, WRONG, NOT_MINE = "hide", "wrong", "not-mine"
ABOUT_ITEMS = (HIDE, WRONG)
KINDS = (*ABOUT_ITEMS, NOT_MINE)
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection: ``kind`` (of ``KINDS``), ``what`` (id of the item or skill), the person's ``reason`` in words
    (empty: none) and when it was raised, UTC seconds."""

    kind: str
    what: str
    reason: str
    at: int


@dataclass(frozen=True, slots=True)
class Objected:
    """All objections in the rows of an edition's people: (person row, item id) and (person row, skill id)."""

    items: frozenset[tuple[int, str]] = frozenset()
    skills: frozenset[tuple[int, str]] = frozenset()


NOTHING = Objected()


def object_to(store: Store, person: str, kind: str, what: str, reason: str = "", *, at: int) -> None:
    """Object, as this person, to an item of one's own or to a skill.

    WrongCall for an unknown kind or a reason of more than ``LONGEST_REASON`` characters; NotFound when there is no
    such item that the person wrote (an item of somebody else looks the same).  Whether there is such a skill is for
    the caller to know: skills that an analysis found by itself stand in its edition alone.
    """
    if kind not in KINDS:
        raise WrongCall(f"{kind!r} is no objection.", f"Known: {', '.join(KINDS)}.")
    if len(reason) > LONGEST_REASON:
        raise WrongCall(f"A reason has at most {LONGEST_REASON:,} characters.", "Say it shorter.")
    if kind in ABOUT_ITEMS and not _wrote(store, person, what):
        raise NotFound(f"There is nothing with the id {what!r} to object to.")
    row: dict[str, list[Any]] = {
        "id": [f"{person}|{kind}|{what}"],
        "person": [person],
        "kind": [kind],
        "what": [what],
        "reason": [reason.strip() or None],
        "at": [at],
    }
    store.upsert("objection", row)


def take_back(store: Store, person: str, kind: str, what: str) -> None:
    """Let it count again; nothing happens when there was no such objection."""
    store.delete("objection", [f"{person}|{kind}|{what}"])


def objections_of(store: Store, person: str) -> list[Objection]:
    """What this person objected to, latest first."""
    rows = store.frame("objection", ["kind", "what", "reason", "at"], {"person": person})
    columns = (rows["kind"], rows["what"], rows["reason"], rows["at"])
    found = [
        Objection(kind, what, reason or "", int(at)) for kind, what, reason, at in zip(*columns, strict=True)
    ]
    return sorted(found, key=lambda each: (-each.at, each.kind, each.what))


def objected(store: Store) -> frozenset[str]:
    """The ids of all items that are nobody's evidence: their author's person objects.  What a build leaves out."""
    raised = store.frame("objection", ["person", "what"], {"kind": list(ABOUT_ITEMS)})
    if not len(raised):
        return frozenset()
    items = store.frame("item", ["id", "author"], {"id": sorted(set(raised["what"]))})
    author = dict(zip(items["id"], items["author"], strict=True))
    minted = _minted(store, raised["person"])
    persons = _persons(store, {*author.values(), *minted.values()})
    return frozenset(
        what
        for person, what in zip(raised["person"], raised["what"], strict=True)
        if what in author
        and persons.get(author[what], author[what]) == persons.get(minted.get(person, ""), person)
    )


def not_mine(store: Store, rows: Mapping[str, int]) -> frozenset[tuple[int, str]]:
    """The skills that people say are not theirs, as (row, skill id); ``rows`` maps identity ids to rows."""
    raised = store.frame("objection", ["person", "what"], {"kind": NOT_MINE})
    minted = _minted(store, raised["person"]) if len(raised) else {}
    pairs = zip(raised["person"], raised["what"], strict=True)
    return frozenset((rows[minted[who]], what) for who, what in pairs if minted.get(who) in rows)


def standing(store: Store, edition: Edition) -> Objected:
    """All objections as they are now, in the rows of an edition's people."""
    raised = store.frame("objection", ["person", "kind", "what"])
    if not len(raised):
        return NOTHING
    minted = _minted(store, raised["person"])
    items: set[tuple[int, str]] = set()
    skills: set[tuple[int, str]] = set()
    for person, kind, what in zip(raised["person"], raised["kind"], raised["what"], strict=True):
        row = _row(edition, minted.get(person, person))
        if row is not None:
            (skills if kind == NOT_MINE else items).add((row, what))
    return Objected(frozenset(items), frozenset(skills))


def _row(edition: Edition, who: str) -> int | None:
    try:
        return edition.row_of(who)
    except NotFound:
        return None


def _minted(store: Store, persons: object) -> dict[str, str]:
    """Person id -> the identity it was minted from."""
    rows = store.frame("person", ["id", "minted"], {"id": sorted(set(persons))})  # type: ignore[call-overload]
    return dict(zip(rows["id"], rows["minted"], strict=True))


def _persons(store: Store, identities: set[str]) -> dict[str, str]:
    """Identity id -> the person that it belongs to now."""
    rows = store.frame("link", ["identity", "person"], {"identity": sorted(identities)})
    return dict(zip(rows["identity"], rows["person"], strict=True))


def _wrote(store: Store, person: str, item: str) -> bool:
    rows = store.frame("item", ["author"], {"id": item})
    if not len(rows):
        return False
    author = rows["author"].iloc[0]
    return bool(_persons(store, {author}).get(author, author) == person)
