"""A real Chromium for the tests: the one that is here, else one fetched for them."""

import os
import platform
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.servers import debian
from tests.servers.cache import Unavailable, cache_folder, locked

VARIABLE = "CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# No first-run pages, no updates, no telephoning home: what is asked for is what the test asked for.
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
)


@dataclass(frozen=True)
class Chromium:
    """What playwright needs to launch it."""

    path: str
    environment: dict[str, str] = field(default_factory=dict)
    unpacked: bool = False

    @property
    def sandbox(self) -> bool:
        """False where there can be none: for root, and for a helper that lacks its set-user-id bit."""
        return not debian.is_root() and not self.unpacked

    def launch(self, playwright: Playwright) -> Browser:
        """Start it, headless and quiet."""
        return playwright.chromium.launch(
            executable_path=self.path,
            args=list(FLAGS),
            chromium_sandbox=self.sandbox,
            env={**self.environment} or None,
        )


def find_chromium(of_playwright: str) -> Chromium:
    """The browser named by CHROMIUM, on the PATH or brought by playwright; else fetched from Debian.

    Raises Unavailable, saying what would help, where there is none and none can be fetched.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not Path(named).exists():
            raise Unavailable(f"CHROMIUM names {named}, which does not exist")
        return Chromium(named)
    here = _on_path() or (of_playwright if Path(of_playwright).exists() else None)
    if here:
        return Chromium(here)
    with locked("chromium"):
        return _fetch()


def _on_path() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)


def _fetch() -> Chromium:
    if not debian.has_apt():
        raise Unavailable("no Chromium is here; run `.venv/bin/playwright install chromium` or set CHROMIUM")
    if debian.is_root():
        here = _on_path()
        if not here:
            debian.install("chromium")
            here = _on_path()
        if not here:
            raise Unavailable("the package chromium brought no such command")
        return Chromium(here)
    folder = cache_folder() / "chromium"
    if not folder.is_dir():
        debian.unpack("chromium", "chromium-common", into=folder)
    return _unpacked(folder)


def _unpacked(folder: Path) -> Chromium:
    triplet = f"{platform.machine()}-linux-gnu"
    libraries = [folder / "usr/lib" / triplet, folder / "lib" / triplet, folder / "usr/lib" / triplet / "nss"]
    search = ":".join(str(path) for path in libraries)
    return Chromium(str(folder / "usr/lib/chromium/chromium"), os.environ | {"LD_LIBRARY_PATH": search}, True)
