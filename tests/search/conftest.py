from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search.community import Community


@pytest.fixture
def community(tmp_path: Path) -> Iterator[Community]:
    """An empty community in a real store."""
    made = Community(tmp_path)
    yield made
    made.store.close()
