"""The same records in either store give the same edition."""

from __future__ import annotations

from pathlib import Path

from expertgraph import schema
from expertgraph.analysis.run import analyse
from expertgraph.store import open_store
from expertgraph.workspace import Workspace
from tests.analysis.world import NOW, community, workspace


def test_a_server_gives_the_same_bytes_as_the_embedded_store(tmp_path: Path, empty_neo4j: str) -> None:
    embedded = workspace(tmp_path, community())
    server = open_store(empty_neo4j)
    for table in schema.ALL:
        frame = embedded.store.frame(table.name)
        if table.fact and len(frame):
            server.upsert(table.name, frame.drop(columns="version", errors="ignore"))
    other = Workspace(server, embedded.settings, tmp_path / "server", lambda: NOW)
    try:
        assert analyse(other).meta["digests"] == analyse(embedded).meta["digests"]
    finally:
        server.close()
