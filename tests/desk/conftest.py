"""The community of the desk: one to look at, and one of each test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from expertgraph.workspace import Workspace
from tests.desk.world import opened


@pytest.fixture(scope="session")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Nobody changes it."""
    yield from opened(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    yield from opened(tmp_path)
