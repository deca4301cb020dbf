"""The small community, new for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from expertgraph.workspace import Workspace
from tests.introducing.community import opened


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    yield from opened(tmp_path)
