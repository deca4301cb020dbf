"""Finding somebody: while typing, without script, by facets, and with nothing but the keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.site import NEED, Site

NAMES = "ol.results h2"


def names(page: Page) -> list[str]:
    return page.locator(NAMES).all_inner_texts()


def test_results_follow_the_typing(site: Site, page: Page) -> None:
    page.goto(site.url + "/find?q=kubernetes")
    before = names(page)
    assert before
    field = page.locator("#q")
    field.fill("")
    field.press_sequentially(NEED, delay=15)
    expect(page.locator("h1")).to_contain_text(NEED)
    assert names(page) != before
    assert page.evaluate("document.activeElement.id") == "q"
    expect(field).to_have_value(NEED)
    expect(page).to_have_url(re.compile(rf"/find\?.*q={NEED}"))


def test_the_same_people_without_script(site: Site, page: Page, scriptless: Page) -> None:
    scriptless.goto(site.url + "/")
    scriptless.locator("#q").fill(NEED)
    scriptless.locator("form[role=search] button").click()
    expect(scriptless).to_have_url(re.compile(rf"/find\?q={NEED}"))
    page.goto(f"{site.url}/find?q={NEED}")
    assert names(scriptless)
    assert names(scriptless) == names(page)
    scriptless.locator("input[name=kind][value=external]").check()
    scriptless.locator("noscript button", has_text="Apply").click()
    expect(scriptless.locator("article .badge.ext").first).to_be_visible()
    assert scriptless.locator("article .badge.int").count() == 0


def test_a_facet_narrows_to_as_many_as_it_says(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/find?q={NEED}")
    choice = page.locator("label", has=page.locator("input[name=kind][value=external]"))
    said = int(choice.locator("em").inner_text().replace(",", ""))
    choice.click()
    expect(page.locator("h1")).to_contain_text(f"{said} ")
    shown = page.locator("ol.results > li").count()
    assert 0 < shown <= said
    assert page.locator("article .badge.ext").count() == shown
    expect(page).to_have_url(re.compile("kind=external"))
    page.reload()
    expect(page.locator("input[name=kind][value=external]")).to_be_checked()


def test_each_facet_has_what_it_promises(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/find?q={NEED}")
    for name in ("ring", "organisation", "channel"):
        choice = page.locator("label", has=page.locator(f"input[name={name}]:not([value=''])")).first
        said = choice.locator("em").inner_text()
        page.goto(f"{site.url}/find?q={NEED}&{name}={choice.locator('input').get_attribute('value')}")
        expect(page.locator("h1")).to_contain_text(f"{said} ")
        page.go_back()


def test_a_score_opens_to_its_parts(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/find?q={NEED}")
    card = page.locator("ol.results > li").first
    card.get_by_text("Why this person?").click()
    parts = [float(each) for each in card.locator("details td.num").all_inner_texts()]
    total = float(re.findall(r"add up to ([\d.]+\d)", card.locator("details").inner_text())[0])
    assert parts
    assert abs(sum(parts) - total) <= 0.005 * (len(parts) + 1)


def test_by_keyboard_alone_to_a_person_and_back(site: Site, page: Page) -> None:
    page.goto(site.url + "/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type(NEED)
    page.keyboard.press("Enter")
    expect(page.locator(NAMES).first).to_be_visible()
    first = page.locator(f"{NAMES} a").first
    for _ in range(60):
        if first.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    name = first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)
    page.go_back()
    expect(page.locator(NAMES).first).to_have_text(name)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_the_first_tab_leads_past_the_navigation(site: Site, page: Page) -> None:
    page.goto(site.url + "/about")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_language_and_theme_are_remembered(site: Site, page: Page) -> None:
    page.goto(site.url + "/about")
    page.get_by_role("link", name="Nederlands").click()
    expect(page.locator("h1")).to_have_text("Wat dit systeem weet")
    page.locator("[data-theme-toggle]").click()
    page.goto(site.url + "/")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
