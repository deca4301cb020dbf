"""The small community, analysed once, and the application over a copy for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from expertgraph.workspace import Workspace
from tests.community import NOW, workspace
from web import create_app


@pytest.fixture(scope="package")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small community, analysed once and copied for each test."""
    folder = tmp_path_factory.mktemp("analysed")
    workspace(folder).store.close()
    return folder


@pytest.fixture
def space(analysed: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(analysed, tmp_path / "own")
    made = Workspace.open(f"sqlite:///{tmp_path / 'own' / 's.db'}", clock=lambda: NOW)
    yield made
    made.store.close()


@pytest.fixture
def app(space: Workspace) -> Flask:
    app = create_app(space)
    app.config["WTF_CSRF_ENABLED"] = False
    return app
