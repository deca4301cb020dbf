"""A small community with everything a search looks at, in a real store and a real edition."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from expertgraph.edition import Draft
from expertgraph.frames import columns_of
from expertgraph.records import Channel, Claim, Identity, Item, Skill
from expertgraph.schema import TABLES
from expertgraph.search.build import build
from expertgraph.settings import Settings
from expertgraph.store import open_store
from expertgraph.workspace import Workspace

DAY = 86_400
NOW = 1_700_000_000
SOURCE = "forum"


def identity(name: str) -> str:
    return f"{SOURCE}:{name}"


def item(
    number: int,
    author: str,
    thread: str,
    text: str,
    *,
    days_ago: float | None = 1.0,
    channel: str = "general",
    title: str | None = None,
    opens: bool = False,
) -> Item:
    """A message; the first of a thread is its question."""
    return Item(
        id=f"{SOURCE}:{number:04d}",
        source=SOURCE,
        author=identity(author),
        channel=f"{SOURCE}:{channel}",
        thread=f"{SOURCE}:{thread}",
        kind="question" if opens else "answer",
        at=None if days_ago is None else int(NOW - days_ago * DAY),
        title=title,
        text=text,
        position=0 if opens else 1,
        url=f"https://forum.example/{number}",
    )


class Community:
    """Put messages in, analyse, search."""

    def __init__(self, folder: Path, *, meaning: bool = False) -> None:
        self.folder = folder
        self.store = open_store(f"sqlite:///{folder / 'store.db'}")
        self.space = Workspace(
            self.store, Settings({"search.meaning": meaning}), folder / "files", lambda: NOW
        )

    def fill(
        self,
        items: Sequence[Item],
        claims: Sequence[tuple[str, str, int | None]] = (),
        closed: Sequence[str] = (),
    ) -> None:
        names = sorted({each.author for each in items} | {identity(name) for name, _, _ in claims})
        self._put(
            "identity", [Identity(each, SOURCE, each.split(":")[1], each.split(":")[1]) for each in names]
        )
        places = sorted({each.channel for each in items})
        self._put(
            "channel",
            [
                Channel(
                    each,
                    SOURCE,
                    each.split(":")[1],
                    "forum",
                    "members" if each.split(":")[1] in closed else "open",
                )
                for each in places
            ],
        )
        self._put("item", items)
        skills = sorted({skill for _, skill, _ in claims})
        self._put("skill", [Skill(f"skill:{each}", each, SOURCE) for each in skills])
        self._put(
            "claim",
            [
                Claim(f"{name}|{skill}", identity(name), f"skill:{skill}", "declared", level)
                for name, skill, level in claims
            ],
        )

    def _put(self, table: str, rows: Sequence[Any]) -> None:
        if rows:
            self.store.upsert(table, columns_of(TABLES[table], rows))

    def analyse(
        self,
        people: Mapping[str, Mapping[str, Any]] | None = None,
        ties: Sequence[tuple[str, str, float]] = (),
        members: Sequence[tuple[str, str]] = (),
        as_of: int = NOW,
    ) -> None:
        """Publish an edition with the columns that a search reads; ``people`` overrides columns by name."""
        identities = sorted(self.store.frame("identity", ["id"])["id"])
        rows = {each: row for row, each in enumerate(identities)}
        table = [self._person(each, (people or {}).get(each.split(":")[1], {})) for each in identities]
        channels = self.store.frame("channel", ["id", "name", "kind", "visibility", "source"])
        channels = channels.rename(columns={"id": "channel"})
        place = {channel: row for row, channel in enumerate(channels["channel"])}
        draft = Draft(self.space.editions)
        draft.write("people", {key: [each[key] for each in table] for key in table[0]})
        draft.write("channels", channels)
        draft.write(
            "channel_members",
            {
                "person": [rows[identity(name)] for name, _ in members],
                "channel": [place[f"{SOURCE}:{channel}"] for _, channel in members],
            },
        )
        draft.write(
            "ties",
            {
                "a": [rows[identity(a)] for a, _, _ in ties],
                "b": [rows[identity(b)] for _, b, _ in ties],
                "strength": [strength for _, _, strength in ties],
            },
        )
        indexed = {
            each: row
            for each, row in rows.items()
            if not table[row]["opted_out"] and table[row]["kind"] != "bot"
        }
        search = build(
            self.store, indexed, draft.folder / "search", as_of=as_of, settings=self.space.settings
        )
        draft.publish({"as_of": as_of, "search": search})

    def _person(self, own: str, given: Mapping[str, Any]) -> dict[str, Any]:
        name = own.split(":")[1]
        person = {
            "person": f"person:{own}",
            "name": name.title(),
            "kind": "employee",
            "organisation": "Veldwerk",
            "unit": None,
            "site": None,
            "role": None,
            "identities": [own],
            "opted_out": False,
            "coached": False,
            "ring": 1,
            "community": -1,
        }
        return person | dict(given)
