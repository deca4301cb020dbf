"""The pictures of the pages, from the sample only: ``make pictures`` writes them to docs/images."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import site as sites
from tests.browser.site import NEED, Site, look
from tests.servers.chromium import find_chromium

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
MOST_BYTES = 350_000
WIDE, HIGH = 1360, 900
_PATIENCE = 600_000


def _nothing(page: Page) -> None:
    """The page as it opens."""


def _point_at_the_core(page: Page) -> None:
    expect(page.locator("#onion[data-ready]")).to_be_visible()
    page.locator("a.m .d").first.hover()
    expect(page.locator(".tip")).to_be_visible()


def _open_parts(page: Page) -> None:
    page.locator("ol.results details summary").first.click()


def _import(page: Page) -> None:
    """Bring in a small file, with a line that cannot be used, and wait for its report."""
    told = [
        {"id": f"k{at}", "thread": f"k{at // 3}", "channel": "kennismiddag", "title": "Kennismiddag warmtepompen",
         "author": author, "time": sites.TODAY - 86_400 + 60 * at, "pos": at % 3, "text": text}
        for at, (author, text) in enumerate(
            [("Sanne Jonker", "Wie deelt een geluidsmeting van een buitenunit?"),
             ("Claire Brown", "Ik neem er drie mee, met de opstelling erbij."),
             ("Henk Peeters", "Graag ook een van een binnenplaats.")] * 20
        )
    ]  # fmt: skip
    lines = [json.dumps(each, ensure_ascii=False) for each in told]
    lines.insert(17, '{"id": "k-17", "thread": "k5", "text": "zonder afzender"}')
    upload = {
        "name": "kennismiddag.jsonl",
        "mimeType": "application/jsonl",
        "buffer": "\n".join(lines).encode(),
    }
    page.locator("input[type=file]").set_input_files(upload)  # type: ignore[arg-type]
    page.get_by_role("button", name="Import").click()
    expect(page.locator(".notice.good")).to_be_visible(timeout=_PATIENCE)


@dataclass(frozen=True)
class Picture:
    """One picture: which page, in which look, after doing what there."""

    name: str
    path: str
    language: str = "en"
    theme: str = "light"
    first: Callable[[Page], None] = _nothing


PICTURES = (
    Picture("start", "/"),
    Picture("find", f"/find?q={NEED}", first=_open_parts),
    Picture("person", f"/p/{{someone}}?need={NEED}"),
    Picture("onion", "/onion", first=_point_at_the_core),
    Picture("onion-dark-nl", "/onion", "nl", "dark", _point_at_the_core),
    Picture("map", "/map"),
    Picture("channels", "/channels"),
    Picture("links", "/links"),
    Picture("report", "/imports", first=_import),
    Picture("imports", "/imports"),
    Picture("quarantine", "/quarantine"),
)
NAMES = tuple(each.name for each in PICTURES)


def take(browser: Browser, site: Site, picture: Picture, folder: Path) -> Path:
    """Write one picture and return its path."""
    context = browser.new_context(
        viewport={"width": WIDE, "height": HIGH}, locale="en-GB", reduced_motion="reduce"
    )
    page = context.new_page()
    look(page, site, language=picture.language, theme=picture.theme)
    page.goto(site.url + picture.path.replace("{someone}", site.person()))
    picture.first(page)
    page.evaluate("document.fonts.ready")
    path = folder / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    return path


def main(only: str = "") -> None:
    """Prepare the sample in a passing folder and take every picture (or those whose name matches)."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        space = sites.sample(Path(folder))
        browser = find_chromium(playwright.chromium.executable_path).launch(playwright)
        with sites.served(space) as site:
            for picture in PICTURES:
                if re.search(only, picture.name):
                    path = take(browser, site, picture, FOLDER)
                    print(f"{path.name}: {path.stat().st_size:,} bytes")
        browser.close()
        space.store.close()


if __name__ == "__main__":
    main(*sys.argv[1:2])
