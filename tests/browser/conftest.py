"""Two served workspaces: the sample, which nobody changes, and a small one that each test may spoil."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import community
from tests.browser import site as sites
from tests.browser.site import Site
from tests.servers.watched_page import Watch


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample, served.  Tests only look at it."""
    space = sites.sample(tmp_path_factory.mktemp("sample"))
    with sites.served(space) as site:
        yield site
    space.store.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Site]:
    """A small community of this test's own, served."""
    space = community.workspace(tmp_path)
    with sites.served(space) as site:
        yield site
    space.store.close()


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    """A page in a browser whose JavaScript is off, watched like any other."""
    with _context(browser, java_script_enabled=False) as page:
        yield page


@contextmanager
def _context(browser: Browser, **options: bool) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800}, **options)
    page = context.new_page()
    watch = Watch(page)
    yield page
    context.close()
    assert watch.faults == []
