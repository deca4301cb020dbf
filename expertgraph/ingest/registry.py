"""The importers that are installed, found by their registration lines (entry points) and loaded when needed."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points

from expertgraph.errors import Unreadable, WrongCall
from expertgraph.ingest.importer import Importer
from expertgraph.ingest.source import Source

GROUP = "expertgraph.importers"
SURE_ENOUGH = 0.3


@cache
def names() -> tuple[str, ...]:
    """The names of every registered importer, in alphabetical order."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


def importers() -> dict[str, Importer]:
    """Every registered importer by name, in alphabetical order."""
    return {name: importer(name) for name in names()}


@cache
def importer(name: str) -> Importer:
    """The importer of that name; WrongCall names those there are."""
    for entry in entry_points(group=GROUP, name=name):
        made: Importer = entry.load()()
        return made
    raise WrongCall(f"There is no format called {name!r}.", f"Known formats: {', '.join(names())}.")


def recognise(source: Source) -> Importer:
    """The importer that is surest of this source; Unreadable when none is."""
    scores = [(each.sniff(source), name) for name, each in importers().items()]
    score, name = max(scores, key=lambda pair: (pair[0], pair[1]), default=(0.0, ""))
    if score < SURE_ENOUGH:
        raise Unreadable(
            f"{source.path.name} is in no format that is known here.",
            "Name the format with --as, or see the list of formats in the documentation.",
        )
    return importer(name)
