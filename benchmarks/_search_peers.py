"""What ``search_speed`` stands beside: a plain tantivy index and a Neo4j full-text index of the same documents."""

import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import neo4j
import tantivy

from tests.servers import neo4j_server
from tests.servers.cache import Unavailable

BEST = 600
"""How many of the best documents a query brings back with their person: as many as count in our own."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Document:
    """What one person contributed to one thread, with its title and question."""

    name: str
    person: str
    text: str


@dataclass(frozen=True)
class Speed:
    """Seconds to build, bytes on disk (None: not known), seconds until 1 and 1,000 new documents are found, and
    seconds of each query."""

    build: float
    size: int | None
    increments: Sequence[float]
    queries: Sequence[float]


def plain(need: str) -> str:
    """The words of a need without anything that a query language reads as its own, each once."""
    return " ".join(dict.fromkeys(_WORD.findall(need.lower())))


def timed(call: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def with_tantivy(
    documents: Sequence[Document], fresh: Sequence[Document], needs: Sequence[str], folder: Path
) -> Speed:
    """Build, add, ask: one thread, English stems, the best documents with their person from a stored field."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    schema = tantivy.SchemaBuilder()
    for name, options in (
        ("name", {"tokenizer_name": "raw"}),
        ("person", {"tokenizer_name": "raw", "stored": True}),
        ("text", {"tokenizer_name": "en_stem"}),
    ):
        schema.add_text_field(name, **options)
    index = tantivy.Index(schema.build(), path=str(folder))

    def add(some: Sequence[Document]) -> None:
        writer = index.writer(heap_size=256 << 20, num_threads=1)
        for each in some:
            writer.add_document(tantivy.Document(name=each.name, person=each.person, text=each.text))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()

    def ask(need: str) -> None:
        searcher = index.searcher()
        query, _ = index.parse_query_lenient(plain(need), ["text"])
        for _, address in searcher.search(query, BEST).hits:
            searcher.doc(address)["person"]

    build = timed(lambda: add(documents))
    size = sum(path.stat().st_size for path in folder.iterdir())
    queries = [timed(lambda need=need: ask(need)) for need in needs]
    return Speed(build, size, [timed(lambda: add(fresh[:1])), timed(lambda: add(fresh))], queries)


def with_neo4j(documents: Sequence[Document], fresh: Sequence[Document], needs: Sequence[str]) -> Speed | str:
    """The same with ``db.index.fulltext.queryNodes``; why not, where no server can be started."""
    try:
        server = neo4j_server.start()
    except Unavailable as reason:
        return str(reason)
    try:
        neo4j_server.wipe(server.url, schema=True)
        parts = urlsplit(server.url)
        address = f"{parts.scheme}://{parts.hostname}:{parts.port}"
        with (
            neo4j.GraphDatabase.driver(address, auth=(parts.username, parts.password)) as driver,
            driver.session() as session,
        ):
            return _asked(session, documents, fresh, needs)
    finally:
        server.stop()


def _asked(
    session: neo4j.Session, documents: Sequence[Document], fresh: Sequence[Document], needs: Sequence[str]
) -> Speed:
    def add(some: Sequence[Document]) -> None:
        text = "UNWIND $rows AS row CREATE (d:Doc) SET d = row"
        for start in range(0, len(some), 5_000):
            session.run(text, rows=[vars(each) for each in some[start : start + 5_000]]).consume()

    def build() -> None:
        session.run(
            "CREATE FULLTEXT INDEX docs FOR (d:Doc) ON EACH [d.text] OPTIONS "
            "{indexConfig: {`fulltext.analyzer`: 'english'}}"
        ).consume()
        session.run("CALL db.awaitIndexes(3600)").consume()

    def ask(need: str) -> None:
        text = "CALL db.index.fulltext.queryNodes('docs', $need, {limit: $most}) YIELD node, score RETURN node.person, score"
        session.run(text, need=plain(need), most=BEST).values()

    add(documents)
    built = timed(build)
    queries = [timed(lambda need=need: ask(need)) for need in needs]
    return Speed(built, None, [timed(lambda: add(fresh[:1])), timed(lambda: add(fresh))], queries)


def documents_of(items: Iterator[Sequence[str | None]]) -> list[Document]:
    """Documents from messages as (author, thread, title, text, opens), in order of time."""
    opened: dict[str, str] = {}
    own: dict[tuple[str, str], list[str]] = {}
    for author, thread, title, text, opens in items:
        if opens:
            opened.setdefault(thread or "", f"{title or ''}\n{text or ''}")
        own.setdefault((author or "", thread or ""), []).append(text or "")
    return [
        Document(f"{author}|{thread}", author, "\n".join([opened.get(thread, ""), *said]))
        for (author, thread), said in own.items()
    ]
