"""A community of any size for the benchmark of introductions: an edition's tables and what the store says beside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from expertgraph import linking
from expertgraph.analysis.population import KINDS
from expertgraph.edition import Draft
from expertgraph.frames import columns_of
from expertgraph.records import Identity, Interaction, skill_id
from expertgraph.schema import TABLES
from expertgraph.workspace import Workspace

NOW = 1_790_000_000
DAY = 86_400
GROUP, CHANNELS, SKILLS, HOLDERS, FIRMS = 150, 50, 500, 40, 2_000
OUTSIDE = 0.2
"""Share of the people who are known from address books alone."""
CONTACTS, SHARED, REQUESTS, OPTED_OUT = 2.0, 0.2, 0.05, 0.02
"""How many of each there are, for each person."""
Rng = np.random.Generator


class World:
    """A workspace of that size; people are rows, in order of person id."""

    def __init__(self, folder: Path, people: int, ties: int) -> None:
        rng = np.random.default_rng(5)
        self.rows = people
        named = sorted((linking.person_id(f"x:{row}"), f"x:{row}") for row in range(people))
        self.people = [person for person, _ in named]
        self.identities = [identity for _, identity in named]
        self.inside = people - int(OUTSIDE * people)
        self.space = Workspace.open(f"sqlite:///{folder / 's.db'}", clock=lambda: NOW)
        who = rng.integers(0, self.inside, int(CONTACTS * people))
        whom = rng.integers(self.inside, people, len(who))
        self.contacts = np.unique(np.stack([who, whom], 1), axis=0)
        self._edition(ties, rng)
        self._store(rng)

    def _edition(self, ties: int, rng: Rng) -> None:
        draft = Draft(self.space.editions)
        draft.write("people", self._people(rng))
        draft.write("ties", self._ties(ties, rng))
        names = [f"x:{row}" for row in range(CHANNELS)]
        draft.write(
            "channels",
            {"channel": names, "kind": ["forum"] * CHANNELS, "visibility": ["open"] * CHANNELS},
        )
        inside = np.arange(self.inside, dtype=np.int32)
        draft.write("channel_members", {"person": inside, "channel": inside % CHANNELS})
        for name, columns in self._skills(rng).items():
            draft.write(name, columns)
        draft.publish({"as_of": NOW})

    def _people(self, rng: Rng) -> dict[str, Any]:
        n, outside = self.rows, np.arange(self.rows) >= self.inside
        return {
            "person": self.people,
            "name": [f"Person {row}" for row in range(n)],
            "kind": np.where(outside | (rng.random(n) < 0.1), "external", "employee").astype(object),
            "organisation": [f"Firm {row % FIRMS}" if far else "Own" for row, far in enumerate(outside)],
            "identities": [[identity] for identity in self.identities],
            "emails": [[f"p{row}@own.example"] for row in range(n)],
            "opted_out": (rng.random(n) < OPTED_OUT) & ~outside,
            "left": (rng.random(n) < 0.01) & ~outside,
            "coached": np.zeros(n, dtype=bool),
            "contributions": np.where(outside, 0, 1).astype(np.int32),
            "ring": np.ones(n, dtype=np.int8),
        }

    def _ties(self, count: int, rng: Rng) -> dict[str, Any]:
        a, b = pairs(self.inside, count, rng)
        known = self.contacts
        a, b = np.r_[a, known[:, 0]], np.r_[b, known[:, 1]]
        contact = np.arange(len(a)) >= count
        order = np.lexsort((b, a))
        a, b, contact = a[order], b[order], contact[order]
        m, proper = len(a), ~contact
        forth, back = rng.pareto(1.5, m) + 0.05, (rng.pareto(1.5, m) + 0.05) * (rng.random(m) < 0.8)
        acts = {kind: (rng.integers(0, 3, m) * proper).astype(np.int32) for kind in KINDS}
        return {
            "a": a.astype(np.int32),
            "b": b.astype(np.int32),
            "s_ab": forth * proper,
            "s_ba": back * proper,
            "strength": np.where(contact, 0.05, forth + back),
            "last_at": NOW - (rng.random(m) * 700 * DAY).astype(np.int64),
            "channel": rng.integers(0, CHANNELS, m).astype(np.int32),
            "contact": contact,
            "living": proper,
            **{f"n_{kind}": each for kind, each in acts.items()},
        }

    def _skills(self, rng: Rng) -> dict[str, dict[str, Any]]:
        code = np.unique(rng.integers(0, self.inside * SKILLS, SKILLS * HOLDERS))
        person, skill = (code // SKILLS).astype(np.int32), (code % SKILLS).astype(np.int32)
        none = np.zeros(len(code), dtype=bool)
        labels = [f"Skill {row}" for row in range(SKILLS)]
        pair = {"person": person, "skill": skill}
        return {
            "skills": {"skill": [skill_id(label) for label in labels], "label": labels},
            "person_skills": {**pair, "expertise": rng.random(len(code)), "claimed": ~none},
            "skill_evidence": {
                **pair,
                "item": [str(row) for row in range(len(code))],
                "channel": none.astype(np.int32),
                "asked": none,
                "amount": none.astype(np.float64),
            },
        }

    def _store(self, rng: Rng) -> None:
        """What ways read anew each time: who is who, contacts, shares, open requests, who opted out just now."""
        put, n = self.space.store.upsert, self.rows
        named = [
            Identity(each, "x", each[2:], each, organisation=f"Firm {row % FIRMS}")
            for row, each in enumerate(self.identities)
        ]
        put("identity", columns_of(TABLES["identity"], named))
        put("person", {"id": self.people, "minted": self.identities})
        ids = self.identities
        put("link", {"id": ids, "identity": ids, "person": self.people, "rule": ["minted"] * n})
        acts = [
            Interaction(f"{ids[u]}|contact|{ids[v]}", "contact", ids[u], ids[v], None)
            for u, v in self.contacts.tolist()
        ]
        put("interaction", columns_of(TABLES["interaction"], acts))
        self._shares(rng.permutation(self.contacts)[: int(SHARED * n)].tolist())
        self._requests(rng.integers(0, self.inside, (int(REQUESTS * n), 3)).T.tolist())
        out = [self.people[row] for row in rng.choice(self.inside, int(OPTED_OUT * n), replace=False)]
        said = {"name": ["opted-out"] * len(out), "value": ["yes"] * len(out), "at": [NOW] * len(out)}
        put("declaration", {"id": [f"{person}|opted-out" for person in out], "subject": out, **said})

    def _shares(self, shared: Sequence[Sequence[int]]) -> None:
        person = [self.people[u] for u, _ in shared]
        identity = [self.identities[v] for _, v in shared]
        names = [f"{one}|{other}" for one, other in zip(person, identity, strict=True)]
        row = {"id": names, "person": person, "identity": identity, "at": [NOW] * len(names)}
        self.space.store.upsert("share", row)

    def _requests(self, parties: Sequence[Sequence[int]]) -> None:
        count = len(parties[0])
        sides = {
            name: [self.people[row] for row in rows]
            for name, rows in zip(("asker", "middle", "target"), parties, strict=True)
        }
        told = {"need": ["a word"] * count, "state": ["asked"] * count, "asked_at": [NOW] * count}
        self.space.store.upsert(
            "introduction", {"id": [f"{row:016x}.1" for row in range(count)], **sides, **told}
        )


def pairs(people: int, ties: int, rng: Rng) -> tuple[Any, Any]:
    """Distinct pairs a < b: people of very different activity, mostly within groups of about 150."""
    active = rng.pareto(1.4, people) + 0.02
    share = active / active.sum()
    codes = np.zeros(0, dtype=np.int64)
    while len(codes) < ties:
        u = rng.choice(people, ties, p=share)
        near = (u // GROUP) * GROUP + (rng.random(ties) ** 2 * GROUP).astype(np.int64)
        far = rng.choice(people, ties, p=share)
        v = np.where(rng.random(ties) < 0.8, np.minimum(near, people - 1), far)
        low, high = np.minimum(u, v), np.maximum(u, v)
        codes = np.unique(np.r_[codes, (low * people + high)[low != high]])
    codes = np.sort(rng.choice(codes, ties, replace=False))
    return codes // people, codes % people
