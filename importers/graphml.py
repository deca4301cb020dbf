"""GraphML as networkx, Gephi and yEd write it: nodes become people, edges the ties between them.

Read twice: first the greatest weight, of which each tie's weight is a share, then nodes and edges as they come.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from expertgraph.errors import TooLarge, Unreadable
from expertgraph.ingest.importer import Found, Options, Outcome, Rejected, Skipped
from expertgraph.ingest.json import BadRecord
from expertgraph.ingest.source import Source
from expertgraph.ingest.xml import Event, events, root_of
from expertgraph.records import Record
from importers.graph_rows import ATTRIBUTES, Network, field_of, moment_of, native_of, weight_of

_ENDINGS = (".graphml", ".graphml.gz", ".xml", ".xml.gz")
_NODE_LABEL = "NodeLabel"
_FOLDER = "yfiles.foldertype"
_MOST_KEYS = 10_000


class GraphmlImporter:
    """A network in GraphML."""

    name: ClassVar[str] = "graphml"
    label: ClassVar[str] = "GraphML network"
    hint: ClassVar[str] = "Saved as .graphml by Gephi, yEd, igraph, networkx or another network program."
    carries_visibility: ClassVar[bool] = False

    def sniff(self, source: Source) -> float:
        """By the first element of its only GraphML file; a folder of several is several networks."""
        found = _files(source)
        return 0.95 if len(found) == 1 else 0.0

    def default_source(self, source: Source, options: Options) -> str:
        """The name of the file, folder or zip."""
        return source.name.removesuffix(".graphml")

    def notes(self, source: Source, options: Options) -> list[str]:
        """What was taken for what."""
        files = _files(source)
        if len(files) != 1:
            return []
        keys, heaviest = _survey(source, files[0])
        taken = [f"{key.title} as {key.field}" for key in keys.values() if key.field]
        left = sorted({key.title for key in keys.values() if not key.field and key.title})
        notes = [f"Attributes: {', '.join(taken)}."] if taken else []
        notes += [f"Attributes that are not read: {', '.join(left[:20])}."] if left else []
        return [*notes, f"Weights count as parts of the greatest, {heaviest:g}."] if heaviest else notes

    def read(self, source: Source, name: str, options: Options) -> Iterator[Outcome]:
        """One outcome a node or edge, where its first line is."""
        files = _files(source)
        if len(files) != 1:
            raise Unreadable(
                f"{source.path.name} holds {len(files)} GraphML files.", "Import each network by itself."
            )
        keys, heaviest = _survey(source, files[0])
        yield from _Reader(files[0], name, options, keys, heaviest).outcomes(source)


def _files(source: Source) -> list[str]:
    names = [each.name for each in source.files()]
    likely = [name for name in names if len(names) == 1 or name.casefold().endswith(_ENDINGS)][:100]
    return [name for name in likely if root_of(source.head(name, 4096)) == "graphml"]


class _Key(NamedTuple):
    """A declared attribute: whose it is, what it is called, what it means to us, its value where none is said."""

    domain: str
    title: str
    field: str | None
    default: str


class _Part(NamedTuple):
    """A node or edge that is being read."""

    tag: str
    place: str
    attributes: dict[str, str]
    values: dict[str, str]
    problems: list[str]


def _survey(source: Source, file: str) -> tuple[dict[str, _Key], float]:
    """(the declared attributes by id, the greatest weight of an edge, 0 where none has one)."""
    keys: dict[str, _Key] = {}
    heaviest = 0.0
    for part in _Parts(keys).of(events(source, file)):
        if isinstance(part, _Part) and part.tag == "edge" and "weight" in part.values:
            try:
                heaviest = max(heaviest, weight_of(part.values["weight"]))
            except BadRecord:
                continue  # the second pass says so
    return keys, heaviest


class _Parts:
    """Nodes and edges out of events; yEd puts nodes into nodes, so several may be open."""

    def __init__(self, keys: dict[str, _Key]) -> None:
        self.keys = keys
        self.directed = True
        self.open: list[_Part] = []
        self.key: _Key | None = None
        self.declared: str | None = None
        self.line, self.count = 0, 0

    def of(self, told: Iterator[Event | Rejected]) -> Iterator[_Part | Rejected]:
        for event in told:
            if isinstance(event, Rejected):
                yield event
            elif event.kind == "start":
                self._start(event)
            elif event.tag in ("node", "edge") and self.open:
                yield self._whole(self.open.pop())
            else:
                self._end(event)

    def _start(self, event: Event) -> None:
        said = dict(event.attributes)
        if event.tag == "key":
            self._declare(said)
        elif event.tag == "graph":
            self.directed = said.get("edgedefault", "directed") != "undirected"
        elif event.tag in ("node", "edge"):
            said.setdefault("directed", "true" if self.directed else "false")
            problems = [event.problem] if event.problem else []
            self.open.append(_Part(event.tag, self._place(event.line), said, {}, problems))
        elif event.tag == "data":
            self.key = self.keys.get(said.get("key", ""))

    def _place(self, line: int) -> str:
        """The line; with a number where several begin in one."""
        self.count = self.count + 1 if line == self.line else 1
        self.line = line
        return str(line) if self.count == 1 else f"{line}.{self.count}"

    def _declare(self, said: dict[str, str]) -> None:
        if len(self.keys) > _MOST_KEYS:
            raise TooLarge(f"The file declares more than {_MOST_KEYS:,} attributes.")
        title = said.get("attr.name") or said.get("yfiles.type") or said.get("id", "")
        key = _Key(said.get("for", "all"), title, field_of(title), "")
        self.declared = said.get("id", "")
        self.keys[self.declared] = key

    def _end(self, event: Event) -> None:
        if event.tag == "default" and self.declared is not None:
            self.keys[self.declared] = self.keys[self.declared]._replace(default=event.text.strip())
        elif event.tag == "key":
            self.declared = None
        elif event.tag == _NODE_LABEL and self.open:
            self.open[-1].values.setdefault("name", event.text.strip())
        elif event.tag == "data":
            if self.key is not None and self.key.field and self.open:
                self.open[-1].values[self.key.field] = event.text.strip()
                self.open[-1].problems.extend([event.problem] if event.problem else [])
            self.key = None

    def _whole(self, part: _Part) -> _Part:
        """With what attributes are when nothing is said, and those that stand in the element itself."""
        for key in self.keys.values():
            if key.field and key.default and key.domain in (part.tag, "all"):
                part.values.setdefault(key.field, key.default)
        for title, value in part.attributes.items():
            field = field_of(title)
            if field:
                part.values.setdefault(field, value)
        return part


class _Reader:
    """The second pass."""

    def __init__(
        self, file: str, name: str, options: Options, keys: dict[str, _Key], heaviest: float
    ) -> None:
        self.file = file
        self.network = Network(name, options.now)
        self.keys = keys
        self.heaviest = heaviest

    def outcomes(self, source: Source) -> Iterator[Outcome]:
        for part in _Parts(self.keys).of(events(source, self.file)):
            yield part if isinstance(part, Rejected) else self._outcome(part)

    def _outcome(self, part: _Part) -> Outcome:
        try:
            if part.problems:
                raise BadRecord("too-long", part.problems[0])
            rows = self._node(part) if part.tag == "node" else self._edge(part)
        except BadRecord as bad:
            raw = f"{part.tag} {part.attributes}"[:200]
            return Rejected(self.file, part.place, bad.code, bad.reason, raw)
        return Found(self.file, part.place, rows) if rows else Skipped(self.file, part.place, "noise")

    def _node(self, part: _Part) -> tuple[Record, ...]:
        if part.attributes.get(_FOLDER):
            return ()  # yEd's frame around a group of nodes
        native = native_of(part.attributes.get("id", ""))
        return self.network.person(native, {field: part.values.get(field, "") for field in ATTRIBUTES})

    def _edge(self, part: _Part) -> tuple[Record, ...]:
        actor, target = (native_of(part.attributes.get(end, "")) for end in ("source", "target"))
        weight, when = part.values.get("weight"), moment_of(part.values.get("time", ""), self.network.now)
        share = weight_of(weight) / self.heaviest if weight else 1.0
        if actor == target:
            return ()
        forth = self.network.act("tie", actor, target, when, share)
        if part.attributes["directed"] != "false":
            return (forth,)
        return (forth, self.network.act("tie", target, actor, when, share))
