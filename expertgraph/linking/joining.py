"""Joining: what joins by itself and what humans accepted becomes people, whose ids stay.

Only two things join by themselves: the same verified e-mail address (mail identities count among themselves)
and the same HR number.  What a human decided wins over every rule, now and later.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from expertgraph.linking.journal import verdicts
from expertgraph.policy import UPLOADS
from expertgraph.store import Store

_COLUMNS = ("id", "native_id", "name", "email", "verified", "hr_id")


@dataclass(frozen=True, slots=True)
class Linked:
    """What a linking run left: identities, people, and joins by rule."""

    identities: int
    people: int
    joined: dict[str, int]


class _Groups:
    """Union-find over identities that never brings two together whom a human told apart."""

    def __init__(self, ids: Sequence[str], apart: Iterable[tuple[str, str]]) -> None:
        self.parent = {each: each for each in ids}
        self.members = {each: [each] for each in ids}
        self.apart: dict[str, set[str]] = defaultdict(set)
        for a, b in apart:
            self.apart[a].add(b)
            self.apart[b].add(a)

    def find(self, each: str) -> str:
        while self.parent[each] != each:
            self.parent[each] = self.parent[self.parent[each]]
            each = self.parent[each]
        return each

    def join(self, a: str, b: str) -> bool:
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        small, large = sorted((a, b), key=lambda root: (len(self.members[root]), root))
        there = set(self.members[large])
        if any(self.apart[member] & there for member in self.members[small] if member in self.apart):
            return False
        self.parent[small] = large
        self.members[large] += self.members.pop(small)
        return True


def person_id(identity: str) -> str:
    """The id of the person minted from an identity: opaque, so that no address stands in a link."""
    digest = hashlib.sha256(identity.encode()).digest()
    return "p-" + base64.b32encode(digest).decode().lower()[:13]


def apply(store: Store) -> Linked:
    """Do the automatic joins and those that humans accepted; mint and keep person ids.

    Returns what came of it.  The result depends on the stored identities, decisions and earlier person ids
    only, never on the order of imports within one run.
    """
    identities = store.frame("identity", _COLUMNS)
    said = verdicts(store)
    groups = _Groups(list(identities["id"]), said.refused)
    rule: dict[str, str] = {}
    joined: dict[str, int] = defaultdict(int)
    for name, a, b in [*(("human", a, b) for a, b in said.accepted), *_automatic(identities)]:
        if a in groups.parent and b in groups.parent and groups.join(a, b):
            joined[name] += 1
            rule.setdefault(a, name)
            rule.setdefault(b, name)
    people = _mint(store, identities, groups)
    _write(store, people, rule)
    return Linked(len(identities), len(set(people.values())), dict(joined))


def _automatic(identities: pd.DataFrame) -> list[tuple[str, str, str]]:
    """(rule, identity, identity) joins, in a fixed order."""
    addressed = identities[identities["email"].notna()]
    mail = addressed[(addressed["native_id"] == addressed["email"]) & ~addressed["verified"]]
    mail = mail[~mail["id"].str.startswith(UPLOADS)]  # what one member says of others is a suggestion at most
    return [
        *_chains("e-mail", addressed[addressed["verified"]], "email"),
        *_chains("hr-id", _numbered(identities), "hr_id"),
        *_chains("mail-address", mail, "email"),
    ]


def _numbered(identities: pd.DataFrame) -> pd.DataFrame:
    """Identities with a personnel number, which with the name makes ``hr_id``: two organisations both have a number 1.

    Where people of one number and name have verified addresses that differ, the number says nothing.
    """
    numbered = identities[identities["hr_id"].notna()]
    names = [" ".join(name.casefold().split()) for name in numbered["name"]]
    numbered = numbered.assign(
        hr_id=numbered["hr_id"] + "\0" + pd.Series(names, numbered.index, dtype=object)
    )
    known = numbered[numbered["verified"]].groupby("hr_id")["email"].nunique()
    return numbered[~numbered["hr_id"].isin(known.index[known > 1])]


def _chains(rule: str, frame: pd.DataFrame, column: str) -> list[tuple[str, str, str]]:
    result = []
    for _, ids in frame.groupby(column, sort=True)["id"]:
        ordered = sorted(ids)
        result += [(rule, ordered[0], each) for each in ordered[1:]]
    return result


def _mint(store: Store, identities: pd.DataFrame, groups: _Groups) -> dict[str, str]:
    """identity -> person id: a group keeps the person it had (of several, the strongest), else gets one.

    Of a person minted from an identity that is gone, the strongest that is left keeps the id.
    """
    strength = {
        each: (hr is None, not verified, each)
        for each, hr, verified in zip(
            identities["id"], identities["hr_id"], identities["verified"], strict=True
        )
    }
    persons = store.frame("person")
    minted = dict(zip(persons["id"], persons["minted"], strict=True))
    links = store.frame("link", ["id", "person"])
    had = dict(zip(links["id"], links["person"], strict=True))
    heir: dict[str, str] = {}
    for each in sorted((each for each in strength if each in had), key=strength.__getitem__):
        heir.setdefault(had[each], each)
    heir |= {person: each for person, each in minted.items() if each in strength}
    people = {}
    for members in groups.members.values():
        inside = set(members)
        kept = {had[each] for each in members if each in had and heir.get(had[each]) in inside}
        if kept:
            chosen = min(kept, key=lambda person: (minted.get(person) not in inside, strength[heir[person]]))
        else:
            chosen = person_id(min(members, key=strength.__getitem__))
        people.update(dict.fromkeys(members, chosen))
    return people


def _write(store: Store, people: dict[str, str], rule: dict[str, str]) -> None:
    persons = store.frame("person")
    minted = dict(zip(persons["id"], persons["minted"], strict=True))
    ids = sorted(people)
    wanted = sorted(set(people.values()))
    fresh = [each for each in wanted if each not in minted]
    by_minted = {person_id(each): each for each in ids}
    with store.transaction():
        if fresh:
            store.upsert("person", {"id": fresh, "minted": [by_minted[each] for each in fresh]})
        links = store.frame("link", ["id", "person", "rule"])
        stored = {row[0]: (row[1], row[2]) for row in links.itertuples(index=False)}
        changed = [each for each in ids if stored.get(each) != (people[each], rule.get(each, "minted"))]
        if changed:
            # A relationship in a graph store keeps its ends, so a link that moves is made anew.
            store.delete("link", [each for each in changed if each in stored])
            columns: dict[str, list[Any]] = {
                "id": changed,
                "identity": changed,
                "person": [people[each] for each in changed],
                "rule": [rule.get(each, "minted") for each in changed],
            }
            store.upsert("link", columns)
        store.delete("person", sorted(set(minted) - set(wanted)))
