"""Looking around: the onion by keys, whoever looks, and a map that leaves the house."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site


def test_the_onion_by_keys_to_somebodys_page(site: Site, page: Page) -> None:
    page.goto(site.url + "/onion")
    expect(page.locator("#onion[data-ready]")).to_be_visible()
    page.locator("#onion").focus()
    heard = []
    for key in ("Home", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
        heard.append(page.locator("#live").inner_text())
    assert all(heard)
    assert len(set(heard)) >= 4
    page.keyboard.press("Home")
    name = page.locator("#panel h2").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)


def test_the_onion_without_script(site: Site, scriptless: Page) -> None:
    scriptless.goto(site.url + "/onion")
    marks = scriptless.locator("#onion a.m")
    assert marks.count() > 5
    name = scriptless.locator(".o-rest a").first.inner_text()
    scriptless.locator(".o-rest a").first.click()
    expect(scriptless.locator("h1")).to_have_text(name)


def choose(page: Page, label: str) -> None:
    """Choose another viewer, once the page's scripts are there."""
    page.wait_for_load_state()
    page.locator("details.menu summary").click()
    page.locator("#viewas").select_option(label=label)


@pytest.mark.browser_allows("403")
def test_another_viewer_sees_less(site: Site, page: Page) -> None:
    page.goto(site.url + "/imports")
    expect(page.locator("h1")).to_have_text("Bring in what you have")
    choose(page, "An outsider")
    expect(page.locator("h1")).to_have_text("This is not for your role.")
    expect(page.locator("details.menu summary")).to_contain_text("An outsider")
    choose(page, "Owner of the data")
    expect(page.locator("h1")).to_have_text("Bring in what you have")


def test_looking_as_the_person_on_the_page(site: Site, page: Page) -> None:
    someone = site.person(ring=1)
    page.goto(f"{site.url}/p/{someone}")
    name = page.locator("h1").inner_text()
    page.get_by_role("button", name="Look as this person").click()
    expect(page.locator(".badge.good")).to_have_text("This is you")
    expect(page.locator("details.menu summary")).to_contain_text(name)
    page.goto(f"{site.url}/p/{site.person()}")
    expect(page.get_by_role("heading", name="The way to")).to_be_visible()


def test_a_map_that_was_saved_draws_and_asks_for_nothing(site: Site, page: Page, tmp_path: Path) -> None:
    page.goto(f"{site.url}/map?of={site.person()}")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="File to share").click()
    file = tmp_path / "map.html"
    waiting.value.save_as(file)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_function(
        """() => [...document.querySelectorAll('canvas')].some(canvas => {
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            return new Set(new Uint32Array(pixels.buffer)).size > 20;
        })"""
    )
    assert asked == [file.as_uri()]
    expect(page.locator("h1")).to_be_visible()
