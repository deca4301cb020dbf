"""Both stores, each new and empty, for the tests that ask the same of either."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from expertgraph.store import Store, open_store

STORES = ("sqlite", "neo4j")


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> str:
    """The address of an empty store of that kind."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'contract.db'}"
    return str(request.getfixturevalue("empty_neo4j"))


@pytest.fixture
def opened() -> Iterator[Callable[[str], Store]]:
    """Opens stores and closes them after the test."""
    stores: list[Store] = []

    def open_one(address: str) -> Store:
        stores.append(open_store(address))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def store(url: str, opened: Callable[[str], Store]) -> Store:
    """An empty store of the kind that the test runs for."""
    return opened(url)
