"""What the importers of chats share: who was met, acts between them, and native ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from expertgraph.ingest.importer import Context, Rejected
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.json_stream import Part
from expertgraph.records import Identity, Interaction, Item, Record, version
from importers.plain_text import raw_start

LONGEST_ID = 200
_CHUNK = 1_000


def native_of(value: object) -> str | None:
    """A native id: a whole number or a word; None for anything else."""
    if type(value) is int:
        return str(value) if abs(value) < 1 << 63 else None
    usable = isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable()
    return str(value) if usable else None


def whole_record(part: Part) -> dict[str, Any]:
    """A part's object.  Raises BadRecord."""
    found = part.value()
    if not isinstance(found, dict):
        raise BadRecord("bad-json", "the record is not a JSON object")
    return found


def rejected(file: str, part: Part, bad: BadRecord) -> Rejected:
    """A part that cannot be used, with its beginning."""
    return Rejected(file, part.place, bad.code, bad.reason, raw_start(part.raw))


def act(item: Item, kind: str, actor: str, target: str, share: float = 1.0) -> Interaction:
    """An act that comes with a message and has its time; one of somebody else also carries who did it."""
    suffix = f"|{actor}" if actor != item.author else ""
    identifier = f"{item.id}|{kind}|{target}{suffix}"
    return Interaction(identifier, kind, actor, target, item.at, item.channel, item.id, share)


def acts(item: Item, answered: str | None, named: Iterable[str], reactors: Iterable[str]) -> Iterator[Record]:
    """Whom a message answers, whom it names, and who reacted to it; all are ids of identities."""
    if answered is not None and answered != item.author:
        yield act(item, "reply", item.author, answered)
    for each in dict.fromkeys(named):
        if each not in (item.author, answered):
            yield act(item, "mention", item.author, each)
    for each in dict.fromkeys(reactors):
        if each != item.author:
            yield act(item, "reaction", each, item.author)


def sent(item: Item, members: Iterable[str]) -> Iterator[Record]:
    """A direct message goes to everybody else in the conversation, in equal shares."""
    others = sorted(set(members) - {item.author})
    for each in others:
        yield act(item, "message", item.author, each, 1.0 / len(others))


class People:
    """Everybody who was met while reading: of each the row that tells most, whatever came first."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._met: dict[str, Identity] = {}

    def id_of(self, native: str) -> str:
        """The identity's id."""
        return f"{self.source}:{native}"

    def meet(self, native: str, name: str | None, edited: int | None = None, **told: Any) -> str:
        """Note what a record tells of somebody; returns the id.  Without a name it is only a stub."""
        identifier = self.id_of(native)
        known = self._met.get(native)
        if known is not None and (name is None or (known.name == name and _says(known, told))):
            if name is not None and (edited or 0) > (known.edited or 0):
                self._met[native] = known._replace(edited=edited)
            return identifier
        row = Identity(identifier, self.source, native, name or native, edited=edited, stub=name is None)
        row = row._replace(**told)
        if known is None or _rank(row) > _rank(known):
            self._met[native] = row
        return identifier

    def rows(self) -> Iterator[Context]:
        """Everybody, by id."""
        everybody = [self._met[native] for native in sorted(self._met)]
        for at in range(0, len(everybody), _CHUNK):
            yield Context(tuple(everybody[at : at + _CHUNK]))


def _says(known: Identity, told: Mapping[str, Any]) -> bool:
    return all(getattr(known, key) == value for key, value in told.items())


def _rank(row: Identity) -> tuple[bool, int, int]:
    return (not row.stub, row.edited or 0, version(row))
