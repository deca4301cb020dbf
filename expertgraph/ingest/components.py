"""BEGIN and END: properties nested into components, handed out one by one, however deep or unclosed they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from expertgraph.ingest.content_lines import Property, properties
from expertgraph.ingest.json import BadRecord

DEEPEST = 10
"""Levels of nesting; iCalendar needs three."""
_MOST_PROPERTIES = 5_000
_MOST_BYTES = 2 << 20


@dataclass(slots=True)
class Component:
    """What stands between BEGIN and END.  ``outer`` is the line of the outermost component around it (its own if
    there is none), ``problem`` why it cannot be used."""

    name: str
    line: int
    outer: int
    properties: list[Property] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)
    problem: BadRecord | None = None
    size: int = 0

    def all(self, name: str) -> list[Property]:
        """The properties of that name."""
        return [each for each in self.properties if each.name == name]

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        return next((each for each in self.properties if each.name == name), None)


def components(
    lines: Iterable[tuple[int, bytes]],
    wanted: Collection[str],
    dropped: Collection[str] = (),
    encoding: str = "utf-8",
) -> Iterator[Component]:
    """The components named in ``wanted``, each as soon as it ends, and so without those inside it; others stay
    in the component that holds them.  Properties named in ``dropped`` are not kept.

    A component holds none of its own name, unless after AGENT: one that seems to was never closed.  What was not
    closed, is nested too deep or grows too large comes with its ``problem``.
    """
    nest = _Nest(frozenset(wanted))
    for each in properties(lines, encoding):
        if each.name == "BEGIN":
            yield from nest.begin(_named(each), each.line)
        elif each.name == "END":
            yield from nest.end(_named(each))
        elif each.name not in dropped:
            nest.add(each)
    yield from nest.close(0)


def _named(found: Property) -> str:
    return found.value[:64].decode("ascii", "replace").strip().upper()


class _Nest:
    """The components that are open, the innermost last."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted
        self._open: list[Component] = []
        self._beyond = 0
        self._agent = False

    def begin(self, name: str, line: int) -> Iterator[Component]:
        same = next((place for place, each in enumerate(self._open) if each.name == name), None)
        if same is not None and not self._agent:
            self._beyond = 0
            yield from self.close(same)
        self._agent = False
        if len(self._open) >= DEEPEST:
            self._beyond += 1
            for each in self._open:
                each.problem = BadRecord("too-deep", f"nested more than {DEEPEST} levels deep")
            return
        self._open.append(Component(name, line, self._open[0].line if self._open else line))

    def end(self, name: str) -> Iterator[Component]:
        self._agent = False
        if self._beyond:
            self._beyond -= 1
            return
        places = [place for place, each in enumerate(self._open) if each.name == name]
        if places:
            yield from self.close(places[-1] + 1)
            yield from self._ended(self._open.pop())

    def close(self, keep: int) -> Iterator[Component]:
        """Give up on what is open beyond the first ``keep``."""
        while len(self._open) > keep:
            last = self._open.pop()
            last.problem = last.problem or BadRecord("missing-field", f"END:{last.name} is missing")
            yield from self._ended(last)

    def add(self, found: Property) -> None:
        self._agent = found.name == "AGENT" and not found.value.strip()
        if not self._open or self._beyond:
            return
        charged = self._charged()
        charged.size += len(found.value) + len(found.parameters) * 100 + 100
        if charged.size > _MOST_BYTES or len(self._open[-1].properties) >= _MOST_PROPERTIES:
            charged.problem = charged.problem or BadRecord("too-long", f"{charged.name} is too large")
        else:
            self._open[-1].properties.append(found)

    def _charged(self) -> Component:
        """The wanted component that pays for what is added."""
        return next((each for each in reversed(self._open) if each.name in self._wanted), self._open[0])

    def _ended(self, done: Component) -> Iterator[Component]:
        if done.name in self._wanted:
            yield done
        elif self._open:
            charged = self._charged()
            charged.size += 100
            if charged.size <= _MOST_BYTES:
                self._open[-1].children.append(done)
