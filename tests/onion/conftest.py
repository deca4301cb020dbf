"""Editions of a made-up community for the tests of the onion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from expertgraph.workspace import Workspace
from tests.onion.publishing import publish_in

__all__ = ["publish_in"]


@pytest.fixture
def published(tmp_path: Path) -> Callable[..., Workspace]:
    """Publish an edition, after a change to its tables."""
    return lambda change=None: publish_in(tmp_path, change)
