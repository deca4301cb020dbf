"""The community to ask in, made once and copied for each test; mail servers that behave as told."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.asking.world import World, make
from tests.servers.smtp_server import SmtpServer


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the community in an embedded store."""
    folder = tmp_path_factory.mktemp("asking")
    make(f"sqlite:///{folder / 's.db'}").close()
    return folder


@pytest.fixture
def world(made_once: Path, tmp_path: Path) -> Iterator[World]:
    """The community in an embedded store of one's own."""
    shutil.copytree(made_once, tmp_path / "world")
    found = World(f"sqlite:///{tmp_path / 'world' / 's.db'}")
    yield found
    found.close()


@pytest.fixture(params=["sqlite", "neo4j"])
def either(request: pytest.FixtureRequest) -> Iterator[World]:
    """The community in a store of either kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("world")
        return
    found = make(request.getfixturevalue("empty_neo4j"))
    yield found
    found.close()


@pytest.fixture
def smtp(
    tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., SmtpServer]]:
    """Starts a mail server and points the world's settings to it."""
    running: list[SmtpServer] = []

    def start(**manner: Any) -> SmtpServer:
        server = SmtpServer(tmp_path / f"mail-{len(running)}", **manner)
        running.append(server.__enter__())
        if server.secure != "none":
            monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        world.space.change_settings({**server.settings, "web.address": "https://people.own.example"})
        return server

    yield start
    for server in running:
        server.__exit__()
