"""A community in which every sort of entry has a reason to stand on the desk, and next to each something that must not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from expertgraph import linking
from expertgraph.analysis.run import analyse
from expertgraph.declaring import declare
from expertgraph.frames import columns_of
from expertgraph.policy import Role, Viewer
from expertgraph.records import Channel, Identity, Item, Membership
from expertgraph.schema import TABLES
from expertgraph.settings import Settings
from expertgraph.store import Store, open_store
from expertgraph.workspace import Workspace

DAY = 86_400
WEEK = 7 * DAY
NOW = 1_749_427_200
"""Monday 9 June 2025, 00:00 UTC."""
FORUM, CHAT, SECRET, LINKEDIN = "x:forum", "x:chat", "x:secret", "x:linkedin"
REGULARS = tuple(f"regular{n}" for n in range(8))
PASSERS = tuple(f"passer{n}" for n in range(6))
OTHERS = ("newbie", "shy", "hidden", "returner", "riser")
MANAGER = Viewer(Role.MANAGER)
EMPLOYEE = Viewer(Role.EMPLOYEE)
NAMES = {name: f"{name.title()} Jansen" for name in (*REGULARS, *PASSERS, *OTHERS)}


def of(name: str) -> str:
    """The person id of somebody."""
    return linking.person_id(f"x:{name}")


class Talk:
    """What is written, item by item."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._numbers = count(1)

    def say(self, who: str, at: int, text: str, *, on: str = FORUM, thread: str = "", title: str = "") -> str:
        """Add a post, to a thread or as one of its own; returns the thread."""
        place = sum(each.thread == thread for each in self.items) if thread else 0
        name = f"x:i{next(self._numbers):05d}"
        thread = thread or f"t-{name}"
        kind = "question" if place == 0 else "answer"
        url = f"https://forum.example/{name.removeprefix('x:')}" if on == FORUM else None
        self.items.append(
            Item(name, "x", f"x:{who}", on, thread, kind, at, title or None, text, place, url=url)
        )
        return thread


def fill(store: Store) -> None:
    talk = Talk()
    _weeks(talk)
    _entries(talk)
    people = [
        Identity(f"x:{name}", "x", name, full, name, f"{name}@own.example", True, str(n), "employee")
        for n, (name, full) in enumerate(NAMES.items())
    ]
    people.append(Identity("x:bot", "x", "bot", "Botty", "bot", kind="bot"))
    channels = [
        Channel(FORUM, "x", "Forum", "forum", "open"),
        Channel(CHAT, "x", "Chat", "chat", "open"),
        Channel(SECRET, "x", "Secret", "chat", "private"),
        Channel(LINKEDIN, "x", "LinkedIn", "social", "open"),
    ]
    members = [Membership(f"{SECRET}|x:{who}", SECRET, f"x:{who}") for who in ("regular0", "shy")]
    for table, rows in {
        "identity": people, "channel": channels, "membership": members, "item": talk.items
    }.items():  # fmt: skip
        store.upsert(table, columns_of(TABLES[table], rows))
    declare(store, of("hidden"), "opted-out", "yes", at=NOW - DAY)


def _weeks(talk: Talk) -> None:
    """Half a year in which the regulars ask and answer each other every week; who rises is there for the last seven."""
    for week in range(40):
        at = NOW - (40 - week) * WEEK + DAY
        for n, who in enumerate(REGULARS):
            channel = (FORUM, CHAT)[n % 2]
            thread = talk.say(who, at + n, f"Topic {week} {who}: what is a good way?", on=channel)
            talk.say(REGULARS[n - 1], at + n + 600, "This way.", on=channel, thread=thread)
        if week >= 33:
            talk.say(
                "riser", at + 900, "I tried that too.", thread=talk.say(REGULARS[2], at + 60, f"Tell {week}?")
            )
    talk.say("returner", NOW - 30 * WEEK, "I was here before.", thread=talk.items[-2].thread)


def _entries(talk: Talk) -> None:
    talk.say("newbie", NOW - 2 * DAY, "I am new and work on bridges.", title="Hello from the water board")
    talk.say("shy", NOW - 2 * DAY, "First words, among us.", on=SECRET, title="Canary among us")
    talk.say("hidden", NOW - 3 * DAY, "How do I stay out of lists?", title="Canary of the hidden one")
    talk.say("regular0", NOW - 3 * DAY, "How deep is a pole grounded?", title="Grounding a pole")
    talk.say("regular1", NOW - 20 * DAY, "Who has a drawing of the lock?", title="Drawing of the lock")
    talk.say("regular0", NOW - 4 * DAY, "Who knows the canary in the secret place?", on=SECRET)
    talk.say("regular3", NOW - 5 * DAY, "We finished the lock today.", title="The lock is done")
    talk.say("regular4", NOW - 6 * DAY, "Notes of our visit to the depot.", title="A visit to the depot")
    talk.say("returner", NOW - 4 * DAY, "The depot once more, with pictures.", title="Pictures of the depot")
    _conversations(talk)
    for n, who in enumerate(PASSERS):
        for times in range(6):
            talk.say(who, NOW - 4 * WEEK + n * 60 + times * DAY, f"Passing by, note {n} {times}.", on=CHAT)
    talk.say("bot", NOW - DAY, "Build passed.")


def _conversations(talk: Talk) -> None:
    thread = talk.say("regular5", NOW - 20 * DAY, "Shall we share pumps?", title="Sharing pumps")
    for n, who in enumerate(REGULARS[:5]):
        talk.say(who, NOW - 18 * DAY + n * DAY, "Yes, and this is how.", thread=thread)
    title = "Which sensor measures groundwater levels best?"
    answered = talk.say("regular6", NOW - 30 * DAY, title, title=title)
    talk.say("regular7", NOW - 29 * DAY, "The pressure sensor.", thread=answered)
    again = talk.say(
        "regular2", NOW - 8 * DAY, title, title="Which sensor measures groundwater levels best now?"
    )
    talk.say("regular3", NOW - 8 * DAY + 60, "Good one.", thread=again)


def opened(folder: Path, url: str | None = None) -> Iterator[Workspace]:
    """The community in a store, analysed as of NOW, when the clock stands too."""
    store = open_store(url or f"sqlite:///{folder / 's.db'}")
    chosen = {
        "organisation.name": "Own",
        "organisation.domains": ("own.example",),
        "channels.core": ("Forum",),
    }
    chosen |= {"channels.outposts": ("LinkedIn",), "privacy.k": 5, "search.meaning": False}
    space = Workspace(store, Settings(chosen), folder / "s.db.files", lambda: NOW)
    fill(store)
    analyse(space, as_of=NOW)
    yield space
    store.close()
