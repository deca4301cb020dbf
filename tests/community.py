"""A small community that many tests share: a few channels, a private one, people of every kind, an edition."""

from pathlib import Path

from expertgraph import linking
from expertgraph.analysis.run import analyse
from expertgraph.frames import columns_of
from expertgraph.records import (
    Affiliation,
    Channel,
    Claim,
    Identity,
    Interaction,
    Item,
    Membership,
    Skill,
    skill_id,
)
from expertgraph.schema import TABLES
from expertgraph.store import Store
from expertgraph.workspace import Workspace

WEEK = 7 * 86_400
NOW = 1_790_000_000
DOMAIN = "own.example"
ANNA, BOB, CARLA, DIRK, EVA, BOT = (f"x:{name}" for name in ("anna", "bob", "carla", "dirk", "eva", "bot"))
PRIVATE_WORDS = "canary-in-private-place"


def fill(store: Store) -> None:
    """Anna and Bob carry the open forum, Carla passes by, Dirk only asks, Eva is outside, a bot posts a lot; Anna
    and Bob also talk in a private channel."""
    people = [
        Identity(ANNA, "x", "anna", "Anna de Vries", "anna", f"anna@{DOMAIN}", True, "1", "employee"),
        Identity(BOB, "x", "bob", "Bob Jansen", "bob", f"bob@{DOMAIN}", True, "2", "employee"),
        Identity(CARLA, "x", "carla", "Carla Peeters", "carla", f"carla@{DOMAIN}", True, "3", "employee"),
        Identity(DIRK, "x", "dirk", "Dirk Smit", "dirk", f"dirk@{DOMAIN}", True, "4", "employee"),
        Identity(
            EVA, "x", "eva", "Eva Brown", "eva", "eva@other.example", True, None, "external", "Other Ltd"
        ),
        Identity(BOT, "x", "bot", "Helpful Bot", "bot", None, False, None, "bot"),
    ]
    channels = [
        Channel("x:forum", "x", "Forum", "forum", "open"),
        Channel("x:chat", "x", "Chat", "chat", "open"),
        Channel("x:secret", "x", "Secret", "chat", "private"),
    ]
    members = [Membership(f"x:secret|{who}", "x:secret", who) for who in (ANNA, BOB)]
    skill = Skill(skill_id("Heat pumps"), "Heat pumps", "x")
    claims = [Claim(f"{ANNA}|{skill.id}|declared|", ANNA, skill.id, "declared", 4)]
    units = [
        Affiliation(f"{who}|o", who, "Own", unit, "Utrecht", "Engineer")
        for who, unit in ((ANNA, "Energy"), (BOB, "Energy"), (CARLA, "Data"), (DIRK, "Data"))
    ]
    items, acts = _talk()
    tables = {
        "identity": people, "channel": channels, "membership": members, "skill": [skill], "claim": claims,
        "affiliation": units, "item": items, "interaction": acts,
    }  # fmt: skip
    for name, rows in tables.items():
        store.upsert(name, columns_of(TABLES[name], rows))


def _talk() -> tuple[list[Item], list[Interaction]]:
    items: list[Item] = []
    acts: list[Interaction] = []

    def say(
        number: int, who: str, channel: str, thread: str, at: int, text: str, to: str | None, place: int
    ) -> None:
        kind = "question" if place == 0 else "answer"
        name = f"x:i{number}"
        items.append(Item(name, "x", who, channel, thread, kind, at, "Heat pump advice", text, place))
        if to:
            acts.append(Interaction(f"{name}|reply|{to}", "reply", who, to, at, channel, name))

    number = 0
    for week in range(30):
        at = NOW - (30 - week) * WEEK + 3_600
        for channel, asker, helper in (
            ("x:forum", DIRK, ANNA),
            ("x:chat", ANNA, BOB),
            ("x:forum", BOB, ANNA),
        ):
            thread = f"x:t{week}{channel}{asker}"
            say(number, asker, channel, thread, at, "How do I size a heat pump for an old house?", None, 0)
            answer = f"Size the heat pump on heat loss, option {week}: lower the flow temperature first."
            say(number + 1, helper, channel, thread, at + 600, answer, asker, 1)
            say(number + 2, asker, channel, thread, at + 900, "Thank you, that helps.", helper, 2)
            number += 3
        if week % 9 == 0:
            say(
                number,
                EVA,
                "x:forum",
                f"x:t{week}x:forum{DIRK}",
                at + 1_200,
                "Mind the noise of a heat pump.",
                DIRK,
                3,
            )
            number += 1
    say(number, CARLA, "x:forum", "x:tc", NOW - 3 * WEEK, "A question about ladders.", None, 0)
    for place in range(40):
        number += 1
        say(number, BOT, "x:forum", f"x:tb{place}", NOW - place * 86_400 - 60, "heat pump heat pump", None, 0)
    for place, who in enumerate((ANNA, BOB, ANNA, BOB)):
        number += 1
        say(number, who, "x:secret", "x:ts", NOW - WEEK + place, f"heat pump {PRIVATE_WORDS}", None, place)
    return items, acts


def workspace(folder: Path) -> Workspace:
    """The community in an embedded store, analysed as of :data:`NOW`."""
    space = Workspace.open(f"sqlite:///{folder / 's.db'}", clock=lambda: NOW)
    space.change_settings(
        {"organisation.name": "Own", "organisation.domains": [DOMAIN], "channels.core": ["Forum"]}
    )
    fill(space.store)
    analyse(space, as_of=NOW)
    return space


def person_of(identity: str) -> str:
    """The person id of one of the identities above."""
    return linking.person_id(identity)
