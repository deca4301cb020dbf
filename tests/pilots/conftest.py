"""The community of units, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from expertgraph.workspace import Workspace
from tests.pilots.community import opened, prepare


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pilots")
    space = opened(folder)
    prepare(space)
    space.store.close()
    return folder


@pytest.fixture
def space(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(made, tmp_path / "copy")
    space = opened(tmp_path / "copy")
    yield space
    space.store.close()
