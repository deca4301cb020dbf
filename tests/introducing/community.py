"""A small community with ways between its people, one of whom brought an address book along.

dirk - anna - bob - carla        anna knows Piet at Acme (an uploaded contact)
dirk - eva  - bob                zoe knows nobody
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from expertgraph import linking
from expertgraph.analysis.run import analyse
from expertgraph.declaring import declare
from expertgraph.frames import columns_of
from expertgraph.policy import Role, Viewer
from expertgraph.records import Affiliation, Channel, Claim, Identity, Interaction, Item, Skill, skill_id
from expertgraph.schema import TABLES
from expertgraph.store import Store
from expertgraph.workspace import Workspace

DAY = 86_400
NOW = 1_790_000_000
NAMES = ("anna", "bob", "carla", "dirk", "eva", "zoe")
TIES = (("dirk", "anna", 9), ("anna", "bob", 9), ("bob", "carla", 9), ("dirk", "eva", 4), ("eva", "bob", 4))
"""Who works with whom, and how many times each answered the other."""


def of(name: str) -> str:
    """The person id of somebody."""
    return linking.person_id(f"x:{name}")


ANNA, BOB, CARLA, DIRK, EVA, ZOE = map(of, NAMES)


def employee(person: str) -> Viewer:
    return Viewer(Role.EMPLOYEE, person)


def contact(native: str, whose: str = ANNA) -> str:
    """The identity of a contact in somebody's upload."""
    return f"upload:{whose}:{native}"


PIET, RITA = (linking.person_id(contact(native)) for native in ("piet", "rita"))


def fill(store: Store) -> None:
    number = count(1)
    acts: list[Interaction] = []
    items: list[Item] = []
    for u, v, times in TIES:
        for place in range(times):
            for one, other in ((u, v), (v, u)):
                at = NOW - (place + 1) * 3 * DAY
                name = f"x:{next(number):04d}"
                items.append(
                    Item(
                        name, "x", f"x:{one}", "x:forum", name, "answer", at, "Heat pumps", "Use a buffer.", 1
                    )
                )
                acts.append(
                    Interaction(
                        f"{name}|answer|{other}", "answer", f"x:{one}", f"x:{other}", at, "x:forum", name
                    )
                )
    skill = Skill(skill_id("Heat pumps"), "Heat pumps", "x")
    for table, rows in {
        "identity": [
            Identity(
                f"x:{name}", "x", name, name.title() + " Jansen", name, f"{name}@own.example", True,
                str(at), "employee",
            )
            for at, name in enumerate(NAMES)
        ],
        "channel": [Channel("x:forum", "x", "Forum", "forum", "open")],
        "skill": [skill],
        "claim": [Claim(f"x:carla|{skill.id}|declared|", "x:carla", skill.id, "declared", 5)],
        "item": items,
        "interaction": acts,
    }.items():  # fmt: skip
        store.upsert(table, columns_of(TABLES[table], rows))
    address_book(store)


def address_book(store: Store) -> None:
    """Anna's upload: Piet at Acme, who buys, and Rita at Beta."""
    source, owner = f"upload:{ANNA}", contact("owner")
    people = [
        Identity(owner, source, "owner", "Anna J.", email="anna@own.example"),
        Identity(
            contact("piet"), source, "piet", "Piet Pieters", email="piet@acme.example", organisation="Acme"
        ),
        Identity(contact("rita"), source, "rita", "Rita Romein", organisation="Beta"),
    ]
    store.upsert("identity", columns_of(TABLES["identity"], people))
    roles = [
        Affiliation(f"{contact('piet')}|Acme|", contact("piet"), "Acme", None, None, "Head of purchasing"),
        Affiliation(f"{contact('rita')}|Beta|", contact("rita"), "Beta", None, None, "Head of sales"),
    ]
    store.upsert("affiliation", columns_of(TABLES["affiliation"], roles))
    known = [
        Interaction(f"{owner}|contact|{contact(each)}", "contact", owner, contact(each), None)
        for each in ("piet", "rita")
    ]
    store.upsert("interaction", columns_of(TABLES["interaction"], known))


def opened(folder: Path) -> Iterator[Workspace]:
    """The community in a store, analysed as of NOW."""
    space = Workspace.open(f"sqlite:///{folder / 's.db'}", clock=lambda: NOW)
    space.change_settings({"organisation.name": "Own", "organisation.domains": ["own.example"]})
    fill(space.store)
    analyse(space, as_of=NOW)
    yield space
    space.store.close()


def opt_out(space: Workspace, person: str) -> None:
    """Somebody says no, and no analysis has run since."""
    declare(space.store, person, "opted-out", "yes", at=NOW)


def mails(space: Workspace) -> list[tuple[str, str]]:
    """(address, content) of what is to be mailed, in the order of writing."""
    rows = space.store.frame("outbox", ["target", "content"])
    return list(rows.itertuples(index=False, name=None))
