"""The real server, the real browser, and the watch over both."""

import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.servers import neo4j_server
from tests.servers.watched_page import Watch, is_local

PAGES = {
    "/": b"<!doctype html><link rel=icon href=data:,><title>Good</title><h1>Good</h1>",
    "/loud": b"<!doctype html><link rel=icon href=data:,><script>console.error('a fault')</script>",
    "/inline": b"<!doctype html><link rel=icon href=data:,><script>document.title='ran'</script>",
    "/chatty": b"<!doctype html><link rel=icon href=data:,><img src='http://example.org/pixel.png'>",
}


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves PAGES; /inline under a policy that forbids its script."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        if self.path == "/inline":
            self.send_header("Content-Security-Policy", "script-src 'self'")
        self.end_headers()
        self.wfile.write(PAGES[self.path])

    def log_message(self, *arguments: object) -> None:
        """Stay quiet."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_neo4j_server_is_real_and_can_be_emptied(neo4j_url: str) -> None:
    with neo4j_server._driver(neo4j_url) as driver:
        driver.execute_query("UNWIND range(1, 2500) AS i CREATE (:Probe {i: i})-[:NEXT]->(:Probe)")
        driver.execute_query("CREATE CONSTRAINT probe FOR (p:Probe) REQUIRE p.i IS UNIQUE")
        neo4j_server.wipe(neo4j_url, schema=True)
        assert driver.execute_query("MATCH (n) RETURN count(n) AS n").records[0]["n"] == 0
        assert driver.execute_query("SHOW CONSTRAINTS").records == []


def test_a_good_page_passes(page: Page, site: str) -> None:
    page.goto(site)
    assert page.inner_text("h1") == "Good"


@pytest.mark.parametrize(
    ("path", "fault"),
    [("/loud", "a fault"), ("/inline", "Content Security Policy"), ("/chatty", "left the machine")],
)
def test_the_watch_sees_what_a_page_should_not_do(page: Page, site: str, path: str, fault: str) -> None:
    fresh = page.context.new_page()
    watch = Watch(fresh)
    fresh.goto(site + path)
    fresh.close()
    assert fault in " ".join(watch.unexpected([]))
    assert watch.unexpected([".*"]) == []


@pytest.mark.browser_allows("a fault")
def test_a_wanted_console_error_can_be_allowed(page: Page, site: str) -> None:
    page.goto(site + "/loud")


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:5000/x", True),
        ("http://[::1]:5000/", True),
        ("data:image/png;base64,AA==", True),
        ("https://example.org/x.js", False),
        ("ws://example.org/", False),
    ],
)
def test_what_counts_as_staying_on_this_machine(url: str, local: bool) -> None:
    assert is_local(url) is local
