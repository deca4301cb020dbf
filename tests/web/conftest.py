"""The application over the small community."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.community import workspace
from web import create_app


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    space = workspace(tmp_path_factory.mktemp("web"))
    app = create_app(space)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    space.store.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def empty_app(tmp_path: Path) -> Flask:
    from expertgraph.workspace import Workspace

    return create_app(Workspace.open(f"sqlite:///{tmp_path / 'empty.db'}"))
