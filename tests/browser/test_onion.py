"""The onion of the sample: accessible in every look, read by keys alone, kept as files, and looked back upon."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site, look
from tests.browser.test_every_page import AXE, overflow


def faults(page: Page) -> list[str]:
    """What axe-core holds against the page by any of its rules, best practice included."""
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]


def alive(page: Page, site: Site, query: str = "") -> None:
    page.goto(f"{site.url}/onion{query}")
    expect(page.locator("#onion[data-ready]")).to_be_visible()


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("nl", "dark")])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_is_held_against_it(site: Site, page: Page, language: str, theme: str, width: int) -> None:
    look(page, site, language=language, theme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    alive(page, site, "?hide=names")
    assert faults(page) == []
    page.locator("#onion").press("Home")
    page.locator(".o-filter summary").press("Enter")
    for closed in page.locator("main details.card > summary, .card details > summary").all():
        closed.press("Enter")
    assert faults(page) == []
    assert overflow(page) <= 0


def test_looked_back_upon_by_keys(site: Site, page: Page) -> None:
    alive(page, site)
    date = page.locator("#onion-time output")
    now, rings = date.inner_text(), page.locator(".ringtable").inner_text()
    earlier = page.get_by_role("button", name="Four weeks earlier")
    for _ in range(6):  # in half a year more people came inward than what is rounded away
        before = date.inner_text()
        earlier.press("Enter")
        expect(date).not_to_have_text(before)
    expect(page.locator(".ringtable")).not_to_have_text(rings, use_inner_text=True)
    assert date.inner_text() != now
    shared = page.url
    page.goto("about:blank")
    page.goto(shared)
    expect(page.locator(".o-active")).to_contain_text("As it stood on")
    page.locator(".o-active a").press("Enter")
    expect(date).to_have_text(now)


def test_narrowed_to_those_known_for_something(site: Site, page: Page) -> None:
    alive(page, site)
    everybody = page.locator("a.m").count()
    page.locator(".o-filter summary").press("Enter")
    topic = page.get_by_label("Known for")
    words = topic.locator("option").nth(1).inner_text()
    topic.select_option(index=1)
    page.locator(".o-filter").get_by_role("button", name="Show").press("Enter")
    expect(page.locator(".o-active")).to_contain_text(words.rsplit(" (", 1)[0])
    assert page.locator("a.m").count() < everybody
    page.get_by_role("link", name="As table").press("Enter")
    expect(page.locator(".o-active")).to_contain_text(words.rsplit(" (", 1)[0])


def test_files_of_the_view_are_kept_by_keys(site: Site, page: Page, tmp_path: Path) -> None:
    alive(page, site, "?organisation=Stadsnet")
    page.locator(".o-keep summary").press("Enter")
    for name, start in (("Picture (SVG)", b"<svg"), ("Table (CSV)", b"\xef\xbb\xbf")):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name).press("Enter")
        waiting.value.save_as(tmp_path / "kept")
        assert (tmp_path / "kept").read_bytes().startswith(start)


def test_filters_and_dates_without_script(site: Site, scriptless: Page) -> None:
    scriptless.goto(site.url + "/onion")
    scriptless.get_by_role("button", name="External").click()
    expect(scriptless.get_by_role("button", name="External")).to_have_attribute("aria-pressed", "false")
    expect(scriptless.locator("a.m.k1").first).to_be_hidden()
    scriptless.locator(".o-frames a").nth(-2).click()
    expect(scriptless.locator(".o-active")).to_contain_text("As it stood on")
    expect(scriptless.get_by_role("button", name="External")).to_have_attribute("aria-pressed", "false")
    scriptless.locator(".o-filter summary").click()
    scriptless.get_by_label("Organisation").select_option("Stadsnet")
    scriptless.locator(".o-filter").get_by_role("button", name="Show").click()
    expect(scriptless.locator(".o-active li")).to_have_count(2)
