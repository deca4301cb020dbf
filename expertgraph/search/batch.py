"""Many needs at once, answered as a TREC run that any judge of retrieval reads.

A line of the input is ``{"qid", "title", "text", "asker", "channel", "time"}``; all but ``qid`` and
``text`` may be missing.  With ``time`` T only what was written strictly before T counts, and ages are taken
at T.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from expertgraph.edition import Edition
from expertgraph.errors import Unreadable
from expertgraph.policy import Viewer
from expertgraph.search.build import searcher as open_searcher
from expertgraph.search.candidates import Sight, asked_before, channel_named, sight, without
from expertgraph.search.lessons import weights_of
from expertgraph.search.ranking import Weights
from expertgraph.search.searcher import Searcher
from expertgraph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Query:
    """One line of the input."""

    qid: str
    text: str
    asker: str | None
    channel: str | None
    time: int | None


def run_lines(space: Workspace, viewer: Viewer, file: Path, *, tag: str, limit: int = 1000) -> Iterator[str]:
    """The run: ``qid Q0 person rank score tag``, the best ``limit`` people a query, best first.

    People are named by the native id of their identity when they have a single one, else by person id.
    Raises Unreadable for a file that cannot be read as queries.
    """
    queries = list(read_queries(file))
    edition = space.edition()
    searcher = open_searcher(edition)
    seen = sight(edition, viewer, searcher, space.store)
    names, rows_of = _naming(space, edition)
    channels = edition.table("channels")
    channel_names = dict(zip(channels["channel"], channels["name"], strict=True))
    weights = weights_of(space, edition, seen.channels)
    for query in queries:
        order = _rank(edition, searcher, seen, query, rows_of, channel_names, weights)
        for rank, (row, score) in enumerate(order[:limit], 1):
            yield f"{query.qid} Q0 {names[row]} {rank} {score:.9f} {tag}"


def _rank(
    edition: Edition,
    searcher: Searcher,
    seen: Sight,
    query: Query,
    rows_of: dict[str, list[int]],
    channel_names: dict[str, str],
    weights: Weights,
) -> list[tuple[int, float]]:
    time = edition.search_as_of if query.time is None else query.time
    askers = rows_of.get(query.asker, []) if query.asker else []
    people = without(seen.people, askers)
    channel = channel_named(searcher, query.channel, channel_names) if query.channel else None
    tie = None
    if (weights.asker or weights.trees) and len(askers) == 1:
        tie = asked_before(searcher, askers[0], time, seen.channels)
    ranking = searcher.rank(
        query.text,
        searcher.view(time, seen.channels, seen.disowned),
        people,
        channel=channel,
        asked_before=tie,
        weights=weights,
    )
    return [(int(row), float(ranking.score[row])) for row in ranking.order(people)]


def _naming(space: Workspace, edition: Edition) -> tuple[list[str], dict[str, list[int]]]:
    """The name of each person in a run, and the rows that an asker's id may mean."""
    identities = space.store.frame("identity", ["id", "native_id"])
    native = dict(zip(identities["id"], identities["native_id"], strict=True))
    people = edition.table("people")
    names: list[str] = []
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, (person, own) in enumerate(zip(people["person"], people["identities"], strict=True)):
        single = native.get(own[0]) if len(own) == 1 else None
        names.append("_".join((single or person).split()))
        for name in {person, *own, *(native[each] for each in own if each in native)}:
            rows_of[name].append(row)
    return names, dict(rows_of)


def read_queries(file: Path) -> Iterator[Query]:
    """The queries of a JSON-lines file; Unreadable names the line that is none."""
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}.", "Name a queries.jsonl.") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _query(file, number, line)


def _query(file: Path, number: int, line: bytes) -> Query:
    try:
        given: Any = orjson.loads(line)
        missing = {"qid", "text"} - set(given)
        if missing:
            raise ValueError(f"it has no {' and no '.join(sorted(missing))}")
        time = given.get("time")
        return Query(
            qid="_".join(str(given["qid"]).split()),
            text="\n".join(str(given[part]) for part in ("title", "text") if given.get(part)),
            asker=_id(given, "asker"),
            channel=_id(given, "channel"),
            time=None if time is None else int(time),
        )
    except (orjson.JSONDecodeError, AttributeError, TypeError, ValueError) as error:
        raise Unreadable(
            f"Line {number} of {file} is no query: {error}.",
            'A line is {"qid": ..., "text": ...}, with title, asker, channel and time if known.',
        ) from error


def _id(given: Any, name: str) -> str | None:
    return None if given.get(name) is None else str(given[name])
