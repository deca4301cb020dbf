"""A browser page that remembers everything it should not have done."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Route

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
LOCAL_SCHEMES = {"data", "blob", "about", "file"}


def is_local(url: str) -> bool:
    """True when asking for the address sends nothing off this machine."""
    parts = urlsplit(url)
    return parts.scheme in LOCAL_SCHEMES or parts.hostname in LOOPBACK


class Watch:
    """Collects console errors (breaches of the content policy among them), uncaught exceptions and
    requests that would leave the machine; those are also stopped."""

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        page.on("request", self._request)
        page.context.route(lambda url: not is_local(url), self._stop)

    def unexpected(self, allowed: Sequence[str]) -> list[str]:
        """The faults that match none of the allowed patterns."""
        return [fault for fault in self.faults if not any(re.search(each, fault) for each in allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self.faults.append(f"console: {message.text} ({where})")

    def _request(self, request: Request) -> None:
        if not is_local(request.url):
            self.faults.append(f"left the machine: {request.url}")

    @staticmethod
    def _stop(route: Route) -> None:
        route.abort()
