"""What every test may ask for: a real Neo4j server, a real browser, the external data, a clean home."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests.servers import neo4j_server
from tests.servers.cache import Unavailable
from tests.servers.chromium import find_chromium
from tests.servers.reckoning import (  # noqa: F401 (pytest finds these hooks here)
    pytest_collection_modifyitems,
    pytest_make_collect_report,
    pytest_runtest_makereport,
    pytest_terminal_summary,
)
from tests.servers.watched_page import Watch
from tests.torture import soak
from tests.torture.soak import soak_figure  # noqa: F401

ROOT = Path(__file__).resolve().parent.parent
EXTERNAL = ROOT.parent / "shared"

settings.register_profile(
    "steady", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers of the fixtures below; keep the results of the long runs."""
    soak.plugin(config)
    config.addinivalue_line(
        "markers", "browser_allows(pattern, ...): console errors this test's page may show, e.g. a wanted 404"
    )


@pytest.fixture(scope="session", autouse=True)
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing in the run reads or writes the user's settings, store or data folder."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in [name for name in os.environ if name.startswith("EXPERTGRAPH_")]:
            if not variable.startswith(("EXPERTGRAPH_TEST_", "EXPERTGRAPH_REQUIRE_")):
                patch.delenv(variable)
        _move_home(patch, tmp_path_factory.mktemp("home"))
        yield


@pytest.fixture(autouse=True)
def own_home(nobodys_home: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test has its own home, so that none finds what another left."""
    _move_home(monkeypatch, tmp_path / "home")


def _move_home(patch: pytest.MonkeyPatch, home: Path) -> None:
    patch.setenv("XDG_DATA_HOME", str(home / "data"))
    patch.setenv("XDG_CONFIG_HOME", str(home / "config"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real exports beside the repository."""
    if not EXTERNAL.is_dir():
        pytest.skip("not run: the real exports (../shared) are not here")
    return EXTERNAL


@pytest.fixture(scope="session")
def neo4j_url() -> Iterator[str]:
    """``bolt://user:password@host:port`` of a real server, started when the first test asks for it."""
    try:
        server = neo4j_server.start()
    except Unavailable as reason:
        pytest.skip(f"no Neo4j server: {reason}")
    yield server.url
    server.stop()


@pytest.fixture
def empty_neo4j(neo4j_url: str) -> str:
    """The address of the real server, whose database has been emptied (constraints and indexes stay)."""
    neo4j_server.wipe(neo4j_url)
    return neo4j_url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real headless Chromium."""
    with sync_playwright() as playwright:
        try:
            chromium = find_chromium(playwright.chromium.executable_path)
        except Unavailable as reason:
            pytest.skip(f"no browser: {reason}")
        browser = chromium.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in its own context; its test fails on console errors, policy breaches and outside requests."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    watch = Watch(page)
    yield page
    context.close()
    allowed = [pattern for mark in request.node.iter_markers("browser_allows") for pattern in mark.args]
    faults = watch.unexpected(allowed)
    assert not faults, "the page misbehaved:\n" + "\n".join(faults)
